"""External links that were dead or had moved when they were last requested (`links.lock`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from digest.checks.checked_site import CheckedSite
from digest.checks.external import LinkState, fragment_key, link_key
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post, PostSummary


class _Use(NamedTuple):
    url: str
    line: int
    column: int


def find_faulty_links(checked: CheckedSite, report: Report) -> None:
    """Report what `links.lock` says of the URLs that posts link or show, once in each post."""
    faulty = {url: state for url, state in checked.link_states.items() if state.is_faulty}
    if not faulty:
        return
    for post in checked.posts.values():
        reported = set()
        for use in _list_uses(checked.read_post(post)):
            key = link_key(use.url)
            state = faulty.get(key)
            if state is None:
                continue
            if key not in reported:
                reported.add(key)
                _report_fault(post, use, state, report)
            _report_missing_fragment(post, use, state, report)


def _list_uses(post: Post) -> Iterator[_Use]:
    yield from (_Use(link.url, link.line, link.column) for link in post.links)
    yield from (_Use(image.url, image.line, image.column) for image in post.images)


def _report_fault(post: PostSummary, use: _Use, state: LinkState, report: Report) -> None:
    if state.outcome == "moved":
        code, message = Code.MOVED_LINK, f"{use.url} has moved for good"
        hint = f'write "{state.final}"'
        if state.leads_home:
            hint = f"it leads to the front page {state.final}: is what you linked still there?"
    elif state.outcome == "dead":
        code, message = Code.DEAD_LINK, f"{use.url} is gone: {state.describe()}"
        way_out = f"an archived copy: {state.copy}" if state.copy else "link another source"
        hint = f"{way_out} ({state.days})"
    else:
        return
    report.add(code, post.path, message, line=use.line, column=use.column, hint=hint)


def _report_missing_fragment(
    post: PostSummary, use: _Use, state: LinkState, report: Report
) -> None:
    fragment = fragment_key(use.url)
    if fragment in state.missing:
        report.add(
            Code.DEAD_ANCHOR,
            post.path,
            f'{link_key(use.url)} has no part "#{fragment}"',
            line=use.line,
            column=use.column,
            hint="link the page, or the part's new name",
        )
