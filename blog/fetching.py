"""Every request that the site itself sends: to public addresses alone, and within bounds.

An address that somebody typed, or that another site leads to, must not reach what only this
machine can reach. The library resolves the name once, refuses it if any of its addresses is not
public, and connects to the address that it has checked.
"""

import ipaddress
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from AntiSSRF import AntiSSRFError, AntiSSRFPolicy, IPAddressRanges, PolicyConfigOptions
from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

CONNECT = 5.0  # seconds
IN_ALL = 10.0  # seconds, redirects and all; the resolver of names has limits of its own
MOST_BYTES = 1_000_000  # after unpacking
MOST_REDIRECTS = 5
PORTS = {None, 80, 443}
TRANSLATED = "64:ff9b::"  # IPv4 behind NAT64: as public as the address that it stands for


class FetchError(Exception):
    """No answer came, in words for people. It may come at another time."""


class Forbidden(FetchError):
    """We do not ask there, now or later."""


@dataclass(frozen=True)
class Answer:
    """url: where it came from in the end. cut: the body is longer than we read."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool


def safe_fetch(url: str, *, data: bytes | None = None, content_type: str = "") -> Answer:
    """GET the address, or POST the data; whatever status is answered.

    Redirects are followed from one GET to the next; what a POST is answered is returned as it is.
    Raises FetchError, Forbidden.
    """
    headers = {"User-Agent": f"IronGoo (+{settings.SITE_URL})", "Accept-Encoding": "gzip"}
    if data is not None:
        headers["Content-Type"] = content_type
    with Watch(IN_ALL) as watch, _session(watch) as session:
        try:
            for _ in range(MOST_REDIRECTS + 1):
                request = session.prepare_request(
                    requests.Request("GET" if data is None else "POST", url, headers, data=data)
                )
                check(request.url or "")
                response = session.send(
                    request, stream=True, allow_redirects=False, timeout=(CONNECT, IN_ALL)
                )
                leads_to = session.get_redirect_target(response)
                if data is not None or not leads_to:
                    return _read(request.url or "", response, watch)
                response.close()
                url = urljoin(request.url or "", leads_to)
        except AntiSSRFError as error:
            raise Forbidden(f"{urlsplit(url).hostname} is no public address.") from error
        except (OSError, HTTPError, ValueError) as error:  # requests' own are OSErrors
            if watch.over:
                raise FetchError(f"No whole answer within {IN_ALL:.0f} seconds.") from error
            raise FetchError(_reason(error)) from error
    raise FetchError(f"It leads on more than {MOST_REDIRECTS} times.")


def check(url: str) -> None:
    """Raises Forbidden unless it is an address that one may ask; its host is checked later."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Forbidden("Only http:// and https:// addresses are asked.")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("The address holds a user name.")
    if parts.port not in PORTS:
        raise Forbidden(f"Port {parts.port} is not asked, only 80 and 443.")


def _read(url: str, response: requests.Response, watch: "Watch") -> Answer:
    body = bytearray()
    with response:
        for chunk in response.iter_content(16 * 1024):
            body += chunk
            if len(body) > MOST_BYTES:
                break
    if watch.over:  # a connection that was cut looks like the end of a body without a length
        raise TimeoutError
    cut = len(body) > MOST_BYTES
    return Answer(url, response.status_code, response.headers, bytes(body[:MOST_BYTES]), cut)


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "No such host, or no answer of the name server."
    if isinstance(error, requests.exceptions.SSLError):
        return "Its certificate is not valid."
    if isinstance(error, requests.exceptions.Timeout):
        return "It does not answer."
    if isinstance(error, requests.exceptions.InvalidURL):
        return "This is no address."
    return "The connection failed."


def _policy() -> AntiSSRFPolicy:
    ranges = set(IPAddressRanges.recommended_latest) - {f"{TRANSLATED}/96"}
    for each in IPAddressRanges.recommended_latest:
        network = ipaddress.ip_network(each)
        if network.version == 4:
            ranges.add(f"{TRANSLATED}{network.network_address}/{96 + network.prefixlen}")
    policy = AntiSSRFPolicy(PolicyConfigOptions.NONE)
    policy.add_denied_addresses(sorted(ranges))
    policy.allow_plain_text_http = True
    return policy


PUBLIC_ONLY = _policy()


def _session(watch: "Watch") -> requests.Session:
    """Without proxies, passwords and certificates of the environment; no cookie is kept."""
    session: requests.Session = PUBLIC_ONLY.get_antissrf_session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapters: list[Any] = list(session.adapters.values())
    for adapter in adapters:
        adapter.poolmanager.pool_classes_by_scheme = {
            "http": _watched(HTTPConnectionPool, watch),
            "https": _watched(HTTPSConnectionPool, watch),
        }
    return session


def _watched(pool: Any, watch: "Watch") -> type:
    class Connection(pool.ConnectionCls):
        def _new_conn(self) -> socket.socket:
            connected: socket.socket = super()._new_conn()
            watch.add(connected)
            return connected

    return type(pool.__name__, (pool,), {"ConnectionCls": Connection})


class Watch:
    """Cuts the connections of one fetch when its time is over.

    A timeout of a socket counts from one byte to the next: who sends one each second is never late.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self.connections: list[socket.socket] = []
        self.lock = threading.Lock()
        self.timer = threading.Timer(seconds, self.cut)
        self.timer.daemon = True

    def __enter__(self) -> "Watch":
        self.timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.timer.cancel()
        with self.lock:
            for connection in self.connections:
                connection.close()
            self.connections.clear()

    def add(self, connection: socket.socket) -> None:
        """A copy of it: TLS takes the first one away."""
        with self.lock:
            if self.over:
                raise TimeoutError
            self.connections.append(connection.dup())

    def cut(self) -> None:
        with self.lock:
            self.over = True
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
