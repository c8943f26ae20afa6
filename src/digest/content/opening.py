"""The opening of a post: the text that stands for it in lists and feeds if it has no summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.content.front_matter import FrontMatter
from digest.core.blocks import Block, Document
from digest.core.diagnostics import Report
from digest.core.text import make_excerpt
from digest.markup.block_contents import plain_text

SUMMARY_LENGTH = 240
"""Characters that a summary made from the text has at most."""

_MARKER = re.compile(
    r"<!--more(?:\s[^\n]*?)?-->"
    r"|<!--\s*(?:more|truncate|teaser_end(?::[^\n]*?)?|(?:end[\s_-]?)?excerpt(?:[\s_-]?end)?"
    r"|read[\s_-]?more|pelican_end_summary)\s*-->"
    r"|\{/\*\s*(?:truncate|more)\s*\*/\}",
    re.IGNORECASE,
)
"""Where authors say that the teaser ends: Hugo, Zola, Hexo, Jekyll, WordPress, MkDocs, Docusaurus
(also in MDX), Nikola, Pelican."""
_NO_PROSE = frozenset({"heading", "figure", "code", "table", "math", "html"})
_CODE = (
    r"^[ \t]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)[^\n]*?(?P=ticks)"
)


def summarise_opening(front_matter: FrontMatter, document: Document) -> str:
    """Return the beginning of a post's text: up to the author's mark, else its first paragraphs."""
    end = _find_mark(front_matter)
    if end is not None:
        text = " ".join(_teaser(front_matter, document, end))
        if text.strip():
            return make_excerpt(text, SUMMARY_LENGTH)
    return make_excerpt(_first_paragraphs(document), SUMMARY_LENGTH)


def _find_mark(front_matter: FrontMatter) -> int | None:
    """Return the offset, in the body, of the mark at which the teaser ends; None without one."""
    own = front_matter.values.get("excerpt_separator")
    written = own.value.strip() if own and isinstance(own.value, str) else ""
    mark = re.compile(re.escape(written)) if written else _MARKER
    if not mark.search(front_matter.body):
        return None
    outside_code = re.compile(
        rf"{_CODE}|(?P<mark>{mark.pattern})", re.MULTILINE | re.DOTALL | mark.flags
    )
    marks = (found for found in outside_code.finditer(front_matter.body) if found["mark"])
    return next((found.start() for found in marks), None)


def _teaser(front_matter: FrontMatter, document: Document, end: int) -> Iterator[str]:
    """Yield the text of each block before an offset, and of the part of a block before it."""
    body = front_matter.body
    line = front_matter.body_line + body.count("\n", 0, end)
    before = [block for block in document.blocks if 0 < block.line <= line]
    last = ""
    if before:
        rows = body[:end].split("\n")[before[-1].line - front_matter.body_line :]
        if all(row.strip() for row in rows[:-1]):  # the mark may lie within this block
            before.pop()
            last = _read_text("\n".join(rows))
    for block in before:
        if block.kind not in _NO_PROSE and not _is_pictures(block):
            yield plain_text((block,))
    yield last


def _read_text(markdown: str) -> str:
    """Return the plain text of a piece of Markdown."""
    from digest.config.tables import Config
    from digest.markup.engine import parse_markup

    part = parse_markup(markdown, path="", first_line=1, config=Config(), report=Report())
    prose = (b for b in part.blocks if b.kind not in _NO_PROSE and not _is_pictures(b))
    return plain_text(tuple(prose))


def _first_paragraphs(document: Document) -> str:
    """Return the text of the first paragraphs that are more than pictures."""
    parts: list[str] = []
    for block in document.blocks:
        if block.kind == "paragraph":
            if not _is_pictures(block):
                parts.append(block.text)
        elif parts and block.kind in {"heading", "list", "table", "code"}:
            break
        if sum(map(len, parts)) > SUMMARY_LENGTH:
            break
    return " ".join(parts)


def _is_pictures(block: Block) -> bool:
    """Return whether a paragraph is no more than pictures: their alternative text is no prose."""
    pictures = [span for span in block.spans if span.kind == "image"]
    if not pictures:
        return False
    rest, place = "", 0
    for span in pictures:
        rest += block.text[place : span.start]
        place = max(place, span.end)
    return not any(char.isalnum() for char in rest + block.text[place:])
