"""`entities.toml` → `Registry`: every fault at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from digest.config.registry.entities import Entity, EntityKind, Registry
from digest.config.toml_documents import KeyPath, TomlFile
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import match_key, suggest

ENTITIES_FILE = "entities.toml"

_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
_FIELDS = ("name", "aliases", "url", "domains")


@lru_cache(maxsize=1)
def builtin_entities() -> tuple[Entity, ...]:
    """Return the organisations that digest knows by itself."""
    text = Path(__file__).with_name("entities.toml").read_text("utf-8")
    return tuple(_Converter(TomlFile(text, ENTITIES_FILE, Report())).make_entities())


@lru_cache(maxsize=1)
def builtin_registry() -> Registry:
    """Return the registry of a site that has no `entities.toml`."""
    return _BuiltinRegistry(builtin_entities())


class _BuiltinRegistry(Registry):
    """The built-in list: pickled by reference, since every process has it."""

    def __reduce__(self) -> tuple[Callable[..., Registry], tuple[bytes, ...]]:
        return builtin_registry, ()


def load_registry(path: Path | None, report: Report) -> Registry:
    """Read a site's `entities.toml` over the built-in list; without a file, the list itself."""
    if path is None or not path.is_file():
        return builtin_registry()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        report.add(Code.UNREADABLE_FILE, path.name, f"{path.name} cannot be read: {error}")
        return builtin_registry()
    own = tuple(_Converter(TomlFile(text, path.name, report)).make_entities())
    return Registry((*_without(builtin_entities(), own), *own))


def _without(builtin: tuple[Entity, ...], own: tuple[Entity, ...]) -> Iterator[Entity]:
    """Yield the built-in entities that the site does not describe itself, by name or alias."""
    claimed = {match_key(name) for entity in own for name in (entity.name, *entity.aliases)}
    return (entity for entity in builtin if match_key(entity.name) not in claimed)


class _Converter:
    """Makes entities of a file's tables; reports what it cannot use."""

    def __init__(self, file: TomlFile) -> None:
        self._file = file
        self._owners: dict[str, str] = {}

    def make_entities(self) -> Iterator[Entity]:
        """Yield every entity that can be understood."""
        for table, entries in self._file.parse(Code.REGISTRY_SYNTAX).items():
            kind = next((kind for kind in _KINDS if kind == table), None)
            if kind is None or not isinstance(entries, list):
                self._report_unknown((table,), f'there is no table "{table}"', table, _KINDS)
                continue
            for index, entry in enumerate(entries):
                yield from self._make_entity(kind, index, entry)

    def _make_entity(self, kind: EntityKind, index: int, entry: dict[str, Any]) -> Iterator[Entity]:
        here = (kind, index)
        for key in entry.keys() - set(_FIELDS):
            self._report_unknown((*here, key), f'[[{kind}]] has no key "{key}"', key, _FIELDS)
        name = entry.get("name")
        if not isinstance(name, str) or not name.strip():
            self._file.report(Code.BAD_REGISTRY_VALUE, (*here, "name"), f"[[{kind}]] needs a name")
            return
        entity = Entity(
            name=name.strip(),
            kind=kind,
            aliases=self._read_names((*here, "aliases"), entry.get("aliases", [])),
            url=self._read_address((*here, "url"), entry.get("url")),
            domains=self._read_names((*here, "domains"), entry.get("domains", [])),
        )
        self._claim_names(entity, here)
        yield entity

    def _read_address(self, key: KeyPath, url: Any) -> str:
        return url if isinstance(url, str) and self._file.check_address(url, key) else ""

    def _read_names(self, key: KeyPath, values: Any) -> tuple[str, ...]:
        values = [values] if isinstance(values, str) else values
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            message = f"{key[-1]} must be a list of names"
            hint = f'for example {key[-1]} = ["one", "two"]'
            self._file.report(Code.BAD_REGISTRY_VALUE, key, message, hint)
            return ()
        return tuple(value.strip() for value in values if value.strip())

    def _claim_names(self, entity: Entity, here: KeyPath) -> None:
        for name in (entity.name, *entity.aliases):
            owner = self._owners.setdefault(match_key(name), entity.name)
            if owner != entity.name:
                key = "name" if name == entity.name else "aliases"
                message = f'"{name}" already means "{owner}"'
                hint = "give each name to one entity; the later one wins"
                self._file.report(Code.AMBIGUOUS_NAME, (*here, key), message, hint)

    def _report_unknown(
        self, key: KeyPath, message: str, word: str, known: tuple[str, ...]
    ) -> None:
        near = suggest(word, known)
        hint = f'did you mean "{near}"?' if near else f"known: {', '.join(known)}"
        self._file.report(Code.UNKNOWN_REGISTRY_KEY, key, message, hint)
