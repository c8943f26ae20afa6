"""Chooses, section by section, how the post is laid out, and gathers its drafts in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from digest.config.tables import LayoutName
from digest.core.blocks import Document
from digest.core.text import match_key
from digest.items.headings import Headings
from digest.items.leads import read_lead
from digest.items.listing import Lists
from digest.items.lists import Entry, read_entries
from digest.items.outline import Placed, Section, build_outline
from digest.items.paragraphs import Reading, read_marked, read_paragraphs, read_told
from digest.items.pins import is_pinned, is_refused
from digest.items.records import Choice, Draft, ItemContext
from digest.items.segments import (
    Segment,
    cut_segments,
    full_date,
    heading_date,
    is_blank,
    without_sign_off,
)
from digest.items.table import read_table

_PARAGRAPHED: frozenset[LayoutName] = frozenset({"auto", "paragraphs", "dated", "lead"})

Path = tuple[str, ...]
Place = tuple[int, ...]


class Chooser:
    """One post's choice of layouts; `drafts` and `choices` fill while `run` walks the sections."""

    def __init__(self, document: Document, context: ItemContext) -> None:
        self.layout: LayoutName = context.layout or context.table.layout
        self.drafts: list[Draft] = []
        self.choices: list[Choice] = []
        self.days: list[date | None] = []
        self._root = build_outline(document, context.title)
        self._headings = Headings(self._root, is_dated=context.date is not None)
        self._lists = Lists(self._root, self.layout)
        self._blocks = document.blocks
        self._context = context
        self._ignored = frozenset(match_key(name) for name in context.table.ignore_sections)

    def run(self) -> None:
        """Walk the whole post."""
        self._visit(self._root, self._context.date)
        if not self.drafts and self.layout == "auto" and self._context.date:
            self._visit_prose(self._context.date)

    def _visit_prose(self, group: date) -> None:
        """Read sections of short linked paragraphs, where several are such and nothing else is."""
        found: list[tuple[Section, Reading]] = []
        silent = 0
        for section in self._root.walk():
            if section.is_root or section.is_boilerplate or not section.body:
                continue
            reading = read_told(section.body, group)
            if reading.starts:
                found.append((section, reading))
            else:
                silent += 1
        if len(found) > max(1, silent):
            for section, reading in found:
                segment = Segment("", section.line, group, section.body)
                self._take_reading(segment, reading, section.inner_path)

    def _visit(self, section: Section, group: date | None) -> None:
        if section.heading:
            day = heading_date(section.heading.text, group)
            if day and (full := full_date(section.heading.text)):
                self.days.append(full)
                day = full
            group = day or group
        if reason := self._skip_reason(section):
            self._note((*section.path, section.title), section.line, "none", reason, 0)
            self._visit_marked(section, group)
            return
        if not self._introduces(section):
            for segment in cut_segments(section.body, group):
                self._visit_segment(section, segment)
        self._visit_children(section, group)

    def _skip_reason(self, section: Section) -> str:
        """Say why nothing in a section is an item, unless it is marked."""
        if section.is_root or not section.heading:
            return ""
        if is_refused(section.heading.attrs):
            return "marked as no item"
        if self._ignored and match_key(section.title) in self._ignored:
            return "an ignored section"
        if section.is_boilerplate and self.layout == "auto":
            return "a heading that announces no entries"
        return ""

    def _introduces(self, section: Section) -> bool:
        """Whether a body only leads up to items that are built alike; its lists are prose."""
        recurring = self._headings.recurring
        return not section.is_root and any(s.level in recurring for s in section.children)

    def _visit_marked(self, section: Section, group: date | None) -> None:
        """Take what the author marked as items where nothing else is one."""
        for place, block in section.body:
            if block.kind == "list":
                for entry in read_entries(block, place, section.inner_path, group):
                    if is_pinned(entry.attrs):
                        self._take_entry(entry, "bullets", group)
                        self._note(
                            entry.section, entry.block.line, "bullets", "marked as an item", 1
                        )
        for child in section.children:
            if child.heading and is_pinned(child.heading.attrs):
                self._take_heading(child, child.stop, group, "marked as an item")
            else:
                self._visit_marked(child, group)

    def _visit_children(self, section: Section, group: date | None) -> None:
        siblings = section.children
        items = self._judge_headings(siblings)
        merged = self._headings.swallowed(siblings, items) if self.layout == "auto" else set()
        for at, child in enumerate(siblings):
            if child.index in merged:
                continue
            if child.index in items and not self._skip_reason(child):
                stop = _end_of(child, siblings[at + 1 :], merged)
                self._take_heading(child, stop, group, items[child.index])
            else:
                self._visit(child, group)

    def _judge_headings(self, siblings: tuple[Section, ...]) -> dict[int, str]:
        """Say which headings are items, and why."""
        found: dict[int, str] = {}
        if self.layout == "auto":
            found = self._headings.judge(siblings)
        elif self.layout == "headings":
            level = self._context.table.level or self._headings.likely_level
            reason = f"asked for: headings of level {level}"
            found = {s.index: reason for s in siblings if s.level == level}
        for section in siblings:
            attrs = section.heading.attrs if section.heading else ()
            if is_pinned(attrs):
                found[section.index] = "marked as an item"
            elif is_refused(attrs):
                found.pop(section.index, None)
        return found

    def _take_heading(self, section: Section, stop: int, group: date | None, reason: str) -> None:
        heading = self._blocks[section.index]
        body = self._blocks[section.index + 1 : stop]
        if stop == self._root.stop:
            body = without_sign_off(body)
        while body and is_blank(body[-1]):
            body = body[:-1]
        self.drafts.append(
            Draft(
                "headings", (section.index,), len(body) + 1, heading, body, section.path,
                heading.line, self._headings.facts(section).lead, heading.attrs, group,
            )
        )  # fmt: skip
        last = self.choices[-1] if self.choices else None
        if last and (last.section, last.reason) == (section.path, reason):
            self.choices[-1] = msgspec.structs.replace(last, count=last.count + 1)
        else:
            self._note(section.path, heading.line, "headings", reason, 1)

    def _visit_segment(self, section: Section, segment: Segment) -> None:
        path = section.inner_path
        if segment.label:
            path = (*path, segment.label)
            self.days.append(full_date(segment.label))
        before = len(self.drafts)
        taken = self._take_paragraphs(segment, path)
        for place, block in segment.blocks:
            if place in taken:
                continue
            if block.kind == "list":
                self._take_list(section, segment, (place, block), path)
            elif block.kind == "table" and self.layout in {"auto", "table"}:
                self._take_table((place, block), path, segment.date)
        if taken:
            self.drafts[before:] = sorted(self.drafts[before:], key=lambda draft: draft.path)

    def _take_paragraphs(self, segment: Segment, path: Path) -> set[Place]:
        reading = Reading()
        if self.layout in _PARAGRAPHED:
            force = self.layout != "auto"
            reading = read_paragraphs(segment.blocks, segment.date, force=force)
        reading = read_marked(segment.blocks, reading, segment.date)
        return self._take_reading(segment, reading, path)

    def _take_reading(self, segment: Segment, reading: Reading, path: Path) -> set[Place]:
        taken: set[Place] = set()
        for start in reading.starts:
            own = self._own_blocks(segment.blocks[start.at : start.end])
            taken.update(place for place, _ in own)
            place, first = own[0]
            layout: LayoutName = "dated" if start.lead.date else "paragraphs"
            self.drafts.append(
                Draft(
                    layout, place, len(own), first, tuple(b for _, b in own[1:]), path,
                    first.line, start.lead, first.attrs, segment.date,
                )
            )  # fmt: skip
        if reading.starts:
            count = len(reading.starts)
            draft = self.drafts[-count]
            self._note(path, draft.line, draft.layout, reading.reason, count)
        return taken

    def _own_blocks(self, placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
        """Leave out what stands in another container, and what ends the issue."""
        parent = placed[0][0][:-1]
        own = tuple(each for each in placed if each[0][:-1] == parent)
        if own[-1][0] == (self._root.stop - 1,):
            kept = without_sign_off(tuple(block for _, block in own[1:]))
            own = own[: len(kept) + 1]
        while len(own) > 1 and is_blank(own[-1][1]):
            own = own[:-1]
        return own

    def _take_table(self, placed: Placed, path: Path, group: date | None) -> None:
        place, block = placed
        rows = read_table(block, force=self.layout == "table")
        for row in rows:
            others = tuple(cell for cell in row.row.children if cell is not row.cell)
            self.drafts.append(
                Draft(
                    "table", (*place, row.at), 1, row.cell, others, path, row.row.line,
                    read_lead(row.cell), row.row.attrs, group,
                )
            )  # fmt: skip
        if rows:
            self._note(path, block.line, "table", "rows with links", len(rows))

    def _take_list(self, section: Section, segment: Segment, placed: Placed, path: Path) -> None:
        place, block = placed
        if self._lists.is_hopeless(block):
            return
        entries = list(read_entries(block, place, path, segment.date))
        verdict = self._lists.judge(section, segment, block, entries)
        for entry in verdict.entries:
            self._take_entry(entry, verdict.layout, segment.date)
        if verdict.reason:
            self._note(path, block.line, verdict.layout, verdict.reason, len(verdict.entries))

    def _take_entry(self, entry: Entry, layout: LayoutName, group: date | None) -> None:
        block = entry.block
        leaf = entry.leaf or next((c for c in block.children if c.text), block)
        digits = block.marker[:-1]
        several = len(block.children) > 1 or entry.leaf is None
        rest = tuple(c for c in block.children if c is not entry.leaf) if several else ()
        self.drafts.append(
            Draft(
                layout, entry.path, 1, leaf, rest, entry.section, block.line, entry.lead,
                entry.attrs, group, int(digits) if digits.isdecimal() else None,
            )
        )  # fmt: skip

    def _note(self, section: Path, line: int, layout: LayoutName, reason: str, count: int) -> None:
        self.choices.append(
            Choice(section=section, line=line, layout=layout, reason=reason, count=count)
        )


def _end_of(section: Section, later: Iterable[Section], merged: set[int]) -> int:
    """Give where an item ends that the sections right after it may belong to."""
    stop = section.stop
    for each in later:
        if each.index not in merged:
            break
        stop = each.stop
    return stop
