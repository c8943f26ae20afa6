"""What stands under a heading, cut into nodes: lists, tables, bold lines, paragraphs that begin.

A paragraph that is numbered, bold from end to end, opened by bold words that read as a title, or
nothing but a link, stands over what follows it; styles nest in the order in which they appear, as
headings do. A paragraph that merely links is a node of its own, with the plain ones after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from digest.core.blocks import Block
from digest.items.clean import clean_title
from digest.items.leads import Lead, read_lead
from digest.items.nodes import Group, Node, Placed
from digest.items.segments import date_line, full_date, is_blank, is_bold_line
from digest.items.vocabulary import says_nothing

_NOTHING = Lead(0)
_TITLE_WORDS = 4
_TITLE_LENGTH = 20
_LONGEST_BYLINE = 60
_LABEL = 60
_NAME = 200
_ADDRESS = re.compile(r"\s*<?https?://")
_STOPS = frozenset(":：.!?。！？")
_WIDE = re.compile("[\u2e80-\uffff\U00020000-\U0003ffff]")
_BESIDE = frozenset("(（-–—|·")

Style = tuple[object, ...]


def wide_length(text: str) -> int:
    """Return the length of a text in half-width characters."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


class BodyCutter:
    """Cuts the bodies of one post; `days` gathers the dates that stand over parts of it."""

    def __init__(self, days: list[date]) -> None:
        self._days = days
        self._counts: dict[object, int] = {}

    def cut(
        self, parent: Node, body: tuple[Placed, ...], section: tuple[str, ...], day: date | None
    ) -> None:
        """Hang the nodes of a body under its parent, and there what is no node."""
        _Body(parent, section, day, self._days, self._counts).read(body)


