"""Reads every form of a date people write, without a clock, a locale or a guess at the year."""

from digest.core.dates.filenames import date_from_filename, split_date_prefix
from digest.core.dates.prose import find_date, parse_leading_date
from digest.core.dates.read import parse_date
from digest.core.dates.value import DateValue, Precision, as_datetime, resolve_year, zone_named

__all__ = [
    "DateValue",
    "Precision",
    "as_datetime",
    "date_from_filename",
    "find_date",
    "parse_date",
    "parse_leading_date",
    "resolve_year",
    "split_date_prefix",
    "zone_named",
]
