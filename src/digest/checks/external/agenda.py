"""The addresses of a site, and what is remembered of them → those to be asked for in this run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec import Struct

from digest.checks.external.lock import LinkState, lock_key, part_key
from digest.config.external import ExternalTable
from digest.core.addresses import host_of
from digest.core.model import Post

_DEAD_AGE = 7
"""Days after which a dead address is asked for again: some come back."""
_FAILING_AGE = 1
_PRIVATE = "private"


class Target(Struct, frozen=True):
    """An address to ask for: the days of the first and the last post with it, and its parts."""

    url: str
    first: date | None = None
    last: date | None = None
    parts: tuple[str, ...] = ()


class Agenda(Struct, frozen=True):
    """What one run does: `targets` are asked for, `left` are due and left for next time."""

    targets: tuple[Target, ...]
    left: int
    fresh: int


def list_targets(posts: Iterable[Post], table: ExternalTable, base_url: str) -> tuple[Target, ...]:
    """Give every address out there that posts link or show, but for those to be ignored."""
    is_ignored = _matcher(table.ignore)
    base = base_url.rstrip("/")
    days: dict[str, list[date]] = {}
    parts: dict[str, set[str]] = {}
    for post in posts:
        for url in (*(link.url for link in post.links), *(image.url for image in post.images)):
            key = lock_key(url)
            if not key or key == base or key.startswith(f"{base}/") or is_ignored(key):
                continue
            days.setdefault(key, []).extend([post.date.date()] if post.date else [])
            if part := part_key(url):
                parts.setdefault(key, set()).add(part)
    return tuple(
        Target(
            url,
            first=min(dates, default=None),
            last=max(dates, default=None),
            parts=tuple(sorted(parts.get(url, ()))),
        )
        for url, dates in sorted(days.items())
    )


def plan_agenda(
    targets: Iterable[Target],
    memory: Mapping[str, LinkState],
    table: ExternalTable,
    today: date,
    *,
    allow_private: bool = False,
) -> Agenda:
    """Choose what to ask for: what nobody has asked for yet (newest first), then the oldest."""
    if allow_private:
        memory = {url: state for url, state in memory.items() if state.status != _PRIVATE}
    everything = tuple(targets)
    due = sorted(
        (target for target in everything if _is_due(memory.get(target.url), table, today)),
        key=lambda target: _urgency(target, memory.get(target.url)),
    )
    per_host: Counter[str] = Counter()
    chosen: list[Target] = []
    for target in due:
        host = host_of(target.url)
        if len(chosen) < table.budget and per_host[host] < table.per_host:
            per_host[host] += 1
            chosen.append(target)
    return Agenda(
        targets=tuple(chosen), left=len(due) - len(chosen), fresh=len(everything) - len(due)
    )


def _is_due(state: LinkState | None, table: ExternalTable, today: date) -> bool:
    if state is None:
        return True
    limits = {"dead": _DEAD_AGE, "failing": _FAILING_AGE}
    limit = min(limits.get(state.verdict, table.max_age), table.max_age)
    return (today - date.fromisoformat(state.checked)).days >= limit


def _urgency(target: Target, state: LinkState | None) -> tuple[bool, int, str]:
    if state is None:
        return False, -target.last.toordinal() if target.last else 0, target.url
    return True, date.fromisoformat(state.checked).toordinal(), target.url


def _matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Give a test for addresses that one of the patterns names: as a host, a start, or with `*`."""
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
