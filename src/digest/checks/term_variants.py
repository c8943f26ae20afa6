"""Terms of a taxonomy that look like one term, spelled in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.checks.checked_site import CheckedSite
from digest.content.front_matter.keys import fold_key
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import differ_by_one, match_key
from digest.site.terms import Taxonomy, Term

_SHORTEST = 6
_RARE = 2
_OUTWEIGHS = 4
"""How many times as frequent a term must be for a rarer one to look like its misspelling."""
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W_]+")


def find_term_variants(checked: CheckedSite, report: Report) -> None:
    """Report terms that differ from a more frequent one by one letter or the order of words.

    Numbers must agree (`gpt-4` is no misspelling of `gpt-5`); a name of the registry is never
    reported.
    """
    for taxonomy in checked.site.taxonomies:
        terms = {term.name: term for term in taxonomy.terms}
        index = _SimilarNames(terms)
        for term in terms.values():
            if checked.registry.knows(term.name):
                continue
            similar = (terms[name] for name in index.find(term.name))
            rivals = [rival for rival in similar if _is_misspelling(term, rival)]
            if rivals:
                best = min(rivals, key=lambda rival: (-len(rival.posts), rival.name))
                _report_variant(taxonomy, term, best, checked, report)


def _is_misspelling(term: Term, rival: Term) -> bool:
    """Return whether a term is so much rarer than a similar one, or newer, that it is a slip."""
    own, uses = len(term.posts), len(rival.posts)
    if own == uses:
        return own <= _RARE and _first_use(term) > _first_use(rival)
    return own <= _RARE <= uses or own * _OUTWEIGHS <= uses


def _first_use(term: Term) -> tuple[float, str]:
    moments = [post.date.timestamp() for post in term.posts if post.date]
    return min(moments, default=0.0), term.name


def _report_variant(
    taxonomy: Taxonomy, term: Term, rival: Term, checked: CheckedSite, report: Report
) -> None:
    table, path, uses = taxonomy.table, term.posts[0].path, len(rival.posts)
    keys = (fold_key(name) for name in (taxonomy.name, table.key, table.singular))
    line, column = checked.find_place(path, *keys)
    has = "1 post has" if uses == 1 else f"{uses} posts have"
    report.add(
        Code.TERM_VARIANT,
        path,
        f'{taxonomy.name}: "{term.name}" is nearly "{rival.name}", which {has}',
        line=line,
        column=column,
        hint=f'did you mean "{rival.name}"? if not, name both in entities.toml',
    )


class _SimilarNames:
    """An index of names by their spellings with one letter left out, and by their sorted words.

    Names that differ by one letter share such a spelling, so no two names need be compared.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_key: dict[str, list[str]] = {}
        for name in names:
            for key in _index_keys(name):
                self._by_key.setdefault(key, []).append(name)

    def find(self, name: str) -> list[str]:
        """Return the other names that are similar, sorted."""
        found = {other for key in _index_keys(name) for other in self._by_key.get(key, ())}
        return sorted(other for other in found - {name} if _is_similar(name, other))


def _index_keys(name: str) -> Iterator[str]:
    key = match_key(name)
    if len(key) < _SHORTEST:
        return
    yield key
    yield from {key[:at] + key[at + 1 :] for at in range(len(key))}
    words = sorted(_WORDS.findall(name.casefold()))
    if len(words) > 1:
        yield " ".join(words)


def _is_similar(one: str, other: str) -> bool:
    if sorted(_WORDS.findall(one.casefold())) == sorted(_WORDS.findall(other.casefold())):
        return True
    first, second = match_key(one), match_key(other)
    return _DIGITS.findall(first) == _DIGITS.findall(second) and differ_by_one(first, second)
