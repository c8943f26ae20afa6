"""The built-in shortcodes: highlight, figure, video players, cards, admonitions, references."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.core.html import escape, escape_text
from digest.markup.dialects.containers import default_title
from digest.markup.dialects.embeds import Embed, make_gist, make_post, make_vimeo, make_youtube
from digest.markup.dialects.shortcode_syntax import Tag
from digest.markup.myst.cross_references import make_reference
from digest.markup.reference.plugin_api import (
    close_container,
    open_container,
    push_embed,
    push_figure,
    push_inline_embed,
    write_template_tag,
)

_OPTION = re.compile(r"([\w-]+)\s*=\s*(\[[^\]]*\]|\"[^\"]*\"|'[^']*'|[^,]+)")
_NOTICES_NAMES = """
note tip info important warning caution danger error hint success question quote
"""
_NOTICES = frozenset(_NOTICES_NAMES.split())


class ShortcodeBody(Protocol):
    """What stands between the tags of a paired shortcode."""

    @property
    def source(self) -> str:
        """The text between the tags, as it is written."""

    def push(self) -> None:
        """Push the enclosed blocks."""


BlockHandler = Callable[[StateBlock, Tag, ShortcodeBody, tuple[int, int]], None]
InlineHandler = Callable[[StateInline, Tag, str], None]


def read_options(text: str) -> dict[str, str]:
    """Parse the options of highlight: `linenos=inline, hl_lines=1 3-4`."""
    return {key: re.sub(r"[\[\]\"',]+", " ", value).strip() for key, value in _OPTION.findall(text)}


def push_highlight(
    state: StateBlock, code: str, language: str, options: dict[str, str], rows: tuple[int, int]
) -> None:
    """Push a code block whose options stand after the language, as in an info string."""
    token = state.push("fence", "code", 0)
    shown = " ".join(f'{key}="{value}"' for key, value in options.items())
    token.info = f"{language or 'text'} {{{shown}}}" if shown else language
    token.content = code if code.endswith("\n") else f"{code}\n"
    token.markup, token.map = "```", list(rows)


def _highlight(state: StateBlock, tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
    options = read_options(tag.get("options", 1)) | {
        key: value for key, value in tag.kwargs.items() if key not in {"lang", "options"}
    }
    code = inside.source.removeprefix("\n")
    code = code[: len(code.rstrip(" \t"))] if code.rstrip(" \t").endswith("\n") else code
    push_highlight(state, code, tag.get("lang", 0), options, rows)


def _figure(state: StateBlock, tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
    caption = " ".join(
        part
        for part in (
            f"**{tag.get('title')}**" if tag.get("title") else "",
            tag.get("caption") or inside.source.strip(),
            _credit_of(tag),
        )
        if part
    )
    meta = {
        "src": tag.get("src", 0),
        "alt": tag.get("alt") or tag.get("title"),
        "width": tag.get("width"),
        "height": tag.get("height"),
        "align": tag.get("align"),
        "class": tag.get("class"),
        "link": tag.get("link"),
    }
    push_figure(state, meta, caption, rows)


def _credit_of(tag: Tag) -> str:
    credit, url = tag.get("attr"), tag.get("attrlink")
    return f"[{credit or url}]({url})" if url else credit


def _notice(state: StateBlock, tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
    kind = (tag.get("type", 0) or "note").lower()
    named = kind in _NOTICES
    title = tag.get("title", 1) if named else tag.get("title", 1, tag.get("type", 0))
    kind = kind if named else "note"
    opening = open_container(state, kind, rows[0], title=title or default_title(kind))
    inside.push()
    close_container(state, opening, rows[1])


def _details(state: StateBlock, tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
    title = tag.get("summary", 0) or tag.get("title") or "Details"
    opening = open_container(state, "details", rows[0], title=title)
    opening.meta["open"] = tag.get("open", 1).lower() in {"true", "open", "1"}
    inside.push()
    close_container(state, opening, rows[1])


def _mermaid(state: StateBlock, _tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
    push_embed(state, f'<pre class="mermaid">{escape_text(inside.source.strip())}</pre>', rows)


def _ref(state: StateInline, tag: Tag, _inner: str) -> None:
    url = make_reference(tag.get("path", 0))
    push_inline_embed(
        state,
        f'<a href="{escape(url)}">{escape_text(tag.get("path", 0))}</a>',
        text=tag.get("path", 0),
        url=url,
    )


def _image(state: StateInline, tag: Tag, _inner: str) -> None:
    token = state.push("image", "img", 0)
    alt = Token("text", "", 0, content=tag.get("alt") or tag.get("caption"))
    token.attrs, token.children = {"src": tag.get("src", 0), "alt": ""}, [alt]
    if tag.get("title"):
        token.attrs["title"] = tag.get("title")


def _embedded(make: Callable[[Tag], Embed]) -> tuple[BlockHandler, InlineHandler]:
    def block(state: StateBlock, tag: Tag, _inside: ShortcodeBody, rows: tuple[int, int]) -> None:
        if not (tag.args or tag.kwargs):
            push_embed(state, f"<p>{write_template_tag(tag.name)}</p>", rows, text=tag.name)
            return
        made = make(tag)
        push_embed(state, made.html, rows, text=made.title, links=((made.url, made.title),))

    def inline(state: StateInline, tag: Tag, _inner: str) -> None:
        made = make(tag)
        html = f'<a href="{escape(made.url)}" rel="noopener">{escape_text(made.title)}</a>'
        push_inline_embed(state, html, text=made.title, url=made.url)

    return block, inline


def _post(tag: Tag) -> Embed:
    return make_post(tag.get("user", 0), tag.get("id", 1), tag.get("title"))


def _raw_html(state: StateBlock, _tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
    token = state.push("html_block", "", 0)
    token.content, token.map = inside.source.strip("\n"), list(rows)


def _named(kind: str) -> BlockHandler:
    """Return the handler of an admonition that is a shortcode of its own: `{{< tip >}}`."""

    def push(state: StateBlock, tag: Tag, inside: ShortcodeBody, rows: tuple[int, int]) -> None:
        title = tag.get("title", 0) or default_title(kind)
        opening = open_container(state, kind, rows[0], title=title)
        inside.push()
        close_container(state, opening, rows[1])

    return push


_EMBEDS: dict[str, tuple[BlockHandler, InlineHandler]] = {
    "youtube": _embedded(lambda t: make_youtube(t.get("id", 0), t.get("title"), t.get("start"))),
    "vimeo": _embedded(lambda t: make_vimeo(t.get("id", 0), t.get("title"))),
    "tweet": _embedded(_post),
    "twitter": _embedded(_post),
    "x": _embedded(_post),
    "gist": _embedded(lambda t: make_gist(t.get("user", 0), t.get("id", 1), t.get("file", 2))),
}
BLOCKS: dict[str, BlockHandler] = {
    "highlight": _highlight,
    "figure": _figure,
    "notice": _notice,
    "details": _details,
    "mermaid": _mermaid,
    "rawhtml": _raw_html,
    **dict.fromkeys(("admonition", "alert", "callout", "hint"), _notice),
    **{kind: _named(kind) for kind in ("info", "note", "tip", "warning")},
    **dict.fromkeys(("expand", "collapse", "spoiler"), _details),
    **dict.fromkeys(("img", "image"), _figure),
    **{name: block for name, (block, _) in _EMBEDS.items()},
}
"""Shortcodes that fill whole lines, with their handlers."""
INLINES: dict[str, InlineHandler] = {
    "ref": _ref,
    "relref": _ref,
    **dict.fromkeys(("figure", "img", "image"), _image),
    **{name: inline for name, (_, inline) in _EMBEDS.items()},
}
"""Shortcodes within a paragraph, with their handlers."""
VERBATIM = frozenset({"highlight", "mermaid", "rawhtml"})
"""Shortcodes whose content is not Markdown."""
_NEEDS_CLOSING_NAMES = """
admonition alert callout collapse details expand highlight hint info mermaid note notice rawhtml
spoiler tip warning
"""
NEEDS_CLOSING = frozenset(_NEEDS_CLOSING_NAMES.split())
"""Shortcodes that need a closing tag."""
KNOWN = frozenset(BLOCKS) | frozenset(INLINES)
