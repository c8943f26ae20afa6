"""The layout `headings`: a heading is an item's title, and everything under it is the item."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from digest.core.addresses import is_outward
from digest.core.blocks import Block, Span
from digest.items.leads import Lead, read_lead
from digest.items.lists import wide_length
from digest.items.outline import Section
from digest.items.segments import is_bold_line
from digest.items.targets import has_outward, leaves_of, links_deep, plain_name
from digest.items.words import ESSAY, LEADING_ON, NOTHING_NEW, ROUNDUP, is_asking, says_nothing

_LINK_COVERS = 0.6
_LONGEST_BYLINE = 60
_PARAGRAPH = 60
_SOME = 40
_NEWS_WORDS = 4
_MOST = 0.75
_FEW = 3
_ALIKE = 2
_BESIDE = frozenset("(（-–—|·")


class HeadingFacts:
    """What a heading and the blocks directly under it look like."""

    __slots__ = ("_listed", "lead", "link", "paragraphs", "prose", "section")

    def __init__(self, section: Section) -> None:
        heading = section.heading
        self.section = section
        self.lead = read_lead(heading) if heading else Lead(0)
        self.link = heading_link(heading, self.lead) if heading else None
        self.paragraphs: list[Block] = []
        self.prose = 0
        for _, block in section.body:
            if block.kind == "paragraph" and block.text.strip():
                self.paragraphs.append(block)
                self.prose += wide_length(block.text)
            elif block.kind in {"quote", "container"}:
                self.prose += sum(wide_length(leaf.text) for leaf in leaves_of((block,)))
        self._listed: bool | None = None

    @property
    def is_list(self) -> bool:
        """Whether the section is little more than a list of links, or a table."""
        if self._listed is None:
            self._listed = self._look_for_list()
        return self._listed

    def _look_for_list(self) -> bool:
        blocks = [block for _, block in self.section.body]
        if any(b.kind == "table" for b in blocks) and self.prose < _PARAGRAPH * _FEW:
            return True
        lists = (b for b in blocks if b.kind == "list")
        entries = sum(links_deep(entry) for each in lists for entry in each.children)
        return entries > 0 and self.prose < _PARAGRAPH * max(_FEW, entries) / 2

    @property
    def has_entries(self) -> bool:
        """Whether a list of the section links somewhere."""
        return any(block.kind == "list" and links_deep(block) for _, block in self.section.body)

    @property
    def leads_on(self) -> Span | None:
        """The link of a last paragraph that does nothing but lead on: `[Read more](url)`."""
        words = self.paragraphs
        if len(words) < _ALIKE or sum(is_bold_line(b) for b in words) >= _ALIKE:
            return None
        last = words[-1]
        link = next((s for s in last.spans if s.kind == "link" and is_outward(s.url)), None)
        if not link or is_asking(last.text) or not _tells(words[:-1]):
            return None
        before, after = last.text[: link.start].strip(), last.text[link.end :].strip()
        alone = not before.strip("*_→➡►▶»>\U0001f449 ") and not after.strip("!.→»> ")
        return link if alone or LEADING_ON.search(before) else None

    @property
    def has_links(self) -> bool:
        """Whether running text of the section links somewhere."""
        return any(has_outward(b) for b in self.paragraphs)


def heading_link(heading: Block, lead: Lead) -> Span | None:
    """Give the link that a heading is, by-line and reading time aside."""
    link = lead.link
    if not link or not (is_outward(link.url) or link.url.startswith("/")):
        return None
    words = heading.text[max(lead.start, link.start) : link.end]
    rest = heading.text[link.end :].strip()
    covers = len(words) >= _LINK_COVERS * max(1, len(heading.text) - lead.start)
    return link if (covers or is_byline(rest)) and not says_nothing(words) else None


def is_byline(rest: str) -> bool:
    """Whether what follows a linked title is only an author, a source or a reading time."""
    beside = rest[:1] in _BESIDE or rest[:3].lower() in {"by ", "via"}
    return beside and len(rest) <= _LONGEST_BYLINE


class Headings:
    """Judges the headings of one post; what a heading looks like is worked out once."""

    def __init__(self, root: Section, *, is_dated: bool) -> None:
        self._root, self._is_dated = root, is_dated
        self._facts: dict[int, HeadingFacts] = {}
        self.recurring = self._recurring_levels(root)
        """Levels whose sections are built alike (What / Why / Resources), and why."""

    @property
    def likely_level(self) -> int:
        """The level whose headings are most likely items, where somebody says that some are."""
        if self.recurring:
            return max(self.recurring)
        likely: Counter[int] = Counter()
        for section in self._root.walk():
            if not section.is_root and not section.is_boilerplate:
                f = self.facts(section)
                likely[section.level] += bool(f.link or f.lead.number is not None or f.has_links)
        return max(likely, key=lambda level: (likely[level], level), default=2)

    def facts(self, section: Section) -> HeadingFacts:
        """Give what a heading and its section look like."""
        found = self._facts.get(section.index)
        if found is None:
            found = self._facts[section.index] = HeadingFacts(section)
        return found

    def judge(self, siblings: tuple[Section, ...]) -> dict[int, str]:
        """Say which of the sections under one heading are items: heading's index → reason."""
        facts = [self.facts(s) for s in siblings if not s.is_boilerplate]
        found = {f.section.index: why for f in facts if (why := self._strong_reason(f, facts))}
        if self.recurring:
            return found
        linked = sum(f.section.index in found and f.link is not None for f in facts)
        for f in facts:
            if f.section.index in found or f.prose < _SOME or f.is_list:
                continue
            if linked and linked * 2 >= len(facts) and f.prose >= _PARAGRAPH:
                found[f.section.index] = "stands among headings that are links"
            elif f.leads_on and not f.section.children and not _asks(f):
                found[f.section.index] = "prose that ends in a link leading on"
        return found or (_news_reasons(facts) if self._is_dated else {})

    def swallowed(self, siblings: tuple[Section, ...], items: dict[int, str]) -> set[int]:
        """Give the headings that only continue the linked item before them: lists without prose."""
        found: set[int] = set()
        if sum(s.index in items and self.facts(s).link is not None for s in siblings) < _FEW:
            return found
        for before, section in pairwise(siblings):
            belongs = before.index in items or before.index in found
            if not belongs or section.index in items or section.is_boilerplate:
                continue
            named = ROUNDUP.fullmatch(section.title)
            if not section.children and not named and self.facts(section).is_list:
                found.add(section.index)
        return found

    def _strong_reason(self, f: HeadingFacts, siblings: list[HeadingFacts]) -> str:
        section = f.section
        if section.level in self.recurring:
            return self.recurring[section.level]
        if f.link:
            return "" if self._heads_a_list(f, siblings) else "the heading is a link"
        if f.lead.number is not None:
            numbers = [s.lead.number for s in siblings if s.lead.number is not None]
            rises = sum(b > a for a, b in pairwise(numbers))
            ordered = len(numbers) >= _ALIKE and rises * 2 >= len(numbers) - 1
            if ordered and self._deep_prose(section) and not f.is_list:
                return "numbered headings over prose"
        return ""

    def _heads_a_list(self, f: HeadingFacts, siblings: list[HeadingFacts]) -> bool:
        """Whether a linked heading stands over entries, or over entries in other issues."""
        if any(self.facts(child).link for child in f.section.children):
            return True
        linked = [other for other in siblings if other.link]
        lists = sum(other.is_list for other in linked)
        if lists * 2 > len(linked) and f.has_entries:
            return True
        if f.prose >= _PARAGRAPH:
            return False
        leaves = leaves_of(block for _, block in f.section.body)
        if leaves and all(NOTHING_NEW.fullmatch(leaf.text) for leaf in leaves):
            return True
        return f.is_list or (not f.prose and lists > 0)

    def _tells_one_thing(self, section: Section) -> bool:
        """Whether the parts of a section tell of one thing, rather than list many."""
        parts = [self.facts(child) for child in section.children]
        lists = sum(f.is_list or opens_with_links(f.paragraphs) for f in parts)
        return self._deep_prose(section) > _PARAGRAPH and lists * 2 <= len(parts)

    def _deep_prose(self, section: Section) -> int:
        return sum(self.facts(each).prose for each in section.walk())

    def _recurring_levels(self, root: Section) -> dict[int, str]:
        levels: dict[int, list[tuple[Section, list[str]]]] = {}
        for section in root.walk():
            if not section.is_root and not section.is_boilerplate:
                parts = [plain_name(child.title) for child in section.children]
                levels.setdefault(section.level, []).append((section, parts))
        found = {}
        for level, sections in levels.items():
            if reason := self._recurs(sections):
                found[level] = reason
        return found

    def _recurs(self, sections: list[tuple[Section, list[str]]]) -> str:
        """Say which names recur among the sub-sections of most sections, if they tell anything."""
        divided = sum(len(parts) >= _ALIKE for _, parts in sections)
        if len(sections) < _ALIKE or divided * 2 < len(sections):
            return ""
        names = Counter(name for _, parts in sections for name in set(parts) if name)
        least = max(_ALIKE, len(sections) / _FEW)
        shared = {name for name, count in names.items() if count >= least}
        alike = [(s, parts) for s, parts in sections if len(shared & set(parts)) >= _ALIKE]
        told = sum(self._tells_one_thing(section) for section, _ in alike)
        if len(alike) * 2 < len(sections) or told * 2 < len(alike):
            return ""
        return "sub-sections recur: " + " / ".join(n for n in alike[0][1] if n in shared)


