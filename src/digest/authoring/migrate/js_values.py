"""Values of JavaScript and TypeScript settings: literals and what follows from them; nothing runs.

A recursive-descent reader of the part of the language that settings are written in. Whatever
only running the program would tell is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<number>\d+(?:\.\d+)?(?![\w.]))
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<sign>=>|\.\.\.|\?\?|\|\||\?\.|[={}()\[\],:;.+!<>?&|*/%^~@\#\\-])
    |(?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_OPEN = {"(": ")", "[": "]", "{": "}"}
_ESCAPE = re.compile(r"\\(u\{?([0-9a-fA-F]+)\}?|x([0-9a-fA-F]{2})|\n|.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_DECLARATIONS = frozenset({"const", "let", "var"})
_MOST_TOKENS = 200_000

Token = tuple[str, str]


def read_js_values(text: str) -> tuple[dict[str, Any], Any]:
    """Return the constants of a script by name, and the value that it exports (None if unknown).

    Constants that are assigned later or by other files are unknown, too.
    """
    tokens = [
        (match.lastgroup or "", match[0])
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ][:_MOST_TOKENS]
    reader = _Reader(tokens)
    names: dict[str, Any] = {}
    exported: dict[str, list[Any]] = {"export": [], "return": []}
    for start, name in _find_assignments(tokens):
        try:
            value = reader.read_from(start, names)
        except (IndexError, RecursionError):
            continue
        if name in exported:
            exported[name].append(value)
        else:
            names[name] = value
    # What a function returns may be anything: the settings are the largest of it.
    returned = sorted(exported["return"], key=len, reverse=True)
    return names, next((each for each in (*exported["export"], *returned) if each), None)


def _find_assignments(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield where the value of each constant and export begins, with the constant's name."""
    texts = [text for _, text in tokens]
    for n, (kind, text) in enumerate(tokens[:-2]):
        if text in _DECLARATIONS and tokens[n + 1][0] == "name":
            end = n + 2
            while end < len(texts) and texts[end] not in {"=", ";"} and end < n + 40:
                end += 1  # a type between the name and the value
            if end < len(texts) and texts[end] == "=":
                yield end + 1, tokens[n + 1][1]
        elif texts[n : n + 2] == ["export", "default"]:
            yield n + 2, "export"
        elif texts[n : n + 4] == ["module", ".", "exports", "="]:
            yield n + 4, "export"
        elif kind == "name" and text == "return" and texts[n + 1] == "{":
            yield n + 1, "return"


class _Reader:
    """Reads one value at a time from a list of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._names: dict[str, Any] = {}

    def read_from(self, start: int, names: dict[str, Any]) -> Any:
        """Return the value that begins at a token; `names` are the constants known so far."""
        self._at, self._names = start, names
        return self._expression()

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expression(self) -> Any:
        """Return the value of operands joined by `+`, `||` or `??`; anything else is unknown."""
        value = self._operand()
        while True:
            sign = self._peek()
            if sign in {"||", "??"}:
                self._at += 1
                other = self._operand()
                value = other if value is None or (sign == "||" and not value) else value
            elif sign == "+":
                self._at += 1
                other = self._operand()
                is_text = isinstance(value, str) and isinstance(other, str)
                value = value + other if is_text else None
            elif sign in {"as", "satisfies"}:
                self._at += 2  # its type, which may be the word `const`
                self._skip_rest()
            elif sign in {",", "}", "]", ")", ";", ""} or self._is_statement():
                return value
            else:
                self._skip_rest()
                return None

    def _is_statement(self) -> bool:
        """Return whether the value has ended without a semicolon, as a new statement begins."""
        return self._peek() in {*_DECLARATIONS, "export", "module", "function", "import", "return"}

    def _operand(self) -> Any:
        kind, text = self._next()
        if kind == "string":
            return _read_string(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if text == "{":
            return self._object()
        if text == "[":
            return self._array()
        if text == "(":
            return self._parenthesis()
        if kind == "name":
            return self._named(text)
        return None

    def _named(self, name: str) -> Any:
        """Return what a name stands for; of a call with one known argument, that argument."""
        if name in {"function", "class"}:
            while self._peek() not in {"{", ""}:
                self._at += 1
            self._skip_group()
            return None
        if name in {"async", "await", "new", "typeof"}:
            self._operand()
            return None
        value = _CONSTANTS.get(name, self._names.get(name))
        while self._peek() in {".", "?.", "(", "[", "=>"}:
            sign = self._peek()
            if sign in {".", "?."}:
                self._at += 1
                key = self._next()[1]
                value = value.get(key) if isinstance(value, dict) else None
            elif sign == "(":
                self._at += 1
                arguments = self._list_until(")")
                known = [each for each in arguments if each is not None]
                value = known[0] if len(known) == 1 and name != "require" else None
            elif sign == "=>":
                return self._arrow()
            else:
                self._skip_group()
                value = None
        return value

    def _parenthesis(self) -> Any:
        values = self._list_until(")")
        if self._peek() == "=>":
            return self._arrow()
        return values[0] if len(values) == 1 else None

    def _arrow(self) -> Any:
        """Return what a function without parameters returns at once, as `() => ({…})`."""
        self._at += 1
        if self._peek() == "{":
            self._skip_group()
            return None
        return self._expression()

    def _array(self) -> list[Any]:
        return self._list_until("]")

    def _list_until(self, end: str) -> list[Any]:
        values: list[Any] = []
        while self._peek() not in {end, ""}:
            before = self._at
            if self._peek() == "...":
                self._at += 1
                spread = self._expression()
                values += spread if isinstance(spread, list) else []
            else:
                values.append(self._expression())
            if self._peek() not in {end, ","}:
                self._skip_rest()
            if self._peek() == "," or self._at == before:
                self._at += 1
        self._at += 1
        return values

    def _object(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while self._peek() not in {"}", ""}:
            before = self._at
            kind, key = self._next()
            if key == "...":
                spread = self._expression()
                values |= spread if isinstance(spread, dict) else {}
            elif kind in {"string", "name", "number"}:
                name = _read_string(key) if kind == "string" else key
                if self._peek() == ":":
                    self._at += 1
                    values[str(name)] = self._expression()
                elif self._peek() in {",", "}"}:
                    values[str(name)] = self._names.get(key)
            if self._peek() not in {"}", ","}:
                self._skip_rest()
            if self._peek() == "," or self._at == before:
                self._at += 1
        self._at += 1
        return values

    def _skip_rest(self) -> None:
        """Move to the comma or bracket that ends the value, or to the next statement."""
        while self._peek() not in {",", "}", "]", ")", ";", ""}:
            if self._peek() in _OPEN:
                self._skip_group()
            elif self._is_statement():
                return
            else:
                self._at += 1

    def _skip_group(self) -> None:
        """Move behind the bracket that closes the one at the current token."""
        depth = 0
        while self._at < len(self._tokens):
            text = self._next()[1]
            depth += (text in _OPEN) - (text in _OPEN.values())
            if depth <= 0:
                return


def _read_string(written: str) -> str | None:
    """Return the text of a string literal; None for a template with expressions in it."""
    if written.startswith("`") and "${" in written:
        return None

    def unescape(match: re.Match[str]) -> str:
        if code := match[2] or match[3]:
            return chr(int(code, 16)) if int(code, 16) < 0x110000 else ""  # noqa: PLR2004
        return _LETTERS.get(match[1], match[1])

    return _ESCAPE.sub(unescape, written[1:-1])
