"""Directives that become containers: admonitions, titled boxes, dropdowns and version notes."""

from __future__ import annotations

from markdown_it.rules_block import StateBlock

from digest.markup.dialects.containers import default_title
from digest.markup.myst.cross_references import labelled_attributes
from digest.markup.myst.directive_syntax import Directive
from digest.markup.reference.plugin_api import close_container, open_container, push_paragraph

_ADMONITIONS_NAMES = """
attention caution danger error hint important info note seealso tip todo warning
"""
ADMONITIONS = frozenset(_ADMONITIONS_NAMES.split())
"""Names of directives that are admonitions."""
VERSIONS = {
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
    "versionremoved": "Removed in version",
}
"""Directives that note a version, and how their titles begin."""


def attributes_of_directive(state: StateBlock, directive: Directive) -> dict[str, str]:
    """Return the attributes that the options `:name:` and `:class:` set."""
    return labelled_attributes(state.env, directive.get("name", "label"), directive.get("class"))


def push_admonition(state: StateBlock, directive: Directive, kind: str, title: str) -> None:
    """Push an admonition whose argument is the beginning of its text."""
    opening = open_container(
        state, kind, directive.rows[0], title=title, attrs=attributes_of_directive(state, directive)
    )
    if "dropdown" in directive.get("class").split():
        opening.meta["open"] = "open" in directive.options
    directive.push_content(state)
    close_container(state, opening, directive.rows[1])


def push_titled_box(state: StateBlock, directive: Directive, kind: str, title: str = "") -> None:
    """Push a container whose argument is its title."""
    shown = directive.argument or directive.get("title", "header", "caption") or title
    attrs = attributes_of_directive(state, directive)
    opening = open_container(state, kind, directive.rows[0], title=shown, attrs=attrs)
    directive.push_body(state)
    close_container(state, opening, directive.rows[1])


def push_custom_admonition(state: StateBlock, directive: Directive) -> None:
    """Push a generic admonition: its argument is the title, its class the kind."""
    classes = directive.get("class").replace(",", " ").split()
    kind = next((name for name in classes if name in ADMONITIONS), "note")
    attrs = attributes_of_directive(state, directive)
    rest = " ".join(name for name in classes if name not in {kind, "dropdown"})
    attrs = {key: value for key, value in attrs.items() if key != "class"}
    if rest:
        attrs["class"] = rest
    title = directive.argument or default_title(kind)
    opening = open_container(state, kind, directive.rows[0], title=title, attrs=attrs)
    if "dropdown" in classes:
        opening.meta["open"] = "open" in directive.options
    directive.push_body(state)
    close_container(state, opening, directive.rows[1])


def push_dropdown(state: StateBlock, directive: Directive) -> None:
    """Push a `<details>` element."""
    attrs = attributes_of_directive(state, directive)
    title = directive.argument or "Details"
    opening = open_container(state, "details", directive.rows[0], title=title, attrs=attrs)
    opening.meta["open"] = directive.options.get("open", "false").lower() not in {"false", "no"}
    directive.push_body(state)
    close_container(state, opening, directive.rows[1])


def push_version(state: StateBlock, directive: Directive) -> None:
    """Push a version note: its argument is the number, then text."""
    number, _, rest = directive.argument.partition(" ")
    title = f"{VERSIONS[directive.name.lower()]} {number}".strip()
    attrs = attributes_of_directive(state, directive)
    opening = open_container(state, "note", directive.rows[0], title=title, attrs=attrs)
    if rest:
        push_paragraph(state, rest, directive.rows[0])
    directive.push_body(state)
    close_container(state, opening, directive.rows[1])
