"""The fast parser: pulldown-cmark's events → the same block tree as the reference parser's.

It reads CommonMark and GFM. A top-level block that may hold anything else is parsed by the
reference parser, on its own; a document in which a construct may depend on other blocks is left to
it as a whole. `unsupported_syntax` finds both. What only the events show to be unsupported raises
`Unsupported`, and the reference parser reads the whole document.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import Any

from digest.core.blocks import Block
from digest.markup.fast.block_events import BlockReader
from digest.markup.fast.fast_source import FastSource, Unsupported
from digest.markup.fast.unsupported_syntax import find_unsupported
from digest.markup.parser_state import ParserState

ParseRows = Callable[[ParserState, int, int, MutableMapping[str, Any]], tuple[Block, ...]]
"""Returns the blocks that the reference parser makes of the rows from one to before another."""


def parse_fast(text: str, state: ParserState, parse_rows: ParseRows) -> tuple[Block, ...] | None:
    """Return the blocks of a body, or None if only the reference parser can read it."""
    if _depends_on_other_blocks(text, state):
        return None
    report = state.report.with_rules({})
    trial = replace(state, report=report, labels={})
    source = FastSource(text, trial)
    found = find_unsupported(source.data, state.path, state.config)
    if found is None:
        return None
    unsupported = [source.row_of(place) for place in found]
    shared: dict[str, Any] = {}
    reader = BlockReader(
        source, unsupported, lambda first, end: parse_rows(trial, first, end, shared)
    )
    try:
        blocks = reader.read_document()
    except Unsupported:
        return None
    state.report.extend(report.diagnostics)
    return blocks


def _depends_on_other_blocks(text: str, state: ParserState) -> bool:
    """Return whether blocks need each other: a heading's text for a bare link, or citations."""
    return "[](" in text or ("@" in text and bool(state.resources.bibliography))
