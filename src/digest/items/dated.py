"""The layout `dated`: an entry such as `28 Jan, ORG published a [paper](url) “Title”. …`."""

from __future__ import annotations

import re

from digest.core.blocks import Block, Span
from digest.items.clean import clean_title, sentence_end, shorten_title, trim_stop
from digest.items.leads import Lead
from digest.items.records import Head
from digest.items.subjects import split_names, subject_of
from digest.items.vocabulary import names_the_thing, says_nothing

_QUOTED = re.compile(
    r"[^“\"「『《]{0,80}?(?:“([^”]{3,300})”|\"([^\"]{3,300})\"|[「『《]([^」』》]{2,200})[」』》])"
)
_ACCORDING = re.compile(r"according to\s+|据\s*|via\s+", re.IGNORECASE)
_FROM = re.compile(r"\s*(?:from|by)\s+([^“\"「『《]{2,80}?)\s*(?=[“\"「『《])")
_SUBHEADLINE = re.compile(r"\s[“\"](?=[^”\"]{3,200}[.!?][”\"])")
_POSSESSIVE = re.compile(r"([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})[’']s\b")
_HEAD_LENGTH = 400
_CAPITALS = 4


def read_dated_head(leaf: Block, lead: Lead) -> Head:
    """Read title and organisations off an entry that begins with its date."""
    text, start = leaf.text, lead.start
    links = [s for s in leaf.spans if s.kind == "link" and start <= s.start < start + _HEAD_LENGTH]
    if according := _ACCORDING.match(text, start):
        return _reported_head(leaf, according.end(), links)
    sources = subject_of(text[start : start + _HEAD_LENGTH])
    main = next((s for s in links if names_the_thing(text[s.start : s.end])), None)
    if main and (quoted := _QUOTED.match(text, main.end)):
        if behind := _FROM.match(text, main.end):
            sources = tuple(dict.fromkeys((*sources, *split_names(behind[1]))))
        return Head(_title_in(quoted), quoted.end(), None, sources=sources)
    named = _named_link(text, start, links)
    if named:
        return Head(clean_title(text[named.start : named.end]), named.end, named, sources=sources)
    end = sentence_end(text, start)
    return Head(shorten_title(text[start:end]), end, sources=sources, named=False)


def _reported_head(leaf: Block, start: int, links: list[Span]) -> Head:
    """Read an entry such as `according to [Source](url), headline`."""
    text = leaf.text
    link = next((s for s in links if s.start <= start < s.end), None)
    comma = re.compile(r"\s*[,，]\s*").match(text, link.end) if link else None
    begin = comma.end() if comma else start
    words = text[link.start : link.end] if link else ""
    if words and not says_nothing(words):
        end = _headline_end(text, begin)
        return Head(trim_stop(text[begin:end].strip(" ,")), end, None, sources=(words,))
    owner = _POSSESSIVE.match(text, begin)
    sources = (owner[1],) if owner else subject_of(text[begin : begin + _HEAD_LENGTH])
    for other in links:
        main = other is not link and names_the_thing(text[other.start : other.end])
        if main and (quoted := _QUOTED.match(text, other.end)):
            return Head(_title_in(quoted), sentence_end(text, quoted.end()), sources=sources)
    end = sentence_end(text, begin)
    return Head(shorten_title(text[begin:end]), end, sources=sources, named=False)


def _headline_end(text: str, start: int) -> int:
    """Give the end of a headline: of its capitals, before a sub-headline, else of its sentence."""
    end = sentence_end(text, start)
    if sub := _SUBHEADLINE.search(text, start, end + 1):
        end = sub.start()
    words = list(re.finditer(r"\S+", text[start:end]))
    if len(words) > _CAPITALS and all(w[0].upper() == w[0] for w in words[:_CAPITALS]):
        for word in words:
            if word[0].upper() != word[0]:
                before = text[start : start + word.start()].rstrip()
                if before.endswith((",", ";", ":")):
                    return start + len(before) - 1
                break
    return end


def _named_link(text: str, start: int, links: list[Span]) -> Span | None:
    """Give the first link that names a thing rather than saying "paper" or "here"."""
    first = sentence_end(text, start)
    for link in links:
        words = text[link.start : link.end].strip()
        leads = not text[start : link.start].strip()
        if link.start < first and not leads and not says_nothing(words):
            return link
    return None


def _title_in(quoted: re.Match[str]) -> str:
    words = next(group for group in quoted.groups() if group)
    return trim_stop(words.strip(" ,"))
