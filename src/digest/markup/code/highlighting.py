"""Source code → HTML with classes, by Pygments, and the style sheets for these classes.

Pygments is loaded when the first block of code with a language occurs.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any, Literal

from digest.core.html import escape, escape_text

LineNumbers = Literal[False, "inline", "table"]

FALLBACK_STYLE = "friendly"
FALLBACK_DARK_STYLE = "github-dark"
_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none", "nohighlight", "output"})
_ALIASES = {"jsonc": "json", "jsonl": "json", "mdx": "markdown", "shellsession": "console"}


def highlight_code(
    code: str,
    language: str,
    *,
    linenos: LineNumbers = False,
    hl_lines: Collection[int] = (),
    start: int = 1,
    classes: str = "",
) -> str:
    """Return code as a highlighted element; code of an unknown language is not highlighted.

    `hl_lines` count from 1 within the block, `start` is the number shown at its first line.
    """
    name = language.strip().lower()
    lines = _colour(code, name)
    if linenos == "inline" or hl_lines:
        lines = tuple(
            _write_line(line, index, linenos, index in hl_lines, start)
            for index, line in enumerate(lines, 1)
        )
    shown = f' class="language-{escape(name)}"' if name else ""
    body = "".join(f"{line}\n" for line in lines)
    pre = f'<pre tabindex="0"><code{shown}>{body}</code></pre>'
    if linenos == "table":
        numbers = "\n".join(str(number) for number in range(start, start + len(lines)))
        pre = (
            '<table class="code-table" role="presentation"><tbody><tr>'
            f'<td class="linenos" aria-hidden="true"><pre>{numbers}\n</pre></td>'
            f'<td class="code">{pre}</td></tr></tbody></table>'
        )
    outer = f"highlight {escape(classes)}".rstrip()
    return f'<div class="{outer}">{pre}</div>'


def _write_line(html: str, index: int, linenos: LineNumbers, marked: bool, start: int) -> str:
    number = f'<span class="ln" data-n="{index + start - 1}"></span>' if linenos == "inline" else ""
    return f'<span class="line{" hl" if marked else ""}">{number}{html}</span>'


@lru_cache(maxsize=512)
def _colour(code: str, language: str) -> tuple[str, ...]:
    """Return the code's lines as HTML."""
    code = code.removesuffix("\n")
    lexer = None if language in _PLAIN else _find_lexer(language)
    if lexer is None:
        return tuple(escape_text(code).split("\n"))
    from pygments import highlight

    # Lexers of consoles read whole lines, and pass over a last one that has no end.
    html: str = highlight(f"{code}\n", lexer, _formatter())
    lines = html.removesuffix("\n").split("\n")
    missing = code.count("\n") + 1 - len(lines)
    return (*lines, *("" for _ in range(missing)))


@lru_cache(maxsize=1)
def _formatter() -> Any:
    """Return the shared formatter: making one costs as much as highlighting a block."""
    from pygments.formatters.html import HtmlFormatter

    return HtmlFormatter(nowrap=True)


@lru_cache(maxsize=256)
def _find_lexer(language: str) -> Any | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(_ALIASES.get(language, language), stripnl=False, ensurenl=False)
    except (ClassNotFound, ValueError):
        return None


def known_style(name: str) -> bool:
    """Return whether Pygments has a style of this name."""
    from pygments.styles import STYLE_MAP, get_all_styles

    return name in STYLE_MAP or name in set(get_all_styles())  # plug-ins take long to look for


@lru_cache(maxsize=8)
def code_css(light: str, dark: str) -> str:
    """Return the CSS of both styles, chosen by the reader's preference or by `data-theme`."""
    day = _style_rules(light if known_style(light) else FALLBACK_STYLE)
    night = _style_rules(dark if known_style(dark) else FALLBACK_DARK_STYLE)
    return "".join(
        [
            _scope(day, ""),
            "@media (prefers-color-scheme: dark) {\n",
            _scope(night, ':root:not([data-theme="light"]) '),
            "}\n",
            _scope(night, '[data-theme="dark"] '),
        ]
    )


def _style_rules(style: str) -> tuple[tuple[str, str], ...]:
    from pygments.formatters.html import HtmlFormatter

    formatter: Any = HtmlFormatter(style=style)
    css: str = formatter.get_style_defs(".highlight")
    found = re.findall(r"^(\.highlight[^{\n]*?)\s*\{\s*([^}]*?)\s*\}", css, re.MULTILINE)
    return tuple((selector.replace(".hll", ".hl"), rules) for selector, rules in found)


def _scope(rules: tuple[tuple[str, str], ...], prefix: str) -> str:
    return "".join(f"{prefix}{selector} {{ {body} }}\n" for selector, body in rules)
