"""Decodes TOML front matter: values with places; statement by statement if it is not valid."""

from __future__ import annotations

import re
from typing import Any

from digest.config.toml_documents import Place, TomlError, locate_keys, parse_toml
from digest.content.front_matter.values import (
    TOO_DEEP,
    Origin,
    Value,
    keep_portable,
    nests_too_deep,
    quote_text,
    read_bracketed,
    read_scalar,
    report_duplicate_key,
    strip_quotes,
)
from digest.core.codes import Code
from digest.core.diagnostics import Report

_STATEMENT = re.compile(
    r"""[ \t]*(?:\[\[?[ \t]*(?P<table>[^\]\n]+?)[ \t]*\]\]?[ \t]*(?:\#.*)?
    |(?P<key>[\w-]+|"[^"\n]*"|'[^'\n]*')(?P<dotted>(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"))*)
     [ \t]*=[ \t]*(?P<rest>.*))$""",
    re.VERBOSE,
)


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


def decode_toml(text: str, origin: Origin, report: Report) -> dict[str, Value]:
    """Return the keys of TOML front matter; what is wrong is reported and read line by line."""
    try:
        values = parse_toml(text)
    except TomlError:
        return _recover(_split_statements(text), origin, report)
    if nests_too_deep(values):
        return _recover(_split_statements(text), origin, report)
    places: dict[str | int, Place] = {}
    for path, place in locate_keys(text).items():
        places.setdefault(path[0], place)
    found = {}
    for key, value in values.items():
        line, column = places.get(key, (1, 1))
        found[keep_portable(key)] = Value(keep_portable(value), origin.line + line - 1, column)
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


def _recover(statements: list[_Statement], origin: Origin, report: Report) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for statement in statements:
        line = origin.line + statement.row
        if statement.is_table:
            found.setdefault(statement.key, Value({}, line, statement.column + 1))
            continue
        value = _read_statement(statement, origin, report)
        if statement.table:
            name = statement.table.strip("[] ").split(".")[0].strip("\"' ")
            table = found.get(name)
            if table and isinstance(table.value, dict):
                table.value[statement.key] = value
            continue
        again = Value(value, line, statement.column + 1)
        if statement.key in found:
            first = found[statement.key]
            report_duplicate_key(statement.key, first, again, origin.path, report)
        found[statement.key] = again
    return found


def _read_statement(statement: _Statement, origin: Origin, report: Report) -> Any:
    """Return the value of one statement, as TOML if it is any."""
    row, column = 1, 1
    problem = TOO_DEEP
    try:
        value = next(iter(parse_toml("\n".join(statement.lines)).values()))
    except TomlError as error:
        row, column, problem = error.line, error.column, str(error)
    else:
        if not nests_too_deep(value):
            return keep_portable(value)
    raw = strip_quotes(statement.rest)
    line = origin.line + statement.row + row - 1
    message = f'"{statement.key}": {problem}'
    hint = f"write `{statement.key} = {quote_text(raw)}`" if problem != TOO_DEEP else ""
    report.add(Code.HEADER_SYNTAX, origin.path, message, line=line, column=column, hint=hint)
    if problem == TOO_DEEP:
        return None
    if raw.startswith("[") and raw.endswith("]"):
        return read_bracketed(raw)
    return read_scalar(raw)
