"""Items as lists and posts show them."""

from __future__ import annotations

from digest.core.addresses import host_of
from digest.core.model import Post
from digest.site.contexts import ItemCard, SourceLink


def make_item_cards(post: Post, start: int = 0, stop: int | None = None) -> tuple[ItemCard, ...]:
    """Give the cards of a post's items, or of some of them."""
    return tuple(
        ItemCard(
            item=item,
            url=f"{post.url}#{item.anchor}",
            post_title=post.title,
            post_url=post.url,
            post_date=post.date,
            host=host_of(item.url) if item.url else "",
            sources=tuple([SourceLink(name=name, url="") for name in item.sources]),
        )
        for item in post.items[start:stop]
    )
