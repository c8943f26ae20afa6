"""Finds plain settings in JavaScript by pattern; no script is ever run."""

from __future__ import annotations

import re

_COMMENT = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""",
    re.DOTALL,
)


def strip_comments(text: str) -> str:
    """Give a script without its comments; what looks like one inside a string stays."""
    return _COMMENT.sub(lambda match: match["kept"] or " ", text)


def find_setting(text: str, name: str) -> str | None:
    """Give the string that a script sets `name` to (`name: "…"`, `name = "…"`), or None."""
    match = re.search(
        rf"(?<![\w.]){name}['\"]?\s*[:=]\s*(?:'([^']*)'|\"([^\"]*)\"|`([^`$]*)`)", text
    )
    return next((found for found in match.groups() if found is not None), None) if match else None
