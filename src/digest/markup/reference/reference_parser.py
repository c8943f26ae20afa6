"""The reference parser: markdown-it-py with our rules and the dialects a body needs.

One parser is made for each combination of settings and dialects. Loading it takes a while;
bodies that the fast parser reads as a whole never load it.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from digest.config.tables import Config, MarkdownTable
from digest.core.blocks import Block, Document
from digest.markup.dialects.containers import callouts_plugin, containers_plugin
from digest.markup.dialects.dialect_plugins import (
    DIALECTS,
    MDX,
    Dialect,
    choose_dialects,
    reporting_plugin,
)
from digest.markup.html_writer import write_html
from digest.markup.parser_state import KEY, ParserState
from digest.markup.reference import block_tokens
from digest.markup.reference.attribute_lists import attribute_lists_plugin, strip_styles_plugin
from digest.markup.reference.block_rules import block_rules_plugin
from digest.markup.reference.inline_parser import InlineParser
from digest.markup.reference.inline_rules import (
    autolink_plugin,
    east_asian_emphasis_plugin,
    emoji_plugin,
    spaced_links_plugin,
)

MAX_NESTING = 60
_NESTING_RULES = ("blockquote", "list", "container", "footnote_def", "deflist")
_LEVELS_OF_A_LEAF = 4
_OWN_PLUGINS = (
    block_rules_plugin,
    containers_plugin,
    callouts_plugin,
    attribute_lists_plugin,
    spaced_links_plugin,
    east_asian_emphasis_plugin,
)


def parse_body(text: str, state: ParserState) -> tuple[Block, ...]:
    """Return the blocks of a whole body."""
    env: dict[str, Any] = {KEY: state}
    dialects = choose_dialects(text, state.path, state.config)
    tokens = make_parser(state.config, dialects).parse(text, env)
    return block_tokens.build_blocks(tokens, env, state)


def parse_rows(
    state: ParserState,
    first: int,
    end: int,
    env: MutableMapping[str, Any],
    open_tags: list[str],
) -> tuple[Block, ...]:
    """Return the blocks of the rows from `first` to before `end` of a document that is not MDX.

    `env` is shared by all parts of a document that are read so. `open_tags` holds the raw elements
    that are open before these rows, and afterwards those that are open then.
    """
    text = "\n".join([*state.lines[first:end], *([""] if end < len(state.lines) else [])])
    part = replace(state, first_line=state.first_line + first, lines=text.split("\n"))
    part.render = partial(render_fragment, part)
    env[KEY] = part
    env.pop("last_comment_end", None)
    chosen = choose_dialects(text, state.path, state.config)
    dialects = tuple(dialect for dialect in chosen if dialect is not MDX)
    tokens = make_parser(state.config, dialects).parse(text, env)
    return block_tokens.build_blocks(tokens, env, part, open_tags)


def define_references(
    state: ParserState, rows: Sequence[int], env: MutableMapping[str, Any]
) -> None:
    """Put the link reference definitions of some rows, one in each, into `env`."""
    env[KEY] = state
    make_parser(state.config, ()).parse("\n".join(state.lines[row] for row in rows), env)


def render_fragment(state: ParserState, text: str, row: int) -> str:
    """Return the HTML of Markdown that a shortcode at a row of the document encloses."""
    part = replace(state, first_line=state.first_line + row, lines=text.split("\n"))
    env = {KEY: part}
    chosen = choose_dialects(text, state.path, state.config)
    tokens = make_parser(state.config, chosen).parse(text, env)
    return write_html(Document(blocks=block_tokens.build_blocks(tokens, env, part)))


def make_parser(config: Config, dialects: tuple[Dialect, ...] = DIALECTS) -> MarkdownIt:
    """Return the parser for a configuration; it holds no document's state and is shared."""
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
    md.normalizeLink = _keep_address  # type: ignore[method-assign]
    md.validateLink = _allow_address  # type: ignore[method-assign,assignment]
    md.normalizeLinkText = _keep_address  # type: ignore[method-assign,assignment]
    md.use(footnote_plugin, move_to_end=False)
    md.use(deflist_plugin)
    for plugin in _OWN_PLUGINS:
        plugin(md)
    if settings.linkify:
        autolink_plugin(md)
    if settings.emoji:
        emoji_plugin(md)
    for dialect in dialects:
        dialect.install(md)
    if dialects:
        reporting_plugin(md)
    if settings.html == "sanitize":
        strip_styles_plugin(md)
    limit_nesting(md, MAX_NESTING)
    return md


def _keep_address(url: str) -> str:
    return url


def _allow_address(_url: str) -> bool:
    """Return True: the writer of inline content checks all addresses and reports unsafe ones."""
    return True


def limit_nesting(md: MarkdownIt, deepest: int) -> None:
    """Let no rule nest so deeply that markdown-it would skip the rest of the document.

    What is nested too deeply becomes plain paragraphs instead of being left out.
    """
    for rule in md.block.ruler.__rules__:
        if rule.name in _NESTING_RULES:
            md.block.ruler.at(rule.name, _guard(rule.fn, deepest), {"alt": list(rule.alt)})


def _guard(rule: RuleFuncBlockType, deepest: int) -> RuleFuncBlockType:
    limit = deepest - _LEVELS_OF_A_LEAF

    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < limit and rule(state, start, end, silent)

    return guarded
