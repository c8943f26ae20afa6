"""The dialects that the Markdown engine speaks besides CommonMark and GFM: one plug-in each."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt

DIALECTS: tuple[Callable[[MarkdownIt], None], ...] = ()
"""Each is called once with every parser that is made, in this order."""
