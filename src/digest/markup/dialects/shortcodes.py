"""Hugo's shortcodes: those built in, and a site's own templates in `templates/shortcodes/`.

A shortcode that fills whole lines is a block, whose content is read as Markdown in place; within a
paragraph it is phrasing content. Unknown shortcodes stay visible and are reported. A site's own are
Jinja templates with `args`, `kwargs`, `get`, `inner` (HTML) and `inner_markdown`.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from digest.core.codes import Code
from digest.core.html import to_text
from digest.markup.dialects.builtin_shortcodes import (
    BLOCKS,
    INLINES,
    KNOWN,
    NEEDS_CLOSING,
    VERBATIM,
)
from digest.markup.dialects.shortcode_syntax import Tag, find_close, read_escaped, read_tag
from digest.markup.parser_state import parser_state_of
from digest.markup.reference.plugin_api import (
    INTERRUPTS,
    PendingDiagnostic,
    attach_diagnostic,
    last_row,
    parse_lines,
    push_embed,
    push_inline_embed,
    queue_diagnostic,
    warn_at_row,
    write_template_tag,
)

if TYPE_CHECKING:
    from jinja2 import Environment, Template


_OPENING = re.compile(r"\{\{(?:[<%](?!/\*)|\s*\w+\()")


def shortcodes_plugin(md: MarkdownIt) -> None:
    """Install the rules for shortcodes."""
    md.block.ruler.before("table", "shortcode", _block, {"alt": INTERRUPTS})
    md.inline.ruler.before("link", "shortcode", _inline)


def unknown_shortcode(tag: Tag) -> PendingDiagnostic:
    """Return the diagnostic of a shortcode that neither digest nor the site defines."""
    return PendingDiagnostic(
        code=Code.UNKNOWN_SHORTCODE,
        name=tag.name,
        message=f'there is no shortcode "{tag.name}"',
        hint=f"write templates/shortcodes/{tag.name}.html, "
        f"or {{{{</* {tag.name} */>}}}} to show it as it is",
    )


def unpaired_shortcode(tag: Tag) -> PendingDiagnostic:
    """Return the diagnostic of an opening or closing tag without its counterpart."""
    if tag.closes:
        message = f'the shortcode "{tag.name}" is closed here but was not opened'
        hint = f'write "{{{{< {tag.name} >}}}}" above, or take this tag away'
    else:
        message = f'the shortcode "{tag.name}" is never closed'
        hint = f'write "{{{{< /{tag.name} >}}}}" where it ends'
    return PendingDiagnostic(
        code=Code.UNCLOSED_SHORTCODE, name=tag.name, message=message, hint=hint
    )


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if not _OPENING.match(state.src, position) or state.is_code_block(start):
        return False
    limit_row = last_row(state, start, end)
    limit = state.eMarks[limit_row - 1]
    tag = read_tag(state.src, position, limit)
    if tag is None or tag.closes:
        return False
    close = None if tag.alone else _find_close(state, tag, limit)
    last = close.end if close else tag.end
    if state.src[last : _line_end(state, last)].strip():
        if close is None or state.src[tag.end : _line_end(state, tag.end)].strip():
            return False
        close = None
    if close is None and tag.name in _needing(state):
        return False
    if not _is_known(state, tag) and close is None:
        return False
    if not silent:
        _push_block(state, start, tag, close)
    return True


def _push_block(state: StateBlock, start: int, tag: Tag, close: Tag | None) -> None:
    first = _row_of(state, tag.end, start)
    last = _row_of(state, close.start, first) if close else first
    after = (_row_of(state, close.end, last) if close else first) + 1
    rows = (start, after)
    inside = _ShortcodeBody(state, tag, close, first, last)
    done = _push_template(state, tag, close, rows)
    if not done and tag.name in BLOCKS:
        BLOCKS[tag.name](state, tag, inside, rows)
    elif not done and tag.name in INLINES:
        _push_inline_lines(state, tag, rows)
    elif not done:
        _push_unknown(state, tag, close, rows, inside)
    state.line = after


class _ShortcodeBody:
    """The content of a paired shortcode: its source, or its blocks, read in place."""

    def __init__(
        self, state: StateBlock, tag: Tag, close: Tag | None, first: int, last: int
    ) -> None:
        self._state = state
        self._tag = tag
        self._close = close
        self._rows = (first, last)

    @property
    def source(self) -> str:
        """The text between the tags, as it is written, without indentation of the container."""
        if self._close is None:
            return ""
        text = self._state.src[self._tag.end : self._close.start]
        indent = self._state.sCount[self._rows[0]]
        cut = re.compile(rf"^[ \t]{{1,{indent}}}", re.MULTILINE) if indent else None
        head, newline, rest = text.partition("\n")
        return head + newline + (cut.sub("", rest) if cut else rest)

    def push(self) -> None:
        """Push the enclosed blocks."""
        if self._close is None:
            return
        state, (first, last) = self._state, self._rows
        mark, shift, stop = state.bMarks[first], state.tShift[first], state.eMarks[last]
        count = state.sCount[first]
        indent = max(state.blkIndent, min(count, state.blkIndent + 3))
        head = state.src[self._tag.end : min(_line_end(state, self._tag.end), self._close.start)]
        tail_start = state.bMarks[last] + state.tShift[last]
        begin = first if head.strip() else first + 1
        if head.strip():
            state.bMarks[first] = self._tag.end + len(head) - len(head.lstrip())
            state.tShift[first], state.sCount[first] = 0, indent
        has_tail = last > first and state.src[tail_start : self._close.start].strip()
        if has_tail or last == first:
            state.eMarks[last] = self._close.start
        parse_lines(state, begin, last + (1 if has_tail or last == first else 0), indent=indent)
        state.bMarks[first], state.tShift[first], state.eMarks[last] = mark, shift, stop
        state.sCount[first] = count


def _push_template(state: StateBlock, tag: Tag, close: Tag | None, rows: tuple[int, int]) -> bool:
    source = state.src[tag.end : close.start] if close else ""
    html = render_template(state.env, tag, source, first_row=rows[0])
    if html is None:
        return False
    push_embed(state, html, rows, text=to_text(html))
    return True


def _push_inline_lines(state: StateBlock, tag: Tag, rows: tuple[int, int]) -> None:
    """Push an inline shortcode that fills lines as a paragraph."""
    opening = state.push("paragraph_open", "p", 1)
    opening.map = list(rows)
    inline = state.push("inline", "", 0)
    inline.content, inline.map = state.src[tag.start : tag.end], list(rows)
    inline.children = []
    state.push("paragraph_close", "p", -1)


def _push_unknown(
    state: StateBlock, tag: Tag, close: Tag | None, rows: tuple[int, int], inside: _ShortcodeBody
) -> None:
    warn_at_row(state, rows[0], unknown_shortcode(tag))
    shown = state.src[tag.start : tag.end]
    push_embed(state, f"<p>{write_template_tag(shown)}</p>", (rows[0], rows[0] + 1))
    inside.push()
    if close:
        shown = state.src[close.start : close.end]
        push_embed(state, f"<p>{write_template_tag(shown)}</p>", (rows[1] - 1, rows[1]))


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    escaped = read_escaped(state.src, state.pos, state.posMax)
    if escaped:
        if not silent:
            state.push("text", "", 0).content = escaped[0]
        state.pos = escaped[1]
        return True
    tag = read_tag(state.src, state.pos, state.posMax)
    if tag is None or (tag.is_call and not _is_known(state, tag)):
        return False
    close = None if tag.alone or tag.closes else _find_close(state, tag, state.posMax)
    end = close.end if close and _is_known(state, tag) else tag.end
    if not silent:
        _push_inline(state, tag, close)
    state.pos = end
    return True


def _push_inline(state: StateInline, tag: Tag, close: Tag | None) -> None:
    shown = state.src[tag.start : tag.end]
    known = _is_known(state, tag)
    if tag.closes or (tag.name in _needing(state) and close is None):
        token = push_inline_embed(state, write_template_tag(shown))
        attach_diagnostic(
            token, tag.start, unpaired_shortcode(tag) if known else unknown_shortcode(tag)
        )
        return
    inner = state.src[tag.end : close.start] if close else ""
    html = render_template(state.env, tag, inner)
    if html is not None:
        push_inline_embed(state, html, text=to_text(html))
    elif tag.name in INLINES:
        INLINES[tag.name](state, tag, inner)
    elif tag.name in BLOCKS:
        push_inline_embed(state, f"<span>{escape(inner, quote=False)}</span>", text=inner)
    else:
        attach_diagnostic(
            push_inline_embed(state, write_template_tag(shown)), tag.start, unknown_shortcode(tag)
        )


def _own(state: StateBlock | StateInline) -> frozenset[str]:
    return frozenset(parser_state_of(state.env).resources.shortcodes)


def _find_close(state: StateBlock | StateInline, tag: Tag, limit: int) -> Tag | None:
    verbatim = tag.name in VERBATIM and tag.name not in _own(state)
    return find_close(state.src, tag, limit, verbatim=verbatim)


def _needing(state: StateBlock | StateInline) -> frozenset[str]:
    """Return the names of the built-in shortcodes, not overridden, that need a closing tag."""
    return NEEDS_CLOSING - _own(state)


def _is_known(state: StateBlock | StateInline, tag: Tag) -> bool:
    return tag.name in KNOWN or (tag.name in _own(state) and not tag.is_call)


def _row_of(state: StateBlock, position: int, start: int) -> int:
    row = start
    while row < state.lineMax and state.eMarks[row] < position:
        row += 1
    return row


def _line_end(state: StateBlock, position: int) -> int:
    found = state.src.find("\n", position)
    return len(state.src) if found < 0 else found


def render_template(
    env: MutableMapping[str, Any], tag: Tag, source: str, *, first_row: int = 0
) -> str | None:
    """Return the HTML of one use of a site's own shortcode, or None if there is no such template.

    An error in the template is reported and leaves the tag visible.
    """
    document = parser_state_of(env)
    template = document.resources.shortcodes.get(tag.name)
    if template is None or tag.is_call:
        return None
    from jinja2 import TemplateError
    from markupsafe import Markup

    inner = document.render(source.strip("\n"), first_row + 1) if source.strip() else ""
    try:
        return (
            _compile(template, sandbox=document.resources.sandbox)
            .render(
                args=tag.args,
                kwargs=tag.kwargs,
                get=lambda key: tag.get("", key) if isinstance(key, int) else tag.get(key),
                inner=Markup(inner),  # noqa: S704 - our own writer's output
                inner_markdown=source,
            )
            .strip()
        )
    except TemplateError as error:
        diagnostic = PendingDiagnostic(
            code=Code.TEMPLATE_FAILED,
            name=tag.name,
            message=f'the template of the shortcode "{tag.name}" stops: {error}',
            hint=f"mend templates/shortcodes/{tag.name}.html",
        )
        queue_diagnostic(env, diagnostic, line=document.line_of(first_row))
        return write_template_tag(f"{{{{< {tag.name} >}}}}")


@lru_cache(maxsize=2)
def _environment(*, sandbox: bool) -> Environment:
    from jinja2 import Environment, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    kind = ImmutableSandboxedEnvironment if sandbox else Environment
    return kind(autoescape=True, undefined=StrictUndefined)


@lru_cache(maxsize=256)
def _compile(source: str, *, sandbox: bool) -> Template:
    return _environment(sandbox=sandbox).from_string(source)
