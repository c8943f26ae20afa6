"""Items whose link was an item of an earlier, recent post already, under whatever address."""

from __future__ import annotations

from collections import Counter, defaultdict

from digest.checks.checked_site import CheckedSite
from digest.config.site_file import SITE_FILE
from digest.core.addresses import canonicalise
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Item, PostSummary
from digest.core.text import match_key
from digest.site.related import find_shared

_HABIT_POSTS, _HABIT_LINKS, _HABIT_SHARE = 5, 20, 5
"""A section repeats by habit if in so many posts so many of its links do, and one in so many."""
_HABIT_TIMES = 10
"""A link that comes again so often is reported only where it came last."""
_HINT = "leave it out, mark the item {.repeat}, or list the address in [check] allow_repeats"


def find_repeated_links(checked: CheckedSite, report: Report) -> None:
    """Report items whose link an item of an earlier post has, unless that is long ago.

    Only the items' own links count: the links around them (in every issue's introduction, say)
    are no news, nor is a section that a series carries over, nor the bare address of a site. Posts
    in another language have other readers. Where a whole section repeats by habit (events that are
    announced until they are over), one report stands for all.
    """
    table = checked.site.config.check
    allowed = tuple(filter(None, (*table.allow_repeats, *map(canonicalise, table.allow_repeats))))
    series = checked.site.config.series.values()
    carried = {
        match_key(title)
        for titles in (table.repeat_sections, *(each.carry for each in series))
        for title in titles
    }
    repeats = _Repeats()
    seen: dict[tuple[str, str], tuple[int, PostSummary, Item]] = {}
    posts = _by_date(checked)
    # Items have the same id where they have the same link: only posts that share one are read.
    shared = find_shared(posts)
    for number, post in enumerate(posts):
        if shared.isdisjoint(post.item_ids):
            continue
        notes = checked.notes.get(post.path)
        own: dict[tuple[str, str], tuple[int, PostSummary, Item]] = {}
        for item in checked.read_post(post).items:
            address = canonicalise(item.url) if item.url else ""
            key = (post.language, address)
            if key in own or not _is_specific(address):
                continue
            own[key] = (number, post, item)
            repeats.count(item)
            may = notes and (notes.repeats or item.position in notes.repeating)
            if may or (item.url or "").startswith(allowed) or address.startswith(allowed):
                continue
            if carried and not carried.isdisjoint(map(match_key, item.section)):
                continue
            before = seen.get(key)
            if before and (not table.repeat_window or number - before[0] <= table.repeat_window):
                repeats.add(item, before[1], before[2])
        seen.update(own)
    repeats.report_all(report)


class _Repeats:
    """Tells single repeats from habits: a section that mostly repeats is reported once."""

    def __init__(self) -> None:
        self._items: Counter[str] = Counter()
        self._repeated: Counter[str] = Counter()
        self._posts: defaultdict[str, set[str]] = defaultdict(set)
        self._titles: dict[str, str] = {}
        self._found: list[tuple[Item, PostSummary, Item]] = []

    def count(self, item: Item) -> None:
        """Count an item for the headings above it."""
        self._items.update({match_key(title) for title in item.section})

    def add(self, item: Item, post: PostSummary, earlier: Item) -> None:
        """Record an item that `post` had already, as `earlier`."""
        self._found.append((item, post, earlier))
        self._titles |= {match_key(title): title for title in item.section}
        for key in {match_key(title) for title in item.section}:
            self._repeated[key] += 1
            self._posts[key].add(item.post)

    def report_all(self, report: Report) -> None:
        """Report single repeats one by one, and habits by their outermost heading."""
        habits: dict[str, None] = {}
        single: defaultdict[str, list[tuple[Item, PostSummary, Item]]] = defaultdict(list)
        for item, post, earlier in self._found:
            key = next(filter(self._is_habit, map(match_key, item.section)), None)
            if key is None:
                single[canonicalise(item.url or "")].append((item, post, earlier))
            else:
                habits[key] = None
        for found in single.values():
            often = len(found) if len(found) >= _HABIT_TIMES else 0
            for item, post, earlier in found[-1:] if often else found:
                _report_repeat(item, post, earlier, report, often)
        for key in habits:
            title = self._titles[key]
            report.add(
                Code.REPEATED_LINK,
                SITE_FILE,
                f'under "{title}", {self._repeated[key]} of {self._items[key]} links were items '
                f"of an earlier post already",
                hint=f'if that is meant, put "{title}" into [check] repeat_sections',
            )

    def _is_habit(self, key: str) -> bool:
        return (
            len(self._posts[key]) >= _HABIT_POSTS
            and self._repeated[key] >= _HABIT_LINKS
            and self._repeated[key] * _HABIT_SHARE >= self._items[key]
        )


def _by_date(checked: CheckedSite) -> list[PostSummary]:
    dated = [post for post in checked.posts.values() if post.kind == "post" and post.date]
    return sorted(dated, key=lambda p: (p.date.timestamp() if p.date else 0, p.path))


def _is_specific(address: str) -> bool:
    """Return whether an address leads to more than the front page of a site."""
    scheme, _, rest = address.partition("://")
    return bool(scheme and ("/" in rest or "?" in rest))


def _report_repeat(
    item: Item, post: PostSummary, earlier: Item, report: Report, often: int
) -> None:
    line, column = place_of_link(item)
    report.add(
        Code.REPEATED_LINK,
        item.post,
        f"{item.url} was an item of {post.path} already, at line {place_of_link(earlier)[0]}"
        + (f", and came again {often - 1} times before" if often else ""),
        line=line,
        column=column,
        hint=_HINT,
    )


def place_of_link(item: Item) -> tuple[int, int]:
    """Return line and column of an item's primary link, else the item's line and 0."""
    places = ((link.line, link.column) for link in item.links if link.url == item.url)
    return next((place for place in places if place[0]), (item.line, 0))
