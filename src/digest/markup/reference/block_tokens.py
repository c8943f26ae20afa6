"""Block tokens of markdown-it → the block tree."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from digest.core.addresses import is_allowed_address
from digest.core.blocks import Block, BlockKind, Span
from digest.core.codes import Code
from digest.core.html import close_tags
from digest.markup.element_ids import footnote_label
from digest.markup.inline_builder import Inline
from digest.markup.leaf_blocks import make_code, make_figure, make_html, make_paragraph
from digest.markup.parser_state import ParserState
from digest.markup.reference.inline_tokens import attributes_of, build_inline

_NOTHING = Inline("", "")


def build_blocks(
    tokens: Sequence[Token],
    env: MutableMapping[str, Any],
    state: ParserState,
    open_tags: list[str] | None = None,
) -> tuple[Block, ...]:
    """Return the blocks of a document's tokens, footnote definitions last.

    Of a part of a document, `open_tags` are the raw elements that are open before it; those that
    are open after it are left in the list. Without it, they are closed.
    """
    reader = _Reader(tokens, state)
    blocks = reader.read_until("", open_tags)
    notes = env.get("footnotes", {}).get("list", {})
    return (*blocks, *reader.gather_footnotes(notes))


class _Reader:
    """Reads tokens from left to right; each method consumes what it turns into blocks."""

    __slots__ = ("_cell_end", "_depth", "_notes", "_open_tags", "_pos", "_tokens", "state")

    def __init__(self, tokens: Sequence[Token], state: ParserState) -> None:
        self.state = state
        self._tokens = tokens
        self._pos = 0
        self._depth = 0
        self._cell_end = 0
        self._open_tags: list[str] = []
        self._notes: dict[str, tuple[int, tuple[Block, ...]]] = {}

    def read_until(self, closing: str, open_tags: list[str] | None = None) -> tuple[Block, ...]:
        """Return the blocks up to a closing token, which is consumed."""
        blocks: list[Block] = []
        outside, self._open_tags = self._open_tags, [] if open_tags is None else open_tags
        while self._pos < len(self._tokens):
            token = self._tokens[self._pos]
            self._pos += 1
            if token.type == closing:
                break
            if token.hidden and token.type != "paragraph_open":
                continue
            blocks.extend(_HANDLERS.get(token.type, _Reader.read_unknown)(self, token))
        if self._open_tags and open_tags is None:
            line = blocks[-1].line if blocks else 0
            blocks.append(Block(kind="html", line=line, html=close_tags(self._open_tags)))
        self._open_tags = outside
        return tuple(blocks)

    def read_leaf(self, closing: str) -> Inline:
        """Return the inline content up to a closing token."""
        content = _NOTHING
        while self._pos < len(self._tokens):
            token = self._tokens[self._pos]
            self._pos += 1
            if token.type == closing:
                break
            if token.type == "inline":
                content = build_inline(token, self.state)
        return content

    def read_heading(self, token: Token) -> Sequence[Block]:
        content = self.read_leaf("heading_close")
        return [
            Block(
                kind="heading",
                line=self.state.line_of(token),
                level=int(token.tag[1]),
                text=content.text,
                html=content.html,
                spans=content.spans,
                attrs=attributes_of(token),
            )
        ]

    def read_paragraph(self, token: Token) -> Sequence[Block]:
        content = self.read_leaf("paragraph_close")
        return make_paragraph(
            content, self.state.line_of(token), tight=token.hidden, attrs=attributes_of(token)
        )

    def read_inline(self, token: Token) -> Sequence[Block]:
        return make_paragraph(build_inline(token, self.state), self.state.line_of(token))

    def read_code(self, token: Token) -> Sequence[Block]:
        info = unescapeAll(token.info).strip() if token.info else ""
        settings = self.state.config.markdown
        line = self.state.line_of(token)
        return [make_code(token.content, info, line, settings, attributes_of(token))]

    def read_html(self, token: Token) -> Sequence[Block]:
        line, settings = self.state.line_of(token), self.state.config.markdown
        html = token.content
        if settings.html != "escape":
            html = self.state.check_html(html, line=line)
        return make_html(html, line, settings, self._open_tags)

    def read_rule(self, token: Token) -> Sequence[Block]:
        name = str(token.meta.get("name", "")) if token.meta else ""
        line = self.state.line_of(token)
        return [Block(kind="rule", line=line, name=name, attrs=attributes_of(token))]

    def read_quote(self, token: Token) -> Sequence[Block]:
        return [self._nest("quote", token, "blockquote_close")]

    def read_list(self, token: Token) -> Sequence[Block]:
        ordered = token.type == "ordered_list_open"
        self._depth += 1
        level = self._depth
        children = self.read_until(token.type.replace("_open", "_close"))
        self._depth -= 1
        loose = any(
            child.kind == "paragraph" and not child.tight
            for entry in children
            for child in entry.children
        )
        return [
            Block(
                kind="list",
                line=self.state.line_of(token),
                level=level,
                children=children,
                marker=f"1{token.markup}" if ordered else token.markup,
                tight=not loose,
                attrs=_without_classes(attributes_of(token), "contains-task-list"),
            )
        ]

    def read_entry(self, token: Token) -> Sequence[Block]:
        level = self._depth
        children = self.read_until("list_item_close")
        attrs = _without_classes(attributes_of(token), "task-list-item")
        if "checked" in token.meta:
            attrs = (*attrs, ("task", "done" if token.meta["checked"] else "open"))
        return [
            Block(
                kind="entry",
                line=self.state.line_of(token),
                level=level,
                children=children,
                marker=token.info + token.markup if token.info else token.markup,
                attrs=attrs,
            )
        ]

    def read_table(self, token: Token) -> Sequence[Block]:
        return [self._nest("table", token, "table_close")]

    def read_row(self, token: Token) -> Sequence[Block]:
        self._cell_end = 0
        head = self._tokens[self._pos].type == "th_open" if self._pos < len(self._tokens) else False
        return [self._nest("row", token, "tr_close", int(head))]

    def read_cell(self, token: Token) -> Sequence[Block]:
        inline = self._tokens[self._pos]
        token.map = inline.map
        self._place_cell(inline)
        content = self.read_leaf(token.type.replace("_open", "_close"))
        return [self._leaf("cell", token, content)]

    def _place_cell(self, inline: Token) -> None:
        """Record the column of a cell's content: cells of one line may have equal content."""
        lines, row = self.state.lines, inline.map[0] if inline.map else -1
        if 0 <= row < len(lines) and inline.content:
            found = lines[row].find(inline.content, self._cell_end)
            if found >= 0:
                inline.meta["start"] = found + 1
                self._cell_end = found + len(inline.content)

    def read_definitions(self, token: Token) -> Sequence[Block]:
        return [self._nest("definitions", token, "dl_close")]

    def read_term(self, token: Token) -> Sequence[Block]:
        return [self._leaf("term", token, self.read_leaf("dt_close"))]

    def read_definition(self, token: Token) -> Sequence[Block]:
        return [self._nest("definition", token, "dd_close")]

    def read_container(self, token: Token) -> Sequence[Block]:
        title, html = str(token.meta.get("title", "")), str(token.meta.get("title_html", ""))
        spans: tuple[Span, ...] = ()
        if self._pos < len(self._tokens) and self._tokens[self._pos].type == "container_title":
            content = build_inline(self._tokens[self._pos], self.state)
            self._pos += 1
            title, html, spans = content.text, content.html, content.spans
        attrs = attributes_of(token)
        if classes := str(token.meta.get("classes", "")):
            attrs = (*attrs, ("class", classes))
        if "open" in token.meta:
            attrs = (*attrs, ("fold", "open" if token.meta["open"] else "closed"))
        return [
            Block(
                kind="container",
                line=self.state.line_of(token),
                name=token.info,
                text=title,
                html=html,
                spans=spans,
                children=self.read_until("container_close"),
                attrs=attrs,
            )
        ]

    def read_embed(self, token: Token) -> Sequence[Block]:
        line = self.state.line_of(token)
        text, spans = str(token.meta.get("text", "")), []
        for url, label in token.meta.get("links", ()):
            if not is_allowed_address(url):
                continue
            start = max(text.find(label), 0)
            spans.append(Span("link", start, start + len(label), url, "", line))
        spans += [
            Span("image", 0, 0, str(image), "", line) for image in token.meta.get("images", ())
        ]
        html = self.state.check_html(token.content, line=line)
        return [Block(kind="embed", line=line, html=html, text=text, spans=tuple(spans))]

    def read_figure(self, token: Token) -> Sequence[Block]:
        line, caption = self.state.line_of(token), self.read_until("figure_close")
        meta = {"src": "", **{key: str(value) for key, value in token.meta.items() if value}}
        if not self.state.check_address(meta["src"], line=line, is_image=True):
            del meta["src"]
        if "link" in meta and not self.state.check_address(meta["link"], line=line):
            del meta["link"]
        return [
            make_figure(
                meta,
                caption,
                line=line,
                attrs=attributes_of(token, "class"),
                lazy=self.state.config.images.lazy,
            )
        ]

    def read_math(self, token: Token) -> Sequence[Block]:
        html = str(token.meta.get("html", ""))
        line = self.state.line_of(token)
        return [Block(kind="math", line=line, text=token.content, html=html)]

    def read_footnote(self, token: Token) -> Sequence[Block]:
        label = str(token.meta["label"])
        children = self.read_until("footnote_reference_close")
        line = self.state.line_of(token)
        if label in self._notes:
            self.state.warn(
                Code.DUPLICATE_FOOTNOTE,
                f'the footnote "{label}" is written twice',
                line=line,
                column=1,
                hint="give each footnote a label of its own; both texts are shown in one",
            )
            line, children = self._notes[label][0], self._notes[label][1] + children
        self._notes[label] = (line, children)
        return ()

    def read_unknown(self, token: Token) -> Sequence[Block]:
        if token.nesting == 1:
            return self.read_until(token.type.replace("_open", "_close"))
        if token.type == "inline":
            return self.read_inline(token)
        return ()

    def gather_footnotes(self, notes: dict[int, dict[str, Any]]) -> Sequence[Block]:
        """Return the block of all footnotes: those referred to, in order, then the others."""
        children: list[Block] = []
        for number, note in notes.items():
            label = note.get("label")
            if label is None:
                token = Token("inline", "", 0, children=note["tokens"], content=note["content"])
                content = build_inline(token, self.state)
                label, line, blocks = footnote_label(None, number), 0, make_paragraph(content, 0)
            else:
                line, blocks = self._notes.pop(label, (0, ()))
            uses = str(note.get("count", 1))
            children.append(
                Block(
                    kind="footnote", line=line, name=label, children=blocks, attrs=(("uses", uses),)
                )
            )
        for label, (line, blocks) in self._notes.items():
            children.append(
                Block(
                    kind="footnote", line=line, name=label, children=blocks, attrs=(("uses", "0"),)
                )
            )
        if not children:
            return ()
        return [Block(kind="footnotes", line=children[0].line, children=tuple(children))]

    def _nest(self, kind: BlockKind, token: Token, closing: str, level: int = 0) -> Block:
        return Block(
            kind=kind,
            line=self.state.line_of(token),
            level=level,
            children=self.read_until(closing),
            attrs=attributes_of(token),
        )

    def _leaf(self, kind: BlockKind, token: Token, content: Inline) -> Block:
        return Block(
            kind=kind,
            line=self.state.line_of(token),
            text=content.text,
            html=content.html,
            spans=content.spans,
            attrs=attributes_of(token),
        )


