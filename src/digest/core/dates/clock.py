"""Reads the time of day and the zone written behind a date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from digest.core.dates.names import ZONES
from digest.core.dates.value import DateValue

_TIME = re.compile(
    r"(?:\s*T|[\s,]+(?:at\s+|um\s+|kl\.?\s+|à\s+|@\s*)?)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?![\d:])"
    r"|(?:\s*T)(?P<hm>\d{4,6})(?!\d)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s*(?:(?:UTC|GMT)?([+-−])(\d\d?):?(\d\d)?|([A-Za-z]{1,4})\b)(?!\d)")


def read_clock(text: str, day: date, end: int, zone: tzinfo | None) -> tuple[DateValue, int]:
    """Give the day with the time of day that follows it at `end`, if one does."""
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
    """Give the moment with this zone unless it has one of its own."""
    return moment.replace(tzinfo=zone) if zone and moment.tzinfo is None else moment
