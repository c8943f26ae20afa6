"""Items that more than one post has, found by their ids alone: most posts share none."""

from __future__ import annotations

from collections.abc import Iterable

from digest.core.model import PostSummary


def index_repeats(posts: Iterable[PostSummary]) -> dict[str, tuple[str, ...]]:
    """Return the paths of the posts, in the order given, of each item that several have, by id."""
    posts = tuple(posts)
    shared = find_shared(posts)
    repeats: dict[str, list[str]] = {}
    for post in posts:
        # Looking at the items one by one costs ten times as much as asking for the whole post.
        if not shared.isdisjoint(post.item_ids):
            for item in post.item_ids:
                if item in shared:
                    repeats.setdefault(item, []).append(post.path)
    return {item: tuple(found) for item, found in repeats.items()}


def find_shared(posts: Iterable[PostSummary]) -> set[str]:
    """Return the ids of the items that more than one post has."""
    seen: set[str] = set()
    shared: set[str] = set()
    for post in posts:
        own = set(post.item_ids)
        shared |= own & seen
        seen |= own
    return shared
