"""Old addresses as rules for web servers, and how a server finds the files of the others.

Beside the pages: `servers/nginx.conf` (and its two maps), `servers/Caddyfile`, `servers/s3.json`;
among the pages `_redirects` and `_headers`, as Netlify, Cloudflare Pages and others read them.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from blog.models import Post, Redirect
from blog.models.following import SECTION, Answer

from .build import put

MOST_S3_RULES = 50  # what S3 takes for whole sections
# Of every page; what a page says of itself alone (its policy, its dates) no plain server can say.
SAID = (
    "Content-Security-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cross-Origin-Opener-Policy",
    "Strict-Transport-Security",
)
SAFE = re.compile(r"[A-Za-z0-9/._~%!$&'()*+,;=:@?#\[\]-]+")


@dataclass(frozen=True)
class Rule:
    """old: a path; for a section (whole) without its last `/*`. new: "" for gone.

    rest: what stands below a section is kept below the new address.
    """

    old: str
    new: str
    whole: bool = False
    rest: bool = False


def rules() -> list[Rule]:
    """What every old address leads to, in one hop. Two or three queries a redirect."""
    found = []
    for row in Redirect.objects.exclude(from_path__endswith=SECTION).iterator():
        if answer := Redirect.objects.answer(row.from_path):
            found.append(Rule(row.from_path, target_of(answer)))
    known = {rule.old for rule in found}
    taken_down = Post.objects.once_public().exclude(pk__in=Post.objects.published().values("pk"))
    for path in taken_down.exclude(path__in=known).values_list("path", flat=True):
        answer = Redirect.objects.answer(path)
        found.append(Rule(path, target_of(answer) if answer else ""))
    for row in Redirect.objects.filter(from_path__endswith=SECTION):
        rest = row.target.endswith(SECTION)
        new = row.target.removesuffix(SECTION) if rest else row.target
        found.append(Rule(row.from_path.removesuffix(SECTION), new, whole=True, rest=rest))
    return sorted((r for r in found if plain(r)), key=lambda r: (r.whole, -len(r.old), r.old))


def target_of(answer: Answer) -> str:
    return answer.post.path if answer.post else answer.url


def plain(rule: Rule) -> bool:
    """No sign that ends a word or a line in any server's configuration gets into one."""
    return bool(SAFE.fullmatch(quote(rule.old, safe="/%"))) and (
        not rule.new or bool(SAFE.fullmatch(rule.new))
    )


def write_rules(folder: Path, public: Path, headers: Mapping[str, str]) -> int:
    """Write all of them; return how many old addresses there are."""
    servers = folder / "servers"
    servers.mkdir(parents=True, exist_ok=True)
    found = rules()
    single = [rule for rule in found if not rule.whole]
    sections = [rule for rule in found if rule.whole]
    said = {name: headers[name] for name in SAID if name in headers}
    files = {
        servers / "moved.map": "".join(f"{word(r.old)} {word(r.new)};\n" for r in single if r.new),
        servers / "gone.map": "".join(f"{word(r.old)} 1;\n" for r in single if not r.new),
        servers / "nginx.conf": nginx(public, servers, sections, said),
        servers / "Caddyfile": caddy(public, single, sections, said),
        servers / "s3.json": s3(single, sections),
        public / "_redirects": netlify(single, sections),
        public / "_headers": "/*\n" + "".join(f"  {n}: {v}\n" for n, v in said.items()),
    }
    for path, text in files.items():
        if not path.exists() or path.read_text() != text:
            put(path, text.encode())
    return len(found)


def word(text: str) -> str:
    """A path as a server has it in hand when it compares: percent signs undone, in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'


def nginx(public: Path, servers: Path, sections: Iterable[Rule], said: Mapping[str, str]) -> str:
    below = "".join(nginx_section(rule) for rule in sections)
    lines = "".join(f'    add_header {name} "{value}" always;\n' for name, value in said.items())
    return f"""# Include this file within http {{ }}; TLS, and where it listens, are yours to add.
