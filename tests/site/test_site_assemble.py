"""Posts together: who is shown, in which order, the archive, redirects, repeats."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.config.registry import Entity, Registry
from digest.config.tables import BuildTable, Config, MenuEntry, SiteTable, TaxonomyTable
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post, PostMetadata
from digest.site.site import Site
from digest.site.visibility import status_of
from support.factories import day, hash_post, make_item, make_post, make_site, summarise
from support.sites import NOW


def paths(posts: tuple[PostMetadata, ...]) -> list[str]:
    return [post.path.removeprefix("content/posts/") for post in posts]


def post(name: str, date: str | datetime | None = "2026-01-01", **fields: Any) -> Post:
    return make_post(f"content/posts/{name}", date=date, **fields)


def test_posts_are_newest_first_and_paths_decide_between_equal_dates() -> None:
    site = make_site([post("b.md"), post("c.md"), post("a.md"), post("old.md", "2025-12-31")])
    assert paths(site.posts) == ["c.md", "b.md", "a.md", "old.md"]


def test_moments_count_not_the_clocks_of_their_zones() -> None:
    tokyo = datetime(2026, 1, 2, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    site = make_site(
        [post("tokyo.md", tokyo), post("utc.md", day("2026-01-01") + timedelta(hours=20))]
    )
    assert paths(site.posts) == ["utc.md", "tokyo.md"]


def test_a_site_does_not_depend_on_the_order_its_files_are_read_in() -> None:
    posts = [
        post(
            f"{n}.md",
            day("2026-01-01") + timedelta(days=n % 5),
            tags=(f"t{n % 3}", "T1"),
            items=("Same", f"I {n}"),
        )
        for n in range(30)
    ]
    shuffled = list(posts)
    random.Random(7).shuffle(shuffled)
    one, other = make_site(posts), make_site(shuffled)
    assert one.posts == other.posts
    assert one.taxonomies == other.taxonomies
    assert one.repeats == other.repeats
    assert [one.related(p.path) for p in posts] == [other.related(p.path) for p in posts]


def test_pages_and_texts_of_folders_stand_apart() -> None:
    pages = [
        make_post("content/about.md"),
        make_post("content/posts/_index.md"),
        make_post("content/_index.md"),
    ]
    site = make_site([*pages, post("a.md"), post("undated.md", None, kind="post")])
    assert [page.url for page in site.pages] == ["/about/"]
    assert [section.url for section in site.sections] == ["/", "/posts/"]
    assert paths(site.posts) == ["a.md", "undated.md"]
    assert [s.url for s in site.sections_above("content/posts/a.md")] == ["/posts/"]
    assert site.sections_above("content/posts/_index.md") == ()


def test_neighbours_are_the_next_posts_in_time() -> None:
    site = make_site(
        [post("a.md", "2026-01-01"), post("b.md", "2026-01-02"), make_post("content/about.md")]
    )
    assert site.newer("content/posts/a.md") == site.posts[0]
    assert site.older("content/posts/b.md") == site.posts[1]
    assert site.newer("content/posts/b.md") is None
    assert site.older("content/posts/a.md") is None
    assert site.newer("content/about.md") is None
    assert site.older("content/about.md") is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"date": NOW}, ""),
        ({"date": None}, ""),
        ({"draft": True}, "draft"),
        ({"draft": True, "date": NOW + timedelta(days=1)}, "draft"),
        ({"date": NOW + timedelta(seconds=1)}, "future"),
        ({"date": NOW, "publish_date": NOW + timedelta(days=1)}, "future"),
        ({"date": NOW + timedelta(days=9), "publish_date": NOW}, ""),
        ({"expiry_date": NOW}, "expired"),
        ({"expiry_date": NOW + timedelta(seconds=1)}, ""),
    ],
)
def test_drafts_the_future_and_the_expired_are_held_back(
    fields: dict[str, Any], status: str
) -> None:
    found = make_post(**{"kind": "post", "date": "2026-01-01", **fields})
    assert status_of(found, BuildTable(), NOW) == status
    assert len(make_site([found]).posts) == (not status)
    assert dict(make_site([found]).held) == ({found.path: status} if status else {})


def test_grace_lets_a_post_be_a_little_ahead() -> None:
    soon = post("soon.md", NOW + timedelta(minutes=30))
    assert make_site([soon], Config(build=BuildTable(future_grace=30))).posts == (summarise(soon),)
    assert make_site([soon], Config(build=BuildTable(future_grace=29))).posts == ()


def test_a_preview_shows_held_posts_and_marks_them() -> None:
    posts = [
        post("draft.md", draft=True),
        post("ahead.md", NOW + timedelta(days=1)),
        post("gone.md", expiry_date=NOW),
        post("out.md"),
    ]
    site = make_site(posts, Config(build=BuildTable(drafts=True, future=True, expired=True)))
    status = {p.slug: site.card(p.path).status for p in posts}
    assert status == {"draft": "draft", "ahead": "future", "gone": "expired", "out": ""}
    assert not site.held


def test_the_archive_groups_by_month_as_the_author_dated() -> None:
    new_year = datetime(2026, 1, 1, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    site = make_site(
        [post("tokyo.md", new_year), post("dec.md", "2025-12-31"), post("jan.md", "2026-01-31")]
    )
    assert [(m.year, m.month, paths(m.posts)) for m in site.months] == [
        (2026, 1, ["jan.md", "tokyo.md"]),
        (2025, 12, ["dec.md"]),
    ]


def test_aliases_become_redirects_once_and_never_to_themselves() -> None:
    aliased = post("a.md", aliases=("/old/", "old", "/posts/a/", "older.html"))
    redirects = make_site([aliased]).redirects
    assert [(r.url, r.target, r.source) for r in redirects] == [
        ("/old/", "/posts/a/", aliased.path),
        ("/older.html", "/posts/a/", aliased.path),
    ]


def test_an_alias_that_leads_out_is_reported_and_left_out() -> None:
    report = Report()
    site = make_site([post("a.md", aliases=("/../../etc/passwd", "/?p=3"))], report=report)
    assert site.redirects == ()
    assert [(d.code, d.path) for d in report.diagnostics] == [
        (Code.BAD_ADDRESS, "content/posts/a.md"),
        (Code.BAD_ADDRESS, "content/posts/a.md"),
    ]


def test_items_covered_again_are_indexed_newest_first() -> None:
    again = make_item("Again")
    site = make_site(
        [
            post("1.md", "2026-01-01", items=(again, "One")),
            post("2.md", "2026-01-02", items=("Two", again, again)),
            post("3.md", "2026-01-03", items=(again,)),
        ]
    )
    assert site.repeats == {"again": tuple(f"content/posts/{n}.md" for n in (3, 2, 1))}


def test_the_sites_registry_names_sources_and_changes_the_digests_of_those_posts_only() -> None:
    registry = Registry([Entity(name="Acme", aliases=("Acme Inc",))])
    told = post("told.md", items=(make_item("X", sources=("Acme Inc",)),))
    plain = post("plain.md", items=(make_item("Y", sources=("Other",)),))
    site = make_site([told, plain], registry=registry)
    assert site.read_post(told.path).items[0].sources == ("Acme",)
    assert site.read_post(plain.path) == plain
    assert site.digests[told.path] != hash_post(told)
    assert site.digests[plain.path] == hash_post(plain)


def test_cards_count_items_and_minutes_and_name_the_first_titles() -> None:
    long = post("a.md", word_count=221, items=("A", "B", "C", "D", "E"))
    card = make_site([long]).card(long.path)
    assert (card.item_count, card.minutes, card.highlights) == (5, 2, ("A", "B", "C", "D"))


@pytest.mark.parametrize(
    ("path", "image", "address"),
    [
        ("content/posts/x/index.md", "cover.png", "/posts/x/cover.png"),
        ("content/posts/x/index.md", "./a b.png", "/posts/x/a%20b.png"),
        ("content/posts/x.md", "images/cover.png", "/images/cover.png"),
        ("content/posts/x.md", "/images/cover.png", "/images/cover.png"),
        ("content/posts/x.md", "https://cdn.example/c.png", "https://cdn.example/c.png"),
        ("content/posts/x.md", "", None),
    ],
)
def test_the_picture_of_a_post_has_an_address_that_works_everywhere(
    path: str, image: str, address: str | None
) -> None:
    pictured = make_post(path, date="2026-01-01", slug="x", feature_image=image)
    assert make_site([pictured]).card(path).image == address


def menu(site: Site) -> list[str]:
    return [entry.name for entry in site.context.menu]


def test_the_menu_offers_what_there_is() -> None:
    assert menu(make_site([])) == []
    full = post("a.md", tags=("AI",), series=("S",), items=("One",))
    assert menu(make_site([full])) == ["Archive", "Items", "Tags", "Series"]
    own = Config(site=SiteTable(menu=(MenuEntry(name="Home", url="/"),)))
    assert menu(make_site([full], own)) == ["Home"]


def test_the_context_announces_the_three_feeds_under_their_names() -> None:
    config = Config(site=SiteTable(title="News"))
    feeds = make_site([], config).context.feeds
    assert [(feed.title, feed.url) for feed in feeds] == [
        ("News (RSS)", "/rss.xml"),
        ("News (Atom)", "/atom.xml"),
        ("News (JSON Feed)", "/feed.json"),
    ]


def make_archive(count: int) -> list[Post]:
    chance = random.Random(3)
    names = [f"term {n}" for n in range(5600)]
    weights = [1 / (n + 1) ** 0.8 for n in range(5600)]
    return [
        post(
            f"{n}.md",
            day("2000-01-01") + timedelta(hours=20 * n),
            tags=tuple(dict.fromkeys(chance.choices(names, weights, k=8))),
            items=tuple(f"Item {chance.randrange(count * 5)}" for _ in range(3)),
        )
        for n in range(count)
    ]


def seconds_of(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def test_work_grows_with_the_posts_and_not_with_their_pairs() -> None:
    """Ten times the posts may take ten times as long, with slack for a busy machine, not a hundred times."""
    few, many = make_archive(400), make_archive(4000)
    config = Config(taxonomies={"tags": TaxonomyTable()})

    def assemble(posts: list[Post]) -> Callable[[], object]:
        return lambda: make_site(posts, config).related(posts[0].path)

    small = min(seconds_of(assemble(few)) for _ in range(3))
    large = min(seconds_of(assemble(many)) for _ in range(3))
    assert large < 40 * max(small, 0.002)
