"""Every kind of page is whole: valid HTML, one h1, its links, its data, its items."""

from __future__ import annotations

import json
import re
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import pytest
from msgspec.structs import replace

from digest.config.tables import Config, SiteTable
from digest.core.codes import Code
from digest.output.pages.page_html import render_page
from digest.output.theme import RenderError, Theme, load_theme
from digest.site.contexts import PageLink, Pagination, PostView
from support.theme_samples import (
    ITEM_CARDS,
    POST_VIEW,
    SAMPLES,
    SITE,
    make_card,
    make_item,
    make_item_card,
    make_page,
    make_post,
    write_section,
)

CONFIG = Config(site=SiteTable(base_url=SITE.base_url))
KINDS = sorted(SAMPLES)
Element = Any


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme(Path("/nowhere"), CONFIG)


def render(theme: Theme, kind: str, **changes: Any) -> str:
    template, page, view = SAMPLES[kind]
    return render_page(page, replace(view, **changes), SITE, template, theme).decode()


def parse(html: str) -> Element:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def texts(tree: Element, path: str) -> list[str]:
    return [" ".join("".join(found.itertext()).split()) for found in tree.findall(path)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_valid_html(theme: Theme, kind: str) -> None:
    html = render(theme, kind)
    parse(html)
    assert "\x00" not in html
    assert html.startswith("<!doctype html>\n<html lang=")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_one_h1_and_its_headings_go_down_in_order(theme: Theme, kind: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", render(theme, kind))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert jumps == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_id_is_used_twice_and_every_fragment_and_label_has_its_target(
    theme: Theme, kind: str
) -> None:
    html = render(theme, kind)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    wanted = re.findall(r'href="#([^"]+)"', html) + re.findall(r'aria-labelledby="([^"]+)"', html)
    assert set(wanted) <= set(ids)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"redirect"}))
def test_a_page_has_landmarks_a_skip_link_and_no_script(theme: Theme, kind: str) -> None:
    html = render(theme, kind)
    tree = parse(html)
    assert len(tree.findall(".//main")) == 1
    assert len(tree.findall("body/header")) == len(tree.findall("body/footer")) == 1
    assert tree.find("body/a").attrib == {"class": "skip", "href": "#main"}
    assert re.findall(r"<script(?! type=\"application/ld\+json\")", html) == []
    unnamed = [
        nav
        for nav in tree.findall(".//nav")
        if not {"aria-label", "aria-labelledby"} & set(nav.keys())
    ]
    assert unnamed == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"redirect"}))
def test_a_pages_head_says_what_it_is(theme: Theme, kind: str) -> None:
    html = render(theme, kind)
    page = SAMPLES[kind][1]
    address = f"https://lens.example/blog{page.url}"
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html
    assert f"<title>{escape(page.head_title)}</title>" in html
    assert f'<meta name="description" content="{escape(page.description)}">' in html
    assert '<link rel="alternate" type="application/atom+xml"' in html
    assert ('<meta name="robots" content="noindex">' in html) == page.noindex
    assert html.count('rel="stylesheet"') >= 2


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"redirect"}))
def test_linked_data_is_json_of_the_pages_kind(theme: Theme, kind: str) -> None:
    node = linked_data(render(theme, kind))[0]
    expected = {"home": "WebSite", "post": "NewsArticle", "page": "WebPage"}
    assert node["@type"] == expected.get(kind, "CollectionPage")


