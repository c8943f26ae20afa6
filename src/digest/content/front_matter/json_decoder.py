"""Decodes JSON front matter, keeping the place of every key."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from digest.content.front_matter.values import (
    TOO_DEEP,
    Origin,
    Value,
    keep_portable,
    nests_too_deep,
    read_bracketed,
    read_scalar,
    report_duplicate_key,
    strip_quotes,
)
from digest.core.codes import Code
from digest.core.diagnostics import Report

_KEY = re.compile(r'\s*,?\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
_END = re.compile(r"\s*\}")
_DECODER = json.JSONDecoder(strict=False)
_ROW = re.compile(r'[ \t]*["\']?(?P<key>[\w -]+?)["\']?[ \t]*:[ \t]*(?P<rest>\S.*?)[ \t]*,?[ \t]*$')
_OPENING = re.compile(r"\{\s*(?:[\"'}/]|[A-Za-z_]\w*\s*:)")
_CLOSING = re.compile(r"^\}[ \t]*$", re.MULTILINE)


class JsonObject(NamedTuple):
    """A JSON object in a text: its keys with their places, and the offset behind it."""

    values: dict[str, Value]
    end: int


def split_json(text: str, start: int, origin: Origin, report: Report) -> JsonObject | None:
    """Return the JSON front matter that begins exactly at `start`, or None.

    One that is not valid JSON but ends with a brace on a line of its own is read line by line.
    `origin` is where the text begins in the file.
    """
    if not _OPENING.match(text, start):
        return None
    try:
        decoded = decode_object(text, start, origin, report)
    except ValueError as error:
        return _recover(text, start, origin, report, error)
    rest = text.find("\n", decoded.end)
    if text[decoded.end : rest if rest >= 0 else len(text)].strip():
        return None
    return JsonObject(decoded.values, len(text) if rest < 0 else rest + 1)


def decode_object(text: str, start: int, origin: Origin, report: Report) -> JsonObject:
    """Decode the JSON object at `start`, with the place of each top-level key.

    Raise ValueError if there is none, or if it nests deeper than any front matter does.
    """
    found: dict[str, Value] = {}
    here = start + 1
    line, counted = origin.line, 0
    while match := _KEY.match(text, here):
        key = json.loads(f'"{match[1]}"', strict=False)
        try:
            value, here = _DECODER.raw_decode(text, match.end())
        except RecursionError:
            raise json.JSONDecodeError(TOO_DEEP, text, match.end()) from None
        if nests_too_deep(value):
            raise json.JSONDecodeError(TOO_DEEP, text, match.end())
        begin = match.start(1) - 1
        line += text.count("\n", counted, begin)
        counted = begin
        column = begin - text.rfind("\n", 0, begin)
        key = keep_portable(key)
        again = Value(keep_portable(value), line, column)
        if key in found:
            report_duplicate_key(key, found[key], again, origin.path, report)
        found[key] = again
    closing = _END.match(text, here)
    if not closing:
        raise json.JSONDecodeError("expecting ',' or '}'", text, here)
    return JsonObject(found, closing.end())


def _recover(
    text: str, start: int, origin: Origin, report: Report, error: ValueError
) -> JsonObject | None:
    closing = _CLOSING.search(text, start)
    line, column, problem = describe_fault(error, origin)
    if closing is None and problem != TOO_DEEP:
        return None
    message = f"the front matter is not valid JSON: {problem}"
    hint = "put keys and texts in double quotes, and a comma between entries"
    report.add(Code.HEADER_SYNTAX, origin.path, message, line=line, column=column, hint=hint)
    if closing is None:
        return None
    found: dict[str, Value] = {}
    base = origin.line + text.count("\n", 0, start)
    for row, written in enumerate(text[start : closing.start()].split("\n")):
        match = _ROW.match(written)
        if match:
            value = Value(_read_rest(match["rest"]), base + row, match.start("key") + 1)
            found[match["key"]] = value
    return JsonObject(found, min(closing.end() + 1, len(text)))


def _read_rest(rest: str) -> Any:
    """Return the value at the end of a line, as JSON if it is any."""
    try:
        value = json.loads(rest)
    except (ValueError, RecursionError):
        return read_bracketed(rest) if rest.startswith("[") else read_scalar(strip_quotes(rest))
    return None if nests_too_deep(value) else keep_portable(value)


def describe_fault(error: ValueError, origin: Origin) -> tuple[int, int, str]:
    """Return line, column and description of what the JSON decoder found wrong."""
    if isinstance(error, json.JSONDecodeError):
        return origin.line + error.lineno - 1, error.colno, error.msg.lower()
    return origin.line, 1, str(error)
