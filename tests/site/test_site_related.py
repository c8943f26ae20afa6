"""Related posts: rare things in common count most, work is bounded."""

from __future__ import annotations

from typing import Any

from digest.config.tables import BuildTable, Config
from digest.core.model import Post
from digest.site.related import BUDGET, WINDOW, Feature, relate_posts
from support.factories import make_item, make_post, make_site


def tagged(number: int, *tags: str, **fields: Any) -> Post:
    return make_post(
        f"content/posts/{number:02}.md", date=f"2026-01-{number:02}", tags=tags, **fields
    )


def related(posts: list[Post], number: int, config: Config | None = None) -> list[str]:
    return [post.slug for post in make_site(posts, config).related(f"content/posts/{number:02}.md")]


def test_a_rare_term_in_common_says_more_than_a_common_one() -> None:
    posts = [tagged(1, "AI", "sparse"), tagged(2, "AI"), tagged(3, "AI"), tagged(9, "AI", "sparse")]
    assert related(posts, 1)[0] == "09"


def test_more_in_common_is_closer() -> None:
    posts = [
        tagged(1, "a", "b", "c"),
        tagged(2, "a"),
        tagged(3, "a", "b"),
        tagged(9, "a", "b", "c"),
    ]
    assert related(posts, 1) == ["09", "03", "02"]


def test_covering_one_thing_relates_posts_without_terms() -> None:
    same = make_item("Same")
    posts = [tagged(1, items=(same,)), tagged(2), tagged(3, items=(same, "Other"))]
    assert related(posts, 1) == ["03"]


def test_between_equals_the_nearer_in_time_wins_then_the_newer() -> None:
    posts = [tagged(n, "AI") for n in range(1, 7)]
    assert related(posts, 3) == ["04", "02", "05", "01"]


def test_posts_with_nothing_in_common_are_not_related() -> None:
    assert related([tagged(1, "a"), tagged(2, "b")], 1) == []


def test_a_post_or_a_site_may_want_none() -> None:
    posts = [tagged(1, "a", related=False), tagged(2, "a")]
    assert related(posts, 1) == []
    assert related(posts, 2) == ["01"]
    assert related(posts, 2, Config(build=BuildTable(related=0))) == []


def test_the_scores_of_a_small_site_are_exact() -> None:
    """As many posts as the window holds: every pair is weighed by all it shares."""
    posts = [tagged(n, "all", f"mod{n % 3}", f"half{n % 2}") for n in range(1, 2 * WINDOW + 1)]
    assert related(posts, 1)[0] == "07"
    assert related(posts, 6)[0] == "12"


def test_a_feature_of_every_post_costs_each_a_window_only() -> None:
    count = 5 * BUDGET
    everywhere = Feature(list(range(count)))
    found = relate_posts([everywhere], count, 4)
    assert found[100] == (99, 101, 98, 102)
    assert found[0] == (1, 2, 3, 4)


def test_rare_features_are_looked_at_before_the_budget_ends() -> None:
    count = 20 * BUDGET
    common = [Feature(list(range(count))) for _ in range(BUDGET)]
    rare = Feature([0, count - 1])
    assert relate_posts([*common, rare], count, 1)[0] == (count - 1,)
