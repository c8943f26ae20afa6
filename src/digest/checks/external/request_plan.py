"""The external links of a site, and which of them are due to be requested in this run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec import Struct

from digest.checks.external.link_states import LinkState, fragment_key, link_key
from digest.config.command_tables import ExternalTable
from digest.core.addresses import host_of
from digest.core.model import Post

_DEAD_AGE = 7
"""Days after which a dead link is requested again: some come back."""
_FAILING_AGE = 1
_PRIVATE = "private"


class ExternalLink(Struct, frozen=True):
    """An external URL, the days of the first and the last post with it, and the fragments used."""

    url: str
    first: date | None = None
    last: date | None = None
    fragments: tuple[str, ...] = ()


class RequestPlan(Struct, frozen=True):
    """The links to request in one run; how many are due but left for the next, or not yet due."""

    links: tuple[ExternalLink, ...]
    deferred: int
    not_due: int


def list_external_links(
    posts: Iterable[Post], table: ExternalTable, base_url: str
) -> tuple[ExternalLink, ...]:
    """Return every external URL that posts link or show, except those that `ignore` names."""
    is_ignored = _compile_patterns(table.ignore)
    base = base_url.rstrip("/")
    days: dict[str, list[date]] = {}
    fragments: dict[str, set[str]] = {}
    for post in posts:
        for url in (*(link.url for link in post.links), *(image.url for image in post.images)):
            key = link_key(url)
            if not key or key == base or key.startswith(f"{base}/") or is_ignored(key):
                continue
            days.setdefault(key, []).extend([post.date.date()] if post.date else [])
            if fragment := fragment_key(url):
                fragments.setdefault(key, set()).add(fragment)
    return tuple(
        ExternalLink(
            url,
            first=min(dates, default=None),
            last=max(dates, default=None),
            fragments=tuple(sorted(fragments.get(url, ()))),
        )
        for url, dates in sorted(days.items())
    )


def plan_requests(
    links: Iterable[ExternalLink],
    states: Mapping[str, LinkState],
    table: ExternalTable,
    today: date,
    *,
    allow_private: bool = False,
) -> RequestPlan:
    """Choose what to request within the budget: what never was (newest first), then the oldest."""
    if allow_private:
        states = {url: state for url, state in states.items() if state.status != _PRIVATE}
    everything = tuple(links)
    due = sorted(
        (link for link in everything if _is_due(states.get(link.url), table, today)),
        key=lambda link: _priority(link, states.get(link.url)),
    )
    per_host: Counter[str] = Counter()
    chosen: list[ExternalLink] = []
    for link in due:
        host = host_of(link.url)
        if len(chosen) < table.budget and per_host[host] < table.per_host:
            per_host[host] += 1
            chosen.append(link)
    return RequestPlan(
        links=tuple(chosen), deferred=len(due) - len(chosen), not_due=len(everything) - len(due)
    )


def _is_due(state: LinkState | None, table: ExternalTable, today: date) -> bool:
    if state is None:
        return True
    limits = {"dead": _DEAD_AGE, "failing": _FAILING_AGE}
    limit = min(limits.get(state.outcome, table.max_age), table.max_age)
    return (today - date.fromisoformat(state.checked)).days >= limit


def _priority(link: ExternalLink, state: LinkState | None) -> tuple[bool, int, str]:
    if state is None:
        return False, -link.last.toordinal() if link.last else 0, link.url
    return True, date.fromisoformat(state.checked).toordinal(), link.url


def _compile_patterns(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a test for URLs that a pattern names: as a host, by their beginning, or with `*`."""
    forms = [_as_regex(pattern.strip()) for pattern in patterns if pattern.strip()]
    if not forms:
        return lambda _: False
    matches = re.compile("|".join(forms), re.IGNORECASE).match
    return lambda url: matches(url) is not None


def _as_regex(pattern: str) -> str:
    if "*" in pattern:
        lead = "" if "://" in pattern else r"https?://"
        return lead + ".*".join(map(re.escape, pattern.split("*"))) + r"\Z"
    if "://" in pattern:
        return re.escape(pattern)
    host, slash, path = pattern.removeprefix("www.").partition("/")
    tail = re.escape(slash + path) if slash else r"(?:[/?#]|\Z)"
    return rf"https?://(?:[^/?#@]*@)?(?:[^/?#@]+\.)?{re.escape(host)}(?::\d+)?{tail}"
