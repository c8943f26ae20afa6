"""Containers: `:::kind Title` … `:::`, and block quotes that begin with `[!NOTE]`.

Fenced containers are read in the forms of Docusaurus, Astro and Pandoc: the title may stand in
brackets, be plain, or come as `{title="…"}`; attributes may follow. Containers nest with more
colons, or, as in Pandoc, with as many. Alerts of GitHub and callouts of Obsidian (`[!tip]- Title`)
become containers too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from digest.core.codes import Code
from digest.markup.parser_state import parser_state_of
from digest.markup.reference.attribute_lists import add_attributes, read_attribute_list

_FENCE = re.compile(r"(:{3,})[ \t]*(.*?)[ \t]*\Z")
_KIND = re.compile(r"([A-Za-z][\w\-]*)(?=[\s\[{]|\Z)[ \t]*")
_CODE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}(?:\s|\Z)")
_TITLED_NAMES = """
attention caution danger error hint important info note notice question quote seealso success
tip todo warning
"""
_TITLED = frozenset(_TITLED_NAMES.split())


def containers_plugin(md: MarkdownIt) -> None:
    """Install the rules."""
    md.block.ruler.before(
        "fence",
        "container",
        read_container,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    md.core.ruler.after("inline", "container_titles", parse_titles)


@dataclass(slots=True)
class _Head:
    kind: str
    title: str = ""
    attrs: dict[str, str] = field(default_factory=dict)


def default_title(kind: str) -> str:
    """Return the title of an admonition that has none of its own."""
    return kind.replace("-", " ").capitalize() if kind in _TITLED else ""


def read_head(text: str) -> _Head | None:
    """Return what an opening line says after its colons, or None where it opens no container."""
    text = text.rstrip(":").rstrip()
    if text.startswith("{"):
        found = read_attribute_list(text)
        if not found:
            return None
        head = _Head("", text[found[0] :].strip(), found[1])
        kind, _, more = head.attrs.pop("class", "").partition(" ")
        head.kind = kind.removeprefix("callout-") or "section"
        if more:
            head.attrs["class"] = more
    else:
        kind_found = _KIND.match(text)
        if not kind_found:
            return None
        head = _Head(kind_found[1].lower())
        rest = text[kind_found.end() :]
        if rest.startswith("["):
            close = rest.rfind("]")
            if close < 0:
                return None
            head.title, rest = rest[1:close], rest[close + 1 :].lstrip()
        braces = rest.find("{")
        if braces >= 0 and (found := read_attribute_list(rest, braces)) and found[0] == len(rest):
            head.attrs, rest = found[1], rest[:braces]
        head.title = head.title or rest.strip()
    head.title = head.attrs.pop("title", "") or head.title
    return head


def read_container(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a container from its opening line to its closing one."""
    if state.is_code_block(start):
        return False
    fence = _fence_at(state, start)
    if not fence:
        return False
    if not fence[2]:
        if not silent:
            _drop_stray(state, start)
        return True
    head = read_head(fence[2])
    if head is None:
        return False
    if silent:
        return True
    close, closed = _find_close(state, start, end, len(fence[1]))
    if not closed:
        document = parser_state_of(state.env)
        document.warn(
            Code.UNCLOSED_CONTAINER,
            f'the container ":::{head.kind}" is never closed',
            line=document.line_of(start),
            column=1,
            hint=f'write "{fence[1]}" after its end',
        )
    _push(state, head, start, close, closed)
    return True


def _fence_at(state: StateBlock, row: int) -> re.Match[str] | None:
    pos = state.bMarks[row] + state.tShift[row]
    if not state.src.startswith(":::", pos):
        return None
    return _FENCE.match(state.src[pos : state.eMarks[row]])


def _drop_stray(state: StateBlock, row: int) -> None:
    document = parser_state_of(state.env)
    document.warn(
        Code.UNCLOSED_CONTAINER,
        '":::" closes nothing',
        line=document.line_of(row),
        column=1,
        hint='remove it, or open a container with ":::note" above',
    )
    state.line = row + 1


