"""Cross-reference targets, and references that only the whole site can resolve.

A body is parsed alone, so a reference out of it becomes an address that begins with `REF_PREFIX`:
`ref:posts/x.md#id`, `ref:other-label`, `ref:2016-07-26-name`. After the prefix stands a file's path
(relative to the post, or to the content folder), a slug, a title or a label, with an optional
fragment, percent-encoded like any address. The site replaces it once all posts are known, or
reports `unresolved-reference`.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from digest.core.addresses import REFERENCE_PREFIX
from digest.core.codes import Code
from digest.markup.element_ids import slugify
from digest.markup.parser_state import ParserState, parser_state_of
from digest.markup.reference.inline_tokens import plain_text
from digest.markup.reference.plugin_api import (
    INTERRUPTS,
    PendingDiagnostic,
    attach_diagnostic,
    line_text,
)

REF_PREFIX = REFERENCE_PREFIX
"""The beginning of an address that only the whole site can resolve."""

_TARGET = re.compile(r"\(([^()\s][^()]*)\)=\s*")
_LABEL = re.compile(r"[A-Za-z_][\w:. -]*")
_FILE = re.compile(
    r"\.(?:md|mdx|markdown|html?|ipynb|pdf|png|jpe?g|svg|gif|txt|json)$", re.IGNORECASE
)


def make_reference(target: str) -> str:
    """Return the unresolved address of a file, slug, title or label."""
    return REF_PREFIX + quote(target.strip(), safe="/#?&=:.,;@!+~*'()-_%")


def split_reference(url: str) -> tuple[str, str] | None:
    """Return the target and fragment of an unresolved address, or None for any other address."""
    if not url.startswith(REF_PREFIX):
        return None
    target, _, fragment = url.removeprefix(REF_PREFIX).partition("#")
    return unquote(target), unquote(fragment)


def make_id(label: str) -> str:
    """Return the id of a label: its words joined by hyphens, lower case."""
    return re.sub(r"[^\w.:-]+", "-", label.strip()).strip("-").lower() or "target"


def targets_plugin(md: MarkdownIt) -> None:
    """Install the rules for `(label)=` and references to labels of the same body."""
    md.block.ruler.before("hr", "target", _target, {"alt": INTERRUPTS})
    md.core.ruler.after("block", "targets", _attach)
    md.core.ruler.after("inline", "references", _resolve)


def add_label(env: MutableMapping[str, Any], label: str, target: str) -> None:
    """Register a label as the name of an id of this body."""
    parser_state_of(env).labels.setdefault(label, target)


def labelled_attributes(env: MutableMapping[str, Any], label: str, classes: str) -> dict[str, str]:
    """Return the attributes for a label and classes, and register the label."""
    attrs: dict[str, str] = {}
    if label:
        attrs["id"] = make_id(label)
        add_label(env, label, attrs["id"])
    if classes:
        attrs["class"] = " ".join(classes.replace(",", " ").split())
    return attrs


def _target(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    if state.src[state.bMarks[start] + state.tShift[start]] != "(" or state.is_code_block(start):
        return False
    found = _TARGET.fullmatch(line_text(state, start))
    if found is None:
        return False
    if not silent:
        token = state.push("target", "", 0)
        token.hidden, token.content, token.map = True, found[1].strip(), [start, start + 1]
        state.line = start + 1
    return True


def _attach(state: StateCore) -> None:
    """Give each block the id of the labels that stand before it."""
    waiting: list[str] = []
    kept: list[Token] = []
    for token in state.tokens:
        if token.type == "target":
            waiting.append(token.content)
            continue
        if waiting and token.nesting >= 0 and token.type != "inline":
            name = str(token.attrs.get("id") or make_id(waiting[0]))
            token.attrs["id"] = name
            for label in waiting:
                add_label(state.env, label, name)
            waiting = []
        kept.append(token)
    for label in waiting:
        empty = Token("embed", "", 0, content=f'<span id="{make_id(label)}"></span>')
        empty.meta = {"text": "", "links": (), "images": ()}
        kept.append(empty)
        add_label(state.env, label, make_id(label))
    state.tokens = kept


def _resolve(state: StateCore) -> None:
    """Resolve references to labels of this body, and insert the title where they have no text."""
    document = parser_state_of(state.env)
    index: _Index | None = None
    for block in state.tokens:
        children = block.children or []
        for number, token in enumerate(children):
            if token.type != "link_open":
                continue
            url = str(token.attrs.get("href", ""))
            empty = number + 1 < len(children) and children[number + 1].type == "link_close"
            label = _label_of(url, document, empty=empty)
            if label is None:
                continue
            index = index or _Index(state)
            _point(token, label, document, index)
            if empty:
                name = str(token.attrs["href"])
                text = index.titles.get(name) or label.removeprefix("#").replace("-", " ")
                children.insert(number + 1, Token("text", "", 0, content=text))
            _report_missing(state, token, label)


def _label_of(url: str, document: ParserState, *, empty: bool) -> str | None:
    """Return the label that an address may name, or None where it is an ordinary address."""
    if url.startswith(REF_PREFIX):
        label = unquote(url.removeprefix(REF_PREFIX))
        return label if empty or label.lower() in document.labels else None
    if url.lower() in document.labels or url in document.labels:
        return url
    if url.startswith("#"):
        return url if empty or document.labels else None
    bare = _LABEL.fullmatch(unquote(url)) and not _FILE.search(url)
    return unquote(url) if empty and bare else None


class _Index:
    """The ids of a body: titles by "#id", and ids of labelled headings by their slug."""

    def __init__(self, state: StateCore) -> None:
        self.titles: dict[str, str] = {}
        self.slugs: dict[str, str] = {}
        for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
            if opening.nesting != 1:
                continue
            given = str(opening.attrs.get("id", ""))
            if inline.type in {"inline", "container_title"}:
                text = plain_text(inline.children or ())
                slug = slugify(text) if opening.type == "heading_open" else given
                self.titles.setdefault(f"#{given or slug}", text)
                self.slugs.setdefault(slug, given or slug)
            elif given:
                self.titles.setdefault(f"#{given}", str(opening.meta.get("alt", "")))


def _point(token: Token, label: str, document: ParserState, index: _Index) -> None:
    name = label.removeprefix("#")
    known = document.labels.get(name) or document.labels.get(name.lower())
    if not known and label.startswith("#"):
        known = index.slugs.get(name)
    if known:
        token.attrs["href"] = f"#{known}"
    elif not label.startswith("#"):
        token.attrs["href"] = make_reference(label)


def _report_missing(state: StateCore, token: Token, label: str) -> None:
    """Report a reference that can only be to this body, to a label that it does not have."""
    if not token.meta.get("local") or str(token.attrs["href"]).startswith("#"):
        return
    labels = parser_state_of(state.env).labels
    known = ", ".join(sorted(label for label in labels if not label.startswith("term:"))[:5])
    diagnostic = PendingDiagnostic(
        code=Code.UNRESOLVED_REFERENCE,
        name=label,
        message=f'nothing is labelled "{label}"',
        hint=f'write "({label})=" above its target'
        + (f", or use one of: {known}" if known else ""),
    )
    attach_diagnostic(token, int(token.meta.get("pos", 0)), diagnostic)
