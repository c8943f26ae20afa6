"""Entities, and the index from names and hosts to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Literal

import msgspec
from msgspec import Struct

from digest.core.addresses import host_of
from digest.core.model import Item
from digest.core.text import differ_by_one, match_key

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
