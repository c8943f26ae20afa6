"""Addresses taken apart, and the query parameters that only tell where a reader came from.

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


_PREFIXES = (
    "utm_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "hsa_",
    "fb_",
    "at_",
    "ns_",
    "guce_",
)
"""Families of tracking parameters, whatever follows."""

TRACKING = frozenset(
    """
    __s __twitter_impression _branch_match_id _bta_c _bta_tid _ga _gl _hsenc _hsmi _openstat
    action_object_map amp amp_js_v awc bbeml bsft_clkid campaign_id ck_subscriber_id cmp cmpid
    cndid cvid dclid dm_i ecid elqtrackid epik esid fbclid feature_ref ga_source gbraid gclid
    gclsrc guccounter hsctatracking icid igsh igshid inf_contact_key irclickid isfreemail linkid
    mbid mc_cid mc_eid mcid mkevt mkt_tok ml_subscriber ml_subscriber_hash msclkid ncid newsletter
    nr_email_referer ocid oly_anon_id oly_enc_id partner rb_clickid redirectfrom ref ref_source
    ref_src ref_url referer referrer s_cid s_kwcid sc_campaign scm share sharetype sib_id smid
    smtyp sourceid soc_src soc_trk spjobid spm spmailingid spreportid spuserid sr_share srnd
    trackingid triedredirect trk trkcampaign ttclid twclid vero_conv vero_id wbraid wickedid
    wt_mc xtor yclid
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Tracking parameters of any site, lower-case."""

_TRACKING_AT: dict[str, frozenset[str]] = {
    "forbes.com": frozenset({"sh", "ss"}),
    "medium.com": frozenset({"source", "sk", "gi"}),
    "substack.com": frozenset({"r", "s", "publication_id", "post_id", "showwelcomeonshare"}),
    "spotify.com": frozenset({"si", "nd", "context"}),
    "youtube.com": frozenset({"si", "feature", "ab_channel", "pp"}),
    "youtu.be": frozenset({"si", "feature"}),
    "linkedin.com": frozenset({"rcm", "originalsubdomain"}),
    "x.com": frozenset({"s", "t"}),
    "twitter.com": frozenset({"s", "t"}),
    "instagram.com": frozenset({"img_index", "hl"}),
    "nytimes.com": frozenset({"unlocked_article_code", "referringsource"}),
    "bloomberg.com": frozenset({"accesstoken", "leadsource"}),
    "techcrunch.com": frozenset({"source"}),
    "bsky.app": frozenset({"ref_src"}),
}
"""Parameters that mean nothing at these hosts (and their subdomains), though they may elsewhere."""

_MEANT_AT: dict[str, frozenset[str]] = {
    "github.com": frozenset({"ref"}),
    "gitlab.com": frozenset({"ref"}),
    "githubusercontent.com": frozenset({"ref"}),
}
"""Parameters that choose the page at these hosts: a branch is no referrer."""

_UNLOCKING_AT: dict[str, frozenset[str]] = {
    "bloomberg.com": frozenset({"accesstoken"}),
    "ft.com": frozenset({"sharetype"}),
    "instagram.com": frozenset({"img_index"}),
    "medium.com": frozenset({"sk"}),
    "nytimes.com": frozenset({"unlocked_article_code"}),
}
"""Parameters that show more of the same thing: a gift link, one picture of several."""

_DOUBTFUL = frozenset({"newsletter", "partner", "share"})
"""Parameters that track at most sites, and choose the page at some."""


def is_tracking(url: str) -> bool:
    """Return whether the address carries a parameter that only tracks."""
    return "?" in url and strip_tracking(url) != url


def strip_tracking(url: str) -> str:
    """Return the address without its tracking parameters, otherwise as it is written.

    Parameters that unlock something stay: they are no part of a thing's identity, and a link to
    it needs them.
    """
    start = url.find("?")
    if start < 0:
        return url
    body, hash_sign, fragment = url.partition("#")
    if start >= len(body):
        return url
    host = host_of(url)
    needed = _DOUBTFUL | _at(_UNLOCKING_AT, host)
    kept = keep_meant(body[start + 1 :].replace("&amp;", "&").split("&"), host, needed)
    if len(kept) == body.count("&", start) + 1:
        return url
    return body[:start] + ("?" + "&".join(kept) if kept else "") + hash_sign + fragment


def keep_meant(pairs: list[str], host: str, needed: frozenset[str] = frozenset()) -> list[str]:
    """Return the `name=value` pairs that are part of the address, or of a `needed` name."""
    local, meant = _at(_TRACKING_AT, host), needed | _at(_MEANT_AT, host)
    kept = []
    for pair in pairs:
        name = pair.partition("=")[0].lower()
        tracks = name in TRACKING or name in local or name.startswith(_PREFIXES)
        if pair and (not tracks or name in meant):
            kept.append(pair)
    return kept


def _at(table: dict[str, frozenset[str]], host: str) -> frozenset[str]:
    while host:
        if host in table:
            return table[host]
        host = host.partition(".")[2]
    return frozenset()
