"""Finds plain settings in JavaScript by pattern; no script is ever run."""

from __future__ import annotations

import re

_COMMENT = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""",
    re.DOTALL,
)


_TEXT = r"""(?:'([^']*)'|"([^"]*)"|`([^`$]*)`)"""
_FALLBACK = r"(?:[\w.]+\s*(?:\|\||\?\?)\s*)?"
"""What the environment of a build may say instead."""
_STRING = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`")


def strip_comments(text: str) -> str:
    """Give a script without its comments; what looks like one inside a string stays."""
    return _COMMENT.sub(lambda match: match["kept"] or " ", text)


def find_setting(text: str, name: str) -> str | None:
    """Give the string that a script sets `name` to (`name: "…"`, `name = "…"`), or None.

    Of several, the one in the fewest braces and brackets: a site's title is no feed's.
    """
    matches = re.finditer(rf"(?<![\w.]){name}['\"]?\s*[:=]\s*{_FALLBACK}{_TEXT}", text)
    found = min(matches, key=lambda match: _depth(text, match.start()), default=None)
    return next((each for each in found.groups() if each is not None), None) if found else None


def find_inner(text: str, outer: str, name: str) -> str | None:
    """Give the string that a script sets `name` to inside of the object `outer`, or None."""
    found = re.search(rf"(?<![\w.]){outer}['\"]?\s*[:=]\s*(\{{[^{{}}]*\}})", text)
    return find_setting(found[1], name) if found else None


def _depth(text: str, end: int) -> int:
    """Count the braces and brackets that are open at an offset, those in strings left out."""
    before = _STRING.sub("", text[:end])
    return sum(map(before.count, "{[")) - sum(map(before.count, "}]"))
