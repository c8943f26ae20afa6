"""The records of a digest: posts and their items. Frozen, without I/O, safe to send to workers.

Field names are a public contract: templates, `items.json` and `posts.json` use them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, Protocol

import msgspec


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where remembered bytes lie: a pack's name, their place in it, their length and checksum."""

    pack: str
    offset: int
    size: int
    check: int


class SlotReader(Protocol):
    """Reads remembered bytes; can be pickled, so that workers read for themselves."""

    def read(self, slot: Slot) -> bytes:
        """Return what was remembered, exactly."""
        ...


LinkKind = Literal["paper", "code", "model", "dataset", "video", "audio", "social", "article"]
ItemKind = LinkKind
PostKind = Literal["post", "page"]


class Link(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A link of an item or post: address as written, plain text, and what lies behind it."""

    url: str
    text: str
    kind: LinkKind
    line: int = 0
    column: int = 0


class Image(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An image of a post: address as written, alternative text, and title ("" if none)."""

    url: str
    alt: str
    title: str = ""
    line: int = 0
    column: int = 0


class Heading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A heading of a post: level 1 to 6, plain text, and the id that links to it."""

    level: int
    text: str
    id: str
    line: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One curated entry of a post.

    `id` is made from the canonical form of the primary link, else from the title, and never from
    the position: two entries about one link share it, their `anchor`s differ. `section` lists
    the headings above the item, outermost first. `date` is the item's own, else None.
    """

    id: str
    post: str
    position: int
    number: int | None
    section: tuple[str, ...]
    title: str
    url: str | None
    links: tuple[Link, ...]
    kind: ItemKind
    date: date | None
    sources: tuple[str, ...]
    summary: str
    anchor: str
    line: int


class PostMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a post says of itself: all of its front matter, settled, and nothing of its body.

    `path` is relative to the site's root, joined with "/". `url` is root-relative, starts with
    "/" and, for a page in a folder of its own, ends with "/". `date`, `updated`, `publish_date`
    and `expiry_date` are aware; a bare date is midnight in the site's time zone. `taxonomies`
    maps a taxonomy's name to its terms as written. `extra` is front matter nobody claimed. An
    `unlisted` post has its page, and is in no list, feed, export or archive.
    """

    path: str
    kind: PostKind
    slug: str
    url: str
    title: str
    seo_title: str
    date: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    summary: str
    description: str
    draft: bool
    publish_date: datetime | None
    expiry_date: datetime | None
    language: str
    taxonomies: dict[str, tuple[str, ...]]
    series: tuple[str, ...]
    feature_image: str | None
    feature_image_alt: str
    toc: bool
    related: bool
    social_share: bool
    newsletter: bool
    comments: bool
    aliases: tuple[str, ...]
    canonical_url: str | None
    number: int | None
    word_count: int
    guid: str | None
    layout: str | None
    extra: dict[str, Any]
    unlisted: bool = False


class PostDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a post's body: nearly all of an archive's records, needed by few steps."""

    headings: tuple[Heading, ...]
    items: tuple[Item, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


class Post(PostMetadata, frozen=True, kw_only=True):
    """One content file, read and recognised. The body's HTML is kept apart."""

    headings: tuple[Heading, ...]
    items: tuple[Item, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


class PostSummary(PostMetadata, frozen=True, kw_only=True):
    """A post as memory holds it for a whole build: its details lie in the cache until asked for.

    `highlights` are the titles of its first items, `item_ids` and `heading_ids` all ids, in
    order. `local_links` and `local_images` are those that lead to the site itself. `source_names`
    are the different names among the items' sources, `source_hosts` the hosts of the items that
    have none: what a registry makes of the post depends on them.
    """

    item_count: int
    highlights: tuple[str, ...]
    item_ids: tuple[str, ...]
    heading_ids: tuple[str, ...]
    local_links: tuple[Link, ...]
    local_images: tuple[Image, ...]
    source_names: tuple[str, ...]
    source_hosts: tuple[str, ...]
