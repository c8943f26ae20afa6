"""Reads what can be read of YAML front matter that is not valid, and proposes what to type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from digest.content.front_matter.keys import is_known_key
from digest.content.front_matter.values import (
    Origin,
    Value,
    quote_text,
    read_bracketed,
    read_scalar,
    report_duplicate_key,
    strip_quotes,
)
from digest.core.codes import Code
from digest.core.diagnostics import Report

_KEY = re.compile(
    r"""(?P<quote>["']?)(?P<key>[^\s#:"'\-?\[\]{}][^:"'\[\]{}]{0,60}?)(?P=quote)\s*:"""
    r"(?:\s+(?P<rest>.*)|)$"
)
_TIGHT = re.compile(r"(?P<key>[A-Za-z][\w-]{1,30}):(?P<rest>\S.*)$")
_SPECIAL = "@`%*&!|>?,]}[{"


class _Chunk(NamedTuple):
    """A key with the lines that belong to it; `row` and `column` count from 0."""

    key: str
    rest: str
    row: int
    column: int
    lines: list[str]


class _Fault(NamedTuple):
    row: int
    column: int
    message: str
    hint: str


def recover_yaml(
    text: str, origin: Origin, report: Report, read_chunk: Callable[[str], dict[str, Any]]
) -> dict[str, Value]:
    """Return every key that can be made out, each piece on its own, and report each fault."""
    faults: list[_Fault] = []
    found: dict[str, Value] = {}
    for chunk in _split_chunks(text, faults):
        line = origin.line + chunk.row
        value = Value(_read_value(chunk, read_chunk, faults), line, chunk.column + 1)
        before = found.get(chunk.key)
        if before is not None:
            again = Value(None, line, 1)
            report_duplicate_key(chunk.key, before, again, origin.path, report)
        if before is None or value.value is not None:
            found[chunk.key] = value
    message = "the front matter is not a list of keys and values"
    none = _Fault(0, 0, message, "write one `key: value` on each line")
    for fault in faults or [none]:
        line, column = origin.line + fault.row, fault.column + 1
        report.add(
            Code.HEADER_SYNTAX,
            origin.path,
            fault.message,
            line=line,
            column=column,
            hint=fault.hint,
        )
    return found


def _split_chunks(text: str, faults: list[_Fault]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    for row, written in enumerate(text.split("\n")):
        line = _expand_tabs(written, row, faults)
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if not bare or bare.startswith("#"):
            if chunks:
                chunks[-1].lines.append(line)
            continue
        match = _KEY.match(bare)
        if match and (not indent or _is_misplaced(match["key"], indent, chunks)):
            if indent:
                message = f'the key "{match["key"]}" is indented, but belongs to no other key'
                hint = "begin it in the first column"
                faults.append(_Fault(row, indent, message, hint))
            rest = (match["rest"] or "").strip()
            chunks.append(_Chunk(match["key"].strip(), rest, row, indent, [bare]))
        elif not indent and not bare.startswith("- "):
            _take_stray(bare, row, chunks, faults)
        elif chunks:
            chunks[-1].lines.append(line)
        else:
            faults.append(_Fault(row, indent, f'"{bare[:40]}" belongs to no key', _NO_KEY_HINT))
    return chunks


_NO_KEY_HINT = "write `key: value`"


def _expand_tabs(line: str, row: int, faults: list[_Fault]) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return line.rstrip()
    message = "a tab is used to indent"
    faults.append(_Fault(row, indent.index("\t"), message, "use spaces; YAML knows no tabs"))
    return (indent.replace("\t", "  ") + line.lstrip()).rstrip()


def _is_misplaced(key: str, indent: int, chunks: list[_Chunk]) -> bool:
    """Return whether an indented key cannot be a part of the key above it."""
    if not chunks:
        return True
    above = chunks[-1]
    has_text = above.rest and not above.rest.startswith(("|", ">", "&", "!", "{"))
    only_line = not any(line.strip() for line in above.lines[1:])
    return bool(has_text and only_line and indent and is_known_key(key))


def _take_stray(bare: str, row: int, chunks: list[_Chunk], faults: list[_Fault]) -> None:
    """Read a line without a key: a key whose space is missing, or the text above going on."""
    tight = _TIGHT.match(bare)
    if tight and is_known_key(tight["key"]):
        key, rest = tight["key"], tight["rest"]
        message = f'there is no space behind "{key}:"'
        faults.append(_Fault(row, len(key), message, f"write `{key}: {rest}`"))
        chunks.append(_Chunk(key, rest, row, 0, [f"{key}: {rest}"]))
        return
    message = f'the line "{bare[:40]}" has no key'
    if not chunks:
        faults.append(_Fault(row, 0, message, _NO_KEY_HINT))
        return
    hint = f'indent it if it goes on with "{chunks[-1].key}", else write `key: value`'
    faults.append(_Fault(row, 0, message, hint))
    chunks[-1].lines.append("  " + bare)


def _read_value(
    chunk: _Chunk, read_chunk: Callable[[str], dict[str, Any]], faults: list[_Fault]
) -> Any:
    text = "\n".join(chunk.lines).rstrip() + "\n"
    try:
        values = read_chunk(text)
    except yaml.YAMLError as error:
        faults.append(_explain(chunk, error))
        return _read_raw(chunk)
    return next(iter(values.values()), None)


def _explain(chunk: _Chunk, error: yaml.YAMLError) -> _Fault:
    mark = getattr(error, "problem_mark", None)
    row = chunk.row + (mark.line if mark and mark.line < len(chunk.lines) else 0)
    column = chunk.column + (mark.column if mark and mark.line < len(chunk.lines) else 0)
    key, rest = chunk.key, chunk.rest
    start = chunk.column + chunk.lines[0].find(rest, len(key)) if rest else chunk.column
    hint = f"write `{key}: {quote_text(strip_quotes(rest))}`"
    if rest[:1] in {'"', "'"}:
        if rest[0] == '"' and "\\" in rest and rest.endswith('"'):
            hint = f"write `{key}: '{rest[1:-1]}'`"
            message = f'"\\" begins an escape in the double quotes of "{key}"'
            return _Fault(row, column, message, hint)
        return _Fault(
            chunk.row, start, f'the quotes around the value of "{key}" do not match', hint
        )
    if rest[:1] in {"[", "{"}:
        closing = "]" if rest[0] == "[" else "}"
        hint = f'close it with "{closing}", or put the value in quotes if the bracket is text'
        return _Fault(chunk.row, start, f'the bracket in the value of "{key}" is not closed', hint)
    if rest and rest[0] in _SPECIAL:
        message = (
            f'the value of "{key}" begins with "{rest[0]}", which means something else to YAML'
        )
        return _Fault(chunk.row, start, message, hint)
    if ": " in rest or rest.endswith(":"):
        place = rest.find(": ") if ": " in rest else len(rest) - 1
        return _Fault(chunk.row, start + place, f'there is a colon in the value of "{key}"', hint)
    problem = getattr(error, "problem", None) or "this is not valid YAML"
    return _Fault(row, column, f'"{key}": {problem}', "check quotes, colons and indentation here")


def _read_raw(chunk: _Chunk) -> Any:
    """Return the text of a value that is not YAML: a list of its entries, or one text."""
    below = [line.strip() for line in chunk.lines[1:] if line.strip()]
    below = [line for line in below if not line.startswith("#")]
    if not chunk.rest and below and all(line.startswith("-") for line in below):
        return [read_scalar(strip_quotes(line[1:])) for line in below]
    text = " ".join([chunk.rest, *below]).strip()
    if text.startswith("[") and "," in text:
        return [read_scalar(entry) for entry in read_bracketed(text)]
    return read_scalar(strip_quotes(text))
