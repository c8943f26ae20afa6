"""The archive: dated posts by month, as their authors dated them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from digest.core.model import PostSummary


class Month(Struct, frozen=True, kw_only=True):
    """The posts of one month, newest first."""

    year: int
    month: int
    posts: tuple[PostSummary, ...]


def group_months(posts: Iterable[PostSummary]) -> tuple[Month, ...]:
    """Return the months that have posts, newest first; within one, posts keep their order.

    A post belongs to the month of its date as written, in the zone its author wrote it in.
    """
    months: dict[tuple[int, int], list[PostSummary]] = {}
    for post in posts:
        if post.date is not None:
            months.setdefault((post.date.year, post.date.month), []).append(post)
    return tuple(
        Month(year=year, month=month, posts=tuple(months[year, month]))
        for year, month in sorted(months, reverse=True)
    )
