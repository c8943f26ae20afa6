"""Finds the date somebody mentions in a text: `28 Jan, ORG published …`, `On February 22nd …`."""

from __future__ import annotations

import re
from datetime import date

from digest.core.dates.forms import search_form
from digest.core.dates.names import WEEKDAYS, fold_name
from digest.core.dates.read import complete_date, read_date_at
from digest.core.dates.value import DateValue

_LEADING = re.compile(r"[\s*_(\[（【]*(?:[Oo]n\s+)?(?:([^\W\d_]{2,13})\.?,?\s+)?")


def find_date(text: str, reference: date | None = None) -> tuple[DateValue, int, int] | None:
    """Give the first date in a text, and where it begins and ends.

    Dates without a year count only when there is a `reference` to take the year from.
    """
    start = 0
    while found := search_form(text, start):
        place, parts = found
        done = complete_date(text, parts, prose=True, reference=reference)
        if done:
            return done[0], place, done[1]
        start = max(place + 1, parts.end)
    return None


def parse_leading_date(
    text: str, reference: date | None = None
) -> tuple[DateValue, int, int] | None:
    """Give the date with which a text begins, past "On", a weekday or an opening mark."""
    match = _LEADING.match(text)
    if match is None:
        return None
    start = match.end()
    if match[1] and fold_name(match[1]) not in WEEKDAYS:
        start = match.start(1)
    done = read_date_at(text, start, prose=True, reference=reference)
    if not done or done[0].precision == "year":
        return None
    return done[0], start, done[1]
