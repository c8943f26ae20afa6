"""The registry: what each company, model, person and topic is called, and by which other names.

A site's `entities.toml` is laid over a built-in list of well-known organisations. Items are given
their sources with the built-in list while they are parsed; `apply_registry` replaces these by the
site's own names, so that an edit of `entities.toml` needs no parsing.
"""

from __future__ import annotations

from digest.config.registry.entities import (
    ENTITIES_FILE,
    Entity,
    EntityKind,
    Registry,
    apply_registry,
    builtin_registry,
    load_registry,
)

__all__ = [
    "ENTITIES_FILE",
    "Entity",
    "EntityKind",
    "Registry",
    "apply_registry",
    "builtin_registry",
    "load_registry",
]
