"""Addresses that only lead on to another one: redirect pages, proxies, archives, AMP caches."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from digest.core.addresses.split import Parts

BY_PARAMETER: dict[str, tuple[str, tuple[str, ...]]] = {
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

BY_PATH = frozenset(
    """
    gnusha.org/url/ r.jina.ai/ via.hypothes.is/ 12ft.io/ freedium.cfd/ outline.com/ href.li/?
    nullrefer.com/? smry.ai/ archive.is/newest/ archive.ph/newest/ archive.today/newest/
    removepaywall.com/ defuddle.md/
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Prefixes behind which the real address is written out."""

_ARCHIVED = re.compile(r"/web/(?:\d+|\*)(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_HOSTLIKE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)")


def unwrap(parts: Parts) -> str | None:
    """Give the address that this one leads on to, or None where it leads to itself."""
    host, path = parts.host, parts.path
    if not _may_wrap(host):
        return None
    if "archive.org" in host and (found := _ARCHIVED.match(path)):
        return _as_url(found[1] + ("?" + parts.query if parts.query else ""))
    if target := _amp_target(parts):
        return target
    rule = BY_PARAMETER.get(host) or BY_PARAMETER.get(host.partition(".")[2])
    if rule and path.startswith(rule[0]) and parts.query:
        return _from_query(parts.query, rule[1])
    if host in _PATH_HOSTS:
        return _from_path(parts)
    return None


@lru_cache(maxsize=4096)
def _may_wrap(host: str) -> bool:
    """Whether there is a rule for a host: for most of an archive's addresses there is none."""
    return (
        host in _PATH_HOSTS
        or host in BY_PARAMETER
        or host.partition(".")[2] in BY_PARAMETER
        or "archive.org" in host
        or host.endswith("cdn.ampproject.org")
    )


_PATH_HOSTS = frozenset(prefix.partition("/")[0] for prefix in BY_PATH)


def _from_query(query: str, names: tuple[str, ...]) -> str | None:
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name in names and (target := _as_url(unquote(value))):
            return target
    return None


def _from_path(parts: Parts) -> str | None:
    whole = parts.host + parts.path + ("?" + parts.query if parts.query else "")
    for prefix in BY_PATH:
        if whole.startswith(prefix):
            return _as_url(unquote(whole[len(prefix) :]))
    return None


def _amp_target(parts: Parts) -> str | None:
    """Give the page behind `google.com/amp/s/…` and `….cdn.ampproject.org/c/s/…`."""
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
