from __future__ import annotations

import re
import sys
import tarfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.config.tables import Config, MarkdownTable
from digest.core.blocks import Document
from digest.core.diagnostics import Diagnostic, Report
from digest.markup.engine import blank_multiline_comments, parse_markup
from digest.markup.fast.fast_parser import explain_fallbacks, parse_fast
from digest.markup.parser_state import ParserState
from support.paths import SHARED

FAST = Config()
REFERENCE = Config(markdown=MarkdownTable(engine="markdown-it"))


def parse(text: str, config: Config) -> tuple[Document, tuple[Diagnostic, ...]]:
    report = Report()
    document = parse_markup(text, path="content/x.md", first_line=7, config=config, report=report)
    return document, report.diagnostics


def is_read_fast(text: str, config: Config = FAST) -> bool:
    text = blank_multiline_comments(text)
    state = ParserState(
        path="content/x.md", first_line=7, config=config, report=Report(), lines=text.split("\n")
    )
    return parse_fast(text, state) is not None


def assert_same(text: str, **markdown: object) -> None:
    tables = [
        Config(markdown=msgspec.structs.replace(config.markdown, **markdown))
        for config in (FAST, REFERENCE)
    ]
    fast, reference = (parse(text, config) for config in tables)
    assert fast == reference


PLAIN = """\
# A *heading* with `code` & <b>more</b>

News for **today**: [one](https://example.org/a "Title"), [two][ref] and <https://example.org>.
A line that goes on, a hard break\\
and another  
one, ~~gone~~, “quoted”, 5 < 6 > 4 &copy; \\*not emphasis\\*.

- **Lead**: text with [a *link*](/b) – and more
   - nested [deeper](/c)
      1. ordered
      2. again
- second

  loose, with a paragraph

3) three
4) four

> A quote
> - with a list
going on

```python
def f(): return "<&>"
```

    indented <code>

Setext
------

***

<div class="x">
raw <a href="/y">link</a>
</div>

![image](/i.png) and text with https://bare.example.org/a_b_c and www.example.org, :tada:
 and 日本語 text — done.

![figure](/f.png "Caption")

<b>unclosed

| a | b |
|---|:-:|
| 1 | [2](/t) |

[ref]: https://example.org/ref
"""  # noqa: W291


def test_a_plain_document_of_every_kind_of_block_is_read_alike() -> None:
    assert_same(PLAIN)


@pytest.mark.parametrize("line", range(1, PLAIN.count("\n")))
def test_its_parts_are_read_alike(line: int) -> None:
    lines = PLAIN.split("\n")
    assert_same("\n".join(lines[line:]))
    assert_same("\n".join(lines[:line]))


@pytest.mark.parametrize(
    "text",
    [
        "Text with **bold**, *italics*, `code` and [a link](/a).",
        "- one\n- two\n  - three\n    - [four](/4)\n",
        "> **quote** https://example.org/x, and so on",
        "# Title\n\nprices: $5 to $10, 10:30:20, ~30 hours\n\n---\n\n1. one\n2. two",
        "Emoji :tada: and 日本 and “quotes” — dashes\n\n![alt :tada:](/i.png)",
        "<div>\n<p>raw [[x]] $y$</p>\n</div>\n\n<br>text <i>inline</i>",
        "```\ncode\n```\n\n    more code",
    ],
)
def test_what_is_plain_needs_no_other_parser(text: str) -> None:
    state = ParserState(path="x.md", first_line=1, config=FAST, report=Report())
    assert explain_fallbacks(text, state) == ()
    assert_same(text)


@pytest.mark.parametrize(
    "text",
    [
        "Text[^1]\n\n[^1]: note",
        ":::note\ntext\n:::",
        "term\n: definition",
        "{#id}\nparagraph",
        "(label)=\n# Target\n\n[](label)",
        "```{note}\ntext\n```",
        "{{< figure src=x >}}",
    ],
)
def test_what_reaches_from_block_to_block_is_left_to_the_reference_parser(text: str) -> None:
    assert not is_read_fast(text)
    assert_same(text)


