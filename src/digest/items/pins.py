"""What an author pins with attributes: `{source="Google" date=2024-02-21 kind=model .item}`."""

from __future__ import annotations

from datetime import date
from typing import get_args

from msgspec import Struct

from digest.core.addresses import check_address
from digest.core.codes import Code
from digest.core.dates import parse_date
from digest.core.diagnostics import Report
from digest.core.model import ItemKind
from digest.core.text import suggest

Attrs = tuple[tuple[str, str], ...]

_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
_SEPARATORS = ";|"


class Pins(Struct, frozen=True, kw_only=True):
    """Fields the author wrote down; None where nothing was."""

    title: str | None = None
    url: str | None = None
    kind: ItemKind | None = None
    date: date | None = None
    number: int | None = None
    sources: tuple[str, ...] | None = None
    anchor: str | None = None


_NOTHING = Pins()


def is_pinned(attrs: Attrs) -> bool:
    """Whether `.item` marks the block as an item."""
    return any(key == "class" and "item" in value.split() for key, value in attrs)


def is_refused(attrs: Attrs) -> bool:
    """Whether `.not-item` says that the block is none."""
    return any(key == "class" and "not-item" in value.split() for key, value in attrs)


def read_pins(attrs: Attrs, path: str, line: int, report: Report) -> Pins:
    """Read the pinned fields; a value nobody understands is reported and guessed instead."""
    given = {key: value.strip() for key, value in attrs if key != "class"}
    if not given:
        return _NOTHING
    sources = given.get("source") or given.get("sources")
    return Pins(
        title=given.get("title") or None,
        url=_address(given.get("url") or given.get("href"), path, line, report),
        kind=_kind(given.get("kind"), path, line, report),
        date=_day(given.get("date"), path, line, report),
        number=_number(given.get("number"), path, line, report),
        sources=_names(sources) if sources else None,
        anchor=given.get("id") or None,
    )


def _names(text: str) -> tuple[str, ...]:
    for mark in _SEPARATORS:
        text = text.replace(mark, ",")
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _address(url: str | None, path: str, line: int, report: Report) -> str | None:
    return url if url and check_address(url, report, path, line=line) else None


def _kind(text: str | None, path: str, line: int, report: Report) -> ItemKind | None:
    if not text:
        return None
    kind = next((kind for kind in _KINDS if kind == text.lower()), None)
    if kind is None:
        near = suggest(text, _KINDS)
        hint = f'did you mean "{near}"?' if near else f"kinds: {', '.join(_KINDS)}"
        report.add(Code.BAD_PIN, path, f'there is no kind "{text}"', line=line, hint=hint)
    return kind


def _day(text: str | None, path: str, line: int, report: Report) -> date | None:
    if not text:
        return None
    value = parse_date(text)
    if value is None:
        report.add(
            Code.BAD_PIN,
            path,
            f'"{text}" is no date',
            line=line,
            hint="for example date=2024-02-21",
        )
    return value.day if value else None


def _number(text: str | None, path: str, line: int, report: Report) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        report.add(
            Code.BAD_PIN, path, f'"{text}" is no number', line=line, hint="for example number=3"
        )
        return None
    return int(text)
