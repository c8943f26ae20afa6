"""The front matter of a new issue, in the form and with the keys of the issues before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from digest.authoring.advancing import Step, advance
from digest.authoring.brief import Draft, is_regular
from digest.content.front_matter import Header, read_header, write_header
from digest.content.front_matter.keys import SPELLINGS, fold_key
from digest.core.dates import parse_date
from digest.core.diagnostics import Report

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NEVER_KEPT = frozenset(
    {"draft", "published", "status", "guid", "updated", "expiry_date", "publish_date", "summary",
     "description", "feature_image", "feature_image_alt", "aliases", "canonical_url", "seo_title"}
)  # fmt: skip
_ALWAYS_KEPT = frozenset({"series", "authors", "language", "layout", "type", "items", "toc",
                          "category", "categories"})  # fmt: skip


def make_header(draft: Draft, title: str) -> tuple[str, bool]:
    """Give the front matter, and whether the title is the body's first heading instead."""
    if not draft.last:
        values: dict[str, Any] = {"title": title, "date": draft.day}
        values |= {"series": draft.series.title} if draft.series.title else {}
        values |= {"number": draft.number} if draft.number is not None else {}
        return write_header(values | ({"draft": True} if draft.wishes.draft else {})), False
    heads = [read_header(each.text, each.post.path, Report()) for each in draft.last]
    values = _next_values(draft, heads, title)
    own_heading = not any(_key_of(key) == "title" for key in values)
    if draft.wishes.draft:
        values["Status" if heads[0].form == "keys" else "draft"] = (
            "draft" if heads[0].form == "keys" else True
        )
    return _write(values, heads[0].form), own_heading


def _next_values(draft: Draft, heads: Sequence[Header], title: str) -> dict[str, Any]:
    """Give the keys of the last issue with the values of the next one."""
    older = {_key_of(k): v.value for k, v in heads[1].values.items()} if len(heads) > 1 else None
    values: dict[str, Any] = {}
    for spelling, place in heads[0].values.items():
        key, value = _key_of(spelling), place.value
        if key == "title":
            values[spelling] = title
        elif key == "date":
            values[spelling] = _next_date(draft, value)
        elif key == "number":
            values[spelling] = draft.number
        elif key not in _NEVER_KEPT:
            kept = _next_value(draft, key, value, older)
            if kept is not None:
                values[spelling] = kept
    return values


def _next_value(draft: Draft, key: str, value: Any, older: dict[str, Any] | None) -> Any:
    """Give the value of a key that is the same in all issues, or moves with date and number."""
    if key in {"slug", "permalink"} or (isinstance(value, str) and draft.step):
        moved = advance(str(value), draft.step) if draft.step else None
        if moved and moved.end:
            regular = older is None or is_regular(draft, str(value), str(older.get(key)))
            return moved.text if regular else None
        if key in {"slug", "permalink"}:
            return None
    if key in _ALWAYS_KEPT:
        return value
    return value if older is not None and older.get(key) == value else None


def _next_date(draft: Draft, value: Any) -> Any:
    """Give the new day in the form in which the last issue wrote its own."""
    text = value if isinstance(value, str) else value.isoformat() if value is not None else ""
    read = parse_date(text)
    if read is not None and draft.step is not None:
        own = Step(old_day=read.day, new_day=draft.day)
        moved = advance(text, own)
        if moved.end:
            return date.fromisoformat(moved.text) if _ISO_DAY.fullmatch(moved.text) else moved.text
    return draft.day


def _write(values: dict[str, Any], form: str) -> str:
    if not values:
        return ""
    if form == "keys":
        lines = (f"{key}: {_join(value)}\n" for key, value in values.items() if value is not None)
        return "".join(lines)
    known = {key: value for key, value in values.items() if value is not None}
    return write_header(known, "toml" if form == "toml" else "json" if form == "json" else "yaml")


def _join(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _key_of(spelling: str) -> str:
    target = SPELLINGS.get(fold_key(spelling))
    return target.key.name if target else spelling.lower()