@pytest.mark.parametrize(
    "part",
    [
        "A formula $x^2$ here",
        "{% if web %}",
        "[TOC]",
        "[[Page]] and ==mark==",
        "> [!NOTE]\n> callout",
        "![a](b c.png) and [l](https://example.org/a b)",
        "`code`{.class}",
        "<!-- comment -->**text**",
        "[empty](https:/x.example.org)",
        "中文**粗体**文字",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "text <!-- comment",
        "```\nnever closed",
        "- a\n\n  : no term\n- b",
        "prices [^up] and 100 %% up",
        "[](https://example.org/x) and ![](/i.png)",
        "- [ ] task\n-\n- [x] done",
        "https://example.org/*a*",
        "import numpy as np and {name}",
        "a\x0bb and c\u2028d",
        "[x](javascript:alert(1))",
    ],
)
def test_what_stays_in_its_block_sends_only_that_block_elsewhere(part: str) -> None:
    text = f"# Before\n\n- [a](/a)\n\n{part}\n\nAfter [b](/b)\n\n## End\n"
    assert is_read_fast(text)
    assert_same(text)


@pytest.mark.parametrize(
    "text",
    [
        "> - a\n    b",
        ">>e\n    -",
        ">\n    >",
        "0.\n\n\n0.",
        "-\n $$",
        "x\t\nt",
        "d\\ \n*",
        "~x~\n~~",
        "x~~~l~~",
        "<r>\u00a0",
        "</n>\u00a0\n<div",
        "text\u00a0",
        "text&nbsp;",
        "\u00a0text",
        "$\n\u00a0",
        "</a>https://example.org",
        "</a><https://example.org>",
        '</a><a href="q">\n-- https://example.org',
        "\\https://example.org",
        "\\zhttps://example.org",
        "<tp://>{.c}",
        "https://example.org/*a*",
        "*https://example.org/a*",
        "_https://example.org/a_",
        "https://example.org/a*b c*",
        "# |`\n-|-",
        ">|\n--",
        "* [f]:0\nx",
        "[f]:\n2.",
        "3) [f]: x\n[",
        "- {%f%}\n(\n0.",
        " <div `{",
        "<!---->:\n)",
        "<!---->~~~\n\n",
        "3) <!---->\n x",
        "{.c}\u00a0",
        "* ~~l~~ {.c}\u00a0",
        '***<a href="http://q">*',
        "+ x\n\thttps://example.org",
        "&\u00a0",
        "\\\u00a0",
        ">>x\n\t#\n\n\ta",
        ">[TOC]\nt\n---",
        "- ===\nt\n---",
        "[TOC]\n2. ]\n\n    -",
        "===\n    -\n\n\tx",
        ">>1.\t ]",
        "# x\t#",
        "# {.c} #",
        "- `a``\n _`~~l~~",
        "1. <script\n\n2. ]",
        "<script\n\t",
        "    code",
        "\t-",
        "```\n\n",
        "[a](javascript:x) <javascript:x>",
        "<a@example.org> [mail](mailto:a@example.org)",
        "![a ![b](c) d](e)",
        "[![i](j)](k)",
        "[a <b>c</b>](d)",
        "- a\n\n- b\n- c",
        "1. a\n   > b\n   c",
        "a\u2028b **c\u2028**",
        "" ,
        "\n\n",
    ],
)  # fmt: skip
def test_corners_that_once_differed(text: str) -> None:
    assert_same(text)


