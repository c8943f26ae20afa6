"""Dates that can hardly be meant."""

from __future__ import annotations

from datetime import date, timedelta

from digest.checks.subject import Subject
from digest.core.codes import Code
from digest.core.dates import DateValue, date_from_filename
from digest.core.diagnostics import Report
from digest.core.model import Post

FARTHEST = timedelta(days=366)
_FIRST_YEAR = 1990
_AFTER_MONTH = timedelta(days=31)
"""The review of a month comes out in the next."""
_FAR_OFF = timedelta(days=31)
_HABIT, _HABIT_SHARE = 10, 5
"""So many names that differ from dates, one in so many of those that have one, are a habit."""
_LEEWAY = timedelta(days=1)
"""Time zones and nights of work: by so much may a file's name differ."""
_RIGHT = "is the year right?"


def find_suspicious_dates(subject: Subject, report: Report) -> None:
    """Report posts dated long ago or far ahead, or otherwise than their file's name says.

    Where names often differ from dates by a little, that is how this site names its files, after
    the week that is reviewed, for example: then only those that are far off are reported.
    """
    named = 0
    slips: list[tuple[Post, str, timedelta]] = []
    for post in subject.posts.values():
        if post.date is None:
            continue
        day = post.date.date()
        if day.year < _FIRST_YEAR:
            _add(
                post,
                f"the date {day} is before {_FIRST_YEAR}",
                "is the year right?",
                subject,
                report,
            )
        elif post.date - subject.now > FARTHEST:
            _add(
                post,
                f"the date {day} is more than a year ahead",
                "is the year right?",
                subject,
                report,
            )
        name = _date_in_name(post.path)
        named += name is not None
        if name and (distance := _distance(name, day)):
            slips.append((post, _describe(name), distance))
    habit = len(slips) >= _HABIT and len(slips) * _HABIT_SHARE >= named
    for post, said, distance in slips:
        if post.date and not (habit and distance <= _FAR_OFF):
            message = f"the date is {post.date.date()}, and the file's name says {said}"
            _add(post, message, "rename the file, or correct the date", subject, report)


def _date_in_name(path: str) -> DateValue | None:
    """Give the date a file's name says; folders may add a day's year, but make no month."""
    found = date_from_filename(path)
    if found and found.precision == "month":
        return date_from_filename(path.rpartition("/")[2])
    return found


def _distance(named: DateValue, day: date) -> timedelta:
    """Give by how much a date is outside of what a file's name stands for."""
    first = named.day - _LEEWAY
    last = (named.end or named.day) + (_AFTER_MONTH if named.precision == "month" else _LEEWAY)
    return max(first - day, day - last, timedelta(0))


def _describe(named: DateValue) -> str:
    return f"{named.day:%Y-%m}" if named.precision == "month" else str(named.day)


def _add(post: Post, message: str, hint: str, subject: Subject, report: Report) -> None:
    line, column = subject.place_of(post.path, "date")
    report.add(
        Code.SUSPICIOUS_DATE, post.path, message, line=line, column=column, hint=hint
    )  # fmt: skip
