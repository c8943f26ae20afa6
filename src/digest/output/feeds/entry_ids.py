"""Permanent ids of feed entries: `tag:` URIs (RFC 4151) that survive a new domain, slug or title.

An id is the post's own `guid`, where no older post has the same; else it is made from the day
and the slug of the post, which is why both should stay once an issue is out. Posts from before a
site came here keep the ids that its former generator made, so that nobody sees them twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlsplit

from digest.config.tables import FeedsTable, SiteTable
from digest.core.model import Item, PostMetadata

_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")


class EntryIds:
    """The permanent ids of a site's posts and items."""

    def __init__(
        self, site: SiteTable, posts: Iterable[PostMetadata], feeds: FeedsTable | None = None
    ) -> None:
        """Settle who owns a repeated guid: the oldest post that has it."""
        self._former = feeds or FeedsTable()
        self._former_base = (self._former.former_base_url or site.base_url).rstrip("/")
        self._domain = site.id_domain or urlsplit(site.base_url).hostname or "localhost"
        self._date = site.id_date
        self._owners: dict[str, str] = {}
        for post in sorted(posts, key=_age):
            if post.guid:
                self._owners.setdefault(post.guid, post.path)

    def of_site(self, name: str) -> str:
        """Return the id of a feed: of the site (name "") or of one of its folders."""
        return f"tag:{self._domain},{self._date}:/{quote(name.strip('/'))}"

    def of_post(self, post: PostMetadata) -> str:
        """Return the id of a post."""
        if former := self._of_former(post):
            return former
        guid = post.guid
        if guid and self._owners.get(guid) == post.path:
            return guid if _IRI.fullmatch(guid) else self._tag(post, f"guid/{guid}")
        return self._tag(post, post.slug)

    def of_item(self, item: Item, post: PostMetadata) -> str:
        """Return the id of an item: that of its post and its own anchor there, which is unique."""
        return self._tag(post, f"{post.slug}/{item.anchor}")

    def _of_former(self, post: PostMetadata) -> str:
        """Return the id under which a former generator published a post, or ""."""
        style, day = self._former.former_ids, post.date and post.date.date().isoformat()
        if not style or not day or day >= self._former.former_ids_before:
            return ""
        address = self._former_base + post.url
        if style == "pelican":
            parts = urlsplit(address)
            return f"tag:{parts.hostname},{day}:{parts.path}"
        if style == "jekyll":
            return f"{address.rstrip('/').rpartition('/')[0]}/{quote(post.slug)}"
        return address

    def _tag(self, post: PostMetadata, name: str) -> str:
        day = post.date.date().isoformat() if post.date else self._date
        return f"tag:{self._domain},{day}:{quote(name)}"


def _age(post: PostMetadata) -> tuple[float, str]:
    moment: datetime | None = post.date
    return (moment.timestamp() if moment else float("inf"), post.path)