def linked_data(html: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    graph = json.loads(found[0])["@graph"]
    assert isinstance(graph, list)
    return graph


def test_links_inside_the_site_carry_its_folder(theme: Theme) -> None:
    for kind in KINDS:
        rooted = re.findall(r'(?:href|src)="(/[^"]*)"', render(theme, kind))
        assert [url for url in rooted if not url.startswith("/blog/")] == [], kind


def test_a_post_lists_its_items_in_its_linked_data(theme: Theme) -> None:
    article, crumbs = linked_data(render(theme, "post"))
    listed = article["mainEntity"]
    assert (listed["@type"], listed["numberOfItems"]) == ("ItemList", 6)
    assert listed["itemListElement"][0] == {
        "@type": "ListItem", "position": 1,
        "name": "Gemma, open weights from Google", "url": "https://ai.google.dev/gemma",
    }  # fmt: skip
    assert article["datePublished"] == "2024-02-24T00:00:00Z"
    assert crumbs["@type"] == "BreadcrumbList"


def test_each_item_shows_source_date_kind_host_and_permalink(theme: Theme) -> None:
    tree = parse(render(theme, "post"))
    items = tree.findall(".//section[@class='item']")
    assert [item.get("id") for item in items] == [f"item-{n}" for n in range(1, 7)]
    meta = items[0].find("span[@class='item-meta']")
    assert "".join(meta.itertext()).split() == [
        "1",
        "Google",
        "15",
        "February",
        "model",
        "ai.google.dev",
        "¶",
    ]
    assert meta.find("time").get("datetime") == "2024-02-15"
    assert meta.findall("a")[-1].get("href") == "#item-1"


def test_an_item_with_a_number_of_its_own_is_not_numbered_again(theme: Theme) -> None:
    card = make_item_card(make_item(1, number=7, date=None, url=None, sources=()), host="")
    html = render(theme, "post", items=(card,), body=write_section(card))
    assert "item-number" not in html
    assert (
        '<span class="item-meta"><span class="item-kind">model</span> <a class="permalink"' in html
    )


def test_an_items_date_names_its_year_where_it_is_not_the_posts(theme: Theme) -> None:
    from datetime import date

    card = make_item_card(make_item(1, date=date(2023, 12, 28)))
    assert ">28 December 2023<" in render(theme, "post", items=(card,), body=write_section(card))


def test_a_slot_without_an_item_leaves_nothing(theme: Theme) -> None:
    assert "<p>a b</p>" in render(theme, "post", items=(), body="<p>a \x009\x00b</p>")
    assert "<p>a b</p>" in render(theme, "list", intro="<p>a \x001\x00b</p>")


def test_text_is_escaped_wherever_it_is_shown(theme: Theme) -> None:
    evil = "</title></script><b>&\"'"
    card = make_item_card(make_item(1, title=evil, sources=(evil,), section=(evil,)), host=evil)
    cards = (card, make_item_card(make_item(2)), make_item_card(make_item(3)))
    post = make_post(title=evil, description=evil, authors=(evil,))
    page = make_page("post", "/x/", evil, description=evil)
    view = replace(
        POST_VIEW, post=post, items=cards, card=make_card(title=evil), newer=make_card(title=evil)
    )
    html = render_page(
        page, view, replace(SITE, title=evil, copyright=evil), "post.html", theme
    ).decode()
    parse(html)
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("switch", "sign"),
    [
        ("social_share", 'class="share"'),
        ("related", 'class="related"'),
        ("newsletter", "SIGN-UP"),
        ("comments", "COMMENTS"),
        ("toc", 'class="toc"'),
    ],
)
def test_a_switch_of_the_post_takes_its_part_of_the_page_away(
    theme: Theme, switch: str, sign: str
) -> None:
    site = replace(
        SITE, theme={**SITE.theme, "newsletter": "<p>SIGN-UP</p>", "comments": "<p>COMMENTS</p>"}
    )
    template, page, view = SAMPLES["post"]
    assert isinstance(view, PostView)
    off = replace(view, post=replace(view.post, **{switch: False}))
    shown, hidden = (render_page(page, v, site, template, theme).decode() for v in (view, off))
    assert sign in shown
    assert sign not in hidden


def test_the_index_of_items_appears_from_three_items_on(theme: Theme) -> None:
    assert 'id="item-index"' in render(theme, "post")
    assert 'id="item-index"' not in render(
        theme, "post", items=ITEM_CARDS[:2], body=write_section(ITEM_CARDS[0])
    )


def test_the_index_of_items_is_grouped_by_section(theme: Theme) -> None:
    tree = parse(render(theme, "post"))
    assert texts(tree, ".//ol[@class='item-index']/li[@class='group']") == [
        "Models",
        "Data and tools",
    ]


def test_a_series_says_which_part_this_is(theme: Theme) -> None:
    tree = parse(render(theme, "post"))
    assert texts(tree, ".//aside[@class='series']/p") == ["Part 2 of 3 in Foundations"]


def test_the_only_part_of_a_series_is_not_counted(theme: Theme) -> None:
    alone = replace(POST_VIEW.series[0], part=1, total=1, previous=None, next=None)
    tree = parse(render(theme, "post", series=(alone,)))
    assert texts(tree, ".//aside[@class='series']/p") == ["In the series Foundations"]


def test_share_links_carry_the_address_and_title(theme: Theme) -> None:
    html = render(theme, "post", post=make_post(title="A & B?"))
    assert (
        'href="mailto:?subject=A%20%26%20B%3F&amp;body=https%3A%2F%2Flens.example%2Fblog%2Fposts%2Fissue-12%2F"'
        in html
    )


