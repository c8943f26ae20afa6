"""The dialects that the Markdown engine speaks besides CommonMark and GFM: one plug-in each.

Each says by a quick look at a body whether it may be needed. A body that needs none is read
without any of their rules, and is fit for a parser that has no plug-ins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt

from digest.config.tables import Config
from digest.markup.dialects import signs
from digest.markup.dialects.addresses import addresses_plugin
from digest.markup.dialects.mdx import mdx_plugin
from digest.markup.dialects.shortcodes import shortcodes_plugin
from digest.markup.dialects.template_tags import template_tags_plugin
from digest.markup.dialects.toc_markers import toc_markers_plugin
from digest.markup.dialects.wikilinks import wikilinks_plugin
from digest.markup.math.formulas import math_plugin
from digest.markup.myst.citations import citations_plugin
from digest.markup.myst.directives import directives_plugin
from digest.markup.myst.lines import myst_lines_plugin
from digest.markup.myst.roles import roles_plugin
from digest.markup.myst.substitutions import substitutions_plugin
from digest.markup.myst.targets import targets_plugin
from digest.markup.reference.tokens import report_faults


@dataclass(frozen=True, slots=True)
class Dialect:
    """A plug-in, and what tells quickly that a body has nothing for it to do.

    What it reads may have labels: then references to them must be resolved.
    """

    install: Callable[[MarkdownIt], None]
    is_needed: Callable[[str], bool]
    has_labels: bool = False


def report_plugin(md: MarkdownIt) -> None:
    """Report what was found, in order, once all of a body is read."""
    md.core.ruler.push("faults", report_faults)


_MDX = Dialect(mdx_plugin, signs.has_statement)
_SUBSTITUTIONS = Dialect(substitutions_plugin, signs.has_substitution)
_TARGETS = Dialect(targets_plugin, signs.has_reference)

DIALECTS: tuple[Dialect, ...] = (
    Dialect(directives_plugin, signs.has_directive, has_labels=True),
    Dialect(myst_lines_plugin, signs.has_line_comment),
    Dialect(roles_plugin, signs.has_role, has_labels=True),
    Dialect(citations_plugin, signs.has_citation),
    Dialect(shortcodes_plugin, signs.has_shortcode),
    Dialect(template_tags_plugin, signs.has_template_tag),
    _SUBSTITUTIONS,
    _TARGETS,
    Dialect(addresses_plugin, signs.has_address),
    Dialect(math_plugin, signs.has_formula, has_labels=True),
    Dialect(toc_markers_plugin, signs.has_toc_marker),
    Dialect(wikilinks_plugin, signs.has_note_mark, has_labels=True),
    _MDX,
)
"""Every dialect; their plug-ins are installed in this order."""


def choose_dialects(body: str, path: str, config: Config) -> tuple[Dialect, ...]:
    """Give the dialects that a body may need; where substitutions bring in text, all of them."""
    is_mdx = path.endswith(".mdx") or _MDX.is_needed(body)
    if config.substitutions and _SUBSTITUTIONS.is_needed(body):
        return tuple(dialect for dialect in DIALECTS if dialect is not _MDX or is_mdx)
    chosen = {
        dialect
        for dialect in DIALECTS
        if dialect not in {_MDX, _SUBSTITUTIONS} and dialect.is_needed(body)
    }
    if is_mdx:
        chosen.add(_MDX)
    if any(dialect.has_labels for dialect in chosen):
        chosen.add(_TARGETS)
    return tuple(dialect for dialect in DIALECTS if dialect in chosen)


def needs_dialects(body: str, path: str, config: Config) -> bool:
    """Tell whether a body may use anything that only this engine's plug-ins read."""
    return bool(choose_dialects(body, path, config))
