"""HTML as text: addresses, slots, plain text and sanitising."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from digest.core.html import (
    absolutise,
    add_base_path,
    escape,
    fill_slots,
    quote_url,
    read_attributes,
    sanitise,
    sanitise_part,
    strip_slots,
    to_text,
)

PAGE, BASE = "/posts/x/", "https://d.example/blog"


def test_addresses_become_absolute_in_every_attribute_that_holds_one() -> None:
    body = '<a href="/a">1</a> <a href="b.html">2</a> <img src=\'c.png\'> <a href="#d">3</a>'
    assert absolutise(body, PAGE, BASE) == (
        '<a href="https://d.example/blog/a">1</a> <a href="https://d.example/blog/posts/x/b.html">2</a>'
        ' <img src="https://d.example/blog/posts/x/c.png">'
        ' <a href="https://d.example/blog/posts/x/#d">3</a>'
    )


def test_addresses_that_are_absolute_stay() -> None:
    body = '<a href="https://a.b/?x=1&amp;y=2">1</a><a href="mailto:a@b.c">2</a>'
    assert absolutise(body, PAGE, BASE) == body
    assert absolutise('<a href="//cdn/x">1</a>', PAGE, BASE) == '<a href="https://cdn/x">1</a>'


def test_every_candidate_of_a_srcset_becomes_absolute() -> None:
    body = '<img srcset="/a.png 1x, b.png 2x" poster="/p.png">'
    assert absolutise(body, PAGE, BASE) == (
        '<img srcset="https://d.example/blog/a.png 1x, https://d.example/blog/posts/x/b.png 2x"'
        ' poster="https://d.example/blog/p.png">'
    )


def test_what_only_looks_like_an_address_is_left_alone() -> None:
    body = (
        '<code>&lt;a href="/x"&gt;</code><script>f(\'<a href="/x">\')</script>'
        '<!-- <a href="/x"> --><p title=" href=/x">href="/x"</p>'
    )
    assert absolutise(body, PAGE, BASE) == body


def test_a_stray_quote_in_a_tag_ends_with_it() -> None:
    assert to_text("<p \"x>one</p> <b 'y>two</b> it's") == "one\ntwo it's"


def test_a_base_path_goes_in_front_of_root_relative_addresses_only() -> None:
    body = '<a href="/a">1</a><a href="b">2</a><a href="//c/d">3</a><a href="https://e/f">4</a>'
    assert add_base_path(body, "/blog/") == body.replace('"/a"', '"/blog/a"')
    assert add_base_path(body, "") is body


def test_slots_are_filled_or_dropped() -> None:
    body = "a\x001\x00b\x0012\x00"
    assert fill_slots(body, lambda n: f"[{n}]") == "a[1]b[12]"
    assert strip_slots(body) == "ab"


def test_text_of_html_keeps_blocks_apart_and_leaves_scripts_out() -> None:
    body = "<p>One &amp; <b>two</b></p><ul><li>three</li></ul><script>x < 1</script><!-- no -->four"
    assert to_text(body) == "One & two\nthree\nfour"


def test_addresses_are_quoted_only_where_they_must_be() -> None:
    assert quote_url('https://a.b/c d"<e>') == "https://a.b/c%20d%22%3Ce%3E"
    assert quote_url("https://a.b/文?q=%20") == "https://a.b/文?q=%20"


def test_attributes_of_a_tag_are_read_in_any_spelling() -> None:
    tag = "<img SRC=a.png alt='x &amp; y' hidden title=\"t\" src=second>"
    assert read_attributes(tag) == {"src": "a.png", "alt": "x & y", "hidden": "", "title": "t"}


def test_sanitising_removes_what_runs_and_keeps_frames_as_links() -> None:
    out = sanitise('<p onclick="x()">a<script>y()</script><iframe src="https://v.w/"></iframe></p>')
    assert out == '<p>a<a href="https://v.w/">https://v.w/</a></p>'
    assert "javascript" not in sanitise('<a href="javascript:x()">a</a>')


def test_sanitised_parts_may_close_what_an_earlier_part_opened_and_nothing_else() -> None:
    tags: list[str] = []
    assert sanitise_part("<details onclick=x><summary>a</summary>", tags) == (
        "<details><summary>a</summary>"
    )
    assert tags == ["details"]
    assert sanitise_part("</main></div></details>b", tags) == "</details>b"
    assert tags == []


@given(st.text(alphabet="<>/ab\"'= \nscriptonx:-!", max_size=60))
def test_sanitised_parts_never_hold_scripts_or_handlers(text: str) -> None:
    tags: list[str] = []
    out = sanitise_part(text, tags)
    for tag in re.findall(r"<[^>]*>", out):
        assert re.fullmatch(r"</?[a-z0-9]+( [a-z-]+=\"[^\"]*\")*>", tag), (text, out)
        assert not re.search(r"<script|\son\w+=", tag)


@given(st.text(max_size=80))
def test_escaped_text_comes_back(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>\"]", escaped)
    assert (
        escaped.replace("&quot;", '"')
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
        == text
    )
