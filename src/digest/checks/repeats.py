"""Links that were news before: the same thing, under whatever address, in a recent post."""

from __future__ import annotations

from digest.checks.subject import Subject
from digest.codes import Code
from digest.diagnostics import Report
from digest.links import canonical
from digest.model import Item, Post
from digest.site.repeats import find_shared
from digest.text import match_key

_HINT = "leave it out, mark the item {.repeat}, or list the address in [check] allow_repeats"


def find_repeated_links(subject: Subject, report: Report) -> None:
    """Report items whose link an item of an earlier post has, unless that is long ago.

    Only the items' own links count: what stands in every issue's head and foot is no news, nor is
    a section that a series carries over. The bare address of a site is not one thing either. Posts
    in another language have other readers.
    """
    table = subject.site.config.check
    allowed = tuple(filter(None, (*table.allow_repeats, *map(canonical, table.allow_repeats))))
    series = subject.site.config.series.values()
    carried = {match_key(title) for each in series for title in each.carry}
    seen: dict[tuple[str, str], tuple[int, Post, Item]] = {}
    posts, facts = _by_date(subject), subject.site.facts
    # Items have the same id where they have the same link: only what two posts share is read.
    shared = find_shared(facts[post.path] for post in posts)
    for number, post in enumerate(posts):
        if shared.isdisjoint(facts[post.path].item_ids):
            continue
        notes = subject.notes.get(post.path)
        own: dict[tuple[str, str], tuple[int, Post, Item]] = {}
        for item in subject.whole(post).items:
            address = canonical(item.url) if item.url else ""
            key = (post.language, address)
            if key in own or not _is_one_thing(address):
                continue
            own[key] = (number, post, item)
            may = notes and (notes.repeats or item.position in notes.repeating)
            if may or (item.url or "").startswith(allowed) or address.startswith(allowed):
                continue
            if carried and not carried.isdisjoint(map(match_key, item.section)):
                continue
            before = seen.get(key)
            if before and (not table.repeat_window or number - before[0] <= table.repeat_window):
                _report_repeat(item, before[1], before[2], report)
        seen.update(own)


def _by_date(subject: Subject) -> list[Post]:
    dated = [post for post in subject.posts.values() if post.kind == "post" and post.date]
    return sorted(dated, key=lambda p: (p.date.timestamp() if p.date else 0, p.path))


def _is_one_thing(address: str) -> bool:
    scheme, _, rest = address.partition("://")
    return bool(scheme and ("/" in rest or "?" in rest))


def _report_repeat(item: Item, post: Post, earlier: Item, report: Report) -> None:
    line, column = place_of_link(item)
    report.add(
        Code.REPEATED_LINK, item.post,
        f"{item.url} was an item of {post.path} already, at line {place_of_link(earlier)[0]}",
        line=line, column=column, hint=_HINT,
    )  # fmt: skip


def place_of_link(item: Item) -> tuple[int, int]:
    """Give the line and column of an item's primary link, else of the item."""
    places = ((link.line, link.column) for link in item.links if link.url == item.url)
    return next((place for place in places if place[0]), (item.line, 0))
