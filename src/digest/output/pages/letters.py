"""Terms by their first letter, for long indexes."""

from __future__ import annotations

from itertools import groupby
from unicodedata import combining, normalize

from digest.site.contexts import TermLink

OTHERS = "#"
"""Where names go that begin with a digit or a sign."""


def group_letters(terms: tuple[TermLink, ...]) -> tuple[tuple[str, tuple[TermLink, ...]], ...]:
    """Group terms that are sorted by name; digits and signs share one group, the first."""
    ordered = sorted(terms, key=lambda term: _letter(term.name) != OTHERS)
    by_letter: dict[str, list[TermLink]] = {}
    for letter, group in groupby(ordered, key=lambda term: _letter(term.name)):
        by_letter.setdefault(letter, []).extend(group)
    return tuple((letter, tuple(group)) for letter, group in by_letter.items())


def _letter(name: str) -> str:
    """Give a name's first letter without its accent, in upper case."""
    for char in normalize("NFKD", name[:4]):
        if char.isalpha() and not combining(char):
            return char.upper()[:1]
        if not combining(char):
            return OTHERS
    return OTHERS
