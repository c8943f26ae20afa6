"""Lines that part a body: dates, bold lines, rules, and what ends an issue."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from digest.core.blocks import Block
from digest.core.dates import MONTHS, find_date, fold_name
from digest.items.vocabulary import is_asking, signs_off

_DATE_LINE = 40
_LONGEST_LABEL = 120
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_NAMES = re.compile(r"[^\W\d_]{3,}")
_PARTED = re.compile(r"\d[./-]\d|\d\s?[月년]")


def is_bold_line(block: Block) -> bool:
    """Whether a paragraph is nothing but bold words, or a bold link."""
    if block.kind != "paragraph" or len(block.text) > _LONGEST_LABEL * 2:
        return False
    strong = next((s for s in block.spans if s.kind == "strong"), None)
    if not strong:
        return False
    outside = block.text[: strong.start] + block.text[strong.end :]
    return not outside.strip(" \\:：.*\n") and strong.end > strong.start


def date_line(block: Block, group: date | None) -> date | None:
    """Give the day that a whole line names: `**28 Jan 2024**`, `28 January`."""
    text = block.text
    if block.kind != "paragraph" or len(text) > _DATE_LINE or not may_name_day(text):
        return None
    found = find_date(text, group)
    if not found or found[0].precision not in {"day", "second"}:
        return None
    rest = text[: found[1]] + text[found[2] :]
    return found[0].end or found[0].day if not rest.strip(" ()[]*:：,，.–—-") else None


def newest_of(days: Iterable[date | None]) -> date | None:
    """Give the latest of some days, or None."""
    return max((day for day in days if day), default=None)


def heading_date(text: str, group: date | None) -> date | None:
    """Give the last day of what a heading names: a day, a range, a month; a year must be known."""
    found = find_date(text, group) if may_name_day(text) else None
    if not found or found[0].precision == "year":
        return None
    day = found[0].end or found[0].day
    if found[0].precision == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day


def full_date(text: str) -> date | None:
    """Give the day a heading names with its year."""
    found = find_date(text) if _YEAR.search(text) and may_name_day(text) else None
    exact = found is not None and found[0].precision in {"day", "second"}
    return (found[0].end or found[0].day) if found and exact else None


def may_name_day(text: str) -> bool:
    """Whether a date is worth looking for: numbers parted as dates are, or a month's name."""
    if _PARTED.search(text):
        return True
    return bool(_DIGIT.search(text)) and not MONTHS.keys().isdisjoint(
        map(fold_name, _NAMES.findall(text))
    )


def is_blank(block: Block) -> bool:
    """Whether a block shows nothing: a rule, a comment, an empty paragraph, a row of signs."""
    if block.kind == "html":
        text = block.html.strip()
        return not text or (text.startswith("<!--") and text.endswith("-->"))
    if block.kind == "paragraph":
        return not block.spans and not any(map(str.isalnum, block.text))
    return block.kind == "rule"


def without_sign_off(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out what ends an issue and not its last item: "That's all for this week …"."""
    last_rule = max((i for i, b in enumerate(blocks) if b.kind == "rule"), default=None)
    if last_rule and _ends_issue(blocks[last_rule + 1 :]):
        return blocks[:last_rule]
    return blocks[:-1] if _ends_issue(blocks[-1:]) else blocks


def _ends_issue(blocks: tuple[Block, ...]) -> bool:
    first = next((b.text.strip() for b in blocks if b.text.strip()), "")
    return signs_off(first) or is_asking(first)
