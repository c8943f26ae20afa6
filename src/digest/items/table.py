"""Tables whose rows are entries: which cell has the title."""

from __future__ import annotations

from digest.core.blocks import Block
from digest.core.dates import parse_leading_date
from digest.items.targets import has_outward
from digest.items.vocabulary import is_title_column, says_nothing

_STRAY = 2


def title_cell(row: Block, head: Block | None) -> Block:
    """Return the named column's cell, else the first with words, else the first with a link."""
    cells = head.children if head else ()
    column = next((i for i, cell in enumerate(cells) if is_title_column(cell.text)), None)
    if column is not None and column < len(row.children) and row.children[column].text.strip():
        return row.children[column]
    wordy = next((c for c in row.children if _words_beside_links(c) and not _is_date(c)), None)
    linked = [c for c in row.children if has_outward(c)]
    if linked and _is_date(row.children[0]) and not says_nothing(linked[0].text):
        return linked[0]
    if wordy:
        first = row.children[0]
        return first if has_outward(first) else wordy
    return linked[0] if linked else row.children[0]


def _is_date(cell: Block) -> bool:
    found = parse_leading_date(cell.text.strip())
    return found is not None and found[2] >= len(cell.text.strip())


def _words_beside_links(cell: Block) -> bool:
    inside = sum(s.end - s.start for s in cell.spans if s.kind in {"link", "image"})
    return len(cell.text.strip()) - inside > _STRAY and any(map(str.isalpha, cell.text))
