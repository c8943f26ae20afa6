"""MyST directives: their grammar, and what each kind becomes."""

from __future__ import annotations

import json

import pytest

from digest.core.blocks import Block
from support.dialect_samples import Page, html, read, substituting
from support.markup_samples import walk
from support.paths import SHARED


def only(page: Page) -> Block:
    [block] = page.document.blocks
    return block


@pytest.mark.parametrize("fence", ["```", "~~~", ":::", "`````", "::::"])
def test_a_box_holds_markdown_with_its_true_lines(fence: str) -> None:
    box = only(read(f"{fence}{{warning}}\n# H\n\n- [a](/b)\n{fence}\n"))
    assert (box.kind, box.name, box.text) == ("container", "warning", "Warning")
    assert [(child.kind, child.line) for child in box.children] == [("heading", 2), ("list", 4)]


def test_text_on_the_opening_line_is_content() -> None:
    page = read("```{note} Above was [v1](/x).\n```\n\n```{tip} One\ntwo\n```\n")
    note, tip = page.document.blocks
    assert (note.children[0].text, note.children[0].line) == ("Above was v1.", 1)
    assert (note.children[0].spans[0].line, note.children[0].spans[0].column) == (1, 21)
    assert tip.children[0].text == "One two"


def test_an_admonition_has_its_own_title_and_kind() -> None:
    page = read("```{admonition} Work *in* progress\n:class: attention wide\n:name: my box\nx\n```")
    box = only(page)
    assert (box.name, box.text) == ("attention", "Work in progress")
    assert (box.attr("id"), box.attr("class")) == ("my-box", "wide")
    assert page.document.labels == (("my box", "my-box"),)


def test_options_may_be_yaml() -> None:
    box = only(read("```{admonition} T\n---\nclass: [tip, wide]\nname: a\n---\nx\n```"))
    assert (box.name, box.attr("class"), box.attr("id")) == ("tip", "wide", "a")


def test_faulty_options_are_shown_and_reported() -> None:
    page = read("```{note}\n---\n: [\n---\nx\n```")
    assert page.diagnostics == ["2:1 bad-directive"]
    assert ": [" in page.html


def test_fences_inside_may_be_as_long_as_the_outer_one() -> None:
    page = read("```{note}\n```python\nx = 1\n```\nafter\n```\n\nend\n")
    box, end = page.document.blocks
    assert [child.kind for child in box.children] == ["code", "paragraph"]
    assert end.text == "end"


def test_directives_nest() -> None:
    page = read(
        "::::{note}\n:::{tip}\n```{figure} a.png\ncap\n```\n:::\n::::\n\n:::{tip}\nx\n:::\n"
    )
    note, tip = page.document.blocks
    [inner] = note.children
    assert (inner.name, inner.children[0].kind, tip.name) == ("tip", "figure", "tip")


def test_colons_of_one_length_nest_too() -> None:
    page = read(":::{note}\n:::{tip}\nx\n:::\ny\n:::\nz\n")
    note, after = page.document.blocks
    assert [child.kind for child in note.children] == ["container", "paragraph"]
    assert after.text == "z"


@pytest.mark.parametrize("indent", [2, 4])
def test_a_figure_in_a_list_belongs_to_its_entry(indent: int) -> None:
    pad = " " * indent
    page = read(
        f"- a\n\n{pad}```{{figure}} a.png\n{pad}:width: 80%\n{pad}[c](/d).\n{pad}```\n\n- b\n"
    )
    first, second = only(page).children
    figure = first.children[1]
    assert (figure.kind, figure.line, figure.text) == ("figure", 3, "c.")
    assert (figure.spans[1].url, figure.spans[1].line) == ("/d", 5)
    assert second.children[0].text == "b"


def test_a_figure_has_size_alignment_class_and_target() -> None:
    page = read(
        "```{figure} a b.png\n:alt: An A\n:width: 300px\n:align: right\n:figclass: wide\n"
        ":target: https://x.y\n:name: fig\nCaption *one*.\n\nMore.\n```\n\nSee {numref}`fig`.\n"
    )
    assert page.html.startswith(
        '<figure id="fig" class="wide align-right"><a href="https://x.y">'
        '<img src="a%20b.png" alt="An A" width="300" loading="lazy" decoding="async"></a>'
        "<figcaption>\n<p>Caption <em>one</em>.</p>\n<p>More.</p>\n</figcaption></figure>"
    )
    assert '<a href="#fig">An A</a>' in page.html
    figure = page.document.blocks[0]
    shown = [(s.kind, figure.text[s.start : s.end]) for s in figure.spans]
    assert shown == [("image", "An A"), ("link", "An A"), ("emphasis", "one")]


def test_code_keeps_its_text_and_its_options() -> None:
    page = read(
        "```{code-block} python\n:caption: *Listing*\n:emphasize-lines: 2\n:lineno-start: 7\n"
        "# no heading\nx = '{{ x }}'\n```\n",
        config=substituting(x="y"),
    )
    caption, code = page.document.blocks
    assert (caption.text, code.name) == ("Listing", "python")
    assert code.text == "# no heading\nx = '{{ x }}'\n"
    assert 'data-n="7"' in code.html


@pytest.mark.parametrize("language", ["python", "r", "julia"])
def test_a_cell_of_a_notebook_is_code(language: str) -> None:
    block = only(read(f"```{{{language}}}\nx\n```"))
    assert (block.kind, block.name, block.text) == ("code", language, "x\n")


