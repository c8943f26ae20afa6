"""Dates of posts that are probably mistakes."""

from __future__ import annotations

from datetime import date, timedelta

from digest.checks.checked_site import CheckedSite
from digest.core.codes import Code
from digest.core.dates import DateValue, date_from_filename
from digest.core.diagnostics import Report
from digest.core.model import PostSummary

FARTHEST = timedelta(days=366)
"""How far ahead a date may lie without being reported."""
_FIRST_YEAR = 1990
_AFTER_MONTH = timedelta(days=31)
"""The review of a month is published in the next."""
_FAR_OFF = timedelta(days=31)
_HABIT, _HABIT_SHARE = 10, 5
"""So many names that differ from dates, and one in so many dated names, are a habit."""
_TOLERANCE = timedelta(days=1)
"""How far the day in a file's name may differ: time zones, and work after midnight."""
_YEAR_HINT = "is the year right?"


def find_suspicious_dates(checked: CheckedSite, report: Report) -> None:
    """Report posts dated before 1990 or over a year ahead, or otherwise than their file name says.

    Where names often differ from dates by a little, that is how this site names its files (after
    the week that is reviewed, for example): then only differences of over a month are reported.
    """
    named = 0
    differing: list[tuple[PostSummary, str, timedelta]] = []
    for post in checked.posts.values():
        if post.date is None:
            continue
        day = post.date.date()
        if day.year < _FIRST_YEAR:
            message = f"the date {day} is before {_FIRST_YEAR}"
            _add(post, message, _YEAR_HINT, checked, report)
        elif post.date - checked.now > FARTHEST:
            message = f"the date {day} is more than a year ahead"
            _add(post, message, _YEAR_HINT, checked, report)
        name = _date_in_name(post.path)
        named += name is not None
        if name and (distance := _distance(name, day)):
            differing.append((post, _describe(name), distance))
    habit = len(differing) >= _HABIT and len(differing) * _HABIT_SHARE >= named
    for post, said, distance in differing:
        if post.date and not (habit and distance <= _FAR_OFF):
            message = f"the date is {post.date.date()}, and the file's name says {said}"
            _add(post, message, "rename the file, or correct the date", checked, report)


def _date_in_name(path: str) -> DateValue | None:
    """Return the date in a file's path; a month is taken from its name only, not from folders."""
    found = date_from_filename(path)
    if found and found.precision == "month":
        return date_from_filename(path.rpartition("/")[2])
    return found


def _distance(named: DateValue, day: date) -> timedelta:
    """Return how far a day lies outside of the period that a file's name stands for."""
    first = named.day - _TOLERANCE
    last = (named.end or named.day) + (_AFTER_MONTH if named.precision == "month" else _TOLERANCE)
    return max(first - day, day - last, timedelta(0))


def _describe(named: DateValue) -> str:
    return f"{named.day:%Y-%m}" if named.precision == "month" else str(named.day)


def _add(post: PostSummary, message: str, hint: str, checked: CheckedSite, report: Report) -> None:
    line, column = checked.find_place(post.path, "date")
    report.add(Code.SUSPICIOUS_DATE, post.path, message, line=line, column=column, hint=hint)
