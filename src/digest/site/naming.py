"""What the registry says about posts: names of terms, and sources of items."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from digest.config.registry import Registry, apply_registry, builtin_registry
from digest.content.summary import Facts
from digest.core.hashing import digest_key
from digest.core.model import Post
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
        """Give the one name of a term, or None where the registry knows nothing of it."""
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
        """Give the other names that the site itself lists for a canonical one."""
        entity = self._own.get(name)
        known = entity is not None and KINDS.get(taxonomy) in {None, entity.kind}
        return entity.aliases if entity and known else ()


def name_sources(
    posts: list[Post],
    registry: Registry,
    facts: Mapping[str, Facts],
    digests: Mapping[str, bytes],
) -> tuple[list[Post], Mapping[str, bytes]]:
    """Name the sources of all items as the registry does; digests of changed posts change too.

    Parsing has named them with the built-in list, so a site without one of its own changes none.
    """
    if registry is builtin_registry():
        return posts, digests
    named, changed = [], dict(digests)
    for post in posts:
        new = _new_names(facts[post.path], registry)
        if new and post.path in changed:
            changed[post.path] += digest_key(new).encode()
        named.append(name_items(post, registry) if new else post)
    return named, changed


def name_items(post: Post, registry: Registry) -> Post:
    """Give the post with the sources of its items named as the registry names them."""
    if registry is builtin_registry():
        return post
    items = tuple([apply_registry(item, registry) for item in post.items])
    if all(new is old for new, old in zip(items, post.items, strict=True)):
        return post
    return replace(post, items=items)


def _new_names(facts: Facts, registry: Registry) -> list[tuple[str, str]]:
    """Give every name and host among a post's items that the registry calls otherwise."""
    renamed = ((name, registry.resolve(name)) for name in facts.source_names)
    hosts = ((host, registry.of_domain(host) or "") for host in facts.bare_hosts)
    return [(old, new) for old, new in (*renamed, *hosts) if new and new != old]
