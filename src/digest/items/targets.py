"""Where an item's links lead: all of them in order, and which one is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from digest.core.addresses import classify_link, is_outward, is_profile, kind_of_text
from digest.core.blocks import Block, Span
from digest.core.model import Link
from digest.items.clean import clean_title
from digest.items.vocabulary import (
    leads_on,
    lists_resources,
    names_fact,
    names_source,
    names_the_source,
    names_the_thing,
    only_leads_on,
)

Footnotes = Mapping[str, Block]
"""Footnotes of the document by the address their references carry."""

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#].*)?$", re.IGNORECASE)
_PLAINLY_OUT = ("https://", "http://", "{{", "{%", "%7B%7B", "%7B%25")
_LONGEST_WORDING = 60
_AROUND = 4
_LONGEST_LABEL = 24
_FACT = 60


class Target(NamedTuple):
    """A link that may be the primary one."""

    span: Span
    text: str
    leaf: Block
    is_picture: bool


def has_outward(leaf: Block) -> bool:
    """Whether a leaf links to something off the page; a template's unfilled address counts."""
    for span in leaf.spans:
        if span.kind == "link" and (span.url.startswith(_PLAINLY_OUT) or is_outward(span.url)):
            return True
    return False


def leaves_of(blocks: Iterable[Block]) -> list[Block]:
    """Give every leaf under the blocks that has text or anything inline, in order."""
    found: list[Block] = []
    for block in blocks:
        if block.children:
            found += leaves_of(block.children)
        elif block.spans or block.text:
            found.append(block)
    return found


def links_deep(block: Block) -> bool:
    """Whether the block or anything in it links to something off the page."""
    if block.spans:
        return has_outward(block)
    return any(map(links_deep, block.children))


def collect_targets(blocks: Iterable[Block], footnotes: Footnotes) -> list[Target]:
    """Give the links of an item in order, those of the footnotes it refers to at the end."""
    found: list[Target] = []
    notes: dict[str, Block] = {}
    for leaf in leaves_of(blocks):
        if not leaf.spans:
            continue
        found += _targets_in(leaf)
        for span in leaf.spans:
            if span.kind == "footnote" and span.url in footnotes:
                notes[span.url] = footnotes[span.url]
    for leaf in leaves_of(notes.values()):
        found += [t for t in _targets_in(leaf) if not _is_bare(t.text)]
    return found


def _targets_in(leaf: Block) -> list[Target]:
    found = []
    pictures = [s for s in leaf.spans if s.kind == "image"]
    for span in leaf.spans:
        if span.kind == "link" and _is_address(span.url):
            start, end = span.start, span.end
            around = bool(pictures) and any(p.start == start and p.end == end for p in pictures)
            found.append(Target(span, leaf.text[start:end].strip(), leaf, around))
    return found


def _is_address(url: str) -> bool:
    return is_outward(url) or (url.startswith("/") and len(url) > 1) or url.endswith((".md", "/"))


def _is_bare(text: str) -> bool:
    """Whether a link's text is only its address: in a footnote that is a citation."""
    return text.startswith(("http://", "https://", "www."))


def as_links(targets: Iterable[Target]) -> tuple[Link, ...]:
    """Give the links of the item's record; a picture that links to itself is none."""
    return tuple(
        Link(
            url=span.url, text=text, kind=classify_link(span.url, text),
            line=span.line or leaf.line, column=span.column,
        )
        for span, text, leaf, is_picture in targets
        if not (is_picture and _PICTURE.search(span.url))
    )  # fmt: skip


def main_target(targets: list[Target]) -> Target | None:
    """Give the link whose text says that it is the thing (paper, post, …), else the first."""
    outward = _usable(targets)
    for target in outward:
        if names_the_thing(target.text):
            return target
    return outward[0] if outward else None


def first_target(targets: list[Target]) -> Target | None:
    """Give the first link that leads somewhere else."""
    return next(iter(_usable(targets)), None)


def leading_on(targets: list[Target]) -> Target | None:
    """Give the link behind "Read more:", or one that says so itself and has a line of its own."""
    for target in targets:
        text, start = target.leaf.text, target.span.start
        before = text[max(0, start - _LONGEST_WORDING) : start].rstrip(' *_→➡►▶»>"“')
        if before[-1:] in {":", "："} and leads_on(before):
            return target
        alone = not before and len(text) - len(target.text) <= _AROUND
        if alone and only_leads_on(target.text) and not target.is_picture:
            return target
    return None


