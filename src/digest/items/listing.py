"""Judges one list: which of its entries are items, in which layout, and why."""

from __future__ import annotations

from typing import NamedTuple

from digest.config.tables import LayoutName
from digest.core.blocks import Block
from digest.items.bullets import opens_with_link
from digest.items.dated import opens_with_date
from digest.items.lead import opens_in_bold
from digest.items.lists import Entry, is_contents, is_credits, only_asks, read_entries
from digest.items.outline import Section
from digest.items.pins import is_pinned, is_refused
from digest.items.segments import Segment, is_blank
from digest.items.targets import links_deep

_FEW_LINKS = 0.25
_HALF = 0.5
_LONG = 60
_PROSE = 400


class Verdict(NamedTuple):
    """The entries of a list that are items; `reason` is "" where nothing need be said."""

    entries: list[Entry]
    layout: LayoutName
    reason: str


_NOTHING = Verdict([], "none", "")


class Lists:
    """Judges the lists of one post; how numbered sections look is worked out once."""

    def __init__(self, root: Section, layout: LayoutName) -> None:
        self._root, self._layout = root, layout
        self._numbered: bool | None = None

    def is_hopeless(self, block: Block) -> bool:
        """Whether a bulleted list links nowhere and nothing in it is marked: most lists."""
        if self._layout != "auto" or block.marker[:1].isdigit() or links_deep(block):
            return False
        return not any(_may_tell(entry) for entry in block.children)

    def judge(
        self, section: Section, segment: Segment, block: Block, entries: list[Entry]
    ) -> Verdict:
        """Say which entries are items; the author's marks overrule what was guessed."""
        verdict = self._guess(section, segment, block, entries)
        if not any(entry.attrs for entry in entries):
            return verdict
        kept = [
            entry
            for entry in entries
            if is_pinned(entry.attrs) or (entry in verdict.entries and not is_refused(entry.attrs))
        ]
        if kept and not verdict.entries:
            return Verdict(kept, "bullets", "marked as items")
        return verdict._replace(entries=kept)

    def _guess(
        self, section: Section, segment: Segment, block: Block, entries: list[Entry]
    ) -> Verdict:
        if self._layout in {"bullets", "lead", "dated"}:
            return Verdict(entries, self._layout, "asked for")
        if self._layout != "auto":
            return _NOTHING
        if is_contents(entries):
            return Verdict([], "none", "a table of contents")
        if is_credits(entries):
            return Verdict([], "none", "a list of people")
        linked = [e for e in entries if e.deep and not only_asks(e)]
        told = len(linked) < len(entries) and self._tells_without_links(section, block, entries)
        if not linked and not told:
            return _NOTHING
        layout, share = _layout_of(entries)
        if share < _HALF and len(linked) < _FEW_LINKS * len(entries) and _prose(segment) > _PROSE:
            return Verdict([], "none", "a list in running text")
        if told:
            linked = [e for e in entries if not only_asks(e)]
        elif layout == "lead" and len(linked) >= _HALF * len(entries):
            linked = [e for e in entries if e.deep or opens_in_bold(e)]
        return Verdict(linked, layout, f"{len(linked)} of {len(entries)} entries tell of something")

    def _tells_without_links(self, section: Section, block: Block, entries: list[Entry]) -> bool:
        """Whether numbered entries are items though they lack links.

        So where sections are nothing but a numbered list of long entries, and enough of these
        have links.
        """
        if not block.marker[:1].isdigit() or not _is_only_list(section):
            return False
        if sum(e.length for e in entries) < _LONG * len(entries):
            return False
        if self._numbered is None:
            self._numbered = self._numbered_sections_link()
        return self._numbered

    def _numbered_sections_link(self) -> bool:
        lists = [
            block
            for section in self._root.walk()
            if _is_only_list(section)
            for _, block in section.body
            if block.kind == "list" and block.marker[:1].isdigit()
        ]
        entries = [e for block in lists for e in read_entries(block, (), (), None)]
        return len(lists) > 1 and sum(e.deep for e in entries) >= _FEW_LINKS * len(entries)


def _may_tell(entry: Block) -> bool:
    """Whether an entry without links is marked, or begins with a reference nobody defined."""
    if not entry.children:
        return bool(entry.attrs)
    leaf = entry.children[0]
    return bool(entry.attrs or leaf.attrs) or leaf.text.startswith("[")


def _layout_of(entries: list[Entry]) -> tuple[LayoutName, float]:
    """Give the layout that most entries have, and their share."""
    scores: dict[LayoutName, int] = {
        "dated": sum(map(opens_with_date, entries)),
        "bullets": sum(map(opens_with_link, entries)),
        "lead": sum(map(opens_in_bold, entries)),
    }
    best = max(scores, key=scores.__getitem__)
    share = scores[best] / len(entries)
    return (best if share >= _HALF else "bullets"), share


def _is_only_list(section: Section) -> bool:
    """Whether a section's body is nothing but lists."""
    shown = [b for _, b in section.body if not is_blank(b)]
    return bool(shown) and all(b.kind == "list" for b in shown)


def _prose(segment: Segment) -> int:
    return sum(len(b.text) for _, b in segment.blocks if b.kind == "paragraph")
