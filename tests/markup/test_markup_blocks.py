"""Containers, callouts, figures, attributes and raw HTML."""

from __future__ import annotations

import pytest

from support.markup_samples import html, leaves, links, parse, with_markdown


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (":::note", "Note"), ("::: note", "Note"), (":::tip[A *b*]", "A b"),
        (":::warning A title", "A title"), (':::info{title="T"}', "T"),
        ('::: {.callout-tip title="T"}', "T"), (":::columns", ""), (":::danger :::", "Danger"),
    ],
)  # fmt: skip
def test_containers_are_read_in_every_form(head: str, title: str) -> None:
    [block] = parse(f"{head}\ntext\n:::\n").blocks
    assert (block.kind, block.text) == ("container", title)
    assert [child.text for child in block.children] == ["text"]


def test_containers_nest_with_more_colons_or_by_themselves() -> None:
    for outer, inner in (("::::", ":::"), (":::", ":::"), (":::", "::::")):
        [block] = parse(f"{outer}note\n{inner}tip\na\n{inner}\nb\n{outer}\n").blocks
        assert [child.kind for child in block.children] == ["container", "paragraph"]


def test_containers_carry_attributes() -> None:
    out = html(":::note[T]{#i .c}\na\n:::\n")
    assert out.startswith('<aside class="admonition note c" id="i">')


def test_alerts_and_callouts_become_containers() -> None:
    assert html("> [!NOTE]\n> a [b](c)\n") == (
        '<aside class="admonition note">\n<p class="admonition-title">Note</p>\n'
        '<p>a <a href="c">b</a></p>\n</aside>'
    )
    assert html("> [!faq]- Why *so*\n> a\n").startswith(
        '<details class="admonition faq">\n<summary>Why <em>so</em></summary>'
    )
    assert "<details open" not in html("> [!tip]- T\n> a\n")
    assert " open>" in html("> [!tip]+ T\n> a\n")
    assert links("> [!NOTE]\n> a\n> [b](c)\n") == [("c", "b", 3, 3)]


def test_a_quote_that_mentions_an_alert_stays_a_quote() -> None:
    assert [b.kind for b in parse("> see [!NOTE] here\n").blocks] == ["quote"]


def test_an_image_with_a_title_is_a_figure() -> None:
    [figure] = parse('![alt *x*](/a.png "The title")\n').blocks
    assert (figure.kind, figure.text) == ("figure", "alt x\nThe title")
    assert (figure.spans[0].kind, figure.spans[0].url) == ("image", "/a.png")
    assert "<figcaption>The title</figcaption>" in figure.html
    assert 'alt="alt x"' in figure.html
    assert 'loading="lazy" decoding="async"' in figure.html


def test_italics_below_an_image_are_its_caption_and_keep_their_links() -> None:
    [figure] = parse("![a](b.png)\n_Source: [c](https://d.e)_\n").blocks
    assert figure.kind == "figure"
    assert figure.text == "a\nSource: c"
    [link] = figure.links()
    assert (link.url, figure.text[link.start : link.end], link.line) == ("https://d.e", "c", 2)


def test_consecutive_images_are_figures_of_their_own() -> None:
    found = parse('![a](1 "A")\n![b](2)\n*cap*\n[![c](3 "C")](/l)\n').blocks
    assert [(b.kind, b.text, b.line) for b in found] == [
        ("figure", "a\nA", 1), ("figure", "b\ncap", 2), ("figure", "c\nC", 4),
    ]  # fmt: skip
    assert found[2].links()[0].url == "/l"
    assert '<a href="/l"><img' in found[2].html


def test_images_among_words_or_without_caption_stay_in_their_paragraph() -> None:
    assert [b.kind for b in parse('a ![b](c "d")\n\n![e](f)\n').blocks] == ["paragraph"] * 2


def test_attributes_reach_headings_entries_images_links_and_spans() -> None:
    body = (
        '## H {#i .c}\n\n- entry {.item source="A B" url=https://x.y/z?q=1}\n  more\n\n'
        "![a](b){width=10 .w} [c](d){target=_blank} [e]{.f}\n"
    )
    heading, entries, leaf = parse(body).blocks
    assert (heading.text, heading.attr("id"), heading.attr("class")) == ("H", "i", "c")
    entry = entries.children[0]
    assert (entry.attr("source"), entry.attr("url")) == ("A B", "https://x.y/z?q=1")
    assert entry.children[0].text == "entry more"
    assert '<img src="b" alt="a" width="10" class="w"' in leaf.html
    assert '<a href="d" target="_blank">c</a> <span class="f">e</span>' in leaf.html
    assert 'source="' not in html(body)


