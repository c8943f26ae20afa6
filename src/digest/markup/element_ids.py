"""Ids of headings and footnotes: unique in their document, stable when sections come and go.

A heading's id is made from its text. Headings that share a text ("What", "Why") are qualified by
the heading above them, so that a new section elsewhere changes no other id; only headings of one
text under one parent are numbered. An id that the author wrote stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from digest.core.blocks import Block
from digest.core.codes import Code
from digest.core.text import heading_id
from digest.markup.block_contents import walk_blocks
from digest.markup.parser_state import ParserState

_DASHES = re.compile(r"^-+|-+$")
_EMOJI_NAME = re.compile(r":[a-z0-9_+\-]{2,40}:", re.IGNORECASE)


@dataclass(slots=True)
class _Heading:
    level: int
    slug: str
    explicit: str
    line: int
    parent: int
    """The index of the heading that this one stands under, or -1."""


def assign_heading_ids(blocks: tuple[Block, ...], state: ParserState) -> tuple[Block, ...]:
    """Return the blocks with an id on every heading; report an id that the author wrote twice."""
    walked = walk_blocks(blocks)
    headings = _collect(block for block in walked if block.kind == "heading")
    taken = _explicit_ids(walked, state)
    if not headings:
        return blocks
    return _with_ids(blocks, iter(_choose(headings, taken)))


def slugify(text: str) -> str:
    """Return the id made from a heading's text; it may not be unique yet."""
    return _DASHES.sub("", heading_id(_EMOJI_NAME.sub("", text))) or "section"


def _collect(blocks: Iterable[Block]) -> list[_Heading]:
    """Return the headings in order, each with the one that it stands under."""
    found: list[_Heading] = []
    above: list[int] = []
    for block in blocks:
        while above and found[above[-1]].level >= block.level:
            above.pop()
        parent = above[-1] if above else -1
        above.append(len(found))
        explicit = block.attr("id") or ""
        found.append(_Heading(block.level, slugify(block.text), explicit, block.line, parent))
    return found


def _explicit_ids(blocks: Iterable[Block], state: ParserState) -> set[str]:
    taken: set[str] = set()
    for block in blocks:
        if block.kind == "footnote":
            taken.add(footnote_id(block.name))
            taken |= {
                footnote_reference_id(block.name, n) for n in range(int(block.attr("uses") or 0))
            }
            continue
        given = block.attr("id") if block.attrs else None
        if given in taken:
            state.warn(
                Code.DUPLICATE_ANCHOR,
                f'the id "{given}" is given twice in this document',
                line=block.line,
                hint="give each part an id of its own",
            )
        elif given:
            taken.add(given)
    return taken


def _choose(headings: list[_Heading], taken: set[str]) -> list[str]:
    """Return each heading's id: the author's, else its slug, qualified or numbered if taken."""
    parents: dict[str, set[int]] = {}
    members: dict[str, int] = {}
    for heading in headings:
        if not heading.explicit:
            parents.setdefault(heading.slug, set()).add(heading.parent)
            members[heading.slug] = members.get(heading.slug, 0) + 1
    alone = {slug for slug, count in members.items() if count == 1}
    used = set(taken)
    counts: dict[str, int] = {}
    chosen: list[str] = []
    for heading in headings:
        name = heading.explicit
        if not name:
            name = heading.slug
            if len(parents[name]) > 1 and heading.parent >= 0:
                name = f"{headings[heading.parent].slug}-{name}"
            if name in used or (name in alone and heading.slug != name):
                name = _number(name, used, counts, parents)
            used.add(name)
        chosen.append(name)
    return chosen


def _number(name: str, used: set[str], counts: dict[str, int], slugs: Container[str]) -> str:
    """Return a name with the next free number; slugs of other headings are not free."""
    number = counts.get(name, 1) + 1
    while f"{name}-{number}" in used or f"{name}-{number}" in slugs:
        number += 1
    counts[name] = number
    return f"{name}-{number}"


def _with_ids(blocks: tuple[Block, ...], ids: Iterator[str]) -> tuple[Block, ...]:
    return tuple(_with_id(block, ids) for block in blocks)


def _with_id(block: Block, ids: Iterator[str]) -> Block:
    if block.kind == "heading":
        others = tuple(pair for pair in block.attrs if pair[0] != "id")
        return msgspec.structs.replace(block, attrs=(("id", next(ids)), *others))
    if not _holds_heading(block.children):
        return block
    return msgspec.structs.replace(block, children=_with_ids(block.children, ids))


def _holds_heading(blocks: tuple[Block, ...]) -> bool:
    for block in blocks:
        if block.kind == "heading" or (block.children and _holds_heading(block.children)):
            return True
    return False


def footnote_label(label: str | None, index: int) -> str:
    """Return a footnote's label; an inline footnote, which has none, is named by its index."""
    return label or f"inline-{index + 1}"


def footnote_id(label: str) -> str:
    """Return the id of a footnote."""
    return "fn-" + re.sub(r"[\s\"'<>&#%]+", "-", label)


def footnote_reference_id(label: str, times: int) -> str:
    """Return the id of a reference to a footnote that `times` others precede."""
    base = "fnref-" + re.sub(r"[\s\"'<>&#%]+", "-", label)
    return f"{base}-{times + 1}" if times else base


def write_footnote_reference(label: str, number: int, times: int) -> str:
    """Return the HTML of a reference to a footnote: its number, as a link."""
    return (
        f'<sup class="footnote-ref"><a id="{footnote_reference_id(label, times)}" '
        f'href="#{footnote_id(label)}" role="doc-noteref">{number}</a></sup>'
    )
