"""Finds where the header ends and the body begins, in every form of header."""

from __future__ import annotations

import re
from typing import NamedTuple

from digest.core.codes import Code
from digest.core.diagnostics import Report

_LEAD = re.compile(r"(?:[\ufeff\s]|<!--.*?-->)*", re.DOTALL)
_OPENING = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*(?P<form>yaml|yml|toml|json)?[ \t]*(?:#.*)?$", re.MULTILINE
)
_CLOSING = {
    "---": re.compile(r"^(?:(?:---|\.\.\.)[ \t]*$|---(?=[^\s-]))", re.MULTILINE),
    "+++": re.compile(r"^(?:\+\+\+[ \t]*$|\+\+\+(?=[^\s+]))", re.MULTILINE),
}
_FORMS = {"---": "yaml", "+++": "toml", "yml": "yaml"}
_KEY_START = re.compile(r"\s*[\"']?[^\W\d][\w .-]{0,40}[\"']?\s*[:=](?:\s|$)")
_MARGIN_KEY = re.compile(r"[\"']?[^\W\d][\w .-]{0,40}[\"']?\s*:(?!//)")
_HEADER_LINE = re.compile(
    r"\s*$|[ \t]+\S|-(?:[ \t]|$)|#|\[|[\"']?[^\W\d][\w .-]{0,40}[\"']?\s*[:=](?:\s|$)"
)
_LINE = re.compile(r"[^\n]*\n?")
_WRAPPER = re.compile(r"\s*(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[\w-]*)[ \t]*\n")
_FENCE_LINE = re.compile(r"[ \t]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$", re.MULTILINE)


class Split(NamedTuple):
    """A file in two: header text of some form (from `line` on), and the body's beginning."""

    form: str
    text: str
    line: int
    body: int


def split_header(text: str, start: int, path: str, report: Report, base: int) -> Split | None:
    """Give the fenced header that begins at `start` or after blank lines and comments.

    None where there is none: a file may well begin with a thematic break. `base` is the line
    of the file on which `text` begins.
    """
    lead = _LEAD.match(text, start)
    place = lead.end() if lead else start
    opening = _OPENING.match(text, place)
    if not opening:
        return None
    fence = opening["fence"]
    form = _FORMS.get(opening["form"] or fence, opening["form"] or "")
    first = min(opening.end() + 1, len(text))
    line = base + text.count("\n", 0, first)
    closing = _CLOSING[fence].search(text, first)
    if closing is None:
        return _split_unclosed(text, first, form, line, (fence, path, report))
    inner = text[first : closing.start()]
    if inner.strip() and form != "json" and not _is_header(inner, form):
        return None
    end = closing.end()
    if text[end : end + 1] in {"\n", ""}:
        return Split(form, inner, line, min(end + 1, len(text)))
    report.add(
        Code.GLUED_FENCE, path, f'the closing "{fence}" has text on its line',
        line=line + inner.count("\n"), column=len(fence) + 1,
        hint=f'put a line break after "{fence}"',
    )  # fmt: skip
    return Split(form, inner, line, end)


def _is_header(inner: str, form: str) -> bool:
    """Tell front matter from prose between two thematic breaks: it begins with a key.

    In YAML most lines at the margin are keys; only what is indented goes on from line to line.
    """
    rows = [row for row in inner.split("\n") if row.strip() and not row.lstrip().startswith("#")]
    if form == "toml":
        return bool(rows) and (rows[0].startswith("[") or "=" in rows[0])
    margin = [row for row in rows if not row[0].isspace() and not row.startswith(("-", "]", "}"))]
    keys = sum(bool(_MARGIN_KEY.match(row)) for row in margin)
    begins = bool(rows) and bool(_MARGIN_KEY.match(rows[0].lstrip()))
    return 2 * keys >= len(margin) if begins else 2 * keys > len(margin)


def _split_unclosed(
    text: str, first: int, form: str, line: int, context: tuple[str, str, Report]
) -> Split | None:
    """Take what looks like a header up to the first line that does not."""
    fence, path, report = context
    end = first
    keys = 0
    for match in _LINE.finditer(text, first):
        row = match[0].rstrip("\n")
        if not _HEADER_LINE.match(row) or (keys and not row.strip()) or row.startswith("# "):
            break
        keys += bool(_KEY_START.match(row))
        end = match.end()
        if end == len(text):
            break
    if not keys:
        return None
    report.add(
        Code.UNCLOSED_HEADER, path, f'the front matter opened with "{fence}" is never closed',
        line=line - 1, column=1,
        hint=f'put a line "{fence}" after line {line + text.count(chr(10), first, end) - 1}',
    )  # fmt: skip
    return Split(form, text[first:end], line, end)


def find_wrapped(text: str) -> tuple[int, int] | None:
    """Give where the content of a file begins and ends that is one code fence as a whole.

    Text made by chat programs often comes so. Fences inside must be balanced.
    """
    opening = _WRAPPER.match(text)
    if not opening or opening["info"].lower() not in {"", "markdown", "md", "mdx"}:
        return None
    first = opening.end()
    if not opening["info"] and not _OPENING.match(text, first):
        return None
    stripped = text.rstrip()
    last = stripped.rfind("\n") + 1
    mark = opening["fence"]
    if (
        last < first
        or set(stripped[last:].strip()) != {mark[0]}
        or len(stripped) - last < len(mark)
    ):
        return None
    is_open = False
    for fence in _FENCE_LINE.finditer(text, first, last - 1):
        if fence["fence"][0] == mark[0]:
            is_open = bool(not is_open or fence["info"].strip())
    return None if is_open else (first, last)
