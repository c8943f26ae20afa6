"""Posts that have something in common: items that several have, and related posts.

Related posts share rare terms or link to the same things. Work is bounded: a post looks at its
rarest features first and stops after a fixed number of candidates, and of a common feature only
the posts nearest in time count. So ten thousand posts cost ten thousand times a constant,
however their vocabulary is spread.
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


BUDGET = 48
"""Candidates (counted as often as they are met) after which a post stops looking."""

WINDOW = 6
"""Of a feature that more than twice as many posts share, so many before and after count."""


class Feature(Struct, frozen=True, gc=False):
    """Something that posts may share: their numbers in the site's order, and how much it says."""

    posts: list[int]
    worth: int = 1


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
        entry = (posts, round(1000 * feature.worth * log(1 + count / len(posts))))
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
