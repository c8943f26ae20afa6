"""The Markdown engine's tree: kinds, text, spans and places of every construct."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config.tables import Config
from digest.core.diagnostics import Report
from digest.markup.engine import parse_markup
from digest.markup.html_writer import write_html
from support.markup_samples import (
    diagnostics,
    html,
    kinds,
    leaves,
    links,
    parse,
    walk,
    with_markdown,
)
from support.paths import SHARED


def test_each_construct_has_its_kind() -> None:
    body = (
        "# h\n\np\n\n- e\n\n> q\n\n```\nc\n```\n\n| a |\n|---|\n| b |\n\n<div>x</div>\n\n---\n\n"
        '![i](u "t")\n\n:::note\nn\n:::\n\nt\n: d\n\nf[^1]\n\n[^1]: note\n'
    )
    assert kinds(body) == [
        "heading", "paragraph", "list", "quote", "code", "table", "html", "rule", "figure",
        "container", "definitions", "paragraph", "footnotes",
    ]  # fmt: skip


def test_text_is_plain_and_spans_lie_in_it() -> None:
    [leaf] = leaves('A **b** _c_ `d` ~~e~~ [f *g*](/u "t") &amp; 13\\%<br>h\n')
    assert leaf.text == "A b c d e f g & 13%\nh"
    found = [(s.kind, leaf.text[s.start : s.end]) for s in leaf.spans]
    assert found == [
        ("strong", "b"), ("emphasis", "c"), ("code", "d"), ("strike", "e"), ("link", "f g"),
        ("emphasis", "g"), ("break", "\n"),
    ]  # fmt: skip
    assert leaf.links()[0].title == "t"


def test_links_carry_line_and_column_of_the_file() -> None:
    document = parse_markup(
        "> - first\n>   line [one](/1) and\n>   ![x](/2) <https://three.x> https://four.x\n",
        path="p.md", first_line=10, config=Config(), report=Report(),
    )  # fmt: skip
    spans = [s for b in walk(document.blocks) for s in b.spans]
    assert [(s.url, s.line, s.column) for s in spans] == [
        ("/1", 11, 10), ("/2", 12, 5), ("https://three.x", 12, 14), ("https://four.x", 12, 32),
    ]  # fmt: skip


def test_links_in_equal_cells_have_places_of_their_own() -> None:
    assert links("| [a](u) | [a](u) |\n|--|--|\n| x | [a](u) |\n") == [
        ("u", "a", 1, 3), ("u", "a", 1, 12), ("u", "a", 3, 7),
    ]  # fmt: skip


def test_lists_know_markers_levels_and_tightness() -> None:
    outer = parse("3) a\n   - b\n\n     c\n4) d\n").blocks[0]
    inner = outer.children[0].children[1]
    assert (outer.marker, outer.level, outer.tight, outer.attr("start")) == ("1)", 1, True, "3")
    assert [entry.marker for entry in outer.children] == ["3)", "4)"]
    assert (inner.marker, inner.level, inner.tight) == ("-", 2, False)


def test_table_rows_know_the_head_and_cells_their_alignment() -> None:
    [table] = parse("| a | b |\n|---|:-:|\n| c | d |\n").blocks
    assert [row.level for row in table.children] == [1, 0]
    assert table.children[1].children[1].attr("style") == "text-align:center"
    assert [cell.line for cell in table.children[1].children] == [3, 3]


def test_footnotes_gather_at_the_end_wherever_they_are_written() -> None:
    body = "- a[^x] b[^x]\n\n[^x]: first\nlazy\n\n    second\n\ntext [^x]: is a reference\n"
    [*_, notes] = parse(body).blocks
    [note] = notes.children
    assert (note.name, note.attr("uses")) == ("x", "3")
    assert [block.text for block in note.children] == ["first lazy", "second"]


def test_footnotes_nobody_refers_to_are_kept_and_missing_ones_reported() -> None:
    assert "unused" in html("a\n\n[^u]: unused\n")
    assert diagnostics("a [^gone] b\n") == ["1:3 undefined-footnote"]
    assert diagnostics("[^a]\n\n[^a]: 1\n\n[^a]: 2\n") == ["5:1 duplicate-footnote"]
    assert ">1<" in html("[^a]\n\n[^a]: 1\n\n[^a]: 2\n")


def test_emoji_names_become_emoji_except_in_code_and_where_switched_off() -> None:
    assert [b.text for b in leaves(":dart: `:dart:` 12:30:45 :nosuchname:\n")] == [
        "🎯 :dart: 12:30:45 :nosuchname:"
    ]
    assert html(":dart:\n", with_markdown(emoji=False)) == "<p>:dart:</p>"


def test_only_addresses_that_say_so_become_links() -> None:
    body = "See https://a.b/c. Or (www.d.e/f), foo.md, x@y.z, g.com, https: //h.i and https://\n"
    assert [link[:2] for link in links(body)] == [
        ("https://a.b/c", "https://a.b/c"), ("http://www.d.e/f", "www.d.e/f"),
    ]  # fmt: skip
    assert links("https://a.b/c\n") != []
    assert html("https://a.b\n", with_markdown(linkify=False)) == "<p>https://a.b</p>"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("请看https://a.b/c。然后", "https://a.b/c"),
        ("（https://a.b/c）", "https://a.b/c"),
        ("**https://a.b/c**", "https://a.b/c"),
        ("https://a.b/c_(d)", "https://a.b/c_(d)"),
        ("(https://a.b/c)", "https://a.b/c"),
        ("https://a.b/?q=1&amp;r=2...", "https://a.b/?q=1&amp;r=2"),
    ],
)
def test_bare_addresses_end_where_the_sentence_goes_on(text: str, url: str) -> None:
    assert [link[0] for link in links(text)] == [url]


def test_no_link_stands_in_a_link() -> None:
    out = html('<a href="/x">see https://a.b and [c](/d)</a> [https://e.f](/g)\n')
    assert out.count("<a ") == 2


@pytest.mark.parametrize(
    "text", ["**强调。**后", "**“强调”**后", "前**（强调）**后", "**강조(x)**는", "*強調*です"]
)
def test_emphasis_works_beside_full_width_punctuation(text: str) -> None:
    assert "*" not in html(text)


def test_line_ends_between_wide_characters_leave_no_space() -> None:
    assert [b.text for b in leaves("中文\n中文 and\nmore 한국\n한국\n")] == [
        "中文中文 and more 한국 한국"
    ]


def test_a_line_of_equals_signs_after_an_empty_line_is_a_separator() -> None:
    blocks = parse("a\n\n   \n====\n\nb\n").blocks
    assert [(b.kind, b.name) for b in blocks] == [
        ("paragraph", ""), ("rule", "separator"), ("paragraph", ""),
    ]  # fmt: skip
    assert kinds("a\n====\n") == ["heading"]


def test_a_line_of_backslashes_is_dropped() -> None:
    assert html("a\n\n\\\\\n\nb\n") == "<p>a</p>\n<p>b</p>"


def test_what_is_nested_too_deeply_is_kept() -> None:
    body = (
        "> " * 80 + "deep\n\nafter\n" + "".join("  " * n + "- x\n" for n in range(80)) + "\nend\n"
    )
    out = html(body)
    assert all(word in out for word in ("deep", "after", "end"))


@pytest.mark.parametrize(
    "unit",
    ["[a](https://x.y/z) ", "![a](b 'c')\n", "**a", "[", "![", "[a](", "`a ``b ", "<!-- a\n\n",
     "x <!-- a\n\n b --> c\n", "```\na\n", ":::note\na\n\n", "> ", "## What\n\n", "[^1] ",
     "https://x.y/z ", "[x]{.a} ", "- a\n", "| a | b |\n", "&amp;", ":dart: "],
)  # fmt: skip
def test_work_grows_with_length_and_no_faster(unit: str) -> None:
    def calls(count: int) -> int:
        made = 0

        def tick(_frame: object, event: str, _arg: object) -> None:
            nonlocal made
            made += event in {"call", "c_call"}

        body = unit * count
        html(unit)
        before = sys.getprofile()
        sys.setprofile(tick)
        try:
            html(body)
        finally:
            sys.setprofile(before)
        return made

    assert calls(400) < 5 * calls(100) + 20_000


@given(st.text(alphabet="ab \n\t*_`[]()!<>-#:|=~\\^{}\"'.1中。$%&", max_size=120))
@settings(deadline=None, max_examples=150)
def test_any_text_is_read_and_spans_stay_inside_it(body: str) -> None:
    document = parse(body)
    for block in walk(document.blocks):
        for span in block.spans:
            assert 0 <= span.start <= span.end <= len(block.text)
    write_html(document, shift_headings=True)


@given(st.lists(st.sampled_from([
    "# a", "## fn 1", "# fnref-1", "# a {#b}", "# b", "[^1] [^1]", "[^1]: n", "c^[i]", "^[i] [^1]",
    "# a-2", ":::note {#d}\nx\n:::", "# D", "- [ ] e",
]), max_size=12))  # fmt: skip
@settings(deadline=None, max_examples=100)
def test_no_id_is_written_twice(parts: list[str]) -> None:
    given_ids = {part for part in parts if "{#" in part}
    body = "\n\n".join(
        part for n, part in enumerate(parts) if part not in given_ids or part not in parts[:n]
    )
    ids = re.findall(r' id="([^"]*)"', html(body))
    assert len(ids) == len(set(ids))


@given(st.text(alphabet="ab \n<>/=\"'!-scriptonde`*[](){}.:#", max_size=100))
@settings(deadline=None, max_examples=150)
def test_sanitised_pages_hold_no_scripts_or_handlers(body: str) -> None:
    for tag in re.findall(r"<[a-z][^>]*>", html(body, with_markdown(html="sanitize"))):
        assert not re.search(r"<script|<iframe|\son\w+=|javascript:", tag)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize("path", sorted((SHARED / "seeds").rglob("*.md")), ids=lambda p: p.name)
def test_seeds_are_read(path: Path) -> None:
    body = path.read_text(encoding="utf-8", errors="replace")
    document = parse(body)
    assert sum(len(block.text) for block in walk(document.blocks)) > len(body) // 4
    assert write_html(document)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize(
    "name", sorted(p.name for p in (SHARED / "corpus").glob("*") if p.name != "ainews-full")
)
def test_one_document_of_each_corpus_is_read(name: str) -> None:
    paths = sorted((SHARED / "corpus" / name).rglob("*.md"), key=lambda p: p.stat().st_size)
    for path in paths[:1]:
        assert write_html(parse(path.read_text(encoding="utf-8", errors="replace")))
