"""TOML documents: values by the standard library's parser, and where each key is written.

Positions are wanted only where something is reported, so that they are read on their own, by a
scanner that knows TOML's strings, arrays and inline tables (TOML 1.0): text inside a string is
never taken for a key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from digest.core.addresses import is_allowed_address, report_unsafe_address
from digest.core.codes import Code
from digest.core.diagnostics import Report

KeyPath = tuple[str | int, ...]
"""Keys from the outermost table inwards; an integer is the index within an array."""
Place = tuple[int, int]
"""Line and column, both from 1; (0, 0) is unknown."""

_ERROR_PLACE = re.compile(
    r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$"
)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY_PART = re.compile(r'"(?P<basic>(?:[^"\\\n]|\\.)*)"|\'(?P<literal>[^\'\n]*)\'|(?P<bare>[\w-]+)')
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\[\]{}#\n\"']*")
_DEEPEST = 100
_DEEP_KEY = re.compile(
    r"""(?<![\w.\-"'])(?<!\.[ \t])(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]++)[ \t]*\.[ \t]*)"""
    rf"{{{_DEEPEST}}}"
)
"""A dotted key of so many parts that the tables it stands for take more memory than a site."""
_HEADER = re.compile(r"[ \t]*\[(?P<array>\[?)[ \t]*")


class TomlError(ValueError):
    """Text that is not TOML; its text says what is wrong, `line` and `column` where."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse_toml(text: str) -> dict[str, Any]:
    """Return the values of a TOML document; raise TomlError if it is none."""
    for number, row in enumerate(text.split("\n"), 1):
        if row.count(".") >= _DEEPEST and (deep := _DEEP_KEY.search(row)):
            raise TomlError("a key has too many parts", number, deep.start() + 1)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise TomlError("values are nested too deeply", 1, 1) from error
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _ERROR_PLACE.search(message)
        message = _ERROR_PLACE.sub("", message)
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        column = int(place["column"]) if place and place["column"] else 1
        raise TomlError(message[:1].lower() + message[1:], line, column) from error
    except ValueError as error:  # a number of too many digits
        raise TomlError(str(error).lower(), 1, 1) from error


def locate_keys(text: str) -> dict[KeyPath, Place]:
    """Return where each table and key of a document is written, by its path.

    Of a document that is not TOML, the keys of the statements that can be read are found.
    """
    return dict(_Scanner(text).scan())


def place_of(path: KeyPath, places: Mapping[KeyPath, Place]) -> Place:
    """Return the place of a key, or of the innermost written table or array around it."""
    prefixes = (path[:length] for length in range(len(path), 0, -1))
    return next((places[prefix] for prefix in prefixes if prefix in places), (0, 0))


class TomlFile:
    """A TOML file that is being read: reports what is wrong with it where it is written."""

    def __init__(self, text: str, path: str, report: Report) -> None:
        self._text = text
        self._path = path
        self._report = report

    @cached_property
    def _places(self) -> dict[KeyPath, Place]:
        return locate_keys(self._text)

    def parse(self, syntax_code: Code) -> dict[str, Any]:
        """Return the values of the file; none, and a problem of this code, if it is not TOML."""
        try:
            return parse_toml(self._text)
        except TomlError as error:
            hint = "strings need quotes; see https://toml.io"
            line, column = error.line, error.column
            self._report.add(
                syntax_code, self._path, str(error), line=line, column=column, hint=hint
            )
            return {}

    def report(self, code: Code, key: KeyPath, message: str, hint: str = "") -> None:
        """Report a problem at a key, or at the innermost written table around it."""
        line, column = place_of(key, self._places)
        self._report.add(code, self._path, message, line=line, column=column, hint=hint)

    def check_address(self, url: str, key: KeyPath, *, is_image: bool = False) -> bool:
        """Return whether an address may be linked; report one that may not."""
        if is_allowed_address(url, is_image=is_image):
            return True
        line, column = place_of(key, self._places)
        report_unsafe_address(url, self._report, self._path, line=line, column=column)
        return False


class _Scanner:
    """Reads a document statement by statement, without its values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line, self._line_start = 1, 0
        self._counts: dict[KeyPath, int] = {}

    def scan(self) -> Iterator[tuple[KeyPath, Place]]:
        table: KeyPath = ()
        while self._skip(_BLANK) < len(self._text):
            start = self._at
            if header := _HEADER.match(self._text, start):
                self._at = header.end()
                place = self._place()
                table = self._enter(self._read_key(), is_array=bool(header["array"]))
                if table[-1:] == (0,):
                    yield table[:-1], place
                yield table, place
            else:
                yield from self._scan_pair(table)
            if self._at == start or self._rest_of_line():
                self._skip_line()

    def _scan_pair(self, table: KeyPath) -> Iterator[tuple[KeyPath, Place]]:
        place, parts = self._place(), self._read_key()
        self._skip(_SPACE)
        if parts and self._text.startswith("=", self._at):
            self._at += 1
            path = (*self._current(table, parts[:-1]), parts[-1])
            yield path, place
            self._skip(_SPACE)
            yield from self._scan_value(path)

    def _scan_value(self, path: KeyPath) -> Iterator[tuple[KeyPath, Place]]:
        opening = self._text[self._at : self._at + 1]
        if opening in {"[", "{"}:
            self._at += 1
            yield from self._scan_items(path, "]" if opening == "[" else "}")
        elif string := _STRING.match(self._text, self._at):
            self._at = string.end()
        else:
            self._skip(_SCALAR)

    def _scan_items(self, path: KeyPath, closing: str) -> Iterator[tuple[KeyPath, Place]]:
        index = 0
        while self._skip(_BLANK) < len(self._text):
            start = self._at
            char = self._text[start]
            if char == closing:
                self._at += 1
                return
            if char == ",":
                self._at += 1
                index += 1
            elif len(path) > _DEEPEST:
                return
            elif closing == "]":
                yield (*path, index), self._place()
                yield from self._scan_value((*path, index))
            else:
                yield from self._scan_pair(path)
            if self._at == start:
                return  # not TOML

    def _read_key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while found := _KEY_PART.match(self._text, self._at):
            self._at = found.end()
            parts.append(_decode_key(found))
            dot = self._skip(_SPACE)
            if not self._text.startswith(".", dot):
                break
            self._at = dot + 1
            self._skip(_SPACE)
        return tuple(parts)

    def _enter(self, parts: tuple[str, ...], *, is_array: bool) -> KeyPath:
        """Return the path of the table that a header opens, with the indices of arrays in it."""
        path = (*self._current((), parts[:-1]), *parts[-1:])
        if is_array:
            index = self._counts[path] = self._counts.get(path, -1) + 1
            return (*path, index)
        return path

    def _current(self, table: KeyPath, parts: tuple[str, ...]) -> KeyPath:
        """Return a path into a table; a name of an array of tables stands for its last one."""
        for part in parts:
            table = (*table, part)
            if table in self._counts:
                table = (*table, self._counts[table])
        return table

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _rest_of_line(self) -> bool:
        """Return whether something but a comment and closing brackets follows in the line."""
        end = self._text.find("\n", self._at)
        rest = self._text[self._at : end if end >= 0 else len(self._text)]
        return bool(rest.strip())

    def _skip_line(self) -> None:
        end = self._text.find("\n", self._at)
        self._at = end + 1 if end >= 0 else len(self._text)

    def _place(self) -> Place:
        self._line += self._text.count("\n", self._line_start, self._at)
        self._line_start = self._text.rfind("\n", 0, self._at) + 1
        return self._line, self._at - self._line_start + 1


def _decode_key(found: re.Match[str]) -> str:
    if found["bare"] is not None:
        return found["bare"]
    if found["literal"] is not None:
        return found["literal"]
    if "\\" not in found["basic"]:
        return found["basic"]
    try:
        return str(next(iter(tomllib.loads(f"{found[0]} = 0"))))
    except tomllib.TOMLDecodeError:
        return found["basic"]
