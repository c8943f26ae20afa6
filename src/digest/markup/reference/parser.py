"""The reference parser: markdown-it with our rules and every dialect, made once per setting.

It takes a while to load, and bodies that are plain throughout do without it.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from digest.config.tables import Config, MarkdownTable
from digest.core.blocks import Block, Document
from digest.markup.barelinks import bare_links
from digest.markup.dialects.callouts import callouts
from digest.markup.dialects.containers import containers
from digest.markup.dialects.stages import DIALECTS, Dialect, choose_dialects, report_plugin
from digest.markup.emojis import emojis
from digest.markup.reference import tree
from digest.markup.reference.attributes import attributes, plain_attributes
from digest.markup.reference.fences import fences
from digest.markup.reference.looselinks import loose_links
from digest.markup.reference.nesting import limit_nesting
from digest.markup.reference.positions import InlineParser
from digest.markup.reference.wide import wide_emphasis
from digest.markup.state import KEY, MarkupState
from digest.markup.writer import write_html

MAX_NESTING = 60


def read_body(text: str, state: MarkupState) -> tuple[Block, ...]:
    """Give the blocks of a whole body."""
    env: dict[str, Any] = {KEY: state}
    dialects = choose_dialects(text, state.path, state.config)
    tokens = make_parser(state.config, dialects).parse(text, env)
    return tree.build_blocks(tokens, env, state)


def read_rows(
    state: MarkupState, first: int, end: int, env: MutableMapping[str, Any]
) -> tuple[Block, ...]:
    """Give the blocks of some rows of a document; `env` is shared by all its rows."""
    text = "\n".join([*state.lines[first:end], *([""] if end < len(state.lines) else [])])
    part = replace(state, first_line=state.first_line + first, lines=text.split("\n"))
    part.render = partial(render_part, part)
    env[KEY] = part
    env.pop("last_comment_end", None)
    chosen = choose_dialects(text, state.path, state.config)
    tokens = make_parser(state.config, chosen).parse(text, env)
    return tree.build_blocks(tokens, env, part)


def render_part(state: MarkupState, text: str, row: int) -> str:
    """Give the HTML of Markdown that a construct of the document encloses."""
    part = replace(state, first_line=state.first_line + row, lines=text.split("\n"))
    env = {KEY: part}
    chosen = choose_dialects(text, state.path, state.config)
    tokens = make_parser(state.config, chosen).parse(text, env)
    return write_html(Document(blocks=tree.build_blocks(tokens, env, part)))


def make_parser(config: Config, dialects: tuple[Dialect, ...] = DIALECTS) -> MarkdownIt:
    """Give the parser for a configuration; it holds no document's state and is shared."""
    return _make_parser(config.markdown, dialects)


@lru_cache(maxsize=64)
def _make_parser(settings: MarkdownTable, dialects: tuple[Dialect, ...]) -> MarkdownIt:
    md = MarkdownIt()
    md.inline = InlineParser()
    options = {"maxNesting": MAX_NESTING, "typographer": settings.typographer, "tasklists": True}
    md.configure("commonmark", options_update=options)
    md.enable(["table", "strikethrough"])
    if settings.typographer:
        md.enable(["replacements", "smartquotes"])
    md.normalizeLink = _keep  # type: ignore[method-assign]
    md.validateLink = _allow  # type: ignore[method-assign,assignment]
    md.normalizeLinkText = _keep  # type: ignore[method-assign,assignment]
    md.use(footnote_plugin, move_to_end=False)
    md.use(deflist_plugin)
    for rules in (fences, containers, callouts, attributes, loose_links, wide_emphasis):
        rules(md)
    if settings.linkify:
        bare_links(md)
    if settings.emoji:
        emojis(md)
    for dialect in dialects:
        dialect.install(md)
    if dialects:
        report_plugin(md)
    if settings.html == "sanitize":
        plain_attributes(md)
    limit_nesting(md, MAX_NESTING)
    return md


def _keep(url: str) -> str:
    return url


def _allow(_url: str) -> bool:
    """Let every address through: the writer checks them all, and reports those it leaves out."""
    return True
