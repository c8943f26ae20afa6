"""What the registry says about posts: names of terms, and sources of items."""

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
    """The registry, asked about terms: an exact name or alias counts, a near one does not.

    What the site's own `entities.toml` says holds everywhere. The built-in list only settles how
    companies are written where companies are listed: who tags posts "Facebook" or "apple" may
    mean just that.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        builtin = frozenset(builtin_registry().entities)
        self._own = {entity.name: entity for entity in registry.entities if entity not in builtin}

    def canonical(self, taxonomy: str, spelling: str) -> str | None:
        """Return the one name of a term, or None where the registry knows nothing of it."""
        if not self._registry.knows(spelling):
            return None
        entity = self._registry.entity(spelling)
        if entity is None:
            return None
        wanted = KINDS.get(taxonomy)
        if entity.name in self._own:
            return entity.name if wanted in {None, entity.kind} else None
        same = match_key(spelling) == match_key(entity.name)
        return entity.name if same and wanted == entity.kind else None

    def aliases(self, taxonomy: str, name: str) -> tuple[str, ...]:
        """Return the other names that the site itself lists for a canonical one."""
        entity = self._own.get(name)
        known = entity is not None and KINDS.get(taxonomy) in {None, entity.kind}
        return entity.aliases if entity and known else ()


def rename_digests(
    posts: Iterable[PostSummary], registry: Registry, digests: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """Return the digests by path, changed for each post whose sources the registry renames.

    Parsing has named the sources with the built-in list: a site without one of its own changes
    none.
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
    """Return every name and host among a post's items with the registry's other name for it."""
    renamed = ((name, registry.resolve(name)) for name in post.source_names)
    hosts = ((host, registry.of_domain(host) or "") for host in post.source_hosts)
    return [(old, new) for old, new in (*renamed, *hosts) if new and new != old]
