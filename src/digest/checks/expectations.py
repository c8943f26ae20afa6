"""`[expect]`: conditions that a site sets itself, and that must hold before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from digest.checks.checked_site import CheckedSite
from digest.config.site_file import locate_settings
from digest.config.tables import ExpectTable
from digest.content.front_matter import canonical_key
from digest.content.notes import Notes
from digest.core.codes import Code
from digest.core.dates import parse_date
from digest.core.diagnostics import Report
from digest.core.model import Post, PostSummary

SETTINGS = "site.toml"


def check_expectations(checked: CheckedSite, report: Report) -> None:
    """Report every condition of `[expect]` that does not hold: of site, posts and items."""
    expect, posts = checked.site.config.expect, checked.site.posts
    if expect == ExpectTable():
        return
    lines = locate_settings(checked.root)
    for key, message in _check_site(checked, expect):
        line = lines.get(("expect", key), 0)
        report.add(Code.EXPECTATION_FAILED, SETTINGS, message, line=line, hint="see [expect]")
    for post in _select_posts(posts, expect.since):
        found = list(_check_post(post, checked.notes.get(post.path, Notes()), expect))
        if expect.item_url or expect.item_source:
            found += _check_items(checked.read_post(post), expect)
        for message, line in found:
            report.add(Code.EXPECTATION_FAILED, post.path, message, line=line, hint=_hint(expect))


def _hint(expect: ExpectTable) -> str:
    wants_date = "" if expect.since else "; `since` in [expect] spares older posts"
    return f"[expect] in {SETTINGS} demands it{wants_date}"


def _select_posts(posts: Sequence[PostSummary], since: str) -> Sequence[PostSummary]:
    first = parse_date(since) if since else None
    if first is None:
        return posts
    return [post for post in posts if post.date and post.date.date() >= first.day]


def _check_site(checked: CheckedSite, expect: ExpectTable) -> Iterator[tuple[str, str]]:
    """Yield each key whose condition does not hold, with a message."""
    posts = checked.site.posts
    if len(posts) < expect.min_posts:
        number = _count(len(posts), "post")
        yield "min_posts", f"the site has {number}, fewer than {expect.min_posts}"
    moments = [post.date for post in posts if post.date]
    if expect.newest_within_days:
        oldest = checked.now - timedelta(days=expect.newest_within_days)
        if not moments:
            yield "newest_within_days", "no post has a date"
        elif moments[0] < oldest:
            newest = f"{posts[0].path}, {moments[0].date()}"
            age = _count(expect.newest_within_days, "day")
            yield "newest_within_days", f"the newest post ({newest}) is older than {age}"
    if expect.max_days_between and len(moments) > 1:
        between = (moments[0].date() - moments[1].date()).days
        if between > expect.max_days_between:
            days = f"{_count(between, 'day')} lie between {posts[1].path} and {posts[0].path}"
            yield "max_days_between", f"{days}, more than {expect.max_days_between}"


def _check_post(post: PostSummary, notes: Notes, expect: ExpectTable) -> Iterator[tuple[str, int]]:
    if post.item_count < expect.min_items:
        yield f"the post has {_count(post.item_count, 'item')}, fewer than {expect.min_items}", 0
    for key in expect.keys:
        if canonical_key(key) not in notes.places:
            yield f'the front matter has no "{key}"', 0


def _check_items(post: Post, expect: ExpectTable) -> Iterator[tuple[str, int]]:
    for item in post.items:
        if expect.item_url and not item.url:
            yield f'the item "{item.title}" has no link', item.line
        if expect.item_source and not item.sources:
            yield f'the item "{item.title}" has no source', item.line


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
