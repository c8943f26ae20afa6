"""Raw HTML that comes in parts: what one part opens a later one may close, and nothing else.

A stray `</div>` would end the page's own layout, an unclosed `<b>` embolden the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from digest.core.html.tags import TAG

_ALONE = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
})  # fmt: skip
_SELF_CLOSING = frozenset({
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp",
    "rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
"""Elements whose end browsers find by themselves."""

_FURTHEST = 200
"""How many open elements a closing tag may reach over."""
_UNTRACKED = _ALONE | _SELF_CLOSING


def balance_part(body: str, open_tags: list[str]) -> str:
    """Give a part of raw HTML without the closing tags of nothing.

    `open_tags` are the names of the elements open so far; it is brought up to date.
    """
    return map_tags(body, lambda found: _balance_tag(found, open_tags))


def map_tags(
    body: str,
    change: Callable[[re.Match[str]], str],
    change_text: Callable[[str], str] = str,
) -> str:
    """Give HTML with each tag (or script, or comment) and the text between them changed."""
    parts: list[str] = []
    end = 0
    for found in TAG.finditer(body):
        parts += [change_text(body[end : found.start()]), change(found)]
        end = found.end()
    return "".join([*parts, change_text(body[end:])])


def close_tag(name: str, open_tags: list[str]) -> str:
    """Give what closes an element and those still open in it; nothing if it is not open."""
    recent = open_tags[: -_FURTHEST - 1 : -1]
    if name not in recent:
        return ""
    last = len(open_tags) - recent.index(name) - 1
    closing = close_tags(open_tags[last:])
    del open_tags[last:]
    return closing


def close_tags(open_tags: list[str]) -> str:
    """Give the closing tags of what is still open, innermost first."""
    return "".join(f"</{name}>" for name in reversed(open_tags))


def _balance_tag(found: re.Match[str], open_tags: list[str]) -> str:
    if found["skipped"] or found["name"].lower() in _UNTRACKED:
        return found[0]
    name = found["name"].lower()
    if found["slash"]:
        if open_tags and open_tags[-1] == name:
            open_tags.pop()
            return found[0]
        return close_tag(name, open_tags)
    if not found["rest"].endswith("/"):
        open_tags.append(name)
    return found[0]
