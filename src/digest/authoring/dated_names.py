"""Titles, file names and addresses of issues: replace the last issue's date and number.

Whatever way a name writes its date and number, the next name writes them the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from digest.core.dates import ENGLISH_MONTHS

_Y, _NAME = r"(?P<y>(?:19|20)\d\d)", r"(?P<name>[^\W\d_]{3,12}\.?)"
_DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\d){_Y}(?P<gap>[-_./]|年)(?P<m>\d\d?)(?:(?P=gap)|月)(?P<d>\d\d?)(?!\d)",
        r"(?<!\d)(?P<d>\d\d?)(?P<gap>[./])(?P<m>\d\d?)(?P=gap)(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d){_Y}(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        rf"(?<!\d){_Y}[-_ ]{_NAME}[-_ ](?P<d>\d\d?)(?!\d)",
        rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th)?[-_ ]{_NAME},?[-_ ]{_Y}(?!\d)",
        rf"(?<![^\W_]){_NAME}[-_ ](?P<d>\d\d?)(?:st|nd|rd|th)?,?[-_ ]{_Y}(?!\d)",
        rf"(?<!\d){_Y}-?[Ww](?P<w>\d\d)(?!\d)",
        r"(?<![\d-])(?P<s>\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"(?<!\d){_Y}[-_./](?P<m>\d\d)(?!\d)",
        rf"(?<![^\W_]){_NAME}[-_ ]{_Y}(?!\d)",
        r"(?<!\d)(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"(?<![^\W_]){_NAME}[-_ ](?P<s>\d\d)(?!\d)",
        rf"(?<![^\W_]){_NAME}[-_ ](?P<d>\d\d?)(?!\d)",
        rf"(?<!\d){_Y}(?!\d)",
        r"(?<![^\W_])(?P<name>[A-Z][a-z]{3,})(?![^\W_])",
    )
)
_NUMBER = re.compile(r"\d+")
_MARKED_NUMBER = re.compile(
    r"(?:#|№|\bno\.?\s*|\bissue[\s_-]*|\bvol(?:ume|\.)?\s*|\bepisode\s*|第\s*)(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_NEAR = timedelta(days=7)
"""How far a date in a name may be from the issue's own and still move with it."""


class IssueStep(msgspec.Struct, frozen=True, kw_only=True):
    """The dates and numbers of two issues, one after the other."""

    old_day: date
    new_day: date
    old_number: int | None = None
    new_number: int | None = None


class AdvancedName(msgspec.Struct, frozen=True):
    """A name with its date and number replaced.

    `end` is the offset behind the last part that was replaced; 0 if nothing was.
    """

    text: str
    end: int


class _Replacement(msgspec.Struct, frozen=True, order=True):
    start: int
    end: int
    text: str

    def overlaps(self, match: re.Match[str]) -> bool:
        return match.start() < self.end and self.start < match.end()


def advance_name(text: str, step: IssueStep) -> AdvancedName:
    """Return a name with the new issue's date and number in place of the old one's."""
    dates = _find_dates(text, step)
    pieces: list[str] = []
    position = end = 0
    for change in sorted([*dates, *_find_numbers(text, step, dates)]):
        pieces += [text[position : change.start], change.text]
        position = change.end
        end = sum(map(len, pieces))
    return AdvancedName("".join([*pieces, text[position:]]), end)


def find_issue_number(text: str, day: date | None) -> int | None:
    """Return the number that a name marks as one ("#12", "Issue 12", "第12期"), else its only one.

    Numbers that belong to the issue's date do not count.
    """
    marked = _MARKED_NUMBER.search(text)
    if marked:
        return int(marked[1])
    rest = text
    for found in _find_dates(text, IssueStep(old_day=day, new_day=day)) if day else ():
        rest = rest[: found.start] + " " * (found.end - found.start) + rest[found.end :]
    numbers = [int(digits) for digits in _NUMBER.findall(rest) if len(digits) < len("12345")]
    return numbers[0] if len(numbers) == 1 else None


