"""The written forms of dates and times of day, as regular expressions and what they match."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digest.core.dates.date_values import (
    MONTHS,
    PROSE_NEEDS_CAPITAL,
    PROSE_NEVER,
    ZONES,
    DateValue,
    fold_name,
)

_ORDINAL = r"(?:st|nd|rd|th|er|[eè]me|:[ae]|[ºª°]|\.(?=\s))?"
_OF = r"(?:(?:of|de|del|da|do)\s+|d['’])?"
_NAME = r"[^\W\d_]{3,13}"
_CENTURY = r"(?:19|20)\d\d"
_YEAR = rf"{_CENTURY}(?!\d)"
_SHORT = r"['’]\d\d(?!\d)"
_DASH = r"\s*(?:--|[-–—−~～〜至]|\b(?:to|through|until|till|and|bis|und|au|al|til|och)\b)\s*"

_FORMS = re.compile(
    rf"""(?<![\w])(?:
      (?P<y1>{_CENTURY})
        (?:(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?:(?P=s1)(?P<d1>\d{{1,2}})(?!\d))?(?!\d)
          |\s?[年년]\s?(?P<m2>\d{{1,2}})\s?[月월](?:\s?(?P<d2>\d{{1,2}})\s?[日号일])?
          |[-\s/.](?P<n3>{_NAME})\.?(?:[-\s/.](?P<d3>\d{{1,2}}){_ORDINAL}(?!\d))?
          |-?W(?P<w1>\d\d)(?!\d))
      |(?P<m4>\d{{1,2}})\s?[月월]\s?(?P<d4>\d{{1,2}})\s?[日号일]
      |(?P<a5>\d{{1,2}})(?P<s5>[./-])\s?(?P<b5>\d{{1,2}})(?P=s5)\s?(?P<y5>{_YEAR})
      |(?P<d9>\d{{1,2}})-(?P<n9>{_NAME})-(?P<y9>\d\d)(?!\d)
      |(?:(?P<f6>\d{{1,2}}){_ORDINAL}{_DASH})?(?P<d6>\d{{1,2}}){_ORDINAL}(?:\s*[-./,]\s*|\s*)
        {_OF}(?P<n6>{_NAME})\.?(?:[\s,]*[-/]?\s*{_OF}(?P<y6>{_YEAR}|{_SHORT}))?
      |(?P<n7>{_NAME})\.?,?[\s\-]*(?:the\s+)?(?P<d7>\d{{1,2}}){_ORDINAL}(?![\d:])
        (?:{_DASH}(?P<l7>\d{{1,2}}){_ORDINAL}(?=\s*(?:$|[),.;:\]*_]|\d{{4}})))?
        (?:[\s,\-]+\s*(?P<y7>{_YEAR}|{_SHORT}))?
      |(?P<n8>{_NAME})\.?,?[\s\-]*{_OF}(?P<y8>{_YEAR}|{_SHORT})
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_PIVOT = 69
"""The first year of two digits that lies in the twentieth century, by POSIX."""
_RANGE = re.compile(rf"{_DASH}|\s*/\s*(?=\d{{4}}-)", re.IGNORECASE)
_TIME = re.compile(
    r"(?:\s*T|[\s,]+(?:at\s+|um\s+|kl\.?\s+|à\s+|@\s*)?)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?![\d:])"
    r"|(?:\s*T)(?P<hm>\d{4,6})(?!\d)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s*(?:(?:UTC|GMT)?([+-−])(\d\d?):?(\d\d)?|([A-Za-z]{1,4})\b)(?!\d)")

_NAMED_ZONE = re.compile(
    r"\s*(?:\[?(?P<name>(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian"
    r"|Pacific|Etc|US)/[\w+-]+(?:/\w+)?)\]?"
    r"|\(?(?P<region>Pacific|Mountain|Central|Eastern)(?: Standard| Daylight)? Time\)?"
    r"|(?P<short>[PMCE])T(?!\w))"
)
"""A zone's IANA name, also in brackets (RFC 9557), or what the USA call their zones."""
_REGIONS = {
    "p": "America/Los_Angeles",
    "m": "America/Denver",
    "c": "America/Chicago",
    "e": "America/New_York",
}


class DateParts(NamedTuple):
    """The parts of a date as written; `last` is the last day of a range within one month."""

    year: int | None
    month: int
    day: int | None
    last: int | None
    end: int
    week: int | None = None


def match_form(text: str, start: int = 0, *, prose: bool = False) -> DateParts | None:
    """Return the parts of the date that begins exactly at `start`, or None."""
    match = _FORMS.match(text, start)
    return _read_parts(match, prose=prose) if match else None


def search_form(text: str, start: int = 0) -> tuple[int, DateParts] | None:
    """Return where the first date at or after `start` of some prose begins, and its parts."""
    while match := _FORMS.search(text, start):
        parts = _read_parts(match, prose=True)
        if parts and not _is_glued(text, match.start(), parts.end):
            return match.start(), parts
        start = match.start() + 1
    return None


