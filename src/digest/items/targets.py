"""Where an item's links lead: all of them in order, and which one is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from digest.core.addresses import classify_link, is_outward, is_profile
from digest.core.blocks import Block, Span
from digest.core.model import Link
from digest.items.clean import clean_title
from digest.items.words import LEADING_ON, RESOURCES, names_the_thing, only_leads_on

Footnotes = Mapping[str, Block]
"""Footnotes of the document by the address their references carry."""

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#].*)?$", re.IGNORECASE)
_PLAINLY_OUT = ("https://", "http://", "{{", "{%", "%7B%7B", "%7B%25")
_LONGEST_WORDING = 60
_AROUND = 4


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
        if before[-1:] in {":", "："} and LEADING_ON.search(before):
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


def resource_targets(body: tuple[Block, ...]) -> list[Target]:
    """Give the links of the sub-section that lists an item's resources, if there is one."""
    for at, block in enumerate(body):
        if block.kind == "heading" and RESOURCES.fullmatch(plain_name(block.text)):
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
