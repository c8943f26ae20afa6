"""Decodes JSON headers, keeping the place of every key."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from digest.content.front_matter.records import Place, Value
from digest.content.front_matter.scalars import read_scalar, strip_quotes
from digest.core.codes import Code
from digest.core.diagnostics import Report

_KEY = re.compile(r'\s*,?\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
_DECODER = json.JSONDecoder(strict=False)
_ROW = re.compile(r'[ \t]*["\']?(?P<key>[\w -]+?)["\']?[ \t]*:[ \t]*(?P<rest>\S.*?)[ \t]*,?[ \t]*$')
_OPENING = re.compile(r"\{\s*(?:[\"'}/]|[A-Za-z_]\w*\s*:)")
_CLOSING = re.compile(r"^\}[ \t]*$", re.MULTILINE)


class Decoded(NamedTuple):
    """A JSON object in a text: its keys with their places, and where it ends."""

    values: dict[str, Value]
    end: int


def split_json(text: str, start: int, place: Place, report: Report) -> Decoded | None:
    """Give the JSON header that begins exactly at `start`, or None.

    One that is not valid JSON but ends with a brace on a line of its own is read line by line.
    """
    if not _OPENING.match(text, start):
        return None
    try:
        decoded = scan_object(text, start, place, report)
    except ValueError as error:
        return _recover(text, start, place, report, error)
    rest = text.find("\n", decoded.end)
    if text[decoded.end : rest if rest >= 0 else len(text)].strip():
        return None
    return Decoded(decoded.values, len(text) if rest < 0 else rest + 1)


def scan_object(text: str, start: int, place: Place, report: Report) -> Decoded:
    """Give the JSON object at `start` with each top-level key's place; ValueError if it is none."""
    found: dict[str, Value] = {}
    here = start + 1
    line, counted = place.line, 0
    while match := _KEY.match(text, here):
        key = json.loads(f'"{match[1]}"', strict=False)
        value, here = _DECODER.raw_decode(text, match.end())
        begin = match.start(1) - 1
        line += text.count("\n", counted, begin)
        counted = begin
        column = begin - text.rfind("\n", 0, begin)
        before = found.get(key)
        if before is not None:
            report.add(
                Code.DUPLICATE_KEY, place.path, f'"{key}" is already set on line {before.line}',
                line=line, column=column, hint="remove one of the two; the last counts",
            )  # fmt: skip
        found[key] = Value(value, line, column)
    closing = re.compile(r"\s*\}").match(text, here)
    if not closing:
        raise json.JSONDecodeError("expecting ',' or '}'", text, here)
    return Decoded(found, closing.end())


def _recover(
    text: str, start: int, place: Place, report: Report, error: ValueError
) -> Decoded | None:
    closing = _CLOSING.search(text, start)
    if closing is None:
        return None
    line, column, problem = describe_fault(error, place)
    report.add(
        Code.HEADER_SYNTAX, place.path, f"the front matter is not valid JSON: {problem}",
        line=line, column=column,
        hint="put keys and texts in double quotes, and a comma between entries",
    )  # fmt: skip
    found: dict[str, Value] = {}
    base = place.line + text.count("\n", 0, start)
    for row, written in enumerate(text[start : closing.start()].split("\n")):
        match = _ROW.match(written)
        if match:
            value = Value(_read_rest(match["rest"]), base + row, match.start("key") + 1)
            found[match["key"]] = value
    return Decoded(found, min(closing.end() + 1, len(text)))


def _read_rest(rest: str) -> Any:
    try:
        return json.loads(rest)
    except ValueError:
        if rest.startswith("["):
            return [strip_quotes(entry) for entry in rest.strip("[]").split(",") if entry.strip()]
        return read_scalar(strip_quotes(rest))


def describe_fault(error: ValueError, place: Place) -> tuple[int, int, str]:
    """Give line, column and words of what the JSON decoder found wrong."""
    if isinstance(error, json.JSONDecodeError):
        return place.line + error.lineno - 1, error.colno, error.msg.lower()
    return place.line, 1, str(error)
