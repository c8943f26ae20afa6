"""Which organisations stand behind an item, by its title, its first words, or its address."""

from __future__ import annotations

import re

from digest.config.registry import Registry
from digest.core.addresses import host_of
from digest.core.blocks import Block
from digest.items.clean import sentence_end
from digest.items.records import Draft, Head
from digest.items.subjects import split_names, subject_of
from digest.items.targets import leaves_of

_LEADING_NAME = re.compile(r"(.{2,40}?)\s*(?:[:：]|\s[-–—|]\s|[’']s\b)")
_SET_OFF = re.compile(r"[:：’'|]|\s[-–—]")
_LONGEST_NAME = 44
_SENTENCES = 2
_NAMED_THERE = frozenset(
    {"x.com", "twitter.com", "github.com", "huggingface.co", "linkedin.com", "youtube.com", "t.me"}
)
_TOLD = re.compile(
    r"\b((?:[A-Z][\w.&-]*)(?: [A-Z][\w.&-]*){0,3})\s+(?:has |just |recently |also |now |today )*"
    r"(?:published|released?s?|announced|launched|introduced|unveiled|open[- ]sourced)\b"
)
_ATTRIBUTED = re.compile(r"\s(?:-|–|—|―)\s*([^-–—―]{2,40})$")
_ACCOUNT = re.compile(r"https?://[^/]+/(?:company/|@)?([^/?#]+)")


def sources_of(draft: Draft, head: Head, url: str | None, registry: Registry) -> tuple[str, ...]:
    """Give the organisations of an item, as the registry names them."""
    if head.sources:
        return _resolved(head.sources, registry)
    known = _known(subject_of(head.title), registry) or _leading(head.title, registry)
    if not known and draft.layout == "headings":
        known = _in_opening(draft.body, registry)
    if not known and url:
        known = _of_address(url, registry)
    if not known and draft.layout == "headings":
        known = _attributed(draft.body, registry)
    return known


def _resolved(names: tuple[str, ...], registry: Registry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(registry.resolve(name) for name in names))


def _known(names: tuple[str, ...], registry: Registry) -> tuple[str, ...]:
    entities = (registry.entity(name) for name in names)
    return tuple(dict.fromkeys(e.name for e in entities if e and e.kind == "company"))


def _leading(title: str, registry: Registry) -> tuple[str, ...]:
    """Give the name before a colon, dash or possessive: "Groq - extremely fast …"."""
    found = _LEADING_NAME.match(title) if _SET_OFF.search(title, 0, _LONGEST_NAME) else None
    return _known((found[1],), registry) if found else ()


def _in_opening(body: tuple[Block, ...], registry: Registry) -> tuple[str, ...]:
    """Give the names that the first sentences say did it."""
    text = next((b.text for b in body if b.kind == "paragraph" and len(b.text) > 1), "")
    start = 0
    for _ in range(_SENTENCES):
        end = sentence_end(text, start)
        names = subject_of(text[start:end].lstrip())
        if known := _known(tuple(n for name in names for n in split_names(name)), registry):
            return known
        start = end
    return ()


def _of_address(url: str, registry: Registry) -> tuple[str, ...]:
    """Give the publisher of a host, or the account at a host of many."""
    host = host_of(url)
    if host in _NAMED_THERE:
        account = _ACCOUNT.match(url)
        if account and registry.knows(account[1]):
            return _known((account[1],), registry)
        return ()
    publisher = registry.of_domain(host)
    return (publisher,) if publisher else ()


def _attributed(body: tuple[Block, ...], registry: Registry) -> tuple[str, ...]:
    """Give the names an essay credits: "X released …", and those under its quotations."""
    found: dict[str, None] = {}
    for block in body:
        if block.kind == "paragraph":
            for match in _TOLD.finditer(block.text):
                words = match[1].split()
                names = (" ".join(words[start:]) for start in range(len(words)))
                known = next((k for name in names if (k := _known((name,), registry))), ())
                found.update(dict.fromkeys(known))
        elif block.kind == "quote":
            for leaf in leaves_of((block,)):
                if match_ := _ATTRIBUTED.search(leaf.text):
                    found.update(dict.fromkeys(_known((match_[1],), registry)))
    return tuple(found)
