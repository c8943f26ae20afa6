"""When the next issue is due, from a declared or observed schedule and the date of the last one."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import get_args

import msgspec

from digest.config.command_tables import Cadence, SeriesTable, Weekday

_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)[1:]
_OBSERVED_ISSUES = 8
_DAYS_BETWEEN: tuple[tuple[Cadence, float, float], ...] = (
    ("daily", 0.5, 1.9),
    ("weekly", 6, 8),
    ("fortnightly", 12.5, 16),
    ("monthly", 26, 33),
    ("quarterly", 84, 98),
)
"""Between how many and how many days the median gap of each cadence is."""
_SATURDAY = 5
_MONTHS_BETWEEN = {"monthly": 1, "quarterly": 3}
_LATEST_SLIP = 3
"""Days by which an issue may be late without moving the ones after it."""


class Schedule(msgspec.Struct, frozen=True):
    """How often issues appear.

    `weekday` counts from Monday, 0; -1 means any. `day` is the day of the month, 0 for any.
    """

    cadence: Cadence
    weekday: int = -1
    day: int = 0


def find_schedule(table: SeriesTable, days: Sequence[date]) -> Schedule:
    """Return the schedule a series declares; what it leaves out is read from past issues."""
    recent = sorted(set(days), reverse=True)[:_OBSERVED_ISSUES]
    cadence = table.cadence or _observe_cadence(recent)
    weekday = _WEEKDAYS.index(table.weekday) if table.weekday else -1
    day = table.day
    if recent and weekday < 0 and cadence in {"weekly", "fortnightly"}:
        weekday = Counter(each.weekday() for each in recent).most_common(1)[0][0]
    if recent and not day and weekday < 0 and cadence in _MONTHS_BETWEEN:
        day = Counter(each.day for each in recent).most_common(1)[0][0]
    return Schedule(cadence, weekday, day)


def next_issue_date(schedule: Schedule, last: date | None, today: date) -> date:
    """Return the first date of a schedule that is after the last issue and not before today."""
    earliest = today if last is None else max(today, last + timedelta(days=1))
    if not schedule.cadence:
        return earliest
    return next(day for day in _list_dates(schedule, last, today) if day >= earliest)


def _observe_cadence(days: Sequence[date]) -> Cadence:
    gaps = [(newer - older).days for newer, older in pairwise(days)]
    if not gaps:
        return ""
    middle = median(gaps)
    known = (name for name, low, high in _DAYS_BETWEEN if low <= middle <= high)
    cadence: Cadence = next(known, "")
    if cadence == "daily" and len(gaps) > 1 and all(day.weekday() < _SATURDAY for day in days):
        return "weekdays" if max(gaps) > 1 else "daily"
    return cadence


def _list_dates(schedule: Schedule, last: date | None, today: date) -> Iterator[date]:
    """Yield the dates of a schedule without end; fortnights are counted from the last issue."""
    if schedule.cadence in _MONTHS_BETWEEN:
        yield from _list_monthly(schedule, last, today)
        return
    step = {"weekly": 7, "fortnightly": 14}.get(schedule.cadence, 1)
    day = last or today
    if schedule.weekday >= 0 and step > 1:
        ahead = (schedule.weekday - day.weekday()) % 7
        day += timedelta(days=ahead if last is None or ahead <= _LATEST_SLIP else ahead - 7)
    while True:
        if schedule.cadence != "weekdays" or day.weekday() < _SATURDAY:
            yield day
        day += timedelta(days=step)


def _list_monthly(schedule: Schedule, last: date | None, today: date) -> Iterator[date]:
    start = last or today
    step = _MONTHS_BETWEEN[schedule.cadence] if last else 1
    months = start.year * 12 + start.month - 1 + (step if last else 0)
    while True:
        year, month = months // 12, months % 12 + 1
        first = date(year, month, 1)
        if schedule.weekday >= 0:
            yield first + timedelta(days=(schedule.weekday - first.weekday()) % 7)
        else:
            last_day = monthrange(year, month)[1]
            yield date(year, month, min(schedule.day or start.day, last_day))
        months += step