def test_a_preview_is_marked(theme: Theme) -> None:
    assert 'class="status status-draft"' in render(theme, "post", card=make_card(status="draft"))


@pytest.mark.parametrize("kind", ["home", "list", "term", "archive", "404"])
def test_titles_of_another_language_say_so(theme: Theme, kind: str) -> None:
    template, page, view = SAMPLES[kind]
    german = make_card(language="de", title="Kleine Modelle")
    shown = {"posts": (german, make_card(11))} if kind != "archive" else {"undated": (german,)}
    html = render_page(page, replace(view, **shown), SITE, template, theme).decode()
    titles = re.findall(r'[^\n]*lang="de" dir="auto"[^\n]*Kleine Modelle', html)
    assert len(titles) == 1
    assert html.count('lang="en"') == 1  # the page's own


def test_the_sites_colours_reach_the_page_as_variables(theme: Theme) -> None:
    site = replace(SITE, theme={**SITE.theme, "accent": "#a00", "accent_dark": "oklch(80% 0.1 20)"})
    template, page, view = SAMPLES["home"]
    html = render_page(page, view, site, template, theme).decode()
    assert "<style>:root{--accent-light:#a00;--accent-dark:oklch(80% 0.1 20);}</style>" in html


def test_the_sheet_for_code_is_linked_only_where_there_is_code(theme: Theme) -> None:
    assert "assets/code.css?v=" in render(theme, "post")
    assert "assets/code.css" not in render(theme, "page")


def test_a_redirect_leads_to_its_target(theme: Theme) -> None:
    html = render(theme, "redirect")
    assert '<meta http-equiv="refresh" content="0; url=/blog/posts/issue-12/">' in html
    assert '<link rel="canonical" href="https://lens.example/blog/posts/issue-12/">' in html
    assert '<meta name="robots" content="noindex">' in html


def test_long_pagination_shows_its_ends_and_the_neighbourhood(theme: Theme) -> None:
    shown = (1, 18, 19, 20, 21, 22, 40)
    links = tuple(PageLink(number=n, url=f"/p/{n}/", gap=n in {18, 40}) for n in shown)
    place = Pagination(
        number=20, total=40, count=800, previous="/p/19/", next="/p/21/", pages=links
    )
    html = render(theme, "list", pagination=place)
    nav = parse(html).find(".//nav[@class='pagination']")
    assert "".join(nav.find("ol").itertext()).split() == [
        "1",
        "…",
        "18",
        "19",
        "20",
        "21",
        "22",
        "…",
        "40",
    ]
    assert [a.text for a in nav.findall(".//a[@aria-current='page']")] == ["20"]


def test_empty_lists_are_pages_too(theme: Theme) -> None:
    for kind in ("home", "list"):
        assert 'class="empty"' in render(theme, kind, posts=())
    assert 'class="empty"' in render(theme, "items", groups=())
    for kind, changes in (
        ("archive", {"years": (), "undated": ()}),
        ("terms", {"terms": (), "letters": ()}),
    ):
        parse(render(theme, kind, **changes))


def test_a_lone_surrogate_does_not_lose_the_page(theme: Theme) -> None:
    assert "<p>a?b</p>" in render(theme, "page", body="<p>a\ud800b</p>")


def test_a_fault_in_the_items_macro_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "templates" / "partials").mkdir(parents=True)
    (tmp_path / "templates" / "partials" / "item_meta.html").write_text(
        "{% macro item_meta(card) %}\n{{ card.item.sauce }}\n{% endmacro %}"
    )
    with pytest.raises(RenderError) as caught:
        render(load_theme(tmp_path, CONFIG), "post")
    found = caught.value.diagnostic
    assert (found.code, found.path, found.line) == (
        Code.UNDEFINED_IN_TEMPLATE, "templates/partials/item_meta.html", 2,
    )  # fmt: skip
    assert found.message == 'Item has no "sauce"'


def test_a_headings_id_that_is_its_items_anchor_is_written_once() -> None:
    from digest.core.blocks import Placement
    from digest.core.diagnostics import Report
    from digest.markup.engine import parse_markup
    from digest.markup.html_writer import write_html

    document = parse_markup(
        "## One\n\nText.", path="x.md", first_line=1, config=CONFIG, report=Report()
    )
    html = write_html(document, (Placement(path=(0,), count=2, position=1, anchor="one"),))
    assert html.count('id="one"') == 1
    assert html.startswith('<section class="item" id="one">\n<h2>One</h2>\n\x001\x00<p>Text.</p>')
