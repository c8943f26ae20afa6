"""Tags of Liquid and Jinja in a body (`{% highlight %}`, `{% include x %}`), and markers for a TOC.

A body is never run through a template engine. Tags that Markdown can express are read
(`highlight`, `raw`, `comment`, `assign`), and `include` is a shortcode where the site has a
template of that name; the others are displayed as written, add nothing to the text of a title or
summary, and are reported once in a post. Markers like `[TOC]` and `{:toc}` are left out: each page
has its own contents.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from digest.core.codes import Code
from digest.core.html import to_text
from digest.markup.dialects.builtin_shortcodes import push_highlight
from digest.markup.dialects.shortcode_syntax import Tag
from digest.markup.dialects.shortcodes import render_template
from digest.markup.reference.plugin_api import (
    INTERRUPTS,
    PendingDiagnostic,
    attach_diagnostic,
    last_row,
    line_text,
    push_embed,
    push_inline_embed,
    trim_space,
    warn_at_row,
    write_template_tag,
)

_TAG = re.compile(r"\{%-?\s*([A-Za-z_]\w*)((?:[^%{]|%(?!\})|\{(?!%))*?)-?%\}")
_SILENT = frozenset({"raw", "endraw", "assign"})
_INCLUDED = re.compile(r"\s*[\"']?(?:[\w.-]*/)*(?P<name>[\w-]+)(?:\.\w+)?[\"']?(?=\s|$)")
_ARGUMENT = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
_OPTION = re.compile(r"(\w+)(?:\s*=\s*\"?([^\s\"]+)\"?)?")


def template_tags_plugin(md: MarkdownIt) -> None:
    """Install the rules for the tags of template languages."""
    md.block.ruler.before("table", "template_tag", _block, {"alt": INTERRUPTS})
    md.inline.ruler.before("link", "template_tag", _inline)


def displayed_tag(source: str) -> PendingDiagnostic:
    """Return the diagnostic of a tag that is shown because no template engine runs."""
    shown = " ".join(source.split())
    tag = _TAG.match(source)
    included = _read_include(tag) if tag else None
    hint = "write its result instead, or put it in backquotes if it is meant to be read"
    if included:
        hint = f"write templates/shortcodes/{included.name}.html, or the text in place of the tag"
    return PendingDiagnostic(
        code=Code.TEMPLATE_TAG,
        name="",
        message=f"bodies are not templates: {shown} is shown as it is",
        hint=hint,
    )


def _read_include(tag: re.Match[str]) -> Tag | None:
    """Return the shortcode tag that is equivalent to an `include`, or None."""
    found = _INCLUDED.match(tag[2]) if tag[1] in {"include", "include_cached"} else None
    if found is None:
        return None
    given = _ARGUMENT.findall(tag[2], found.end())
    kwargs = {key: double or single or bare for key, double, single, bare in given}
    return Tag(name=found["name"], start=tag.start(), end=tag.end(), kwargs=kwargs, alone=True)


def _render_include(state: StateBlock | StateInline, tag: re.Match[str], row: int) -> str | None:
    """Return the HTML of an `include` for which the site has a template, else None."""
    included = _read_include(tag)
    return render_template(state.env, included, "", first_row=row) if included else None


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("{%", position) or state.is_code_block(start):
        return False
    limit_row = last_row(state, start, end)
    limit = state.eMarks[limit_row - 1]
    tag = _TAG.match(state.src, position, limit)
    if tag is None:
        return False
    closing = _find_end(state.src, tag, limit)
    last = closing.end() if closing else tag.end()
    after = start
    while state.eMarks[after] < last:
        after += 1
    if not _is_tags_only(state.src[last : state.eMarks[after]]):
        return False
    if not silent:
        rows = (start, after + 1)
        if closing and tag[1] == "highlight":
            _push_code(state, tag[2], state.src[tag.end() : closing.start()], rows)
        elif not closing and tag[1] not in _SILENT:
            _push_tag(state, tag, rows)
        for other in _TAG.finditer(state.src, last, state.eMarks[after]):
            if other[1] not in _SILENT:
                _push_tag(state, other, rows)
        state.line = after + 1
    return True


def _push_tag(state: StateBlock, tag: re.Match[str], rows: tuple[int, int]) -> None:
    """Push the HTML of an `include`, or the tag as it is written."""
    html = _render_include(state, tag, rows[0])
    if html is None:
        warn_at_row(state, rows[0], displayed_tag(tag[0]))
        push_embed(state, f"<p>{write_template_tag(tag[0])}</p>", rows)
    else:
        push_embed(state, html, rows, text=to_text(html))


def _find_end(source: str, tag: re.Match[str], limit: int) -> re.Match[str] | None:
    """Return the tag that ends a comment or a listing."""
    if tag[1] not in {"comment", "highlight"} or _last_end(source, tag[1]) < tag.end():
        return None
    return re.compile(rf"\{{%-?\s*end{tag[1]}\s*-?%\}}").search(source, tag.end(), limit)


@lru_cache(maxsize=8)
def _last_end(source: str, name: str) -> int:
    """Return the offset of the last `end` tag of a name, which tells that others are unclosed."""
    return source.rfind(f"end{name}")


def _is_tags_only(rest: str) -> bool:
    return not _TAG.sub("", rest).strip()


def _push_code(state: StateBlock, head: str, code: str, rows: tuple[int, int]) -> None:
    words = _OPTION.findall(head)
    language = words[0][0] if words else ""
    options = {key: value or "inline" for key, value in words[1:]}
    indent = state.sCount[rows[0]]
    lines = [
        line[min(indent, len(line) - len(line.lstrip())) :] for line in code.strip("\n").split("\n")
    ]
    push_highlight(state, "\n".join(lines).rstrip() + "\n", language, options, rows)


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{%", state.pos):
        return False
    tag = _TAG.match(state.src, state.pos, state.posMax)
    if tag is None:
        return False
    closing = _find_end(state.src, tag, state.posMax)
    if not silent:
        if closing and tag[1] == "highlight":
            state.push("code_inline", "code", 0).content = state.src[tag.end() : closing.start()]
        elif not closing and tag[1] not in _SILENT:
            html = _render_include(state, tag, 0)
            if html is None:
                attach_diagnostic(
                    push_inline_embed(state, write_template_tag(tag[0])),
                    state.pos,
                    displayed_tag(tag[0]),
                )
            else:
                push_inline_embed(state, html, text=to_text(html))
        else:
            state.pos = closing.end() if closing else tag.end()
            trim_space(state)
    state.pos = closing.end() if closing else tag.end()
    return True


_MARKER = re.compile(
    r"\[\[?_?toc_?\]?\]|\{:\s*toc[^}]*\}|\$\{toc\}|@\[toc\]|\{\{[<%]\s*toc\s*[>%]\}\}"
    r"|\{\{\s*(?:toc|page\.table_of_contents)\s*\}\}|!\[toc\]",
    re.IGNORECASE,
)
_KRAMDOWN = re.compile(r"(?:[*+-]|\d+\.)\s+\S.*")
_KRAMDOWN_TOC = re.compile(r"\{:\s*toc[^}]*\}\s*", re.IGNORECASE)


def toc_markers_plugin(md: MarkdownIt) -> None:
    """Install the rule that leaves out lines that ask for a table of contents."""
    md.block.ruler.before("table", "toc_marker", _marker, {"alt": INTERRUPTS})


def _marker(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.src[position : position + 1] not in set("[{$@!*+-0123456789"):
        return False
    text = line_text(state, start).strip()
    rows = 1 if _MARKER.fullmatch(text) and not state.is_code_block(start) else 0
    if not rows and start + 1 < end and _KRAMDOWN.fullmatch(text):
        rows = 2 if _KRAMDOWN_TOC.fullmatch(line_text(state, start + 1)) else 0
    if rows and not silent:
        state.line = start + rows
    return bool(rows)
