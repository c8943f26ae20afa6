"""Dates in the names of files and folders."""

from __future__ import annotations

import re
from datetime import date, timedelta

from digest.core.dates.date_values import MONTHS, DateValue, fold_name, last_day_of_month

_Y = r"(?P<year>(?:19|20)\d\d)"
_NAME = r"(?P<name>[^\W\d_]{3,12})"
_TH = r"(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_Y}(?P<gap>[-_.])(?P<month>\d\d?)(?P=gap)(?P<day>\d\d?)(?!\d)",
        rf"(?<!\d){_Y}(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"(?<!\d){_Y}[-_. ]?{_NAME}[-_. ]?(?P<day>\d\d?)(?!\d)",
        rf"(?<!\d)(?P<day>\d\d?){_TH}[-_. ]{_NAME}[-_. ]{_Y}(?!\d)",
        rf"(?<![^\W\d_]){_NAME}[-_. ](?P<day>\d\d?){_TH}[-_. ]{_Y}(?!\d)",
        rf"(?<!\d){_Y}-?w(?P<week>\d\d)(?!\d)",
        r"^(?P<short>\d\d)(?P<gap>[-_.])(?P<month>\d\d)(?P=gap)(?P<day>\d\d)(?!\d)",
        rf"(?<!\d){_Y}[-_.](?P<month>\d\d)(?![\d])",
        rf"(?<![^\W\d_]){_NAME}[-_. ]{_Y}(?!\d)",
        rf"(?<!\d){_Y}[-_. ]{_NAME}(?![^\W\d_])",
    )
)
_FOLDERS = re.compile(rf"(?:^|/){_Y}/(?P<month>\d\d?)(?:/(?P<day>\d\d?))?(?=[/-])")
_INDEX = {"index", "_index", "readme"}


def date_from_filename(path: str) -> DateValue | None:
    """Return the date in a file's name, its bundle's, or its year and month folders; or None.

    `2020-12-2-x.md`, `24-01-13-x.md`, `102-2020-aug-25.md`, `2022-08/index.md`, `2024-W05.md`,
    `2024/03/05/x.md`.
    """
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0] if "." in name else name
    if stem.lower() in _INDEX and folders:
        stem = folders.pop()
    for form in _FORMS:
        for match in form.finditer(stem):
            found = _read_match(match)
            if found:
                return found
    nested = _FOLDERS.search("/".join([*folders, stem]) + "/")
    return _read_match(nested) if nested else None


def _read_match(match: re.Match[str]) -> DateValue | None:
    parts = match.groupdict()
    year = int(parts.get("year") or 2000 + int(parts.get("short") or 0))
    try:
        if parts.get("week"):
            monday = date.fromisocalendar(year, int(parts["week"]), 1)
            return DateValue(monday, monday + timedelta(days=6))
        name = parts.get("name")
        month = MONTHS.get(fold_name(name), 0) if name else int(parts["month"])
        if parts.get("day"):
            return DateValue(date(year, month, int(parts["day"])))
        first = date(year, month, 1)
    except ValueError:
        return None
    return DateValue(first, last_day_of_month(first), "month")


def split_date_prefix(name: str) -> tuple[str, str]:
    """Return the date prefix of a name ("" if none) and what follows: `2020-12-2-x` → (…, "x")."""
    match = _PREFIX.match(name)
    if not match or not date_from_filename(match["date"]):
        return "", name
    return match["date"], name[match.end() :]


_PREFIX = re.compile(r"(?P<date>(?:\d{4}|\d\d)([-_.])\d\d?\2\d\d?|\d{8})[-_. ]+(?=.)")