def _without_classes(
    attrs: tuple[tuple[str, str], ...], *names: str
) -> tuple[tuple[str, str], ...]:
    kept = []
    for key, value in attrs:
        words = [word for word in value.split() if word not in names]
        if key != "class":
            kept.append((key, value))
        elif words:
            kept.append((key, " ".join(words)))
    return tuple(kept)


_HANDLERS: dict[str, Callable[[_Reader, Token], Sequence[Block]]] = {
    "heading_open": _Reader.read_heading,
    "paragraph_open": _Reader.read_paragraph,
    "code_block": _Reader.read_code,
    "fence": _Reader.read_code,
    "html_block": _Reader.read_html,
    "hr": _Reader.read_rule,
    "blockquote_open": _Reader.read_quote,
    "bullet_list_open": _Reader.read_list,
    "ordered_list_open": _Reader.read_list,
    "list_item_open": _Reader.read_entry,
    "table_open": _Reader.read_table,
    "tr_open": _Reader.read_row,
    "th_open": _Reader.read_cell,
    "td_open": _Reader.read_cell,
    "dl_open": _Reader.read_definitions,
    "dt_open": _Reader.read_term,
    "dd_open": _Reader.read_definition,
    "container_open": _Reader.read_container,
    "embed": _Reader.read_embed,
    "figure_open": _Reader.read_figure,
    "math_block": _Reader.read_math,
    "footnote_reference_open": _Reader.read_footnote,
}
