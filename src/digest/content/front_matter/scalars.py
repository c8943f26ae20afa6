"""Gives unquoted words a type by our own rules, the same in every form of header."""

from __future__ import annotations

import re

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}")


def read_scalar(text: str) -> str | int | float | bool | None:
    """Give the value of an unquoted word.

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


def strip_quotes(text: str) -> str:
    """Give a text without the quotes around it, and without one that was left alone."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text[:1] in {'"', "'"} and text.count(text[0]) == 1:
        return text[1:]
    if text[-1:] == '"' and text.count('"') == 1:
        return text[:-1]
    return text


def quote_text(text: str) -> str:
    """Give a text in quotes that YAML and TOML read as they stand, for hints."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
