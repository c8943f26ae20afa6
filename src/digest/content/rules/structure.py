"""What a post lacks or has left over: headings, images, footnotes, entries, titles."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from digest.core.blocks import Block, Document
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post
from digest.markup.outline import walk_blocks

_CUT_FROM = 55
"""Characters from which on a title that ends in dots was cut off, not meant so."""
_DOTS = ("…", "...")


def find_heading_jumps(post: Post, report: Report) -> None:
    """Report headings that skip a level on the way down."""
    for above, heading in pairwise(post.headings):
        if heading.level > above.level + 1:
            report.add(
                Code.HEADING_JUMP, post.path,
                f'"{heading.text}" is a heading of level {heading.level} under one of level '
                f"{above.level}",
                line=heading.line, column=1,
                hint=f'write "{"#" * (above.level + 1)} {heading.text}"',
            )  # fmt: skip


def find_missing_alts(post: Post, report: Report) -> None:
    """Report images without alternative text."""
    for image in post.images:
        if not image.alt.strip():
            report.add(
                Code.MISSING_ALT, post.path, f"the image {image.url} has no alternative text",
                line=image.line, column=image.column,
                hint="say between the brackets what it shows: ![a bar chart …](…)",
            )  # fmt: skip


def find_blank_links(post: Post, report: Report) -> None:
    """Report links that lead somewhere and show nothing; a picture is something."""
    pictures = {image.line for image in post.images}
    for link in post.links:
        if not link.text and link.column and link.line not in pictures:
            report.add(
                Code.EMPTY_LINK, post.path, f"the link to {link.url} has no text: nobody sees it",
                line=link.line, column=link.column, hint="write it between the brackets",
            )  # fmt: skip


def find_truncated_titles(post: Post, report: Report) -> None:
    """Report texts of links that were cut off, as clipping tools and social media do."""
    for link in post.links:
        if link.text.endswith(_DOTS) and len(link.text) >= _CUT_FROM:
            report.add(
                Code.TRUNCATED_TITLE, post.path, f'the title "{link.text}" is cut off',
                line=link.line, column=link.column, hint="write the whole title",
            )  # fmt: skip


def find_unused_footnotes(path: str, document: Document, report: Report) -> None:
    """Report footnotes that nothing refers to; they are shown at the end all the same."""
    for notes in document.blocks[-1:]:
        for note in notes.children if notes.kind == "footnotes" else ():
            if note.attr("uses") == "0":
                report.add(
                    Code.UNUSED_FOOTNOTE, path, f'nothing refers to the footnote "{note.name}"',
                    line=note.line, column=1, hint=f'write "[^{note.name}]" where it belongs',
                )  # fmt: skip


def find_empty_items(post: Post, document: Document, report: Report) -> None:
    """Report entries of lists that hold nothing, and items that are no more than a title."""
    for entry in walk_blocks(document.blocks):
        if entry.kind == "entry" and not _has_content(entry.children):
            report.add(
                Code.EMPTY_ITEM, post.path, "an entry of a list is empty",
                line=entry.line, hint="write something, or delete it",
            )  # fmt: skip
    for item in post.items:
        if not (item.url or item.links or item.summary):
            report.add(
                Code.EMPTY_ITEM, post.path, f'the item "{item.title}" has no link and no text',
                line=item.line, hint="write something, or mark it {.not-item}",
            )  # fmt: skip


def _has_content(blocks: Iterable[Block]) -> bool:
    for block in blocks:
        if block.html or block.spans or block.text.strip() or _has_content(block.children):
            return True
    return False
