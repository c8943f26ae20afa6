"""Who did it: the organisations that a sentence names before its verb."""

from __future__ import annotations

import re

VERBS = frozenset(
    """
    publish publishes published release releases released announce announces announced launch
    launches launched post posts posted introduce introduces introduced unveil unveils unveiled
    present presents presented shares shared reports reported writes wrote open-sources
    open-sourced ships shipped debuts debuted rolls rolled proposes proposed shows showed
    showcases showcased completes completed acquires acquired buys bought raises raised updates
    updated adds added opens opened brings brought reveals revealed states stated develops
    developed builds built creates created trains trained demonstrates demonstrated describes
    described partners partnered hires hired sues sued says said wants plans expands expanded
    claims claimed makes made gets gives gave drops dropped previews previewed
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Verbs that tell what somebody did, in the forms headlines use."""

_ADVERBS = frozenset(
    "has have had just also now recently today quietly finally officially is are to will".split()  # noqa: SIM905
)
_WORDS = 24
_WORD = re.compile(r"\S+")
_CHINESE = re.compile(
    r"(.{2,24}?)(?:近日|今天|正式|宣布|发布|推出|开源|上线|公布|发表|リリース|発表|公開|공개|출시|발표)"
)
_BEHIND = re.compile(
    r"(?:the |a )?(?:team|company|people|folks|researchers?|lab|makers?|creators?)"
    r"\s+(?:behind|at|from|of)\s+",
    re.IGNORECASE,
)
_IE = re.compile(r".*\b(?:i\.e\.|namely|called)\s*,?\s*", re.IGNORECASE | re.DOTALL)
_FROM = re.compile(r".*?\b(?:from|at)\s+", re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r"\s*(?:,|;|/|、|，|\band\b|&| with | and\b|与|和)\s*")
_REST = re.compile(
    r"(?:and |the )?(?:others?|etc\.?|et al\.?|colleagues|collaborators|co|more|researchers|team"
    r"|teams|partners|several .*|many .*|various .*|.*\buniversities)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s+(?:19|20)\d\d$")
_TAIL = re.compile(r"(?:\s+(?:etc\.?|et al\.?|and others?|and more))+$", re.IGNORECASE)
_LONGEST_NAME = 60


def subject_of(sentence: str) -> tuple[str, ...]:
    """Give the names before the first verb of telling: "X and Y published …" → X, Y."""
    phrase = _before_verb(sentence)
    return split_names(phrase) if phrase else ()


def _before_verb(sentence: str) -> str:
    if VERBS.isdisjoint(sentence.lower().split(None, _WORDS)):
        found = None if sentence.isascii() else _CHINESE.match(sentence)
        return found[1] if found else ""
    last = 0
    for count, word in enumerate(_WORD.finditer(sentence), 1):
        plain = word[0].strip(",:;").lower()
        if plain in VERBS and last:
            return sentence[:last]
        if plain not in _ADVERBS:
            last = word.end()
        if count == _WORDS:
            break
    return ""


def split_names(phrase: str) -> tuple[str, ...]:
    """Split a phrase into names: "He, K. from Meta and NYU" → Meta, NYU."""
    phrase = _TAIL.sub("", phrase.strip(" ,.:;“”\"'"))
    if _IE.match(phrase):
        phrase = _IE.sub("", phrase)
    elif _BEHIND.match(phrase):
        phrase = _BEHIND.sub("", phrase)
    elif from_whom := _FROM.match(phrase):
        phrase = phrase[from_whom.end() :]
    names = []
    for part in _SPLIT.split(phrase):
        name = _YEAR.sub("", part.strip())
        if 1 < len(name) <= _LONGEST_NAME and not _REST.fullmatch(name):
            names.append(name)
    return tuple(dict.fromkeys(names))
