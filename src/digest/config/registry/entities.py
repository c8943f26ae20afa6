"""Entities, the index from names and hosts to them, and `entities.toml`, which they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

from digest.config.toml_documents import KeyPath, TomlFile
from digest.core.addresses import host_of
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Item
from digest.core.text import differ_by_one, match_key, suggest

EntityKind = Literal["company", "model", "person", "topic"]

_SHORTEST_NEAR = 8
_LONGEST_NAME = 5
_REMEMBERED = 1 << 14
_WORD = re.compile(r"[^\W_][\w.&'’-]*", re.UNICODE)
_DIGITS = re.compile(r"\d+")


class Entity(Struct, frozen=True, kw_only=True):
    """What is written about: its canonical name, aliases, home page and hosts."""

    name: str
    kind: EntityKind = "company"
    aliases: tuple[str, ...] = ()
    url: str = ""
    domains: tuple[str, ...] = ()


class Registry:
    """Entities by name, alias and host. The later of two entities with one name wins."""

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        by_name: dict[str, Entity] = {}
        for entity in entities:
            by_name[match_key(entity.name)] = entity
        self.entities = tuple(by_name.values())
        self._names: dict[str, Entity] = {}
        self._hosts: dict[str, Entity] = {}
        for entity in self.entities:
            for alias in entity.aliases:
                self._names[match_key(alias)] = entity
            for domain in (*entity.domains, host_of(entity.url)):
                self._hosts[domain.lower()] = entity
        self._names.update(by_name)
        self._hosts.pop("", None)
        self._near: dict[tuple[str, int], list[str]] = {}
        for key in self._names:
            if len(key) >= _SHORTEST_NEAR:
                self._near.setdefault((key[0], len(key)), []).append(key)
        self._found: dict[str, Entity | None] = {}

    def __reduce__(self) -> tuple[Callable[..., Registry], tuple[bytes, ...]]:
        return revive_registry, (self._encoded,)

    @cached_property
    def _encoded(self) -> bytes:
        return msgspec.json.encode(self.entities)

    def entity(self, name: str) -> Entity | None:
        """Return the entity of a name: its own, an alias, or one of them with a letter wrong."""
        if name not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            key = match_key(name)
            self._found[name] = self._names.get(key) or self._near_entity(key)
        return self._found[name]

    def resolve(self, name: str) -> str:
        """Return the canonical name; of an unknown name, itself without needless spaces."""
        entity = self.entity(name)
        return entity.name if entity else _tidy(name)

    def knows(self, name: str) -> bool:
        """Return whether a name is an entity's own or an alias, every letter right."""
        found = self.entity(name)
        return found is not None and match_key(name) in self._names

    def of_domain(self, host: str) -> str | None:
        """Return the name of the company that publishes at a host, or None."""
        while "." in host:
            if entity := self._hosts.get(host):
                return entity.name if entity.kind == "company" else None
            host = host.partition(".")[2]
        return None

    def find_in(self, text: str) -> tuple[str, ...]:
        """Return the names of the entities in a short text, in order; longer names count first."""
        words = list(_WORD.finditer(text))
        found: dict[str, None] = {}
        at = 0
        while at < len(words):
            at += self._find_at(text, words, at, found)
        return tuple(found)

    def _find_at(
        self, text: str, words: list[re.Match[str]], at: int, found: dict[str, None]
    ) -> int:
        for count in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            name = text[words[at].start() : words[at + count - 1].end()]
            name = name.rstrip(".'’").removesuffix("’s").removesuffix("'s")
            entity = self._names.get(match_key(name))
            if entity and not name.islower():
                found[entity.name] = None
                return count
        return 1

    def _near_entity(self, key: str) -> Entity | None:
        if len(key) < _SHORTEST_NEAR:
            return None
        for length in (len(key), len(key) - 1, len(key) + 1):
            for other in self._near.get((key[0], length), ()):
                if differ_by_one(key, other) and _DIGITS.findall(key) == _DIGITS.findall(other):
                    return self._names[other]
        return None


@lru_cache(maxsize=1)
def revive_registry(encoded: bytes) -> Registry:
    """Return a pickled registry: made once in each process, however often it is sent."""
    return Registry(msgspec.json.decode(encoded, type=tuple[Entity, ...]))


def apply_registry(item: Item, registry: Registry) -> Item:
    """Return the item with its sources under their canonical names, each once."""
    names = dict.fromkeys(registry.resolve(name) for name in item.sources)
    if not names and item.url and (publisher := registry.of_domain(host_of(item.url))):
        names[publisher] = None
    sources = tuple(names)
    return item if sources == item.sources else msgspec.structs.replace(item, sources=sources)


def _tidy(name: str) -> str:
    return " ".join(name.split()).rstrip(".,;:")


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
