"""What recognition is given and what it yields, and what passes between its steps."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from digest.config.tables import ItemsTable, LayoutName
from digest.core.blocks import Block, Placement, Span
from digest.core.model import Item
from digest.items.leads import Lead


class ItemContext(Struct, frozen=True, kw_only=True):
    """What recognition knows of a post besides its blocks.

    `layout` is the post's own `items:` (None: the site's), `date` its front matter's or file
    name's day, `url` the address the whole post is about, if front matter names one.
    """

    path: str
    title: str = ""
    date: date | None = None
    number: int | None = None
    layout: LayoutName | None = None
    table: ItemsTable = ItemsTable()
    language: str = "en"
    url: str | None = None
    summary: str = ""


class Choice(Struct, frozen=True, kw_only=True):
    """Why a part of the post was read as it was: what `digest items POST --explain` prints."""

    section: tuple[str, ...]
    line: int
    layout: LayoutName
    reason: str
    count: int


class Recognition(Struct, frozen=True, kw_only=True):
    """The items of a post, where the writer wraps them, and how they were found.

    `newest_date` is the newest date that heads a group: the day of a post that has no other.
    """

    items: tuple[Item, ...] = ()
    placements: tuple[Placement, ...] = ()
    choices: tuple[Choice, ...] = ()
    newest_date: date | None = None


class Draft(NamedTuple):
    """An item as a layout found it: which blocks are its own, and where its title stands."""

    layout: LayoutName
    path: tuple[int, ...]
    size: int
    lead: Block
    """The leaf that carries the title: a heading, an entry's first paragraph, a cell."""
    body: tuple[Block, ...]
    """The blocks after the lead, in order."""
    section: tuple[str, ...]
    line: int
    opening: Lead
    """How the lead begins."""
    attrs: tuple[tuple[str, str], ...] = ()
    group: date | None = None
    """The date that heads the item's group; its own date's year follows from it."""
    number: int | None = None
    """The number of a list entry's own marker."""
    columns: tuple[Block, ...] = ()
    """The head of a row's table."""
    cells: tuple[Block, ...] = ()
    """The cells of a row, in order."""


class Head(NamedTuple):
    """What the first words of an item say."""

    title: str
    rest: int
    """Where in the lead's text the summary begins."""
    link: Span | None = None
    """The link on or in the title."""
    label: str = ""
    """A bold label in front of the title: "Video:"."""
    sources: tuple[str, ...] = ()
    """Organisations, where the sentence says them."""
    named: bool = True
    """Whether the author wrote a title; otherwise it is the first sentence."""
