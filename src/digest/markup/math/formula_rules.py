r"""Formulas: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, `\begin{equation}` and fences named math.

Amounts of money are not formulas: a dollar opens one only where no space follows and what follows
is no prose, and closes one only where no letter or digit follows. Escaped brackets are read only
where they hold TeX.
"""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.core.codes import Code
from digest.markup.math.mathml import (
    convert_tex,
    is_dollar_formula,
    is_formula,
    trailing_backslashes,
)
from digest.markup.parser_state import parser_state_of
from digest.markup.reference.plugin_api import (
    INTERRUPTS,
    PendingDiagnostic,
    attach_diagnostic,
    last_row,
    line_text,
    queue_diagnostic,
    warn_at_row,
)

_BLOCK = re.compile(r"\$\$(?!\$)|\\\[|\\begin\{([a-z]+\*?)\}")
_ENVIRONMENTS_NAMES = """
equation align gather multline eqnarray alignat flalign displaymath math
"""
_ENVIRONMENTS = frozenset(_ENVIRONMENTS_NAMES.split())
_LABEL = re.compile(r"\s*(?:\(([\w:.\- ]+)\))?\s*")
_SHOWN = 60
_QUOTED = re.compile(r"\$`([^`\n]+)`\$(?!\w)")
_FENCES = frozenset({"math", "latex-math", "{math}"})


def math_plugin(md: MarkdownIt) -> None:
    """Install the rules for formulas; they do nothing where the site switched math off."""
    md.block.ruler.before("fence", "math_block", _block, {"alt": INTERRUPTS})
    md.inline.ruler.before("escape", "math_brackets", _brackets)
    md.inline.ruler.before("escape", "math_dollars", _dollars)
    md.core.ruler.after("block", "math_fences", _fences)


def is_enabled(state: StateBlock | StateInline | StateCore) -> bool:
    """Return whether the site's settings have formulas read."""
    return parser_state_of(state.env).config.markdown.math


def bad_formula(tex: str) -> PendingDiagnostic:
    """Return the diagnostic of a formula that cannot be converted."""
    shown = " ".join(tex.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    return PendingDiagnostic(
        code=Code.BAD_MATH,
        name=shown,
        message=f"formula cannot be read: {shown}",
        hint="close every brace and environment, and use commands of LaTeX's own mathematics",
    )


def fill_math(token: Token, tex: str, *, display: bool) -> bool:
    """Fill a token with a formula, or with its source as code; return whether it is a formula."""
    html = convert_tex(tex, display=display)
    token.content = tex.strip()
    token.meta.update(text=tex.strip(), display=display)
    shown = f'<code class="bad-math">{escape(tex.strip(), quote=False)}</code>'
    token.meta["html"] = html or (f"<pre>{shown}</pre>" if token.block else shown)
    return html is not None


def push_math_block(state: StateBlock, tex: str, rows: tuple[int, int], label: str = "") -> None:
    """Push a displayed formula; report one that cannot be converted."""
    token = state.push("math_block", "math", 0)
    token.map = list(rows)
    if not fill_math(token, tex, display=True):
        warn_at_row(state, rows[0], bad_formula(tex))
    if label:
        parser_state_of(state.env).labels[label] = label
        token.meta["html"] = f'<div id="{escape(label)}">{token.meta["html"]}</div>'


def push_math_inline(state: StateInline, tex: str, *, display: bool = False) -> None:
    """Push a formula within a paragraph; report one that cannot be converted."""
    token = state.push("math_inline", "math", 0)
    token.meta["pos"] = state.pos
    if not fill_math(token, tex, display=display):
        attach_diagnostic(token, state.pos, bad_formula(tex))


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = line_text(state, start)
    if first[:1] not in "$\\" or state.is_code_block(start) or not is_enabled(state):
        return False
    found = _BLOCK.match(first)
    if found is None or (found[1] and found[1].rstrip("*") not in _ENVIRONMENTS):
        return False
    opener = found[0]
    closer = {"$$": "$$", "\\[": "\\]"}.get(opener, f"\\end{{{found[1]}}}")
    limit = last_row(state, start, end)
    for row in range(start, limit):
        text = line_text(state, row)
        if row > start and not text.strip():
            return False
        at = text.find(closer, len(opener) if row == start else 0)
        if at < 0:
            continue
        tail = _LABEL.fullmatch(text, at + len(closer))
        source = state.getLines(start, row + 1, state.blkIndent, False).lstrip()
        body = source[: len(source) - len(text) + at]
        tex = body + closer if found[1] else body[len(opener) :]
        if tail is None or not tex.strip() or (opener == "\\[" and not is_formula(tex)):
            return False
        if not silent:
            push_math_block(state, tex, (start, row + 1), (tail[1] or "").replace(" ", "-"))
            state.line = row + 1
        return True
    return False


def _brackets(state: StateInline, silent: bool) -> bool:
    start = state.pos
    opener = state.src[start : start + 2]
    if opener not in {"\\(", "\\["} or not is_enabled(state):
        return False
    if opener == "\\(" and start and state.src[start - 1].isalnum():
        return False
    closer = "\\)" if opener == "\\(" else "\\]"
    end = state.src.find(closer, start + 2, state.posMax)
    if end < 0:
        return False
    tex = state.src[start + 2 : end]
    if not is_formula(tex):
        return False
    if not silent:
        push_math_inline(state, tex, display=opener == "\\[")
    state.pos = end + 2
    return True


def _dollars(state: StateInline, silent: bool) -> bool:
    start, source = state.pos, state.src
    if source[start] != "$" or not is_enabled(state):
        return False
    size = 2 if source.startswith("$$", start) else 1
    if source.startswith("$$$", start) or (
        start and (source[start - 1] == "$" or _is_word(source[start - 1]))
    ):
        return False
    quoted = _QUOTED.match(source, start, state.posMax)
    if quoted:
        if not silent:
            push_math_inline(state, quoted[1])
        state.pos = quoted.end()
        return True
    end = _find_close(source, start + size, state.posMax, size)
    if end < 0:
        return False
    tex = source[start + size : end]
    if size == 1 and not is_dollar_formula(tex):
        return False
    if not silent:
        push_math_inline(state, tex, display=size == 2)  # noqa: PLR2004 - two dollars
    state.pos = end + size
    return True


def _is_word(char: str) -> bool:
    return char.isalnum() and char.isascii()


def _find_close(source: str, start: int, limit: int, size: int) -> int:
    """Return the offset of the dollars that close a formula, or -1."""
    end = source.find("$" * size, start, limit)
    while end >= 0:
        escaped = trailing_backslashes(source, end) % 2
        after = source[end + size : end + size + 1]
        if not escaped:
            tight = end > start and not source[end - 1].isspace() and not _is_word(after)
            return end if (tight or size > 1) and after != "$" else -1
        end = source.find("$" * size, end + 1, limit)
    return -1


def _fences(state: StateCore) -> None:
    """Turn fenced blocks named math into formulas."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip() in _FENCES and is_enabled(state):
            tex = token.content
            token.type, token.tag, token.info = "math_block", "math", ""
            if not fill_math(token, tex, display=True):
                document = parser_state_of(state.env)
                queue_diagnostic(
                    state.env, bad_formula(tex), line=document.line_of(token), column=1
                )
