"""What is known of a new issue while it is put together, and the placeholders it fills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from digest.authoring.advancing import Step, advance
from digest.authoring.cadence import find_rhythm, next_day
from digest.authoring.series import Series, next_number, number_of
from digest.config.tables import Config
from digest.core.dates import ENGLISH_MONTHS
from digest.core.model import Post
from digest.core.text import slugify

_PADDING = re.compile(r"(?<!\d)0+(?=\d)")
_FIELD = re.compile(r"\{\{-?\s*(?P<name>\w+)\s*-?\}\}")
_HUGO = re.compile(r"\{\{-?\s*(?P<code>[^{}]*(?:\.Date|\.Name|BaseName|\bnow\b)[^{}]*?)\s*-?\}\}")


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the author said about the new issue; what is None is worked out."""

    today: date
    title: str | None = None
    day: date | None = None
    number: int | None = None
    draft: bool = True


class Predecessor(msgspec.Struct, frozen=True, kw_only=True):
    """One of the last issues, with the text of its file."""

    post: Post
    text: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the new issue while it is put together."""

    series: Series
    config: Config
    wishes: Wishes
    day: date
    number: int | None
    step: Step | None
    before: Step | None
    last: tuple[Predecessor, ...]


def begin_draft(
    series: Series, last: tuple[Predecessor, ...], wishes: Wishes, config: Config
) -> Draft:
    """Work out the day and the number of the next issue, and the steps that lead to it."""
    days = [post.date.date() for post in series.issues if post.date]
    newest = max(days, default=None)
    day = wishes.day or next_day(find_rhythm(series.table, days), newest, wishes.today)
    number = wishes.number if wishes.number is not None else next_number(series)
    step = before = None
    if last and last[0].post.date:
        old = last[0].post.date.date()
        step = Step(old_day=old, new_day=day, old_number=number_of(last[0].post), new_number=number)
        if len(last) > 1 and last[1].post.date:
            older = last[1].post
            before = Step(
                old_day=last[1].post.date.date(), new_day=old,
                old_number=number_of(older), new_number=number_of(last[0].post),
            )  # fmt: skip
    return Draft(
        series=series, config=config, wishes=wishes, day=day, number=number, step=step,
        before=before, last=last,
    )  # fmt: skip


def is_regular(draft: Draft, newest: str, older: str) -> bool:
    """Tell whether the last name came from the one before it by its date and number alone."""
    if draft.before is None:
        return False
    moved = advance(older, draft.before).text
    return _PADDING.sub("", moved) == _PADDING.sub("", newest)


def list_fields(draft: Draft, title: str) -> dict[str, str]:
    """Give what the placeholders of a template stand for."""
    day, last = draft.day, draft.last[0].post if draft.last else None
    return {
        "title": title,
        "number": "" if draft.number is None else str(draft.number),
        "series": draft.series.title,
        "date": day.isoformat(),
        "date_long": spell_day(day),
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "month_name": ENGLISH_MONTHS[day.month - 1],
        "day": f"{day.day:02}",
        "week": f"{day.isocalendar()[1]:02}",
        "draft": "true" if draft.wishes.draft else "false",
        "previous_title": last.title if last else "",
        "previous_url": last.url if last else "",
        "slug": slugify(title) if title else "",
    }


def fill_template(text: str, fields: Mapping[str, str]) -> str:
    """Fill the placeholders that are known (Hugo's too); what else stands in braces stays."""
    filled = _FIELD.sub(lambda match: fields.get(match["name"], match[0]), text)
    return _HUGO.sub(lambda match: _fill_hugo(match["code"], fields), filled)


def _fill_hugo(code: str, fields: Mapping[str, str]) -> str:
    if ".Date" in code or "now" in code.split():
        return fields["date"]
    return fields["title"] if "title" in code else fields["slug"]


def spell_day(day: date) -> str:
    """Give a day in words, the same wherever digest runs."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
