"""The dialects besides CommonMark and GFM: a markdown-it plug-in each, and when a body needs it.

An archive is megabytes of plain Markdown, so a body is read only with the plug-ins that it may
need. Each dialect has a detector: a quick look at the whole body (for a rare substring before any
pattern), which may be true for nothing, but is never false where the plug-in has work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from digest.config.tables import Config
from digest.markup.dialects.mdx import mdx_plugin
from digest.markup.dialects.obsidian import wikilinks_plugin
from digest.markup.dialects.shortcodes import shortcodes_plugin
from digest.markup.dialects.template_links import addresses_plugin
from digest.markup.dialects.template_tags import template_tags_plugin, toc_markers_plugin
from digest.markup.math.formula_rules import math_plugin
from digest.markup.math.mathml import is_dollar_formula, is_formula
from digest.markup.myst.citations import citations_plugin
from digest.markup.myst.cross_references import targets_plugin
from digest.markup.myst.directives import directives_plugin
from digest.markup.myst.line_comments import myst_lines_plugin
from digest.markup.myst.roles import roles_plugin
from digest.markup.myst.substitutions import substitutions_plugin
from digest.markup.reference.plugin_api import report_pending

Detector = Callable[[str], bool]

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


def _any_of(*parts: str) -> Detector:
    return lambda body: any(part in body for part in parts)


has_directive = _any_of("```{", "~~~{", ":::{", "``` {", "~~~ {", "::: {", "```\t{", ":::\t{")


def has_citation(body: str) -> bool:
    """Return whether a body may have citations of Pandoc, or a bibliography."""
    return "{bibliography}" in body or ("@" in body and _CITATION.search(body) is not None)


def has_shortcode(body: str) -> bool:
    """Return whether a body may have shortcodes, of Hugo or as calls."""
    return "{{<" in body or "{{%" in body or ("{{" in body and _CALL.search(body) is not None)


has_template_tag = _any_of("{%")
has_substitution = _any_of("{{")
has_address = _any_of(
    "({{",
    "}}",
    "{%",
    "(@/",
    " @/",
    *(
        f"{left}{word}{right}"
        for word in ("filename", "static", "attach", "tag", "category", "author", "index")
        for left, right in ("{}", "||")
    ),
)


def has_role(body: str) -> bool:
    """Return whether a body may have roles."""
    return "}`" in body and _ROLE.search(body) is not None


def has_obsidian_syntax(body: str) -> bool:
    """Return whether a body may have wiki links, comments, highlights or block ids of Obsidian."""
    return (
        ("[[" in body and _WIKI.search(body) is not None)
        or "%%" in body
        or ("==" in body and _MARK.search(body) is not None)
        or has_block_id(body)
    )


def has_block_id(body: str) -> bool:
    """Return whether a line of a body may end with an id."""
    return "^" in body and _BLOCK_ID.search(body) is not None


def has_reference(body: str) -> bool:
    """Return whether a body may have MyST targets, or links without text that need their title."""
    return "[](" in body or "[ ](" in body or (")=" in body and _LABEL.search(body) is not None)


def has_toc_marker(body: str) -> bool:
    """Return whether a body may ask for a table of contents."""
    return any(word in body for word in ("toc", "TOC", "Toc", "page.table")) and (
        _TOC.search(body) is not None
    )


def has_line_comment(body: str) -> bool:
    """Return whether a line of a body may be a comment or a break of MyST."""
    if "%" not in body and "+++" not in body:
        return False
    for found in _COMMENT.finditer(body):
        start = body.rfind("\n", 0, found.start()) + 1
        if _PREFIX.fullmatch(body, start, found.start()):
            return True
    return False


def has_statement(body: str) -> bool:
    """Return whether a body begins with a statement of MDX."""
    return _STATEMENT.match(body) is not None


def has_formula(body: str) -> bool:
    """Return whether a body may have formulas; amounts of money and escaped brackets are none."""
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
    r"""Yield the text between `\(` and `\)`, or `\[` and `\]`, within a paragraph."""
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


@dataclass(frozen=True, slots=True)
class Dialect:
    """A plug-in and its detector; `has_labels` says that references may point to what it reads."""

    install: Callable[[MarkdownIt], None]
    is_needed: Callable[[str], bool]
    has_labels: bool = False


def reporting_plugin(md: MarkdownIt) -> None:
    """Install the rule that reports the diagnostics of all dialects, in order, at the end."""
    md.core.ruler.push("diagnostics", report_pending)


MDX = Dialect(mdx_plugin, has_statement)
_SUBSTITUTIONS = Dialect(substitutions_plugin, has_substitution)
_TARGETS = Dialect(targets_plugin, has_reference)

DIALECTS: tuple[Dialect, ...] = (
    Dialect(directives_plugin, has_directive, has_labels=True),
    Dialect(myst_lines_plugin, has_line_comment),
    Dialect(roles_plugin, has_role, has_labels=True),
    Dialect(citations_plugin, has_citation),
    Dialect(shortcodes_plugin, has_shortcode),
    Dialect(template_tags_plugin, has_template_tag),
    _SUBSTITUTIONS,
    _TARGETS,
    Dialect(addresses_plugin, has_address),
    Dialect(math_plugin, has_formula, has_labels=True),
    Dialect(toc_markers_plugin, has_toc_marker),
    Dialect(wikilinks_plugin, has_obsidian_syntax, has_labels=True),
    MDX,
)
"""Every dialect, in the order in which their plug-ins are installed."""


def choose_dialects(body: str, path: str, config: Config) -> tuple[Dialect, ...]:
    """Return the dialects that a body may need: all of them where substitutions insert text."""
    is_mdx = path.endswith(".mdx") or MDX.is_needed(body)
    if config.substitutions and _SUBSTITUTIONS.is_needed(body):
        return tuple(dialect for dialect in DIALECTS if dialect is not MDX or is_mdx)
    chosen = {
        dialect
        for dialect in DIALECTS
        if dialect not in {MDX, _SUBSTITUTIONS} and dialect.is_needed(body)
    }
    if is_mdx:
        chosen.add(MDX)
    if any(dialect.has_labels for dialect in chosen):
        chosen.add(_TARGETS)
    return tuple(dialect for dialect in DIALECTS if dialect in chosen)
