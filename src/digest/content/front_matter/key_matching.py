"""Matches front-matter keys: which of digest's keys each means, which give terms, which neither."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from digest.config.tables import Config
from digest.content.front_matter.conversion import is_empty, to_number, to_plain, to_switch
from digest.content.front_matter.keys import CONTAINERS, FOREIGN_KEYS, NESTED, SPELLINGS, fold_key
from digest.content.front_matter.values import FrontMatter, Value
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import suggest

_HELD_BACK = frozenset({"draft", "private", "hidden", "unpublished", "pending"})
_LIVE = frozenset({"published", "public", "publish", "live", "final"})
_NAMED_PERMALINKS = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})
_SHORTEST_SLIP = 4
_MOST_UNKNOWN = 100
"""Unknown keys of a post that are compared with the known ones, which takes a while."""


class Claim(msgspec.Struct, frozen=True):
    """A value that one of digest's keys takes, under the spelling it was written with."""

    spelling: str
    rank: int
    value: Value


class MatchedKeys(msgspec.Struct, frozen=True):
    """Front matter by what it means: digest's keys, terms by taxonomy, and the rest."""

    claims: dict[str, Claim]
    terms: dict[str, tuple[Claim, ...]]
    extra: dict[str, Any]


def match_keys(front_matter: FrontMatter, path: str, config: Config, report: Report) -> MatchedKeys:
    """Sort front matter by what it means; report misspelt and contradictory keys."""
    return _Matcher(path, config, report).match(front_matter)


class _Matcher:
    def __init__(self, path: str, config: Config, report: Report) -> None:
        self._path = path
        self._report = report
        self._taxonomies: dict[str, tuple[str, bool]] = {}
        for name, table in config.all_taxonomies().items():
            for spelling in (name, table.key, table.singular):
                self._taxonomies.setdefault(fold_key(spelling), (name, spelling != table.singular))
        self._found: dict[str, list[Claim]] = {}
        self._terms: dict[str, list[Claim]] = {}
        self._extra: dict[str, Any] = {}
        self._unknown = 0

    def match(self, front_matter: FrontMatter) -> MatchedKeys:
        for spelling, value in front_matter.values.items():
            self._take(spelling, value, top=True)
        claims = {name: self._choose(name, found) for name, found in self._found.items()}
        self._settle_dates(claims)
        terms = {name: tuple(found) for name, found in self._terms.items()}
        return MatchedKeys(claims, terms, self._extra)

    def _take(self, spelling: str, value: Value, *, top: bool) -> None:
        folded = fold_key(spelling)
        if folded in self._taxonomies:
            taxonomy, is_plural = self._taxonomies[folded]
            claim = Claim(spelling, 0 if is_plural else 1, value)
            self._terms.setdefault(taxonomy, []).append(claim)
            self._take_as_own_key(spelling, folded, value)
            return
        if top and folded in CONTAINERS and isinstance(value.value, dict):
            for inner_name, inner in value.value.items():
                self._take(str(inner_name), Value(inner, value.line, value.column), top=False)
            return
        if folded in NESTED and isinstance(value.value, dict):
            self._take_nested(folded, spelling, value)
            return
        target = SPELLINGS.get(folded)
        name = _target(target.key.name, target.rank, value.value) if target else None
        if name is None or target is None:
            if target is None:
                self._report_misspelling(spelling, folded, value)
            self._extra[spelling] = to_plain(value.value)
            return
        rank = target.rank if name == target.key.name else 99
        self._found.setdefault(name, []).append(Claim(spelling, rank, value))

    def _take_as_own_key(self, spelling: str, folded: str, value: Value) -> None:
        """Let a key that gives terms keep its own meaning (a taxonomy of authors, of languages)."""
        target = SPELLINGS.get(folded)
        if target and target.key.name != "series":
            name = _target(target.key.name, target.rank, value.value)
            if name is not None:
                rank = target.rank if name == target.key.name else 99
                self._found.setdefault(name, []).append(Claim(spelling, rank, value))

    def _take_nested(self, folded: str, spelling: str, value: Value) -> None:
        """Take the keys of a mapping such as `seo: {title: …}`; what nobody takes stays extra."""
        rest = dict(value.value)
        for name in list(rest):
            target = SPELLINGS.get(f"{folded}.{fold_key(str(name))}")
            if target:
                inner = Value(rest.pop(name), value.line, value.column)
                claim = Claim(f"{spelling}.{name}", target.rank, inner)
                self._found.setdefault(target.key.name, []).append(claim)
        if rest:
            self._extra[spelling] = to_plain(rest)

    def _choose(self, name: str, claims: list[Claim]) -> Claim:
        """Return the claim that counts: one with a value, the canonical spelling first."""
        claims.sort(key=lambda claim: (is_empty(claim.value.value), claim.rank))
        chosen = claims[0]
        for other in claims[1:]:
            if is_empty(other.value.value):
                continue
            if name != "feature_image" and other.value.value != chosen.value.value:
                message = f'"{other.spelling}" and "{chosen.spelling}" mean the same and differ'
                hint = f'keep one; "{chosen.spelling}" counts'
                self._add(Code.CONFLICTING_KEYS, other.value, message, hint)
            self._extra.setdefault(other.spelling, to_plain(other.value.value))
        return chosen

    def _settle_dates(self, claims: dict[str, Claim]) -> None:
        """Let `publishDate` be the date where there is no other."""
        held = claims.get("publish_date")
        dated = claims.get("date")
        if held and (dated is None or is_empty(dated.value.value)):
            claims["date"] = claims.pop("publish_date")

    def _report_misspelling(self, spelling: str, folded: str, value: Value) -> None:
        """Report a key that looks like a known one; of many unknown keys, only the first ones."""
        if len(folded) < _SHORTEST_SLIP or folded in FOREIGN_KEYS:
            return
        self._unknown += 1
        if self._unknown > _MOST_UNKNOWN:
            return
        close = suggest(folded, self._known)
        if close is not None and _is_slip(folded, close):
            message = f'front matter has no key "{spelling}"'
            self._add(Code.UNKNOWN_KEY, value, message, f'did you mean "{self._known[close]}"?')

    @cached_property
    def _known(self) -> dict[str, str]:
        """Every folded spelling that stands at the top, as it is written."""
        known = {key: each.written for key, each in SPELLINGS.items() if "." not in key}
        return known | {key: name for key, (name, _) in self._taxonomies.items()}

    def _add(self, code: Code, place: Value, message: str, hint: str) -> None:
        self._report.add(code, self._path, message, line=place.line, column=place.column, hint=hint)


