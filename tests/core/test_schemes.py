"""One gate for every address: only known, harmless schemes, as browsers read them."""

from __future__ import annotations

import html as stdlib_html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.addresses import is_allowed_address
from digest.core.html import remove_unsafe_addresses

REFUSED = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " \x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript\r:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "view-source:https://example.org",
    "blob:https://example.org/1",
    "C:\\Users\\me\\picture.png",
]
ALLOWED = [
    "",
    "#part",
    "?page=2",
    "/posts/a/",
    "./a:b.md",
    "posts/a:b.md",
    "../x.md",
    "//example.org/x",
    "https://example.org",
    "HTTPS://example.org",
    "http://example.org",
    "mailto:a@example.org",
    "tel:+4612",
    "xmpp:a@example.org",
    "matrix:r/room:example.org",
    "doi:10.1126/science",
    "magnet:?xt=urn:btih:x",
    "ref:posts/a.md",
    "%6aavascript:x",
]


@pytest.mark.parametrize("url", REFUSED)
def test_a_scheme_that_is_not_known_to_be_harmless_is_refused(url: str) -> None:
    assert not is_allowed_address(url)
    assert not is_allowed_address(url, is_image=True)


@pytest.mark.parametrize("url", ALLOWED)
def test_relative_addresses_and_known_schemes_are_allowed(url: str) -> None:
    assert is_allowed_address(url)


def test_a_picture_may_be_written_out_where_a_picture_is_shown() -> None:
    for kind in ("png", "gif", "jpeg", "webp", "avif"):
        assert is_allowed_address(f"data:image/{kind};base64,AA==", is_image=True)
        assert not is_allowed_address(f"data:image/{kind};base64,AA==")
    assert not is_allowed_address("data:image/svg+xml,<svg/>", is_image=True)
    assert not is_allowed_address("data:image/pngx,AA", is_image=True)


@given(st.text(alphabet="javscript:JS\t\n \x00\x1f/a.", max_size=30))
def test_nothing_that_browsers_read_as_a_script_passes(text: str) -> None:
    as_browsers_read = text.strip("".join(map(chr, range(0x21))))
    for char in "\t\n\r":
        as_browsers_read = as_browsers_read.replace(char, "")
    if as_browsers_read.lower().startswith("javascript:"):
        assert not is_allowed_address(text)


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="javascript:x">',
        "<a href='javascript:x'>",
        "<a href=javascript:x>",
        "<a/href=javascript:x>",
        '<a class="b" HREF = "jav&#x09;ascript&colon;x">',
        '<form action="javascript:x">',
        '<button formaction="javascript:x">',
        '<iframe src="javascript:x">',
        '<object data="data:text/html,x">',
        '<img srcset="a.png 1x, javascript:x 2x">',
        '<svg><a xlink:href="javascript:x">',
        '<a href="data:image/png;base64,AA">',
        '<a href="javascript:x"',
    ],
)
def test_raw_html_loses_addresses_that_are_refused(tag: str) -> None:
    body, refused = remove_unsafe_addresses(f"<p>\n{tag}text")
    decoded = stdlib_html.unescape(body).replace("\t", "")
    assert "script:" not in decoded
    assert "data:" not in decoded
    assert [offset for offset, _ in refused] == [4 if "svg" not in tag else 9]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/?a=1&amp;b=2">x</a>',
        '<img src="data:image/png;base64,AA">',
        "<p>javascript:x and <b>href=javascript:x</b></p>",
        '<!-- <a href="javascript:x"> -->',
        '<p title="javascript:x">y</p>',
        "<script>a.href='javascript:x'; // <a href=javascript:x></script>",
    ],
)
def test_what_is_no_address_of_a_tag_stays_as_it_is(body: str) -> None:
    assert remove_unsafe_addresses(body) == (body, ())
