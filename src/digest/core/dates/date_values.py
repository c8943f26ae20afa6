"""Dates as values: a day or an instant, perhaps a span, and how exact it was written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

Precision = Literal["year", "month", "day", "second"]


class DateValue(msgspec.Struct, frozen=True):
    """A date as somebody wrote it.

    `value` is a `datetime` only where a time of day was written; it is naive unless a zone was.
    `end` is the last day of a range ("Jan 1-8"). A month or year stands for its first day, and
    `precision` says so.
    """

    value: date | datetime
    end: date | None = None
    precision: Precision = "day"

    @property
    def day(self) -> date:
        """The calendar day as written, without time of day."""
        return self.value.date() if isinstance(self.value, datetime) else self.value


def zone_named(name: str) -> tzinfo:
    """Return the time zone of an IANA name; UTC for an unknown name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def as_datetime(value: DateValue | date | datetime, zone: tzinfo) -> datetime:
    """Return the instant of a date; a bare date is midnight in `zone`."""
    plain = value.value if isinstance(value, DateValue) else value
    if not isinstance(plain, datetime):
        return datetime.combine(plain, time(), zone)
    return plain if plain.tzinfo else plain.replace(tzinfo=zone)


def resolve_year(day: int, month: int, reference: date) -> date:
    """Return the latest such day not after the reference: 31 Dec under 7 Jan is last year's.

    Raises ValueError for a day that no year has.
    """
    for year in range(reference.year, max(reference.year - 9, 0), -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= reference:
            return found
    raise ValueError(f"no year has a day {day} in month {month}")


def last_day_of_month(first: date) -> date:
    """Return the last day of the month in which `first` lies."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
