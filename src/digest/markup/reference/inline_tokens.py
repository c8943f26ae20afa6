"""Inline tokens of markdown-it → the HTML, text and spans of a leaf block."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from digest.core.addresses import is_allowed_address
from digest.core.codes import Code
from digest.markup.element_ids import footnote_id, footnote_label, write_footnote_reference
from digest.markup.inline_builder import Attributes, Inline, InlineBuilder, add_raw_html
from digest.markup.parser_state import ParserState
from digest.markup.reference.inline_parser import SourcePositions
from digest.markup.reference.inline_rules import joins_lines

_FOOTNOTE = re.compile(r"\[\^([^\]\s\[]+)\]")
_ONE_SLASH = re.compile(r"https?:/(?!/)", re.IGNORECASE)


def build_inline(token: Token, state: ParserState) -> Inline:
    """Return the finished content of one inline token."""
    writer = _Writer(token, state)
    writer.write(token.children or ())
    return writer.builder.finish()


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens, as an image's alternative text needs it."""
    parts = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.children:
            parts.append(plain_text(token.children))
        elif token.type in {"embed_inline", "math_inline"}:
            parts.append(str(token.meta.get("text", token.content)))
        elif token.type != "html_inline":
            parts.append(token.content)
    return "".join(parts)


def attributes_of(token: Token, *known: str) -> Attributes:
    """Return a token's attributes except the `known` ones, which its writer handles."""
    if not token.attrs:
        return ()
    return tuple((name, str(value)) for name, value in token.attrs.items() if name not in known)


