"""Which feeds a site has, and what is in each: `Site` → plans (data) → `Feed`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from digest.content.permalinks import site_address
from digest.core.hashing import digest_key
from digest.core.html import absolutise, escape, strip_slots
from digest.core.model import Item, Post
from digest.output.feeds.identity import Identities
from digest.output.feeds.records import Entry, Feed, Form
from digest.site.contexts import TermLink
from digest.site.site import Site

BodyOf = Callable[[str], str]
"""Gives a post's finished HTML by the post's path."""

_FORMS: tuple[Form, ...] = ("rss", "atom", "json")


class FeedPlan(Struct, frozen=True, kw_only=True):
    """One feed file: what it is called, where it lies, and the posts it is made from.

    `url` and `home` are root-relative; `posts` are paths, newest first. `source` says what asked
    for the feed.
    """

    form: Form
    content: Literal["posts", "items"]
    url: str
    home: str
    title: str
    source: str
    posts: tuple[str, ...]

    @property
    def output(self) -> str:
        """The file below the output folder."""
        return unquote(self.url.lstrip("/"))


def plan_feeds(site: Site) -> tuple[FeedPlan, ...]:
    """Plan the site's own feeds, those of its items, and those of every term that wants them."""
    plans = tuple(_plan_all(site))
    return (*plans, *_plan_former(site, plans))


def _plan_former(site: Site, plans: Sequence[FeedPlan]) -> Iterator[FeedPlan]:
    """Plan the further addresses at which subscribers expect one of the feeds."""
    known = {(plan.home, plan.form): plan for plan in plans}
    taken = {plan.url for plan in plans}
    for place in site.config.feeds.also:
        plan = known.get((place.folder, place.form))
        url = site_address(place.url)
        if plan and url and (url := url.rstrip("/")) not in taken:
            yield replace(plan, url=url, source=f"[[feeds.also]] {place.url}")


def _plan_all(site: Site) -> Iterator[FeedPlan]:
    settings, title = site.config.feeds, site.config.site.title
    dated = [post for post in site.posts if post.date]
    newest = tuple(post.path for post in dated[: settings.limit])
    yield from _plan_forms(site, "/", title, "the site's feeds", newest)
    if settings.items and any(site.facts[post.path].item_count for post in dated):
        with_items = _posts_of_items(dated, site)
        yield from _plan_forms(
            site, "/items/", f"{title}: items", "the items' feeds", with_items, "items"
        )
    if not settings.terms:
        return
    for taxonomy in site.taxonomies:
        for term in taxonomy.listed if taxonomy.table.feeds else ():
            posts = [post for post in term.posts if post.date]
            newest_first = reversed(posts) if taxonomy.table.ordered else posts
            paths = tuple(post.path for post in islice(newest_first, settings.limit))
            source = f"the feeds of {taxonomy.name}: {term.name}"
            yield from _plan_forms(site, term.url, f"{title}: {term.name}", source, paths)


def _posts_of_items(posts: Sequence[Post], site: Site) -> tuple[str, ...]:
    """Give the newest posts that together have as many items as the feed holds."""
    paths: list[str] = []
    count = 0
    for post in posts:
        if count >= site.config.feeds.item_limit:
            break
        if own := site.facts[post.path].item_count:
            paths.append(post.path)
            count += own
    return tuple(paths)


def _plan_forms(  # noqa: PLR0917
    site: Site,
    folder: str,
    title: str,
    source: str,
    posts: tuple[str, ...],
    content: Literal["posts", "items"] = "posts",
) -> Iterator[FeedPlan]:
    for form in _FORMS:
        name: str = getattr(site.config.feeds, form)
        if name:
            yield FeedPlan(
                form=form,
                content=content,
                url=folder + name,
                home=folder,
                title=title,
                source=source,
                posts=posts,
            )


def feed_digest(
    plan: FeedPlan, site: Site, identities: Identities, digest_of: Callable[[str], str]
) -> str:
    """Give the hash of all that the feed shows besides what the settings say of site and feeds.

    `digest_of` gives a post's, its body's included.

    A post's id may change by what another does: only one of them has a repeated `guid`.
    """
    shown = [
        (
            digest_of(path),
            identities.of_post(site.by_path[path]),
            [mark.name for mark in _categories(site, path)],
        )
        for path in plan.posts
    ]
    return digest_key("feed", plan, shown)