def _find_close(state: StateBlock, start: int, end: int, colons: int) -> tuple[int, bool]:
    """Return the row after the content, and whether a closing line stands there."""
    stack = [colons]
    code = ""
    stop = 0
    for row in range(start + 1, end):
        pos = state.bMarks[row] + state.tShift[row]
        if pos < state.eMarks[row] and state.sCount[row] < state.blkIndent:
            return row, False
        line = state.src[pos : state.eMarks[row]]
        if fence := _CODE.match(line):
            code = _toggle(code, fence[1], line)
        elif code:
            continue
        elif line.startswith(":::") and (found := _FENCE.match(line)):
            if found[2]:
                stack.append(len(found[1]))
            elif _close(stack, len(found[1])):
                return row, True
        elif not stop and _HEADING.match(line):
            stop = row
    return stop or end, False


def _toggle(code: str, fence: str, line: str) -> str:
    if not code:
        return fence
    closes = fence.startswith(code) and not line.strip().strip(code[0])
    return "" if closes else code


def _close(stack: list[int], colons: int) -> bool:
    """Close the innermost container of as many colons, else of fewer; return if none is left."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] == colons:
            del stack[index:]
            return not stack
    if stack[-1] < colons:
        stack.pop()
    return not stack


def _push(state: StateBlock, head: _Head, start: int, close: int, closed: bool) -> None:
    opening = state.push("container_open", "div", 1)
    opening.info, opening.map = head.kind, [start, close]
    fold = head.attrs.pop("collapse", None)
    if fold is not None:
        opening.meta["open"] = fold.lower() in {"false", "no"}
    add_attributes(opening, head.attrs)
    title = head.title or default_title(head.kind)
    if title:
        heading = state.push("container_title", "", 0)
        heading.content, heading.map = title, [start, start + 1]
    parent, limit = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", close
    state.md.block.tokenize(state, start + 1, close)
    state.parentType, state.lineMax = parent, limit
    state.push("container_close", "div", -1)
    state.line = close + 1 if closed else max(close, start + 1)


def parse_titles(state: StateCore) -> None:
    """Read the titles of containers as inline Markdown."""
    for token in state.tokens:
        if token.type == "container_title" and token.children is None:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


_HEAD = re.compile(r"\[!([A-Za-z][\w\-]*)(?:\|[^\]\n]*)?\]([+\-]?)(?:[ \t]+([^\n]*))?(?:\n|\Z)")


def callouts_plugin(md: MarkdownIt) -> None:
    """Install the rule."""
    md.core.ruler.after("block", "callouts", read_callouts)


def read_callouts(state: StateCore) -> None:
    """Turn block quotes that begin with `[!KIND]` into containers."""
    tokens = state.tokens
    result: list[Token] = []
    closings: list[bool] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.type == "blockquote_open":
            head = _head_of(tokens, index)
            closings.append(head is not None)
            if head is not None:
                result += _open(token, head, tokens[index + 1])
                index = _skip_head(tokens, index, head)
                continue
        elif token.type == "blockquote_close" and closings.pop():
            token.type, token.tag = "container_close", "div"
        result.append(token)
    state.tokens = result


def _head_of(tokens: list[Token], index: int) -> re.Match[str] | None:
    if index + 1 < len(tokens) and tokens[index].type == "paragraph_open":
        return _HEAD.match(tokens[index + 1].content)
    return None


def _open(quote: Token, head: re.Match[str], inline: Token) -> list[Token]:
    kind = head[1].lower()
    quote.type, quote.tag, quote.info = "container_open", "div", kind
    if head[2]:
        quote.meta["open"] = head[2] == "+"
    title = Token("container_title", "", 0)
    title.content = (head[3] or "").strip() or kind.replace("-", " ").capitalize()
    title.map = inline.map
    return [quote, title]


def _skip_head(tokens: list[Token], index: int, head: re.Match[str]) -> int:
    """Remove the head's line from the first paragraph; return the index of the next token."""
    inline = tokens[index + 1]
    inline.content = inline.content[head.end() :]
    if not inline.content.strip():
        return index + 3
    if inline.map and head[0].endswith("\n"):
        inline.map = [inline.map[0] + 1, inline.map[1]]
        tokens[index].map = list(inline.map)
    return index
