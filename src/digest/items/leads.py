"""How a leaf begins: number, label, date, then bold words, a link, or plain text."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from digest.core.blocks import Block, Span
from digest.core.dates import parse_leading_date
from digest.items.clean import label_at, numbering, opening

_MAYBE_DATE = re.compile(
    r"[\[(]?(?:\d|(?:on )?[A-Za-zÀ-ÿА-я]{3,10}\.?,? (?:\w+\.?,? )?\d)", re.IGNORECASE
)
_AFTER_DATE = re.compile(r"[\])\s]*[,，:：;|/–—-]*\s*")
_UNRESOLVED = re.compile(r"\[([^\[\]]{1,120})\] ?\[[^\[\]]*\]")
_MONTHS = 12
_CENTURY = 2000
_QUOTES = "\"'“‘«《「『（(*_"


class Lead(NamedTuple):
    """The beginning of a leaf taken apart; `start` is where its own words begin."""

    start: int
    number: int | None = None
    label: str = ""
    date: date | None = None
    bold: Span | None = None
    link: Span | None = None
    broken: tuple[str, int] | None = None
    """A reference link without a definition: its text, and where it ends."""


def read_lead(leaf: Block, group: date | None = None) -> Lead:
    """Take the beginning of a leaf apart; `group` gives undated years their year."""
    text, spans = leaf.text, leaf.spans
    at = opening(text)
    if spans and spans[0].start <= at:
        at = _after_pictures(spans, text, at)
    number, at = numbering(text, at)
    at = opening(text, at) if number is not None else at
    label = ""
    if text[at : at + 1] in {"[", "【"}:
        if broken := _UNRESOLVED.match(text, at):
            return Lead(at, number, "", None, None, None, (broken[1], broken.end()))
        if not _spans_at(spans, text, at)[1]:
            label, at = label_at(text, at)
            at = opening(text, at)
    day = None
    if _MAYBE_DATE.match(text, at):
        day, at = _date_at(leaf, at, group)
    bold, link = _spans_at(spans, text, at)
    if bold is None and link is None and number is None:
        number, at = numbering(text, at)
    return Lead(at, number, label, day, bold, link)


def _after_pictures(spans: tuple[Span, ...], text: str, at: int) -> int:
    """Give the place after the pictures with which a leaf begins: their words are no title."""
    for span in spans:
        if span.start > at:
            break
        if span.kind == "image" and span.end < len(text):
            at = opening(text, max(at, span.end))
    return at


_NUMERIC = re.compile(r"[(\[]?(\d{1,2})[./-](\d{1,2})(?:[./-](\d{2,4}))?[)\]]?(?=\s|$)")


def _numeric_date(text: str, group: date | None) -> tuple[date, int] | None:
    """Return a date of bare numbers before a title: `(01/10/25)`, `12.29 - `; days come first."""
    found = _NUMERIC.match(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[2]), found[3]
    if not year and not re.match(r"\s*[-–—:|]\s", text[found.end() :]):
        return None
    day, month = (first, second) if second <= _MONTHS else (second, first)
    full = int(year) + (_CENTURY if len(year) == len("25") else 0) if year else 0
    full = full or (group.year if group else 0)
    try:
        return (date(full, month, day), found.end()) if full else None
    except ValueError:
        return None


def _date_at(leaf: Block, at: int, group: date | None) -> tuple[date | None, int]:
    """Give a date in front of the title; one inside a link or bold words belongs to the title."""
    text = leaf.text
    found = parse_leading_date(text[at : at + 60], group)
    if found:
        day, begin, end = found[0].day, at + found[1], at + found[2]
    elif numeric := _numeric_date(text[at : at + 60], group):
        day, begin, end = numeric[0], at, at + numeric[1]
    else:
        return None, at
    if any(s.kind == "link" and s.start <= begin < s.end for s in leaf.spans[:3]):
        return None, at
    if any(s.kind == "strong" and s.start <= at + 1 and s.end > end + 2 for s in leaf.spans[:3]):
        return None, at
    after = _AFTER_DATE.match(text, end)
    return day, after.end() if after else end


def _spans_at(spans: tuple[Span, ...], text: str, at: int) -> tuple[Span | None, Span | None]:
    """Give the bold span and the link in which a place lies, or that begin there, quotes aside."""
    bold = link = None
    for span in spans:
        start = span.start
        if start > at + 2:
            break
        if span.kind in {"strong", "link"} and span.end > at:
            if start > at and text[at:start].strip(_QUOTES):
                break
            if span.kind == "strong":
                bold = bold or span
            else:
                link = link or span
    return bold, link
