"""What posts should not share: permanent feed ids, titles, slugs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from digest.checks.checked_site import CheckedSite
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import PostSummary
from digest.core.text import match_key


def check_feed_ids(posts: Sequence[PostSummary], report: Report) -> None:
    """Report each permanent feed id that several posts ask for, once, at the second of them.

    The oldest post keeps it (see `feeds.identity`), the others get ids of their own.
    """
    for guid, (oldest, second, *others) in _group(posts, lambda post: post.guid or ""):
        more = f", and {len(others)} more ask for it" if others else ""
        report.add(
            Code.DUPLICATE_ID,
            second.path,
            f'"{guid}" is already the id of {oldest.path}{more}',
            hint="leave the id out, and it is made from date and slug",
        )


def find_duplicate_titles(checked: CheckedSite, report: Report) -> None:
    """Report each title that several posts have, once, at the second of them."""
    for _, (oldest, second, *others) in _group(checked.site.posts, lambda p: match_key(p.title)):
        more = f" and of {len(others)} more" if others else ""
        line, column = checked.find_place(second.path, "title")
        report.add(
            Code.DUPLICATE_TITLE,
            second.path,
            f'"{second.title}" is already the title of {oldest.path}{more}',
            line=line,
            column=column,
            hint="say in the title what only this issue has: readers and feeds show nothing else",
        )


def find_duplicate_slugs(checked: CheckedSite, report: Report) -> None:
    """Report each slug that posts at different addresses have, once, at the second of them."""
    documents = (*checked.site.posts, *checked.site.pages)
    for slug, (oldest, second, *_) in _group(documents, lambda post: post.slug):
        if oldest.url != second.url:
            line, column = checked.find_place(second.path, "slug")
            report.add(
                Code.DUPLICATE_SLUG,
                second.path,
                f'"{slug}" is already the slug of {oldest.path}',
                line=line,
                column=column,
                hint=f"one is {oldest.url}, the other {second.url}: give one of them another slug",
            )


def _group(
    posts: Iterable[PostSummary], key: Callable[[PostSummary], str]
) -> Iterable[tuple[str, list[PostSummary]]]:
    """Return each key that more than one post has, with those posts, oldest first."""
    owners: dict[str, list[PostSummary]] = {}
    for post in posts:
        if name := key(post):
            owners.setdefault(name, []).append(post)
    return ((name, sorted(own, key=_age)) for name, own in owners.items() if len(own) > 1)


def _age(post: PostSummary) -> tuple[float, str]:
    return (post.date.timestamp() if post.date else float("inf"), post.path)
