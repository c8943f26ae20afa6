"""Attribute lists in braces, as kramdown and Pandoc have them: `{#id .class key=value}`.

They stand behind an image, link, code span or `[span]`, at the end of a heading or of a list
entry's first line, or on a line of their own before (or, as `{: …}`, after) a block. Anything
in braces that is not of this form is text: template languages use braces too.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.core.html import is_printable

_OPEN = re.compile(r"\{:?[ \t]*")
_CLOSE = re.compile(r"[ \t]*\}")
_ITEM = re.compile(
    r"[ \t]*(?:#(?P<id>[^\s{}#\"'=<>`]+)"
    r"|\.(?P<class>-?[^\s{}#.\"'=<>`]+)"
    r"|(?P<key>[A-Za-z_@][\w:.\-]*)=(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'"
    r"|(?P<bare>[^\s\"'{}<>`]+)))"
)
_TRAILING = re.compile(r"(?:^|[ \t])(\{[^{}\n]*\})[ \t]*(?=\n|\Z)")
ITEM_ATTRIBUTES = frozenset(
    {"anchor", "date", "kind", "number", "source", "sources", "summary", "title", "url"}
)
"""Attributes at the end of a heading or list item that describe the digest item in it."""
_AFTER = frozenset({"image", "code_inline", "link_close", "span_close"})
_NEVER = frozenset({"href", "src", "srcset", "srcdoc", "action", "formaction", "xlink:href"})


def attribute_lists_plugin(md: MarkdownIt) -> None:
    """Install the rules."""
    md.block.ruler.before("fence", "attributes", read_block_line, {"alt": ["paragraph"]})
    md.inline.ruler.after("image", "span", read_span)
    md.inline.ruler.push("attributes", read_inline)
    md.core.ruler.after("block", "attributes", apply_attributes)


def strip_styles_plugin(md: MarkdownIt) -> None:
    """Install a rule that removes `style` attributes, for sites that sanitise HTML."""
    md.core.ruler.push("strip_styles_plugin", drop_styles)


def drop_styles(state: StateCore) -> None:
    """Remove the `style` of every token except table cells, whose alignment it is."""
    for block in state.tokens:
        if block.tag not in {"th", "td"}:
            block.attrs.pop("style", None)
        for token in block.children or ():
            token.attrs.pop("style", None)


def read_attribute_list(text: str, pos: int = 0) -> tuple[int, dict[str, str]] | None:
    """Return the end of the attribute list at `pos` and its attributes, or None."""
    opening = _OPEN.match(text, pos)
    if not opening:
        return None
    pos = opening.end()
    found: dict[str, str] = {}
    classes: list[str] = []
    count = 0
    while item := _ITEM.match(text, pos):
        count += 1
        pos = item.end()
        key = item["key"]
        value = item["double"] or item["single"] or item["bare"] or ""
        if item["id"]:
            found["id"] = item["id"]
        elif item["class"]:
            classes.append(item["class"])
        elif key == "class":
            classes += value.split()
        elif key.lower() not in _NEVER and not key.lower().startswith("on"):
            found[key] = value
    closing = _CLOSE.match(text, pos)
    if not closing or not count:
        return None
    if classes:
        found["class"] = " ".join(classes)
    return closing.end(), found


def add_attributes(token: Token, found: dict[str, str]) -> None:
    """Set attributes on a token: classes are appended, others replaced."""
    for key, value in found.items():
        if key == "class":
            token.attrJoin("class", value)
        else:
            token.attrSet(key, value)


def read_inline(state: StateInline, silent: bool) -> bool:
    """Read attributes directly behind an image, link, code span or span."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    last = state.tokens[-1]
    found = read_attribute_list(state.src, state.pos) if last.type in _AFTER else None
    if not found:
        return False
    if not silent:
        add_attributes(_opening_of(state.tokens), found[1])
    state.pos = found[0]
    return True


def _opening_of(tokens: list[Token]) -> Token:
    level = 0
    for token in reversed(tokens):
        level += token.nesting
        if level == 0:
            return token
    return tokens[-1]


def read_span(state: StateInline, silent: bool) -> bool:
    """Read `[text]{attributes}`."""
    if state.src[state.pos] != "[":
        return False
    start = state.pos + 1
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    if end < 0 or not state.src.startswith("]{", end):
        return False
    found = read_attribute_list(state.src, end + 1)
    if not found or found[0] > state.posMax:
        return False
    if not silent:
        limit = state.posMax
        state.pos, state.posMax = start, end
        add_attributes(state.push("span_open", "span", 1), found[1])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = limit
    state.pos = found[0]
    return True


def read_block_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a line that holds nothing but attributes."""
    del end
    if state.is_code_block(start):
        return False
    pos = state.bMarks[start] + state.tShift[start]
    line = state.src[pos : state.eMarks[start]].rstrip()
    if not line.startswith("{") or not line.endswith("}"):
        return False
    found = read_attribute_list(line)
    if not found or found[0] != len(line):
        return False
    after = line.startswith("{:")
    if silent:
        return after
    token = state.push("attributes", "", 0)
    token.attrs = dict(found[1])
    token.hidden = True
    token.map = [start, start + 1]
    above = state.tokens[-2] if len(state.tokens) > 1 else None
    token.meta["before"] = bool(
        after and above and above.nesting <= 0 and start and not state.isEmpty(start - 1)
    )
    state.line = start + 1
    return True


def apply_attributes(state: StateCore) -> None:
    """Move attributes of lines of their own, headings and list items to their blocks."""
    tokens = state.tokens
    if any(token.type == "attributes" for token in tokens):
        _apply_attribute_lines(tokens)
        state.tokens = tokens = [token for token in tokens if token.type != "attributes"]
    for index, token in enumerate(tokens):
        if token.type != "inline" or "{" not in token.content or not index:
            continue
        if tokens[index - 1].type == "heading_open":
            _take_trailing(token, tokens[index - 1])
        elif index > 1 and tokens[index - 2].type == "list_item_open":
            _take_trailing(token, tokens[index - 2])


def _apply_attribute_lines(tokens: list[Token]) -> None:
    for index, token in enumerate(tokens):
        if token.type != "attributes":
            continue
        if token.meta["before"]:
            target: Token | None = _opening_of(tokens[:index])
        else:
            rest = (t for t in tokens[index + 1 :] if t.type != "attributes")
            target = next(rest, None)
        if target is not None and target.nesting >= 0:
            add_attributes(target, {key: str(value) for key, value in token.attrs.items()})


def _take_trailing(inline: Token, owner: Token) -> None:
    """Move attributes at the end of the first line from the text to its block."""
    found = _TRAILING.search(inline.content)
    if not found or "\n" in inline.content[: found.start()]:
        return
    parsed = read_attribute_list(found[1])
    if not parsed or parsed[0] != len(found[1]):
        return
    if not all(key in ITEM_ATTRIBUTES or is_printable(key) for key in parsed[1]):
        return
    add_attributes(owner, parsed[1])
    inline.content = inline.content[: found.start()].rstrip() + inline.content[found.end() :]
    inline.meta["cut"] = True
