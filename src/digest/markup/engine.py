"""Markdown text → block tree, by the parser that the body needs.

Plain documents are read by the fast parser, which hands what is not plain to the reference
parser, block by block; all others are read by the reference parser alone.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial
from typing import Any

from digest.config.tables import Config
from digest.core.blocks import Block, Document
from digest.core.diagnostics import Report
from digest.markup import anchors
from digest.markup.comments import blank_comments
from digest.markup.fast.parser import read_fast
from digest.markup.resources import Resources
from digest.markup.state import MarkupState


def parse_markup(
    body: str,
    *,
    path: str,
    first_line: int,
    config: Config,
    report: Report,
    resources: Resources | None = None,
) -> Document:
    """Give the block tree of a body that starts at `first_line` of the file `path`."""
    text = body.replace("\r\n", "\n").replace("\r", "\n") if "\r" in body else body
    text = text.replace("\0", "\ufffd")
    text = blank_comments(text)
    state = MarkupState(
        path=path, first_line=first_line, config=config, report=report, lines=text.split("\n"),
        resources=resources or Resources(),
    )  # fmt: skip
    state.render = partial(_render_part, state)
    blocks = read_fast(text, state, read_rows) if config.markdown.engine == "auto" else None
    if blocks is None:
        from digest.markup.reference.parser import read_body

        blocks = read_body(text, state)
    blocks = anchors.assign_ids(blocks, state)
    return Document(blocks=blocks, labels=tuple(state.labels.items()))


def read_rows(
    state: MarkupState, first: int, end: int, env: MutableMapping[str, Any]
) -> tuple[Block, ...]:
    """Give the blocks that the reference parser makes of some rows of a document."""
    from digest.markup.reference import parser as reference

    return reference.read_rows(state, first, end, env)


def _render_part(state: MarkupState, text: str, row: int) -> str:
    from digest.markup.reference import parser as reference

    return reference.render_part(state, text, row)
