"""Draft → Item: title, links, kind, date, sources, summary, identity."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from digest.config.registry import Registry
from digest.core.addresses import canonicalise, classify_link, is_outward, is_profile, kind_of_text
from digest.core.blocks import Block
from digest.core.dates import parse_leading_date
from digest.core.diagnostics import Report
from digest.core.model import Item, ItemKind, Link
from digest.core.text import make_excerpt, match_key
from digest.items.anchors import Anchors
from digest.items.clean import (
    LONGEST_TITLE,
    clean_heading,
    clean_summary,
    opening,
    shorten_title,
)
from digest.items.heads import read_cell_head, read_head
from digest.items.pins import read_pins
from digest.items.records import Draft, Head, ItemContext
from digest.items.section_bodies import is_byline
from digest.items.sources import sources_of
from digest.items.targets import (
    Footnotes,
    Target,
    as_links,
    collect_targets,
    first_target,
    leading_on,
    leaves_of,
    main_target,
    resource_targets,
    source_in_row,
    source_target,
    telling_target,
)
from digest.items.vocabulary import lies_ahead, names_part

_SUMMARY = 300
_LONGEST_ANCHOR = 100
_ENOUGH = 420
_STRAY = 3
_SOON = timedelta(days=31)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SEPARATORS = " \t\n:：—–-.,，;；|。！!?？)）]”\"'"
_SAYS_ARTICLE = re.compile(
    r"^(?:an? |the |this )?(?:[\w-]+ )?(?:article|essay|story)$", re.IGNORECASE
)
_ARTICLES = ("article", "essay", "story")
_QUIET_LEAVES = frozenset({"paragraph", "cell", "definition", "term"})


class Maker:
    """Makes the items of one post, in order."""

    def __init__(
        self, context: ItemContext, blocks: tuple[Block, ...], registry: Registry, report: Report
    ) -> None:
        self._context, self._registry, self._report = context, registry, report
        self._anchors = Anchors(blocks)
        self._footnotes = _footnotes(blocks)

    def make(self, draft: Draft, position: int) -> Item:
        """Give one item."""
        context, lead = self._context, draft.opening
        pins = read_pins(draft.attrs, context.path, draft.line, self._report)
        head = _read_head(draft)
        targets = collect_targets(_own_blocks(draft), self._footnotes)
        primary = _primary(draft, head, targets)
        url = pins.url or (primary.span.url if primary else None)
        title = pins.title or _bounded(head.title) or _fallback_title(url, draft)
        identity = identify(url, title)
        sources = pins.sources
        if sources is None:
            sources = sources_of(draft, head, url, self._registry)
        return Item(
            id=identity, post=context.path, position=position,
            number=_first_known(pins.number, lead.number, draft.number),
            section=draft.section, title=title, url=url, links=as_links(targets),
            kind=pins.kind or _kind(lead.label or head.label, primary, url),
            date=pins.date or _leading_date(draft) or _opening_date(draft),
            sources=sources, summary=_summary(draft, head, title),
            anchor=self._anchor(draft, title, identity), line=draft.line,
        )  # fmt: skip

    def _anchor(self, draft: Draft, title: str, identity: str) -> str:
        for key, value in draft.attrs:
            if key == "id" and value and len(value) <= _LONGEST_ANCHOR:
                return value
        return self._anchors.name(title, identity)


def _bounded(title: str) -> str:
    """Return a title that is no longer than a line."""
    return title if len(title) <= LONGEST_TITLE else shorten_title(title)


def _first_known(*numbers: int | None) -> int | None:
    for number in numbers:
        if number is not None:
            return number
    return None


def identify(url: str | None, title: str) -> str:
    """Give an item's id: from the canonical form of its address, else from its title."""
    what = f"url {canonicalise(url)}" if url else f"title {match_key(title)}"
    return hashlib.blake2b(what.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _footnotes(blocks: tuple[Block, ...]) -> Footnotes:
    notes = blocks[-1] if blocks and blocks[-1].kind == "footnotes" else None
    return (
        {f"#{note.attr('id') or 'fn-' + note.name}": note for note in notes.children}
        if notes
        else {}
    )


def _own_blocks(draft: Draft) -> tuple[Block, ...]:
    return draft.cells or (draft.lead, *draft.body)


def _read_head(draft: Draft) -> Head:
    if draft.layout == "headings":
        return _heading_head(draft)
    if draft.layout == "table":
        return read_cell_head(draft.lead, draft.opening)
    return read_head(draft.lead, draft.opening)


def _heading_head(draft: Draft) -> Head:
    """Read the title off a heading: the whole of it, or the link that it mostly is."""
    heading, lead = draft.lead, draft.opening
    link = lead.link
    words = heading.text[lead.start :]
    if link and is_byline(heading.text[link.end :].strip()):
        words = heading.text[max(lead.start, link.start) : link.end]
    return Head(clean_heading(words), 0, link)


def _primary(draft: Draft, head: Head, targets: list[Target]) -> Target | None:
    """Choose the address a reader would open."""
    if draft.layout == "table" and (found := source_in_row(draft.columns, draft.cells, targets)):
        return found
    own = next((t for t in targets if head.link and t.span is head.link), None)
    if own and (is_outward(own.span.url) or head.named) and (head.named or not _is_person(own)):
        if is_outward(own.span.url):
            return own
        return source_target(targets) or own
    if draft.layout == "headings":
        resources = resource_targets(draft.body)
        return (
            source_target(targets) or leading_on(targets) or first_target(resources)
            or telling_target(targets)
        )  # fmt: skip
    shown = [t for t in targets if "{{" not in t.span.url]
    return source_target(shown) or leading_on(shown) or main_target(shown)


def _is_person(target: Target) -> bool:
    return target.text.startswith("@") or is_profile(target.span.url)


def _kind(label: str, primary: Target | None, url: str | None) -> ItemKind:
    """Say what the item is: its label and its link's words say it, else the address does."""
    if label and (by_label := kind_of_text(label)):
        return by_label
    if not url:
        return "article"
    words = primary.text if primary else ""
    if kind_of_text(words) == "paper":
        return "paper"
    if words[-7:].lower().endswith(_ARTICLES) and _SAYS_ARTICLE.search(words):
        return "article"
    return classify_link(url, words)


def _leading_date(draft: Draft) -> date | None:
    """Give the date before the title; of events without a year, the one that lies ahead."""
    day, group = draft.opening.date, draft.group
    if day and group and day < group - _SOON and lies_ahead(" ".join(draft.section)):
        written = draft.lead.text[: draft.opening.start]
        ahead = None if _YEAR.search(written) else _a_year_later(day)
        return ahead or day
    return day


def _a_year_later(day: date) -> date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return None


def _opening_date(draft: Draft) -> date | None:
    """Give the date with which the text under a heading opens: `On February 20, 2024, …`."""
    if draft.layout != "headings":
        return None
    first = next((b for b in draft.body if b.kind == "paragraph" and b.text.strip()), None)
    if not first:
        return None
    found = parse_leading_date(first.text[:80], draft.group)
    return found[0].day if found else None


def _fallback_title(url: str | None, draft: Draft) -> str:
    words = next((leaf.text for leaf in leaves_of(_own_blocks(draft)) if leaf.text.strip()), "")
    return shorten_title(words) or (url or "")


def _summary(draft: Draft, head: Head, title: str) -> str:
    """Give what the item says beyond its title, as plain text."""
    text = ""
    if draft.layout != "headings":
        text = draft.lead.text[head.rest : head.rest + _ENOUGH].lstrip(_SEPARATORS)
    if len(text) < _ENOUGH // 2:
        text = " ".join((text, *_words_of(draft.body, _ENOUGH - len(text)))).strip()
    summary = make_excerpt(clean_summary(text), _SUMMARY)
    if len(summary) <= 2 * len(title) and match_key(summary) == match_key(title):
        return ""
    return summary


def _words_of(blocks: Iterable[Block], enough: int) -> Iterator[str]:
    """Yield the running text under an item's lead, until there is enough of it."""
    for leaf in leaves_of(blocks):
        if enough <= 0:
            return
        if leaf.kind in _QUIET_LEAVES and not _is_link_only(leaf):
            text = leaf.text[_behind_label(leaf) :][:_ENOUGH]
            enough -= len(text)
            yield text


def _behind_label(leaf: Block) -> int:
    """Give where a leaf's words begin, behind marks and what only names the part: "**What.**"."""
    start, text = opening(leaf.text), leaf.text
    label = next((s for s in leaf.spans if s.kind == "strong" and s.start <= start < s.end), None)
    if label is None or not names_part(text[start : label.end]):
        return start
    rest = text[label.end :]
    apart = not text[label.end - 1].isalnum() or rest.lstrip()[:1] in _SEPARATORS.strip()
    return len(text) - len(rest.lstrip(_SEPARATORS)) if apart else start


def _is_link_only(leaf: Block) -> bool:
    """Whether a leaf is nothing but links or a picture."""
    covered = sum(s.end - s.start for s in leaf.spans if s.kind in {"link", "image"})
    return bool(leaf.spans) and len(leaf.text.strip()) - covered <= _STRAY


def link_place(item: Item) -> tuple[int, int]:
    """Give the line and column of an item's primary link, for diagnostics."""
    link: Link | None = next((link for link in item.links if link.url == item.url), None)
    return (link.line, link.column) if link else (item.line, 0)
