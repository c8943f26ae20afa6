"""Formulas: what is one, what is money or a bracket, and what becomes of faulty ones."""

from __future__ import annotations

import pytest

from digest.markup.math.mathml import convert_tex
from support.dialect_samples import html, read
from support.markup_samples import with_markdown

NOTE = '<annotation encoding="application/x-tex">'


@pytest.mark.parametrize(
    ("body", "tex"),
    [
        ("$x^2$", "x^2"),
        ("is $n$.", "n"),
        ("$2n+1$", "2n+1"),
        ("$\\alpha_{\\text{a b}}$", "\\alpha_{\\text{a b}}"),
        ("a $x \\$ y$ b", "x \\$ y"),
        ("$$x$$ in a line", "x"),
        ("\\(n\\)", "n"),
        ("\\(a_1, \\dots\\)", "a_1, \\dots"),
        ("so \\[E = mc^2\\] holds", "E = mc^2"),
        ("$a\n= b$", "a\n= b"),
    ],
)
def test_inline_formulas(body: str, tex: str) -> None:
    page = read(body)
    [span] = [span for span in page.document.blocks[0].spans if span.kind == "math"]
    assert page.document.blocks[0].text[span.start : span.end] == tex
    assert f"{NOTE}{tex}</annotation>" in page.html
    assert page.diagnostics == []


@pytest.mark.parametrize(
    "body",
    [
        "It costs $8.00 or $9.",
        "From $5-$10 up.",
        "Raised $20M and then $30M.",
        "Between $20,000/month and US$30 a head$ x.",
        "\\$600 and \\$140",
        "a$b and c$d",
        "$$$ for talent, $$$ again",
        "250$ here, 100$ there",
        "Tickers $TSLA and $AAPL",
        "\\[video\\] and \\[1\\]",
        "model\\(s\\) and \\(see this\\)",
        "a `$x$` b",
        "$5 for [a](/x) and $6",
        "$10k–$20k",
    ],
)
def test_money_brackets_and_code_are_no_formulas(body: str) -> None:
    assert "<math" not in html(body)


@pytest.mark.parametrize(
    ("body", "tex"),
    [
        ("$$x = 1$$", "x = 1"),
        ("$$\nx\n= 1\n$$", "x\n= 1"),
        ("\\[\nx_1\n\\]", "x_1"),
        ("```math\nx\n```", "x"),
        ("\\begin{align*}\na &= b\n\\end{align*}", "\\begin{align*}\na &= b\n\\end{align*}"),
        ("text\n$$\nx\n$$\ntext", "x"),
    ],
)
def test_displayed_formulas(body: str, tex: str) -> None:
    blocks = read(body).document.blocks
    [formula] = [block for block in blocks if block.kind == "math"]
    assert formula.text == tex
    assert 'display="block"' in formula.html


def test_displayed_formulas_in_a_list_have_their_line() -> None:
    page = read("- a\n\n  $$\n  x\n  $$\n")
    formula = page.document.blocks[0].children[0].children[1]
    assert (formula.kind, formula.line, formula.text) == ("math", 3, "x")


def test_a_label_can_be_referred_to() -> None:
    page = read("$$a = b$$ (eq-1)\n\nBy {eq}`eq-1`.")
    assert '<div id="eq-1"><math' in page.html
    assert 'href="#eq-1"' in page.html


@pytest.mark.parametrize("tex", ["\\frac{1}{2", "\\nosuch{x}", "}", "\\begin{cases} a", "\\left("])
def test_faulty_formulas_show_their_source(tex: str) -> None:
    page = read(f"x\n\n$$\n{tex}\n$$\n")
    assert page.diagnostics == ["3:1 bad-math"]
    assert f'<pre><code class="bad-math">{tex}</code></pre>' in page.html


def test_formulas_can_be_switched_off() -> None:
    page = read("$x^2$\n\n$$y$$\n\n{math}`z`", config=with_markdown(math=False))
    assert "<math" not in page.html
    assert "$x^2$" in page.html


def test_mathml_is_well_formed_and_carries_no_script() -> None:
    import xml.etree.ElementTree as ET

    for tex in (
        "a & b < c", "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", "\\text{a & b}",
        "\\href{javascript:alert(1)}{x}", "\\arg\\max_x", "\\begin{gathered}a\\\\b\\end{gathered}",
    ):  # fmt: skip
        made = convert_tex(tex, display=True)
        assert made is not None, tex
        ET.fromstring(made)
        assert "javascript" not in made.split("<annotation")[0]


def test_aligned_formulas_are_tables() -> None:
    made = convert_tex("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", display=True)
    assert made is not None
    assert made.count("<mtr>") == 2
