"""Addresses of posts and aliases, and the files they are served from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.tables import Config, PermalinksTable
from digest.content.permalinks import (
    asset_url,
    default_slug,
    encode_path,
    is_section_index,
    output_path,
    post_url,
    section_of,
    site_address,
)


def url(pattern: str = "/posts/:slug/", *, ugly: bool = False, **fields: Any) -> str:
    values: dict[str, Any] = {
        "path": "content/posts/hello.md",
        "kind": "post",
        "slug": "",
        "title": "Hello, World",
        "date": datetime(2024, 2, 9, tzinfo=UTC),
        "number": None,
        "explicit": None,
        "config": Config(permalinks=PermalinksTable(posts=pattern, ugly=ugly)),
    }
    return post_url(**{**values, **fields})


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/posts/:slug/", "/posts/hello/"),
        ("/:year/:month/:day/:slug/", "/2024/02/09/hello/"),
        ("/:year/:yearday/:title", "/2024/040/hello-world/"),
        ("/:section/:slug/", "/posts/hello/"),
        ("/:path/", "/posts/hello/"),
        ("/:filename.html", "/hello.html"),
        ("/issues/:number/", "/issues/hello/"),
        ("blog/:year-:month/:slug", "/blog/2024-02/hello/"),
        ("/", "/hello/"),
        ("/archive/:year/", "/archive/2024/hello/"),
    ],
)
def test_patterns_are_filled_and_always_tell_posts_apart(pattern: str, expected: str) -> None:
    assert url(pattern) == expected


def test_a_number_is_used_where_the_post_has_one() -> None:
    assert url("/issues/:number/", number=42) == "/issues/42/"


def test_parts_without_a_value_are_left_out() -> None:
    assert url("/:year/:month/:slug/", date=None) == "/hello/"
    assert url("/:section/:slug/", path="content/hello.md") == "/hello/"


def test_ugly_addresses_name_files() -> None:
    assert url(ugly=True) == "/posts/hello.html"
    assert output_path(url(ugly=True)) == "posts/hello.html"


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("C# tips", "/posts/C%23%20tips/"),
        ("日本語", "/posts/%E6%97%A5%E6%9C%AC%E8%AA%9E/"),
        ("100%25", "/posts/100%2525/"),
        ("what?", "/posts/what%3F/"),
        ("a/b", "/posts/a/b/"),
        ("../../etc", "/posts/etc/"),
        ("..", "/posts/hello/"),
        ("gpt-4.5", "/posts/gpt-4.5/"),
        ("a\\b", "/posts/a-b/"),
        ("tab\there", "/posts/tabhere/"),
    ],
)
def test_odd_slugs_are_encoded_once_and_never_climb(slug: str, expected: str) -> None:
    assert url(slug=slug) == expected


def test_equal_looking_names_share_one_address() -> None:
    assert url(slug="cafe\u0301") == url(slug="caf\u00e9") == "/posts/caf%C3%A9/"


@pytest.mark.parametrize(
    ("explicit", "expected"),
    [
        ("/about/", "/about/"),
        ("about", "/about/"),
        ("/old/page.html", "/old/page.html"),
        ("/a b/", "/a%20b/"),
        ("/a%20b/", "/a%20b/"),
        ("https://digest.example/x/y/", "/x/y/"),
        ("/:year/:slug/", "/2024/given/"),
        ("../../etc/passwd", "/posts/given/"),
        ("pretty", "/posts/given/"),
        ("/{{ page.title }}/", "/posts/given/"),
        ("/", "/"),
    ],
)
def test_an_explicit_address_wins_unless_it_cannot_be_meant(explicit: str, expected: str) -> None:
    assert url(explicit=explicit, slug="given") == expected


@pytest.mark.parametrize(
    ("path", "pattern", "slug"),
    [
        ("content/posts/2024-02-09-hello.md", "/posts/:slug/", "2024-02-09-hello"),
        ("content/posts/2024-02-09-hello.md", "/:year/:slug/", "hello"),
        ("content/posts/24-02-09-hello.md", "/:year/:month/:slug/", "hello"),
        ("content/posts/hello/index.md", "/posts/:slug/", "hello"),
        ("content/posts/2024-02-09.md", "/:year/:slug/", "2024-02-09"),
        ("content/posts/v1.2.md", "/posts/:slug/", "v1.2"),
    ],
)
def test_a_slug_is_the_files_name_without_a_date_the_pattern_has(
    path: str, pattern: str, slug: str
) -> None:
    assert default_slug(path, "post", Config(permalinks=PermalinksTable(posts=pattern))) == slug


def test_texts_of_folders_have_their_folders_address() -> None:
    assert url(path="content/posts/_index.md", kind="page") == "/posts/"
    assert url(path="content/_index.md", kind="page") == "/"
    assert url(path="content/index.md", kind="page") == "/"
    assert url(path="content/about/index.md", kind="page") == "/about/"
    assert not is_section_index("content/about/index.md", Config())
    assert is_section_index("content/docs/api/_index.md", Config())


def test_a_bundle_belongs_to_the_folder_it_lies_in() -> None:
    assert section_of("content/posts/hello/index.md", Config()) == "posts"
    assert section_of("content/posts/hello.md", Config()) == "posts"
    assert section_of("content/hello.md", Config()) == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/old/", "/old/"),
        ("old", "/old/"),
        ("old.html", "/old.html"),
        ("../2023/x/", "/2023/x/"),
        ("./x", "/posts/x/"),
        ("http://old.example/a/b", "/a/b/"),
        ("/日本/", "/%E6%97%A5%E6%9C%AC/"),
        ("/", "/"),
        ("", None),
        ("/../x", None),
        ("/?p=3", None),
        ("/a/%2e%2e/%2e%2e/b", None),
        ("/a%00b/", None),
    ],
)
def test_aliases_are_read_as_their_authors_mean_them(written: str, expected: str | None) -> None:
    assert site_address(written, "/posts/now/") == expected


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "index.html"),
        ("/a/b/", "a/b/index.html"),
        ("/a.html", "a.html"),
        ("/posts/C%23%20tips/", "posts/C# tips/index.html"),
        ("/tags/caf%C3%A9/rss.xml", "tags/café/rss.xml"),
    ],
)
def test_an_address_is_served_from_its_decoded_file(address: str, path: str) -> None:
    assert output_path(address) == path


@pytest.mark.parametrize(
    "address",
    ["a/", "//a/", "/../x", "/a/%2e%2e/b", "/a%5c..%5cb/", "/a//b", "/%00", "/" + "x" * 256],
)
def test_an_address_no_file_of_ours_can_have_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|leads out|longer"):
        output_path(address)


def test_bundle_files_lie_beside_their_page() -> None:
    assert asset_url("/posts/x/", "my cat.png") == "/posts/x/my%20cat.png"
    assert asset_url("/posts/x.html", "img/a.png") == "/posts/img/a.png"


@given(st.text(), st.sampled_from(["/posts/:slug/", "/:slug.html", "/:title/", "/:section/:slug"]))
def test_whatever_the_slug_the_page_has_a_file_inside_the_site(slug: str, pattern: str) -> None:
    address = url(pattern, slug=slug)
    path = output_path(address)
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    assert address.isascii()
    assert encode_path(unquote(address)) == address
