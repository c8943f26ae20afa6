"""When the next issue is due: a declared or observed rhythm, the last issue's day, and today."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import get_args

import msgspec

from digest.config.drafting import Cadence, SeriesTable, Weekday

_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)[1:]
_OBSERVED = 8
_RHYTHMS: tuple[tuple[Cadence, float, float], ...] = (
    ("daily", 0.5, 1.9),
    ("weekly", 6, 8),
    ("fortnightly", 12.5, 16),
    ("monthly", 26, 33),
    ("quarterly", 84, 98),
)
_SATURDAY = 5
_MONTHS = {"monthly": 1, "quarterly": 3}


class Rhythm(msgspec.Struct, frozen=True):
    """How often issues appear; `weekday` counts from Monday, 0; -1 and day 0 say nothing."""

    cadence: Cadence
    weekday: int = -1
    day: int = 0


def find_rhythm(table: SeriesTable, days: Sequence[date]) -> Rhythm:
    """Give the rhythm a series declares, filled in by what its issues (newest first) show."""
    seen = sorted(set(days), reverse=True)[:_OBSERVED]
    cadence = table.cadence or _observe(seen)
    weekday = _WEEKDAYS.index(table.weekday) if table.weekday else -1
    day = table.day
    if seen and weekday < 0 and cadence in {"weekly", "fortnightly"}:
        weekday = Counter(each.weekday() for each in seen).most_common(1)[0][0]
    if seen and not day and weekday < 0 and cadence in _MONTHS:
        day = Counter(each.day for each in seen).most_common(1)[0][0]
    return Rhythm(cadence, weekday, day)


def next_day(rhythm: Rhythm, last: date | None, today: date) -> date:
    """Give the first day of the rhythm that comes after the last issue and not before today."""
    if not rhythm.cadence:
        return today if last is None else max(today, last + timedelta(days=1))
    earliest = today if last is None else max(today, last + timedelta(days=1))
    return next(day for day in _slots(rhythm, last, today) if day >= earliest)


def _observe(days: Sequence[date]) -> Cadence:
    gaps = [(newer - older).days for newer, older in pairwise(days)]
    if not gaps:
        return ""
    middle = median(gaps)
    known = (name for name, low, high in _RHYTHMS if low <= middle <= high)
    cadence: Cadence = next(known, "")
    if cadence == "daily" and len(days) > 2 and all(day.weekday() < _SATURDAY for day in days):  # noqa: PLR2004
        return "weekdays" if max(gaps) > 1 else "daily"
    return cadence


def _slots(rhythm: Rhythm, last: date | None, today: date) -> Iterator[date]:
    """Yield the days of a rhythm in order; the last issue gives a fortnight its phase."""
    if rhythm.cadence in _MONTHS:
        yield from _month_slots(rhythm, last or today, _MONTHS[rhythm.cadence], first=last is None)
        return
    step = {"weekly": 7, "fortnightly": 14}.get(rhythm.cadence, 1)
    day = last or today
    if rhythm.weekday >= 0 and step > 1:
        ahead = (rhythm.weekday - day.weekday()) % 7
        # An issue that came a day or two late or early does not move the ones after it.
        day += timedelta(days=ahead if last is None or ahead <= 3 else ahead - 7)  # noqa: PLR2004
    while True:
        if rhythm.cadence != "weekdays" or day.weekday() < _SATURDAY:
            yield day
        day += timedelta(days=step)


def _month_slots(rhythm: Rhythm, start: date, step: int, *, first: bool) -> Iterator[date]:
    index = start.year * 12 + start.month - 1 + (0 if first else step)
    while True:
        year, month = index // 12, index % 12 + 1
        if rhythm.weekday >= 0:
            monday = date(year, month, 1)
            yield monday + timedelta(days=(rhythm.weekday - monday.weekday()) % 7)
        else:
            yield date(year, month, min(rhythm.day or start.day, monthrange(year, month)[1]))
        index += 1 if first else step
