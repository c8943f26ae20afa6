"""Dates that can hardly be meant."""

from __future__ import annotations

from datetime import date, timedelta

from digest.checks.subject import Subject
from digest.codes import Code
from digest.dates import date_from_filename
from digest.diagnostics import Report
from digest.model import Post

FARTHEST = timedelta(days=366)
_FIRST_YEAR = 1990
_AFTER_MONTH = timedelta(days=31)
"""The review of a month comes out in the next."""
_LEEWAY = timedelta(days=1)
"""Time zones and nights of work: by so much may a file's name differ."""


def find_suspicious_dates(subject: Subject, report: Report) -> None:
    """Report posts dated long ago or far ahead, or otherwise than their file's name says."""
    for post in subject.posts.values():
        if post.date is None:
            continue
        day = post.date.date()
        if day.year < _FIRST_YEAR:
            _add(post, f"the date {day} is before {_FIRST_YEAR}", "is the year right?", report)
        elif post.date - subject.now > FARTHEST:
            _add(post, f"the date {day} is more than a year ahead", "is the year right?", report)
        _compare_name(post, day, report)


def _compare_name(post: Post, day: date, report: Report) -> None:
    named = date_from_filename(post.path)
    if named is None:
        return
    monthly = named.precision == "month"
    first = named.day - _LEEWAY
    last = (named.end or named.day) + (_AFTER_MONTH if monthly else _LEEWAY)
    if not first <= day <= last:
        name = f"{named.day:%Y-%m}" if monthly else str(named.day)
        message = f"the date is {day}, and the file's name says {name}"
        _add(post, message, "rename the file, or correct the date", report)


def _add(post: Post, message: str, hint: str, report: Report) -> None:
    report.add(Code.SUSPICIOUS_DATE, post.path, message, hint=hint)
