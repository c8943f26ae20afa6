"""Dates as values, and the names of months, days and zones in the languages of digests.

`calendar_names.json` has the full names of the Unicode CLDR in all of `LANGUAGES`, and the
abbreviated ones of the months where they are not too often something else (a test makes it anew
with Babel: loading so many languages would take a quarter of a second in every process). Names are
folded: lower case, without accents and dots.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

LANGUAGES = "cs da de de_AT en es fi fr hu is it nb nl pl pt ro ru sk sv tr uk"
"""Languages whose months and weekdays are read."""
ABBREVIATED = "da de de_AT en en_GB es fr it nb nl pl pt ru sv"
"""Languages whose abbreviated months are read too."""


class _Names(msgspec.Struct, frozen=True):
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[str, ...]


def fold_name(name: str) -> str:
    """Return a name as it is looked up: lower case, no accents, no dot at its end."""
    name = name.lower().rstrip(".")
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFD", name)
    return "".join(char for char in plain if not unicodedata.combining(char))


_NAMES = msgspec.json.decode(
    Path(__file__).with_name("calendar_names.json").read_bytes(), type=_Names
)
_MORE_MONTHS = {"січ": 1, "febr": 2, "mrz": 3, "setiembre": 9, "фев": 2, "сен": 9, "ноя": 11}
_MORE_WEEKDAYS = """
mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so sonnabend
"""

MONTHS: dict[str, int] = _MORE_MONTHS | {
    name: number for number, names in enumerate(_NAMES.months, 1) for name in names
}
"""Number of the month by folded name."""

WEEKDAYS: frozenset[str] = frozenset((*_NAMES.weekdays, *_MORE_WEEKDAYS.split()))
"""Folded names of the days of the week."""

PROSE_NEEDS_CAPITAL: frozenset[str] = frozenset(
    """
    may mar march mart gen out set lip mag lug ago des dec lis sty lut gru cze sie leden mei ene
    mai jun jul sep
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Names that are words of their own in some language: in prose they count only with a capital."""

PROSE_NEVER: frozenset[str] = frozenset(
    "out set gen lip mag lug ago des lis sty lut gru sie".split()  # noqa: SIM905
)
"""Abbreviations that are too often something else to mean a month inside prose."""

ENGLISH_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
ENGLISH_WEEKDAYS = tuple(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
)

_ZONE_HOURS = """
z +0 utc +0 gmt +0 ut +0 est -5 edt -4 cst -6 cdt -5 mst -7 mdt -6 pst -8 pdt -7 cet +1 cest +2
eet +2 eest +3 wet +0 west +1 bst +1 jst +9 kst +9 aest +10 aedt +11
""".split()  # noqa: SIM905
ZONES: dict[str, int] = {
    name: int(hours) * 60 for name, hours in zip(_ZONE_HOURS[::2], _ZONE_HOURS[1::2], strict=True)
}
"""Minutes east of UTC by zone abbreviation."""


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
