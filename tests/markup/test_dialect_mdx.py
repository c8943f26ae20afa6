"""MDX: statements, comments and components, in documents that are MDX and in those that are not."""

from __future__ import annotations

import pytest

from digest.markup.dialects.jsx_components import find_closing, read_component
from support.dialect_samples import Page, html, read


def mdx(body: str) -> Page:
    return read(body, path="content/p.mdx")


def test_props_are_read_in_every_form() -> None:
    source = "<A.B a=\"x > y\" b='z' c d={`e`} f={{g: '}', h: [1]}} {...rest}\n  i={\"j\"}>t</A.B>"
    tag = read_component(source, 0, len(source))
    assert tag is not None
    assert tag.name == "A.B"
    assert tag.props == {
        "a": "x > y",
        "b": "z",
        "c": "",
        "d": "e",
        "f": "{{g: '}', h: [1]}}",
        "i": "j",
    }
    close = find_closing(source, tag, len(source))
    assert close is not None
    assert source[tag.end : close.start] == "t"


@pytest.mark.parametrize("source", ["<a>", "<A", "<A b=", "<A {x", "< A>", "<1>"])
def test_what_is_no_component(source: str) -> None:
    assert read_component(source, 0, len(source)) is None


def test_statements_and_comments_are_hidden() -> None:
    page = mdx(
        'import A from "./a"\nimport {\n  B,\n} from "b"\n\nexport const c = 1\n\n'
        "Text {/* gone */} here.\n\n{/* gone\n\ntoo */}\n\nimport duties rose.\n"
    )
    assert page.html == "<p>Text here.</p>\n<p>import duties rose.</p>"
    assert page.diagnostics == ["1:1 hidden-statement"]


def test_ordinary_documents_are_not_mdx() -> None:
    page = read("Text\n\nimport A from 'a'\n\n{/* c */} and <Foo>x</Foo>\n")
    assert "import A from 'a'" in page.html
    assert "{/* c */}" in page.html
    assert page.diagnostics == []


def test_an_import_on_the_first_line_makes_a_document_mdx() -> None:
    assert html("import A from 'a'\n\n<A>x</A>") == "<p>x</p>"


def test_what_components_enclose_is_markdown_with_its_true_lines() -> None:
    page = mdx(
        '<Tabs>\n    <TabItem label="One">\n        # H\n\n        - [a](/b)\n    </TabItem>\n'
        '</Tabs>\n\n<Callout type="warning" title="Be *careful*">\n\nHot\n\n</Callout>\n'
    )
    tab, callout = page.document.blocks
    assert (tab.name, tab.text) == ("tab", "One")
    assert [(child.kind, child.line) for child in tab.children] == [("heading", 3), ("list", 5)]
    assert (callout.name, callout.text, callout.children[0].text) == (
        "warning",
        "Be careful",
        "Hot",
    )
    assert page.diagnostics == []


def test_a_component_on_one_line() -> None:
    assert "<p>a <strong>b</strong></p>" in mdx("<Note>a **b**</Note>").html
    details = mdx('<Details summary="S" open>x</Details>').document.blocks[0]
    assert (details.name, details.text, details.attr("fold")) == ("details", "S", "open")


def test_known_ones_without_content_become_what_they_stand_for() -> None:
    page = mdx(
        "import cat from './cat.png'\n\n<Image src={cat} alt=\"A cat\" width={300} />\n\n"
        '<YouTube id="dQw4w9WgXcQ" />\n\nSee <LinkCard href="/x" title="X" /> and <Badge text="New" />.\n'
    )
    assert '<img src="./cat.png" alt="A cat" width="300"' in page.html
    assert "youtube-nocookie.com/embed/dQw4w9WgXcQ" in page.html
    assert '<p>See <a href="/x">X</a> and New.</p>' in page.html
    assert page.diagnostics == ["1:1 hidden-statement"]


def test_unknown_ones_stay_readable_and_are_reported_once() -> None:
    page = mdx('A <Chart data={[1]} /> b <Foo a="b">c *d*</Foo>.\n\n<Foo>\n**e**\n</Foo>\n')
    assert "&lt;Chart data={[1]} /&gt;" in page.html
    assert "c <em>d</em>." in page.html
    assert "<p><strong>e</strong></p>" in page.html
    assert page.diagnostics == ["1:3 unknown-component", "1:26 unknown-component"]


def test_expressions_stay_text() -> None:
    assert mdx("It is {year} now.").html == "<p>It is {year} now.</p>"


def test_unclosed_ones_lose_nothing() -> None:
    assert "text" in mdx("<Tabs>\ntext\n").html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<Link href="https://e.org/a">One **link**</Link>',
         '<p><a href="https://e.org/a">One <strong>link</strong></a></p>'),
        ('Go <Link to="/a">on</Link>, or <Unknown link="/b">there</Unknown>.',
         '<p>Go <a href="/a">on</a>, or <a href="/b">there</a>.</p>'),
        ('<NavLink href="/a">On</NavLink> and on\nand on.',
         '<p><a href="/a">On</a> and on\nand on.</p>'),
        ('<Teaser href="https://e.org/a" title="Title">\n\nFirst.\n\nSecond.\n\n</Teaser>',
         '<p>First.</p>\n<p>Second.</p>\n<p><a href="https://e.org/a">Title</a></p>'),
        ('<Quote author="Ada" source="https://e.org/a">Said.</Quote>',
         '<p class="admonition-title"><a href="https://e.org/a">Ada</a></p>\n<p>Said.</p>'),
        ('<style id="s" set:html={f({ a: "}" })} />\n\nText.', "<p>Text.</p>"),
        ("<script src='x.js' />\n\nText.", "<p>Text.</p>"),
        ("<details>\n  <summary>S</summary>\n\n        - [a](/b)\n\n</details>",
         '<a href="/b">a</a>'),
        ("Text.\n\n    Not code.", "<p>Text.</p>\n<p>Not code.</p>"),
    ],
)  # fmt: skip
def test_links_and_text_of_components_stay(source: str, shown: str) -> None:
    assert shown in mdx(source).html
