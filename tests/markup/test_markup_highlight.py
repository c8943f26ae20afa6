"""Code: info strings, line numbers, marked lines, and the style sheets."""

from __future__ import annotations

import re

import pytest

from digest.markup.code.highlighting import code_css, highlight_code, known_style
from digest.markup.code.info_strings import CodeInfo, read_info, read_lines
from support.markup_samples import html, parse, with_markdown


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("", CodeInfo()),
        ("python", CodeInfo("python")),
        (
            'python {linenos=true hl_lines="1-3 5"}',
            CodeInfo("python", linenos="inline", hl_lines=frozenset({1, 2, 3, 5})),
        ),
        (
            'go {linenos=table,hl_lines=[8,"15-17"],linenostart=199}',
            CodeInfo("go", linenos="table", hl_lines=frozenset({8, 15, 16, 17}), start=199),
        ),
        ('py title="x.py"', CodeInfo("py", title="x.py")),
        (
            "js {3,5-7} showLineNumbers",
            CodeInfo("js", linenos="inline", hl_lines=frozenset({3, 5, 6, 7})),
        ),
        ("{.haskell .numberLines}", CodeInfo("haskell", linenos="inline")),
        ("{3,5}", CodeInfo(hl_lines=frozenset({3, 5}))),
        ("c++", CodeInfo("c++")),
        ("rust,ignore", CodeInfo("rust")),
        ("text linenos=false", CodeInfo("text", linenos=False)),
    ],
)
def test_info_strings_of_every_generator_are_read(info: str, expected: CodeInfo) -> None:
    assert read_info(info) == expected


def test_absurd_ranges_of_lines_are_ignored() -> None:
    assert read_lines("1-99999999999 7") == [1, 7]


def test_code_is_highlighted_by_class_and_its_text_kept() -> None:
    [block] = parse("```python\nx = 1\n\ny\n```\n").blocks
    assert (block.name, block.text) == ("python", "x = 1\n\ny\n")
    assert '<span class="n">x</span>' in block.html
    assert "style=" not in block.html
    assert re.sub(r"<[^>]+>", "", block.html) == "x = 1\n\ny\n"


def test_unknown_languages_and_plain_text_are_shown_as_they_are() -> None:
    for language in ("nosuchlanguage", "text"):
        assert f'<code class="language-{language}">a &lt; b\n</code>' in html(
            f"```{language}\na < b\n```\n"
        )
    assert "<code>a\n</code>" in html("    a\n")


def test_lines_are_numbered_and_marked() -> None:
    out = highlight_code("a\nb\n", "", linenos="inline", hl_lines={2}, start=5)
    assert '<span class="line"><span class="ln" data-n="5"></span>a</span>\n' in out
    assert '<span class="line hl"><span class="ln" data-n="6"></span>b</span>\n' in out
    table = highlight_code("a\nb\n", "", linenos="table", start=9)
    assert '<td class="linenos" aria-hidden="true"><pre>9\n10\n</pre></td>' in table


def test_line_numbers_may_be_the_rule_and_a_block_the_exception() -> None:
    config = with_markdown(line_numbers=True)
    assert 'class="ln"' in html("```py\na\n```\n", config)
    assert 'class="ln"' not in html("```py {linenos=false}\na\n```\n", config)
    assert 'class="ln"' not in html("    a\n", config)


def test_a_title_stands_above_the_code() -> None:
    assert html('```py title="a <b>"\nx\n```\n').startswith(
        '<figure class="code"><figcaption>a &lt;b&gt;</figcaption><div class="highlight">'
    )


def test_style_sheets_follow_the_reader_and_the_switch() -> None:
    css = code_css("friendly", "github-dark")
    assert ".highlight .k " in css
    assert (
        '@media (prefers-color-scheme: dark) {\n:root:not([data-theme="light"]) .highlight' in css
    )
    assert '[data-theme="dark"] .highlight .k ' in css
    assert css.count("{") == css.count("}")


def test_unknown_styles_fall_back() -> None:
    assert not known_style("no-such-style")
    assert code_css("no-such-style", "nor-this") == code_css("friendly", "github-dark")


def test_the_last_line_of_a_console_is_shown() -> None:
    shown = highlight_code("$ digest init\nready\n$ digest serve --open", "console")
    assert re.sub(r"<[^>]+>", "", shown).splitlines()[-1] == "$ digest serve --open"
