"""The one way out: to public addresses alone, and within bounds.

An address that somebody typed, or that another site leads to, must not reach what only this
machine can reach. The library resolves the name once, refuses it if any of its addresses is not
public, and connects to the address that it has checked.
"""

import ipaddress
import socket
from collections.abc import Collection
from contextlib import closing
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from AntiSSRF import AntiSSRFError, AntiSSRFPolicy, IPAddressRanges, PolicyConfigOptions
from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from ironegoo import VERSION

from .answers import Answer, FetchError, Forbidden
from .pace import take_turn
from .watch import Watch

CONNECT = 5.0  # seconds
IN_ALL = 10.0  # seconds of asking, redirects and all; the resolver of names has its own limits
MOST_BYTES = 1_000_000  # after unpacking
MOST_REDIRECTS = 5
PORTS = {None, 80, 443}
FOR_GOOD = {301, 308}
TRANSLATED = "64:ff9b::"  # IPv4 behind NAT64: as public as the address that it stands for


def safe_fetch(
    url: str,
    *,
    method: str = "",
    data: bytes | None = None,
    content_type: str = "",
    types: Collection[str] | None = None,
) -> Answer:
    """GET the address, or POST the data; whatever status is answered.

    method: "HEAD" for an answer without a body.
    types: the bodies that are wanted, as text/html; one of another type is not read. None: all.
    Redirects are followed but for those of a POST. Each request waits for its turn at its host,
    and the time of waiting does not count. Raises FetchError, Forbidden.
    """
    method = method or ("GET" if data is None else "POST")
    asked = requests.Request(method, url, _headers(content_type, types), data=data)
    moved, for_good, watch = "", True, Watch(IN_ALL)
    with closing(watch), _session(watch) as session:
        try:
            for _ in range(MOST_REDIRECTS + 1):
                request = session.prepare_request(asked)
                url = request.url or ""
                check(url)
                take_turn(urlsplit(url).hostname or "")
                with watch:
                    response = session.send(
                        request, stream=True, allow_redirects=False, timeout=(CONNECT, IN_ALL)
                    )
                    leads_to = session.get_redirect_target(response)
                    if method == "POST" or not leads_to:
                        body, cut = _read(response, watch, types)
                        return Answer(url, response.status_code, response.headers, body, cut, moved)
                    response.close()
                asked.url = url = urljoin(url, leads_to)
                for_good = for_good and response.status_code in FOR_GOOD
                moved = url if for_good else moved
        except AntiSSRFError as error:
            raise Forbidden(f"{urlsplit(url).hostname} is no public address.") from error
        except (OSError, HTTPError, ValueError) as error:  # requests' own are OSErrors
            if watch.over:
                raise FetchError(f"No whole answer within {IN_ALL:.0f} seconds.") from error
            raise FetchError(_reason(error)) from error
    raise FetchError(f"It leads on more than {MOST_REDIRECTS} times.")


def _headers(content_type: str, types: Collection[str] | None) -> dict[str, str]:
    headers = {
        "User-Agent": f"IronGoo/{VERSION} (+{settings.SITE_URL})",
        "Accept-Encoding": "gzip",
    }
    if types:
        headers["Accept"] = ", ".join(types)
    if content_type:
        headers["Content-Type"] = content_type
    return headers


def check(url: str) -> None:
    """Raises Forbidden unless it is an address that one may ask; its host is checked later."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Forbidden("Only http:// and https:// addresses are asked.")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("The address holds a user name.")
    if parts.port not in PORTS:
        raise Forbidden(f"Port {parts.port} is not asked, only 80 and 443.")


def _read(
    response: requests.Response, watch: Watch, types: Collection[str] | None
) -> tuple[bytes, bool]:
    """Return the body, and whether there is more of it than we read."""
    body = bytearray()
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    with response:
        if types is not None and kind not in types:
            return b"", False
        for chunk in response.iter_content(16 * 1024):
            body += chunk
            if len(body) > MOST_BYTES:
                break
    if watch.over:  # a connection that was cut looks like the end of a body without a length
        raise TimeoutError
    return bytes(body[:MOST_BYTES]), len(body) > MOST_BYTES


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


def _session(watch: Watch) -> requests.Session:
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


def _watched(pool: Any, watch: Watch) -> type:
    class Connection(pool.ConnectionCls):
        def _new_conn(self) -> socket.socket:
            connected: socket.socket = super()._new_conn()
            watch.add(connected)
            return connected

    return type(pool.__name__, (pool,), {"ConnectionCls": Connection})
