"""Chooses, section by section, how the post is laid out, and yields its drafts in order."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from digest.blocks import Block, Document
from digest.config import LayoutName
from digest.items.bullets import score_bullets
from digest.items.dated import score_dated
from digest.items.headings import HeadingFacts, judge_siblings, recurring_levels, swallowed
from digest.items.lead import score_lead
from digest.items.lists import Entry, is_asking, is_contents, is_credits, read_entries
from digest.items.outline import Section, build_outline
from digest.items.paragraphs import read_paragraphs
from digest.items.pins import is_pinned, is_refused
from digest.items.records import Choice, Draft, ItemContext
from digest.items.segments import Segment, cut_segments, full_date, heading_date
from digest.items.table import read_table
from digest.text import match_key

_LISTED: frozenset[LayoutName] = frozenset({"auto", "bullets", "lead", "dated"})
_PARAGRAPHED: frozenset[LayoutName] = frozenset({"auto", "paragraphs", "dated", "lead"})
_FEW_LINKS = 0.25
_HALF = 0.5
_LONG = 60
_PROSE = 400


class Chooser:
    """One post's choice of layouts; `drafts` and `choices` fill while `run` walks the sections."""

    def __init__(self, document: Document, context: ItemContext) -> None:
        self.layout: LayoutName = context.layout or context.table.layout
        self.root = build_outline(document, context.title)
        self.drafts: list[Draft] = []
        self.choices: list[Choice] = []
        self.days: list[date | None] = []
        self._blocks = document.blocks
        self._context = context
        self._ignored = {match_key(name) for name in context.table.ignore_sections}
        self._recurring = recurring_levels(self.root) if self.layout in {"auto", "headings"} else {}

    def run(self) -> None:
        """Walk the whole post."""
        self._visit(self.root, self._context.date)

    def _visit(self, section: Section, group: date | None) -> None:
        heading = section.heading
        if heading:
            full = full_date(heading.text)
            self.days.append(full)
            group = full or heading_date(heading.text, group) or group
        if self._is_skipped(section):
            self._visit_pinned(section, group)
            return
        if not self._introduces(section):
            self._visit_body(section, group)
        self._visit_children(section, group)

    def _introduces(self, section: Section) -> bool:
        """Whether a body only leads up to items that are built alike; its lists are prose."""
        return section.heading is not None and any(
            child.level in self._recurring for child in section.children
        )

    def _is_skipped(self, section: Section) -> bool:
        if not section.heading or section.is_title:
            return False
        refused = is_refused(section.heading.attrs)
        if match_key(section.title) in self._ignored or refused:
            self._explain(section, "none", "marked as no item" if refused else "an ignored section")
            return True
        if section.is_boilerplate and self.layout in {"auto", "none"}:
            self._explain(section, "none", "a heading that announces no entries")
            return True
        return False

    def _visit_pinned(self, section: Section, group: date | None) -> None:
        """Take what the author marked as items even where nothing else is one."""
        for index, block in section.body:
            if block.kind == "list":
                self._take_pinned(block, (index,), section.inner_path, group)
        for child in section.children:
            if child.heading and is_pinned(child.heading.attrs):
                self._take_heading(child, child.stop, group, "marked as an item")
            else:
                self._visit_pinned(child, group)

    def _visit_children(self, section: Section, group: date | None) -> None:
        items = self._judge(section.children)
        merged = swallowed(section.children, items) if self.layout == "auto" else set()
        for at, child in enumerate(section.children):
            if child.index in merged:
                continue
            if child.index in items and not self._is_skipped(child):
                stop = child.stop
                for later in section.children[at + 1 :]:
                    if later.index not in merged:
                        break
                    stop = later.stop
                self._take_heading(child, stop, group, items[child.index])
            else:
                self._visit(child, group)

    def _judge(self, siblings: tuple[Section, ...]) -> dict[int, str]:
        """Say which headings are items, and why."""
        found: dict[int, str] = {}
        if self.layout == "auto":
            found = judge_siblings(siblings, self._recurring)
        elif self.layout == "headings":
            level = self._forced_level
            found = {s.index: f"headings of level {level}" for s in siblings if s.level == level}
        for section in siblings:
            attrs = section.heading.attrs if section.heading else ()
            if is_pinned(attrs):
                found[section.index] = "marked as an item"
            elif is_refused(attrs):
                found.pop(section.index, None)
        return found

    @cached_property
    def _forced_level(self) -> int:
        """The level of items where `headings` is asked for: set, else found."""
        if self._context.table.level:
            return self._context.table.level
        if self._recurring:
            return max(self._recurring)
        sections = [s for s in self.root.walk() if s.heading and not s.is_title]
        likely: dict[int, int] = {}
        for section in sections:
            facts = HeadingFacts(section)
            good = facts.link is not None or facts.lead.number is not None or facts.has_links
            likely[section.level] = likely.get(section.level, 0) + good
        return max(likely, key=lambda level: (likely[level], level), default=2)

    def _take_heading(self, section: Section, stop: int, group: date | None, reason: str) -> None:
        assert section.heading is not None  # noqa: S101 (only sections with a heading are judged)
        stop = self._without_tail(section.index, stop)
        self.drafts.append(
            Draft(
                "headings", (section.index,), stop - section.index, section.heading,
                self._blocks[section.index + 1 : stop], section.path, section.line,
                section.heading.attrs, group,
            )
        )  # fmt: skip
        last = self.choices[-1] if self.choices else None
        if last and last.section == section.path and last.reason == reason:
            self.choices[-1] = Choice(
                section=last.section, line=last.line, layout="headings", reason=reason,
                count=last.count + 1,
            )  # fmt: skip
        else:
            self.choices.append(
                Choice(
                    section=section.path,
                    line=section.line,
                    layout="headings",
                    reason=reason,
                    count=1,
                )
            )

    def _without_tail(self, start: int, stop: int) -> int:
        """Leave out rules and comments that only part an item from the next."""
        while stop > start + 1 and _is_blank(self._blocks[stop - 1]):
            stop -= 1
        return stop

    def _visit_body(self, section: Section, group: date | None) -> None:
        for segment in cut_segments(section.body, group):
            path = (*section.inner_path, segment.label) if segment.label else section.inner_path
            if segment.label:
                self.days.append(full_date(segment.label))
            self._visit_segment(section, segment, path)

    def _visit_segment(self, section: Section, segment: Segment, path: tuple[str, ...]) -> None:
        taken: set[int] = set()
        before = len(self.drafts)
        if self.layout in _PARAGRAPHED:
            taken = self._take_paragraphs(segment, path)
        for index, block in segment.blocks:
            if index in taken:
                continue
            if block.kind == "list":
                self._take_list(section, segment, block, index, path)
            elif block.kind == "table" and self.layout in {"auto", "table"}:
                self._take_table(block, index, path, segment.date)
        self.drafts[before:] = sorted(self.drafts[before:], key=lambda draft: draft.path)

    def _take_paragraphs(self, segment: Segment, path: tuple[str, ...]) -> set[int]:
        reading = read_paragraphs(segment.blocks, segment.date, force=self.layout != "auto")
        taken: set[int] = set()
        for start in reading.starts:
            end = start.end
            if not reading.takes_lists:
                end = next(
                    (
                        i
                        for i in range(start.at + 1, end)
                        if segment.blocks[i][1].kind in {"list", "table"}
                    ),
                    end,
                )
            blocks = segment.blocks[start.at : end]
            taken.update(index for index, _ in blocks)
            lead = blocks[0][1]
            layout: LayoutName = "dated" if start.lead.date else "paragraphs"
            self.drafts.append(
                Draft(
                    layout, (blocks[0][0],), len(blocks), lead, tuple(b for _, b in blocks[1:]),
                    path, lead.line, lead.attrs, segment.date,
                )
            )  # fmt: skip
        if reading.starts:
            line = self.drafts[-len(reading.starts)].line
            self._note(path, line, self.drafts[-1].layout, reading.reason, len(reading.starts))
        return taken

    def _take_table(
        self, block: Block, index: int, path: tuple[str, ...], group: date | None
    ) -> None:
        rows = read_table(block, force=self.layout == "table")
        for row in rows:
            others = tuple(cell for cell in row.row.children if cell is not row.cell)
            self.drafts.append(
                Draft(
                    "table", (index, row.at), 1, row.cell, others, path, row.row.line,
                    row.row.attrs, group,
                )
            )  # fmt: skip
        if rows:
            self._note(path, block.line, "table", "rows with links", len(rows))

    def _take_list(
        self, section: Section, segment: Segment, block: Block, index: int, path: tuple[str, ...]
    ) -> None:
        entries = list(read_entries(block, (index,), path, segment.date))
        chosen, layout, reason = self._choose_entries(section, segment, block, entries)
        kept = [
            e
            for e in entries
            if is_pinned(_attrs(e)) or (e in chosen and not is_refused(_attrs(e)))
        ]
        for entry in kept:
            self._take_entry(entry, layout, segment.date)
        if kept or reason:
            self._note(path, block.line, layout if kept else "none", reason, len(kept))

    def _choose_entries(
        self, section: Section, segment: Segment, block: Block, entries: list[Entry]
    ) -> tuple[list[Entry], LayoutName, str]:
        """Say which entries of a list are items, as which layout, and why."""
        scores: dict[LayoutName, float] = {
            "dated": score_dated(entries), "bullets": score_bullets(entries), "lead": score_lead(entries),
        }  # fmt: skip
        best = max(scores, key=lambda name: scores[name])
        layout: LayoutName = best if scores[best] >= _HALF else "bullets"
        if self.layout not in _LISTED:
            return [], "none", ""
        if self.layout != "auto":
            return entries, self.layout, "asked for"
        if is_contents(entries):
            return [], "none", "a table of contents"
        if is_credits(entries):
            return [], "none", "a list of people"
        linked = [e for e in entries if e.deep and not is_asking(e)]
        told = self._tells_without_links(section, block, entries)
        if not linked and not told:
            return [], "none", ""
        led = max(scores.values())
        if led < _HALF and len(linked) < _FEW_LINKS * len(entries) and _prose(segment) > _PROSE:
            return [], "none", "a list in running text"
        if told:
            linked = [e for e in entries if not is_asking(e)]
        elif layout == "lead" and len(linked) >= _HALF * len(entries):
            linked = [e for e in entries if e.deep or e.is_led_by_bold]
        return linked, layout, f"{len(linked)} of {len(entries)} entries link somewhere"

    def _tells_without_links(self, section: Section, block: Block, entries: list[Entry]) -> bool:
        """Whether numbered entries are items though they lack links.

        So where sections are nothing but a numbered list of long entries, and enough of these
        have links.
        """
        if not block.marker[:1].isdigit() or not _is_only_list(section):
            return False
        long = sum(e.length for e in entries) / max(1, len(entries)) >= _LONG
        return long and self._numbered_sections_link

    @cached_property
    def _numbered_sections_link(self) -> bool:
        lists = [
            block
            for section in self.root.walk()
            if _is_only_list(section)
            for _, block in section.body
            if block.kind == "list" and block.marker[:1].isdigit()
        ]
        entries = [e for block in lists for e in read_entries(block, (), (), None)]
        return len(lists) > 1 and sum(e.deep for e in entries) >= _FEW_LINKS * len(entries)

    def _take_pinned(
        self, block: Block, path: tuple[int, ...], section: tuple[str, ...], group: date | None
    ) -> None:
        for entry in read_entries(block, path, section, group):
            if is_pinned(_attrs(entry)):
                self._take_entry(entry, "bullets", group)
                self._note(section, entry.block.line, "bullets", "marked as an item", 1)

    def _take_entry(self, entry: Entry, layout: LayoutName, group: date | None) -> None:
        block = entry.block
        leaf = entry.leaf or next((c for c in block.children if c.text), block)
        rest = tuple(child for child in block.children if child is not entry.leaf)
        self.drafts.append(
            Draft(
                layout, entry.path, 1, leaf, rest, entry.section, block.line, _attrs(entry), group
            )
        )

    def _explain(self, section: Section, layout: LayoutName, reason: str) -> None:
        self._note((*section.path, section.title), section.line, layout, reason, 0)

    def _note(
        self, section: tuple[str, ...], line: int, layout: LayoutName, reason: str, count: int
    ) -> None:
        self.choices.append(
            Choice(section=section, line=line, layout=layout, reason=reason, count=count)
        )


def _attrs(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Give what the author wrote in braces on an entry or on its first paragraph."""
    return (*entry.block.attrs, *(entry.leaf.attrs if entry.leaf else ()))


def _is_blank(block: Block) -> bool:
    """Whether a block shows nothing: a rule, a comment, an empty paragraph."""
    if block.kind == "html":
        text = block.html.strip()
        return not text or (text.startswith("<!--") and text.endswith("-->"))
    return block.kind == "rule" or (
        block.kind == "paragraph" and not block.text.strip() and not block.spans
    )


def _is_only_list(section: Section) -> bool:
    """Whether a section's body is nothing but lists."""
    shown = [b for _, b in section.body if not _is_blank(b)]
    return bool(shown) and all(b.kind == "list" for b in shown)


def _prose(segment: Segment) -> int:
    return sum(len(b.text) for _, b in segment.blocks if b.kind == "paragraph")
