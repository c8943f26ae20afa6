"""The last part of a term's address: from its name, and unique in its taxonomy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from digest.core.text import slugify


def name_slugs(names: Iterable[str]) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """Give each name's slug, and the groups of names that would have had the same one.

    In such a group the first name in order keeps the plain slug; every other gets a mark made
    from itself, so that its address does not depend on how many others there are.
    """
    wanted: dict[str, list[str]] = {}
    for name in sorted(names):
        wanted.setdefault(slugify(name).casefold(), []).append(name)
    slugs: dict[str, str] = {}
    clashes = []
    for slug, claimants in wanted.items():
        if len(claimants) > 1:
            clashes.append(tuple(claimants))
        slugs[claimants[0]] = slug
        for name in claimants[1:]:
            slugs[name] = f"{slug}-{hashlib.blake2b(name.encode(), digest_size=3).hexdigest()}"
    return slugs, tuple(clashes)
