"""The title of an entry: its bold lead, the link that opens it, or its first sentence."""

from __future__ import annotations

import re

from digest.core.addresses import is_profile, kind_of_text
from digest.core.blocks import Block, Span
from digest.items.clean import clean_link, clean_title, sentence_end, shorten_title
from digest.items.dated import read_dated_head
from digest.items.leads import Lead
from digest.items.records import Head
from digest.items.section_bodies import is_byline, is_slanted
from digest.items.vocabulary import says_nothing

_SEPARATOR = re.compile(
    r"[\"'”’」』»)\]*\s]*(?:[:：.。,，;；|!?！？·→]|[—–-]+(?=\s|$)|[（(]|by\b|//|(?=https?://)|$|\n)"
)
_BYLINE = re.compile(r"\s*[,，(（]?\s*(?:by|via|作者|文)\b.{0,60}$")
_LONGEST_FRAGMENT = 140
_TITLE_WORDS = 3
_LABEL = 40
_CLOSED = frozenset(":：.。!?！？")
_COLUMN_GAP = re.compile(r"(\S.{2,158}?\S) {2,}(?=\S)")


def read_head(leaf: Block, lead: Lead) -> Head:
    """Read title, link, and what a sentence says, off the leaf that leads an item."""
    if lead.broken:
        return Head(clean_title(lead.broken[0]), lead.broken[1])
    if lead.bold and (head := _bold_head(leaf, lead, lead.bold)):
        return head
    set_off = lead.link and _SEPARATOR.match(leaf.text, lead.link.end)
    if lead.date and not set_off:
        return read_dated_head(leaf, lead)
    if lead.link and (head := _link_head(leaf, lead.start, lead.link)):
        return head
    return sentence_head(leaf, lead.start, lead.link)


def _bold_head(leaf: Block, lead: Lead, bold: Span) -> Head | None:
    text = leaf.text
    words = text[max(lead.start, bold.start) : bold.end]
    after = _SEPARATOR.match(text, bold.end)
    closed = after or words.rstrip()[-1:] in _CLOSED or is_slanted(leaf, lead)
    if not closed and len(words.split()) < _TITLE_WORDS:
        return None
    rest = after.end() if after else bold.end
    inner = _link_within(leaf.spans, bold)
    if inner and inner.start <= max(lead.start, bold.start) + 1 and inner.end < bold.end:
        rest_of = text[inner.end : bold.end].strip()
        if is_byline(rest_of) and not says_nothing(text[inner.start : inner.end]):
            return Head(clean_link(text[inner.start : inner.end]), rest, inner)
    if len(words) <= _LABEL and (kind_of_text(words) or (not inner and says_nothing(words))):
        following = next((s for s in leaf.spans if s.kind == "link" and s.start >= rest), None)
        if following and not text[rest : following.start].strip(' :："“《'):
            head = _link_head(leaf, following.start, following)
            return head._replace(label=words.strip(" :：")) if head else None
    title = clean_title(words)
    return Head(title, _after_address(leaf, rest), inner) if title else None


def _after_address(leaf: Block, at: int) -> int:
    """Give where words go on after a bare address: it says nothing that the link does not."""
    text = leaf.text
    following = next((s for s in leaf.spans if s.kind == "link" and s.start >= at), None)
    if (
        following
        and text.startswith(("http://", "https://"), following.start)
        and not text[at : following.start].strip()
    ):
        return following.end
    return at


def _link_within(spans: tuple[Span, ...], bold: Span) -> Span | None:
    for span in spans:
        if span.start > bold.end:
            break
        if span.kind == "link" and bold.start <= span.start and span.end <= bold.end:
            return span
    return None


def _link_head(leaf: Block, start: int, link: Span) -> Head | None:
    text = leaf.text
    words = text[max(start, link.start) : link.end]
    if says_nothing(words):
        return None
    after = _SEPARATOR.match(text, link.end)
    if not after and is_profile(link.url):
        return None
    if not after and _is_fragment(leaf, start, link):
        return Head(clean_title(_BYLINE.sub("", text[start:])), len(text), link)
    title = clean_link(words)
    return Head(title, after.end() if after else link.end, link) if title else None


def _is_fragment(leaf: Block, start: int, link: Span) -> bool:
    """Whether the leaf is one short phrase with several links, which together are its title."""
    text = leaf.text
    others = any(
        s.kind == "link" and s.start > link.end and not says_nothing(text[s.start : s.end])
        for s in leaf.spans
    )
    return others and len(text) - start < _LONGEST_FRAGMENT and _is_one_phrase(text, start)


def _is_one_phrase(text: str, start: int) -> bool:
    return sentence_end(text, start) >= len(text.rstrip())


def read_cell_head(cell: Block, lead: Lead) -> Head:
    """Read a table's cell, where two blanks may part the title from what is said about it."""
    head = read_head(cell, lead)
    gap = None if head.named else _COLUMN_GAP.match(cell.text, lead.start)
    if gap:
        return head._replace(title=clean_title(gap[1]), rest=gap.end(), named=True)
    return head


_ASIDE = re.compile(r"\s*[(（\[][^()（）\[\]]{1,60}[)）\]]\s*[.。]?\s*$")


def _before_asides(leaf: Block, start: int, end: int) -> int:
    """Return where a sentence ends before links in brackets that say nothing: `(#12)`."""
    text = leaf.text
    bare = next(
        (s for s in leaf.spans if s.kind == "link" and start < s.start and s.end >= end - 1), None
    )
    if bare and text.startswith(("http://", "https://"), bare.start):
        return bare.start
    found = _ASIDE.search(text, start, end)
    if not found or found.start() <= start:
        return end
    links = [s for s in leaf.spans if s.kind == "link" and s.start >= found.start()]
    inside = [s for s in links if s.end <= end]
    covered = sum(s.end - s.start for s in inside)
    quiet = all(says_nothing(text[s.start : s.end]) for s in inside)
    return found.start() if inside and quiet and covered * 2 > end - found.start() - 2 else end


def sentence_head(leaf: Block, start: int, link: Span | None = None) -> Head:
    """Take the first sentence as the title; a long one is shortened and stays in the summary."""
    text = leaf.text
    end = sentence_end(text, start)
    title = shorten_title(text[start : _before_asides(leaf, start, end)])
    whole = len(title) >= len(text[start:end].strip()) - 8
    return Head(title, end if whole else start, link, named=False)
