"""The table of contents: a post's flat headings → a tree."""

from __future__ import annotations

from collections.abc import Iterable

from digest.core.model import Heading
from digest.site.contexts import TocEntry


def build_toc(headings: Iterable[Heading], levels: tuple[int, int]) -> tuple[TocEntry, ...]:
    """Return the headings of these levels, each below the nearest shallower one before it."""
    lowest, highest = levels
    wanted = [
        heading for heading in headings if heading.text and lowest <= heading.level <= highest
    ]
    entries, _ = _take_deeper(wanted, 0, 0)
    return entries


def _take_deeper(
    headings: list[Heading], start: int, level: int
) -> tuple[tuple[TocEntry, ...], int]:
    """Return the entries deeper than `level` from `start` on, and where the next shallower is."""
    entries = []
    place = start
    while place < len(headings) and headings[place].level > level:
        heading = headings[place]
        children, place = _take_deeper(headings, place + 1, heading.level)
        entries.append(
            TocEntry(text=heading.text, id=heading.id, level=heading.level, children=children)
        )
    return tuple(entries), place
