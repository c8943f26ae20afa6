"""The layout `table`: a row with links is an item."""

from __future__ import annotations

import re
from typing import NamedTuple

from digest.core.blocks import Block
from digest.items.targets import has_outward

_TITLE_COLUMN = re.compile(
    r"(?:paper|title|name|project|item|article|model|tool|repo\w*|what|news|story|book|video|talk"
    r"|标题|名称|论文|项目|タイトル|名前|제목|이름)s?",
    re.IGNORECASE,
)
_FEWEST = 2
_STRAY = 2


class Row(NamedTuple):
    """A row that is an item: its place in the table and the cell with its title."""

    at: int
    row: Block
    cell: Block


def read_table(table: Block, *, force: bool) -> tuple[Row, ...]:
    """Give the rows that are items: with a link, and words besides; at least two of them."""
    head = next((r for r in table.children if r.kind == "row" and r.level), None)
    column = _title_column(head)
    found = []
    for index, row in enumerate(table.children):
        if row.level or not any(has_outward(cell) for cell in row.children):
            continue
        cell = _title_cell(row, column)
        if cell is not None:
            found.append(Row(index, row, cell))
    return tuple(found) if len(found) >= (1 if force else _FEWEST) else ()


def _title_column(head: Block | None) -> int | None:
    cells = head.children if head else ()
    return next(
        (i for i, cell in enumerate(cells) if _TITLE_COLUMN.fullmatch(cell.text.strip())), None
    )


def _title_cell(row: Block, column: int | None) -> Block | None:
    """Give the named column's cell, else the first with words, else the first with a link."""
    if column is not None and column < len(row.children) and row.children[column].text.strip():
        return row.children[column]
    wordy = next((c for c in row.children if _words_beside_links(c)), None)
    if wordy:
        return next((c for c in row.children if has_outward(c) and c is row.children[0]), wordy)
    linked = [c for c in row.children if has_outward(c)]
    return linked[0] if len(linked) == 1 or len(row.children) == 1 else None


def _words_beside_links(cell: Block) -> bool:
    inside = sum(s.end - s.start for s in cell.spans if s.kind in {"link", "image"})
    return len(cell.text.strip()) - inside > _STRAY and any(c.isalpha() for c in cell.text)
