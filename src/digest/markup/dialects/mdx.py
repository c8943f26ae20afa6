"""MDX: imports and comments are left out, components become containers, embeds or their content.

Applies only to MDX documents: files named `.mdx`, and those that begin with an import or export.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.core.codes import Code
from digest.markup.dialects.jsx_components import (
    DETAILS,
    NOTICES,
    TITLED,
    TRANSPARENT,
    Component,
    embed_of,
    find_closing,
    kind_of,
    link_of,
    read_component,
    read_raw_element,
)
from digest.markup.parser_state import parser_state_of
from digest.markup.reference.plugin_api import (
    INTERRUPTS,
    PendingDiagnostic,
    attach_diagnostic,
    close_container,
    dialect_state_of,
    last_row,
    line_text,
    open_container,
    parse_lines,
    push_embed,
    push_inline_embed,
    push_paragraph,
    trim_space,
    warn_at_row,
    write_template_tag,
)

_STATEMENT = re.compile(
    r"import\s+(?:[\w*${}][^'\"]*?\sfrom\s*)?['\"]|import\s*\{\s*$"
    r"|export\s+(?:const|let|var|function|default|class|async|type|interface|\{|\*)"
)
_IMPORT = re.compile(r"^import\s+(\w+)\s+from\s+['\"]([^'\"]+)['\"]", re.MULTILINE)
_COMMENT = re.compile(r"\{\s*/\*.*?\*/\s*\}", re.DOTALL)


def mdx_plugin(md: MarkdownIt) -> None:
    """Install the rules for MDX."""
    md.block.ruler.before("table", "mdx_statement", _statement)
    md.block.ruler.before("table", "mdx_component", _component, {"alt": INTERRUPTS})
    md.inline.ruler.before("link", "mdx", _inline)


def is_mdx(env: MutableMapping[str, Any]) -> bool:
    """Return whether a document is MDX."""
    notes = dialect_state_of(env)
    if notes.is_mdx is None:
        document = parser_state_of(env)
        first = next((line for line in document.lines if line.strip()), "")
        notes.is_mdx = document.path.endswith(".mdx") or bool(_STATEMENT.match(first))
    return notes.is_mdx


def _statement(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start]
    if state.is_code_block(start) and is_mdx(state.env):
        state._code_enabled = False  # noqa: SLF001 - MDX has no code by indentation
    if not state.src.startswith(("import", "export"), position) or state.level:
        return False
    if not _STATEMENT.match(line_text(state, start)) or not is_mdx(state.env):
        return False
    row = start + 1
    while row < end and not state.isEmpty(row):
        row += 1
    if not silent:
        text = line_text(state, start)
        diagnostic = PendingDiagnostic(
            code=Code.HIDDEN_STATEMENT,
            name="",
            message=f"statements of MDX are not run or shown: {text[:60]}",
            hint="take them out if nothing else reads this file",
        )
        warn_at_row(state, start, diagnostic)
        state.line = row
    return True


def _component(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.src[position : position + 1] not in {"<", "{"} or not is_mdx(state.env):
        return False
    limit = state.eMarks[last_row(state, start, end) - 1]
    raw = read_raw_element(state.src, position, limit)
    if raw and raw.alone:
        # In HTML it would not be closed, and hide all that follows.
        state.line = state.line if silent else _row_of(state, raw.end, start) + 1
        return True
    comment = _COMMENT.match(state.src, position, limit)
    tag = None if comment else read_component(state.src, position, limit)
    if tag and tag.closes:
        return False
    close = find_closing(state.src, tag, limit) if tag and not tag.alone else None
    if comment is None and (tag is None or (close is None and not tag.alone)):
        return False
    last = comment.end() if comment else close.end if close else tag.end if tag else position
    row = _row_of(state, last, start)
    if tag and close and _is_phrase(state, tag, close):
        row = next((n for n in range(start, end) if state.isEmpty(n)), end)
        if not silent:
            # HTML has an element <link> that begins a block; this one is part of a paragraph.
            push_paragraph(state, state.src[position : state.eMarks[row - 1]], start)
            state.line = row
        return True
    if state.src[last : state.eMarks[row]].strip():
        return False
    if not silent:
        if tag:
            _push_component(state, tag, close, (start, row + 1))
        state.line = row + 1
    return True


def _is_phrase(state: StateBlock, tag: Component, close: Component) -> bool:
    """Return whether a component is a link around one line of text, within a paragraph."""
    is_link = kind_of(tag)[0] is None and link_of(tag)
    return bool(is_link) and "\n" not in state.src[tag.end : close.start].strip()


def _push_component(
    state: StateBlock, tag: Component, close: Component | None, rows: tuple[int, int]
) -> None:
    if close is None:
        _push_alone(state, tag, rows)
        return
    kind, title = kind_of(tag)
    if kind is None:
        warn_at_row(state, rows[0], unknown_component(tag))
    if kind:
        opening = open_container(state, kind, rows[0], title=title)
        if kind == "details":
            opening.meta["open"] = "open" in tag.props
        _push_inside(state, tag, close, rows)
        close_container(state, opening, rows[1])
        return
    _push_inside(state, tag, close, rows)
    if kind is None and (url := link_of(tag)):
        text = tag.get("title", "label", "text", "name") or url
        push_paragraph(state, f"[{text}](<{url}>)", rows[0])


def _push_inside(
    state: StateBlock, tag: Component, close: Component, rows: tuple[int, int]
) -> None:
    """Push the content between two tags; in MDX, indented lines are not code."""
    first, last = _row_of(state, tag.end, rows[0]), _row_of(state, close.start, rows[0])
    if first == last:
        text = state.src[tag.end : close.start].strip()
        if text:
            push_paragraph(state, text, first)
        return
    if head := state.src[tag.end : state.eMarks[first]].strip():
        push_paragraph(state, head, first)
    inner = [row for row in range(first + 1, last) if not state.isEmpty(row)]
    if inner:
        indent = max(min(state.sCount[row] for row in inner), state.blkIndent)
        parse_lines(state, first + 1, last, indent=indent)
    start = state.bMarks[last] + state.tShift[last]
    if tail := state.src[start : close.start].strip():
        push_paragraph(state, tail, last)


def _push_alone(state: StateBlock, tag: Component, rows: tuple[int, int]) -> None:
    embed = embed_of(tag)
    if embed:
        links = ((embed.url, embed.title),)
        push_embed(state, embed.html, rows, text=embed.title, links=links)
        return
    opening = state.push("paragraph_open", "p", 1)
    opening.map = list(rows)
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = state.src[tag.start : tag.end], list(rows), []
    state.push("paragraph_close", "p", -1)


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "<{" or not is_mdx(state.env):
        return False
    comment = _COMMENT.match(state.src, state.pos, state.posMax)
    tag = None if comment else read_component(state.src, state.pos, state.posMax)
    if comment is None and tag is None:
        return False
    close = None
    if tag and not tag.alone and not tag.closes and kind_of(tag)[0] is None and link_of(tag):
        close = find_closing(state.src, tag, state.posMax)
    if not silent and tag and close:
        _push_link(state, tag, close)
        return True
    if not silent and tag and tag.alone:
        _push_phrase(state, tag)
    elif not silent and tag and not tag.closes and kind_of(tag)[0] is None:
        attach_diagnostic(push_inline_embed(state, ""), state.pos, unknown_component(tag))
    state.pos = comment.end() if comment else tag.end if tag else state.pos
    if comment and not silent:
        trim_space(state)
    return True


def _push_link(state: StateInline, tag: Component, close: Component) -> None:
    """Push a component that leads somewhere as a link around its content."""
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.meta["pos"] = {"href": link_of(tag)}, state.pos
    limit = state.posMax
    state.pos, state.posMax = tag.end, close.start
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.pos, state.posMax = close.end, limit


def _push_phrase(state: StateInline, tag: Component) -> None:
    """Push what a self-closing component within a paragraph becomes."""
    source = _address_of(state.env, tag)
    text = tag.get("title", "label", "text", "name", "children")
    if source and tag.name.endswith(("Image", "Img", "Picture", "Figure")):
        token = state.push("image", "img", 0)
        token.attrs = {"src": source, "alt": ""}
        for name in ("width", "height"):
            if value := tag.props.get(name, "").strip("{}"):
                token.attrs[name] = value
        token.children = [Token("text", "", 0, content=tag.get("alt"))]
        if caption := tag.get("caption", "title"):
            token.attrs["title"] = caption
    elif embed := embed_of(tag):
        push_inline_embed(state, embed.html, text=embed.title, url=embed.url)
    elif url := tag.get("href", "url", "to"):
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.meta["pos"] = {"href": url}, state.pos
        state.push("text", "", 0).content = text or url
        state.push("link_close", "a", -1)
    elif text and tag.name in TITLED | NOTICES | DETAILS | TRANSPARENT:
        state.push("text", "", 0).content = text
    else:
        shown = write_template_tag(state.src[tag.start : tag.end])
        attach_diagnostic(push_inline_embed(state, shown), state.pos, unknown_component(tag))


def _address_of(env: MutableMapping[str, Any], tag: Component) -> str:
    """Return the address of an image component: a string, or the path of an imported name."""
    source = tag.props.get("src", "")
    if not source.startswith("{"):
        return source
    name = source.strip("{} ").split(".")[0]
    imports: list[tuple[str, str]] = _IMPORT.findall("\n".join(parser_state_of(env).lines))
    return dict(imports).get(name, "")


def unknown_component(tag: Component) -> PendingDiagnostic:
    """Return the diagnostic of an unknown component."""
    return PendingDiagnostic(
        code=Code.UNKNOWN_COMPONENT,
        name=tag.name,
        message=f"the component <{tag.name}> is not known; what it encloses is shown",
        hint="write Markdown, or a container such as :::note, in its place",
    )


def _row_of(state: StateBlock, position: int, start: int) -> int:
    row = start
    while state.eMarks[row] < position:
        row += 1
    return row