class _Body:
    """One body on its way to nodes: `stack` holds the lines that stand over the current block."""

    def __init__(
        self,
        parent: Node,
        section: tuple[str, ...],
        day: date | None,
        days: list[date],
        counts: dict[object, int],
    ) -> None:
        self._parent, self._section, self._day = parent, section, day
        self._days, self._counts = days, counts
        self._stack: list[tuple[Style, Node, tuple[str, ...], date | None]] = []
        self._last: Node | None = None
        """The linked paragraph that plain blocks still belong to."""
        self._groups: dict[tuple[int, Style], Group] = {}
        self._list: Group | None = None
        self._before: Block | None = None
        self._after: Block | None = None

    def read(self, body: tuple[Placed, ...]) -> None:
        for at, (path, block) in enumerate(body):
            self._after = body[at + 1][1] if at + 1 < len(body) else None
            if is_blank(block):
                if block.kind == "rule":
                    self._last = None
                self._keep(path, block)
                continue
            if block.kind == "list":
                self._add_list(path, block)
            else:
                self._list = None
                self._add(path, block)
            self._before = block

    @property
    def _top(self) -> Node:
        return self._stack[-1][1] if self._stack else self._parent

    @property
    def _inner(self) -> tuple[tuple[str, ...], date | None]:
        return (
            (self._stack[-1][2], self._stack[-1][3]) if self._stack else (self._section, self._day)
        )

    def _add(self, path: tuple[int, ...], block: Block) -> None:
        if block.kind == "paragraph" and block.text.strip() and not is_picture(block):
            self._add_paragraph(path, block)
        elif block.kind == "table":
            self._last = None
            self._extend(path)
            self._add_table(path, block)
        elif block.kind == "definitions":
            self._last = None
            self._extend(path)
            self._add_definitions(path, block)
        else:
            self._keep(path, block)

    def _keep(self, path: tuple[int, ...], block: Block) -> None:
        """Leave a block that is no node to the line it stands under."""
        owner = self._last or self._top
        owner.body.append((path, block))
        self._extend(path)
        if self._last is not None:
            self._last.size = path[-1] - self._last.path[-1] + 1

    def _extend(self, path: tuple[int, ...]) -> None:
        """Let the lines above a block reach to it, where they stand beside it."""
        for _, node, _, _ in self._stack:
            if node.path[:-1] == path[:-1]:
                node.size = max(node.size, path[-1] - node.path[-1] + 1)

    def _add_paragraph(self, path: tuple[int, ...], block: Block) -> None:
        section, day = self._inner
        lead = read_lead(block, day)
        style = self._style_of(block, lead)
        named = date_line(block, day) if style is None or style[0] == "bold" else None
        if named:
            style = ("date",)
        if style is None:
            self._add_linked(path, block, lead)
            return
        self._pop(style, path)
        section, day = self._inner
        node = Node("label", (path, block), block, lead, (section, day))
        node.style = style
        self._join(node, style)
        if named and (full := full_date(block.text)):
            self._days.append(full)
            named = full
        names = style[0] in {"bold", "date", "colon"}
        inner = (*section, clean_title(block.text)) if names else section
        self._stack.append((style, node, inner, named or day))
        self._last = None
        self._extend(path)

    def _pop(self, style: Style, path: tuple[int, ...]) -> None:
        """Leave the lines that a line of this style does not stand under."""
        at = next((i for i, each in enumerate(self._stack) if each[0] == style), None)
        if at is not None:
            del self._stack[at:]
        while self._stack and self._stack[-1][1].path[:-1] != path[:-1]:
            self._stack.pop()

    def _join(self, node: Node, style: Style) -> None:
        top = self._top
        group = self._groups.setdefault((id(top), style), Group(self._before))
        group.nodes.append(node)
        node.group = group
        top.children.append(node)

    def _style_of(self, block: Block, lead: Lead) -> Style | None:
        """Return the style of a paragraph that stands over others, or None."""
        if lead.number is not None:
            mark: object = block.text.lstrip()[:1] in "(（"
            if lead.number in {1, self._counts.get(mark, 0) + 1}:
                self._counts[mark] = lead.number
                return ("number", mark)
        if is_bold_line(block):
            return ("bold", is_slanted(block, lead))
        if opens_bold(block, lead):
            return ("lead", is_slanted(block, lead))
        if lead.link and is_link_line(block, lead):
            return ("link",)
        if self._after is not None and self._after.kind == "list" and is_label(block):
            return ("colon",)
        return None

    def _add_linked(self, path: tuple[int, ...], block: Block, lead: Lead) -> None:
        """Add a paragraph that links, or begins with a date; a plain one is left to others."""
        if not (lead.date or any(s.kind == "link" for s in block.spans) or block.attrs):
            self._keep(path, block)
            return
        section, day = self._inner
        node = Node("paragraph", (path, block), block, lead, (section, day))
        self._join(node, ())
        self._last = node
        self._extend(path)

    def _add_list(self, path: tuple[int, ...], block: Block) -> None:
        """Add the entries of a list; one right after another of its kind continues it."""
        self._last = None
        self._extend(path)
        ordered = block.marker[:1].isdigit()
        before = self._list
        if before is None or before.nodes[0].block.marker[:1].isdigit() != ordered:
            self._list = Group(self._before)
        section, day = self._inner
        top = self._top
        for node in read_entries(block, path, section, day, self._list or Group()):
            top.children.append(node)

    def _add_table(self, path: tuple[int, ...], block: Block) -> None:
        head = next((r for r in block.children if r.kind == "row" and r.level), None)
        group = Group(self._before, head)
        section, day = self._inner
        top = self._top
        for at, row in enumerate(block.children):
            if row.kind == "row" and not row.level:
                node = Node("row", ((*path, at), row), None, _NOTHING, (section, day))
                node.group = group
                group.nodes.append(node)
                top.children.append(node)

    def _add_definitions(self, path: tuple[int, ...], block: Block) -> None:
        section, day = self._inner
        group = Group(self._before)
        top = self._top
        node: Node | None = None
        for at, child in enumerate(block.children):
            if child.kind == "term":
                node = Node(
                    "term", ((*path, at), child), child, read_lead(child, day), (section, day)
                )
                node.group = group
                group.nodes.append(node)
                top.children.append(node)
            elif node is not None:
                node.size += 1
                node.body.append(((*path, at), child))


