"""What a block tree contains: its blocks in order, headings, links, images and plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from digest.core.blocks import Block, Document, Span
from digest.core.model import Heading, Image, Link, LinkKind

_TIGHT = frozenset({"row", "cell"})


def walk_blocks(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks and all their descendants, in reading order."""
    found: list[Block] = []
    _gather(blocks, found)
    return found


def _gather(blocks: Iterable[Block], found: list[Block]) -> None:
    """Append to one list: nested generators would cost more than all the rest."""
    for block in blocks:
        found.append(block)
        if block.children:
            _gather(block.children, found)


def collect_headings(document: Document) -> tuple[Heading, ...]:
    """Return all headings of a document, nested ones included."""
    return tuple(
        Heading(level=block.level, text=block.text, id=block.attr("id") or "", line=block.line)
        for block in walk_blocks(document.blocks)
        if block.kind == "heading"
    )


def first_heading(document: Document, level: int = 1) -> Block | None:
    """Return the first top-level heading of a level, or None."""
    return next((b for b in document.blocks if b.kind == "heading" and b.level == level), None)


def collect_links(
    blocks: Iterable[Block], classify: Callable[[str, str], LinkKind]
) -> tuple[Link, ...]:
    """Return the links in blocks, in order; `classify` maps address and text to a kind."""
    return tuple(
        Link(
            url=span.url,
            text=text,
            kind=classify(span.url, text),
            line=span.line or block.line,
            column=span.column,
        )
        for block, span in _spans(blocks, "link")
        for text in (" ".join(block.text[span.start : span.end].split()),)
    )


def collect_images(blocks: Iterable[Block]) -> tuple[Image, ...]:
    """Return the images in blocks, in order."""
    return tuple(
        Image(
            url=span.url,
            alt=block.text[span.start : span.end],
            title=span.title,
            line=span.line or block.line,
            column=span.column,
        )
        for block, span in _spans(blocks, "image")
    )


def _spans(blocks: Iterable[Block], kind: str) -> Iterator[tuple[Block, Span]]:
    for block in walk_blocks(blocks):
        for span in block.spans:
            if span.kind == kind:
                yield block, span


def plain_text(blocks: Iterable[Block]) -> str:
    """Return the text of blocks, one block a line, without code and formulas."""
    found: list[str] = []
    _gather_prose(blocks, found)
    return "\n".join(found)


def _gather_prose(blocks: Iterable[Block], found: list[str]) -> None:
    for block in blocks:
        if block.kind == "row":
            found.append(" ".join(cell.text for cell in block.children if cell.text))
            continue
        if block.text and block.kind not in {"code", "math"}:
            found.append(block.text)
        if block.children:
            _gather_prose(block.children, found)
