"""Addresses taken apart: scheme, host, path, query, fragment.

Written by hand because it runs for every link of an archive: the standard library's `urlsplit`
validates brackets and schemes that do not matter here, and raises where this must not.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

WEB_SCHEMES = frozenset({"http", "https"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_USUAL = re.compile(
    r"(https?)://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)"
    r"(/[!-\"$->@-~]*)?(?:\?([!-\"$-~]*))?(?:#([!-~]*))?"
)
"""A web address as nearly all are written: one match takes it apart."""
_WEB_HEAD = re.compile(r"(?:https?|ftp|wss?):[^?#]*", re.IGNORECASE)
_CONTROL_OR_SPACE = "".join(map(chr, range(0x21)))
_SAFE = ":/?@!$&'()*+,;=-._~%"
_SAFE_IN_USER = ":!$&'()*+,;=%"
_DEFAULT_PORTS = frozenset({"80", "443"})
_OUTWARD_SCHEMES = frozenset(
    {"http", "https", "ftp", "doi", "ipfs", "ipns", "gemini", "gopher", "magnet", "dat", "hyper"}
)


class AddressParts(NamedTuple):
    """An address taken apart; `host` is lower-case without `www.`, user and default port."""

    scheme: str
    host: str
    path: str
    query: str
    fragment: str


@lru_cache(maxsize=8192)
def split_address(url: str) -> AddressParts:
    """Return the parts of an address; what is none is all path."""
    if usual := _USUAL.fullmatch(url):
        return AddressParts._make(usual.groups(""))
    url = url.strip()
    if not (url.isascii() and url.isprintable()) or " " in url:
        url = _encode_odd(url)
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    scheme, rest = _scheme_of(rest)
    if scheme in WEB_SCHEMES or rest.startswith("//"):
        netloc, slash, path = rest.lstrip("/").partition("/")
        return AddressParts(scheme or "https", _plain_host(netloc), slash + path, query, fragment)
    return AddressParts(scheme, "", rest, query, fragment)


def host_of(url: str) -> str:
    """Return the host without `www.`, lower-case; "" for a relative or non-web address."""
    return split_address(url).host


def fragment_of(url: str) -> str:
    """Return what is written behind the `#`, or ""."""
    return url.partition("#")[2]


def is_outward(url: str) -> bool:
    """Return whether the address leads off this site: a scheme of the web, or `//host`."""
    if url.startswith(("https://", "http://")):
        return len(url) > len("https://")
    if url.startswith("//"):
        return len(url) > len("//")
    scheme, rest = _scheme_of(url)
    return scheme in _OUTWARD_SCHEMES and bool(rest.strip("/"))


def is_local(url: str) -> bool:
    """Return whether the address is in the page it is written in: `#part`, `./#part`, ""."""
    return url.partition("#")[0] in {"", ".", "./"}


def _scheme_of(rest: str) -> tuple[str, str]:
    found = _SCHEME.match(rest)
    if not found:
        return "", rest
    return found[1].lower(), rest[found.end() :]


def _plain_host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].lower()
    name, colon, port = host.rpartition(":")
    if colon and port in _DEFAULT_PORTS:
        host = name
    return host.removesuffix(".").removeprefix("www.")


def _encode_odd(url: str) -> str:
    """Return an address with spaces and letters beyond ASCII in it as it is sent."""
    try:
        return encode_address(url)
    except ValueError:
        return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")


def encode_address(url: str) -> str:
    """Return an address in the ASCII form in which it is sent (RFC 3986).

    Its host is written in IDNA; elsewhere what may not stand there is percent-encoded, and what
    is encoded already stays. As in browsers, backslashes count as slashes. Raises ValueError for
    a port or an IPv6 host that is none.
    """
    url = url.strip(_CONTROL_OR_SPACE)
    head = _WEB_HEAD.match(url)
    if head:
        url = head[0].replace("\\", "/") + url[head.end() :]
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    host, colon, port = host.rpartition(":") if parts.port is not None else (host, "", "")
    with suppress(UnicodeError):
        host = host if host.isascii() else host.encode("idna").decode()
    path = quote(parts.path, safe=_SAFE)
    return parts._replace(
        netloc=quote(user, safe=_SAFE_IN_USER) + at + host.lower() + colon + port,
        path="/" if head and parts.query and not path else path,
        query=quote(parts.query, safe=_SAFE.replace("'", "") if head else _SAFE),
        fragment=quote(parts.fragment, safe=_SAFE),
    ).geturl()