def read_entries(
    block: Block,
    path: tuple[int, ...],
    section: tuple[str, ...],
    day: date | None,
    group: Group,
) -> Iterator[Node]:
    """Yield the entries of a list, those of its nested lists under them."""
    for at, child in enumerate(block.children):
        here = (*path, at)
        first = child.children[0] if child.children else None
        leaf = first if first and first.kind in {"paragraph", "heading"} else None
        lead = read_lead(leaf, day) if leaf else _NOTHING
        node = Node("entry", (here, child), leaf, lead, (section, day))
        node.group = group
        group.nodes.append(node)
        if leaf is None or len(child.children) > 1:
            _fill_entry(node, child, here, (section, lead.date or day))
        yield node


def _fill_entry(
    node: Node,
    block: Block,
    path: tuple[int, ...],
    place: tuple[tuple[str, ...], date | None],
) -> None:
    section, day = place
    name = ""
    inner: Group | None = None
    for at, child in enumerate(block.children):
        if child is node.leaf:
            continue
        if child.kind == "list" and may_hold_entries(child):
            if inner is None:
                inner = Group(node.leaf)
                name = clean_title(node.leaf.text[:_NAME]) if node.leaf else ""
            node.children += read_entries(
                child, (*path, at), (*section, name) if name else section, day, inner
            )
        else:
            node.body.append(((*path, at), child))


def may_hold_entries(block: Block) -> bool:
    """Return whether a nested list links anywhere, or is marked; most only tell more."""
    return (
        any(s.kind == "link" for s in block.spans)
        or bool(block.attrs)
        or any(map(may_hold_entries, block.children))
    )


def is_picture(block: Block) -> bool:
    """Return whether a paragraph is only a picture, linked or not."""
    spans = block.spans
    if not spans or not any(s.kind == "image" for s in spans):
        return False
    shown = sum(s.end - s.start for s in spans if s.kind == "image")
    return len(block.text.strip()) - shown <= 1


def opens_bold(block: Block, lead: Lead) -> bool:
    """Return whether bold words with the length of a title open a paragraph and are set off.

    Those with a line of their own, those that are also slanted, and those with a bare address
    after them, may be short.
    """
    if not lead.bold or (lead.link and lead.link.end < lead.bold.end):
        return False
    title = block.text[max(lead.start, lead.bold.start) : lead.bold.end].strip()
    rest = block.text[lead.bold.end :]
    if rest.startswith("\n") or _ADDRESS.match(rest):
        return True
    if is_slanted(block, lead):
        return True
    after = rest[:3].strip()
    apart = title[-1:] in _STOPS or after[:1] in _STOPS or after[:1] in {"—", "–", "-"}
    return apart and (len(title.split()) >= _TITLE_WORDS or wide_length(title) >= _TITLE_LENGTH)


def is_label(block: Block) -> bool:
    """Return whether a short line ends in a colon, as one over a list does."""
    text = block.text.rstrip()
    return (
        len(text) <= _LABEL
        and text[-1:] in {":", "："}
        and not any(s.kind == "link" for s in block.spans)
    )


def is_slanted(block: Block, lead: Lead) -> bool:
    """Return whether the bold words that open a paragraph are also slanted."""
    bold = lead.bold
    return bold is not None and any(
        (s.kind == "emphasis" and s.start <= bold.start and s.end >= bold.end)
        or (
            s.kind == "emphasis"
            and bold.start <= s.start <= bold.start + 1
            and s.end >= bold.end - 2
        )
        for s in block.spans[:3]
    )


def is_link_line(block: Block, lead: Lead) -> bool:
    """Return whether a paragraph is nothing but a link, a by-line aside."""
    if lead.link is None:
        return False
    if says_nothing(block.text[lead.link.start : lead.link.end]):
        return False
    rest = block.text[lead.link.end :].strip(" *_\n")
    return not rest or (is_byline(rest) and rest[-1] not in _STOPS)


def is_byline(rest: str) -> bool:
    """Return whether what follows a linked title is only an author, a source or a reading time."""
    beside = rest[:1] in _BESIDE or rest[:3].lower() in {"by ", "via"}
    return beside and len(rest) <= _LONGEST_BYLINE and "。" not in rest