def _usable(targets: list[Target]) -> list[Target]:
    """Leave out pictures, people, and addresses on this site, where there are others."""
    if len(targets) == 1 and not targets[0].is_picture:
        return targets
    shown = [t for t in targets if not t.is_picture] or [
        t for t in targets if not _PICTURE.search(t.span.url)
    ]
    outward = [t for t in shown if is_outward(t.span.url)] or shown
    return [t for t in outward if not is_profile(t.span.url)] or outward


def _is_caption(leaf: Block) -> bool:
    """Return whether a leaf tells of a picture, whose source it may name."""
    whole = len(leaf.text) - _AROUND
    return leaf.kind == "figure" or any(
        s.kind == "image" or (s.kind == "emphasis" and s.end - s.start >= whole)
        for s in leaf.spans[:3]
    )


def source_target(targets: list[Target]) -> Target | None:
    """Return the link behind a label that names the source: `原文: URL`."""
    for target in targets:
        start = target.span.start
        if not start or target.is_picture:
            continue
        label = target.leaf.text[max(0, start - _LONGEST_LABEL) : start].rstrip(' *_"“<[(')
        if label[-1:] not in {":", "："} or not is_outward(target.span.url):
            continue
        if names_source(clean_title(label.rpartition("\n")[2])) and not _is_caption(target.leaf):
            return target
    return None


def source_in_row(
    columns: tuple[Block, ...], cells: tuple[Block, ...], targets: list[Target]
) -> Target | None:
    """Return the link in the column that names the source, else one whose text does."""
    outward = [t for t in targets if is_outward(t.span.url) and not t.is_picture]
    for column, cell in zip(columns, cells, strict=False):
        if names_the_source(column.text):
            for target in outward:
                if target.leaf is cell:
                    return _main_of([t for t in outward if t.leaf is cell]) or target
    return None


def _main_of(targets: list[Target]) -> Target | None:
    return next((t for t in targets if names_the_thing(t.text)), None)


def telling_target(targets: list[Target]) -> Target | None:
    """Return the first link that leads to the thing, not to talk about it, pictures or people.

    A list of facts may begin with what others said: a paper comes before its code, and both
    before a video, a thread or the comments.
    """
    usable = _usable(targets)
    if not usable:
        return None
    told = [(target, label) for target in usable if (label := _label_of(target))]
    best = min(told, key=lambda each: _rank(*each), default=None)
    if best is not None and (len(told) == len(usable) or _rank(*best) < len(_RANKS)):
        return best[0]
    return next(t for t in usable if all(t is not each for each, _ in told))


def _label_of(target: Target) -> str:
    """Return what says what a link is: the words before its colon, or its own; "" for neither."""
    text = target.leaf.text
    if _is_caption(target.leaf):
        return ""
    label, colon, _ = text[: target.span.start].replace("：", ":").rpartition(":")
    label = clean_title(label.rpartition("\n")[2])
    if colon and names_fact(label):
        return label
    return target.text if names_fact(target.text) and len(text) <= _FACT else ""


_RANKS = {"paper": 0, "code": 1, "model": 1, "dataset": 1, "article": 2, "audio": 3, "video": 3}


def _rank(target: Target, label: str) -> int:
    if names_the_thing(label):
        return 0
    return _RANKS.get(kind_of_text(label) or classify_link(target.span.url, label), len(_RANKS))


def resource_targets(body: tuple[Block, ...]) -> list[Target]:
    """Give the links of the sub-section that lists an item's resources, if there is one."""
    for at, block in enumerate(body):
        if block.kind == "heading" and lists_resources(plain_name(block.text)):
            return collect_targets(_under(body, at), {})
    return []


def _under(body: tuple[Block, ...], at: int) -> Iterator[Block]:
    """Yield the blocks under a heading of an item's body."""
    for block in body[at + 1 :]:
        if block.kind == "heading" and block.level <= body[at].level:
            return
        yield block


def plain_name(text: str) -> str:
    """Give a sub-heading's words without emoji, colon or numbering, for comparing."""
    return clean_title(text).lower()
