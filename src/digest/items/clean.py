"""Plain titles: numbering, emoji, labels and what Markdown left over are taken off."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.core.text import make_excerpt
from digest.items.vocabulary import without_remark

EMOJI = (
    r"\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u23FF\u2460-\u24FF\u25A0-\u27BF\u2900-\u297F"
    r"\u2B00-\u2BFF\u3030\u303D\u3297\u3299\uFE0F\u200B-\u200D\u2060\u20E3\uFEFF\U000E0020-\U000E007F"
)
SHORTCODE = r":[a-z0-9_+-]{2,40}:"
_OPENING = re.compile(rf"(?:[\s\\{EMOJI}•·|>]|{SHORTCODE})+")
_CLOSING = re.compile(rf"(?:[\s\\{EMOJI}|]|{SHORTCODE})+$")
_OWN = frozenset("\"'“‘«《「『（([【`#@$/*_-–—.")
_OWN_ENDS = frozenset("\"'”’»》」』）)]】`.!?…。！？%+*#")
_BEFORE_NUMBER = frozenset("#(（")
_PLAIN = re.compile(r"[A-Za-z][\w'’-]*(?: [\w'’(/.-]*[\w)])*(?<![.)])")
_NUMBER = re.compile(r"(?:[#(（]\s?)?(\d{1,3})(?:[)）、]|[.．:：](?=\D|$))[)）]?\s*")
_LABEL = re.compile(r"(?:\[([^\[\]]{1,24})\]|【([^【】]{1,24})】)[\s:：]*")
_LIQUID = re.compile(r"\{%[^%]*%\}")
_TITLE_ENDS = " \t\n:：;；,，、–—-"
LONGEST_TITLE = 160
_ABBREVIATED = re.compile(r"\b(?:etc|Inc|Ltd|Co|Corp|Jr|Sr|vs|al|U\.S|U\.K|[A-Z])\.$")

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？｡][」』”’）]*|\n")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:e\.g|i\.e|vs|cf|al|approx|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Inc|Ltd|Jr|Sr|Uni|U\.S))\.$"
)


def opening(text: str, at: int = 0) -> int:
    """Give the place after emoji, bullets, stray backslashes and blanks."""
    char = text[at : at + 1]
    if char.isalnum() or char in _OWN:
        return at
    found = _OPENING.match(text, at)
    return found.end() if found else at


def numbering(text: str, at: int = 0) -> tuple[int | None, int]:
    """Give the number written at a place (`3.`, `3)`, `（3）`, `3、`) and the place after it."""
    char = text[at : at + 1]
    if not char.isdigit() and char not in _BEFORE_NUMBER:
        return None, at
    found = _NUMBER.match(text, at)
    return (int(found[1]), found.end()) if found else (None, at)


def label_at(text: str, at: int) -> tuple[str, int]:
    """Give the label in brackets at a place (`[video]`, `【论文】`) and the place after it."""
    found = _LABEL.match(text, at)
    if not found or found.end() == len(text):
        return "", at
    return found[1] or found[2], found.end()


_CHAPTER_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.、)）]?\s+(?=[^\W\d_])")
_REFERENCE_NUMBER = re.compile(r"(?<=\S)\s*\[\d{1,3}\]$")


def clean_heading(text: str) -> str:
    """Return a heading as a title: without the number of a chapter before it, `1.2 Ropes`."""
    found = _CHAPTER_NUMBER.match(text, opening(text))
    return clean_title(text[found.end() :] if found else text)


def clean_link(text: str) -> str:
    """Return the text of a link as a title: brackets in it are the title's own."""
    at = opening(text)
    return (
        clean_title(text) if text[at : at + 1] not in {"[", "【"} else _trimmed(text[at:].rstrip())
    )


@lru_cache(maxsize=4096)
def clean_title(text: str) -> str:
    """Return a title as plain text: no numbering, label, emoji at its ends, or stray marks."""
    if _PLAIN.fullmatch(text):
        return text
    text = _LIQUID.sub("", text) if "{%" in text else text
    at = opening(text)
    _, at = numbering(text, at)
    at = opening(text, at)
    if text[at : at + 1] in {"[", "【"}:
        _, at = label_at(text, at)
    return _trimmed(text[at:].rstrip())


def _trimmed(text: str) -> str:
    if text.endswith("]"):
        text = _REFERENCE_NUMBER.sub("", text)
    if not text[-1:].isalnum():
        text = _CLOSING.sub("", text) if text[-1:] not in _OWN_ENDS else without_remark(text)
    text = " ".join(text.split()).strip(_TITLE_ENDS)
    return trim_stop(text)


def trim_stop(text: str) -> str:
    """Give a title without the full stop at its end, unless that belongs to its last word."""
    if text.endswith("。"):
        return text[:-1]
    if text.endswith(".") and not text.endswith("..") and not _ABBREVIATED.search(text):
        return text[:-1]
    return text


def sentence_end(text: str, start: int) -> int:
    """Give the place after the sentence that begins at `start`."""
    for found in _SENTENCE_END.finditer(text, start):
        if found.end() - start > 1 and not _ABBREVIATION.search(text, 0, found.end()):
            return found.end()
    return len(text)


def shorten_title(text: str) -> str:
    """Give a sentence as a title: a long one ends at a clause, else at a word."""
    text = clean_title(text)
    if len(text) <= LONGEST_TITLE:
        return text
    for mark in (": ", " — ", " – ", "; ", ", ", "，", "："):
        cut = text.rfind(mark, 30, LONGEST_TITLE)
        if cut > 0:
            return trim_stop(text[:cut].rstrip(_TITLE_ENDS))
    return make_excerpt(text, LONGEST_TITLE)


def clean_summary(text: str) -> str:
    """Give running text without what only templates or layout put there."""
    return _LIQUID.sub("", text) if "{%" in text else text
