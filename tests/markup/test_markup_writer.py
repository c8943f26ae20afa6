"""The tree as HTML: structure, accessibility, and the places of items."""

from __future__ import annotations

import html5lib
import pytest

from digest.core.blocks import Placement
from digest.markup.html_writer import write_html
from support.markup_samples import html, parse


def placed(body: str, *placements: tuple[tuple[int, ...], int]) -> str:
    found = tuple(
        Placement(path=path, count=count, position=n, anchor=f"i{n}")
        for n, (path, count) in enumerate(placements, 1)
    )
    return write_html(parse(body), found).strip()


def test_tight_and_loose_lists() -> None:
    assert html("- a\n- b\n") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert html("- a\n\n- b\n") == ("<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>")
    assert html("3. a\n   - b\n") == (
        '<ol start="3">\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>'
    )


def test_tasks_say_their_state() -> None:
    assert html("- [x] a\n- [ ] b\n") == (
        '<ul class="tasks">\n'
        '<li class="task"><input type="checkbox" disabled checked aria-label="done"> a</li>\n'
        '<li class="task"><input type="checkbox" disabled aria-label="to do"> b</li>\n</ul>'
    )


def test_tables_scroll_and_have_scopes() -> None:
    out = html("| a |\n|--:|\n| b |\n")
    assert out.startswith('<div class="table-wrap" role="region" aria-label="Table" tabindex="0">')
    assert '<th style="text-align:right" scope="col">a</th>' in out
    assert '<td style="text-align:right">b</td>' in out


def test_headings_link_to_themselves() -> None:
    assert html("## A & *b*\n") == (
        '<h2 id="a--b">A &amp; <em>b</em>'
        ' <a class="anchor" href="#a--b" aria-label="Link to “A &amp; b”"></a></h2>'
    )


def test_footnotes_lead_back_to_each_of_their_references() -> None:
    out = html("a[^n] b[^n] c^[inline *one*]\n\n[^n]: note\n")
    assert out.count('href="#fn-n"') == 2
    assert 'href="#fnref-n"' in out
    assert 'href="#fnref-n-2"' in out
    assert "inline <em>one</em>" in out
    ids = [part.split('"')[0] for part in out.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_title_may_be_left_out_and_headings_moved_below_the_page_title() -> None:
    document = parse("# T\n\na\n\n# U\n\n###### V\n")
    assert "<h1" in write_html(document)
    moved = write_html(document, drop_title=True, shift_headings=True)
    assert ">T" not in moved
    assert "<h1" not in moved
    assert "<h2" in moved
    assert "<h6" in moved
    plain = parse("# T\n\n## A\n")
    assert "<h2" in write_html(plain, drop_title=True, shift_headings=True)


def test_placed_siblings_stand_in_a_section_with_a_slot_after_the_heading() -> None:
    out = placed("## A\n\na\n\n## B\n\nb\n", ((0,), 2), ((2,), 2))
    first, second = out.split("</section>\n")[0], out.split("</section>\n")[1]
    assert first.startswith('<section class="item" id="i1">\n<h2 id="a">')
    assert "</h2>\n\x001\x00<p>a</p>" in first
    assert "</h2>\n\x002\x00<p>b</p>" in second
    assert out.endswith("</section>")


def test_placed_entries_and_rows_keep_their_element() -> None:
    out = placed("- a [b](c)\n\n  more\n- d\n", ((0, 0), 1), ((0, 1), 1))
    assert '<li class="item" id="i1">\n<p>a <a href="c">b</a>\x001\x00</p>\n<p>more</p>' in out
    assert '<li class="item" id="i2">\n<p>d\x002\x00</p>' in out
    row = placed("| a | b |\n|---|---|\n| c | d |\n", ((0, 1), 1))
    assert '<tr class="item" id="i1"><td>c\x001\x00</td><td>d</td></tr>' in row


def test_placed_paragraphs_leave_their_slot_inside() -> None:
    out = placed("a\n\nb\n", ((1,), 1))
    assert out == '<p>a</p>\n<section class="item" id="i1">\n<p>b\x001\x00</p>\n</section>'


@pytest.mark.parametrize(
    ("body", "path"),
    [("> ## A\n>\n> b\n", (0, 0)), ("![a](b 'c')\n", (0,)), ("```\na\n```\n", (0,)),
     ("- - a\n", (0, 0, 0, 0)), ("---\n", (0,)), (":::note\na\n:::\n", (0,)),
     ("- ```\n  a\n  ```\n", (0, 0)), ("| |\n|-|\n| |\n", (0, 1)), ("t\n: d\n", (0,))],
)  # fmt: skip
def test_every_placed_item_gets_one_slot_and_one_anchor(body: str, path: tuple[int, ...]) -> None:
    out = placed(body, (path, 1))
    assert out.count("\x001\x00") == 1
    assert out.count('id="i1"') == 1


def test_output_is_valid_html() -> None:
    body = (
        "# A\n\n- [x] a\n  1. b\n\n> c\n\n| d |\n|---|\n| e[^1] |\n\n```py\nx\n```\n\n"
        '![a](b "c")\n\n:::details T\nx\n:::\n\nt\n: d\n\n~~s~~ www.a.b :dart:\n\n[^1]: n\n'
    )
    parser = html5lib.HTMLParser(strict=True)
    parser.parseFragment(write_html(parse(body)))
