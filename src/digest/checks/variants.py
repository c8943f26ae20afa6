"""Terms that look like one term, spelled twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.checks.subject import Subject
from digest.codes import Code
from digest.diagnostics import Report
from digest.site import Taxonomy, Term
from digest.text import differ_by_one, match_key

_SHORTEST = 6
_RARE = 2
_OUTWEIGHS = 4
"""How many times as frequent a term must be for a rarer one to look like its slip."""
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W_]+")


def find_term_variants(subject: Subject, report: Report) -> None:
    """Report terms that differ from a more frequent one, or a registered name, by one letter.

    Numbers must agree (`gpt-4` is no slip of `gpt-5`), and what the registry knows is meant.
    """
    for taxonomy in subject.site.taxonomies:
        terms = [term for term in taxonomy.terms if not subject.registry.knows(term.name)]
        names = [term.name for term in taxonomy.terms]
        near = _Neighbours(names)
        uses = {term.name: len(term.posts) for term in taxonomy.terms}
        for term in terms:
            rivals = [name for name in near.of(term.name) if _is_slip(term, uses[name], name)]
            if rivals:
                best = min(rivals, key=lambda name: (-uses[name], name))
                _report_variant(taxonomy, term, best, uses[best], report)


def _is_slip(term: Term, uses: int, name: str) -> bool:
    """Whether a term is so much rarer than its neighbour that it can be a slip of it."""
    own = len(term.posts)
    if own == uses:
        return own <= _RARE and term.name > name
    return own <= _RARE <= uses or own * _OUTWEIGHS <= uses


def _report_variant(taxonomy: Taxonomy, term: Term, other: str, uses: int, report: Report) -> None:
    posts = "1 post" if uses == 1 else f"{uses} posts"
    report.add(
        Code.TERM_VARIANT, term.posts[0].path,
        f'{taxonomy.name}: "{term.name}" is nearly "{other}", which {posts} '
        f"{'has' if uses == 1 else 'have'}",
        hint=f'did you mean "{other}"? if not, name both in entities.toml',
    )  # fmt: skip


class _Neighbours:
    """Finds names that differ by one letter, or in the order of their words, without trying all."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_mark: dict[str, list[str]] = {}
        for name in names:
            for mark in _marks(name):
                self._by_mark.setdefault(mark, []).append(name)

    def of(self, name: str) -> list[str]:
        """Give the near names of one, each once."""
        found = {other for mark in _marks(name) for other in self._by_mark.get(mark, ())}
        return sorted(other for other in found - {name} if _is_near(name, other))


def _marks(name: str) -> Iterator[str]:
    """Give the keys under which a name meets its neighbours: itself with one letter left out."""
    key = match_key(name)
    if len(key) < _SHORTEST:
        return
    yield key
    yield from {key[:at] + key[at + 1 :] for at in range(len(key))}
    words = sorted(_WORDS.findall(name.casefold()))
    if len(words) > 1:
        yield " ".join(words)


def _is_near(one: str, other: str) -> bool:
    if sorted(_WORDS.findall(one.casefold())) == sorted(_WORDS.findall(other.casefold())):
        return True
    first, second = match_key(one), match_key(other)
    return _DIGITS.findall(first) == _DIGITS.findall(second) and differ_by_one(first, second)
