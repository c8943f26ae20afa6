"""A whole post ↔ its summary, which stays in memory, and its details, which lie in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from digest.core.addresses import host_of, is_outward
from digest.core.model import Post, PostDetails, PostMetadata, PostSummary

HIGHLIGHTS = 4
"""Titles of items that a card names."""

_METADATA = PostMetadata.__struct_fields__
_decoder = msgspec.json.Decoder(PostDetails)


def summarise_post(post: Post, base_url: str) -> PostSummary:
    """Return the summary of a post; addresses that begin with `base_url` lead to the site."""
    inside = base_url.rstrip("/") + "/"

    def is_local(url: str) -> bool:
        return url.startswith(inside) or not is_outward(url)

    items = post.items
    return PostSummary(
        **_metadata_of(post),
        item_count=len(items),
        highlights=tuple([item.title for item in items[:HIGHLIGHTS]]),
        item_ids=tuple(dict.fromkeys([item.id for item in items])),
        heading_ids=tuple([heading.id for heading in post.headings]),
        local_links=tuple([link for link in post.links if is_local(link.url)]),
        local_images=tuple([image for image in post.images if is_local(image.url)]),
        source_names=_sorted(name for item in items for name in item.sources),
        source_hosts=_sorted(host_of(item.url) for item in items if item.url and not item.sources),
    )


def encode_details(post: Post) -> bytes:
    """Return the details of a post as JSON, to be put into the cache."""
    details = PostDetails(
        headings=post.headings, items=post.items, links=post.links, images=post.images
    )
    return msgspec.json.encode(details)


def decode_details(encoded: bytes) -> PostDetails:
    """Return the details that `encode_details` wrote."""
    return _decoder.decode(encoded)


def join_post(summary: PostSummary, details: PostDetails) -> Post:
    """Return the whole post."""
    return Post(
        **_metadata_of(summary),
        headings=details.headings,
        items=details.items,
        links=details.links,
        images=details.images,
    )


def _metadata_of(post: PostMetadata) -> dict[str, Any]:
    return {name: getattr(post, name) for name in _METADATA}


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
