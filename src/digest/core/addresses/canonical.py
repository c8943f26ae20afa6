"""The canonical form of an address, by which items are identified and links compared.

In order: redirect pages, proxies, archives and AMP caches give way to the address in them; scheme,
`www.`, port and fragment go; a site's own rule applies; otherwise AMP marks, index files, tracking
parameters and the slash at the end go, the remaining parameters are sorted, and percent-encoding
is normalised. A fragment is kept where it is the address: `#!…` and `#/…`, the routes of
single-page applications.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from digest.core.addresses.address_parts import WEB_SCHEMES, AddressParts, keep_meant, split_address
from digest.core.addresses.host_rules import doi_address, published_doi, rule_for

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_AMP_PATH = re.compile(r"/amp(?=/|$)", re.IGNORECASE)
_MOBILE_WIKI = re.compile(r"^([a-z-]+)\.m\.(wiki\w+\.org)$")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ROUTES = ("!", "/")
_DEPTH = 4

_WRAPPED_IN_QUERY: dict[str, tuple[str, tuple[str, ...]]] = {
    "google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
    "l.messenger.com": ("/l.php", ("u",)),
    "l.threads.net": ("/", ("u",)),
    "t.umblr.com": ("/redirect", ("z",)),
    "out.reddit.com": ("/", ("url",)),
    "youtube.com": ("/redirect", ("q",)),
    "linkedin.com": ("/", ("url",)),
    "vk.com": ("/away.php", ("to",)),
    "steamcommunity.com": ("/linkfilter", ("u", "url")),
    "slack-redir.net": ("/link", ("url",)),
    "duckduckgo.com": ("/l/", ("uddg",)),
    "getpocket.com": ("/redirect", ("url",)),
    "safelinks.protection.outlook.com": ("/", ("url",)),
    "link.zhihu.com": ("/", ("target",)),
    "link.juejin.cn": ("/", ("target",)),
    "jianshu.com": ("/go-wild", ("url",)),
    "gate.sc": ("/", ("url",)),
    "exit.sc": ("/", ("url",)),
    "medium.com": ("/r/", ("url",)),
    "anonym.to": ("/", ("url",)),
}
"""Host → start of the path and the parameters that may carry the real address."""

_WRAPPED_IN_PATH = frozenset(
    """
    gnusha.org/url/ r.jina.ai/ via.hypothes.is/ 12ft.io/ freedium.cfd/ outline.com/ href.li/?
    nullrefer.com/? smry.ai/ archive.is/newest/ archive.ph/newest/ archive.today/newest/
    removepaywall.com/ defuddle.md/
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Prefixes behind which the real address is written out."""

_ARCHIVED = re.compile(r"/web/(?:\d+|\*)(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_HOSTLIKE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)")
_WRAPPING_HOSTS = frozenset(prefix.partition("/")[0] for prefix in _WRAPPED_IN_PATH)


@lru_cache(maxsize=8192)
def canonicalise(url: str) -> str:
    """Return the one form that all addresses of the same thing share; never raises."""
    try:
        return _canonical(split_address(url), _DEPTH)
    except (ValueError, RecursionError):
        return url.strip()


def unwrap_redirect(url: str) -> str | None:
    """Return the address behind a redirect page, proxy or archive, as written there, or None."""
    return _unwrap(split_address(url))


def _canonical(parts: AddressParts, depth: int) -> str:
    if parts.scheme not in WEB_SCHEMES or not parts.host:
        return _other(parts)
    inner = _unwrap(parts) if depth else None
    if inner:
        return _canonical(split_address(inner), depth - 1)
    rule = rule_for(parts.host)
    if rule and (known := rule(parts.path, parts.query)):
        return known
    if "/doi/" in parts.path and (paper := published_doi(parts.path)):
        return paper
    return _general(parts)


def _general(parts: AddressParts) -> str:
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


def _other(parts: AddressParts) -> str:
    """Return an address of another scheme, or a relative one, with as few changes as possible."""
    if parts.scheme == "doi":
        return doi_address(parts.path)
    if parts.scheme:
        query = f"?{parts.query}" if parts.query and parts.scheme != "mailto" else ""
        return f"{parts.scheme}:{parts.path}{query}"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _unwrap(parts: AddressParts) -> str | None:
    """Return the address that this one redirects to, or None."""
    host, path = parts.host, parts.path
    if not _may_wrap(host):
        return None
    if "archive.org" in host and (found := _ARCHIVED.match(path)):
        return _as_url(found[1] + ("?" + parts.query if parts.query else ""))
    if target := _amp_target(parts):
        return target
    rule = _WRAPPED_IN_QUERY.get(host) or _WRAPPED_IN_QUERY.get(host.partition(".")[2])
    if rule and path.startswith(rule[0]) and parts.query:
        return _from_query(parts.query, rule[1])
    if host in _WRAPPING_HOSTS:
        return _from_path(parts)
    return None


@lru_cache(maxsize=4096)
def _may_wrap(host: str) -> bool:
    """Return whether a host has a rule: nearly all have none, so that this saves most work."""
    return (
        host in _WRAPPING_HOSTS
        or host in _WRAPPED_IN_QUERY
        or host.partition(".")[2] in _WRAPPED_IN_QUERY
        or "archive.org" in host
        or host.endswith("cdn.ampproject.org")
    )


def _from_query(query: str, names: tuple[str, ...]) -> str | None:
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name in names and (target := _as_url(unquote(value))):
            return target
    return None


def _from_path(parts: AddressParts) -> str | None:
    whole = parts.host + parts.path + ("?" + parts.query if parts.query else "")
    for prefix in _WRAPPED_IN_PATH:
        if whole.startswith(prefix):
            return _as_url(unquote(whole[len(prefix) :]))
    return None


def _amp_target(parts: AddressParts) -> str | None:
    """Return the page behind `google.com/amp/s/…` and `….cdn.ampproject.org/c/s/…`."""
    path = parts.path
    if parts.host == "google.com" and path.startswith("/amp/"):
        path = path.removeprefix("/amp")
    elif parts.host.endswith("cdn.ampproject.org") and path[:3] in {"/c/", "/v/", "/a/"}:
        path = path[2:]
    else:
        return None
    return _as_url(path.removeprefix("/s/").removeprefix("/"))


def _as_url(text: str) -> str | None:
    if text.startswith(("http://", "https://")):
        return text
    if text.startswith(("http:/", "https:/")):
        return text.replace(":/", "://", 1)
    return "https://" + text if _HOSTLIKE.match(text) else None
