"""What a migration could not carry over: a short list by kind, and the whole as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import get_args

from digest.authoring.migrate.source_site import Omission, OmissionKind

REPORT_NAME = "MIGRATION.md"
"""The file of the new site that lists everything."""

_NAMED = 3
"""How many of each kind the short list names."""


def sort_omissions(omissions: Sequence[Omission]) -> list[tuple[str, list[Omission]]]:
    """Return omissions by kind, the kinds in their fixed order."""
    kinds = get_args(OmissionKind)
    ordered = sorted(omissions, key=lambda each: kinds.index(each.kind))
    return [(kind, list(group)) for kind, group in groupby(ordered, key=lambda each: each.kind)]


def summarise_omissions(omissions: Sequence[Omission]) -> Iterator[str]:
    """Yield a line for each kind: how many there are, and the first of them."""
    for kind, group in sort_omissions(omissions):
        names = ", ".join(each.what for each in group[:_NAMED])
        yield f"{kind:11} {len(group):4}  {names}{' …' if group[_NAMED:] else ''}"


def write_omissions(omissions: Sequence[Omission]) -> str:
    """Return the file that lists all omissions, each with what to do."""
    parts = [
        "# Not carried over",
        "What the old site had and this one has not; delete it when done.",
    ]
    for kind, group in sort_omissions(omissions):
        parts.append(f"## {kind.capitalize()}")
        parts.append("\n".join(f"- {each.what}\n    → {each.advice}" for each in group))
    return "\n\n".join(parts) + "\n"
