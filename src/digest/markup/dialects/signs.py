"""Signs of the dialects: quick looks at a whole body, which are never wrong when they say no.

An archive is megabytes of plain Markdown, so each looks for a rare substring before any pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from digest.markup.math.mathml import is_dollar_formula, is_formula

Sign = Callable[[str], bool]

_ROLE = re.compile(r"\{[A-Za-z][\w:.+-]*\}`")
_WIKI = re.compile(r"\[\[[^\[\]\n]+\]\](?![(\[:])")
_MARK = re.compile(r"==(?<![\w=!<>]==)(?![\s=])")
_BLOCK_ID = re.compile(r"\^[A-Za-z0-9-]{2,}[ \t]*(?:\n|\Z)")
_CALL = re.compile(r"\{\{\s*\w+\(")
_CITATION = re.compile(r"\[[^\[\]\n]*@[^\[\]\n]*\](?![(\[:])")
_LABEL = re.compile(r"\)=[ \t]*(?:\n|\Z)")
_TOC = re.compile(r"\[_?toc_?\]|\{:\s*toc|\{toc\}|\{\{.?\s*(?:toc|page\.table)", re.IGNORECASE)
_COMMENT = re.compile(r"%(?:\s|\Z)|\+\+\+")
_PREFIX = re.compile(r"(?:.*\})?[ \t>*+\d.)-]*", re.DOTALL)
_STATEMENT = re.compile(r"\s*(?:import|export)\s")
_DOLLARS = re.compile(r"\$(?=((?:\\.|[^$\\\n]|\n(?![ \t]*\n))+)(?<!\s)\$(?![A-Za-z0-9$]))")


def _any_of(*parts: str) -> Sign:
    return lambda body: any(part in body for part in parts)


has_directive = _any_of("```{", "~~~{", ":::{", "``` {", "~~~ {", "::: {", "```\t{", ":::\t{")


def has_citation(body: str) -> bool:
    """Tell whether a body may cite as Pandoc does, or list what it cites."""
    return "{bibliography}" in body or ("@" in body and _CITATION.search(body) is not None)


def has_shortcode(body: str) -> bool:
    """Tell whether a body may have shortcodes, of Hugo or as calls."""
    return "{{<" in body or "{{%" in body or ("{{" in body and _CALL.search(body) is not None)


has_template_tag = _any_of("{%")
has_substitution = _any_of("{{")
has_address = _any_of(
    "({{", "}}", "{%", "(@/", " @/", *(
        f"{left}{word}{right}"
        for word in ("filename", "static", "attach", "tag", "category", "author", "index")
        for left, right in ("{}", "||")
    ),
)  # fmt: skip


def has_role(body: str) -> bool:
    """Tell whether a body may have roles."""
    return "}`" in body and _ROLE.search(body) is not None


def has_note_mark(body: str) -> bool:
    """Tell whether a body may have wiki links, comments, marks or ids of Obsidian."""
    return (
        ("[[" in body and _WIKI.search(body) is not None)
        or "%%" in body
        or ("==" in body and _MARK.search(body) is not None)
        or has_block_id(body)
    )


def has_block_id(body: str) -> bool:
    """Tell whether a line of a body may end with an id."""
    return "^" in body and _BLOCK_ID.search(body) is not None


def has_reference(body: str) -> bool:
    """Tell whether a body may have targets, or links without text that headings name."""
    return "[](" in body or "[ ](" in body or (")=" in body and _LABEL.search(body) is not None)


def has_toc_marker(body: str) -> bool:
    """Tell whether a body may ask for a table of contents."""
    return any(word in body for word in ("toc", "TOC", "Toc", "page.table")) and (
        _TOC.search(body) is not None
    )


def has_line_comment(body: str) -> bool:
    """Tell whether a line of a body may be a comment or a break of MyST."""
    if "%" not in body and "+++" not in body:
        return False
    for found in _COMMENT.finditer(body):
        start = body.rfind("\n", 0, found.start()) + 1
        if _PREFIX.fullmatch(body, start, found.start()):
            return True
    return False


def has_statement(body: str) -> bool:
    """Tell whether a body begins with a statement of MDX."""
    return _STATEMENT.match(body) is not None


def has_formula(body: str) -> bool:
    """Tell whether a body may have formulas; money and escaped brackets are none."""
    if "$" in body and (
        "$$" in body
        or "$`" in body
        or any(is_dollar_formula(found[1]) for found in _DOLLARS.finditer(body))
    ):
        return True
    if "\\begin{" in body or "```math" in body or "~~~math" in body or "``` math" in body:
        return True
    return any(is_formula(text) for text in _bracketed(body))


def _bracketed(body: str) -> Iterator[str]:
    r"""Give what lies between `\(` and `\)`, or `\[` and `\]`, within a paragraph."""
    for opener, closer in (("\\(", "\\)"), ("\\[", "\\]")):
        position = body.find(opener)
        while position >= 0:
            end = body.find(closer, position + 2)
            if end < 0:
                break
            text = body[position + 2 : end]
            if "\n\n" not in text and not (
                opener == "\\(" and body[position - 1 : position].isalnum()
            ):
                yield text
            position = body.find(opener, position + 2)
