"""The Markdown engine's front door: bodies in, trees and HTML out."""

from __future__ import annotations

from digest.blocks import Document
from digest.config import Config
from digest.diagnostics import Report
from digest.markup import parse_markup, write_html


def parse(body: str) -> Document:
    return parse_markup(body, path="p.md", first_line=1, config=Config(), report=Report())


def html(body: str) -> str:
    return write_html(parse(body))


def test_links_carry_line_and_column_in_a_wrapped_list_entry() -> None:
    document = parse("intro\n\n> - first\n>   line [one](/1) and\n>   [two](/2)\n")
    leaf = document.blocks[1].children[0].children[0].children[0]
    assert [(s.url, s.line, s.column) for s in leaf.links()] == [("/1", 4, 10), ("/2", 5, 5)]


def test_task_entries_show_their_state() -> None:
    out = html("- [x] done\n- [ ] open\n")
    assert '<li class="task"><input type="checkbox" disabled checked aria-label="done"> done' in out
