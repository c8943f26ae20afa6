"""The records that front matter is decoded into, and the rules for unquoted words."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from digest.core.codes import Code
from digest.core.diagnostics import Report

DEEPEST = 32
"""Levels of lists and mappings that front matter may have; no recursion over them fails."""

TOO_DEEP = "lists and mappings lie in each other too deep"

_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that escapes can write and XML forbids, and halves of characters (RFC 8259, 8.2)."""
_INTEGERS = range(-(2**63), 2**63)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}")


class Value(msgspec.Struct, frozen=True):
    """A front-matter value, and where its key begins in the file (both counted from 1)."""

    value: Any
    line: int
    column: int


class FrontMatter(msgspec.Struct, frozen=True):
    """A file split in two: its front matter by key as written, and its body.

    `form` is `yaml`, `toml`, `json`, `keys` (MultiMarkdown, Pelican) or `none`, and for JSON
    files `json-document` (the body is plain text), `json-markdown` or `json-html`. `body_line`
    is the line of the file on which the body begins.
    """

    values: dict[str, Value]
    body: str
    body_line: int
    form: str


class Origin(msgspec.Struct, frozen=True):
    """Where a piece of front matter stands: the file, and the line of the piece's first line."""

    path: str
    line: int


def report_duplicate_key(key: str, first: Value, again: Value, path: str, report: Report) -> None:
    """Report a key that is set twice."""
    message = f'"{key}" is already set on line {first.line}'
    hint = "remove one of the two; the last counts"
    line, column = again.line, again.column
    report.add(Code.DUPLICATE_KEY, path, message, line=line, column=column, hint=hint)


def read_scalar(text: str) -> str | int | float | bool | None:
    """Return the value of an unquoted word, the same in every form of front matter.

    Only what reads back as it was written becomes a number, so `1.10`, `007` and `1e3` stay
    text; `yes`, `no`, `on`, `off` and dates do too, until a key asks for them.
    """
    if text in _NULLS:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def read_bracketed(text: str) -> list[Any]:
    """Return the entries of a list in brackets that is not valid in its own format."""
    return [strip_quotes(entry) for entry in text.strip("[] ").split(",") if entry.strip()]


def keep_portable(value: Any) -> Any:
    """Return a value without what no output can hold: characters XML forbids, endless integers."""
    if isinstance(value, str):
        return _UNUSABLE.sub("", value) if _UNUSABLE.search(value) else value
    if isinstance(value, int) and value not in _INTEGERS:
        return str(value)
    if isinstance(value, list):
        return [keep_portable(entry) for entry in value]
    if isinstance(value, dict):
        return {keep_portable(key): keep_portable(inner) for key, inner in value.items()}
    return value


def strip_quotes(text: str) -> str:
    """Return a text without the quotes around it, also where only one of them is there."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text[:1] in {'"', "'"} and text.count(text[0]) == 1:
        return text[1:]
    if text[-1:] == '"' and text.count('"') == 1:
        return text[:-1]
    return text


def quote_text(text: str) -> str:
    """Return a text in quotes that YAML and TOML read as they stand, for hints."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def nests_too_deep(value: Any) -> bool:
    """Return whether lists and mappings lie in each other more than `DEEPEST` times."""
    level = [value]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        if not inner:
            return False
        level = inner
    return any(isinstance(each, (dict, list)) for each in level)
