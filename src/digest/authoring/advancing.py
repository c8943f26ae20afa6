"""Names of issues: the last one's title, file name or address, with the next date and number.

Whatever way a name writes its date and number, the next name writes them the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from digest.core.dates import ENGLISH_MONTHS

_MONTH_NAMES = tuple(name.lower() for name in ENGLISH_MONTHS)
_Y, _NAME = r"(?P<y>(?:19|20)\d\d)", r"(?P<name>[^\W\d_]{3,12}\.?)"
_FORMS = tuple(
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
_MARKED = re.compile(
    r"(?:#|№|\bno\.?\s*|\bissue[\s_-]*|\bvol(?:ume|\.)?\s*|\bepisode\s*|第\s*)(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_NEAR = timedelta(days=7)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one issue to the next: their days and their numbers."""

    old_day: date
    new_day: date
    old_number: int | None = None
    new_number: int | None = None


class Advanced(msgspec.Struct, frozen=True):
    """A name moved on by a step; `end` is where the last part that changed ends (0: none did)."""

    text: str
    end: int


def advance(text: str, step: Step) -> Advanced:
    """Give a name with the step's new date and number in place of the old ones."""
    dated: list[tuple[int, int, str]] = []
    for start, end, new in _find_dates(text, step):
        dated.append((start, end, new))
    changes = sorted([*dated, *_find_numbers(text, step, dated)])
    pieces: list[str] = []
    at = end_of_change = 0
    for start, end, new in changes:
        pieces += [text[at:start], new]
        at = end
        end_of_change = sum(map(len, pieces))
    return Advanced("".join([*pieces, text[at:]]), end_of_change)


def find_number(text: str, day: date | None) -> int | None:
    """Give the number that a name marks as one ("#12", "Issue 12", "第12期"), else its last."""
    marked = _MARKED.search(text)
    if marked:
        return int(marked[1])
    hidden = text
    if day:
        step = Step(old_day=day, new_day=day)
        for start, end, _ in _find_dates(text, step):
            hidden = hidden[:start] + " " * (end - start) + hidden[end:]
    numbers = [int(n) for n in _NUMBER.findall(hidden) if len(n) < len("12345")]
    return numbers[-1] if len(numbers) == 1 else None


def _find_dates(text: str, step: Step) -> Iterator[tuple[int, int, str]]:
    """Yield the places of the old date, and what stands there in the next name."""
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            new = _rewrite(match, step)
            if new is not None:
                taken.append(match.span())
                yield (*match.span(), new)


def _rewrite(match: re.Match[str], step: Step) -> str | None:
    """Give a date in the form of the match, moved as far as the step goes; None: another date."""
    parts = match.groupdict()
    new = _moved(parts, step)
    if new is None:
        return None
    in_prose = bool(parts.get("name")) and " " in match[0]
    plain = in_prose or any(len(parts.get(key) or "00") == 1 for key in ("m", "d"))
    values = {
        "y": f"{new.year:04}", "s": f"{new.year % 100:02}",
        "m": str(new.month) if plain else f"{new.month:02}",
        "d": str(new.day) if plain else f"{new.day:02}",
        "w": f"{new.isocalendar()[1]:02}",
        "name": _spell_month(new.month, parts.get("name") or ""),
    }  # fmt: skip
    if parts.get("w"):
        values["y"] = f"{new.isocalendar()[0]:04}"
    text, offset = match[0], match.start()
    for key in sorted((k for k in parts if parts[k] and k != "gap"), key=match.start, reverse=True):
        start, end = match.start(key) - offset, match.end(key) - offset
        text = text[:start] + values[key] + text[end:]
    return text


def _moved(parts: dict[str, str | None], step: Step) -> date | None:
    year = int(parts.get("y") or 2000 + int(parts.get("s") or step.old_day.year - 2000))
    if parts.get("w"):
        return (
            step.new_day if step.old_day.isocalendar()[:2] == (year, int(parts["w"] or 0)) else None
        )
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
    """Give the month of an English name; of others we could not write the next one. 0: none."""
    plain = name.rstrip(".").lower()
    known = (n for n, each in enumerate(_MONTH_NAMES, 1) if plain in {each, each[:3]})
    return 9 if plain == "sept" else next(known, 0)


def _spell_month(month: int, like: str) -> str:
    name = _MONTH_NAMES[month - 1]
    plain = like.rstrip(".")
    if len(plain) == len("jan") and plain.lower() != "may":
        name = name[:3]
    if plain.isupper():
        return name.upper()
    return name.capitalize() if plain[:1].isupper() else name


def _find_numbers(
    text: str, step: Step, dated: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    if step.old_number is None or step.new_number is None:
        return
    for match in _NUMBER.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end, _ in dated)
        if not inside and int(match[0]) == step.old_number:
            width = len(match[0]) if match[0].startswith("0") else 0
            yield (*match.span(), f"{step.new_number:0{width}}")