map_hash_bucket_size 512;
map_hash_max_size 65536;
map $uri $irongoo_moved {{ default ""; include {servers}/moved.map; }}
map $uri $irongoo_gone {{ default ""; include {servers}/gone.map; }}
map $arg_page $irongoo_page {{ default ""; "~^[0-9A-Za-z%._~-]+$" "@$arg_page"; }}
map $uri $irongoo_kept {{ default "no-cache"; ~^/static/ "public, max-age=31536000, immutable"; }}
server {{
    server_name {settings.SITE_HOST};
    root {public};
    charset utf-8;
    charset_types text/plain text/markdown application/rss+xml application/atom+xml;
    gzip_static on;
    # brotli_static on;  # where nginx has that module: the files are here
    gzip_vary on;
    types {{
        text/html html; text/css css; text/javascript js; text/plain txt; text/markdown md;
        application/xml xml; application/json json; application/x-bibtex bib;
        image/avif avif; image/webp webp; image/jpeg jpg jpeg; image/png png; image/gif gif;
        image/svg+xml svg; image/x-icon ico; font/woff2 woff2;
        application/manifest+json webmanifest;
    }}
    add_header Cache-Control $irongoo_kept always;
{lines}    error_page 404 /404.html;
    error_page 410 /410.html;
    location = / {{ try_files /index.html =404; }}
    location / {{
        try_files $uri$irongoo_page.html $uri$irongoo_page.json $uri$irongoo_page.xml
                  $uri$irongoo_page $uri.html $uri @old;
    }}
    location @old {{
        if ($irongoo_moved) {{ return 301 $irongoo_moved; }}
        if ($irongoo_gone) {{ return 410; }}
        rewrite ^(/.*)/$ $1 permanent;
{below}        return 404;
    }}
    location ~ /[._](?!well-known) {{ return 404; }}
}}
"""


def nginx_section(rule: Rule) -> str:
    start = re.escape(rule.old)
    if not rule.new:
        return f'        if ($uri ~ "^{start}(/|$)") {{ return 410; }}\n'
    if rule.rest:
        return f'        rewrite "^{start}(/.*)?$" "{rule.new}$1" permanent;\n'
    return f'        rewrite "^{start}(/.*)?$" "{rule.new}" permanent;\n'


def caddy(
    public: Path, single: Iterable[Rule], sections: Iterable[Rule], said: Mapping[str, str]
) -> str:
    head = "".join(f'\t\t{name} "{value}"\n' for name, value in said.items())
    old = "".join(
        f'\tredir "{rule.old}" "{rule.new}" 301\n' if rule.new else f'\terror "{rule.old}" 410\n'
        for rule in single
    )
    below = "".join(caddy_section(number, rule) for number, rule in enumerate(sections))
    return f"""{settings.SITE_HOST} {{
\troot * {public}
\theader {{
{head}\t\tCache-Control no-cache
\t}}
\theader /static/* Cache-Control "public, max-age=31536000, immutable"
{old}{below}\t@page query page=*
\ttry_files @page {{path}}@{{query.page}}.html {{path}}@{{query.page}}.xml
\ttry_files {{path}}.html {{path}}.json {{path}}
\t@slash path_regexp slash ^(/.+)/$
\tredir @slash {{re.slash.1}} 301
\thandle_errors {{
\t\trewrite * /{{err.status_code}}.html
\t\tfile_server
\t}}
\tfile_server {{
\t\tprecompressed br gzip
\t\thide .* _headers _redirects
\t}}
}}
"""


def caddy_section(number: int, rule: Rule) -> str:
    """A page that answers comes before a rule for its section."""
    name = f"old{number}"
    kept = f"{{re.{name}.1}}" if rule.rest else ""
    leads = f'redir @{name} "{rule.new}{kept}" 301' if rule.new else f"error @{name} 410"
    return f"""\t@{name} {{
\t\tnot file {{path}} {{path}}.html {{path}}.json
\t\tpath_regexp {name} "^{re.escape(rule.old)}(/.*)?$"
\t}}
\t{leads}
"""


def netlify(single: Iterable[Rule], sections: Iterable[Rule]) -> str:
    lines = []
    for rule in [*single, *sections]:
        old = quote(rule.old, safe="/%") + ("/*" if rule.whole else "")
        new = f"{rule.new}/:splat" if rule.rest else rule.new
        lines.append(f"{old} {new} 301" if new else f"{old} /410.html 410")
    lines.append("/* page=:page /:splat@:page.html 200!")
    return "\n".join(lines) + "\n"


def s3(single: Iterable[Rule], sections: Iterable[Rule]) -> str:
    """Objects that lead on, and rules of a website's configuration for whole sections.

    S3 knows no 410, and nothing of queries: further pages of lists are at /blog@2.html alone.
    """
    objects = [
        {"Key": rule.old.lstrip("/"), "WebsiteRedirectLocation": rule.new}
        for rule in single
        if rule.new
    ]
    routing = []
    for rule in sections:
        if not rule.new:
            continue
        to = rule.new.lstrip("/")
        kept = {"ReplaceKeyPrefixWith": f"{to}/"} if rule.rest else {"ReplaceKeyWith": to}
        routing.append(
            {
                "Condition": {"KeyPrefixEquals": f"{rule.old.lstrip('/')}/"},
                "Redirect": {"HttpRedirectCode": "301", **kept},
            }
        )
    found = {"Objects": objects, "RoutingRules": routing[:MOST_S3_RULES]}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
