"""The parts of a page that links lead to: which of them it has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

from digest.checks.external.client import Reply

_NAMED = re.compile(r"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_MADE_BY_SCRIPTS = re.compile(r"[!/:~=]|L\d+(?:C\d+)?(?:-L\d+(?:C\d+)?)?$|top$", re.IGNORECASE)
_MADE_BY_FORGES = "user-content-"


def worth_looking(parts: Iterable[str]) -> tuple[str, ...]:
    """Give the parts that a page has in its text: no routes, lines of code, or quotations."""
    return tuple(part for part in parts if not _MADE_BY_SCRIPTS.match(part))


def find_missing(reply: Reply, parts: Iterable[str]) -> tuple[str, ...]:
    """Give the parts that a page does not have; of what is no page, or too long, nobody knows."""
    kind = reply.headers.get("content-type", "")
    if not reply.whole or "html" not in kind:
        return ()
    charset = _CHARSET.search(kind)
    try:
        text = reply.body.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return ()
    names = {unescape("".join(groups)) for groups in _NAMED.findall(text)}
    return tuple(part for part in parts if not _spellings(part) & names)


def _spellings(part: str) -> set[str]:
    plain = unquote(part)
    return {part, plain, _MADE_BY_FORGES + part, _MADE_BY_FORGES + plain}
