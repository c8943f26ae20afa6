"""Markdown text → `Document` (a block tree) → HTML."""

from __future__ import annotations

from digest.markup.engine import parse_markup
from digest.markup.writer import write_html

__all__ = ["parse_markup", "write_html"]
