"""Names of footnotes and of the references to them, the same for every parser and the writer."""

from __future__ import annotations

import re


def footnote_label(label: str | None, index: int) -> str:
    """Give a footnote's label; one that is written where it is referred to has none."""
    return label or f"inline-{index + 1}"


def footnote_id(label: str) -> str:
    """Give the id of a footnote."""
    return "fn-" + re.sub(r"[\s\"'<>&#%]+", "-", label)


def footnote_mark_id(label: str, times: int) -> str:
    """Give the id of a reference to a footnote; `times` earlier ones went before it."""
    base = "fnref-" + re.sub(r"[\s\"'<>&#%]+", "-", label)
    return f"{base}-{times + 1}" if times else base


def write_footnote_mark(label: str, number: int, times: int) -> str:
    """Give the raised number that leads to a footnote."""
    return (
        f'<sup class="footnote-ref"><a id="{footnote_mark_id(label, times)}" '
        f'href="#{footnote_id(label)}" role="doc-noteref">{number}</a></sup>'
    )
