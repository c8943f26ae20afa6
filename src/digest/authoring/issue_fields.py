"""The title, file name and front matter of a new issue, derived from those before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from digest.authoring.dated_names import IssueStep, advance_name
from digest.authoring.issue_context import (
    IssueContext,
    fill_template,
    follows_pattern,
    format_day,
    template_fields,
)
from digest.content.front_matter import FrontMatter, read_front_matter, write_front_matter
from digest.content.front_matter.keys import SPELLINGS, fold_key
from digest.core.dates import parse_date
from digest.core.diagnostics import Report
from digest.core.text import match_key, slugify

_HEADLINE_SHARE = 0.5
_HEADLINE = re.compile(r"\s*[:–—|-]+\s+.*$|\s*：.*$")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NEVER_KEPT = frozenset(
    [
        "aliases",
        "canonical_url",
        "description",
        "draft",
        "expiry_date",
        "feature_image",
        "feature_image_alt",
        "guid",
        "publish_date",
        "published",
        "seo_title",
        "status",
        "summary",
        "updated",
    ]
)
_ALWAYS_KEPT = frozenset(
    ["authors", "categories", "category", "items", "language", "layout", "series", "toc", "type"]
)


def make_title(context: IssueContext) -> str:
    """Return the title: from the series' pattern, the last title, or the series and the number."""
    if context.series.table.issue:
        return fill_template(context.series.table.issue, template_fields(context, "")).strip()
    name = context.series.title or context.config.site.title
    number, day = context.number, format_day(context.day)
    plain = f"{name} {number}" if number is not None else f"{name}, {day}"
    if context.step is None:
        return plain
    newest = context.last[0].post.title
    advanced = advance_name(newest, context.step)
    if not advanced.end:
        return plain
    if len(context.last) > 1 and follows_pattern(context, newest, context.last[1].post.title):
        return advanced.text.strip()
    # What follows the date or number is the last issue's headline, which the author replaces.
    head, rest = advanced.text[: advanced.end], advanced.text[advanced.end :]
    return advanced.text if not rest.strip() else head + _HEADLINE.sub("", rest)


def make_path(context: IssueContext, title: str, fields: Mapping[str, str]) -> str:
    """Return the path of the file: from the series' pattern or the last issue's path."""
    if context.series.table.path:
        path = fill_template(context.series.table.path, fields)
        return path if "." in path.rpartition("/")[2] else f"{path}.md"
    content = context.config.build.content.strip("/")
    from_title = slugify(context.request.title or title)
    if context.step is None:
        return f"{content}/{from_title}.md"
    folder, _, name = context.last[0].post.path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    suffix = suffix if suffix in {"md", "markdown", "mdx"} else "md"
    is_bundle = stem.lower() == "index"
    if is_bundle:
        folder, _, stem = folder.rpartition("/")
    base = advance_name(folder, context.step).text if folder != content else folder
    new = _make_stem(context, context.step, stem) or from_title
    return f"{base}/{new}/{name}" if is_bundle else f"{base}/{new}.{suffix}"


def _make_stem(context: IssueContext, step: IssueStep, stem: str) -> str:
    """Return the last file's name with the new date and number; "" if it has neither.

    A headline behind them is replaced by the new title, or left out.
    """
    advanced = advance_name(stem, step)
    head, rest = advanced.text[: advanced.end], advanced.text[advanced.end :]
    if not advanced.end or not rest.strip("-_ "):
        return advanced.text if advanced.end else ""
    if len(context.last) > 1:
        folder, _, name = context.last[1].post.path.rpartition("/")
        older = name.rpartition(".")[0]
        older = folder.rpartition("/")[2] if older.lower() == "index" else older
        if follows_pattern(context, stem, older):
            return advanced.text
    elif not _is_headline(rest, context.last[0].post.title, step):
        return advanced.text
    return f"{head}-{slugify(context.request.title)}" if context.request.title else head


def _is_headline(rest: str, title: str, step: IssueStep) -> bool:
    """Return whether the end of a file's name is most of its title's headline."""
    advanced = advance_name(title, step)
    headline = match_key(advanced.text[advanced.end :])
    key = match_key(rest)
    return key in headline and len(key) > _HEADLINE_SHARE * len(headline)


def make_front_matter(context: IssueContext, title: str) -> tuple[str, bool]:
    """Return the front matter, and whether the title must be the body's first heading instead."""
    if not context.last:
        values: dict[str, Any] = {"title": title, "date": context.day}
        values |= {"series": context.series.title} if context.series.title else {}
        values |= {"number": context.number} if context.number is not None else {}
        return write_front_matter(
            values | ({"draft": True} if context.request.draft else {})
        ), False
    headers = [read_front_matter(each.text, each.post.path, Report()) for each in context.last]
    values = _next_values(context, headers, title)
    needs_heading = not any(_name_key(key) == "title" for key in values)
    form = headers[0].form
    if context.request.draft:
        values |= {"Status": "draft"} if form == "keys" else {"draft": True}
    return _write_header(values, form), needs_heading


def _next_values(
    context: IssueContext, headers: Sequence[FrontMatter], title: str
) -> dict[str, Any]:
    """Return the keys of the last issue with the values of the next one."""
    older = None
    if len(headers) > 1:
        older = {_name_key(key): place.value for key, place in headers[1].values.items()}
    values: dict[str, Any] = {}
    for spelling, place in headers[0].values.items():
        key, value = _name_key(spelling), place.value
        if key == "title":
            values[spelling] = title
        elif key == "date":
            values[spelling] = _next_date(context, value)
        elif key == "number":
            values[spelling] = context.number
        elif key not in _NEVER_KEPT:
            kept = _next_value(context, key, value, older)
            if kept is not None:
                values[spelling] = kept
    return values


def _next_value(context: IssueContext, key: str, value: Any, older: dict[str, Any] | None) -> Any:
    """Return the next value of a key that is constant or has a date or number; None drops it."""
    is_address = key in {"slug", "permalink"}
    if context.step and (is_address or isinstance(value, str)):
        advanced = advance_name(str(value), context.step)
        if advanced.end:
            regular = older is None or follows_pattern(context, str(value), str(older.get(key)))
            return advanced.text if regular else None
    if is_address:
        return None
    if key in _ALWAYS_KEPT:
        return value
    return value if older is not None and older.get(key) == value else None


def _next_date(context: IssueContext, value: Any) -> Any:
    """Return the new date in the form in which the last issue wrote its own."""
    text = value if isinstance(value, str) else value.isoformat() if value is not None else ""
    read = parse_date(text)
    if read is not None and context.step is not None:
        advanced = advance_name(text, IssueStep(old_day=read.day, new_day=context.day))
        if advanced.end:
            is_plain = _ISO_DAY.fullmatch(advanced.text)
            return date.fromisoformat(advanced.text) if is_plain else advanced.text
    return context.day


def _write_header(values: Mapping[str, Any], form: str) -> str:
    known = {key: value for key, value in values.items() if value is not None}
    if form == "keys":
        return "".join(f"{key}: {_join_list(value)}\n" for key, value in known.items())
    if not values:
        return ""
    return write_front_matter(
        known, "toml" if form == "toml" else "json" if form == "json" else "yaml"
    )


def _join_list(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _name_key(spelling: str) -> str:
    target = SPELLINGS.get(fold_key(spelling))
    return target.key.name if target else spelling.lower()
