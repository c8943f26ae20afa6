"""Reads a date that stands for itself: a front-matter value, a group heading, a cell."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from digest.core.dates.clock import in_zone, read_clock
from digest.core.dates.forms import Parts, match_form, match_range_dash, search_form
from digest.core.dates.names import WEEKDAYS, ZONES, fold_name
from digest.core.dates.value import DateValue, last_day_of_month, resolve_year

_LEAD = re.compile(
    r"\s*(?:on\s+|am\s+|le\s+|el\s+|den\s+)?(?:([^\W\d_]{2,13})\.?,?\s+)?", re.IGNORECASE
)
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
    """Give the date that a value of any type means, or None when it means none.

    A date without a year needs a `reference`: it is the latest such day not after it. A time
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


def read_date_at(text: str, start: int, *, prose: bool, zone: tzinfo | None = None,
                 reference: date | None = None) -> tuple[DateValue, int] | None:  # fmt: skip
    """Give the date (or range, or instant) that begins at `start`, and the place after it."""
    parts = match_form(text, start, prose=prose)
    return (
        complete_date(text, parts, prose=prose, zone=zone, reference=reference) if parts else None
    )


def complete_date(text: str, parts: Parts, *, prose: bool, zone: tzinfo | None = None,
                  reference: date | None = None) -> tuple[DateValue, int] | None:  # fmt: skip
    """Give the date of these parts, with a second date or a time of day that follows them."""
    try:
        return _complete(text, parts, prose, zone, reference)
    except ValueError:
        return None


def _complete(
    text: str, parts: Parts, prose: bool, zone: tzinfo | None, reference: date | None
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


def _match_end_date(text: str, parts: Parts, prose: bool) -> Parts | None:
    """Give the second date of a range such as `June 23 - June 29, 2025`."""
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
    found = read_date_at(text, start, prose=False, zone=zone, reference=reference)
    if found and not text[found[1] : found[1] + 1].isalpha():
        return found[0]
    return _parse_remarks(text, zone) or _parse_rarely(text, zone)


def _skip_lead(text: str) -> int:
    match = _LEAD.match(text)
    if match is None or not match[1]:
        return match.end() if match else 0
    return match.end() if fold_name(match[1]) in WEEKDAYS else match.start(1)


def _parse_digits(text: str) -> DateValue | None:
    """Read a number: a year, a compact date, or seconds (milliseconds) since 1970."""
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


def _parse_remarks(text: str, zone: tzinfo | None) -> DateValue | None:
    """Read a date that stands behind a remark ("Published on 3 May 2024")."""
    found = search_form(text)
    if not found:
        return None
    done = complete_date(text, found[1], prose=True, zone=zone)
    return done[0] if done else None


def _parse_rarely(text: str, zone: tzinfo | None) -> DateValue | None:
    """Ask dateutil, and believe it only where it does not fill in blanks of its own."""
    if len(text) > 60 or sum(map(str.isdigit, text)) < 4:  # noqa: PLR2004
        return None
    from dateutil import parser

    answers = []
    for default in (datetime(2001, 3, 5), datetime(2002, 4, 6)):  # noqa: DTZ001
        try:
            answers.append(parser.parse(text, default=default, tzinfos=_zone_for))
        except (ValueError, OverflowError, TypeError, AttributeError):
            return None
    if answers[0] != answers[1] or not 1900 <= answers[0].year <= 2100:  # noqa: PLR2004
        return None
    if answers[0].time() == time() and ":" not in text:
        return DateValue(answers[0].date())
    return DateValue(in_zone(answers[0], zone), None, "second")


def _zone_for(name: str | None, seconds: int | None) -> tzinfo | None:
    """Give the zone dateutil asks for; without this it would answer with this machine's own."""
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    minutes = ZONES.get((name or "").lower())
    return None if minutes is None else timezone(timedelta(minutes=minutes))
