"""The dialects that the Markdown engine speaks besides CommonMark and GFM: one plug-in each.

Each says by a quick look at a body whether it may be needed. A body that needs none is read
without any of their rules, and is fit for a parser that has no plug-ins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt

from digest.config import Config
from digest.markup.addresses import addresses_plugin
from digest.markup.citations import citations_plugin
from digest.markup.directives import directives_plugin
from digest.markup.formulas import math_plugin
from digest.markup.mdx import mdx_plugin
from digest.markup.myst_lines import myst_lines_plugin
from digest.markup.roles import roles_plugin
from digest.markup.shortcodes import shortcodes_plugin
from digest.markup.substitutions import substitutions_plugin
from digest.markup.targets import targets_plugin
from digest.markup.template_tags import template_tags_plugin
from digest.markup.toc_markers import toc_markers_plugin
from digest.markup.tokens import report_faults
from digest.markup.wikilinks import wikilinks_plugin


@dataclass(frozen=True, slots=True)
class Dialect:
    """A plug-in, and the signs without which it has nothing to do: substrings, or a pattern."""

    install: Callable[[MarkdownIt], None]
    signs: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None

    def is_needed(self, body: str) -> bool:
        """Tell whether a body has one of the signs."""
        if any(sign in body for sign in self.signs):
            return True
        return self.pattern is not None and self.pattern.search(body) is not None


def report_plugin(md: MarkdownIt) -> None:
    """Report what inline rules found, where it stands."""
    md.core.ruler.push("flags", report_faults)


_LABELLED = re.compile(r"(?:```|~~~|:::)[ \t]*\{[A-Za-z]")
_MDX = Dialect(mdx_plugin, pattern=re.compile(r"\A\s*(?:import|export)\s"))
_SUBSTITUTIONS = Dialect(substitutions_plugin, ("{{",))
_MATH_SIGNS = ("\\(", "\\[", "\\begin{", "```math", "~~~math", "``` math")

DIALECTS: tuple[Dialect, ...] = (
    Dialect(directives_plugin, pattern=_LABELLED),
    Dialect(myst_lines_plugin, pattern=re.compile(r"(?:\A|\n|\})[ \t>*+\d.)-]*(?:%\s|%\Z|\+\+\+)")),
    Dialect(roles_plugin, ("}`",)),
    Dialect(citations_plugin, ("bibliography",)),
    Dialect(shortcodes_plugin, ("{{<", "{{%")),
    Dialect(template_tags_plugin, ("{%",)),
    _SUBSTITUTIONS,
    Dialect(targets_plugin, (")=", "[](", "[ ](", "[[", "}`", " ^", "\n^"), _LABELLED),
    Dialect(
        addresses_plugin,
        ("{{", "{%", "@/"),
        re.compile(r"[{|](?:filename|static|attach|tag|category|author|index)[}|]"),
    ),
    Dialect(math_plugin, _MATH_SIGNS, re.compile(r"\$[^$]*\$", re.DOTALL)),
    Dialect(
        toc_markers_plugin,
        pattern=re.compile(
            r"\[_?(?:toc|TOC|Toc)_?\]|\{:\s*(?:toc|TOC)|\{(?:toc|TOC)\}|\{\{.?\s*toc"
        ),
    ),
    Dialect(
        wikilinks_plugin, ("[[", "%%", "=="), re.compile(r"\s\^[A-Za-z0-9-]{2,}[ \t]*(?:\n|\Z)")
    ),
    _MDX,
)
"""Every dialect; their plug-ins are installed in this order."""


def choose_dialects(body: str, path: str, config: Config) -> tuple[Dialect, ...]:
    """Give the dialects that a body may need; where substitutions bring in more, all of them."""
    if config.substitutions and _SUBSTITUTIONS.is_needed(body):
        return tuple(dialect for dialect in DIALECTS if dialect is not _MDX or _is_mdx(body, path))
    return tuple(
        dialect
        for dialect in DIALECTS
        if (_is_mdx(body, path) if dialect is _MDX else dialect.is_needed(body))
    )


def needs_dialects(body: str, path: str, config: Config) -> bool:
    """Tell whether a body may use anything that only this engine's plug-ins read."""
    return bool(choose_dialects(body, path, config))


def _is_mdx(body: str, path: str) -> bool:
    return path.endswith(".mdx") or _MDX.is_needed(body)