def test_attributes_on_a_line_of_their_own_belong_to_a_block() -> None:
    assert html("{.lead #x}\nText\n") == '<p class="lead" id="x">Text</p>'
    assert html("Text\n{: .tail}\n\nNext\n") == '<p class="tail">Text</p>\n<p>Next</p>'


@pytest.mark.parametrize(
    "text", ["- the set {x=1}", "# a {b}", "[a](b){% c %}", "x {1, 2}", "{name}"]
)
def test_other_braces_are_text(text: str) -> None:
    assert text[text.index("{") :] in html(text)


def test_attributes_never_hold_handlers_or_addresses() -> None:
    out = html("[a](b){onclick=x() href=javascript:y() .c}\n")
    assert out == '<p><a href="b" class="c">a</a></p>'
    assert "script" not in html("[a](javascript:x)\n").replace("(javascript:x)", "")


def test_raw_html_is_kept_with_its_links_and_images_seen() -> None:
    body = '<div>\n<a href="/a">one <b>two</b></a>\n<img src="/i.png" alt="pic">\n</div>\n'
    [block] = parse(body).blocks
    assert (block.kind, block.html) == ("html", body.strip())
    assert [(s.kind, s.url, s.line) for s in block.spans] == [
        ("link", "/a", 2), ("image", "/i.png", 3),
    ]  # fmt: skip


def test_scripts_are_kept_for_the_page_and_are_no_text() -> None:
    for body in ("<script>\nalert('x')\n</script>\n", "a <script>alert('x')</script> b\n"):
        document = parse(body)
        assert "alert" not in document.blocks[0].text
        assert "<script>" in html(body)


def test_sanitising_keeps_the_words_and_drops_what_runs() -> None:
    config = with_markdown(html="sanitize")
    body = (
        "a <b onclick=x()>b <script>c()</script> <iframe src='https://v.w'></iframe>\n\n"
        "<details><summary>S</summary>\n\n*d*\n\n</details></main>\n\n<div>\n\nend\n"
    )
    assert html(body, config) == (
        '<p>a <b>b  <a href="https://v.w">https://v.w</a></b></p>\n'
        "<details><summary>S</summary>\n<p><em>d</em></p>\n</details>\n<div>\n<p>end</p>\n</div>"
    )


def test_sanitising_leaves_styles_out_but_keeps_columns_aligned() -> None:
    config = with_markdown(html="sanitize")
    body = "{style=color:red}\na [b](c){style=top:0 .d}\n\n| e |\n|--:|\n| f |\n"
    assert html(body, config).count("style=") == 2
    assert html(body).count("style=") == 4


def test_what_is_no_element_is_text() -> None:
    assert html("Vec<String> and Map<K, V> <b>x</b>\n") == (
        "<p>Vec&lt;String&gt; and Map&lt;K, V&gt; <b>x</b></p>"
    )


def test_escaping_shows_raw_html_as_text() -> None:
    config = with_markdown(html="escape")
    assert html("a <b>c</b>\n\n<div>\nd\n</div>\n", config) == (
        "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n<p>&lt;div&gt;\nd\n&lt;/div&gt;</p>"
    )


def test_raw_tags_end_with_what_they_stand_in() -> None:
    assert html("a <b>b <i>c</b> d</u>\n\ne\n") == "<p>a <b>b <i>c</i></b> d</p>\n<p>e</p>"
    assert html("<div>\n\na\n\n</section></div></div>\n\nb\n") == (
        "<div>\n<p>a</p>\n</div>\n<p>b</p>"
    )
    assert html("- <details>\n\n  a\n- b\n").count("</details>") == 1
    kept = '<p align="center">\n<br>\n<svg><path d="x"/></svg>\n<custom-x>\n</custom-x>'
    assert html(kept) == kept


def test_a_raw_break_is_a_line_end_and_raw_links_have_places() -> None:
    [leaf] = leaves('a<br>b <a href="/c">d</a>\n')
    assert leaf.text == "a\nb d"
    assert links('a<br>b <a href="/c">d</a>\n') == [("/c", "d", 1, 8)]
