"""What is known of a new issue before it is written, and the placeholders of its template."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import date

import msgspec

from digest.authoring.dated_names import IssueStep, advance_name
from digest.authoring.issue_schedule import find_schedule, next_issue_date
from digest.authoring.issue_series import Series, issue_number, next_number
from digest.config.tables import Config
from digest.core.dates import ENGLISH_MONTHS
from digest.core.model import Post
from digest.core.text import slugify

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_PLACEHOLDER = re.compile(r"\{\{-?\s*(?P<name>\w+)\s*-?\}\}")
_HUGO_PLACEHOLDER = re.compile(
    r"\{\{-?\s*(?P<code>[^{}]*(?:\.Date|\.Name|BaseName|\bnow\b)[^{}]*?)\s*-?\}\}"
)


class NewIssueRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the author asked for; what is None is derived from earlier issues."""

    today: date
    title: str | None = None
    day: date | None = None
    number: int | None = None
    draft: bool = True


class PreviousIssue(msgspec.Struct, frozen=True, kw_only=True):
    """One of the last issues, with the text of its file."""

    post: Post
    text: str


class IssueContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the parts of a new issue are made from.

    `last` are up to two earlier issues, newest first. `step` leads from the last one to the new
    one, `previous_step` from the one before it to the last.
    """

    series: Series
    config: Config
    request: NewIssueRequest
    day: date
    number: int | None
    step: IssueStep | None
    previous_step: IssueStep | None
    last: tuple[PreviousIssue, ...]


def prepare_context(
    series: Series, last: tuple[PreviousIssue, ...], request: NewIssueRequest, config: Config
) -> IssueContext:
    """Return the context of the next issue: its date, its number, and how names change."""
    days = [post.date.date() for post in series.issues if post.date]
    newest = max(days, default=None)
    schedule = find_schedule(series.table, days)
    day = request.day or next_issue_date(schedule, newest, request.today)
    number = request.number if request.number is not None else next_number(series)
    steps = [_step_from(each.post, day, number) for each in last[:1]]
    steps += [
        _step_from(older.post, newer.post.date.date(), issue_number(newer.post))
        for newer, older in itertools.pairwise(last)
        if newer.post.date
    ]
    step, previous_step, *_ = *steps, None, None
    return IssueContext(
        series=series,
        config=config,
        request=request,
        day=day,
        number=number,
        step=step,
        previous_step=previous_step,
        last=last,
    )


def _step_from(post: Post, day: date, number: int | None) -> IssueStep | None:
    if post.date is None:
        return None
    return IssueStep(
        old_day=post.date.date(), new_day=day, old_number=issue_number(post), new_number=number
    )


def follows_pattern(context: IssueContext, newest: str, older: str) -> bool:
    """Return whether two names in sequence differ by their dates and numbers alone."""
    if context.previous_step is None:
        return False
    expected = advance_name(older, context.previous_step).text
    return _LEADING_ZEROS.sub("", expected) == _LEADING_ZEROS.sub("", newest)


def template_fields(context: IssueContext, title: str) -> dict[str, str]:
    """Return the values of a template's placeholders by name."""
    day, last = context.day, context.last[0].post if context.last else None
    return {
        "title": title,
        "number": "" if context.number is None else str(context.number),
        "series": context.series.title,
        "date": day.isoformat(),
        "date_long": format_day(day),
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "month_name": ENGLISH_MONTHS[day.month - 1],
        "day": f"{day.day:02}",
        "week": f"{day.isocalendar()[1]:02}",
        "draft": "true" if context.request.draft else "false",
        "previous_title": last.title if last else "",
        "previous_url": last.url if last else "",
        "slug": slugify(title) if title else "",
    }


def fill_template(text: str, fields: Mapping[str, str]) -> str:
    """Return a template with known placeholders filled, Hugo's too; others stay as they are."""
    filled = _PLACEHOLDER.sub(lambda match: fields.get(match["name"], match[0]), text)
    return _HUGO_PLACEHOLDER.sub(lambda match: _fill_hugo(match["code"], fields), filled)


def _fill_hugo(code: str, fields: Mapping[str, str]) -> str:
    if ".Date" in code or "now" in code.split():
        return fields["date"]
    return fields["title"] if "title" in code else fields["slug"]


def format_day(day: date) -> str:
    """Return a date in English words, whatever the locale: "5 January 2025"."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
