"""Rules about one post: what a reader of its source would mend, found while it is parsed.

They are pure and their findings are remembered with the post; what needs other posts, files or
the day is left to `checks`. Each function is named for the code it reports.
"""

from __future__ import annotations

from digest.config.tables import CheckTable
from digest.content.rules.addresses import check_addresses, is_deliberate, meant_address
from digest.content.rules.notes import Notes, canonical_key, read_notes
from digest.content.rules.signs import find_unbalanced_markup
from digest.content.rules.structure import (
    find_blank_links,
    find_empty_items,
    find_heading_jumps,
    find_missing_alts,
    find_truncated_titles,
    find_unused_footnotes,
)
from digest.core.blocks import Document
from digest.core.diagnostics import Report
from digest.core.model import Post

__all__ = [
    "Notes",
    "canonical_key",
    "inspect_post",
    "is_deliberate",
    "meant_address",
    "read_notes",
]


def inspect_post(
    post: Post, document: Document, lines: tuple[int, str], table: CheckTable, report: Report
) -> None:
    """Apply every rule to one post; `lines` is its body, with the number of the first line."""
    check_addresses(post, table, report)
    find_heading_jumps(post, report)
    find_missing_alts(post, report)
    find_blank_links(post, report)
    find_truncated_titles(post, report)
    find_unused_footnotes(post.path, document, report)
    find_empty_items(post, document, report)
    find_unbalanced_markup(post.path, document, lines, report)
