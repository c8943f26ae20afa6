"""A post in two parts: what a whole site must know of it, and what lies in the cache until asked.

Items, links and headings are nearly all of an archive's metadata, and few steps need them: so
memory holds light posts and a few facts, and whoever shows a post reads the rest from its details.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from digest.core.addresses import host_of, is_outward
from digest.core.model import Heading, Image, Item, Link, Post

HIGHLIGHTS = 4
"""Titles of items that a card names."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What stays known of a post's items and headings: how many items, the first titles, all ids.

    `source_names` are the different names among the items' sources, `bare_hosts` the hosts of
    the items that have none: on them depends what a registry makes of the post.
    """

    item_count: int
    highlights: tuple[str, ...]
    item_ids: tuple[str, ...]
    heading_ids: tuple[str, ...]
    source_names: tuple[str, ...]
    bare_hosts: tuple[str, ...]


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What a light post lacks."""

    items: tuple[Item, ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


def gather_facts(post: Post) -> Facts:
    """Give the facts of a whole post."""
    items = post.items
    return Facts(
        item_count=len(items),
        highlights=tuple([item.title for item in items[:HIGHLIGHTS]]),
        item_ids=tuple(dict.fromkeys([item.id for item in items])),
        heading_ids=tuple([heading.id for heading in post.headings]),
        source_names=_sorted(name for item in items for name in item.sources),
        bare_hosts=_sorted(host_of(item.url) for item in items if item.url and not item.sources),
    )


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def lighten(post: Post, base_url: str) -> Post:
    """Give the post without items and headings, and with those links and images that stay inside.

    Addresses that begin with `base_url` lead to the site itself.
    """
    inside = base_url.rstrip("/") + "/"

    def stays(url: str) -> bool:
        return url.startswith(inside) or not is_outward(url)

    return replace(
        post,
        items=(),
        headings=(),
        links=tuple([link for link in post.links if stays(link.url)]),
        images=tuple([image for image in post.images if stays(image.url)]),
    )


def encode_details(post: Post) -> bytes:
    """Give what `lighten` takes away, to be put into the cache."""
    details = Details(
        items=post.items, headings=post.headings, links=post.links, images=post.images
    )
    return msgspec.json.encode(details)


_details = msgspec.json.Decoder(Details)


def restore(post: Post, encoded: bytes) -> Post:
    """Give the whole post back."""
    details = _details.decode(encoded)
    return replace(
        post,
        items=details.items,
        headings=details.headings,
        links=details.links,
        images=details.images,
    )
