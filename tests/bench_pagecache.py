"""What a stored page costs: in this process, and by granian beside nginx with the same bytes.

Part of `make bench`, in a process and a database of its own; `python tests/bench_pagecache.py` is
this part alone. The second half needs wrk and nginx (`apt-get install wrk nginx-light`). What
counts is the share of nginx in the same run, and the server's processor time for a request.
"""

import contextlib
import gzip
import io
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, SECONDS, CONNECTIONS, TIMES = 3, 3, 32, 20_000
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
TICKS = os.sysconf("SC_CLK_TCK")
NGINX = """
worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 512; }}
http {{
  access_log off; default_type text/html; keepalive_requests 1000000; gzip_static always;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
  {rules}
}}
"""


def row(name: str, *values: str) -> None:
    print(f"{name:<32}" + "".join(f"{value:>12}" for value in values))


def measure_calls(path: str) -> None:
    """The wrapper alone, without a server: microseconds of this process."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from blog.discovery import hits
    from blog.pagecache import stamps
    from blog.pagecache.keys import EVERYTHING
    from blog.pagecache.wrapper import Wrapper

    wrapper = Wrapper(get_wsgi_application(), hits.seen)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "HTTP_HOST": settings.SITE_URL.partition("//")[2],
    }
    environ |= {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in BROWSER.items()}
    told: dict[str, str] = {}

    def ask(asked: dict[str, Any]) -> None:
        answer: Any = wrapper(asked, lambda status, headers: told.update(headers, status=status))
        b"".join(answer)

    def miss() -> None:
        stamps.stamp([EVERYTHING])
        ask(environ)

    ask(environ)
    ask(environ)
    if not wrapper.library.memory.pages:
        sys.exit(f"{path} is not stored: its view declares nothing")
    tagged = environ | {"HTTP_IF_NONE_MATCH": told["ETag"]}
    row("a stored page, packed", told["Content-Length"], "bytes")
    row("hit", f"{spent(lambda: ask(environ)):.1f} µs", "aim: 15")
    row("304", f"{spent(lambda: ask(tagged)):.1f} µs")
    invented = environ | {"QUERY_STRING": "utm_source=x"}
    row("hit, with a parameter unread", f"{spent(lambda: ask(invented)):.1f} µs")
    row("miss: built, packed and stored", f"{spent(miss, 50) / 1000:.1f} ms", "aim: 4")
    print()


def spent(call: Callable[[], object], times: int = TIMES) -> float:
    """Return microseconds of processor time, the median of five rounds."""
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            call()
        rounds.append((time.process_time() - start) / times * 1e6)
    return statistics.median(rounds)


def measure_servers(path: str, folder: Path) -> None:
    missing = [name for name in ("wrk", "nginx") if not shutil.which(name)]
    if missing:
        print(f"No figures of servers without {' and '.join(missing)}:")
        print("  apt-get install wrk nginx-light")
        return
    port = int(os.environ["PORT"])
    with contextlib.ExitStack() as stack:
        command = [sys.executable, "manage.py", "serve"]
        granian = stack.enter_context(running(command, port))
        ours = f"http://127.0.0.1:{port}{path}"
        for _ in range(20):
            packed, etag = fetched(ours, "gzip")
        nginx_port, files_port = free_port(), free_port()
        command = nginx_command(folder, nginx_port, packed, exported(folder, files_port))
        nginx = stack.enter_context(running(command, nginx_port))
        disk = f"http://127.0.0.1:{nginx_port}/page.html"
        files = f"http://127.0.0.1:{files_port}{path}"
        asked = {
            "nginx, the same bytes": (nginx, disk, "Accept-Encoding: gzip"),
            "the exported site": (nginx, files, "Accept-Encoding: gzip"),
            "our hit, gzip": (granian, ours, "Accept-Encoding: gzip"),
            "our hit, brotli": (granian, ours, "Accept-Encoding: br"),
            "our 304": (granian, ours, f"Accept-Encoding: gzip\nIf-None-Match: {etag}"),
        }
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            for name, (process, address, headers) in asked.items():
                figures[name].append(loaded(process, address, headers.split("\n")))
    row(f"{CONNECTIONS} connections, two workers", "a second", "of nginx", "CPU each")
    first = statistics.median(rate for rate, _cpu in figures["nginx, the same bytes"])
    for name, rounds in figures.items():
        rate, cpu = (statistics.median(each) for each in zip(*rounds, strict=True))
        row(name, f"{rate:,.0f}", f"{rate / first:.2f}", f"{cpu:.3f} ms")


def exported(folder: Path, port: int) -> str:
    """Return the rules by which nginx serves the site as files, which are written."""
    from blog.exporting import export_site

    export_site(folder / "exported")
    rules = (folder / "exported" / "servers" / "nginx.conf").read_text()
    return rules.replace("server {", f"server {{\n    listen 127.0.0.1:{port};", 1)


def nginx_command(folder: Path, port: int, packed: bytes, rules: str) -> list[str]:
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "page.html.gz").write_bytes(packed)
    user = "user root;" if os.getuid() == 0 else ""
    text = NGINX.format(folder=folder, port=port, user=user, rules=rules)
    (folder / "nginx.conf").write_text(text)
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def fetched(address: str, coding: str) -> tuple[bytes, str]:
    asked = Request(address, headers=BROWSER | {"Accept-Encoding": coding})
    with urlopen(asked) as answer:
        body = answer.read()
        gzip.decompress(body)
        return body, answer.headers["ETag"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextlib.contextmanager
def running(command: list[str], port: int):
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for _ in range(3_000):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait()


def loaded(process: Any, address: str, headers: list[str]) -> tuple[float, float]:
    """Return requests a second, and milliseconds of processor time of the server for each."""
    before = processor_time(process.pid)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    for header in headers:
        command += ["-H", header]
    said = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said and "If-None-Match" not in " ".join(headers):
        sys.exit(said)
    count = int(next(line for line in said.splitlines() if "requests in" in line).split()[0])
    rate = float(said.split("Requests/sec:")[1].split()[0])
    return rate, (processor_time(process.pid) - before) / count * 1000


def processor_time(pid: int) -> float:
    """Return seconds of a process and of those that it started."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(told[11]) + int(told[12])) / TICKS + sum(map(processor_time, map(int, children)))


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        # No worker for the background: it would be counted with the server.
        os.environ |= {"DATA_DIR": folder, "PORT": str(port), "TASK_WORKERS": "0"}
        os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("prepare", stdout=io.StringIO())
        from blog.models import Post
        from tests.bench import sample_article

        post = Post(title="The sample article", slug="sample", status="published")
        post.body = sample_article()
        post.full_clean()
        post.save()
        print("The page cache: the sample article")
        measure_calls(post.path)
        measure_servers(post.path, Path(folder) / "nginx")


if __name__ == "__main__":
    main()
