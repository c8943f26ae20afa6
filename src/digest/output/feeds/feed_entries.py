"""Posts and items → entries of a feed."""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.core.html import escape
from digest.core.model import Item, Post, PostMetadata, PostSummary
from digest.output.feeds.entry_ids import EntryIds
from digest.output.feeds.feed import Entry
from digest.site.contexts import TermLink
from digest.site.site import Site


def list_contents(post: Post, base_url: str) -> str:
    """Return HTML in place of a post too long to carry whole: its summary and its items."""
    url = base_url + post.url
    rows = "".join(
        f'<li><a href="{escape(f"{url}#{item.anchor}")}">{escape(item.title)}</a></li>\n'
        for item in post.items
    )
    contents = f"<ol>\n{rows}</ol>\n" if rows else ""
    return write_teaser(post, base_url, contents)


def write_teaser(post: PostMetadata, base_url: str, contents: str = "") -> str:
    """Return HTML in place of a body: the post's summary, `contents`, and a link to its page."""
    return (
        f"<p>{escape(post.summary or post.title)}</p>\n{contents}"
        f'<p><a href="{escape(base_url + post.url)}">{escape(post.title)}</a></p>\n'
    )


def make_post_entry(post: PostSummary, site: Site, ids: EntryIds) -> Entry:
    """Return the entry of a post, still without content."""
    base, published = site.config.site.base_url, _date_of(post)
    image = site.card(post.path).image or ""
    return Entry(
        id=ids.of_post(post),
        url=base + post.url,
        title=post.title,
        published=published,
        updated=max(post.updated or published, published),
        authors=post.authors,
        summary=post.summary,
        content="",
        categories=tuple(mark.name for mark in categories_of(site, post.path)),
        image=base + image if image.startswith("/") else image,
        language=post.language if post.language != site.config.site.language else "",
    )


def make_item_entry(item: Item, post: PostMetadata, base_url: str, ids: EntryIds) -> Entry:
    """Return the entry of an item, in the order of its post for readers that sort by time."""
    base, published = base_url, _date_of(post)
    # Entries of one post keep the post's order in readers that sort by time: a second apart.
    moment = published - timedelta(seconds=item.position - 1)
    return Entry(
        id=ids.of_item(item, post),
        url=f"{base}{post.url}#{item.anchor}",
        external_url=item.url or "",
        title=item.title,
        published=moment,
        updated=moment,
        authors=post.authors,
        summary=item.summary,
        content=_describe_item(item, post, base),
        categories=(item.kind, *item.sources),
    )


def _describe_item(item: Item, post: PostMetadata, base: str) -> str:
    lines = [f"<p>{escape(item.summary)}</p>"] if item.summary else []
    if item.links:
        rows = "".join(
            f'<li><a href="{escape(link.url)}">{escape(link.text or link.url)}</a></li>'
            for link in item.links
            if link.url.startswith(("http://", "https://"))
        )
        lines.append(f"<ul>{rows}</ul>" if rows else "")
    where = escape(f"{base}{post.url}#{item.anchor}")
    lines.append(f'<p><a href="{where}">{escape(post.title)}</a></p>')
    return "\n".join(filter(None, lines))


def categories_of(site: Site, path: str) -> list[TermLink]:
    """Return the terms that are categories of a post's entry: all but its series."""
    return [term.plain_link for term in site.terms.get(path, ()) if term.taxonomy != "series"]


def _date_of(post: PostMetadata) -> datetime:
    if post.date is None:
        raise ValueError(f"{post.path} has no date and cannot be in a feed")
    return post.date
