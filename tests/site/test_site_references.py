"""Links between content files lead to addresses, or are reported where they stand."""

from __future__ import annotations

import pytest

from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Heading, Post
from digest.markup.myst.cross_references import REF_PREFIX, make_reference
from digest.site.references import PREFIX, is_reference
from digest.site.site import Site
from support.factories import make_link, make_post, make_site

SOURCE = "content/posts/here.md"


def site_with(*targets: str, report: Report | None = None) -> Site:
    links = tuple(make_link(target, line=4, column=7) for target in targets)
    headings = (Heading(level=2, text="What is new?", id="what-is-new", line=1),)
    return make_site(
        [
            make_post(SOURCE, date="2026-01-01", links=links, headings=headings),
            make_post(
                "content/posts/other.md",
                date="2026-01-02",
                title="The Other Post",
                headings=headings,
            ),
            make_post("content/posts/2016-07-26-dated.md", date="2016-07-26"),
            make_post("content/posts/bundle/index.md", date="2026-01-03"),
            make_post(
                "content/about.md", headings=(Heading(level=2, text="Us", id="only-here", line=1),)
            ),
            make_post("content/docs/_index.md"),
            make_post("content/docs/other.md"),
            make_post("content/my notes.md"),
            make_post("content/draft.md", draft=True),
        ],
        report=report or Report(),
    )


def resolved(target: str) -> str:
    (reference,) = site_with(target).references[SOURCE]
    assert reference.target == target
    return reference.url


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("other.md", "/posts/other/"),
        ("./other.md#what-is-new", "/posts/other/#what-is-new"),
        ("../about.md", "/about/"),
        ("bundle/index.md", "/posts/bundle/"),
        ("../my%20notes.md", "/my%20notes/"),
        ("/posts/other.md", "/posts/other/"),
        ("/content/posts/other.md", "/posts/other/"),
        ("../docs/_index.md?x=1", "/docs/"),
    ],
)
def test_relative_links_between_files_lead_to_their_pages(target: str, url: str) -> None:
    assert resolved(target) == url


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("posts/other.md", "/posts/other/"),
        ("other", "/posts/other/"),
        ("/about", "/about/"),
        ("2016-07-26-dated", "/posts/2016-07-26-dated/"),
        ("The Other Post", "/posts/other/"),
        ("the other post#What is new?", "/posts/other/#what-is-new"),
        ("my notes", "/my%20notes/"),
        ("bundle", "/posts/bundle/"),
        ("#What is new?", "#what-is-new"),
        ("only-here", "/about/#only-here"),
        ("docs", "/docs/"),
    ],
)
def test_references_find_pages_by_file_slug_title_or_label(target: str, url: str) -> None:
    assert resolved(make_reference(target)) == url


def test_of_pages_with_one_name_the_one_in_the_same_folder_is_meant() -> None:
    posts = [
        make_post("content/docs/other.md"),
        make_post("content/docs/here.md", links=(make_link("ref:OTHER"),)),
        make_post("content/posts/other.md", date="2026-01-02"),
        make_post(SOURCE, date="2026-01-02", links=(make_link("ref:OTHER"),)),
    ]
    references = make_site(posts).references
    assert references["content/docs/here.md"][0].url == "/other/"
    assert references[SOURCE][0].url == "/posts/other/"


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/a.md",
        "http://x.example/a.md",
        "#here",
        "/posts/other/",
        "mailto:a@b.md",
        "//cdn/a.md",
        "x.pdf",
    ],
)
def test_other_links_are_left_alone(url: str) -> None:
    assert not is_reference(url)
    assert SOURCE not in site_with(url).references


def problems(*targets: str) -> list[tuple[int, int, str, str]]:
    report = Report()
    site_with(*targets, report=report)
    assert {d.code for d in report.diagnostics} <= {Code.UNRESOLVED_REFERENCE}
    return [(d.line, d.column, d.message, d.hint) for d in report.diagnostics]


def test_a_target_that_is_not_there_is_reported_with_its_place_and_the_nearest_name() -> None:
    assert problems("othr.md") == [
        (4, 7, "no page of this site is called othr.md", 'did you mean "other.md"?')
    ]


def test_a_link_to_a_held_post_says_why_it_leads_nowhere() -> None:
    assert problems("../draft.md") == [
        (
            4,
            7,
            "no page of this site is called ../draft.md",
            "content/draft.md is a draft and not part of this build",
        )
    ]


def test_a_label_that_several_pages_have_is_nobodys() -> None:
    assert len(problems("ref:what-is-new")) == 1


def test_an_unresolved_reference_is_known_as_leading_nowhere_a_relative_link_stays() -> None:
    assert [
        (r.target, r.url) for r in site_with("ref:nowhere", "nowhere.md").references[SOURCE]
    ] == [("ref:nowhere", "")]


def test_a_post_asks_once_for_what_it_links_twice() -> None:
    assert len(site_with("other.md", "other.md").references[SOURCE]) == 1


def test_markup_and_site_agree_on_the_prefix() -> None:
    assert PREFIX == REF_PREFIX


def test_pages_may_refer_too() -> None:
    about = make_post("content/about.md", links=(make_link("posts/x.md"),))
    post: Post = make_post("content/posts/x.md", date="2026-01-01")
    assert make_site([about, post]).references["content/about.md"][0].url == "/posts/x/"
