"""Takes addresses apart: scheme, host, path, query, fragment. The base of everything in `links`.

Hand-written because it runs for each of the archive's links: the standard library's `urlsplit`
validates brackets and schemes that do not matter here, and raises where we must not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

WEB_SCHEMES = frozenset({"http", "https"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_USUAL = re.compile(
    r"(https?)://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)"
    r"(/[!-\"$->@-~]*)?(?:\?([!-\"$-~]*))?(?:#([!-~]*))?"
)
"""A web address as nearly all are written: one match takes it apart."""
_DEFAULT_PORTS = frozenset({"80", "443"})
_OUTWARD_SCHEMES = frozenset(
    {"http", "https", "ftp", "doi", "ipfs", "ipns", "gemini", "gopher", "magnet", "dat", "hyper"}
)


class Parts(NamedTuple):
    """An address taken apart; `host` is lower-case without `www.`, user and default port."""

    scheme: str
    host: str
    path: str
    query: str
    fragment: str


@lru_cache(maxsize=8192)
def split(url: str) -> Parts:
    """Take one address apart; whatever is no address comes back as a path."""
    if usual := _USUAL.fullmatch(url):
        return Parts._make(usual.groups(""))
    url = url.strip()
    if not (url.isascii() and url.isprintable()) or " " in url:
        url = _encode_odd(url)
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    scheme, rest = _scheme_of(rest)
    if scheme in WEB_SCHEMES or rest.startswith("//"):
        netloc, slash, path = rest.lstrip("/").partition("/")
        return Parts(scheme or "https", _plain_host(netloc), slash + path, query, fragment)
    return Parts(scheme, "", rest, query, fragment)


def host_of(url: str) -> str:
    """Give the host without `www.`, lower-case; "" for a relative or non-web address."""
    return split(url).host


def fragment_of(url: str) -> str:
    """Give what stands behind the `#`, or ""."""
    return url.partition("#")[2]


def is_outward(url: str) -> bool:
    """Whether the address leads off this site: a scheme of the web, or `//host`."""
    if url.startswith(("https://", "http://")):
        return len(url) > len("https://")
    if url.startswith("//"):
        return len(url) > len("//")
    scheme, rest = _scheme_of(url)
    return scheme in _OUTWARD_SCHEMES and bool(rest.strip("/"))


def is_local(url: str) -> bool:
    """Whether the address stays in the page it is written in: `#part`, `./#part`, or nothing."""
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
    """Spell spaces and letters beyond ASCII as the standards do, host included."""
    from w3lib.url import safe_url_string

    try:
        return safe_url_string(url)
    except (ValueError, UnicodeError):
        from urllib.parse import quote

        return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