ARCHIVE_KINDS = {
    "images without text": "![](/a.png)\n\n- x ![](b.png) y\n\n<p>![](c.png)</p>\n",
    "link that shows its address": "see [](https://example.org/a) and [ ](https://example.org/b)\n",
    "address that goes on in markup": "- see https://example.org/a_b_`c`, **https://x.org/d** e\n",
    "empty entries": "# Head\n\n- a\n-\n- b\n\n1.\n2. c\n",
    "tasks": "- [ ] open\n- [x] done\n  - [X] nested\n",
    "colon in a list": "- [a](/a)\n  \n  : no description\n- [b](/b)\n",
    "caret in brackets": "by `@x` [^Link^](https://example.org/1). More [^2] and 10^-7\n",
    "percent signs": "cells: %%capture and 50%% off\n\n- run %%time first\n",
    "comment in a line": "text <!-- note --> and <!-- never closed\n\nmore\n",
    "brackets that define nothing": "[Name]: said something\n\n- [x]: not a definition\n",
    "definition and formula": "[a][ref] and $x^2$\n\n[ref]: https://example.org/ref\n",
    "definition in code": "```\n\n[ref]: /no\n\n```\n\n[ref] and $x^2$\n\n[b]: /b\n",
    "raw tags left open": "<div>\n\n<b>x {{ y }}\n\n$z^2$ <i>\n\n</div>\n\n<section>\n\n{{ a }}\n",
    "raw tags around formulas": "<details>\n<summary>s</summary>\n\n$x^2$ <b>a\n\n</details>\n",
    "control characters": "# a\n\nword\x0bword, \x1cmore\n\nb\u2028c **d\u2028**\n",
    "code with fences in it": "````md\n```py\nx\n```\n````\n\nafter ~~~ and [b](/b)\n",
    "code that looks like anything": "```\n:::note\n%% x\n+++\n{{< y >}}\n[^1]: z\n: d\n```\n\n*a*\n",
    "statement of Python": "# Head\n\nimport torch and {name} or `x`{y}\n\nend\n",
    "unsafe addresses": '[x](javascript:y) ![z](data:text/html,a)\n\n<a href="javascript:b">c</a> d\n',
    "links without text or address": "[]() a []() b\n\n$x^2$ []()\n",
    "link reports": "[a]() b\n\n- [c](https:/d.org)\n\n[^e] [^e]\n",
    "fence in a list": "- a\n  ```\n  b```\n  c\nd\n\ne *f*\n",
    "formula before a fence in a list": "- $x^2$\n- a\n  ```\n  b```\n  c\nd\n\ne *f*\n",
    "table without its last cells": "| a | b |\n|---|---|\n| 1 |\n",
    "script in a list": "- <script>\n  a\n\n  b\n\nc *d*\n",
}


@pytest.mark.parametrize("text", ARCHIVE_KINDS.values(), ids=ARCHIVE_KINDS)
def test_what_real_archives_hold_is_read_fast_and_alike(text: str) -> None:
    around = f"# One\n\nBefore [b](/b).\n\n{text}\nAfter *it*, [ref].\n\n- last\n"
    assert is_read_fast(text)
    for each in (text, around, text + around, around + text):
        assert_same(each)


def test_only_the_block_that_needs_it_is_left_to_the_reference_parser() -> None:
    text = "# A\n\n- b $x^2$\n- c\n\nd\n\n- [ ] e\n\nf\n"
    state = ParserState(
        path="x.md", first_line=1, config=FAST, report=Report(), lines=text.split("\n")
    )
    found = [tuple(part) for part in explain_fallbacks(text, state)]
    assert found == [(2, 5, "formula"), (7, 9, "task")]


@pytest.mark.parametrize("switch", ["linkify", "emoji", "math"])
def test_switches_mean_the_same_to_both(switch: str) -> None:
    assert_same(PLAIN, **{switch: False})


@pytest.mark.parametrize("policy", ["allow", "sanitize", "escape"])
def test_raw_html_is_treated_alike(policy: str) -> None:
    assert_same('<div onclick="x">a</div>\n\n<b>b <script>c</script>\n\n</section>', html=policy)


def test_deep_nesting_is_left_to_the_reference_parser() -> None:
    for depth in (5, 20, 100):
        assert_same("".join(f"{'  ' * level}- a\n" for level in range(depth)))
        assert_same(">" * depth + " a")
        assert_same("*a **b " * depth + "c** d*" * depth)


