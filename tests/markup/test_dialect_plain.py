"""Plain text of exports: paragraphs, folded navigation, formulas, addresses, citations."""

from __future__ import annotations

import html as stdlib_html
import json
import re

import pytest

from digest.config.tables import Config
from digest.core.blocks import Document
from digest.core.diagnostics import Report
from digest.core.html import to_text
from digest.markup.html_writer import write_html
from digest.markup.plain_text import find_prose, parse_plain_text, sentence_starts
from support.paths import SHARED

NAVIGATION = "Overview Embeddings How do LLMs work? Status quo RAG vs. Long Context Phi-1.5 " * 6


def read(text: str, report: Report | None = None) -> Document:
    return parse_plain_text(
        text, path="content/p.json", first_line=7, config=Config(), report=report or Report()
    )


def test_nothing_but_formulas_and_addresses_means_anything() -> None:
    body = r"_a_ *b* [c](d) <e> `f` & \(x_1\) at https://x.y/z_a. {{ g }}"
    [block] = read(body).blocks
    assert block.text == "_a_ *b* [c](d) <e> `f` & x_1 at https://x.y/z_a. {{ g }}"
    assert "_a_ *b* [c](d) &lt;e&gt; `f` &amp; <math" in block.html
    assert [(span.kind, span.url) for span in block.spans] == [
        ("math", ""),
        ("link", "https://x.y/z_a"),
    ]
    assert block.line == 7


def test_addresses_end_where_stray_markup_begins() -> None:
    [block] = read(
        "The board](https://h.co/s/x) tracks (https://w.org/Q1 ), http: and https://{x}."
    ).blocks
    assert [span.url for span in block.spans] == ["https://h.co/s/x", "https://w.org/Q1"]


def test_long_text_is_cut_at_the_ends_of_sentences() -> None:
    text = " ".join(f"Sentence {number} says e.g. this, vs. that." for number in range(100))
    blocks = read(text).blocks
    assert all(block.text.endswith(".") and len(block.text) < 800 for block in blocks)
    assert " ".join(block.text for block in blocks) == text


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "See Smith et al. 2023. In Fig. 2 (v. 1.5) it is so. Really? Yes! ok. 中文。好"
    starts = [text[start:][:6] for start in sentence_starts(text)]
    assert starts == ["In Fig", "Really", "Yes! o", "中文。好", "好"]


def test_text_without_sentences_is_cut_too() -> None:
    text = "word, " * 1000
    blocks = read(text).blocks
    assert max(len(block.text) for block in blocks) <= 1500
    assert " ".join(block.text for block in blocks) == text.strip()


def test_navigation_before_the_first_sentence_is_folded() -> None:
    text = NAVIGATION + "Citation Large Language Models (LLMs) are networks that learn. More."
    box, paragraph = read(text).blocks
    assert (box.name, box.attr("fold")) == ("details", "closed")
    assert box.children[0].text == NAVIGATION + "Citation"
    assert paragraph.text == "Large Language Models (LLMs) are networks that learn. More."


@pytest.mark.parametrize(
    "text", ["", "Short text. More.", "No stop at all", "a " * 400 + "end. More."]
)
def test_prose_is_not_taken_for_navigation(text: str) -> None:
    assert find_prose(text) == 0


def test_line_breaks_of_the_text_are_kept() -> None:
    blocks = read("Title\nBy me\n\n" + "A sentence that is long. " * 6 + "\n\nEnd.").blocks
    assert [block.text for block in blocks][::2] == ["Title\nBy me", "End."]


def test_displayed_formulas_are_blocks_and_faulty_ones_are_reported() -> None:
    report = Report()
    document = read(r"So \[a = b\] holds. And \(\frac{1\) fails.", report)
    assert [block.kind for block in document.blocks] == ["paragraph", "math", "paragraph"]
    assert r'<code class="bad-math">\frac{1</code>' in document.blocks[2].html
    assert [(d.line, d.code) for d in report.diagnostics] == [(7, "bad-math")]


def test_a_citation_is_code() -> None:
    document = read("Cite it as: @article{a2020, title = {T, U}, note = {\\url{https://a.b}} } | x")
    _, code, rest = document.blocks
    assert code.text == "@article{a2020,\n  title = {T, U},\n  note = {\\url{https://a.b}} }\n"
    assert rest.text == "| x"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_the_primer_keeps_every_word() -> None:
    raw = (SHARED / "seeds/content/llm-primer.json").read_text()
    content = json.loads(raw[raw.index("\n{") :])["page_content"]
    report = Report()
    document = read(content, report)
    assert report.diagnostics == ()
    first = next(block for block in document.blocks if block.kind == "paragraph")
    assert first.text.startswith("Large Language Models (LLMs) are deep neural networks that")
    assert sum(len(block.text) > 1500 for block in document.blocks) == 0
    page = write_html(document)
    shown = re.sub(
        r"<semantics>.*?(<annotation[^>]*>.*?</annotation>)</semantics>",
        r"\1",
        page,
        flags=re.DOTALL,
    )
    words = stdlib_html.unescape(to_text(shown)).split()
    text = re.sub(r"\\[()\[\]]", " ", content)
    assert re.sub(r"\W+", "", "".join(words)) == re.sub(
        r"\W+", "", "Contents of the original page" + text
    )
    assert page.count("<math") == 127
