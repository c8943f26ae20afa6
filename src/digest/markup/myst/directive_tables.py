"""Directives that become tables or definition lists: list-table, csv-table, glossary."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from digest.core.codes import Code
from digest.markup.myst.cross_references import add_label, labelled_attributes, make_id
from digest.markup.myst.directive_syntax import Directive
from digest.markup.reference.plugin_api import (
    PendingDiagnostic,
    push_leaf,
    push_paragraph,
    warn_at_row,
)

Row = tuple[int, tuple[str, ...]]
"""A table's row: its line, and the inline Markdown of its cells."""


def push_list_table(state: StateBlock, directive: Directive) -> None:
    """Push a list of lists as a table; without that shape it stays a list."""
    made = len(state.tokens)
    directive.push_body(state)
    rows = _rows_of(state.tokens[made:])
    if rows is None:
        diagnostic = PendingDiagnostic(
            code=Code.BAD_DIRECTIVE,
            name=f"list-table {directive.rows[0]}",
            message="the body of list-table is not a list of lists; it is shown as it is",
            hint='begin each row with "* - " and each further cell with "  - "',
        )
        warn_at_row(state, directive.rows[0], diagnostic)
        return
    del state.tokens[made:]
    _push_table(state, directive, rows, _count_of(directive, "header-rows"))


def push_csv_table(state: StateBlock, directive: Directive) -> None:
    """Push comma-separated values as a table."""
    if outside := directive.get("file", "url"):
        diagnostic = PendingDiagnostic(
            code=Code.INCLUDED_FILE,
            name=outside,
            message=f'"{outside}" is not copied in: a post is read alone',
            hint="paste its lines into the body of csv-table",
        )
        warn_at_row(state, directive.rows[0], diagnostic)
        push_paragraph(state, f"{directive.argument} ({outside})".strip(), directive.rows[0])
    delimiter = {"tab": "\t", "space": " "}.get(directive.get("delim"), directive.get("delim"))
    lines = directive.source(state).splitlines()
    first = directive.body[0]
    rows: list[Row] = []
    if header := directive.get("header"):
        rows.append((directive.rows[0], _split(header, delimiter)[0]))
    rows += [
        (first + number, cells)
        for number, line in enumerate(lines)
        if line.strip()
        for cells in _split(line, delimiter)
    ]
    heads = _count_of(directive, "header-rows") + (1 if header else 0)
    if rows:
        _push_table(state, directive, rows, heads)


def push_glossary(state: StateBlock, directive: Directive) -> None:
    """Push a definition list; each term becomes a label."""
    source = directive.source(state)
    made = len(state.tokens)
    if re.search(r"^\s*:\s", source, re.MULTILINE):
        directive.push_body(state)
    else:
        _push_terms(state, directive, source)
    for opening, inline in zip(state.tokens[made:], state.tokens[made + 1 :], strict=False):
        if opening.type == "dt_open":
            name = f"term-{make_id(inline.content)}"
            opening.attrs["id"] = name
            add_label(state.env, f"term:{inline.content.strip().lower()}", name)


def _push_terms(state: StateBlock, directive: Directive, source: str) -> None:
    """Push terms in the form of reStructuredText: the definition is indented below the term."""
    state.push("dl_open", "dl", 1).map = list(directive.rows)
    open_definition: list[str] = []

    def close() -> None:
        if open_definition:
            state.push("dd_open", "dd", 1).map = [row, row + 1]
            push_paragraph(state, " ".join(open_definition), row)
            state.tokens[-3].hidden = state.tokens[-1].hidden = True
            state.push("dd_close", "dd", -1)
            open_definition.clear()

    row = directive.body[0]
    for row, line in enumerate(source.splitlines(), directive.body[0]):
        if line.startswith((" ", "\t")):
            open_definition.append(line.strip())
        elif line.strip():
            close()
            push_leaf(state, ("dt", "dt"), line.strip(), row)
    close()
    state.push("dl_close", "dl", -1)


def _split(line: str, delimiter: str) -> list[tuple[str, ...]]:
    reader = csv.reader([line], delimiter=delimiter[:1] or ",", skipinitialspace=True)
    return [tuple(row) for row in reader]


def _count_of(directive: Directive, name: str) -> int:
    value = directive.get(name)
    return int(value) if value.isdigit() else 0


def _rows_of(tokens: Sequence[Token]) -> list[Row] | None:
    """Return the rows of a list of lists, or None if it is anything else."""
    rows: list[tuple[int, list[list[str]]]] = []
    depth = 0
    for token in tokens:
        if token.type == "bullet_list_open":
            depth += 1
        elif token.type == "bullet_list_close":
            depth -= 1
        elif depth == 0:
            return None
        elif token.type == "list_item_open" and depth == 1:
            rows.append((token.map[0] if token.map else 0, []))
        elif token.type == "list_item_open" and depth == 2:  # noqa: PLR2004 - cells of a row
            rows[-1][1].append([])
        elif content := _content_of(token):
            if depth == 1 or not rows or not rows[-1][1]:
                return None
            rows[-1][1][-1].append(content)
    return [(row, tuple("\\\n".join(cell) for cell in cells)) for row, cells in rows] or None


def _content_of(token: Token) -> str:
    """Return the inline Markdown that stands for a token in a cell."""
    if token.type in {"fence", "code_block"}:
        return f"`` {' '.join(token.content.split())} ``" if token.content.strip() else ""
    return token.content if token.type in {"inline", "html_block"} else ""


def _push_table(state: StateBlock, directive: Directive, rows: Sequence[Row], heads: int) -> None:
    start = directive.rows[0]
    if directive.argument:
        push_paragraph(state, directive.argument, start, {"class": "table-caption"})
    width = max(len(cells) for _, cells in rows)
    opening = state.push("table_open", "table", 1)
    opening.map = list(directive.rows)
    opening.attrs = dict(
        labelled_attributes(state.env, directive.get("name"), directive.get("class"))
    )
    for index, (row, cells) in enumerate(rows):
        is_head = index < heads
        section = "thead" if is_head else "tbody"
        if index in {0, heads}:
            state.push(f"{section}_open", section, 1)
        state.push("tr_open", "tr", 1).map = [row, row + 1]
        for cell in (*cells, *[""] * (width - len(cells))):
            tag = "th" if is_head else "td"
            push_leaf(state, (tag, tag), cell, row)
        state.push("tr_close", "tr", -1)
        if index == len(rows) - 1 or index == heads - 1:
            state.push(f"{section}_close", section, -1)
    state.push("table_close", "table", -1)
