"""Obsidian: `[[Page#Heading|text]]`, `![[image.png|300]]`, `%%comments%%`, `==marks==`, `^ids`."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.markup.element_ids import slugify
from digest.markup.myst.cross_references import add_label, make_reference
from digest.markup.reference.plugin_api import INTERRUPTS, last_row, trim_space

_LINK = re.compile(r"(!?)\[\[([^\[\]|#\n]*)(#[^\[\]|\n]+)?((?:\|[^\[\]|\n]*)*)\]\](?![(\[:])")
_PAGE = re.compile(r"[^\W\d_]|[/.@]|\d[^,;]*[^\W\d_]")
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp)$", re.IGNORECASE)
_FILE = re.compile(r"\.(?!md$|mdx$|markdown$)[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_SIZE = re.compile(r"(\d+)(?:x(\d+))?")
_ID = re.compile(r"(?:^|\s)\^(?=[A-Za-z0-9-]*[A-Za-z])([A-Za-z0-9-]{2,})\s*\Z")
_COMMENT_OPENING = re.compile(r"%%(?![\d%])")
_COMMENT_CLOSING = re.compile(r"(?<!%)%%(?![%\w])")
_LONGEST_COMMENT = 8000
_MARK = re.compile(r"==(?![\s=]|\d+\.)((?:(?!==).)+?)(?<![\s=])==(?![=\w])", re.DOTALL)


def wikilinks_plugin(md: MarkdownIt) -> None:
    """Install the rules for Obsidian's syntax."""
    md.block.ruler.before("table", "note_comment", _comment_block, {"alt": INTERRUPTS})
    md.inline.ruler.before("link", "wikilink", _wikilink)
    md.inline.ruler.before("link", "note_comment", _comment_inline)
    md.inline.ruler.before("link", "mark", _mark)
    md.core.ruler.after("block", "block_ids", _block_ids)


def _wikilink(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    found = _LINK.match(state.src, state.pos, state.posMax)
    if found is None or state.linkLevel or not _is_link(state, found):
        return False
    if not silent:
        page, anchor = found[2].strip(), (found[3] or "").lstrip("#")
        labels = [part.strip() for part in found[4].split("|")[1:] if part.strip()]
        if found[1] and _IMAGE.search(page):
            _push_image(state, page, labels)
        else:
            _push_link(state, page, anchor, labels[0] if labels else "")
    state.pos = found.end()
    return True


def _is_link(state: StateInline, found: re.Match[str]) -> bool:
    """Return whether brackets name a page, unlike `[[1, 2]]`, `[[ -f x ]]` and link references."""
    page = found[2]
    if not page:
        return bool(found[3])
    if page != page.strip() or not _PAGE.match(page):
        return False
    return normalizeReference(page) not in state.env.get("references", {})


def _push_image(state: StateInline, path: str, labels: list[str]) -> None:
    token = state.push("image", "img", 0)
    size = next((found for label in labels if (found := _SIZE.fullmatch(label))), None)
    alt = next((label for label in labels if not _SIZE.fullmatch(label)), "")
    token.attrs = {"src": path, "alt": ""}
    if size:
        token.attrs["width"] = size[1]
        if size[2]:
            token.attrs["height"] = size[2]
    token.children = [
        Token("text", "", 0, content=alt or path.rsplit("/", 1)[-1].split(".", maxsplit=1)[0])
    ]


def _push_link(state: StateInline, page: str, anchor: str, label: str) -> None:
    fragment = anchor.rsplit("#", 1)[-1]
    fragment = fragment.removeprefix("^") if fragment.startswith("^") else slugify(fragment)
    fragment = f"#{fragment}" if anchor else ""
    opening = state.push("link_open", "a", 1)
    opening.meta["pos"] = state.pos
    if page and _FILE.search(page):
        opening.attrs = {"href": page + fragment}
    else:
        opening.attrs = {"href": make_reference(page) + fragment if page else fragment}
    shown = label or " > ".join(part for part in (page, *anchor.lstrip("^").split("#")) if part)
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)


def _find_comment_end(source: str, start: int, limit: int) -> int:
    """Return the offset after the comment that may begin at `start`, or -1."""
    if not _COMMENT_OPENING.match(source, start, limit):
        return -1
    closings = _find_comment_closings(source)
    at = bisect_left(closings, start + 2)
    end = closings[at] + 2 if at < len(closings) else limit + 1
    return end if end <= min(limit, start + _LONGEST_COMMENT + 4) else -1


@lru_cache(maxsize=8)
def _find_comment_closings(source: str) -> list[int]:
    """Return the offsets of all marks that may close a comment, found in one pass."""
    return [found.start() for found in _COMMENT_CLOSING.finditer(source)]


def _comment_inline(state: StateInline, silent: bool) -> bool:
    """Leave out a comment `%%…%%`, but not the text between two percentages."""
    start = state.pos
    if not state.src.startswith("%%", start):
        return False
    if start and not state.src[start - 1].isspace():
        return False
    end = _find_comment_end(state.src, start, state.posMax)
    if end < 0:
        return False
    state.pos = end
    if not silent:
        trim_space(state)
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Leave out a comment that begins a line, even one of many lines."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("%%", position) or state.is_code_block(start):
        return False
    limit = last_row(state, start, end)
    last = _find_comment_end(state.src, position, state.eMarks[limit - 1])
    if last < 0:
        return False
    row = start
    while state.eMarks[row] < last:
        row += 1
    if state.src[last : state.eMarks[row]].strip():
        return False
    if not silent:
        state.line = row + 1
    return True


def _mark(state: StateInline, silent: bool) -> bool:
    """Read a highlight `==text==`, but no comparison and no `package==1.0`."""
    start = state.pos
    if not state.src.startswith("==", start):
        return False
    if start and (state.src[start - 1].isalnum() or state.src[start - 1] in "=_!<>"):
        return False
    found = _MARK.match(state.src, start, state.posMax)
    if found is None:
        return False
    if not silent:
        limit = state.posMax
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("mark_close", "mark", -1)
    state.pos = found.end()
    return True


def _block_ids(state: StateCore) -> None:
    """Make `^name` at the end of a paragraph the id of its block."""
    entry: Token | None = None
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "list_item_open":
            entry = opening
        if inline.type != "inline" or "^" not in inline.content or opening.nesting != 1:
            continue
        found = _ID.search(inline.content)
        if found is None or opening.type not in {"paragraph_open", "heading_open"}:
            continue
        inline.content = inline.content[: found.start()].rstrip()
        block = entry if opening.hidden and entry else opening
        block.attrs["id"] = found[1]
        add_label(state.env, f"^{found[1]}", found[1])
