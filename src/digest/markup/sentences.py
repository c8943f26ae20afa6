"""Sentences of plain text: where they begin, and where prose begins behind a run of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_])|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|i\.e|e\.g|etc|cf|al|Dr|Mr|Mrs|Ms|Prof|Fig|Figs|Eq|Sec|No|St|Inc|Ltd|Jr|Sr|approx|resp)"
    r"|\b[A-Za-z]|^\W*\d{1,3}|\s\d{1,2})\.$"
)
_WORD = re.compile(r"\S+")
_LEAST = 300
"""Characters a run of headings must have to be taken for a page's navigation."""
_ACRONYM = re.compile(r"\(([A-Z]{2,})s?\)")
_SUBJECT = 3


def sentence_starts(text: str) -> Iterator[int]:
    """Give the offset of every sentence but the first."""
    for found in _END.finditer(text):
        if _is_end(text, found):
            yield found.end()


def find_prose(text: str) -> int:
    """Give where the first sentence begins behind a flattened navigation, or 0 without one.

    Headings end without a full stop, so a long run without one is not prose. The first sentence
    begins with the capitalised words before its first run of lower-case ones.
    """
    end = next((found.start() for found in _END.finditer(text) if _stops(text, found)), len(text))
    if end < _LEAST or "\n" in text[:end].strip():
        return 0
    words = list(_WORD.finditer(text, 0, end))
    verb = _last_phrase(words)
    if verb is None:
        return 0
    start = _subject_start(words, verb)
    return words[start].start() if words[start].start() >= _LEAST else 0


def _is_end(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() : found.end() + 1]
    if after.islower():
        return False
    return not _ABBREVIATION.search(text[max(0, found.start() - 12) : found.start()])


def _stops(text: str, found: re.Match[str]) -> bool:
    """Tell the end of a statement; headings may ask, but they do not state."""
    return text[found.start() - 1] in ".。" and _is_end(text, found)


def _last_phrase(words: list[re.Match[str]]) -> int | None:
    """Give the first lower-case word of the stretch of prose that ends the words."""
    verb, gap = None, 0
    for index in range(len(words) - 1, -1, -1):
        lower = words[index][0][:1].islower()
        gap = 0 if lower else gap + 1
        if gap > _SUBJECT:
            break
        if lower:
            verb = index
    return verb


def _subject_start(words: list[re.Match[str]], verb: int) -> int:
    """Give the first word of a sentence whose verb is known: the words an acronym stands for."""
    found = _ACRONYM.fullmatch(words[verb - 1][0]) if verb else None
    size = len(found[1].rstrip("s")) + 1 if found else 1
    return max(verb - size, 0)
