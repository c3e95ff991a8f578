"""The one way out: what it asks, what it refuses to ask, and where it stops."""

import json
import socket
import ssl
import threading
import time
import tomllib
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from blog.fetching import FetchError, Forbidden, asking, pace, safe_fetch
from blog.fetching.asking import MOST_BYTES
from ironegoo import VERSION

from .conftest import shared
from .elsewhere import PUBLIC, Says

HUB = "http://hub.example/"


@pytest.fixture
def hub(elsewhere):
    elsewhere.names["hub.example"] = [PUBLIC]
    return elsewhere


@contextmanager
def speaking(hub, talk):
    """Put a server in the hub's place that takes one connection and says what it likes."""
    listener = socket.create_server(("127.0.0.1", 0))
    hub.port = listener.getsockname()[1]

    def serve():
        connection, _ = listener.accept()
        with connection:
            talk(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        listener.close()


def test_it_gives_status_headers_and_body_whatever_the_status(hub):
    hub.answer = lambda got: Says(503, {"Retry-After": "9"}, b"later")
    answer = safe_fetch(f"{HUB}x?y=1")
    assert (answer.status, answer.body, answer.url) == (503, b"later", f"{HUB}x?y=1")
    assert (answer.headers["retry-after"], answer.cut) == ("9", False)


def test_it_says_who_asks_and_names_the_host_and_nothing_more(hub):
    safe_fetch(HUB)
    headers = hub.got[0].headers
    assert headers.pop("User-Agent") == f"IronGoo/{VERSION} (+https://www.example.com)"
    assert headers.pop("Host") == "hub.example"
    assert not {"Cookie", "Authorization", "X-Forwarded-For", "Referer"} & set(headers)


def test_it_posts_what_it_is_given(hub):
    safe_fetch(HUB, data=b'{"a": 1}', content_type="application/json")
    got = hub.got[0]
    assert (got.method, got.body) == ("POST", b'{"a": 1}')
    assert got.headers["Content-Type"] == "application/json"


def test_the_version_that_it_names_is_that_of_the_project():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION


def test_a_head_brings_no_body_and_follows_redirects(hub):
    hub.answer = lambda got: Says(302, {"Location": "/end"}) if got.path == "/" else Says(body=b"a")
    answer = safe_fetch(HUB, method="HEAD")
    assert (answer.status, answer.url, answer.body) == (200, f"{HUB}end", b"")
    assert [got.method for got in hub.got] == ["HEAD", "HEAD"]


@pytest.mark.parametrize(
    ("types", "body"), [(None, b"a"), (["text/html"], b"a"), (["text/plain"], b""), ([], b"")]
)
def test_a_body_of_a_type_that_nobody_wants_is_not_read(hub, types, body):
    hub.answer = lambda got: Says(headers={"Content-Type": "Text/HTML; charset=utf-8"}, body=b"a")
    assert safe_fetch(HUB, types=types).body == body
    assert hub.got[0].headers["Accept"] == (", ".join(types or []) or "*/*")


def test_only_public_addresses_are_asked(elsewhere):
    cases = json.loads(shared("domain", "backlink_cases", "webmention.json").read_text())
    for case in cases["addresses"]:
        allowed = asking.PUBLIC_ONLY._is_network_connection_allowed([case["ip"]])
        assert allowed == case["allowed"], case
        if not allowed:
            elsewhere.names["trap.example"] = [case["ip"]]
            with pytest.raises(Forbidden, match=r"trap\.example is no public address"):
                safe_fetch("http://trap.example/")
    assert elsewhere.connected == []


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "::1"])
def test_one_address_that_is_not_public_is_enough_to_refuse(hub, inside):
    hub.names["trap.example"] = [PUBLIC, inside]
    with pytest.raises(Forbidden):
        safe_fetch("http://trap.example/")
    assert hub.connected == []


def test_a_name_is_resolved_once_and_that_address_is_connected_to(hub, monkeypatch):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    resolve = hub.resolve

    def rebound(host, *args, **kwargs):
        hub.names[host] = next(answers) if host == "hub.example" else [host]
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    safe_fetch(HUB)
    assert hub.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://hub.example/", "Only http"),
        ("file:///etc/passwd", "Only http"),
        ("http://hub.example:8080/", "Port 8080"),
        ("http://hub.example:22/", "Port 22"),
        ("http://me:secret@hub.example/", "user name"),
        ("http://127.0.0.1/", "no public address"),
        ("http://[::1]/", "no public address"),
        ("http://[::ffff:10.0.0.1]/", "no public address"),
        ("http://169.254.169.254/latest/meta-data", "no public address"),
    ],
)
def test_other_addresses_are_never_asked(hub, url, why):
    with pytest.raises(Forbidden, match=why):
        safe_fetch(url)
    assert hub.connected == []


@pytest.mark.parametrize("url", ["", "hub", "http://", "http://[", "http://a b/", "http://x\0/"])
def test_what_is_no_address_is_an_error_in_words(hub, url):
    with pytest.raises(FetchError):
        safe_fetch(url)
    assert hub.connected == []


def test_a_redirect_is_followed(hub):
    hub.names["new.example"] = [PUBLIC]
    to = {"/": "/next", "/next": "http://new.example/end"}
    hub.answer = lambda got: Says(302, {"Location": to[got.path]}) if got.path in to else Says()
    assert safe_fetch(HUB).url == "http://new.example/end"