def _news_reasons(facts: list[HeadingFacts]) -> dict[int, str]:
    """Take headings that read like headlines over linked prose, where nearly all siblings do."""
    told = [f for f in facts if f.prose >= _PARAGRAPH and f.has_links and not f.is_list]
    if len(told) < _FEW or len(told) < _MOST * len(facts):
        return {}
    words = sum(_word_count(f.section.title) for f in told) / len(told)
    essays = sum(bool(ESSAY.fullmatch(f.section.title)) for f in facts)
    if words < _NEWS_WORDS or essays > 1:
        return {}
    return {f.section.index: "headlines over prose with links" for f in told}


def opens_with_links(paragraphs: list[Block]) -> bool:
    """Whether links open several of the paragraphs, and most of them."""
    led = sum(read_lead(b).link is not None for b in paragraphs)
    return led >= _ALIKE and led * 2 >= len(paragraphs)


def _tells(paragraphs: list[Block]) -> bool:
    """Whether paragraphs say something besides their links."""
    linked = sum(s.end - s.start for b in paragraphs for s in b.spans if s.kind == "link")
    return sum(len(b.text) for b in paragraphs) - linked >= _SOME


def _asks(f: HeadingFacts) -> bool:
    last = f.paragraphs[-1].text
    return is_asking(last) or is_asking(f.section.title)


def _word_count(title: str) -> float:
    wide = sum(char > "\u2e80" for char in title)
    return len(title.split()) + wide / 2
