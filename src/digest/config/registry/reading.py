"""`entities.toml` → `Registry`: every fault at once, each with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from digest.config.registry.entities import Entity, EntityKind, Registry
from digest.core.addresses import check_address
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import match_key, suggest

FILE_NAME = "entities.toml"

_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
_FIELDS = ("name", "aliases", "url", "domains")
_ENTRY = re.compile(r"\s*\[\[\s*([\w-]+)\s*\]\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

Places = dict[tuple[str, int, str], tuple[int, int]]
"""Where a key stands: table, its index, key ("" for the table's own line) → line, column."""


@lru_cache(maxsize=1)
def builtin_entities() -> tuple[Entity, ...]:
    """Give the organisations digest knows by itself."""
    text = Path(__file__).with_name("entities.toml").read_text("utf-8")
    return tuple(_Reading(text, FILE_NAME, Report()).entities())


@lru_cache(maxsize=1)
def builtin_registry() -> Registry:
    """Give the registry of a site that has no `entities.toml`."""
    return _Builtin(builtin_entities())


class _Builtin(Registry):
    """The built-in list: every process has it, and knows by it that no source is named anew."""

    def __reduce__(self) -> tuple[Callable[..., Registry], tuple[bytes, ...]]:
        return builtin_registry, ()


def load_registry(path: Path | None, report: Report) -> Registry:
    """Read a site's `entities.toml` and lay it over the built-in list; no file, no change."""
    if path is None or not path.is_file():
        return builtin_registry()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        report.add(Code.UNREADABLE_FILE, path.name, f"{path.name} cannot be read: {error}")
        return builtin_registry()
    own = tuple(_Reading(text, path.name, report).entities())
    return Registry((*_without(builtin_entities(), own), *own))


def _without(builtin: tuple[Entity, ...], own: tuple[Entity, ...]) -> Iterator[Entity]:
    """Yield the built-in entities that the site does not describe itself, by name or alias."""
    claimed = {match_key(name) for entity in own for name in (entity.name, *entity.aliases)}
    return (entity for entity in builtin if match_key(entity.name) not in claimed)


class _Reading:
    """One file on its way to entities: its values, where they stand, and what is wrong."""

    def __init__(self, text: str, path: str, report: Report) -> None:
        self._path, self._report = path, report
        self._places = dict(_key_places(text))
        self._claims: dict[str, str] = {}
        self._data = self._parse(text)

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line, column = (int(n or 0) for n in place.groups()) if place else (0, 0)
            message = _PLACE.sub("", str(error))
            self._report.add(
                Code.REGISTRY_SYNTAX, self._path, message[:1].lower() + message[1:],
                line=line, column=column, hint="strings need quotes; see https://toml.io",
            )  # fmt: skip
            return {}

    def entities(self) -> Iterator[Entity]:
        """Yield every entity that can be understood; report the rest."""
        for table, entries in self._data.items():
            kind = next((kind for kind in _KINDS if kind == table), None)
            if kind is None or not isinstance(entries, list):
                self._unknown((table, 0, ""), f'there is no table "{table}"', table, _KINDS)
                continue
            for index, entry in enumerate(entries):
                yield from self._read(kind, index, entry)

    def _read(self, kind: EntityKind, index: int, entry: dict[str, Any]) -> Iterator[Entity]:
        for key in entry.keys() - set(_FIELDS):
            self._unknown((kind, index, key), f'[[{kind}]] has no key "{key}"', key, _FIELDS)
        name = entry.get("name")
        if not isinstance(name, str) or not name.strip():
            self._add(Code.BAD_REGISTRY_VALUE, (kind, index, "name"), f"[[{kind}]] needs a name")
            return
        name = name.strip()
        entity = Entity(
            name=name,
            kind=kind,
            aliases=self._strings(kind, index, entry, "aliases"),
            url=self._address(kind, index, entry),
            domains=self._strings(kind, index, entry, "domains"),
        )
        self._claim(entity, index)
        yield entity

    def _address(self, kind: EntityKind, index: int, entry: dict[str, Any]) -> str:
        url = entry.get("url")
        if not isinstance(url, str):
            return ""
        line, column = self._place_of((kind, index, "url"))
        allowed = check_address(url, self._report, self._path, line=line, column=column)
        return url if allowed else ""

    def _strings(
        self, kind: EntityKind, index: int, entry: dict[str, Any], key: str
    ) -> tuple[str, ...]:
        values = entry.get(key, [])
        values = [values] if isinstance(values, str) else values
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self._add(
                Code.BAD_REGISTRY_VALUE, (kind, index, key), f"{key} must be a list of names",
                f'for example {key} = ["one", "two"]',
            )  # fmt: skip
            return ()
        return tuple(value.strip() for value in values if value.strip())

    def _claim(self, entity: Entity, index: int) -> None:
        for name in (entity.name, *entity.aliases):
            owner = self._claims.setdefault(match_key(name), entity.name)
            if owner != entity.name:
                key = "name" if name == entity.name else "aliases"
                message = f'"{name}" already means "{owner}"'
                hint = "give each name to one entity; the later one wins"
                self._add(Code.AMBIGUOUS_NAME, (entity.kind, index, key), message, hint)

    def _unknown(
        self, place: tuple[str, int, str], message: str, word: str, known: tuple[str, ...]
    ) -> None:
        near = suggest(word, known)
        hint = f'did you mean "{near}"?' if near else f"known: {', '.join(known)}"
        self._add(Code.UNKNOWN_REGISTRY_KEY, place, message, hint)

    def _add(self, code: Code, place: tuple[str, int, str], message: str, hint: str = "") -> None:
        line, column = self._place_of(place)
        self._report.add(code, self._path, message, line=line, column=column, hint=hint)

    def _place_of(self, place: tuple[str, int, str]) -> tuple[int, int]:
        table, index, _ = place
        return self._places.get(place) or self._places.get((table, index, "")) or (0, 0)


def _key_places(text: str) -> Iterator[tuple[tuple[str, int, str], tuple[int, int]]]:
    counts: dict[str, int] = {}
    table, index = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if entry := _ENTRY.match(line):
            table = entry[1]
            index = counts[table] = counts.get(table, -1) + 1
            yield (table, index, ""), (number, entry.start(1) + 1)
        elif key := _KEY.match(line):
            yield (table, index, key[1]), (number, key.start(1) + 1)
