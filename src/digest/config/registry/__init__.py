"""The registry: what each company, model, person and topic is called, and by which other names.

A site's `entities.toml` is laid over a built-in list of well-known organisations. Items are given
their sources with the built-in list while they are parsed; `apply_registry` names them again with
the site's own, so that an edit of `entities.toml` needs no parsing.
"""

from __future__ import annotations

from digest.config.registry.entities import Entity, Registry, apply_registry
from digest.config.registry.reading import FILE_NAME, builtin_registry, load_registry

__all__ = [
    "FILE_NAME",
    "Entity",
    "Registry",
    "apply_registry",
    "builtin_registry",
    "load_registry",
]
