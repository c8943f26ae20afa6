"""The fast parser: pulldown-cmark's events → the same block tree as the reference parser's.

It reads what is plain CommonMark and GFM. A top-level block with a sign of anything else is
handed to the reference parser, by itself; a document in which a construct may reach from block
to block is not read here at all. `fast_signs` knows both kinds of signs. What only the events
show to be beyond this parser raises `Unfit`, and the reference parser reads the whole document.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import Any

from digest.core.blocks import Block
from digest.markup.fast.blocks import BlockReader
from digest.markup.fast.signs import find_signs
from digest.markup.fast.source import FastSource, Unfit
from digest.markup.state import MarkupState

ReadRows = Callable[[MarkupState, int, int, MutableMapping[str, Any]], tuple[Block, ...]]
"""Gives the blocks that the reference parser makes of the rows from one to before another."""


def read_fast(text: str, state: MarkupState, read_rows: ReadRows) -> tuple[Block, ...] | None:
    """Give the blocks of a body, or None if only the reference parser can read it."""
    if _reaches_far(text, state):
        return None
    report = state.report.with_rules({})
    trial = replace(state, report=report, labels={})
    source = FastSource(text, trial)
    found = find_signs(source.data, state.path, state.config)
    if found is None:
        return None
    signs = [source.row_of(place) for place in found]
    shared: dict[str, Any] = {}
    reader = BlockReader(source, signs, lambda first, end: read_rows(trial, first, end, shared))
    try:
        blocks = reader.read_document()
    except Unfit:
        return None
    state.report.extend(report.diagnostics)
    return blocks


def _reaches_far(text: str, state: MarkupState) -> bool:
    """Say whether blocks need each other: a heading's text for a bare link, or citations."""
    return "[](" in text or ("@" in text and bool(state.resources.bibliography))