def match_range_dash(text: str, start: int) -> int | None:
    """Return the offset after a dash or word that may join two dates, or None."""
    match = _RANGE.match(text, start)
    return match.end() if match else None


def _is_glued(text: str, start: int, end: int) -> bool:
    """Return whether the date is part of something longer: a model's name, a path, a version."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before and before in "-/._=&?#@":
        return True
    joined = after[:1]
    return (joined.isascii() and joined.isalnum()) or (
        joined in {"-", "/", "_", "."} and after[1:].isalnum()
    )


def _read_parts(match: re.Match[str], *, prose: bool) -> DateParts | None:
    group = match.group
    end = match.end()
    if group("y1"):
        year = int(group("y1"))
        if group("w1"):
            return DateParts(year, 1, None, None, end, int(group("w1")))
        name = group("n3")
        month = _month(name, prose=prose) if name else int(group("m1") or group("m2"))
        day = group("d1") or group("d2") or group("d3")
        return _checked(year, month, int(day) if day else None, None, end)
    if group("m4"):
        return _checked(None, int(group("m4")), int(group("d4")), None, end)
    if group("a5"):
        return _read_numbers(match)
    if group("d9"):
        year = int(group("y9"))
        year += 1900 if year >= _PIVOT else 2000
        return _checked(year, _month(group("n9"), prose=prose), int(group("d9")), None, end)
    if group("n6"):
        month = _month(group("n6"), prose=prose)
        first, day = group("f6"), int(group("d6"))
        return _checked(_year(group("y6")), month, int(first or day), day if first else None, end)
    if group("n7"):
        month, last = _month(group("n7"), prose=prose), group("l7")
        last_day = int(last) if last else None
        return _checked(_year(group("y7")), month, int(group("d7")), last_day, end)
    return _checked(_year(group("y8")), _month(group("n8"), prose=prose), None, None, end)


def _read_numbers(match: re.Match[str]) -> DateParts | None:
    """Read 17/12/2023: with slashes the month leads (as in 12/17/2023), unless it cannot."""
    first, second, year = int(match["a5"]), int(match["b5"]), int(match["y5"])
    month, day = (first, second) if match["s5"] == "/" else (second, first)
    if month > 12:  # noqa: PLR2004
        month, day = day, month
    return _checked(year, month, day, None, match.end())


def _checked(
    year: int | None, month: int, day: int | None, last: int | None, end: int
) -> DateParts | None:
    if not 1 <= month <= 12 or not (day is None or 1 <= day <= 31):  # noqa: PLR2004
        return None
    return DateParts(year, month, day, last, end)


def _month(name: str, *, prose: bool) -> int:
    folded = fold_name(name)
    if prose and (
        folded in PROSE_NEVER or (folded in PROSE_NEEDS_CAPITAL and not name[0].isupper())
    ):
        return 0
    return MONTHS.get(folded, 0)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else 2000 + int(text[1:])


def read_clock(text: str, day: date, end: int, zone: tzinfo | None) -> tuple[DateValue, int]:
    """Return the day with the time of day that is written at `end`, if any, and where that ends."""
    match = _TIME.match(text, end)
    if not match or not (match["minute"] or match["half"] or match["hm"]):
        return DateValue(day), end
    digits = match["hm"]
    hour = int(digits[:2] if digits else match["hour"])
    minute = int(digits[2:4] if digits else match["minute"] or 0)
    second = int(digits[4:6] or 0) if digits else int(match["second"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    micro = int((match["fraction"] or "0").ljust(6, "0")[:6])
    try:
        clock = time(hour, minute, min(second, 59), micro)
    except ValueError:
        return DateValue(day), end
    offset, place = _match_zone(text, match.end())
    moment = datetime.combine(day, clock, offset)
    return DateValue(in_zone(moment, zone), None, "second"), place


def _match_zone(text: str, start: int) -> tuple[tzinfo | None, int]:
    """Return the zone written at `start`, if any, and where it ends.

    Raise ValueError for the name of a zone that does not exist.
    """
    if named := _NAMED_ZONE.match(text, start):
        name = named["name"] or _REGIONS[(named["region"] or named["short"])[0].lower()]
        try:
            return ZoneInfo(name), named.end()
        except (KeyError, OSError) as error:
            raise ValueError(f"there is no time zone {name}") from error
    match = _ZONE.match(text, start)
    if not match:
        return None, start
    if match[4]:
        minutes = ZONES.get(match[4].lower())
        if minutes is None:
            return None, start
        after = _ZONE.match(text, match.end()) if not minutes else None
        if after and not after[4]:
            return _match_zone(text, match.end())
    else:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        minutes = minutes if match[1] == "+" else -minutes
    if abs(minutes) >= 24 * 60:
        return None, start
    return (timezone(timedelta(minutes=minutes)) if minutes else UTC), match.end()


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return the moment with this zone unless it has one of its own."""
    return moment.replace(tzinfo=zone) if zone and moment.tzinfo is None else moment
