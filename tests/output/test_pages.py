"""The plan: which pages there are, what each shows and says, and when its digest changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.checks.collisions import find_collisions
from digest.config.registry import Entity, Registry
from digest.config.tables import (
    BuildTable,
    Config,
    FeedsTable,
    ItemsTable,
    PermalinksTable,
    SiteTable,
    TaxonomyTable,
)
from digest.core.diagnostics import Report
from digest.core.model import Heading, Post
from digest.output.pages.page import Listing, Page
from digest.output.pages.page_jobs import _paginate, group_letters
from digest.output.pages.page_plan import plan_pages
from digest.output.pages.toc import build_toc
from digest.site.contexts import (
    ArchiveView,
    ErrorView,
    ItemsView,
    ListView,
    PageContext,
    PostView,
    RedirectView,
    TermsView,
    View,
)
from digest.site.site import Site
from support.factories import make_item, make_link, make_post, make_site
from support.pages import page_hash, view_of
from support.sites import NOW, SiteDriver

CONFIG = Config(
    site=SiteTable(title="News", base_url="https://news.example"), build=BuildTable(page_size=2)
)


def dated(number: int, **fields: Any) -> Post:
    return make_post(f"content/posts/{number}.md", date=f"2026-0{number}-01", **fields)


def pages_of(site: Site) -> dict[str, Page]:
    return {page.url: page for page in plan_pages(site)}


def show(site: Site, url: str, body: str = "") -> tuple[PageContext, Any]:
    return view_of(pages_of(site)[url], site, body)


def small_site(config: Config = CONFIG, **fields: Any) -> Site:
    posts = [
        dated(1, tags=("AI",), items=("One", "Two"), series=("Course",)),
        dated(2, tags=("AI", "Café"), items=("Three",), aliases=("/old/",)),
        dated(3, tags=("AI",), series=("Course",)),
        make_post("content/about.md"),
    ]
    return make_site(posts, config, **fields)


def test_a_small_site_has_exactly_these_pages() -> None:
    found = {
        page.path: (page.kind, page.template, page.source) for page in plan_pages(small_site())
    }
    home, archive, items = "the home page", "the archive", "the list of items"
    assert found == {
        "index.html": ("home", "home.html", home),
        "page/2/index.html": ("home", "home.html", home),
        "posts/1/index.html": ("post", "post.html", "content/posts/1.md"),
        "posts/2/index.html": ("post", "post.html", "content/posts/2.md"),
        "posts/3/index.html": ("post", "post.html", "content/posts/3.md"),
        "posts/index.html": ("redirect", "redirect.html", "[permalinks] posts"),
        "about/index.html": ("page", "page.html", "content/about.md"),
        "archive/index.html": ("archive", "archive.html", archive),
        "archive/2026/index.html": ("archive", "archive.html", archive),
        "archive/2026/01/index.html": ("archive", "archive.html", archive),
        "archive/2026/02/index.html": ("archive", "archive.html", archive),
        "archive/2026/03/index.html": ("archive", "archive.html", archive),
        "items/index.html": ("items", "items.html", items),
        "tags/index.html": ("terms", "terms.html", "taxonomy tags"),
        "tags/ai/index.html": ("term", "term.html", "taxonomy tags: AI"),
        "tags/ai/page/2/index.html": ("term", "term.html", "taxonomy tags: AI"),
        "tags/cafe/index.html": ("term", "term.html", "taxonomy tags: Café"),
        "series/index.html": ("terms", "terms.html", "taxonomy series"),
        "series/course/index.html": ("term", "term.html", "taxonomy series: Course"),
        "old/index.html": ("redirect", "redirect.html", "content/posts/2.md"),
        "404.html": ("404", "404.html", "the page for missing addresses"),
    }


def test_an_empty_site_still_has_a_home_and_a_page_for_missing_addresses() -> None:
    assert set(pages_of(make_site([]))) == {"/", "/404.html"}


def test_the_list_of_items_may_be_switched_off() -> None:
    assert "/items/" not in pages_of(small_site(Config(items=ItemsTable(page=False))))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, "1 2 3 … 40"),
        (4, "1 2 3 4 5 6 … 40"),
        (20, "1 … 18 19 20 21 22 … 40"),
        (40, "1 … 38 39 40"),
    ],
)
def test_of_a_long_list_the_ends_and_the_neighbourhood_are_led_to(number: int, shown: str) -> None:
    listing = Listing(title="", base="/", number=number, total=40, count=40, first=number)
    links = _paginate(listing).pages
    assert " ".join(f"{'… ' * link.gap}{link.number}" for link in links) == shown


def test_lists_are_cut_into_pages_that_know_their_place() -> None:
    context, view = show(small_site(), "/page/2/")
    assert isinstance(view, ListView)
    assert [card.url for card in view.posts] == ["/posts/1/"]
    pagination = view.pagination
    assert (pagination.number, pagination.total, pagination.count, pagination.first) == (2, 2, 3, 3)
    assert (pagination.previous, pagination.next) == ("/", "")
    assert [(link.number, link.url) for link in pagination.pages] == [(1, "/"), (2, "/page/2/")]
    assert context.head_title == "page 2 · News"
    assert context.canonical == "https://news.example/page/2/"
    assert not context.noindex


def test_the_home_page_is_named_like_the_site() -> None:
    config = replace(CONFIG, site=replace(CONFIG.site, description="What matters"))
    context, view = show(small_site(config), "/")
    assert (context.kind, context.title, context.head_title) == ("home", "News", "News")
    assert context.description == "What matters"
    assert [card.url for card in view.posts] == ["/posts/3/", "/posts/2/"]


def test_a_term_page_shows_its_posts_announces_its_feeds_and_leads_back() -> None:
    context, view = show(small_site(), "/tags/ai/")
    assert view.term is not None
    assert (view.term.name, view.term.count, view.ordered) == ("AI", 3, False)
    assert [feed.url for feed in context.feeds] == ["/tags/ai/rss.xml"]
    assert [(crumb.name, crumb.url) for crumb in context.breadcrumbs] == [
        ("Home", "/"), ("Tags", "/tags/"), ("AI", "/tags/ai/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "config",
    [
        Config(feeds=FeedsTable(terms=False)),
        Config(taxonomies={"tags": TaxonomyTable(feeds=False)}),
        Config(taxonomies={"tags": TaxonomyTable(feed_formats=())}),
        Config(taxonomies={"tags": TaxonomyTable(feed_min_posts=4)}),
    ],
)
def test_feeds_of_terms_are_announced_only_where_they_are_written(config: Config) -> None:
    context, _ = show(small_site(config), "/tags/ai/")
    assert context.feeds == ()


def test_the_list_of_items_announces_their_feeds() -> None:
    context, _ = show(small_site(), "/items/")
    first = context.feeds[0]
    assert (first.title, first.url) == ("News: items (RSS)", "/items/rss.xml")
    context, _ = show(small_site(Config(feeds=FeedsTable(items=False))), "/items/")
    assert context.feeds == ()


def test_the_index_of_a_taxonomy_counts_and_groups_by_letter() -> None:
    context, view = show(small_site(), "/tags/")
    assert isinstance(view, TermsView)
    assert context.title == "Tags"
    assert [(term.name, term.count) for term in view.terms] == [("AI", 3), ("Café", 1)]
    assert [letter for letter, _ in view.letters] == ["A", "C"]


def test_letters_ignore_accents_and_put_digits_and_signs_first() -> None:
    names = ("3D", "Eau", "Éclair", "zebra", "日本")
    site = make_site([make_post(date="2026-01-01", tags=names)])
    links = tuple(term.link for term in site.taxonomies[0].terms)
    assert [(letter, [t.name for t in group]) for letter, group in group_letters(links)] == [
        ("#", ["3D"]), ("E", ["Eau", "Éclair"]), ("Z", ["zebra"]), ("日", ["日本"]),
    ]  # fmt: skip


def test_the_archive_lists_years_a_year_its_months_with_posts() -> None:
    site = make_site([dated(1), dated(2), make_post("content/posts/z.md", kind="post")], CONFIG)
    _, whole = show(site, "/archive/")
    assert isinstance(whole, ArchiveView)
    assert [(year.year, year.count, year.url) for year in whole.years] == [
        (2026, 2, "/archive/2026/")
    ]
    assert [month.posts for month in whole.years[0].months] == [(), ()]
    assert [card.path for card in whole.undated] == ["content/posts/z.md"]
    context, year = show(site, "/archive/2026/")
    assert context.title == "2026"
    assert [[c.path for c in m.posts] for m in year.years[0].months] == [
        ["content/posts/2.md"],
        ["content/posts/1.md"],
    ]
    assert year.undated == ()
    context, month = show(site, "/archive/2026/01/")
    assert context.title == "January 2026"
    assert [crumb.name for crumb in context.breadcrumbs] == [
        "Home",
        "Archive",
        "2026",
        "January 2026",
    ]
    assert (month.years[0].count, month.years[0].months[0].posts[0].path) == (
        1,
        "content/posts/1.md",
    )


def test_items_are_cut_across_posts_and_none_is_lost() -> None:
    config = replace(CONFIG, items=ItemsTable(page_size=2))
    posts = [dated(3, items=("a", "b", "c")), dated(2), dated(1, items=("d", "e"))]
    site = make_site(posts, config)
    shown = []
    for url in ("/items/", "/items/page/2/", "/items/page/3/"):
        _, view = show(site, url)
        assert isinstance(view, ItemsView)
        shown.append([(card.url, [c.item.title for c in cards]) for card, cards in view.groups])
    assert shown == [
        [("/posts/3/", ["a", "b"])],
        [("/posts/3/", ["c"]), ("/posts/1/", ["d"])],
        [("/posts/1/", ["e"])],
    ]
    _, view = show(site, "/items/page/2/")
    assert (view.pagination.number, view.pagination.total, view.pagination.count) == (2, 3, 5)


def test_the_list_of_items_ends_after_some_pages_and_leads_to_the_archive() -> None:
    posts = [dated(2, items=("a", "b", "c")), dated(1, items=("d", "e"))]
    site = make_site(posts, replace(CONFIG, items=ItemsTable(page_size=2, max_pages=2)))
    addresses = [url for url in pages_of(site) if url.startswith("/items/")]
    assert addresses == ["/items/", "/items/page/2/"]
    (_, first), (_, last) = show(site, "/items/"), show(site, "/items/page/2/")
    assert isinstance(first, ItemsView)
    assert isinstance(last, ItemsView)
    assert (first.archive, last.archive) == ("", "/archive/")
    assert (last.pagination.total, last.pagination.next, last.pagination.count) == (2, "", 5)
    site = make_site(posts, replace(CONFIG, items=ItemsTable(page_size=2, max_pages=0)))
    assert "/items/page/3/" in pages_of(site)
    _, last = show(site, "/items/page/3/")
    assert isinstance(last, ItemsView)
    assert last.archive == ""


def test_an_item_card_links_into_its_post_and_names_the_host() -> None:
    item = make_item("X", url="https://www.arxiv.org/abs/1", anchor="x", sources=("DeepMind",))
    _, view = show(make_site([dated(1, items=(item,))]), "/posts/1/")
    (card,) = view.items
    assert (card.url, card.host, card.post_url) == ("/posts/1/#x", "arxiv.org", "/posts/1/")
    assert [source.name for source in card.sources] == ["DeepMind"]


def test_a_post_knows_its_neighbours_series_and_related_posts() -> None:
    _, view = show(small_site(), "/posts/2/", "<p>Body</p>")
    assert isinstance(view, PostView)
    assert view.newer is not None
    assert view.older is not None
    assert (view.newer.url, view.older.url, view.body) == ("/posts/3/", "/posts/1/", "<p>Body</p>")
    assert [card.url for card in view.related] == ["/posts/3/", "/posts/1/"]
    _, last = show(small_site(), "/posts/3/")
    (part,) = last.series
    assert (part.term.name, part.part, part.total, part.next) == ("Course", 2, 2, None)
    assert part.previous.url == "/posts/1/"


def test_switches_of_a_post_switch_its_parts() -> None:
    heading = Heading(level=2, text="H", id="h", line=1)
    post = dated(1, headings=(heading,), tags=("AI",))
    _, on = show(make_site([post, dated(2, tags=("AI",))], CONFIG), "/posts/1/")
    off = replace(post, toc=False, related=False, social_share=False)
    _, without = show(make_site([off, dated(2, tags=("AI",))], CONFIG), "/posts/1/")
    assert (len(on.toc), len(on.related), on.share_url) == (1, 1, "https://news.example/posts/1/")
    assert (without.toc, without.related, without.share_url) == ((), (), "")


def test_the_head_of_a_post_says_what_its_author_wrote() -> None:
    post = dated(
        1, title="Title", seo_title="For engines", description="About", language="ar",
        feature_image="/cover.png", feature_image_alt="A cover", canonical_url="https://first.example/1",
    )  # fmt: skip
    context, view = show(make_site([post], CONFIG), "/posts/1/")
    assert (context.title, context.head_title, context.description) == (
        "Title",
        "For engines",
        "About",
    )
    assert (context.language, context.direction) == ("ar", "rtl")
    assert context.canonical == "https://first.example/1"
    assert (context.image, context.image_alt, view.image.url) == (
        "/cover.png",
        "A cover",
        "/cover.png",
    )


def test_without_more_a_post_is_headed_by_its_title_and_summary() -> None:
    context, _ = show(make_site([dated(1, title="Title", summary="Short")], CONFIG), "/posts/1/")
    assert (context.head_title, context.description) == ("Title · News", "Short")
    assert context.canonical == "https://news.example/posts/1/"


def test_previews_redirects_and_the_missing_page_are_not_for_search_engines() -> None:
    config = replace(CONFIG, build=BuildTable(drafts=True))
    site = make_site([dated(1, draft=True, aliases=("/old/",)), dated(2)], config)
    hidden = {url for url, page in pages_of(site).items() if view_of(page, site, "")[0].noindex}
    assert hidden == {"/posts/1/", "/old/", "/posts/", "/404.html"}


def test_a_redirect_leads_to_where_the_post_is_now() -> None:
    _, view = show(small_site(), "/old/")
    assert view == RedirectView(target="/posts/2/")


def test_old_addresses_of_terms_redirect() -> None:
    registry = Registry([Entity(name="Artificial Intelligence", aliases=("AI",))])
    site = small_site(registry=registry)
    _, view = show(site, "/tags/ai/")
    assert view == RedirectView(target="/tags/artificial-intelligence/")


def test_the_missing_page_shows_the_newest_posts() -> None:
    _, view = show(small_site(), "/404.html")
    assert isinstance(view, ErrorView)
    assert [card.url for card in view.posts] == ["/posts/3/", "/posts/2/", "/posts/1/"]


def test_a_folder_with_a_text_lists_its_posts_below_it() -> None:
    section = make_post("content/posts/_index.md", title="Issues")
    site = make_site([dated(1), dated(2), dated(3), section, make_post("content/about.md")], CONFIG)
    context, view = show(site, "/posts/", "<p>All of them</p>")
    assert (context.kind, context.title, view.intro) == ("list", "Issues", "<p>All of them</p>")
    assert [card.url for card in view.posts] == ["/posts/3/", "/posts/2/"]
    assert pages_of(site)["/posts/"].body == section.path
    assert pages_of(site)["/posts/page/2/"].body is None
    crumbs = show(site, "/posts/1/")[0].breadcrumbs
    assert [crumb.name for crumb in crumbs] == ["Home", "Issues", "1"]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("content/_index.md", "/"),
        ("content/tags/_index.md", "/tags/"),
        ("content/tags/ai/_index.md", "/tags/ai/"),
        ("content/archive/_index.md", "/archive/"),
        ("content/items/_index.md", "/items/"),
    ],
)
def test_a_generated_list_takes_the_text_of_its_folder(path: str, url: str) -> None:
    text = make_post(path, title="Own")
    site = make_site([dated(1, tags=("AI",), items=("One",)), text], CONFIG)
    plan = plan_pages(site)
    assert [page.body for page in plan if page.url == url] == [path]
    context, view = show(site, url, "<p>Text</p>")
    assert view.intro == "<p>Text</p>"
    assert context.title == ("News" if url == "/" else "Own")


def collisions(site: Site) -> list[tuple[str, str]]:
    report = Report()
    find_collisions([(page.path, page.source) for page in plan_pages(site)], report)
    return [(d.path, d.message) for d in report.diagnostics]


def test_plans_of_sound_sites_do_not_collide() -> None:
    assert collisions(small_site()) == []


@pytest.mark.parametrize(
    ("post", "problem"),
    [
        (
            dated(3, slug="x"),
            ("content/posts/3.md", "posts/x/index.html is also written by content/posts/2.md"),
        ),
        (
            make_post("content/tags.md"),
            ("content/tags.md", "tags/index.html is also written by taxonomy tags"),
        ),
        (
            dated(4, aliases=("/posts/x/",)),
            ("content/posts/4.md", "posts/x/index.html is also written by content/posts/2.md"),
        ),
        (
            make_post("content/index.md"),
            ("content/index.md", "index.html is also written by content/_index.md"),
        ),
    ],
)
def test_two_sources_for_one_page_are_found_on_the_plan(
    post: Post, problem: tuple[str, str]
) -> None:
    others = [dated(2, slug="x", tags=("AI",)), make_post("content/_index.md")]
    assert collisions(make_site([post, *others])) == [problem]


def test_cutting_an_address_short_leads_to_the_archive_unless_something_is_there() -> None:
    assert show(small_site(), "/posts/")[1] == RedirectView(target="/archive/")
    plain = Config(permalinks=PermalinksTable(posts="/:slug/"))
    assert "/posts/" not in pages_of(make_site([dated(1)], plain))


def test_the_table_of_contents_nests_headings_whatever_levels_are_skipped() -> None:
    levels = [1, 2, 4, 3, 2, 6, 3]
    headings = [
        Heading(level=level, text=str(n), id=str(n), line=n) for n, level in enumerate(levels)
    ]
    assert [(e.id, [c.id for c in e.children]) for e in build_toc(headings, (2, 4))] == [
        ("1", ["2", "3"]), ("4", ["6"]),
    ]  # fmt: skip


# What may change between two builds, and so must change the digests of the pages that show it.

Edit = Callable[[list[Post], Config, int], tuple[list[Post], Config]]


def edit_post(**fields: Any) -> Edit:
    def edit(posts: list[Post], config: Config, which: int) -> tuple[list[Post], Config]:
        changed = list(posts)
        changed[which % len(posts)] = replace(posts[which % len(posts)], **fields)
        return changed, config

    return edit


def drop(posts: list[Post], config: Config, which: int) -> tuple[list[Post], Config]:
    return [post for number, post in enumerate(posts) if number != which % len(posts)], config


def add(posts: list[Post], config: Config, which: int) -> tuple[list[Post], Config]:
    new = make_post(
        f"content/posts/new{which}.md", date=f"2026-05-{which + 1:02}", tags=("AI",), items=("New",)
    )
    return [post for post in posts if post.path != new.path] + [new], config


def configure(table: str, **fields: Any) -> Edit:
    def edit(posts: list[Post], config: Config, which: int) -> tuple[list[Post], Config]:
        del which
        return posts, replace(config, **{table: replace(getattr(config, table), **fields)})

    return edit


EDITS: tuple[Edit, ...] = (
    drop,
    add,
    edit_post(title="Retitled"),
    edit_post(taxonomies={"tags": ("ML", "ai")}),
    edit_post(series=("Course", "Second")),
    edit_post(items=(make_item("Edited", sources=("Acme",)),)),
    edit_post(summary="Other"),
    edit_post(draft=True),
    edit_post(expiry_date=NOW),
    edit_post(date=NOW),
    edit_post(related=False),
    edit_post(language="he"),
    edit_post(extra={"a": 1}),
    edit_post(links=(make_link("1.md"), make_link("ref:2"))),
    edit_post(headings=(Heading(level=2, text="New", id="new", line=3),)),
    edit_post(url="/moved/", slug="moved"),
    edit_post(aliases=("/old/", "/older/")),
    configure("site", title="Renamed"),
    configure("site", base_url="https://moved.example"),
    configure("build", page_size=1),
    configure("build", drafts=True),
    configure("build", related=1),
    configure("feeds", rss="feed.xml"),
    configure("feeds", terms=False),
    configure("feeds", items=False),
    configure("items", page_size=2),
    configure("theme", accent="red"),
    configure("serve", port=1),
    edit_post(word_count=5000),
)  # fmt: skip


def start() -> list[Post]:
    return [
        dated(1, tags=("AI", "ML"), items=("One", "Two"), series=("Course",)),
        dated(2, tags=("AI",), items=("One", "Three"), links=(make_link("1.md"),)),
        dated(3, tags=("ML",), series=("Course",), draft=True),
        dated(4, series=("Course",)),
        make_post("content/about.md"),
        make_post("content/posts/_index.md", title="Issues"),
    ]


def snapshot(posts: list[Post], config: Config) -> dict[str, tuple[bytes, bytes]]:
    """Give each page's digest, and all that its template is given.

    Bodies and items are known by the whole post's digest only: so the whole post counts as shown
    where its body or one of its items is.
    """
    site = make_site(posts, config)
    found = {}
    for page in plan_pages(site):
        context, view = view_of(page, site)
        references = site.references.get(page.body or "", ())
        whole = page.shows if page.kind == "items" else [page.body] if page.body else []
        text = [site.read_post(path) for path in whole]
        given: tuple[PageContext, View, object] = (context, view, (site.context, references, text))
        found[page.path] = (page_hash(page, site), msgspec.msgpack.encode(given))
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 5)), min_size=1, max_size=4))
def test_a_pages_digest_changes_exactly_when_its_view_does(edits: list[tuple[Edit, int]]) -> None:
    posts, config = start(), CONFIG
    before = snapshot(posts, config)
    for edit, which in edits:
        posts, config = edit(posts, config, which) if posts else (posts, config)
    after = snapshot(posts, config)
    for output in before.keys() & after.keys():
        same_digest = before[output][0] == after[output][0]
        assert same_digest == (before[output][1] == after[output][1]), output


def test_the_levels_of_the_table_of_contents_count_for_posts_only() -> None:
    deeper = replace(CONFIG, markdown=replace(CONFIG.markdown, toc_levels=(1, 6)))
    before, after = small_site(), small_site(deeper)
    differing = {
        page.kind
        for page in plan_pages(before)
        if page_hash(page, before) != page_hash(page, after)
    }
    assert differing == {"post", "page"}


def test_the_digest_covers_the_body_of_a_post() -> None:
    posts = start()
    before = make_site(posts, CONFIG, bodies={posts[0].path: "old"})
    after = make_site(posts, CONFIG, bodies={posts[0].path: "new"})
    differing = {
        page.url for page in plan_pages(before) if page_hash(page, before) != page_hash(page, after)
    }
    assert differing == {"/posts/1/", "/items/"}


def test_a_new_post_of_a_term_leaves_the_terms_other_posts_alone() -> None:
    posts = [dated(n, tags=("AI",), related=False) for n in range(1, 7)]
    more = [*posts, dated(9, tags=("AI",), related=False)]
    before, after = make_site(posts, CONFIG), make_site(more, CONFIG)
    pages = pages_of(after)
    differing = {
        url for url, page in pages_of(before).items()
        if page.kind == "post" and page_hash(page, before) != page_hash(pages[url], after)
    }  # fmt: skip
    assert differing == {"/posts/6/"}


def test_a_site_without_dates_lists_its_pages_highest_number_first(
    site: SiteDriver, tmp_path: Path
) -> None:
    files = {f"content/issue-{n}.md": f"# Issue {n}\n\nText.\n" for n in (2, 9, 10)}
    site.write(files).build()
    home = (tmp_path / "public/index.html").read_text()
    assert re.findall(r'href="(/issue-\d+/)">Issue', home) == [
        "/issue-10/",
        "/issue-9/",
        "/issue-2/",
    ]
    site.write({"content/_index.md": "Welcome.\n"}).build()
    assert "/issue-9/" not in (tmp_path / "public/index.html").read_text()