@pytest.mark.parametrize(
    "inside", ["http://127.0.0.1/", "http://trap.example/", "http://hub.example:8080/", "ftp://x/"]
)
def test_a_redirect_leads_to_no_place_that_would_not_be_asked_at_once(hub, inside):
    hub.names["trap.example"] = ["10.0.0.1"]
    hub.answer = lambda got: Says(301, {"Location": inside})
    with pytest.raises(Forbidden):
        safe_fetch(HUB)
    assert len(hub.got) == 1


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301, 308), "/2"), ((301, 302), "/1"), ((302, 301), ""), ((302,), ""), ((), "")],
)
def test_it_tells_where_an_address_has_moved_for_good(hub, statuses, moved):
    def answer(got):
        n = int(got.path[1:] or 0)
        return Says(statuses[n], {"Location": f"/{n + 1}"}) if n < len(statuses) else Says()

    hub.answer = answer
    assert safe_fetch(HUB).moved == (f"http://hub.example{moved}" if moved else "")


def test_redirects_end(hub):
    hub.answer = lambda got: Says(302, {"Location": got.path + "x"})
    with pytest.raises(FetchError, match="more than 5 times"):
        safe_fetch(HUB)
    assert len(hub.got) == 6


def test_a_post_is_not_sent_on(hub):
    hub.answer = lambda got: Says(307, {"Location": "/elsewhere"})
    assert safe_fetch(HUB, data=b"x").status == 307
    assert len(hub.got) == 1


def test_a_cookie_is_not_kept_from_one_redirect_to_the_next(hub):
    first = Says(302, {"Location": "/end", "Set-Cookie": "id=1; Path=/"})
    hub.answer = lambda got: first if got.path == "/" else Says()
    safe_fetch(HUB)
    assert "Cookie" not in hub.got[1].headers


def test_what_the_environment_says_of_proxies_does_not_count(hub, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert safe_fetch(HUB).status == 200


def test_of_a_long_body_only_the_beginning_is_read(hub):
    hub.answer = lambda got: Says(body=b"a" * (MOST_BYTES + 1))
    answer = safe_fetch(HUB)
    assert (len(answer.body), answer.cut) == (MOST_BYTES, True)
    hub.answer = lambda got: Says(body=b"a" * MOST_BYTES)
    assert not safe_fetch(HUB).cut


def test_a_packed_body_counts_as_it_is_unpacked(hub):
    hub.answer = lambda got: Says(body=b"a" * 50_000_000).packed()
    answer = safe_fetch(HUB)
    assert (len(answer.body), answer.cut) == (MOST_BYTES, True)


@pytest.fixture
def clock(monkeypatch):
    """Whoever waits moves the clock on."""
    monkeypatch.setattr(pace, "PACE", 5.0)
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as moved:
        monkeypatch.setattr(time, "sleep", moved.shift)
        yield moved


def moments(hub):
    """When each request came, in seconds from the first."""
    times = []
    answer = hub.answer
    hub.answer = lambda got: times.append(time.time()) or answer(got)
    return times


def test_a_host_is_asked_once_in_five_seconds_redirects_and_all(hub, clock):
    hub.answer = lambda got: Says(302, {"Location": "/end"}) if got.path == "/" else Says()
    times = moments(hub)
    safe_fetch(HUB)
    safe_fetch("http://HUB.example/other", method="HEAD")
    assert [at - times[0] for at in times] == [0, 5, 10]


def test_another_host_is_asked_at_once(hub, clock):
    hub.names["new.example"] = [PUBLIC]
    times = moments(hub)
    safe_fetch(HUB)
    safe_fetch("http://new.example/")
    assert times[0] == times[1]


def test_who_does_not_get_a_turn_is_told_so_in_the_end(hub, clock, monkeypatch):
    monkeypatch.setattr(pace, "PACE", pace.PATIENCE * 2)
    safe_fetch(HUB)
    with pytest.raises(FetchError, match="has to wait"):
        safe_fetch(HUB)
    assert len(hub.got) == 1


def test_waiting_for_a_turn_takes_nothing_from_the_time_to_answer(hub, monkeypatch):
    monkeypatch.setattr(pace, "PACE", 0.5)
    monkeypatch.setattr(pace, "LOOK", 0.1)
    monkeypatch.setattr(asking, "IN_ALL", 0.4)
    hub.answer = lambda got: Says(302, {"Location": "/end"}) if got.path == "/" else Says()
    assert safe_fetch(HUB).status == 200


def test_no_such_host_is_said_so(hub):
    with pytest.raises(FetchError, match="No such host"):
        safe_fetch("http://nowhere.example/")


def test_a_server_that_hangs_up_is_an_error(hub):
    with speaking(hub, lambda connection: None), pytest.raises(FetchError, match="connection"):
        safe_fetch(HUB)


def silent(connection):
    connection.recv(1)
    while connection.recv(4096):
        pass


def in_drips(head):
    def talk(connection):
        try:
            connection.sendall(head)
            while True:
                connection.sendall(b"x")
                threading.Event().wait(0.02)
        except OSError:
            pass

    return talk


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(silent, id="says nothing"),
        pytest.param(in_drips(b"HTTP/1.1 200 OK\r\nX: "), id="a header in drips"),
        pytest.param(in_drips(b"HTTP/1.1 200 OK\r\n\r\n"), id="a body in drips"),
    ],
)
def test_a_server_that_never_comes_to_an_end_is_cut_off(hub, monkeypatch, talk):
    monkeypatch.setattr(asking, "IN_ALL", 0.3)
    with speaking(hub, talk), pytest.raises(FetchError, match=r"within|does not answer"):
        safe_fetch(HUB)


def test_a_certificate_that_nobody_vouches_for_is_refused(hub, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))

    def talk(connection):
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1)
        except OSError:
            pass

    with speaking(hub, talk), pytest.raises(FetchError, match="certificate"):
        safe_fetch("https://hub.example/")
    assert hub.connected == [(PUBLIC, 443)]


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hub.example")]), False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(pem))
    return file
