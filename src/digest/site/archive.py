"""The archive: dated posts by month, as their authors dated them."""

from __future__ import annotations

from collections.abc import Iterable

from digest.core.model import Post
from digest.site.records import Month


def group_months(posts: Iterable[Post]) -> tuple[Month, ...]:
    """Give the months that have posts, newest first; within one, posts keep their order.

    A post belongs to the month of its date as written, in the zone its author wrote it in.
    """
    months: dict[tuple[int, int], list[Post]] = {}
    for post in posts:
        if post.date is not None:
            months.setdefault((post.date.year, post.date.month), []).append(post)
    return tuple(
        Month(year=year, month=month, posts=tuple(months[year, month]))
        for year, month in sorted(months, reverse=True)
    )
