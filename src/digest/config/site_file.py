"""`site.toml` → `Config`: every fault at once, each with its line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from digest.config.setting_rules import check_settings, drop_unsafe_addresses
from digest.config.tables import Config
from digest.config.toml_documents import KeyPath, TomlFile, locate_keys
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import suggest

SITE_FILE = "site.toml"

SettingPath = tuple[str, ...]
"""The names of tables and of the key in the innermost one."""

_ERROR_PATH = re.compile(r" - at `.*`$")


def load_config(
    root: Path, report: Report, overrides: Mapping[str, Mapping[str, Any]] | None = None
) -> Config:
    """Read `root`/site.toml; without the file every value is its default.

    `overrides` (the command line's) win over the file: table name → key → value. Faults are
    reported and the faulty key keeps its default, so that all of them are seen in one run.
    """
    file = TomlFile(_read_text(root), SITE_FILE, report)
    config: Config = _Converter(file).make_table(file.parse(Code.CONFIG_SYNTAX), Config, ())
    check_settings(config, root, file)
    config = drop_unsafe_addresses(config, file)
    given = {"site": {"base_url": config.site.base_url.rstrip("/")}}
    for table, values in (*given.items(), *(overrides or {}).items()):
        changed = msgspec.structs.replace(getattr(config, table), **values)
        config = msgspec.structs.replace(config, **{table: changed})
    return config


def locate_settings(root: Path) -> dict[SettingPath, int]:
    """Return the line of `root`/site.toml on which each key that it sets is written, by its path.

    The entries of an array of tables are not told apart: the last one counts.
    """
    places = locate_keys(_read_text(root))
    return {_names_in(path): line for path, (line, _) in places.items()}


def _read_text(root: Path) -> str:
    path = root / SITE_FILE
    return path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""


def _names_in(path: KeyPath) -> SettingPath:
    return tuple(key for key in path if isinstance(key, str))


class _Converter:
    """Converts tables to structs key by key, so that one bad value does not hide the next."""

    def __init__(self, file: TomlFile) -> None:
        self._file = file

    def make_table(self, data: Mapping[str, Any], kind: type[Any], path: KeyPath) -> Any:
        """Return a table's struct; unknown keys and bad values are reported and left out."""
        types = get_type_hints(kind, include_extras=True)
        good: dict[str, Any] = {}
        for key, value in data.items():
            if key in types:
                self._convert_value(good, (*path, key), value, types[key])
                continue
            near = suggest(key, types)
            known = f'did you mean "{near}"?' if near else f"known: {', '.join(types)}"
            where = f"[{'.'.join(_names_in(path))}]" if path else SITE_FILE
            message = f'{where} has no key "{key}"'
            self._file.report(Code.UNKNOWN_CONFIG_KEY, (*path, key), message, known)
        for field in msgspec.structs.fields(kind):
            if field.required and field.name not in good:
                message = f'[{".".join(_names_in(path))}] needs "{field.name}"'
                self._file.report(Code.BAD_CONFIG_VALUE, path, message)
                good[field.name] = ""
        return kind(**good)

    def _convert_value(self, good: dict[str, Any], path: KeyPath, value: Any, kind: Any) -> None:
        key = str(path[-1])
        table, is_mapping = _table_type(kind)
        if table and is_mapping and isinstance(value, dict):
            good[key] = {
                name: self.make_table(_as_table(inner), table, (*path, name))
                for name, inner in value.items()
            }
        elif table and isinstance(value, list):
            good[key] = tuple(
                self.make_table(_as_table(inner), table, (*path, index))
                for index, inner in enumerate(value)
            )
        elif table and isinstance(value, dict):
            good[key] = self.make_table(value, table, path)
        else:
            try:
                good[key] = msgspec.convert(value, kind)
            except msgspec.ValidationError as error:
                message = _ERROR_PATH.sub("", str(error)).replace("`", "")
                message = f"{'.'.join(_names_in(path))}: {message[:1].lower()}{message[1:]}"
                hint = f"it is {value!r} here"
                if "enum value" in message:
                    choices = ", ".join(f'"{each}"' for each in _list_choices(kind))
                    hint = f"one of {choices}; {hint}"
                self._file.report(Code.BAD_CONFIG_VALUE, path, message, hint)


def _list_choices(kind: Any) -> tuple[Any, ...]:
    """Return the values that a key, or each value of its list, may have."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    inner = (_list_choices(each) for each in get_args(kind) if get_origin(each))
    return next((choices for choices in inner if choices), ())


def _as_table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _table_type(kind: Any) -> tuple[type[msgspec.Struct] | None, bool]:
    """Return the struct inside a key's type, and whether the key maps names to such structs."""
    for candidate in (kind, *get_args(kind)):
        if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
            return candidate, get_origin(kind) is dict
        for inner in get_args(candidate):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                return inner, get_origin(candidate) is dict
    return None, False
