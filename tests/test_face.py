"""The look of the public pages: what can be said of it without looking."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.build import make_post

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
DESK = ("admin", "dashboard", "desk", "entry", "history", "pictures")
STYLES = [p for p in sorted((STATIC / "css").glob("*.css")) if not p.name.startswith(DESK)]
TOKEN = re.compile(r"--([\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));")
SIDES = re.compile(
    r"(?:margin|padding|border)-(?:left|right|top|bottom)|[;{ ](?:left|right):"
    r"|(?:text-align|float): (?:left|right)|[; ](?:min-|max-)?(?:width|height): "
)
VALUE = r"(?:[^\s();]|\((?:[^()]|\([^()]*\))*\))+"  # `clamp(1rem, calc(2vw + 3px), 4rem)` is one
FOUR_SIDES = re.compile(
    rf"(?:margin|padding|inset|border-width): {VALUE} ({VALUE}) {VALUE} ({VALUE})[;}} ]"
)
TEXTS = {
    "paper": ("ink", "soft", "hot"),
    "sheet": ("ink", "soft", "hot"),
    "wash": ("ink", "soft", "hot"),
    "iron": ("steel", "silver", "ember"),
    "glow": ("coal",),
    "steel": ("coal",),
    "code-ground": tuple(f"code-{n}" for n in ("ink", "quiet", "word", "name", "string", "number")),
    "code-gone": ("code-ink",),
    "code-new": ("code-ink",),
}


def tokens(theme):
    found = {}
    for name, light, dark, both in TOKEN.findall((STATIC / "css" / "base.css").read_text()):
        found[name] = both or (dark if theme == "dark" else light)
    return found


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ground", "text"), [(g, t) for g, ts in TEXTS.items() for t in ts])
def test_text_can_be_read_on_its_ground(theme, ground, text):
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "iron"])
def test_large_figures_and_rules_in_the_accent_can_be_seen(theme, ground):
    colours = tokens(theme)
    assert contrast(colours["molten"], colours[ground]) >= 3


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_colour_is_a_token(path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    lines = [line for line in css.splitlines() if not line.strip().startswith("--")]
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;,\s)])", "\n".join(lines))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_side_is_named_left_or_right(path):
    """Pages read from right to left as well; align-left and -right are what an editor asked for."""
    css = re.sub(r"/\*.*?\*/|\.align-\w+ \{.*?\}", "", path.read_text(), flags=re.S)
    assert not SIDES.findall(css)
    assert [sides for sides in FOUR_SIDES.findall(css) if len(set(sides)) > 1] == []


def test_what_an_english_page_loads_of_the_fonts_is_at_most_35_kb():
    files = [STATIC / "fonts" / f"{n}-latin.woff2" for n in ("besley", "brygada", "brygada-italic")]
    assert sum(file.stat().st_size for file in files) <= 35 * 1024


def test_every_font_has_its_licence_beside_it():
    for file in (STATIC / "fonts").glob("*.[wto][ot]f*"):
        assert list(file.parent.glob(f"{file.name[:6].title()}*-OFL.txt"))


def test_the_preloaded_fonts_are_those_of_the_style_sheet(client, db):
    page = client.get("/").content.decode()
    preloaded = re.findall(r'rel="preload" href="/static/(fonts/\S+?)"', page)
    css = (STATIC / "css" / "base.css").read_text()
    assert len(preloaded) == 2
    for name in preloaded:
        assert f'url("../{re.sub(r"[.][0-9a-f]{12}[.]", ".", name)}")' in css


def test_the_page_of_an_error_needs_no_other_file_and_its_style_may_apply(monkeypatch, db):
    monkeypatch.setattr("blog.views.detail.head_of_post", lambda post, site: 1 / 0)
    make_post()
    response = Client(raise_request_exception=False).get("/blog/a-post")
    page = response.content.decode()
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r'src=|rel="stylesheet"|url\(', page)


@override_settings(LANGUAGE_CODE="de")
def test_the_page_of_an_error_speaks_the_language_of_the_site(monkeypatch, db):
    monkeypatch.setattr("blog.views.detail.head_of_post", lambda post, site: 1 / 0)
    make_post()
    response = Client(raise_request_exception=False).get("/blog/a-post")
    assert response.status_code == 500
    assert '<html lang="de">' in response.text


@pytest.mark.parametrize("name", ["500", "maintenance"])
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_page_for_when_nothing_runs_needs_no_other_file(name, language):
    page = (TEMPLATES / f"{name}{'' if language == 'en' else f'.{language}'}.html").read_text()
    assert f'<html lang="{language}">' in page
    assert not re.search(r"src=|<link|url\(|{[{%]", page)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.de.html")), ids=lambda path: path.name)
def test_a_page_for_when_nothing_runs_looks_the_same_in_each_language(path):
    """Such a page brings its style along: what is changed in one must be changed in all."""
    words = re.compile(r'(?<=lang=")\w+|(?<=>)[^<>{}]+(?=<)')
    english = path.with_name(path.name.replace(".de.", "."))
    assert words.sub("", path.read_text()) == words.sub("", english.read_text())
