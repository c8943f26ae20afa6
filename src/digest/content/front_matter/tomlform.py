"""Decodes TOML headers, and finds the place of every key by a small scan."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from digest.content.front_matter.records import Place, Value
from digest.content.front_matter.scalars import quote_text, read_scalar, strip_quotes
from digest.core.codes import Code
from digest.core.diagnostics import Report

_STATEMENT = re.compile(
    r"""[ \t]*(?:\[\[?[ \t]*(?P<table>[^\]\n]+?)[ \t]*\]\]?[ \t]*(?:\#.*)?
    |(?P<key>[\w-]+|"[^"\n]*"|'[^'\n]*')(?P<dotted>(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"))*)
     [ \t]*=[ \t]*(?P<rest>.*))$""",
    re.VERBOSE,
)
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


class _Statement:
    """A key or a table header, with the lines that belong to it."""

    def __init__(self, match: re.Match[str], row: int, table: str) -> None:
        self.row = row
        self.table = table
        self.is_table = bool(match["table"])
        name = match["table"] or match["key"]
        self.key = name.split(".")[0].strip("\"' ") if self.is_table else name.strip("\"'")
        self.column = match.start("table") if self.is_table else match.start("key")
        self.rest = match["rest"] or ""
        self.lines = [match.string]


def read_toml(text: str, place: Place, report: Report) -> dict[str, Value]:
    """Give the keys of a TOML header; what is wrong in it is reported and read line by line."""
    statements = _split_statements(text)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _recover(statements, place, report)
    places = {s.key: (s.row, s.column) for s in reversed(statements) if s.is_table or not s.table}
    found = {}
    for key, value in values.items():
        row, column = places.get(key, (0, 0))
        found[key] = Value(value, place.line + row, column + 1)
    return found


def _split_statements(text: str) -> list[_Statement]:
    statements: list[_Statement] = []
    table = ""
    fence = ""
    for row, line in enumerate(text.split("\n")):
        match = None if fence else _STATEMENT.match(line)
        if match and match["table"]:
            table = line.strip()
        if match:
            statements.append(_Statement(match, row, table))
        elif statements:
            statements[-1].lines.append(line)
        for mark in ('"""', "'''"):
            if line.count(mark) % 2 and fence in {"", mark}:
                fence = "" if fence else mark
    return statements


def _recover(statements: list[_Statement], place: Place, report: Report) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for statement in statements:
        line = place.line + statement.row
        if statement.is_table:
            found.setdefault(statement.key, Value({}, line, statement.column + 1))
            continue
        value = _read_statement(statement, place, report)
        if statement.table:
            name = statement.table.strip("[] ").split(".")[0].strip("\"' ")
            table = found.get(name)
            if table and isinstance(table.value, dict):
                table.value[statement.key] = value
            continue
        before = found.get(statement.key)
        if before is not None:
            report.add(
                Code.DUPLICATE_KEY, place.path,
                f'"{statement.key}" is already set on line {before.line}',
                line=line, column=statement.column + 1,
                hint="remove one of the two; the last counts",
            )  # fmt: skip
        found[statement.key] = Value(value, line, statement.column + 1)
    return found


def _read_statement(statement: _Statement, place: Place, report: Report) -> Any:
    try:
        return next(iter(tomllib.loads("\n".join(statement.lines)).values()))
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        where = _AT.search(text)
        row, column = (int(where[1]), int(where[2])) if where and where[1] else (1, 1)
        raw = strip_quotes(statement.rest)
        report.add(
            Code.HEADER_SYNTAX, place.path,
            f'"{statement.key}": {_AT.sub("", text).lower()}',
            line=place.line + statement.row + row - 1, column=column,
            hint=f"write `{statement.key} = {quote_text(raw)}`",
        )  # fmt: skip
        if raw.startswith("[") and raw.endswith("]"):
            return [strip_quotes(entry) for entry in raw[1:-1].split(",") if entry.strip()]
        return read_scalar(raw)
