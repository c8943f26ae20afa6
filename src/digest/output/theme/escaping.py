"""Escaping of what templates print, without making a `Markup` object for each value.

A page prints hundreds of values, and what is printed is joined to text at once: only its
characters count, not its type.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape


def escape_value(value: Any) -> str:
    """Return what `markupsafe.escape` gives, as text of no special type."""
    return _escape_text(value) if type(value) is str else escape(value)


def _escape_text(text: str) -> str:
    """Return text escaped; most has nothing to escape."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "'" in text:
        text = text.replace("'", "&#39;")
    return text.replace('"', "&#34;") if '"' in text else text


class EscapingGenerator(CodeGenerator):
    """Compiles templates whose output is escaped by the environment's `escape_value`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escape_value(")
