"""Terms that look like one term, spelled twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.checks.subject import Subject
from digest.content.front_matter.keys import fold_key
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import differ_by_one, match_key
from digest.site.records import Taxonomy, Term

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
        terms = {term.name: term for term in taxonomy.terms}
        near = _Neighbours(terms)
        for term in terms.values():
            if subject.registry.knows(term.name):
                continue
            rivals = [terms[name] for name in near.of(term.name) if _is_slip(term, terms[name])]
            if rivals:
                best = min(rivals, key=lambda rival: (-len(rival.posts), rival.name))
                _report_variant(taxonomy, term, best, subject, report)


def _is_slip(term: Term, rival: Term) -> bool:
    """Whether a term is so much rarer than its neighbour, or newer, that it can be a slip of it."""
    own, uses = len(term.posts), len(rival.posts)
    if own == uses:
        return own <= _RARE and _novelty(term) > _novelty(rival)
    return own <= _RARE <= uses or own * _OUTWEIGHS <= uses


def _novelty(term: Term) -> tuple[float, str]:
    """Order terms by their first posts: what was there before is hardly a slip of what came."""
    moments = [post.date.timestamp() for post in term.posts if post.date]
    return min(moments, default=0.0), term.name


def _report_variant(
    taxonomy: Taxonomy, term: Term, rival: Term, subject: Subject, report: Report
) -> None:
    table, path, uses = taxonomy.table, term.posts[0].path, len(rival.posts)
    keys = (fold_key(name) for name in (taxonomy.name, table.key, table.singular))
    line, column = subject.place_of(path, *keys)
    has = "1 post has" if uses == 1 else f"{uses} posts have"
    report.add(
        Code.TERM_VARIANT, path,
        f'{taxonomy.name}: "{term.name}" is nearly "{rival.name}", which {has}',
        line=line, column=column,
        hint=f'did you mean "{rival.name}"? if not, name both in entities.toml',
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
