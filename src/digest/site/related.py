"""Items that several posts have, and related posts.

Related posts share rare terms or items. The work for each post is bounded: its rarest features are
examined first, up to a fixed number of candidates, and of a common feature only the posts nearest
in time count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import log

from msgspec import Struct

from digest.core.model import PostSummary


def index_repeats(posts: Iterable[PostSummary]) -> dict[str, tuple[str, ...]]:
    """Return the paths of the posts, in the order given, of each item that several have, by id."""
    posts = tuple(posts)
    shared = find_shared(posts)
    repeats: dict[str, list[str]] = {}
    for post in posts:
        # Testing all items of a post at once is ten times as fast as one by one.
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


BUDGET = 48
"""Candidates, with repetitions, that are examined for a post."""

WINDOW = 6
"""Posts before and after that count, of a feature that more than twice as many posts share."""


class Feature(Struct, frozen=True, gc=False):
    """Something that posts share: their numbers in the site's order, and a weight."""

    posts: list[int]
    weight: int = 1


def relate_posts(
    features: Sequence[Feature], count: int, wanted: int
) -> tuple[tuple[int, ...], ...]:
    """Return for each of `count` posts the numbers of at most `wanted` related ones, best first.

    The score of two posts is the sum of what they share, each weighted by its rarity; of equal
    ones the nearer in time wins, then the newer. Weights are whole numbers, so that sums do not
    depend on the order of adding.
    """
    shared = sorted((f for f in features if len(f.posts) > 1), key=lambda f: len(f.posts))
    mine: list[list[tuple[list[int], int]]] = [[] for _ in range(count)]
    for feature in shared:
        posts = feature.posts
        entry = (posts, round(1000 * feature.weight * log(1 + count / len(posts))))
        for post in posts:
            mine[post].append(entry)
    return tuple([_best(post, mine[post], wanted) for post in range(count)])


def _best(post: int, features: list[tuple[list[int], int]], wanted: int) -> tuple[int, ...]:
    scores: dict[int, int] = {}
    budget = BUDGET
    for posting, weight in features:
        posts = posting
        if len(posts) > 2 * WINDOW:
            place = bisect_left(posts, post)
            posts = posts[max(0, place - WINDOW) : place + WINDOW + 1]
        for other in posts:
            scores[other] = scores.get(other, 0) + weight
        budget -= len(posts)
        if budget <= 0:
            break
    scores.pop(post, None)
    if not wanted:
        return ()
    best = list(scores)
    if len(best) > wanted:
        least = sorted(scores.values())[-wanted]
        best = [other for other, score in scores.items() if score >= least]
    best.sort(key=lambda other: (-scores[other], abs(other - post), other))
    return tuple(best[:wanted])
