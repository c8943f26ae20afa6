"""Faults of real Markdown: each gives the best page there is, and a diagnostic at its place."""

from __future__ import annotations

import pytest

from support.markup_samples import diagnostics, html, kinds, leaves, links, parse, walk


def test_a_closing_fence_glued_to_code_closes_it() -> None:
    body = "```text\none\ntwo```\n\nafter\n\n```py\nx\n```\n"
    assert kinds(body) == ["code", "paragraph", "code"]
    assert parse(body).blocks[0].text == "one\ntwo\n"
    assert diagnostics(body) == ["3:4 unclosed-fence"]


def test_backticks_at_a_line_end_do_not_close_a_fence_that_is_closed() -> None:
    body = "````md\nuse ```\n```py\nx\n```\n````\n"
    assert [block.text for block in parse(body).blocks] == ["use ```\n```py\nx\n```\n"]
    assert diagnostics("```\na```\nb\n```\n") == []


def test_an_unclosed_fence_runs_to_the_end_of_its_surroundings() -> None:
    assert kinds("- ```\n  code\n\nafter\n") == ["list", "paragraph"]
    assert diagnostics("a\n\n```py\ncode\n") == ["3:1 unclosed-fence"]


def test_comments_leave_nothing_and_hide_headings() -> None:
    body = "a\n\n<!-- # no\n\n# no\n-->\n\nb <!-- # c --> d\n\ne <!-- f\n\n# no\n\ng --> h\n"
    assert [block.text.split() for block in leaves(body)] == [["a"], ["b", "d"], ["e"], ["h"]]
    assert "<!--" not in html(body)


def test_an_unclosed_comment_ends_at_the_next_empty_line() -> None:
    body = "a\n\n<!-- hidden\nhidden\n\nseen\n"
    assert [block.text for block in leaves(body)] == ["a", "seen"]
    assert diagnostics(body) == ["3:1 unclosed-comment"]


def test_text_behind_a_comment_is_markdown() -> None:
    assert html("<!-- a -->**b**\nc\n\n<!-- d\n--> > e [f](g)\n\n- <!-- h -->i\n") == (
        '<p><strong>b</strong>\nc</p>\n<blockquote>\n<p>e <a href="g">f</a></p>\n</blockquote>\n'
        "<ul>\n<li>i</li>\n</ul>"
    )
    assert links("<!-- a --> > e [f](g)\n") == [("g", "f", 1, 16)]
    assert html("<!-- a --><!-- b --># c\n<!-- -->\n").count("<h1") == 1


def test_comments_in_code_are_code() -> None:
    body = "```html\n<p> <!-- a\n\nb --></p>\n```\n\n`x <!--` b\n\n-->\n"
    assert parse(body).blocks[0].text == "<p> <!-- a\n\nb --></p>\n"
    assert "x &lt;!--" in html(body)


def test_headings_in_code_are_no_headings() -> None:
    assert "heading" not in kinds(
        "```\n# a\n```\n\n    # b\n\n<!--\n# c\n-->\n\n<pre>\n# d\n</pre>\n"
    )


def test_a_link_without_an_address_shows_its_text() -> None:
    assert html("x [text]() y ![alt]()\n") == "<p>x text y alt</p>"
    assert diagnostics("x [text]() y ![alt]()\n") == ["1:14 empty-link", "1:3 empty-link"][::-1]


def test_a_link_without_text_shows_its_address() -> None:
    assert html("[](https://a.b)\n") == '<p><a href="https://a.b">https://a.b</a></p>'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[a](https:/b.c/d)", "https://b.c/d"),
        ("[a](https://b.c/d e)", "https://b.c/d%20e"),
        ("[a](https: //b.c/d)", "https://b.c/d"),
        ("[a](https:// b.c/d)", "https://b.c/d"),
        ("[a](my file.pdf)", "my%20file.pdf"),
        ("[a](../x y/#1 post.md#part)", "../x%20y/#1%20post.md#part"),
    ],
)
def test_a_broken_address_in_a_link_is_mended_and_reported(written: str, meant: str) -> None:
    assert links(written) == [(meant, "a", 1, 1)]
    assert diagnostics(written) == ["1:1 malformed-link"]


def test_a_file_name_with_spaces_in_an_image_is_mended_and_reported() -> None:
    assert 'src="my%20pic.png" alt="a"' in html("x ![*a*](my pic.png)\n")
    assert diagnostics("x ![a](my pic.png)\n") == ["1:3 malformed-link"]


def test_addresses_with_spaces_that_may_mean_something_else_stay_text() -> None:
    assert links("[a](b c)\n") == []
    assert diagnostics("[a](b c)\n") == []


def test_a_rule_right_after_a_container_makes_no_heading() -> None:
    body = ":::note\n**Text**\n:::\n---\n\nafter\n"
    assert kinds(body) == ["container", "rule", "paragraph"]
    assert kinds(":::\n---\n") == ["rule"]
    assert diagnostics(":::\n---\n") == ["1:1 unclosed-container"]


def test_an_unclosed_container_ends_before_the_next_heading() -> None:
    body = ":::tip\na\n\n## h\n\nb\n"
    assert kinds(body) == ["container", "heading", "paragraph"]
    assert diagnostics(body) == ["1:1 unclosed-container"]


def test_colons_in_code_neither_open_nor_close() -> None:
    [container] = parse(":::note\n```\n:::\n```\nb\n:::\n").blocks
    assert [block.kind for block in walk(container.children)] == ["code", "paragraph"]


def test_control_characters_and_line_ends_of_any_kind_are_read() -> None:
    assert kinds("# a\r\n\r\nb\rc\x00d\r\n") == ["heading", "paragraph"]
