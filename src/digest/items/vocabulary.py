"""The words recognition knows, read from `words.toml`: one list for each meaning and language.

The file is read when the first word is asked for, and each list becomes one pattern. Patterns are
given small letters: to ignore case takes three times as long.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")
_LONGEST_NAME = 70
_LONGEST_FACT = 40
_OPENING = 80
"""Characters in which a line shows that it asks for something."""
_AROUND = " \t\n*_→➡►▶»>‹›«…:：.,，。()[]（）【】「」『』|!！"

MENTION = re.compile(r"@\w[\w.-]*|[\w.-]+@[\w.-]+")
"""A link text that is somebody's handle."""


@cache
def _read_words() -> dict[str, dict[str, list[str]]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def pattern(meaning: str) -> re.Pattern[str]:
    """Return the pattern of all words of a meaning, in every language."""
    phrases = (phrase for words in _read_words()[meaning].values() for phrase in words)
    return re.compile(f"(?:{'|'.join(phrases)})")


def _is_whole(meaning: str, text: str, longest: int = _LONGEST_NAME) -> bool:
    return len(text) <= longest and bool(pattern(meaning).fullmatch(text.strip(_AROUND).lower()))


@lru_cache(maxsize=2048)
def announces_nothing(title: str) -> bool:
    """Return whether nothing under a heading of this name is an entry: sign-up, jobs, credits."""
    return _is_whole("boilerplate", title, 40)


def tells_of_itself(title: str) -> bool:
    """Return whether a page of this title tells of the digest itself: "About", "Subscribe"."""
    return _is_whole("about", title)


@lru_cache(maxsize=2048)
def announces_contents(title: str) -> bool:
    """Return whether a heading of this name stands over a table of contents."""
    return _is_whole("contents", title)


@lru_cache(maxsize=2048)
def announces_references(title: str) -> bool:
    """Return whether a heading of this name stands over the references of an article."""
    return _is_whole("references", title)


@lru_cache(maxsize=1024)
def lists_resources(title: str) -> bool:
    """Return whether a sub-heading of this name lists the links of its entry."""
    return _is_whole("resources", title) or announces_references(title)


@lru_cache(maxsize=2048)
def names_part(title: str) -> bool:
    """Return whether a heading or label names a part of an entry: "Why it matters"."""
    return _is_whole("parts", title)


@lru_cache(maxsize=2048)
def names_chapter(title: str) -> bool:
    """Return whether a heading names a chapter of an argument or a manual: "Conclusion"."""
    return _is_whole("essay", title)


@lru_cache(maxsize=2048)
def names_category(title: str) -> bool:
    """Return whether a heading names a kind of entries: "Tools", "Quick links"."""
    return _is_whole("categories", title, 40)


@lru_cache(maxsize=2048)
def names_fact(label: str) -> bool:
    """Return whether a label names a fact about an entry, or where it lies: "Code", "Source"."""
    return _is_whole("facts", label, _LONGEST_FACT)


@lru_cache(maxsize=1024)
def names_source(label: str) -> bool:
    """Return whether a label names the address that a text is about: "Source", "原文"."""
    return _is_whole("source", label, _LONGEST_FACT)


@lru_cache(maxsize=1024)
def names_the_source(text: str) -> bool:
    """Return whether a column or a link text says that it leads to the source itself."""
    return _is_whole("source_column", text, _LONGEST_FACT)


@lru_cache(maxsize=1024)
def is_title_column(text: str) -> bool:
    """Return whether the cells of a column of this name are titles."""
    return _is_whole("title_column", text, _LONGEST_FACT)


@cache
def _digest() -> re.Pattern[str]:
    """Return the pattern of a digest's title; where words have blanks, it begins with a word."""
    return re.compile(rf"(?<![a-zà-ÿа-яё]){pattern('digest').pattern}")


def gathers_entries(title: str) -> bool:
    """Return whether a post's title says that it gathers entries: "weekly", "Issue 12"."""
    return bool(_digest().search(title.lower()))


def lies_ahead(title: str) -> bool:
    """Return whether the dates under a heading lie ahead: "Upcoming events"."""
    return bool(pattern("upcoming").search(title.lower()))


def says_nothing_new(text: str) -> bool:
    """Return whether a section says that there is nothing in it this time."""
    return len(text) < _OPENING * 2 and bool(pattern("nothing_new").fullmatch(text.lower()))


def is_asking(text: str) -> bool:
    """Return whether a line begins by asking something of the reader instead of reporting."""
    return _asks(text[:_OPENING])


@lru_cache(maxsize=4096)
def _asks(opening: str) -> bool:
    return bool(pattern("asking").match(opening.strip(" \t\n*_→➡►▶»>👉").lower()))


def signs_off(text: str) -> bool:
    """Return whether a text ends an issue: "That's all for this week"."""
    return bool(pattern("sign_off").match(text[:_OPENING].strip(" \t\n*_").lower()))


@cache
def _leading_on() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W){pattern('leading_on').pattern}\s*[:：]\W*$")


def leads_on(before: str) -> bool:
    """Return whether a text says that the link after it leads on: "Read more:"."""
    return bool(_leading_on().search(before[-_OPENING:].lower()))


_READ_MORE = re.compile(
    r"(?:read|learn|find out|see|watch|listen|get|check(?: it)? out)?\s*"
    r"(?:more|on|it|here|the (?:full|whole|rest|post|paper|article|announcement|research)"
    r"|full (?:story|post|article))\b(?: here| about this| details)?"
)


def only_leads_on(text: str) -> bool:
    """Return whether a link begins as those do that only lead on: "read more"."""
    lowered = text.lower()
    return bool(_READ_MORE.match(lowered)) or bool(
        pattern("leading_on").fullmatch(lowered.strip(_AROUND))
    )


@lru_cache(maxsize=8192)
def says_nothing(text: str) -> bool:
    """Return whether a link's text says nothing of what it leads to: "here", "more", "@handle"."""
    if text.startswith(("https://", "http://", "www.")):
        return " " not in text.strip()
    return len(text) <= _LONGEST_NAME and bool(
        pattern("generic").fullmatch(text.strip(_AROUND).lower())
    )


@lru_cache(maxsize=4096)
def names_the_thing(text: str) -> bool:
    """Return whether a whole link text says that it leads to the thing itself: "the paper"."""
    return len(text) <= _LONGEST_NAME and bool(pattern("main_link").fullmatch(text.strip().lower()))


@cache
def _remark() -> re.Pattern[str]:
    return re.compile(rf"\s*[(\[（]\s*{pattern('remark').pattern}\s*[)\]）]\s*$", re.IGNORECASE)


def without_remark(title: str) -> str:
    """Return a title without its reading time, or what it is, in brackets behind it."""
    return _remark().sub("", title)
