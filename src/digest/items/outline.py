"""The post as a tree of sections: what each heading stands over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.core.blocks import Block, Document
from digest.core.text import match_key
from digest.items.clean import clean_heading
from digest.items.headingtags import as_heading
from digest.items.nodes import Placed
from digest.items.targets import has_outward

_ASIDES = frozenset(
    """
    note tip info warning caution danger important hint attention error seealso admonition abstract
    summary tldr quote example success question failure bug todo aside sidebar update versionadded
    versionchanged deprecated
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Containers that speak beside the text; the contents of any other stand in it."""

_TELLING = 8
"""Characters from which on a title's key is no common word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading (None: before the first one), what follows it directly, and its sub-sections."""

    heading: Block | None
    title: str
    """The heading as plain text, without numbering and emoji; "" for the post's own title."""
    index: int
    stop: int
    """Index of the first top-level block that is no longer under this heading."""
    body: tuple[Placed, ...]
    children: tuple[Section, ...]
    path: tuple[str, ...]
    """Headings above this one, outermost first, without it."""

    @property
    def inner_path(self) -> tuple[str, ...]:
        """Return the section path of items in the body."""
        return (*self.path, self.title) if self.title else self.path


def build_outline(document: Document, title: str) -> Section:
    """Return the root section; a heading that repeats the post's title is no section."""
    blocks = document.blocks
    while blocks and blocks[-1].kind == "footnotes":
        blocks = blocks[:-1]
    blocks = tuple(map(as_heading, blocks))
    headings = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    shown = _title_heading(blocks, headings, title)
    return _Builder(blocks, headings, shown).root()


def _title_heading(blocks: tuple[Block, ...], headings: list[int], title: str) -> int | None:
    """Return the index of the heading that is the post's title, if the body has it."""
    if not headings:
        return None
    first = blocks[headings[0]]
    alone = all(blocks[i].level > first.level for i in headings[1:])
    if first.level == 1 and alone and not has_outward(first):
        return headings[0]
    if title and _repeats(match_key(first.text), match_key(title)):
        return headings[0]
    return None


def _repeats(heading: str, title: str) -> bool:
    """Return whether one of two keys is the other, or the other with a date or number more."""
    shorter, longer = sorted((heading, title), key=len)
    return heading == title or (len(shorter) >= _TELLING and longer.startswith(shorter))


class _Builder:
    """Nests the headings of one document."""

    def __init__(self, blocks: tuple[Block, ...], headings: list[int], shown: int | None) -> None:
        self._blocks, self._headings, self._shown = blocks, headings, shown
        self._at = 0

    def root(self) -> Section:
        first = self._headings[0] if self._headings else len(self._blocks)
        children = self._children(0, ())
        return Section(
            heading=None, title="", index=-1, stop=len(self._blocks), body=self._body(0, first),
            children=children, path=(),
        )  # fmt: skip

    def _children(self, above: int, path: tuple[str, ...]) -> tuple[Section, ...]:
        found: list[Section] = []
        while self._at < len(self._headings):
            heading = self._blocks[self._headings[self._at]]
            if heading.level <= above:
                break
            found.append(self._section(heading, path))
        return tuple(found)

    def _section(self, heading: Block, path: tuple[str, ...]) -> Section:
        index = self._headings[self._at]
        self._at += 1
        after = self._next_heading()
        own = "" if index == self._shown else clean_heading(heading.text) or heading.text.strip()
        inner = (*path, own) if own else path
        children = self._children(heading.level, inner)
        return Section(
            heading=heading, title=own, index=index, stop=self._next_heading(),
            body=self._body(index + 1, after), children=children, path=path,
        )  # fmt: skip

    def _next_heading(self) -> int:
        return self._headings[self._at] if self._at < len(self._headings) else len(self._blocks)

    def _body(self, start: int, stop: int) -> tuple[Placed, ...]:
        blocks = self._blocks[start:stop]
        return tuple(
            placed for i, block in enumerate(blocks, start) for placed in _opened((i,), block)
        )


def _opened(path: tuple[int, ...], block: Block) -> Iterator[Placed]:
    """Yield a block, or what is in it where it is a container that only groups."""
    if block.kind != "container" or block.name in _ASIDES:
        yield path, block
        return
    for i, child in enumerate(block.children):
        yield from _opened((*path, i), child)
