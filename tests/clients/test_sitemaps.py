"""The sitemaps before xmllint, with the schemas of the protocol."""

import subprocess
from pathlib import Path

import pytest

from tests.build import make_author, make_image, make_post
from tests.reading import get, sitemap_paths

from .conftest import module, program

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
BOTH = """\
<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{sitemap}"/>
  <import namespace="http://www.google.com/schemas/sitemap-image/1.1" schemaLocation="{image}"/>
</schema>
"""


def complaints(path: str, schema: Path, folder: Path) -> str:
    file = folder / path.strip("/")
    file.write_bytes(get(path).body)
    asked = [program("xmllint"), "--nonet", "--noout", "--schema", schema, file]
    result = subprocess.run(asked, capture_output=True, check=False, text=True)
    return "" if result.returncode == 0 else result.stderr


def test_xmllint_finds_every_sitemap_as_its_schema_says(tmp_path):
    image = make_image("a & b <c>.png")
    for n in range(4):
        post = {"tags": ["links"], "authors": [make_author()], "image": image}
        make_post(f"post-{n}", category="seo", title="]]> & </loc>", **post)
    schema = tmp_path / "both.xsd"
    sitemap = module("sitemap", "schema", "sitemap.xsd")
    schema.write_text(BOTH.format(sitemap=sitemap, image=HERE / "sitemap-image.xsd"))
    index, *parts = sitemap_paths()
    assert len(parts) >= 2
    assert not complaints(index, HERE / "siteindex.xsd", tmp_path)
    for part in parts:
        assert not complaints(part, schema, tmp_path), part


def test_xmllint_would_find_an_empty_sitemap(tmp_path):
    empty = tmp_path / "empty.xml"
    empty.write_text('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>')
    asked = [program("xmllint"), "--nonet", "--noout", "--schema", HERE / "siteindex.xsd", empty]
    assert subprocess.run(asked, capture_output=True, check=False).returncode != 0
