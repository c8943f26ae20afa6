"""Write TOML: `site.toml` of new and migrated sites, and what `digest config` prints.

Written by hand because tomlkit takes quadratic time for a table (13 s for 5,000 pinned addresses)
and tomli-w can neither write comments nor keep a list on one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

KeyPath = tuple[str, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def write_toml(
    tables: Mapping[str, Any], comment_for: Callable[[KeyPath], str] | None = None
) -> str:
    """Return tables as TOML; `comment_for` returns the comment behind a key, "" for none."""
    return "\n".join(_write_table((), tables, comment_for or (lambda _path: "")))


def write_value(value: Any) -> str:
    """Return a text, number, switch or date, or a list or inline table of such, as TOML.

    TOML's basic strings are JSON strings, except that they must escape the delete character.
    """
    if isinstance(value, Mapping):
        inner = ", ".join(f"{write_key(key)} = {write_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(write_value, value))}]"
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def write_key(key: str) -> str:
    """Return a key, in quotation marks if it needs them."""
    return key if _BARE_KEY.fullmatch(key) else write_value(key)


def _write_table(
    path: KeyPath, table: Mapping[str, Any], comment_for: Callable[[KeyPath], str]
) -> Iterator[str]:
    """Yield a table and the tables in it; plain values come first, as TOML demands.

    The outermost table, whose path is (), has tables alone.
    """
    plain = {key: value for key, value in table.items() if path and not _needs_header(value)}
    if path and (plain or not table):
        yield f"[{_write_path(path)}]\n{_write_lines(path, plain, comment_for)}"
    for key, value in table.items():
        if key in plain:
            continue
        if isinstance(value, Mapping):
            yield from _write_table((*path, key), value, comment_for)
            continue
        comment = _write_comment(comment_for((*path, key)))
        for each in value:
            lines = _write_lines(path, each, lambda _path: "")
            yield f"[[{_write_path((*path, key))}]]{comment}\n{lines}"


def _write_path(path: KeyPath) -> str:
    return ".".join(map(write_key, path))


def _needs_header(value: Any) -> bool:
    """Return whether a value is a table, or a list of tables, with headers of its own."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping) and bool(value)


def _write_lines(
    path: KeyPath, values: Mapping[str, Any], comment_for: Callable[[KeyPath], str]
) -> str:
    return "".join(
        f"{write_key(key)} = {write_value(value)}{_write_comment(comment_for((*path, key)))}\n"
        for key, value in values.items()
    )


def _write_comment(text: str) -> str:
    return f" # {text}" if text else ""
