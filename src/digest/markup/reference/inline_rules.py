"""Inline rules for markdown-it that every document is read with, besides CommonMark's and GFM's.

Extended autolinks, emoji shortcodes, links whose destination holds spaces, and emphasis beside
East Asian characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from digest.markup.inline_syntax import EAST_ASIAN_WIDE, HANGUL, find_emoji, match_autolink

_SCHEME = re.compile(r"(?<![a-z0-9.+\-])https?\Z", re.IGNORECASE)
_EMOJI = re.compile(r":([a-zA-Z0-9_+\-]{2,64}):")
_WEB = r"https?:[^()<>\"'\[\]\n]*?"
_FILE = r"[^()<>\"'\[\]\n:]+?\.[a-zA-Z][a-zA-Z0-9]{1,4}(?:#[^()<>\"'\[\]\s]*)?"
_SPACED_LINK = re.compile(rf"(!?)\[([^\[\]\n]*)\]\([ \t]*({_WEB}|{_FILE})[ \t]*\)")
_HEAD = re.compile(r"(https?):[ \t]*/[ \t]*/[ \t]*")


def autolink_plugin(md: MarkdownIt) -> None:
    """Install the rule for extended autolinks."""
    md.inline.ruler.after("newline", "extended_autolink", read_autolink)


def read_autolink(state: StateInline, silent: bool) -> bool:
    """Read an address at `://` after a scheme, or at `www.` at the start of a word."""
    src, pos = state.src, state.pos
    if state.linkLevel > 0:
        return False
    if src.startswith("://", pos):
        scheme = _SCHEME.search(state.pending[-6:])
        if not scheme:
            return False
        start, prefix = pos - len(scheme[0]), ""
    elif src.startswith("www.", pos) and not state.pending[-1:].isalnum():
        start, prefix = pos, "http://"
    else:
        return False
    url = match_autolink(prefix + src[start : state.posMax])[len(prefix) :]
    if not url:
        return False
    if not silent:
        if start < pos:
            state.pending = state.pending[: start - pos]
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.markup, opening.info = {"href": prefix + url}, "linkify", "auto"
        opening.meta["pos"] = start
        state.push("text", "", 0).content = url
        closing = state.push("link_close", "a", -1)
        closing.markup, closing.info = "linkify", "auto"
    state.pos = start + len(url)
    return True


def emoji_plugin(md: MarkdownIt) -> None:
    """Install the rule for emoji shortcodes."""
    md.inline.ruler.before("escape", "emoji", read_emoji)


def read_emoji(state: StateInline, silent: bool) -> bool:
    """Read `:name:` of a known emoji."""
    if state.src[state.pos] != ":":
        return False
    found = _EMOJI.match(state.src, state.pos, state.posMax)
    char = find_emoji(found[1]) if found else None
    if not found or not char:
        return False
    if not silent:
        state.append_pending(char)
    state.pos = found.end()
    return True


def spaced_links_plugin(md: MarkdownIt) -> None:
    """Install the rule for links and images whose destination holds spaces.

    CommonMark takes them for text. They are read as links where their meaning is certain: the
    destination is a web address, or the name of a file (`![](my picture.png)`).
    """
    md.inline.ruler.after("link", "spaced_link", read_spaced_link)


def read_spaced_link(state: StateInline, silent: bool) -> bool:
    """Read `[text](https://address with spaces)` and `![text](file name.png)`."""
    if state.src[state.pos] not in "[!":
        return False
    found = _SPACED_LINK.match(state.src, state.pos, state.posMax)
    if not found or " " not in found[3] or (state.linkLevel > 0 and not found[1]):
        return False
    if not silent:
        url = encode_spaces(found[3])
        token = _push_image(state, found, url) if found[1] else _push_link(state, found, url)
        token.meta["written"] = found[3]
    state.pos = found.end()
    return True


def _push_image(state: StateInline, found: re.Match[str], url: str) -> Token:
    token = state.push("image", "img", 0)
    token.attrs = {"src": url, "alt": ""}
    token.content = found[2]
    token.children = []
    state.md.inline.parse(found[2], state.md, state.env, token.children)
    return token


def _push_link(state: StateInline, found: re.Match[str], url: str) -> Token:
    limit = state.posMax
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": url}
    state.pos, state.posMax = found.start(2), found.end(2)
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.posMax = limit
    return opening


def encode_spaces(url: str) -> str:
    """Return an address without spaces: removed around the host, percent-encoded after it."""
    head = _HEAD.match(url)
    if not head:
        return url.replace(" ", "%20")
    host, slash, path = url[head.end() :].partition("/")
    return f"{head[1]}://{host.replace(' ', '')}{slash}{path.replace(' ', '%20')}"


def east_asian_emphasis_plugin(md: MarkdownIt) -> None:
    """Let `**` and `*` open and close beside wide characters as if a space stood there."""
    md.inline.ruler.at("emphasis", read_emphasis)


def read_emphasis(state: StateInline, silent: bool) -> bool:
    """Read a run of emphasis delimiters."""
    start = state.pos
    marker = state.src[start]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(start, marker == "*")
    can_open, can_close = scanned.can_open, scanned.can_close
    end = start + scanned.length
    if marker == "*" and not (can_open and can_close):
        before = state.src[start - 1] if start else " "
        after = state.src[end] if end < state.posMax else " "
        if _is_east_asian(before) or _is_east_asian(after):
            can_open = can_open or not after.isspace()
            can_close = can_close or not before.isspace()
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True


def _is_east_asian(char: str) -> bool:
    return char > "\u1100" and bool(EAST_ASIAN_WIDE.match(char) or HANGUL.match(char))


def joins_lines(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the soft break at `index` stands between two wide characters."""
    before = _adjacent_character(tokens, index, -1)
    return bool(
        before
        and EAST_ASIAN_WIDE.match(before)
        and (after := _adjacent_character(tokens, index, 1))
        and EAST_ASIAN_WIDE.match(after)
    )


def _adjacent_character(tokens: Sequence[Token], index: int, step: int) -> str:
    """Return the character next to the token at `index`, or "" if it is not text."""
    index += step
    while 0 <= index < len(tokens):
        token = tokens[index]
        if token.content:
            return token.content[0 if step > 0 else -1] if token.type == "text" else ""
        if token.type != "text" and not token.nesting:
            return ""
        index += step
    return ""
