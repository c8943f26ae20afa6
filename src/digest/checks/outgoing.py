"""Addresses out there that were found dead or moved, when somebody last asked (`links.lock`)."""

from __future__ import annotations

from digest.checks.subject import Subject
from digest.codes import Code
from digest.diagnostics import Report
from digest.linkrot import LinkState, lock_key
from digest.model import Link, Post


def find_known_faults(subject: Subject, report: Report) -> None:
    """Report what `links.lock` says of the addresses that posts link, once in each post."""
    faulty = {url: state for url, state in subject.memory.items() if state.is_faulty}
    if not faulty:
        return
    for post in subject.posts.values():
        told = set()
        for link in subject.whole(post).links:
            key = lock_key(link.url)
            state = faulty.get(key)
            if state is not None and key not in told:
                told.add(key)
                _report_fault(post, link, state, report)


def _report_fault(post: Post, link: Link, state: LinkState, report: Report) -> None:
    if state.verdict == "moved":
        report.add(
            Code.MOVED_LINK, post.path, f"{link.url} has moved for good",
            line=link.line, column=link.column, hint=f'write "{state.final}"',
        )  # fmt: skip
        return
    hint = f"an archived copy: {state.archive}" if state.archive else "link another source"
    report.add(
        Code.DEAD_LINK, post.path,
        f"{link.url} is gone: {state.describe()} on {state.checked}",
        line=link.line, column=link.column, hint=hint,
    )  # fmt: skip