def _is_slip(word: str, known: str) -> bool:
    """Return whether one or two strokes lead from a word to the known one."""
    if sorted(word) == sorted(known):
        return True
    if word[0] != known[0] and word[1:2] != known[:1] and word[:1] != known[1:2]:
        return False
    allowed = 1 if len(known) <= 5 else 2  # noqa: PLR2004
    return _distance(word, known, allowed) <= allowed


def _distance(left: str, right: str, limit: int) -> int:
    """Count the strokes (insert, delete, replace) between two words."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def _target(name: str, rank: int, value: Any) -> str | None:
    """Return the key that a value is meant for where a spelling has several uses, or None."""
    word = value.strip().lower() if isinstance(value, str) else value
    if name == "published":
        return name if to_switch(value) is not None or is_empty(value) else "date"
    if name == "status":
        return name if not isinstance(word, str) or word in _HELD_BACK | _LIVE else None
    if name == "permalink":
        return _permalink_target(word)
    if name == "items":
        return name if isinstance(value, (str, bool)) or value is None else None
    if name == "type":
        return name if not isinstance(word, str) or word in {"post", "page"} else None
    if name == "number" and rank:
        return name if to_number(value) is not None else None
    if name == "slug" and isinstance(value, str) and word.startswith("/"):
        return "permalink"
    if name == "comments" and isinstance(value, (list, dict)):
        return name if isinstance(value, dict) else None
    if name == "updated" and isinstance(value, dict):
        return None
    return name


def _permalink_target(word: Any) -> str | None:
    if word is False:
        return "permalink"
    if not isinstance(word, str) or word in _NAMED_PERMALINKS or "{{" in word:
        return None
    return "canonical_url" if word.startswith(("http://", "https://")) else "permalink"


def is_held_back(status: str) -> bool:
    """Return whether a `status` keeps a post off the site."""
    return status.strip().lower() in _HELD_BACK
