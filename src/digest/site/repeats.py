"""Items that more than one post has, found by their ids alone: most posts share none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from digest.content.summary import Facts
from digest.core.model import Post


def index_repeats(posts: Iterable[Post], facts: Mapping[str, Facts]) -> dict[str, tuple[str, ...]]:
    """Give the posts, in the order given, of every item that more than one has, by item id."""
    paths = [post.path for post in posts]
    shared = find_shared(facts[path] for path in paths)
    repeats: dict[str, list[str]] = {}
    for path in paths:
        ids = facts[path].item_ids
        # Looking at the items one by one costs ten times as much as asking for the whole post.
        if not shared.isdisjoint(ids):
            for item in ids:
                if item in shared:
                    repeats.setdefault(item, []).append(path)
    return {item: tuple(found) for item, found in repeats.items()}


def find_shared(facts: Iterable[Facts]) -> set[str]:
    """Give the ids of the items that more than one post has."""
    seen: set[str] = set()
    shared: set[str] = set()
    for each in facts:
        own = set(each.item_ids)
        shared |= own & seen
        seen |= own
    return shared
