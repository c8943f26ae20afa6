"""Dates: parsed in every form people write, and written in the reader's language.

Nothing here reads the clock or the machine's locale, and no year is guessed without a reference.
"""

from __future__ import annotations

from digest.core.dates.date_formats import format_date
from digest.core.dates.date_parser import find_date, parse_date, parse_leading_date
from digest.core.dates.date_values import (
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    MONTHS,
    DateValue,
    Precision,
    as_datetime,
    fold_name,
    resolve_year,
    zone_named,
)
from digest.core.dates.filename_dates import date_from_filename, split_date_prefix

__all__ = [
    "ENGLISH_MONTHS",
    "ENGLISH_WEEKDAYS",
    "MONTHS",
    "DateValue",
    "Precision",
    "as_datetime",
    "date_from_filename",
    "find_date",
    "fold_name",
    "format_date",
    "parse_date",
    "parse_leading_date",
    "resolve_year",
    "split_date_prefix",
    "zone_named",
]