def _find_dates(text: str, step: IssueStep) -> list[_Replacement]:
    """Return the places of the old issue's date, with the new one in the same form."""
    found: list[_Replacement] = []
    for form in _DATE_FORMS:
        for match in form.finditer(text):
            if any(each.overlaps(match) for each in found):
                continue
            new = _rewrite_date(match, step)
            if new is not None:
                found.append(_Replacement(*match.span(), new))
    return found


def _find_numbers(text: str, step: IssueStep, dates: list[_Replacement]) -> Iterator[_Replacement]:
    if step.old_number is None or step.new_number is None:
        return
    for match in _NUMBER.finditer(text):
        in_date = any(each.overlaps(match) for each in dates)
        if not in_date and int(match[0]) == step.old_number:
            width = len(match[0]) if match[0].startswith("0") else 0
            yield _Replacement(*match.span(), f"{step.new_number:0{width}}")


def _rewrite_date(match: re.Match[str], step: IssueStep) -> str | None:
    """Return the new date in the form of a match, or None if the match is another date."""
    parts = match.groupdict()
    new = _advance_date(parts, step)
    if new is None:
        return None
    in_prose = bool(parts.get("name")) and " " in match[0]
    unpadded = in_prose or any(len(parts.get(key) or "00") == 1 for key in ("m", "d"))
    values = {
        "y": f"{new.isocalendar()[0] if parts.get('w') else new.year:04}",
        "s": f"{new.year % 100:02}",
        "m": str(new.month) if unpadded else f"{new.month:02}",
        "d": str(new.day) if unpadded else f"{new.day:02}",
        "w": f"{new.isocalendar()[1]:02}",
        "name": _write_month(new.month, parts.get("name") or ""),
    }
    text, offset = match[0], match.start()
    for key in sorted((k for k in parts if parts[k] and k != "gap"), key=match.start, reverse=True):
        start, end = match.start(key) - offset, match.end(key) - offset
        text = text[:start] + values[key] + text[end:]
    return text


def _advance_date(parts: dict[str, str | None], step: IssueStep) -> date | None:
    """Return what a date near the old issue's becomes; None if it is not near or no date."""
    short_year = parts.get("s") or step.old_day.year - 2000
    year = int(parts.get("y") or 2000 + int(short_year))
    if parts.get("w"):
        is_week = step.old_day.isocalendar()[:2] == (year, int(parts["w"] or 0))
        return step.new_day if is_week else None
    name = parts.get("name")
    month = _read_month(name) if name else int(parts.get("m") or 0)
    if name and not month:
        return None
    try:
        if parts.get("d"):
            shift = date(year, month, int(parts["d"] or 0)) - step.old_day
            return step.new_day + shift if abs(shift) <= _NEAR else None
        if month:
            date(year, month, 1)
            months = (year - step.old_day.year) * 12 + month - step.old_day.month
            if abs(months) > 1:
                return None
            total = step.new_day.year * 12 + step.new_day.month - 1 + months
            return date(total // 12, total % 12 + 1, 1)
    except ValueError:
        return None
    return step.new_day if year == step.old_day.year else None


def _read_month(name: str) -> int:
    """Return the number of a month's English name or abbreviation, 0 for any other word."""
    plain = name.rstrip(".").capitalize()
    known = (n for n, each in enumerate(ENGLISH_MONTHS, 1) if plain in {each, each[:3]})
    return 9 if plain == "Sept" else next(known, 0)


def _write_month(month: int, like: str) -> str:
    """Return a month's name, abbreviated and capitalised as another one is."""
    name = ENGLISH_MONTHS[month - 1]
    plain = like.rstrip(".")
    if len(plain) == len("jan") and plain.lower() != "may":
        name = name[:3]
    if plain.isupper():
        return name.upper()
    return name if plain[:1].isupper() else name.lower()
