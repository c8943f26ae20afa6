"""Dates written in the reader's language, by the Unicode CLDR as Babel has it.

English is built in; Babel is imported for the first date in another language.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from digest.core.dates.date_values import ENGLISH_MONTHS

if TYPE_CHECKING:
    from babel import Locale

Months = tuple[str, ...]


class DateStyle(Struct, frozen=True, kw_only=True):
    """How a language writes dates: names of the months, and a pattern for each named form.

    `months` are the names as they stand beside a day, `months_alone` those without one. The
    patterns have fields of `format_date`.
    """

    months: Months
    months_alone: Months
    months_short: Months
    long: str
    day: str
    month: str


_ENGLISH = DateStyle(
    months=ENGLISH_MONTHS,
    months_alone=ENGLISH_MONTHS,
    months_short=tuple(name[:3] for name in ENGLISH_MONTHS),
    long="%-d %B %Y",
    day="%-d %B",
    month="%B %Y",
)
"""English as most of the world writes it: the day first."""
_NAMED = {"year": "%Y", "numeric": "%Y-%m-%d", "time": "%Y-%m-%d %H:%M"}
_FIELD = re.compile(r"%(-?[dmyYHMBb%])")
_CLDR_PART = re.compile(r"'([^']*)'|([A-Za-z])\2*")
_CLDR_FIELDS = {"d": "%-d", "dd": "%d", "y": "%Y", "yy": "%y", "G": ""} | {
    letter * count: field
    for letter in "ML"
    for count, field in enumerate(("%-m", "%m", "%b", "%B"), 1)
}
"""Fields of CLDR's patterns (UTS 35) and ours; the era is left out."""


@lru_cache(maxsize=4096)
def format_date(value: date, pattern: str = "long", language: str = "en") -> str:
    """Write a date: `pattern` is long, day, month, year, numeric or time, or one with `%` fields.

    The fields are `%d %-d %m %-m %B %b %y %Y %H %M %%`. `language` is a BCP 47 code; a date in
    one that CLDR does not have is written in English.
    """
    style = style_of(language)
    if "%" not in pattern:
        named = {**_NAMED, "long": style.long, "day": style.day, "month": style.month}
        if pattern not in named:
            raise ValueError(f'no date pattern is called "{pattern}": use {", ".join(named)}')
        pattern = named[pattern]
    return _FIELD.sub(lambda field: _write_field(field[1], value, style, pattern), pattern)


def _write_field(field: str, value: date, style: DateStyle, pattern: str) -> str:
    months = style.months if "d" in pattern else style.months_alone
    hour, minute = (value.hour, value.minute) if isinstance(value, datetime) else (0, 0)
    return {
        "d": f"{value.day:02}",
        "-d": str(value.day),
        "m": f"{value.month:02}",
        "-m": str(value.month),
        "B": months[value.month - 1],
        "b": style.months_short[value.month - 1],
        "Y": f"{value.year:04}",
        "y": f"{value.year % 100:02}",
        "-y": str(value.year % 100),
        "H": f"{hour:02}",
        "-H": str(hour),
        "M": f"{minute:02}",
        "-M": str(minute),
        "%": "%",
    }.get(field, f"%{field}")


@lru_cache(maxsize=64)
def style_of(language: str) -> DateStyle:
    """Return how a BCP 47 language, with its script and region if it says any, writes dates."""
    code = language.replace("_", "-").lower()
    if code == "en" or (code.startswith("en-") and code != "en-us"):
        return _ENGLISH
    from babel import Locale, UnknownLocaleError

    for name in (code, code.partition("-")[0]):
        try:
            return _read_style(Locale.parse(name, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return _ENGLISH


def _read_style(locale: Locale) -> DateStyle:
    months, skeletons = locale.months, locale.datetime_skeletons
    day, month = skeletons.get("MMMMd"), skeletons.get("yMMMM")
    return DateStyle(
        months=_in_order(months["format"]["wide"]),
        months_alone=_in_order(months["stand-alone"]["wide"]),
        months_short=_in_order(months["format"]["abbreviated"]),
        long=_convert_pattern(locale.date_formats["long"].pattern) or _ENGLISH.long,
        day=(day and _convert_pattern(day.pattern)) or _ENGLISH.day,
        month=(month and _convert_pattern(month.pattern)) or _ENGLISH.month,
    )


def _in_order(names: dict[int, str]) -> Months:
    return tuple(names[number] for number in range(1, 13))


def _convert_pattern(pattern: str) -> str | None:
    """Return a pattern of CLDR with our fields; None if it has one that we lack."""
    unknown = False

    def convert(found: re.Match[str]) -> str:
        nonlocal unknown
        if found[1] is not None:
            return found[1].replace("%", "%%") or "'"
        field = _CLDR_FIELDS.get(found[0])
        unknown = unknown or field is None
        return field or ""

    converted = _CLDR_PART.sub(convert, pattern)
    # CLDR has narrow no-break spaces, which some fonts lack; and the left-out era leaves a gap.
    return None if unknown else " ".join(converted.split())
