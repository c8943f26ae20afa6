"""The dialects that the Markdown engine speaks besides CommonMark and GFM: one plug-in each."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt

from digest.markup.addresses import addresses_plugin
from digest.markup.formulas import math_plugin
from digest.markup.shortcodes import shortcodes_plugin
from digest.markup.substitutions import substitutions_plugin
from digest.markup.targets import targets_plugin
from digest.markup.template_tags import template_tags_plugin
from digest.markup.tokens import parse_titles, report_flags


def shared_plugin(md: MarkdownIt) -> None:
    """Read the titles of containers, and report what inline rules found."""
    md.core.ruler.after("inline", "titles", parse_titles)
    md.core.ruler.push("flags", report_flags)


DIALECTS: tuple[Callable[[MarkdownIt], None], ...] = (
    shortcodes_plugin,
    template_tags_plugin,
    substitutions_plugin,
    targets_plugin,
    addresses_plugin,
    math_plugin,
    shared_plugin,
)
"""Each is called once with every parser that is made, in this order."""
