"""Rules about one post: what a reader of its source would correct, found while it is parsed.

They are pure and their findings are remembered with the post; what needs other posts, files or
the day is left to `checks`. Each function is named for the code it reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from digest.config.tables import CheckTable
from digest.content.link_rules import check_addresses
from digest.content.stray_markup import find_unbalanced_markup
from digest.core.blocks import Block, Document
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post
from digest.markup.block_contents import walk_blocks

_CUT_FROM = 55
"""Characters from which on a title that ends in dots was cut off, not meant so."""
_DOTS = ("…", "...")


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


def find_heading_jumps(post: Post, report: Report) -> None:
    """Report headings that skip a level on the way down."""
    for above, heading in pairwise(post.headings):
        if heading.level > above.level + 1:
            message = (
                f'"{heading.text}" is a heading of level {heading.level} under one of level '
                f"{above.level}"
            )
            hint = f'write "{"#" * (above.level + 1)} {heading.text}"'
            line = heading.line
            report.add(Code.HEADING_JUMP, post.path, message, line=line, column=1, hint=hint)


def find_missing_alts(post: Post, report: Report) -> None:
    """Report images without alternative text."""
    hint = "say between the brackets what it shows: ![a bar chart …](…)"
    for image in post.images:
        if not image.alt.strip():
            message = f"the image {image.url} has no alternative text"
            line, column = image.line, image.column
            report.add(Code.MISSING_ALT, post.path, message, line=line, column=column, hint=hint)


def find_blank_links(post: Post, report: Report) -> None:
    """Report links that lead somewhere and show nothing; a picture is something."""
    pictures = {image.line for image in post.images}
    hint = "write it between the brackets"
    for link in post.links:
        if not link.text and link.column and link.line not in pictures:
            message = f"the link to {link.url} has no text: nobody sees it"
            line, column = link.line, link.column
            report.add(Code.EMPTY_LINK, post.path, message, line=line, column=column, hint=hint)


def find_truncated_titles(post: Post, report: Report) -> None:
    """Report texts of links that were cut off, as clipping tools and social media do."""
    hint = "write the whole title"
    for link in post.links:
        if link.text.endswith(_DOTS) and len(link.text) >= _CUT_FROM:
            message = f'the title "{link.text}" is cut off'
            line, column = link.line, link.column
            report.add(
                Code.TRUNCATED_TITLE, post.path, message, line=line, column=column, hint=hint
            )


def find_unused_footnotes(path: str, document: Document, report: Report) -> None:
    """Report footnotes that nothing refers to; they are shown at the end all the same."""
    for notes in document.blocks[-1:]:
        for note in notes.children if notes.kind == "footnotes" else ():
            if note.attr("uses") == "0":
                message = f'nothing refers to the footnote "{note.name}"'
                hint = f'write "[^{note.name}]" where it belongs'
                report.add(Code.UNUSED_FOOTNOTE, path, message, line=note.line, column=1, hint=hint)


def find_empty_items(post: Post, document: Document, report: Report) -> None:
    """Report entries of lists that hold nothing, and items that are no more than a title."""
    for entry in walk_blocks(document.blocks):
        if entry.kind == "entry" and not _has_content(entry.children):
            message, hint = "an entry of a list is empty", "write something, or delete it"
            report.add(Code.EMPTY_ITEM, post.path, message, line=entry.line, hint=hint)
    for item in post.items:
        if not (item.url or item.links or item.summary):
            message = f'the item "{item.title}" has no link and no text'
            hint = "write something, or mark it {.not-item}"
            report.add(Code.EMPTY_ITEM, post.path, message, line=item.line, hint=hint)


def _has_content(blocks: Iterable[Block]) -> bool:
    for block in blocks:
        if block.html or block.spans or block.text.strip() or _has_content(block.children):
            return True
    return False