class _Writer:
    """Writes one inline token's children into an `InlineBuilder`."""

    __slots__ = ("_links", "_places", "_token", "builder", "state")

    def __init__(self, token: Token, state: ParserState) -> None:
        self._token = token
        self._places = SourcePositions(token, state)
        self._links: list[bool] = []
        self.state = state
        self.builder = InlineBuilder(lazy_images=state.config.images.lazy)

    def write(self, tokens: Sequence[Token]) -> None:
        builder = self.builder
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                if token.content:
                    builder.add_text(token.content)
                    if "[^" in token.content:
                        self.check_footnotes(token.content)
            elif kind == "softbreak":
                builder.add_soft_break(joined=joins_lines(tokens, index))
            elif handler := _HANDLERS.get(kind):
                handler(self, token)
            elif not token.hidden:
                self.write_unknown(token)

    def place(self, token: Token) -> tuple[int, int]:
        """Return the file's line and column of a token."""
        pos = token.meta.get("pos") if token.meta else None
        return (self.state.line_of(self._token), 0) if pos is None else self._places.at(pos)

    def check_footnotes(self, text: str) -> None:
        """Report references to footnotes that are not defined, which were left as text."""
        for found in _FOOTNOTE.finditer(text):
            line, column = self.place_text(found[0])
            self.state.warn(
                Code.UNDEFINED_FOOTNOTE,
                f'nobody wrote the footnote "{found[1]}"',
                line=line,
                column=column,
                hint=f'write "[^{found[1]}]: …" on a line of its own',
            )

    def place_text(self, text: str) -> tuple[int, int]:
        """Return the file's line and column of text that occurs verbatim in the content."""
        return self._places.at(max(self._token.content.find(text), 0))

    def open_link(self, token: Token) -> None:
        url = str(token.attrs.get("href", ""))
        line, column = self.place(token)
        title = str(token.attrs.get("title", ""))
        known = attributes_of(token, "href", "title")
        if self.builder.in_link:
            self._links.append(False)
            return
        if not url:
            self._report_empty(token, line, column)
            self._links.append(False)
            return
        url = self.mend(url, token, (line, column))
        if not self.state.check_address(url, line=line, column=column):
            self._links.append(False)
            return
        self._links.append(True)
        self.builder.open_link(url, title=title, attributes=known, line=line, column=column)

    def _report_empty(self, token: Token, line: int, column: int) -> None:
        """Report a link without an address; of those without text too, only the first."""
        message = "a link without an address; its text is shown"
        hint = "write the address between the parentheses"
        children = self._token.children or []
        places = (index for index, each in enumerate(children, 1) if each is token)
        after = children[next(places, 0) :]
        if after and after[0].type == "link_close":
            if "blank link" in self.state.reported:
                return
            self.state.reported.add("blank link")
            message = "a link with neither text nor address is left out, as are others like it"
            hint = "delete it, or write both"
        self.state.warn(Code.EMPTY_LINK, message, line=line, column=column, hint=hint)

    def mend(self, url: str, token: Token, place: tuple[int, int]) -> str:
        """Return a malformed address as it is meant to be, and report what is wrong with it."""
        written = str(token.meta.get("written", url))
        problem = "has a space in it" if written != url else ""
        if not problem and _ONE_SLASH.match(url):
            url, problem = url.replace(":/", "://", 1), "has one slash after its scheme"
        if problem:
            self.state.warn(
                Code.MALFORMED_LINK,
                f'the address "{written}" {problem}',
                line=place[0],
                column=place[1],
                hint=f'write "{url}"',
            )
        return url

    def close_link(self, _token: Token) -> None:
        if not self._links or self._links.pop():
            self.builder.close_link()

    def open_strong(self, token: Token) -> None:
        self.builder.open_span("strong", attributes_of(token))

    def open_emphasis(self, token: Token) -> None:
        self.builder.open_span("emphasis", attributes_of(token))

    def open_strike(self, token: Token) -> None:
        self.builder.open_span("strike", attributes_of(token))

    def close_span(self, _token: Token) -> None:
        self.builder.close_span()

    def add_break(self, _token: Token) -> None:
        self.builder.add_hard_break()

    def add_code(self, token: Token) -> None:
        self.builder.add_code(token.content, attributes_of(token))

    def add_image(self, token: Token) -> None:
        url = str(token.attrs.get("src", ""))
        line, column = self.place(token)
        alt = plain_text(token.children or ())
        if not url:
            self.state.warn(
                Code.EMPTY_LINK,
                "an image without an address; its text is shown",
                line=line,
                column=column,
                hint="write the address between the parentheses",
            )
            self.builder.add_text(alt)
            return
        url = self.mend(url, token, (line, column))
        if not self.state.check_address(url, line=line, column=column, is_image=True):
            self.builder.add_text(alt)
            return
        self.builder.add_image(
            url,
            alt,
            title=str(token.attrs.get("title", "")),
            attributes=attributes_of(token, "src", "alt", "title"),
            line=line,
            column=column,
        )

    def add_html(self, token: Token) -> None:
        line, column = self.place(token)
        html, policy = token.content, self.state.config.markdown.html
        if policy != "escape":
            html = self.state.check_html(html, line=line, column=column)
        add_raw_html(self.builder, html, policy, line, column)

    def add_footnote(self, token: Token) -> None:
        label = footnote_label(token.meta.get("label"), int(token.meta["id"]))
        times = int(token.meta.get("subId") or 0)
        number = int(token.meta["id"]) + 1
        line, column = self.place(token)
        html = write_footnote_reference(label, number, times)
        self.builder.add_span(
            "footnote",
            html,
            "",
            url=f"#{footnote_id(label)}",
            title=label,
            line=line,
            column=column,
        )

    def add_embed(self, token: Token) -> None:
        text, url = str(token.meta.get("text", "")), str(token.meta.get("url", ""))
        line, column = self.place(token)
        html = self.state.check_html(token.content, line=line, column=column)
        if url and is_allowed_address(url):
            self.builder.add_span("link", html, text, url=url, line=line, column=column)
        else:
            self.builder.add_markup(html, text)

    def add_math(self, token: Token) -> None:
        html = str(token.meta.get("html", token.content))
        self.builder.add_span("math", html, str(token.meta.get("text", token.content)))

    def open_markup(self, token: Token) -> None:
        from digest.core.html import write_attributes

        self.builder.add_markup(f"<{token.tag}{write_attributes(attributes_of(token))}>")

    def close_markup(self, token: Token) -> None:
        self.builder.add_markup(f"</{token.tag}>")

    def write_unknown(self, token: Token) -> None:
        if token.children:
            self.write(token.children)
        elif token.tag and token.nesting == 1:
            self.open_markup(token)
        elif token.tag and token.nesting == -1:
            self.close_markup(token)
        elif token.content:
            self.builder.add_text(token.content)


_HANDLERS: dict[str, Callable[[_Writer, Token], None]] = {
    "link_open": _Writer.open_link,
    "link_close": _Writer.close_link,
    "strong_open": _Writer.open_strong,
    "strong_close": _Writer.close_span,
    "em_open": _Writer.open_emphasis,
    "em_close": _Writer.close_span,
    "s_open": _Writer.open_strike,
    "s_close": _Writer.close_span,
    "hardbreak": _Writer.add_break,
    "code_inline": _Writer.add_code,
    "image": _Writer.add_image,
    "html_inline": _Writer.add_html,
    "footnote_ref": _Writer.add_footnote,
    "embed_inline": _Writer.add_embed,
    "math_inline": _Writer.add_math,
}
