"""One form for all addresses of one thing: what identity and comparison rest on.

In order: redirect wrappers are opened; scheme, `www.`, port and fragment go; a site's own rule
applies; otherwise AMP marks, index files, tracking parameters and the slash at the end go, the
remaining parameters are sorted, and percent-encoding is spelled in one way. A fragment is kept
where it *is* the address: `#!…` and `#/…`, the routes of single-page applications.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digest.core.addresses.sites import doi_address, published_doi, rule_for
from digest.core.addresses.split import WEB_SCHEMES, Parts, split
from digest.core.addresses.trackers import keep_meant
from digest.core.addresses.wrappers import unwrap

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_AMP_PATH = re.compile(r"/amp(?=/|$)", re.IGNORECASE)
_MOBILE_WIKI = re.compile(r"^([a-z-]+)\.m\.(wiki\w+\.org)$")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ROUTES = ("!", "/")
_DEPTH = 4


@lru_cache(maxsize=8192)
def canonical(url: str) -> str:
    """Give the one form that all addresses of the same thing share; never raises."""
    try:
        return _canonical(split(url), _DEPTH)
    except (ValueError, RecursionError):
        return url.strip()


def unwrapped(url: str) -> str | None:
    """Give the address behind a redirect page, proxy or archive, as written there, or None."""
    return unwrap(split(url))


def _canonical(parts: Parts, depth: int) -> str:
    if parts.scheme not in WEB_SCHEMES or not parts.host:
        return _other(parts)
    inner = unwrap(parts) if depth else None
    if inner:
        return _canonical(split(inner), depth - 1)
    rule = rule_for(parts.host)
    if rule and (known := rule(parts.path, parts.query)):
        return known
    if "/doi/" in parts.path and (paper := published_doi(parts.path)):
        return paper
    return _general(parts)


def _general(parts: Parts) -> str:
    path, host = parts.path, parts.host
    if "amp" in path or "AMP" in path:
        path = _AMP_PATH.sub("", path)
    if "." in path[-5:]:
        path = _INDEX.sub("/", path)
    path = path.rstrip("/")
    if host.startswith("amp."):
        host = host.removeprefix("amp.")
    elif ".m." in host:
        host = _MOBILE_WIKI.sub(r"\1.\2", host)
    query = _query(parts.query, host) if parts.query else ""
    address = f"https://{host}{path}{query}"
    if parts.fragment.startswith(_ROUTES):
        address += "#" + parts.fragment
    return _ENCODED.sub(_spell, address) if "%" in address else address


def _query(query: str, host: str) -> str:
    pairs = keep_meant(query.replace("&amp;", "&").split("&"), host)
    return "?" + "&".join(sorted(pairs)) if pairs else ""


def _spell(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else f"%{found[1].upper()}"


def _other(parts: Parts) -> str:
    """Give addresses of other schemes, and relative ones, with as little change as can be."""
    if parts.scheme == "doi":
        return doi_address(parts.path)
    if parts.scheme:
        query = f"?{parts.query}" if parts.query and parts.scheme != "mailto" else ""
        return f"{parts.scheme}:{parts.path}{query}"
    return parts.path + (f"?{parts.query}" if parts.query else "")
