"""Parses dates that stand for themselves (front matter, headings) and those within prose."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from digest.core.dates.date_values import (
    WEEKDAYS,
    DateValue,
    fold_name,
    last_day_of_month,
    resolve_year,
)
from digest.core.dates.written_dates import (
    DateParts,
    in_zone,
    match_form,
    match_range_dash,
    read_clock,
    search_form,
)

_LEAD = re.compile(
    r"\s*(?:on\s+|am\s+|le\s+|el\s+|den\s+)?(?:([^\W\d_]{2,13})\.?,?\s+)?", re.IGNORECASE
)
_PROSE_LEADING = re.compile(r"[\s*_(\[（【]*(?:[Oo]n\s+)?(?:([^\W\d_]{2,13})\.?,?\s+)?")
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(\.\d+)?")
_CTIME = re.compile(
    r"(?:[^\W\d_]{2,9},?\s+)?([^\W\d_]{3,9}\s+\d\d?)\s+(\d\d?:\d\d(?::\d\d)?)(\s+[A-Z]{3,4})?\s+(\d{4})"
)
_LATE_YEAR = re.compile(r"\s*[)\]）]\s*[-–—,]?\s*((?:19|20)\d\d)(?!\d)")
_COMPACT = re.compile(r"\d{8}T\d{4,6}(?:Z|[+-]\d{4})?")
_ISO_LENGTH = 10


def parse_date(
    value: Any, zone: tzinfo | None = None, reference: date | None = None
) -> DateValue | None:
    """Return the date that a value of any type stands for, or None.

    A date without a year needs a `reference`: the latest such day not after it is taken. A time
    of day without a zone stays naive unless `zone` is given. Text after a date is ignored.
    """
    if isinstance(value, str):
        return _parse_text(value, zone, reference)
    if isinstance(value, datetime):
        return DateValue(in_zone(value, zone), None, "second")
    if isinstance(value, date):
        return DateValue(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _parse_text(str(value), zone, reference)
    return None


def find_date(text: str, reference: date | None = None) -> tuple[DateValue, int, int] | None:
    """Return the first date in a text, and where it begins and ends.

    Dates without a year count only when there is a `reference` to take the year from.
    """
    start = 0
    while found := search_form(text, start):
        place, parts = found
        done = _complete_date(text, parts, prose=True, reference=reference)
        if done:
            return done[0], place, done[1]
        start = max(place + 1, parts.end)
    return None


def parse_leading_date(
    text: str, reference: date | None = None
) -> tuple[DateValue, int, int] | None:
    """Return the date with which a text begins, after "On", a weekday or an opening bracket."""
    match = _PROSE_LEADING.match(text)
    if match is None:
        return None
    start = match.end()
    if match[1] and fold_name(match[1]) not in WEEKDAYS:
        start = match.start(1)
    done = _read_date_at(text, start, prose=True, reference=reference)
    if not done or done[0].precision == "year":
        return None
    return done[0], start, done[1]


def _read_date_at(
    text: str, start: int, *, prose: bool, zone: tzinfo | None = None, reference: date | None = None
) -> tuple[DateValue, int] | None:
    """Return the date (or range, or instant) that begins at `start`, and where it ends."""
    parts = match_form(text, start, prose=prose)
    return (
        _complete_date(text, parts, prose=prose, zone=zone, reference=reference) if parts else None
    )


def _complete_date(
    text: str,
    parts: DateParts,
    *,
    prose: bool,
    zone: tzinfo | None = None,
    reference: date | None = None,
) -> tuple[DateValue, int] | None:
    """Return the date of these parts, with a second date or a time of day that follows them."""
    try:
        return _complete(text, parts, prose, zone, reference)
    except ValueError:
        return None


def _complete(
    text: str, parts: DateParts, prose: bool, zone: tzinfo | None, reference: date | None
) -> tuple[DateValue, int] | None:
    if parts.week:
        monday = date.fromisocalendar(parts.year or 1, parts.week, 1)
        return DateValue(monday, monday + timedelta(days=6)), parts.end
    second = _match_end_date(text, parts, prose)
    last = second or parts
    late = None if parts.year or last.year else _LATE_YEAR.match(text, last.end)
    if late:
        last = last._replace(year=int(late[1]), end=late.end())
    if parts.day is None and second is None:
        first = date(parts.year or 1, parts.month, 1)
        return DateValue(first, last_day_of_month(first), "month"), parts.end
    if parts.day is None:
        return None
    final = _day_of(last.year or parts.year, last.month, last.last or last.day or 1, reference)
    if final is None:
        return None
    if second is None and not parts.last:
        return read_clock(text, final, last.end, zone)
    if parts.year or (last.year and parts.month == last.month):
        first = date(parts.year or final.year, parts.month, parts.day)
    else:
        first = resolve_year(parts.day, parts.month, final)
    return DateValue(first, final if final >= first else None), last.end


def _match_end_date(text: str, parts: DateParts, prose: bool) -> DateParts | None:
    """Return the second date of a range such as `June 23 - June 29, 2025`."""
    place = None if parts.last else match_range_dash(text, parts.end)
    second = match_form(text, place, prose=prose) if place else None
    return second if second and second.day and not second.week else None


def _day_of(year: int | None, month: int, day: int, reference: date | None) -> date | None:
    if year:
        return date(year, month, day)
    return resolve_year(day, month, reference) if reference else None


def _parse_text(text: str, zone: tzinfo | None, reference: date | None) -> DateValue | None:
    text = text.strip()
    try:
        if len(text) == _ISO_LENGTH and text[4] == "-":
            return DateValue(date.fromisoformat(text))
        if len(text) > _ISO_LENGTH and text[4] == "-" and text[10] in "T ":
            return DateValue(in_zone(datetime.fromisoformat(text), zone), None, "second")
        if _COMPACT.fullmatch(text):
            return DateValue(in_zone(datetime.fromisoformat(text), zone), None, "second")
    except ValueError:
        pass
    if ctime := _CTIME.fullmatch(text):
        text = f"{ctime[1]}, {ctime[4]} {ctime[2]}{ctime[3] or ''}"
    if text.replace(".", "", 1).isdigit():
        return _parse_digits(text)
    start = _skip_lead(text)
    found = _read_date_at(text, start, prose=False, zone=zone, reference=reference)
    if found and not text[found[1] : found[1] + 1].isalpha():
        return found[0]
    return _parse_behind_words(text, zone)


def _skip_lead(text: str) -> int:
    match = _LEAD.match(text)
    if match is None or not match[1]:
        return match.end() if match else 0
    return match.end() if fold_name(match[1]) in WEEKDAYS else match.start(1)


def _parse_digits(text: str) -> DateValue | None:
    """Parse a number: a year, a compact date, or seconds (milliseconds) since 1970."""
    if len(text) == 4 and 1900 <= int(float(text)) <= 2100:  # noqa: PLR2004
        first = date(int(text), 1, 1)
        return DateValue(first, date(first.year, 12, 31), "year")
    if len(text) == 8 and text.isdigit():  # noqa: PLR2004
        try:
            return DateValue(date.fromisoformat(text))
        except ValueError:
            return None
    match = _EPOCH.fullmatch(text)
    if not match:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        seconds=int(match[1]), milliseconds=int(match[2] or 0)
    )
    return DateValue(moment, None, "second")


def _parse_behind_words(text: str, zone: tzinfo | None) -> DateValue | None:
    """Parse a date that stands behind other words ("Published on 3 May 2024")."""
    found = search_form(text)
    if not found:
        return None
    done = _complete_date(text, found[1], prose=True, zone=zone)
    return done[0] if done else None
