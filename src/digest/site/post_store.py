"""Bodies and details of a site's posts, read from storage when they are needed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from digest.config.registry import Registry
from digest.content.summary import decode_details, join_post
from digest.core.model import Post, PostDetails, PostSummary, Slot, SlotReader
from digest.site.naming import name_items


class PostStore(Struct, frozen=True, kw_only=True):
    """The slots of bodies and details, by the path of their post."""

    bodies: Mapping[str, Slot]
    details: Mapping[str, Slot]
    reader: SlotReader

    def read_body(self, path: str) -> str:
        """Return the HTML of a post's body, its internal links as they were written."""
        return decode_body(self.reader.read(self.bodies[path]))

    def read_details(self, path: str) -> PostDetails:
        """Return the details of a post."""
        return decode_details(self.reader.read(self.details[path]))


def encode_body(body: str) -> bytes:
    """Return a body's HTML as bytes; lone surrogates, from damaged input, are kept."""
    return body.encode("utf-8", "surrogatepass")


def decode_body(data: bytes) -> str:
    """Return the HTML that `encode_body` wrote."""
    return data.decode("utf-8", "surrogatepass")


def read_post(summary: PostSummary, slot: Slot, reader: SlotReader, registry: Registry) -> Post:
    """Return a whole post, the sources of its items named as the registry names them."""
    return name_items(join_post(summary, decode_details(reader.read(slot))), registry)