WORDS = """
a word **bold** *em* _em_ __b__ `code` [link](http://x.y/z) [l](u) ![img](i.png) <b> </b> <br>
<a+href="http://q"> </a> http://bare.com/x https://a.b/c_d_e www.foo.com ~~del~~ ~x~ ~ * ** _ `
`` \\* &amp; &copy; <http://auto.x> <m@x.org> [ ] ( ) ! ![ . , :tada: 10:30:20 : $5 “q” — é 日本
😀 <!--+c+--> {x} {#id} {{+v+}} {%+if+%} # - + 1. > | a|b --- === *** ``` <div> </div> [ref]
[ref]:+http://r.x [[w]] ==m== $x^2$ % <T> <span> </span> [a](b+c.png) [a]() http:/y [^1]
[+]+t :::note \\
"""
FRAGMENTS = st.sampled_from([word.replace("+", " ") for word in WORDS.split()])
STARTS = st.sampled_from(
    ["", "", "", "- ", "  - ", "    - ", "* ", "1. ", "2) ", "> ", "> - ", "# ", "## ", "    ", "```",
     "---", "| a | b |", "|---|---|", "<div>", "</div>", "   ", "\t", "+ ", "Text\n==="]
)  # fmt: skip
LINES = st.builds(
    lambda start, parts: start + "".join(f"{part}{gap}" for part, gap in parts),
    STARTS,
    st.lists(st.tuples(FRAGMENTS, st.sampled_from(["", " ", " "])), max_size=6),
)
DOCUMENTS = st.lists(st.one_of(LINES, LINES, st.just("")), max_size=9).map("\n".join)


@settings(max_examples=400, deadline=None)
@example("| a | b |\n| a | b |a\n|---|---|- -")
@given(DOCUMENTS)
def test_generated_documents_are_read_alike(text: str) -> None:
    assert_same(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`[]()<>!\\\n-+#>|~:&;1.\t\"'é日"), max_size=60))
def test_any_text_is_read_alike(text: str) -> None:
    assert_same(text)


EXAMPLES = Path(sys.prefix) / "spec-examples"
EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n.*?^`{32}$", re.DOTALL | re.MULTILINE)


def read_examples(spec: str) -> list[str]:
    archive = next(EXAMPLES.glob("marko-*.tar.gz"), None)
    if archive is None:
        pytest.skip("the specifications' examples are not here: make examples")
    with tarfile.open(archive) as files:
        member = next(name for name in files.getnames() if name.endswith(f"/spec/{spec}.txt"))
        stream = files.extractfile(member)
        assert stream is not None
        text = stream.read().decode()
    return [found[1].replace("→", "\t") for found in EXAMPLE.finditer(text)]


def surroundings(text: str) -> tuple[str, ...]:
    """Give an example as it is, in a list, in a quotation and among other blocks."""
    listed, quoted = text.replace("\n", "\n  "), text.replace("\n", "\n> ")
    return text, f"- {listed}", f"> {quoted}", f"# Before\n\n{text}\n\nAfter\n"


def differs(text: str) -> bool:
    return parse(text, FAST) != parse(text, REFERENCE)


@pytest.mark.parametrize(("spec", "count"), [("commonmark", 652), ("gfm", 672)])
def test_every_example_of_the_specifications_is_read_alike(spec: str, count: int) -> None:
    examples = read_examples(spec)
    assert len(examples) == count
    assert [text for each in examples for text in surroundings(each) if differs(text)] == []


def test_most_examples_of_the_specifications_are_read_fast() -> None:
    examples = read_examples("commonmark")
    assert sum(map(is_read_fast, examples)) > 0.8 * len(examples)


def files(folder: str, limit: int) -> list[Path]:
    found = sorted((SHARED / folder).rglob("*.md")) if SHARED.is_dir() else []
    return found[:: max(1, len(found) // limit)][:limit]


def body_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    return re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL)


@pytest.mark.parametrize("path", files("corpus/ainews-full", 22), ids=lambda p: p.name[:30])
def test_the_busiest_digest_is_read_fast_and_alike(path: Path) -> None:
    body = body_of(path)
    assert_same(body)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus beside the project is absent")
def test_nearly_all_of_the_busiest_digest_is_read_fast() -> None:
    found = [is_read_fast(body_of(path)) for path in files("corpus/ainews-full", 22)]
    assert sum(found) >= 0.9 * len(found)


CORPORA = sorted(p.name for p in (SHARED / "corpus").iterdir()) if SHARED.is_dir() else []


@pytest.mark.parametrize("corpus", [name for name in CORPORA if name != "ainews-full"])
def test_other_digests_are_read_alike(corpus: str) -> None:
    for path in files(f"corpus/{corpus}", 6):
        assert_same(body_of(path)[:60_000])


@pytest.mark.parametrize("path", files("seeds", 20), ids=lambda p: p.name)
def test_the_seeds_are_read_alike(path: Path) -> None:
    assert_same(body_of(path)[:100_000])
