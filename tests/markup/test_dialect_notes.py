"""Obsidian: wiki links, embedded files, comments, marks and ids of blocks."""

from __future__ import annotations

import pytest

from support.dialect_samples import html, read


@pytest.mark.parametrize(
    ("note", "url", "text"),
    [
        ("[[Page]]", "ref:Page", "Page"),
        ("[[My page|the text]]", "ref:My%20page", "the text"),
        ("[[a/b#The Heading]]", "ref:a/b#the-heading", "a/b > The Heading"),
        ("[[#Here]]", "#here", "Here"),
        ("[[Page#^abc1]]", "ref:Page#abc1", "Page > abc1"),
        ("![[Other note]]", "ref:Other%20note", "Other note"),
        ("[[talk.pdf|slides]]", "talk.pdf", "slides"),
        ("[[GPT-4.5]]", "ref:GPT-4.5", "GPT-4.5"),
        ("[[2024 in review]]", "ref:2024%20in%20review", "2024 in review"),
        ("[[中文]]", "ref:%E4%B8%AD%E6%96%87", "中文"),
    ],
)
def test_wiki_links(note: str, url: str, text: str) -> None:
    page = read(f"See {note}.")
    [span] = page.document.blocks[0].spans
    assert (span.url, page.text, span.column) == (url, f"See {text}.", 5)


@pytest.mark.parametrize(
    "body", ["[[1, 2]]", "[[1]]", "[[ -f x ]]", "`[[Page]]`", "\\[[Page]]", "[[a [b] c]]", "[[]]"]
)
def test_what_is_no_wiki_link(body: str) -> None:
    assert "<a" not in html(body)


def test_links_whose_text_has_brackets_stay_links() -> None:
    page = read("[[Bug]: x](https://a.b) [[1]](https://c.d) [[ref]]\n\n[ref]: https://e.f\n")
    assert page.urls == ["https://a.b", "https://c.d", "https://e.f"]
    assert page.text == "[Bug]: x [1] [ref]"


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("![[a b.png]]", '<img src="a%20b.png" alt="a b"'),
        ("![[img/a.jpg|300]]", '<img src="img/a.jpg" alt="a" width="300"'),
        ("![[a.svg|An A|40x30]]", '<img src="a.svg" alt="An A" width="40" height="30"'),
    ],
)
def test_embedded_images(note: str, shown: str) -> None:
    assert shown in html(note)


def test_comments_go_but_percentages_stay() -> None:
    page = read("A %%hidden%% b, 5%% and 10%% c.\n\n%%\n\n# hidden\n\n%%\n\nend `%%x%%`")
    assert page.html == "<p>A b, 5%% and 10%% c.</p>\n<p>end <code>%%x%%</code></p>"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("==a *b*==", "<mark>a <em>b</em></mark>"),
        ("x ==y==, z", "x <mark>y</mark>, z"),
        ("a==b and c==d", "a==b and c==d"),
        ("pip==0.4.0 torch==2.0 ==", "pip==0.4.0 torch==2.0 =="),
        ("if a == b == c", "if a == b == c"),
        ("a ===== b", "a ===== b"),
    ],
)
def test_marks(body: str, shown: str) -> None:
    assert html(body) == f"<p>{shown}</p>"


def test_ids_of_blocks() -> None:
    page = read("A paragraph. ^first-one\n\n- an entry ^e2\n- x ^2\n- 10 ^6\n\n[[#^first-one]]\n")
    assert '<p id="first-one">A paragraph.</p>' in page.html
    assert '<li id="e2">an entry</li>' in page.html
    assert "x ^2" in page.html
    assert "10 ^6" in page.html
    assert page.urls == ["#first-one"]


def test_tags_are_left_alone() -> None:
    assert html("about #tag and #a/b") == "<p>about #tag and #a/b</p>"
