"""The layout `paragraphs`: a line that starts an item, and the paragraphs after it.

Such a line is numbered (`1、[name](url)：…`), bold from end to end, or opened by a link.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from digest.core.blocks import Block
from digest.items.leads import Lead, read_lead
from digest.items.lists import wide_length
from digest.items.outline import Placed
from digest.items.pins import is_pinned, is_refused
from digest.items.segments import is_blank, is_bold_line
from digest.items.targets import has_outward, links_deep
from digest.items.words import is_asking

_SHORT = 400
_HALF = 0.5
_MOSTLY = 0.7
_ALIKE = 2
_TOLD = 700
_MOST = 0.6
_TITLE_WORDS = 4
_TITLE_LENGTH = 20
_ADDRESS = re.compile(r"\s*<?https?://")
_STOPS = frozenset(":：.!?。！？")
_CONTENT = frozenset({"paragraph", "quote", "list", "figure", "html", "code", "embed", "math",
                      "container", "table"})  # fmt: skip


class Start(NamedTuple):
    """A paragraph that starts an item, and the position in the body where it ends."""

    at: int
    end: int
    lead: Lead


class Reading(NamedTuple):
    """The starts found in a body, and why they were taken for that."""

    starts: tuple[Start, ...] = ()
    reason: str = ""


def read_paragraphs(body: tuple[Placed, ...], group: date | None, *, force: bool) -> Reading:
    """Find the paragraphs of a body that start items."""
    blocks = [block for _, block in body]
    if sum(block.kind == "paragraph" and bool(block.spans) for block in blocks) < (not force) + 1:
        return Reading()
    leads = {
        at: read_lead(block, group)
        for at, block in enumerate(blocks)
        if block.kind == "paragraph" and block.text.strip()
    }
    for attempt in (_numbered, _bold_lines, _dated, _led_by_bold, _led_by_links):
        found = attempt(blocks, leads, force)
        if found.starts:
            return found
    return Reading()


def read_told(body: tuple[Placed, ...], group: date | None) -> Reading:
    """Find short paragraphs that each tell of something with a link: news in running text.

    Weak evidence, used for dated posts in which nothing else was found.
    """
    blocks = [block for _, block in body]
    told = [
        at for at, block in enumerate(blocks)
        if block.kind == "paragraph" and block.text.strip() and not is_asking(block.text)
    ]  # fmt: skip
    starts = [at for at in told if has_outward(blocks[at]) and _is_short(blocks[at])]
    if len(starts) < _ALIKE or len(starts) < _MOSTLY * len(told):
        return Reading()
    leads = {at: read_lead(blocks[at], group) for at in starts}
    return Reading(_spans(blocks, starts, leads, takes_lists=False), "paragraphs with a link each")


def _is_short(block: Block) -> bool:
    return wide_length(block.text) <= _TOLD


def read_marked(body: tuple[Placed, ...], found: Reading, group: date | None) -> Reading:
    """Add the paragraphs that the author marked as items, and take out those marked as none."""
    marks = {at: b.attrs for at, (_, b) in enumerate(body) if b.kind == "paragraph" and b.attrs}
    if not any(is_pinned(attrs) or is_refused(attrs) for attrs in marks.values()):
        return found
    starts = {start.at: start for start in found.starts}
    for at, attrs in marks.items():
        if is_refused(attrs):
            starts.pop(at, None)
        elif is_pinned(attrs) and at not in starts:
            starts[at] = Start(at, at + 1, read_lead(body[at][1], group))
    ordered = tuple(starts[at] for at in sorted(starts))
    ends = [start.at for start in ordered[1:]] + [len(body)]
    cut = tuple(s._replace(end=min(s.end, end)) for s, end in zip(ordered, ends, strict=True))
    return Reading(cut, found.reason or "marked as items")


def _numbered(blocks: list[Block], leads: dict[int, Lead], force: bool) -> Reading:
    """Read paragraphs numbered 1, 2, 3, …, each with a link or in bold, as written in Chinese."""
    starts: list[int] = []
    expected = 1
    for at, lead in leads.items():
        block = blocks[at]
        if lead.number == expected and (lead.link or lead.bold or has_outward(block)):
            starts.append(at)
            expected += 1
    linked = any(has_outward(blocks[at]) for at in starts)
    if not linked or len(starts) < (1 if force else 2):
        return Reading()
    return Reading(_spans(blocks, starts, leads), "numbered paragraphs")


def _bold_lines(blocks: list[Block], leads: dict[int, Lead], force: bool) -> Reading:
    """Read bold lines with prose after them that links somewhere."""
    starts = [
        at
        for at, block in enumerate(blocks)
        if is_bold_line(block) and at + 1 < len(blocks) and blocks[at + 1].kind in _CONTENT
    ]
    starts = [
        at for at in starts if not (blocks[at + 1].kind == "list" and not has_outward(blocks[at]))
    ]
    ends = _ends(blocks, starts)
    linked = [
        at for at, end in zip(starts, ends, strict=True)
        if any(links_deep(block) for block in blocks[at:end])
    ]  # fmt: skip
    if len(linked) < (1 if force else 2) or len(linked) < _HALF * len(starts):
        return Reading()
    return Reading(_spans(blocks, linked, leads, starts), "bold lines over prose")


def _dated(blocks: list[Block], leads: dict[int, Lead], force: bool) -> Reading:
    """Read paragraphs that begin with a date and link somewhere."""
    starts = [at for at, lead in leads.items() if lead.date and has_outward(blocks[at])]
    if len(starts) < (1 if force else 2) or len(starts) < _HALF * len(leads):
        return Reading()
    return Reading(
        _spans(blocks, starts, leads, takes_lists=False), "paragraphs that begin with a date"
    )


def _led_by_bold(blocks: list[Block], leads: dict[int, Lead], force: bool) -> Reading:
    """Read paragraphs that a bold title opens, with words after it and a link to lead on."""
    starts = [at for at, lead in leads.items() if _opens_bold(blocks[at], lead)]
    linked = [
        at for at, end in zip(starts, _ends(blocks, starts), strict=True)
        if any(links_deep(block) for block in blocks[at:end])
    ]  # fmt: skip
    if len(linked) < (1 if force else 2):
        return Reading()
    return Reading(_spans(blocks, linked, leads, starts), "paragraphs that begin in bold")


def _opens_bold(block: Block, lead: Lead) -> bool:
    """Whether bold words with the length of a title open a paragraph and are set off.

    Those with a line of their own, and those with a bare address after them, may be short.
    """
    if not lead.bold or lead.link:
        return False
    title = block.text[max(lead.start, lead.bold.start) : lead.bold.end].strip()
    rest = block.text[lead.bold.end :]
    if rest.startswith("\n") or _ADDRESS.match(rest):
        return True
    after = rest[:3].strip()
    apart = title[-1:] in _STOPS or after[:1] in _STOPS or after[:1] in {"—", "–", "-"}
    return apart and (len(title.split()) >= _TITLE_WORDS or wide_length(title) >= _TITLE_LENGTH)


def _led_by_links(blocks: list[Block], leads: dict[int, Lead], force: bool) -> Reading:
    """Read paragraphs that a link opens; a short one among them may have its link inside."""
    told = {at: lead for at, lead in leads.items() if not is_asking(blocks[at].text[lead.start :])}
    led = [at for at, lead in told.items() if lead.link and has_outward(blocks[at])]
    if len(led) < (1 if force else 2):
        return Reading()
    within = [
        at for at in told
        if at not in led and has_outward(blocks[at]) and wide_length(blocks[at].text) <= _SHORT
    ]  # fmt: skip
    first = led[0]
    others = [at for at in told if at >= first and at not in led and at not in within]
    if len(led) < _HALF * (len(led) + len(within) + len(others) / 2):
        return Reading()
    starts = sorted(led + within) if len(led) >= _MOST * (len(led) + len(within)) else led
    return Reading(
        _spans(blocks, starts, leads, takes_lists=False), "paragraphs that begin with a link"
    )


def _spans(
    blocks: list[Block],
    starts: list[int],
    leads: dict[int, Lead],
    bounds: list[int] | None = None,
    *,
    takes_lists: bool = True,
) -> tuple[Start, ...]:
    """Give each start with its end, the next of `bounds`; lists may belong to no item."""
    found = []
    ends = dict(zip(bounds or starts, _ends(blocks, bounds or starts), strict=True))
    for at in starts:
        end = ends[at]
        apart = (i for i in range(at + 1, end) if blocks[i].kind in {"list", "table"})
        stop = end if takes_lists else next(apart, end)
        found.append(Start(at, _trimmed(blocks, at, stop), leads.get(at, Lead(0))))
    return tuple(found)


def _ends(blocks: list[Block], starts: list[int]) -> list[int]:
    """Give where each item ends: at the next start, less the rules that only part them."""
    ends = [*starts[1:], len(blocks)] if starts else []
    return [_trimmed(blocks, at, end) for at, end in zip(starts, ends, strict=True)]


def _trimmed(blocks: list[Block], start: int, end: int) -> int:
    while end > start + 1 and is_blank(blocks[end - 1]):
        end -= 1
    return end
