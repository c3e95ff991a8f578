"""The structured data of every page: closed in itself, in the words of schema.org, as Google asks.

schema-dts is the vocabulary as types of TypeScript; the structured data testing tool knows what
Google wants of a kind. Both read files alone.
"""

import json
import re
import subprocess
from typing import Any

import pytest

from tests.reading import parsed

from .conftest import MODULES, module, program

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages")]

Graph = list[dict[str, Any]]
MUST_HAVE = {
    "home": ["WebPage", "WebSite", "Organization"],
    "post": ["BlogPosting", "WebPage", "BreadcrumbList", "ImageObject", "Person", "Organization"],
    "guide": ["Article", "WebPage", "BreadcrumbList", "ImageObject", "Person", "Organization"],
    "service": ["Service", "WebPage", "BreadcrumbList", "ImageObject", "Organization"],
    "author": ["ProfilePage", "Person", "BreadcrumbList", "Organization"],
    "topic": ["CollectionPage", "BreadcrumbList", "Organization"],
}


def graphs_of(pages: dict[str, str]) -> dict[str, Graph]:
    found = {}
    for name, html in pages.items():
        for text in parsed(html).xpath("//script[@type='application/ld+json']/text()"):
            found[name] = json.loads(text)["@graph"]
    assert len(found) > 15
    return found


def ids_named(value) -> set[str]:
    """Every id that stands alone: a node with nothing but its name is a reference."""
    if isinstance(value, list):
        return set().union(*map(ids_named, value))
    if not isinstance(value, dict):
        return set()
    if set(value) == {"@id"}:
        return {value["@id"]}
    return ids_named(list(value.values()))


def ids_made(value) -> list[str]:
    if isinstance(value, list):
        return [each for item in value for each in ids_made(item)]
    if not isinstance(value, dict):
        return []
    own = [value["@id"]] if "@id" in value and len(value) > 1 else []
    return own + ids_made(list(value.values()))


def test_every_id_that_a_page_names_stands_in_its_graph_once(pages):
    for name, graph in graphs_of(pages).items():
        made = ids_made(graph)
        assert ids_named(graph) <= set(made), name
        assert len(made) == len(set(made)), name


# The vocabulary


def in_types(value: Any) -> Any:
    """The sizes of a picture as text: schema.org calls them a Distance, everybody sends pixels."""
    if isinstance(value, list):
        return [in_types(each) for each in value]
    if not isinstance(value, dict):
        return value
    sizes = {name: str(value[name]) for name in ("width", "height") if name in value}
    return {name: in_types(each) for name, each in value.items()} | sizes


def complaints(graphs: dict[str, Graph], folder) -> dict[str, str]:
    """Return what TypeScript says of each graph that has a word of its own; one run for all."""
    compiler, _ = module(".bin", "tsc"), module("schema-dts")
    (folder / "node_modules").symlink_to(MODULES)
    lines = ['import type { Graph } from "schema-dts";']
    for number, graph in enumerate(graphs.values()):
        whole = {"@context": "https://schema.org", "@graph": in_types(graph)}
        lines.append(f"export const graph{number}: Graph = {json.dumps(whole)};")
    (folder / "graphs.ts").write_text("\n".join(lines))
    asked = "--noEmit --strict --skipLibCheck --module nodenext --moduleResolution nodenext --types"
    told = subprocess.run(
        [compiler, *asked.split(), "", "graphs.ts"],
        capture_output=True,
        check=False,
        cwd=folder,
        text=True,
    ).stdout
    names = list(graphs)
    found: dict[str, str] = {}
    for line in told.splitlines():
        place = re.match(r"graphs\.ts\((\d+),", line)
        name = names[int(place[1]) - 2] if place else next(reversed(found), "")
        found[name] = found.get(name, "") + line[:500] + "\n"
    return found


def test_typescript_finds_no_word_that_schema_org_has_not_but_in_what_was_broken(pages, tmp_path):
    graphs = graphs_of(pages)
    written = json.dumps(graphs["post"])
    graphs["with a wrong property"] = json.loads(written.replace('"headline"', '"headlin"'))
    graphs["with a wrong type"] = json.loads(written.replace('"BreadcrumbList"', '"Breadcrumbs"'))
    found = complaints(graphs, tmp_path)
    assert "headlin" in found.pop("with a wrong property", "")
    assert "Breadcrumbs" in found.pop("with a wrong type", "")
    assert not found, "\n".join(f"{name}: {told}" for name, told in found.items())


# Google's floor


def told_apart(graph: Graph) -> str:
    """A page with a script for each node, what it names standing in it: the tool, unlike a search
    engine, neither opens a graph nor follows an id."""
    nodes = {node["@id"]: node for node in graph}

    def whole(value: Any, above: tuple[str, ...] = ()) -> Any:
        if isinstance(value, list):
            return [whole(each, above) for each in value]
        if not isinstance(value, dict):
            return value
        at = value.get("@id", "")
        if set(value) == {"@id"} and at not in above:
            value = nodes[at]
        return {name: whole(each, (*above, at)) for name, each in value.items()}

    scripts = (
        json.dumps({"@context": "https://schema.org", **whole(node)}).replace("<", "\\u003c")
        for node in graph
    )
    return "".join(f'<script type="application/ld+json">{each}</script>' for each in scripts)


def judged(graph: Graph, kind: str, folder) -> subprocess.CompletedProcess:
    file = folder / "page.html"
    file.write_text(told_apart(graph))
    schemas = ",".join(f"jsonld:{each}" for each in MUST_HAVE[kind])
    asked = ["--file", file, "--presets", "Google", "--schemas", schemas]
    tool = module("structured-data-testing-tool", "bin", "cli.js")
    return subprocess.run(
        [program("node"), tool, *asked], capture_output=True, check=False, text=True
    )


@pytest.mark.parametrize("kind", MUST_HAVE)
def test_a_page_holds_what_google_asks_of_its_kind(kind, pages, tmp_path):
    result = judged(graphs_of(pages)[kind], kind, tmp_path)
    assert result.returncode == 0, result.stdout
    assert "Warnings: 0" in result.stdout, result.stdout


def test_the_tool_would_miss_the_name_of_the_publisher(pages, tmp_path):
    graph = graphs_of(pages)["post"]
    for node in graph:
        if node["@type"] == "Organization":
            del node["name"]
    result = judged(graph, "post", tmp_path)
    assert result.returncode == 1
    assert "publisher.name" in result.stdout
