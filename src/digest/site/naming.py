"""The registry applied to posts: names of terms, and sources of items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from digest.config.registry import Registry, apply_registry, builtin_registry
from digest.core.hashing import digest_key
from digest.core.model import Post, PostSummary
from digest.core.text import match_key

KINDS = {
    "companies": "company",
    "organisations": "company",
    "organizations": "company",
    "models": "model",
    "people": "person",
    "persons": "person",
    "topics": "topic",
}
"""Taxonomies that hold one kind of entity only: there, "Jasper" is a person or a company."""


class TermNames:
    """Names of terms from the registry, found by an exact name or alias.

    The site's own `entities.toml` applies to all taxonomies. The built-in list only decides how
    names are spelt in taxonomies of one kind of entity: a tag "apple" may mean the fruit.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        builtin = frozenset(builtin_registry().entities)
        self._own = {entity.name: entity for entity in registry.entities if entity not in builtin}

    def canonical(self, taxonomy: str, spelling: str) -> str | None:
        """Return the canonical name of a term, or None if the registry has none."""
        if not self._registry.knows(spelling):
            return None
        entity = self._registry.entity(spelling)
        if entity is None:
            return None
        kind = KINDS.get(taxonomy)
        if entity.name in self._own:
            return entity.name if kind in {None, entity.kind} else None
        same = match_key(spelling) == match_key(entity.name)
        return entity.name if same and kind == entity.kind else None

    def aliases(self, taxonomy: str, name: str) -> tuple[str, ...]:
        """Return the aliases that the site's own registry has for a canonical name."""
        entity = self._own.get(name)
        known = entity is not None and KINDS.get(taxonomy) in {None, entity.kind}
        return entity.aliases if entity and known else ()


def rename_digests(
    posts: Iterable[PostSummary], registry: Registry, digests: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """Return the digests by path, changed for each post whose sources the registry renames.

    Sources were named with the built-in registry by the parser, so that only a registry of the
    site's own changes any.
    """
    if registry is builtin_registry():
        return digests
    changed = dict(digests)
    for post in posts:
        if new := _new_names(post, registry):
            changed[post.path] += digest_key(new).encode()
    return changed


def name_items(post: Post, registry: Registry) -> Post:
    """Return the post with the sources of its items named as the registry names them."""
    if registry is builtin_registry():
        return post
    items = tuple([apply_registry(item, registry) for item in post.items])
    if all(new is old for new, old in zip(items, post.items, strict=True)):
        return post
    return replace(post, items=items)


def _new_names(post: PostSummary, registry: Registry) -> list[tuple[str, str]]:
    """Return names and hosts of a post's sources that the registry renames, with the new names."""
    renamed = ((name, registry.resolve(name)) for name in post.source_names)
    hosts = ((host, registry.of_domain(host) or "") for host in post.source_hosts)
    return [(old, new) for old, new in (*renamed, *hosts) if new and new != old]
