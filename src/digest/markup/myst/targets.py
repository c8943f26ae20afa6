"""Cross-reference targets and the addresses that stand for them until the site is known.

A body is parsed alone, so whatever points out of it is left as an address that begins with
`REF_PREFIX`: `ref:posts/x.md#id`, `ref:other-label`, `ref:2016-07-26-name`. What follows is a
file's path (relative to the post, or to the content folder), a slug, a title or a label, and an
optional fragment, percent-encoded like any address. The step that knows all posts replaces it,
or reports `unresolved-reference`; until then its link text is readable.
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
from digest.markup.anchors import slug_of
from digest.markup.reference.inline import plain_text
from digest.markup.reference.tokens import INTERRUPTS, Fault, flag, line_text
from digest.markup.state import MarkupState, state_of

REF_PREFIX = REFERENCE_PREFIX
"""How an address begins that only the whole site can resolve."""

_TARGET = re.compile(r"\(([^()\s][^()]*)\)=\s*")
_LABEL = re.compile(r"[A-Za-z_][\w:. -]*")
_FILE = re.compile(
    r"\.(?:md|mdx|markdown|html?|ipynb|pdf|png|jpe?g|svg|gif|txt|json)$", re.IGNORECASE
)


def make_reference(target: str) -> str:
    """Give the address that stands for a file, slug, title or label until the site is known."""
    return REF_PREFIX + quote(target.strip(), safe="/#?&=:.,;@!+~*'()-_%")


def read_reference(url: str) -> tuple[str, str] | None:
    """Take such an address apart into target and fragment, or give None for any other address."""
    if not url.startswith(REF_PREFIX):
        return None
    target, _, fragment = url.removeprefix(REF_PREFIX).partition("#")
    return unquote(target), unquote(fragment)


def make_id(label: str) -> str:
    """Give the id of a label: its words joined by hyphens, lower case."""
    return re.sub(r"[^\w.:-]+", "-", label.strip()).strip("-").lower() or "target"


def targets_plugin(md: MarkdownIt) -> None:
    """Teach a parser `(label)=` and references to labels of the same body."""
    md.block.ruler.before("hr", "target", _target, {"alt": INTERRUPTS})
    md.core.ruler.after("block", "targets", _attach)
    md.core.ruler.after("inline", "references", _resolve)


def add_label(env: MutableMapping[str, Any], label: str, target: str) -> None:
    """Make a label lead to an id of this body."""
    state_of(env).labels.setdefault(label, target)


def add_name(env: MutableMapping[str, Any], label: str, classes: str) -> dict[str, str]:
    """Give the attributes that a label and classes ask for, and remember the label."""
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
    """Give each block the labels that stand before it."""
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
    """Lead references to labels of this body to their ids, and name them where they are bare."""
    document = state_of(state.env)
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


def _label_of(url: str, document: MarkupState, *, empty: bool) -> str | None:
    """Give the label that an address may be, or None where it is an ordinary address."""
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
    """The ids of a body: titles by "#id", and for labelled headings the id by their slug."""

    def __init__(self, state: StateCore) -> None:
        self.titles: dict[str, str] = {}
        self.slugs: dict[str, str] = {}
        for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
            if opening.nesting != 1:
                continue
            given = str(opening.attrs.get("id", ""))
            if inline.type in {"inline", "container_title"}:
                text = plain_text(inline.children or ())
                slug = slug_of(text) if opening.type == "heading_open" else given
                self.titles.setdefault(f"#{given or slug}", text)
                self.slugs.setdefault(slug, given or slug)
            elif given:
                self.titles.setdefault(f"#{given}", str(opening.meta.get("alt", "")))


def _point(token: Token, label: str, document: MarkupState, index: _Index) -> None:
    name = label.removeprefix("#")
    known = document.labels.get(name) or document.labels.get(name.lower())
    if not known and label.startswith("#"):
        known = index.slugs.get(name)
    if known:
        token.attrs["href"] = f"#{known}"
    elif not label.startswith("#"):
        token.attrs["href"] = make_reference(label)


def _report_missing(state: StateCore, token: Token, label: str) -> None:
    """Report a reference that is meant for this body, to a label that it does not have."""
    if not token.meta.get("local") or str(token.attrs["href"]).startswith("#"):
        return
    labels = state_of(state.env).labels
    known = ", ".join(sorted(label for label in labels if not label.startswith("term:"))[:5])
    fault = Fault(
        code=Code.UNRESOLVED_REFERENCE,
        name=label,
        message=f'nothing is labelled "{label}"',
        hint=f'write "({label})=" above its target'
        + (f", or use one of: {known}" if known else ""),
    )
    flag(token, int(token.meta.get("pos", 0)), fault)
