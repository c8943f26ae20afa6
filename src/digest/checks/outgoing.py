"""Addresses out there that were found dead or moved, when somebody last asked (`links.lock`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from digest.checks.external import LinkState, lock_key, part_key
from digest.checks.subject import Subject
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post


class _Use(NamedTuple):
    url: str
    line: int
    column: int


def find_known_faults(subject: Subject, report: Report) -> None:
    """Report what `links.lock` says of the addresses that posts link or show, once in each post."""
    faulty = {url: state for url, state in subject.memory.items() if state.is_faulty}
    if not faulty:
        return
    for post in subject.posts.values():
        told = set()
        for use in _list_uses(subject.whole(post)):
            key = lock_key(use.url)
            state = faulty.get(key)
            if state is None:
                continue
            if key not in told:
                told.add(key)
                _report_fault(post, use, state, report)
            _report_missing_part(post, use, state, report)


def _list_uses(post: Post) -> Iterator[_Use]:
    yield from (_Use(link.url, link.line, link.column) for link in post.links)
    yield from (_Use(image.url, image.line, image.column) for image in post.images)


def _report_fault(post: Post, use: _Use, state: LinkState, report: Report) -> None:
    if state.verdict == "moved":
        hint = f'write "{state.final}"'
        if state.leads_home:
            hint = f"it leads to the front page {state.final}: is what you linked still there?"
        report.add(
            Code.MOVED_LINK, post.path, f"{use.url} has moved for good",
            line=use.line, column=use.column, hint=hint,
        )  # fmt: skip
    elif state.verdict == "dead":
        way_out = f"an archived copy: {state.copy}" if state.copy else "link another source"
        report.add(
            Code.DEAD_LINK, post.path, f"{use.url} is gone: {state.describe()}",
            line=use.line, column=use.column, hint=f"{way_out} ({state.days})",
        )  # fmt: skip


def _report_missing_part(post: Post, use: _Use, state: LinkState, report: Report) -> None:
    part = part_key(use.url)
    if part in state.missing:
        report.add(
            Code.DEAD_ANCHOR, post.path, f'{lock_key(use.url)} has no part "#{part}"',
            line=use.line, column=use.column, hint="link the page, or the part's new name",
        )  # fmt: skip
