"""TeX → MathML by latex2mathml, which is loaded on first use; and what is a formula at all."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from itertools import takewhile

_PROSE = re.compile(r"[A-Za-z]{2,}[,.;:]?\s+[A-Za-z]{2,}")
_PRICES = re.compile(r"\d[\d.,]*(?:[kKmMbB]\b|\s*[-–/]\s*\Z)|\d[\d.,]+\s*[-–/]\s*[\d.,]+\Z")
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|alignedat|align|eqnarray|flalign)\*?\}")
_GATHERED = re.compile(
    r"\\begin\{(?:gathered|gather)\*?\}(.*?)\\end\{(?:gathered|gather)\*?\}", re.DOTALL
)
_EQUATION = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}")
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)\b|\\label\{[^{}]*\}")
_OPERATOR = re.compile(r"\\(arg|sign|sgn|softmax|diag|rank|Tr|tr)(?![A-Za-z])")
_UNKNOWN = re.compile(r"<m[io][^>]*>\\[A-Za-z]+")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
_ACTIVE = re.compile(r"\s(?:href|xlink:href|on\w+)=\"[^\"]*\"")
_SIGN = re.compile(r"\\[A-Za-z]+|[\^=<>|+{}]|(?<![A-Za-z])[A-Za-z]_")
_SYMBOL = re.compile(
    r"[A-Za-z]|[A-Za-z]?\([A-Za-z](?:,\s*[A-Za-z])*\)|[A-Za-z0-9]\s*[-/*,]\s*[A-Za-z]"
)
_ENVELOPE = re.compile(r"(<math[^>]*>)(.*)(</math>)", re.DOTALL)


@lru_cache(maxsize=4096)
def convert_tex(source: str, *, display: bool) -> str | None:
    """Return a formula's MathML element, with its TeX as annotation, or None if it is faulty."""
    tex = source.strip()
    if not tex or not _is_balanced(tex):
        return None
    from latex2mathml.converter import convert

    try:
        found = convert(_prepare(tex), display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - the converter raises anything from IndexError upwards
        return None
    if _UNKNOWN.search(found):
        return None
    found = _ACTIVE.sub("", _BARE_AMPERSAND.sub("&amp;", found))
    note = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    return _ENVELOPE.sub(lambda m: f"{m[1]}<semantics>{m[2]}{note}</semantics>{m[3]}", found)


def is_formula(text: str) -> bool:
    r"""Return whether escaped brackets hold TeX, as `\(x_1\)` does and `\[video\]` does not."""
    body = text.strip()
    return bool(_SIGN.search(body) or _SYMBOL.fullmatch(body))


def _prepare(tex: str) -> str:
    """Replace constructs that the converter lacks by those that it has."""
    tex = _UNNUMBERED.sub("", _EQUATION.sub("", tex))
    tex = _ALIGNED.sub(r"\\\1{align*}", tex)
    tex = _GATHERED.sub(r"\\begin{array}{c}\1\\end{array}", tex)
    return _OPERATOR.sub(r"\\operatorname{\1}", tex)


def _is_balanced(tex: str) -> bool:
    """Return whether braces and environments are closed in order."""
    depth = 0
    for mark in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            return False
    opened: list[str] = []
    for verb, name in re.findall(r"\\(begin|end)\{([^{}]*)\}", tex):
        if verb == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return depth == 0 and not opened


def trailing_backslashes(text: str, end: int) -> int:
    """Count the backslashes that stand directly before an offset."""
    return sum(1 for _ in takewhile(lambda char: char == "\\", reversed(text[:end])))


def is_dollar_formula(tex: str) -> bool:
    """Return whether text between dollars is a formula, and not a sentence between two prices."""
    if not tex or tex[0].isspace() or "`" in tex or "](" in tex or "**" in tex:
        return False
    if re.search(r"\\[A-Za-z]+|[\^_=]", tex):
        return True
    return not _PROSE.search(tex) and not _PRICES.match(tex)
