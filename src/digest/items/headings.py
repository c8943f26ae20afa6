"""The layout `headings`: a heading is an item's title, and everything under it is the item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from digest.blocks import Block, Span
from digest.items.leads import Lead, read_lead
from digest.items.outline import Section
from digest.items.segments import is_bold_line
from digest.items.targets import has_outward, leaves_of, links_deep, plain_name, says_nothing
from digest.items.words import ASKING, ESSAY, READ_MORE, ROUNDUP
from digest.links import is_outward

_LINK_COVERS = 0.6
_LONGEST_BYLINE = 60
_PARAGRAPH = 60
_SOME = 40
_NEWS_WORDS = 4
_MOST = 0.75
_FEW = 3
_ALIKE = 2


@dataclass(frozen=True)
class HeadingFacts:
    """What a heading and its section look like."""

    section: Section

    @cached_property
    def lead(self) -> Lead:
        """The beginning of the heading."""
        heading = self.section.heading
        return read_lead(heading) if heading else Lead(0)

    @cached_property
    def link(self) -> Span | None:
        """The link that is the heading, by-line and reading time aside."""
        heading, lead = self.section.heading, self.lead
        if not heading or not lead.link or not _is_address(lead.link.url):
            return None
        words = heading.text[max(lead.start, lead.link.start) : lead.link.end]
        rest = heading.text[lead.link.end :].strip()
        covers = len(words) >= _LINK_COVERS * max(1, len(heading.text) - lead.start)
        beside = len(rest) <= _LONGEST_BYLINE and rest[:1] in {"(", "（", "-", "–", "—", "|", "·"}
        by = rest[:3].lower() in {"by ", "via"}
        return lead.link if (covers or beside or by) and not says_nothing(words) else None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks directly under the heading."""
        return tuple(block for _, block in self.section.body)

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """Its paragraphs that have words."""
        return tuple(b for b in self.blocks if b.kind == "paragraph" and b.text.strip())

    @cached_property
    def prose(self) -> int:
        """How many characters of running text stand directly under the heading."""
        quotes = (b for b in self.blocks if b.kind in {"quote", "container"})
        return sum(len(b.text) for b in self.paragraphs) + sum(
            len(leaf.text) for leaf in leaves_of(quotes)
        )

    @cached_property
    def deep_prose(self) -> int:
        """The same with the sub-sections."""
        return self.prose + sum(HeadingFacts(child).prose for child in self._below())

    def _below(self) -> Iterable[Section]:
        return (s for child in self.section.children for s in child.walk())

    @cached_property
    def entries(self) -> int:
        """How many list entries of the body open with a link, bold words, or hold one."""
        lists = (b for b in self.blocks if b.kind == "list")
        return sum(links_deep(entry) for each in lists for entry in each.children)

    @cached_property
    def is_list(self) -> bool:
        """Whether the section is little more than a list of links, or a table."""
        if any(b.kind == "table" for b in self.blocks) and self.prose < _PARAGRAPH * _FEW:
            return True
        return self.entries > 0 and self.prose < _PARAGRAPH * max(_FEW, self.entries) / 2

    @cached_property
    def leads_on(self) -> Span | None:
        """The link of a last paragraph that does nothing but lead on: `[Read more](url)`."""
        words = self.paragraphs
        if len(words) < _ALIKE or sum(is_bold_line(b) for b in words) >= _ALIKE:
            return None
        last = words[-1]
        link = next((s for s in last.spans if s.kind == "link" and is_outward(s.url)), None)
        if not link or ASKING.match(last.text.strip()):
            return None
        before, after = last.text[: link.start].strip(), last.text[link.end :].strip()
        alone = not before.strip("*_→➡►▶»>\U0001f449 ") and not after.strip("!.→»> ")
        return link if alone or (before and READ_MORE.fullmatch(before.rstrip(":： "))) else None

    @cached_property
    def has_links(self) -> bool:
        """Whether running text of the section links somewhere."""
        return any(has_outward(b) for b in self.paragraphs)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The names of the sub-sections."""
        return tuple(plain_name(child.title) for child in self.section.children)


def recurring_levels(root: Section) -> dict[int, str]:
    """Give the levels whose sections are built alike (What / Why / Resources), and why."""
    levels: dict[int, list[HeadingFacts]] = {}
    for section in root.walk():
        if section.heading and not section.is_title and not section.is_boilerplate:
            levels.setdefault(section.level, []).append(HeadingFacts(section))
    found = {}
    for level, facts in levels.items():
        if len(facts) < _ALIKE:
            continue
        names = Counter(name for f in facts for name in set(f.parts) if name)
        shared = {name for name, count in names.items() if count >= max(_ALIKE, len(facts) / _FEW)}
        alike = [f for f in facts if len(shared & set(f.parts)) >= _ALIKE]
        told = sum(f.deep_prose > _PARAGRAPH for f in alike)
        if len(alike) * 2 >= len(facts) and told * 2 >= len(alike):
            found[level] = "sub-sections recur: " + " / ".join(
                name for name in alike[0].parts if name in shared
            )
    return found


def judge_siblings(siblings: tuple[Section, ...], recurring: dict[int, str]) -> dict[int, str]:
    """Say which of the sections under one heading are items: index of the heading → reason."""
    facts = [HeadingFacts(s) for s in siblings if not s.is_boilerplate]
    strong = {f.section.index: why for f in facts if (why := _strong_reason(f, facts, recurring))}
    if recurring:
        return strong
    linked = [f for f in facts if f.section.index in strong and f.link]
    for f in facts:
        if f.section.index in strong or f.is_list:
            continue
        if linked and len(linked) * 2 >= len(facts) and f.prose >= _PARAGRAPH:
            strong[f.section.index] = "stands among headings that are links"
        elif f.leads_on and f.prose >= _SOME and not f.section.children and not _asks(f):
            strong[f.section.index] = "prose that ends in a link leading on"
    return strong or _news_reasons(facts)


def swallowed(siblings: tuple[Section, ...], items: dict[int, str]) -> set[int]:
    """Give the headings that only continue the linked item before them: a list without prose."""
    found: set[int] = set()
    linked = sum(s.index in items and HeadingFacts(s).link is not None for s in siblings)
    if linked < _FEW:
        return found
    for before, section in pairwise(siblings):
        belongs = before.index in items or before.index in found
        if belongs and section.index not in items and not section.is_boilerplate:
            facts = HeadingFacts(section)
            if not section.children and not ROUNDUP.fullmatch(section.title) and facts.is_list:
                found.add(section.index)
    return found


def _strong_reason(f: HeadingFacts, siblings: list[HeadingFacts], recurring: dict[int, str]) -> str:
    section = f.section
    if section.level in recurring:
        return recurring[section.level]
    if f.link:
        below = [HeadingFacts(child) for child in section.children]
        if any(child.link for child in below):
            return ""
        return "" if f.is_list and f.prose < _PARAGRAPH else "the heading is a link"
    if f.lead.number is not None:
        numbers = [s.lead.number for s in siblings if s.lead.number is not None]
        rises = sum(b > a for a, b in pairwise(numbers))
        told = f.deep_prose >= _PARAGRAPH and not f.is_list
        if len(numbers) >= _ALIKE and rises * 2 >= len(numbers) - 1 and told:
            return "numbered headings over prose"
    return ""


def _news_reasons(facts: list[HeadingFacts]) -> dict[int, str]:
    """Take headings that read like headlines over linked prose, where nearly all siblings do."""
    told = [f for f in facts if f.has_links and not f.is_list and f.prose >= _PARAGRAPH]
    if len(told) < _FEW or len(told) < _MOST * len(facts):
        return {}
    words = sum(_word_count(f.section.title) for f in told) / len(told)
    essays = sum(bool(ESSAY.fullmatch(f.section.title)) for f in facts)
    if words < _NEWS_WORDS or essays > 1:
        return {}
    return {f.section.index: "headlines over prose with links" for f in told}


def _asks(f: HeadingFacts) -> bool:
    last = f.paragraphs[-1].text
    return bool(ASKING.match(last.strip()) or ASKING.match(f.section.title))


def _word_count(title: str) -> float:
    wide = sum(char > "\u2e80" for char in title)
    return len(title.split()) + wide / 2


def _is_address(url: str) -> bool:
    return is_outward(url) or url.startswith("/")