class BodySource(Struct, frozen=True, kw_only=True):
    """Where an entry's content comes from: the body of a post, which may be light."""

    post: Post


def make_feed(
    plan: FeedPlan, site: Site, identities: Identities
) -> tuple[Feed, tuple[BodySource, ...]]:
    """Give a planned feed, and for each entry still without content where to take it from."""
    table, base = site.config.site, site.config.site.base_url
    posts = [site.by_path[path] for path in plan.posts]
    sources: tuple[BodySource, ...] = ()
    if plan.content == "items":
        pairs = ((item, post) for post in posts for item in site.full(post.path).items)
        limited = islice(pairs, site.config.feeds.item_limit)
        entries = tuple(_item_entry(item, post, site, identities) for item, post in limited)
    else:
        entries = tuple(_post_entry(post, site, identities) for post in posts)
        if site.config.feeds.full_text:
            sources = tuple(BodySource(post=post) for post in posts)
    feed = Feed(
        id=identities.of_site(plan.home),
        url=base + plan.url,
        home=base + plan.home,
        title=plan.title,
        description=table.description,
        language=table.language,
        authors=table.authors,
        rights=table.copyright,
        updated=max((entry.updated for entry in entries), default=_first_day(table.id_date)),
        entries=entries,
        max_bytes=site.config.feeds.max_kb * 1024,
    )
    return feed, sources


def fill_feed(
    feed: Feed,
    sources: Sequence[BodySource],
    read: BodyOf,
    restore: Callable[[Post], Post],
    base_url: str,
) -> Feed:
    """Give the entries their contents: whole bodies until the feed's size is used up.

    `restore` gives a whole post, of which a long one's contents are listed.
    """
    room = feed.max_bytes
    filled = []
    for entry, source in zip(feed.entries, sources, strict=False):
        post = source.post
        content = absolutise(strip_slots(read(post.path)), post.url, base_url)
        size = len(content.encode("utf-8", "replace"))
        if size > room:
            content = list_contents(restore(post), base_url)
            size = len(content)
        room = max(0, room - size)
        filled.append(replace(entry, content=content))
    return replace(feed, entries=(*filled, *feed.entries[len(filled) :]))


def list_contents(post: Post, base_url: str) -> str:
    """Give HTML that stands for a post too long to carry whole: what it is about, and its items."""
    url = base_url + post.url
    rows = "".join(
        f'<li><a href="{escape(f"{url}#{item.anchor}")}">{escape(item.title)}</a></li>\n'
        for item in post.items
    )
    contents = f"<ol>\n{rows}</ol>\n" if rows else ""
    return (
        f"<p>{escape(post.summary or post.title)}</p>\n{contents}"
        f'<p><a href="{escape(url)}">{escape(post.title)}</a></p>\n'
    )


def _post_entry(post: Post, site: Site, identities: Identities) -> Entry:
    base, published = site.config.site.base_url, _date_of(post)
    image = site.card(post.path).image or ""
    return Entry(
        id=identities.of_post(post),
        url=base + post.url,
        title=post.title,
        published=published,
        updated=max(post.updated or published, published),
        authors=post.authors,
        summary=post.summary,
        content="",
        categories=tuple(mark.name for mark in _categories(site, post.path)),
        image=base + image if image.startswith("/") else image,
        language=post.language if post.language != site.config.site.language else "",
    )


def _item_entry(item: Item, post: Post, site: Site, identities: Identities) -> Entry:
    base, published = site.config.site.base_url, _date_of(post)
    # Entries of one post keep the post's order in readers that sort by time: a second apart.
    moment = published - timedelta(seconds=item.position - 1)
    return Entry(
        id=identities.of_item(item, post),
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


def _describe_item(item: Item, post: Post, base: str) -> str:
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


def _categories(site: Site, path: str) -> list[TermLink]:
    return [term.mark for term in site.terms.get(path, ()) if term.taxonomy != "series"]


def _date_of(post: Post) -> datetime:
    if post.date is None:
        raise ValueError(f"{post.path} has no date and cannot be in a feed")
    return post.date


def _first_day(id_date: str) -> datetime:
    year, month, day = (*(int(part) for part in id_date.split("-")), 1, 1)[:3]
    return datetime.combine(date(year, month, day), datetime.min.time(), UTC)
