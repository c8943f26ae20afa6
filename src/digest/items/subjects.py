"""Who did it: the organisations that a sentence names before its verb."""

from __future__ import annotations

import re

VERBS = (
    r"publish(?:es|ed)?|releas(?:es|ed|e)|announc(?:es|ed|e)|launch(?:es|ed)?|post(?:s|ed)?"
    r"|introduc(?:es|ed|e)|unveil(?:s|ed)?|present(?:s|ed)?|shar(?:es|ed)|report(?:s|ed)"
    r"|wr(?:ites|ote)|open[- ]sourc(?:es|ed)|ship(?:s|ped)|debut(?:s|ed)|rolls? out|rolled out"
    r"|propos(?:es|ed)|show(?:s|ed|cases|cased)|complet(?:es|ed)|acquir(?:es|ed)|buys|bought"
    r"|raises|raised"
    r"|updat(?:es|ed)|add(?:s|ed)|open(?:s|ed)|bring(?:s)?|brought|reveal(?:s|ed)|state[sd]"
    r"|develop(?:s|ed)|built|builds|creat(?:es|ed)|train(?:s|ed)|demonstrat(?:es|ed)"
    r"|describ(?:es|ed)"
    r"|partners|partnered|hires|hired|sues|sued|says|said|wants|plans|is (?:launching|releasing"
    r"|rolling)"
)
_SUBJECT = re.compile(
    rf"(.{{2,140}}?)\s*(?:,\s*)?\b(?:has |have |had |just |also |now |recently |today |quietly "
    rf"|finally |officially )*"
    rf"(?:{VERBS})\b",
    re.DOTALL,
)
_CHINESE = re.compile(
    r"(.{2,24}?)(?:近日|今天|正式|宣布|发布|推出|开源|上线|公布|发表|リリース|発表|公開|공개|출시|발표)"
)
_BEHIND = re.compile(
    r"(?:the |a )?(?:team|company|people|folks|researchers?|lab|makers?|creators?)\s+(?:behind"
    r"|at|from|of)\s+",
    re.IGNORECASE,
)
_IE = re.compile(r".*\b(?:i\.e\.|namely|called)\s*,?\s*", re.IGNORECASE | re.DOTALL)
_FROM = re.compile(r".*?\b(?:from|at)\s+", re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r"\s*(?:,|;|/|、|，|\band\b|&| with | and\b|与|和)\s*")
_REST = re.compile(
    r"(?:and |the )?(?:others?|etc\.?|et al\.?|colleagues|collaborators|co|more|researchers|team"
    r"|teams|partners"
    r"|several .*|many .*|various .*|.*\buniversities)", re.IGNORECASE
)  # fmt: skip
_YEAR = re.compile(r"\s+(?:19|20)\d\d$")
_TAIL = re.compile(r"(?:\s+(?:etc\.?|et al\.?|and others?|and more))+$", re.IGNORECASE)
_LONGEST_NAME = 60


def subject_of(sentence: str) -> tuple[str, ...]:
    """Give the names before the first verb of telling: "X and Y published …" → X, Y."""
    found = _SUBJECT.match(sentence)
    if not found:
        found = _CHINESE.match(sentence)
    return split_names(found[1]) if found else ()


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
