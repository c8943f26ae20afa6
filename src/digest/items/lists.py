"""Lists of entries: which entries are items, and under which sections they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from digest.core.addresses import is_local, is_profile
from digest.core.blocks import Block
from digest.items.clean import clean_title
from digest.items.leads import Lead, read_lead
from digest.items.targets import has_outward, links_deep
from digest.items.words import MENTION, is_asking, says_nothing

_SHORT = 80
_TOLD = 40
_MOSTLY = 0.8
_BESIDE = 2


class Entry(NamedTuple):
    """A list entry with what its first paragraph shows."""

    block: Block
    path: tuple[int, ...]
    section: tuple[str, ...]
    leaf: Block | None
    lead: Lead
    outward: bool
    """Its own paragraph links somewhere."""
    deep: bool
    """It, or anything in it, links somewhere."""

    @property
    def attrs(self) -> tuple[tuple[str, str], ...]:
        """What the author wrote in braces on the entry or on its first paragraph."""
        own = self.leaf.attrs if self.leaf else ()
        return (*self.block.attrs, *own) if own else self.block.attrs

    @property
    def length(self) -> int:
        """Characters of the first paragraph; a Chinese or Japanese one counts twice."""
        return wide_length(self.leaf.text) if self.leaf else 0


def read_entries(
    block: Block, path: tuple[int, ...], section: tuple[str, ...], group: date | None
) -> Iterator[Entry]:
    """Yield the entries of a list; one that only names a place or group is a section instead."""
    for at, child in enumerate(block.children):
        entry = read_entry(child, (*path, at), section, group)
        nested = nested_lists(entry)
        if nested and _is_section(entry, nested, group):
            inner = (*section, section_name(entry))
            for below, inner_block in nested:
                yield from read_entries(inner_block, below, inner, entry.lead.date or group)
        else:
            yield entry


def read_entry(
    block: Block, path: tuple[int, ...], section: tuple[str, ...], group: date | None
) -> Entry:
    """Take one entry apart."""
    first = block.children[0] if block.children else None
    leaf = first if first and first.kind in {"paragraph", "heading"} else None
    lead = read_lead(leaf, group) if leaf else Lead(0)
    outward = bool(leaf and (has_outward(leaf) or lead.broken))
    deep = outward or (
        (leaf is None or len(block.children) > 1)
        and any(links_deep(child) for child in block.children if child is not leaf)
    )
    return Entry(block, path, section, leaf, lead, outward, deep)


def nested_lists(entry: Entry) -> list[tuple[tuple[int, ...], Block]]:
    """Give the lists directly inside an entry, with their paths."""
    if len(entry.block.children) == 1:
        return []
    return [
        ((*entry.path, i), child)
        for i, child in enumerate(entry.block.children)
        if child.kind == "list"
    ]


def _is_section(
    entry: Entry, nested: list[tuple[tuple[int, ...], Block]], group: date | None
) -> bool:
    """Whether the entry is a label (a venue, a topic) over entries that are led by links."""
    text = entry.leaf.text if entry.leaf else ""
    if len(text) > _SHORT or (entry.outward and "|" not in text):
        return False
    below = [read_entry(e, (), (), group) for _, block in nested for e in block.children]
    named = sum(_names(e) for e in below)
    return named * 2 >= len(below) > 0


def _names(entry: Entry) -> bool:
    """Whether an entry's leading link names something, or is followed by what it says."""
    if not entry.leaf or not entry.lead.link:
        return entry.lead.broken is not None
    link = entry.lead.link
    return entry.length > _TOLD or not says_nothing(entry.leaf.text[link.start : link.end])


def section_name(entry: Entry) -> str:
    """Give an entry's words as the name of a section."""
    return clean_title(entry.leaf.text) if entry.leaf else ""


def is_contents(entries: list[Entry]) -> bool:
    """Whether the list leads only to places in its own page: a table of contents."""
    links = [s for e in entries if e.leaf for s in e.leaf.spans if s.kind == "link"]
    return bool(links) and all(is_local(s.url) for s in links)


def is_credits(entries: list[Entry]) -> bool:
    """Whether the list names people: each entry is a handle or a profile and little else."""
    others = 0
    for entry in entries:
        others += not _is_person(entry)
        if others > (1 - _MOSTLY) * len(entries):
            return False
    return len(entries) > 1


def _is_person(entry: Entry) -> bool:
    if not entry.leaf or not entry.lead.link:
        return False
    text, link = entry.leaf.text, entry.lead.link
    rest = text[link.end :].strip()
    if len(rest) >= _TOLD or (len(rest.split()) > _BESIDE and not rest.startswith(("for ", "("))):
        return False
    return bool(is_profile(link.url) or MENTION.fullmatch(text[link.start : link.end].strip()))


def only_asks(entry: Entry) -> bool:
    """Whether an entry asks something of the reader instead of reporting."""
    text = entry.leaf.text if entry.leaf else ""
    return len(text) < _SHORT and is_asking(text)


def wide_length(text: str) -> int:
    """Give the length of a text in half-width characters."""
    return len(text) if text.isascii() else len(text) + sum(char > "\u2e80" for char in text)
