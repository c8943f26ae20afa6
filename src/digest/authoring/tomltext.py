"""Writes TOML: the configuration a migration leads to, and what `digest config` prints.

TOML's basic strings are JSON's but for one character, so that values are encoded as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

KeyPath = tuple[str, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_toml(tables: Mapping[str, Any], remark: Callable[[KeyPath], str] | None = None) -> str:
    """Give the text of tables; `remark` gives the comment behind a key ("" for none)."""
    pieces: list[str] = []
    for name, content in tables.items():
        pieces.extend(_write_table((name,), content, remark or _say_nothing))
    return "\n".join(pieces)


def write_value(value: Any) -> str:
    """Give one value: text, number, switch, or a list or inline table of such."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{write_key(key)} = {write_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(write_value, value))}]"
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def write_key(key: str) -> str:
    """Give a key as it may stand in a table."""
    return key if _BARE.fullmatch(key) else write_value(key)


def _write_table(
    path: KeyPath, table: Mapping[str, Any], remark: Callable[[KeyPath], str]
) -> Iterator[str]:
    plain: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    for key, value in table.items():
        (inner if _is_table(value) else plain)[key] = value
    lines = [_write_line((*path, key), value, remark) for key, value in plain.items()]
    if lines or not inner:
        yield f"[{_write_path(path)}]\n" + "".join(lines)
    for key, value in inner.items():
        if isinstance(value, Mapping):
            yield from _write_table((*path, key), value, remark)
        else:
            yield from _write_list((*path, key), value, remark)


def _write_list(
    path: KeyPath, tables: tuple[Mapping[str, Any], ...], remark: Callable[[KeyPath], str]
) -> Iterator[str]:
    for table in tables:
        lines = (_write_line((*path, key), value, _say_nothing) for key, value in table.items())
        yield f"[[{_write_path(path)}]]{_comment(remark(path))}\n" + "".join(lines)


def _is_table(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping) and bool(value)


def _write_line(path: KeyPath, value: Any, remark: Callable[[KeyPath], str]) -> str:
    return f"{write_key(path[-1])} = {write_value(value)}{_comment(remark(path))}\n"


def _comment(text: str) -> str:
    return f" # {text}" if text else ""


def _write_path(path: KeyPath) -> str:
    return ".".join(map(write_key, path))


def _say_nothing(_: KeyPath) -> str:
    return ""
