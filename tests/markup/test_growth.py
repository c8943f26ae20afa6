"""Twice the input takes at most about twice the work, whatever is repeated or left open.

Work is counted in calls of functions, which no other process on the machine changes; a generous
bound of CPU seconds catches what a pattern alone could cost.
"""

from __future__ import annotations

import sys
import time
from types import FrameType

import pytest

from digest.config.tables import Config
from digest.core.diagnostics import Report
from digest.markup.engine import parse_markup
from digest.markup.html_writer import write_html
from digest.markup.myst import citations

KINDS = {
    "shortcodes never closed": "{{< x >}}\n\n",
    "shortcodes never closed in a paragraph": "{{< x >}} ",
    "admonitions never closed": "{{< note >}}\n",
    "shortcodes closed but not opened": "{{< /x >}}\n\n",
    "escaped shortcodes": "{{</* x */>}}\n\n",
    "escaped shortcodes never closed": "{{</* x \n",
    "raw tags": "{% raw %}\n\n",
    "raw tags in a paragraph": "{% raw %} a\n",
    "comments of Liquid never closed": "{% comment %}\n\n",
    "tags of Liquid": "{% if x %}\n\n",
    "callouts": "> [!NOTE]\n> x\n\n",
    "quotes": "> a\n",
    "quoted list": "> - $x^2$\n",
    "nested containers": ":::note\n",
    "containers": ":::note\na\n:::\n\n",
    "comments": "<!-- a -->\n\n",
    "comments never closed": "<!-- a\n\n",
    "comments in lines": "a <!-- b --> c\n\n",
    "details": "<details>\n<summary>a</summary>\n\nx\n\n</details>\n\n",
    "details never closed": "<details>\n\nx\n\n",
    "rows of linked tables": "| [x](https://e.org/1) | [y](https://e.org/2) |\n",
    "one link": "- [a](https://e.org/x)\n",
    "lines of equals signs": "===\n\n",
    "directives": "```{note}\na\n```\n\n",
    "directives never closed": "```{note}\n",
    "comments of Obsidian": "%%a\n",
    "definitions": "[a]: /x\n",
    "emphasis": "*a **b ",
}
FIRST = {"rows of linked tables": "| a | b |\n|---|---|\n", "quotes": "", "components": ""}


def count_calls(body: str) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        document = parse_markup(body, path="p.md", first_line=1, config=Config(), report=Report())
        write_html(document)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_input_is_about_twice_the_work(kind: str) -> None:
    first, part = FIRST.get(kind, ""), KINDS[kind]
    count_calls(first + part)
    few, many = (count_calls(first + part * times) for times in (300, 600))
    assert many <= 2.3 * few + 2000


@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_anything_are_parsed_in_seconds(kind: str) -> None:
    started = time.process_time()
    parse_markup(
        FIRST.get(kind, "") + KINDS[kind] * 3000,
        path="p.md",
        first_line=1,
        config=Config(),
        report=Report(),
    )
    assert time.process_time() - started < 6


def test_components_never_closed_take_no_more_work_than_others() -> None:
    few, many = (
        count_calls("import a from 'b'\n\n" + "<Note>\n\n" * times) for times in (300, 600)
    )
    assert many <= 2.3 * few + 2000


def test_the_backend_of_a_bibliography_is_not_looked_up_for_each_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pybtex import plugin

    asked: list[object] = []
    find = plugin.find_plugin

    def counted(*names: object) -> object:
        asked.append(names)
        return find(*names)

    monkeypatch.setattr(plugin, "find_plugin", counted)
    monkeypatch.setattr("pybtex.richtext.find_plugin", counted, raising=False)
    entries = "".join(f"@misc{{k{n}, title = {{T{n}}}, year = {{20{n}}}}}\n" for n in range(40))
    found = citations.read_bibliography({"growth.bib": entries})
    assert len(found.entries) == 40
    assert len(asked) < 5
