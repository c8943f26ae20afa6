"""The fast parser: pulldown-cmark's events → the same block tree as the reference parser's.

It reads CommonMark and GFM. A top-level block that holds anything else is parsed by the reference
parser, on its own; a document in which a construct may affect other blocks is left to it as a
whole. `unsupported_syntax` finds both before the events are read, and the events show the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from digest.core.blocks import Block
from digest.markup.fast.block_events import BlockReader
from digest.markup.fast.fast_source import Fallback, FastSource, Unsupported
from digest.markup.fast.unsupported_syntax import find_unsupported
from digest.markup.parser_state import ParserState


def parse_fast(text: str, state: ParserState) -> tuple[Block, ...] | None:
    """Return the blocks of a body, or None if only the reference parser can read it."""
    try:
        return _read(text, state)[0]
    except Unsupported:
        return None


def explain_fallbacks(text: str, state: ParserState) -> tuple[Fallback, ...]:
    """Return the rows of a body that the reference parser reads, with the reason of each part."""
    try:
        return tuple(_read(text, state)[1])
    except Unsupported as found:
        return (Fallback(0, len(state.lines), found.reason),)


def _read(text: str, state: ParserState) -> tuple[tuple[Block, ...], list[Fallback]]:
    if "@" in text and state.resources.bibliography:
        raise Unsupported("citation", "document")
    report = state.report.with_rules({})
    trial = replace(state, report=report, labels={}, reported=set())
    source = FastSource(text, trial)
    findings = find_unsupported(source.data, state.path, state.config)
    reader = BlockReader(source, findings)
    blocks = reader.read_document(_PartParser(trial, reader.definitions).parse)
    state.report.extend(report.diagnostics)
    return blocks, reader.fallbacks


class _PartParser:
    """Parses parts of one document with the reference parser, which is loaded when first needed."""

    def __init__(self, state: ParserState, definitions: list[int]) -> None:
        self._state = state
        self._definitions = definitions
        self._env: dict[str, Any] = {}

    def parse(self, first: int, end: int, open_tags: list[str]) -> tuple[Block, ...]:
        """Return the blocks of the rows from `first` to before `end`."""
        from digest.markup.reference.reference_parser import define_references, parse_rows

        if self._definitions and not self._env:
            define_references(self._state, self._definitions, self._env)
        return parse_rows(self._state, first, end, self._env, open_tags)
