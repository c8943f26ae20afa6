"""The dialects that the Markdown engine speaks besides CommonMark and GFM: one plug-in each."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt

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
from digest.markup.tokens import report_flags
from digest.markup.wikilinks import wikilinks_plugin


def shared_plugin(md: MarkdownIt) -> None:
    """Report what inline rules found, where it stands."""
    md.core.ruler.push("flags", report_flags)


DIALECTS: tuple[Callable[[MarkdownIt], None], ...] = (
    directives_plugin,
    myst_lines_plugin,
    roles_plugin,
    citations_plugin,
    shortcodes_plugin,
    template_tags_plugin,
    substitutions_plugin,
    targets_plugin,
    addresses_plugin,
    math_plugin,
    toc_markers_plugin,
    wikilinks_plugin,
    mdx_plugin,
    shared_plugin,
)
"""Each is called once with every parser that is made, in this order."""