def test_quotes_versions_and_titled_boxes() -> None:
    page = read(
        "```{epigraph}\nA *b*\n```\n\n```{versionadded} 2.1 Now.\n```\n\n```{sidebar} S\nx\n```\n\n"
        "```{dropdown} More\n:open:\ny\n```\n"
    )
    quote, version, sidebar, dropdown = page.document.blocks
    assert (quote.kind, quote.children[0].text) == ("quote", "A b")
    assert (version.text, version.children[0].text) == ("New in version 2.1", "Now.")
    assert (sidebar.name, sidebar.text) == ("sidebar", "S")
    assert (dropdown.name, dropdown.attr("fold")) == ("details", "open")


def test_tabs_and_cards_become_readable_boxes() -> None:
    page = read("::::{tab-set}\n:::{tab-item} One\na\n:::\n:::{tab-item} Two\nb\n:::\n::::\n")
    assert [(block.name, block.text) for block in page.document.blocks] == [
        ("tab", "One"),
        ("tab", "Two"),
    ]


def test_a_list_of_lists_is_a_table() -> None:
    page = read(
        "```{list-table} Sizes\n:header-rows: 1\n:name: sizes\n\n* - Name\n  - Size\n"
        "* - [a](/x)\n  - 1\n\n    two\n* - `b`\n```\n"
    )
    caption, table = page.document.blocks
    assert (caption.text, table.attr("id")) == ("Sizes", "sizes")
    assert [(row.level, row.line, [cell.text for cell in row.children]) for row in table.children] == [
        (1, 5, ["Name", "Size"]), (0, 7, ["a", "1\ntwo"]), (0, 11, ["b", ""]),
    ]  # fmt: skip


def test_a_list_that_is_no_table_stays_a_list() -> None:
    page = read("```{list-table}\n- a\n- b\n```")
    assert only(page).kind == "list"
    assert page.diagnostics == ["1:1 bad-directive"]


def test_comma_separated_values_are_a_table() -> None:
    page = read('```{csv-table} T\n:header: "a", "b"\n1, "x, *y*"\n2, z\n```\n')
    table = page.document.blocks[1]
    assert [[cell.text for cell in row.children] for row in table.children] == [
        ["a", "b"], ["1", "x, y"], ["2", "z"],
    ]  # fmt: skip
    assert [row.line for row in table.children] == [1, 3, 4]


@pytest.mark.parametrize("body", ["SotA\n: State *of*\n", "SotA\n  State *of*\n"])
def test_a_glossary_gives_its_terms_ids(body: str) -> None:
    page = read(f"{{term}}`sota` and {{term}}`it <SotA>`\n\n```{{glossary}}\n{body}```\n")
    assert '<a href="#term-sota">sota</a> and <a href="#term-sota">it</a>' in page.html
    assert '<dt id="term-sota">SotA</dt>' in page.html
    assert "State <em>of</em>" in page.html


def test_a_tree_of_contents_is_a_list_of_links() -> None:
    page = read("```{toctree}\n:caption: Parts\nintro\nThe end <parts/end>\nhttps://x.y\n```\n")
    assert page.document.blocks[0].text == "Parts"
    entries = page.document.blocks[1].children
    assert [entry.children[0].spans[0].url for entry in entries] == [
        "ref:intro", "ref:parts/end", "https://x.y",
    ]  # fmt: skip


def test_what_only_a_book_needs_is_left_out() -> None:
    assert html("a\n\n```{contents}\n:depth: 2\n```\n\n```{index} x\n```\n") == "<p>a</p>"


def test_raw_html_follows_the_sites_policy_and_included_files_are_named() -> None:
    page = read("```{raw} html\n<b>x</b>\n```\n\n```{include} other.md\n```\n")
    assert page.document.blocks[0].kind == "html"
    assert "{include} other.md" in page.html
    assert page.diagnostics == ["5:1 included-file"]


def test_unknown_ones_show_their_content_and_are_reported_once() -> None:
    page = read(":::{nope} Title\n:opt: 1\n**in**\n:::\n\n```{nope}\n```\n")
    assert page.document.blocks[0].text == "Title"
    assert "<p><strong>in</strong></p>" in page.html
    assert page.diagnostics == ["1:1 unknown-directive"]


def test_unclosed_ones_are_reported_and_end_with_what_they_stand_in() -> None:
    page = read("- ```{note}\n  a\n\nb\n")
    assert page.diagnostics == ["1:3 unclosed-directive"]
    assert page.document.blocks[1].text == "b"


def test_a_fence_in_code_is_no_directive() -> None:
    page = read("````\n```{note}\nx\n```\n````\n")
    assert (only(page).kind, page.diagnostics) == ("code", [])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_the_chapter_has_all_its_directives() -> None:
    expected = json.loads((SHARED / "expected/seeds.json").read_text())["models.md"]["directives"]
    config = substituting(wip_chapter="WIP chapter.", comments="COMMENTS HERE")
    page = read((SHARED / "seeds/content/models.md").read_text(), config=config)
    blocks = list(walk(page.document.blocks))
    figures = [block for block in blocks if block.kind == "figure"]
    boxes = [(block.name, block.line) for block in blocks if block.kind == "container"]
    assert len(figures) == expected["figure"]
    assert [name for name, _ in boxes] == ["attention", "note", "attention"]
    nested = {b.line for entry in blocks if entry.kind == "entry" for b in entry.children}
    assert {int(line) for line in expected["nested_lines_indent"]} <= nested
    assert all("style=" in figure.html and "<figcaption>" in figure.html for figure in figures)
    assert page.diagnostics == ["15:25 unknown-citation"]
    for gone in ("{{", "% TODO", ":width:", "```"):
        assert gone not in page.html
    assert page.html.count("WIP chapter.") == 2
    assert page.html.count("COMMENTS HERE") == 1
    assert page.html.count("$600") == 1
