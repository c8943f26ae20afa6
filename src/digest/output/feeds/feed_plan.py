"""Which feeds a site has, and what is in each: `Site` → planned feeds → jobs that write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from digest.config.tables import FeedsTable
from digest.content.inventory import ContentListing
from digest.content.permalinks import site_address
from digest.core.hashing import digest_key
from digest.core.html import absolutise, remove_active_content, strip_slots
from digest.core.model import Post, PostSummary, Slot
from digest.output.bodies import Body, body_of
from digest.output.feeds import measure_content, write_feed
from digest.output.feeds.entry_ids import EntryIds
from digest.output.feeds.feed import Entry, Feed, Form
from digest.output.feeds.feed_entries import (
    list_contents,
    make_item_entry,
    make_post_entry,
    write_teaser,
)
from digest.output.outputs import Dependency, Output, PlanContext, WriteContext
from digest.site.post_store import read_post
from digest.site.site import Site
from digest.site.terms import Taxonomy, Term

FORMS: tuple[Form, ...] = ("rss", "atom", "json")
_WEIGHT = 60_000


class Channel(Struct, frozen=True, kw_only=True):
    """What one or more feeds are about, in whatever format.

    `home` is the root-relative address of the page that lists the same, `posts` are paths, newest
    first. `forms` are the formats that are written without being asked for one by one.
    """

    content: Literal["posts", "items"] = "posts"
    home: str
    title: str
    source: str
    posts: tuple[str, ...]
    forms: tuple[Form, ...] = FORMS
    full_text: bool = True


class FeedOutput(Struct, frozen=True, kw_only=True):
    """One feed file; `url` is its root-relative address."""

    form: Form
    url: str
    source: str
    channel: Channel
    optional: bool = False

    @property
    def path(self) -> str:
        """The path below the output folder."""
        return unquote(self.url.lstrip("/"))

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hashes of the settings, and of the entries of its posts."""
        whole = self.channel.full_text or self.channel.content == "items"
        shown = [context.hash_entry(path, whole=whole) for path in self.channel.posts]
        return (("settings", context.feed_settings), ("content", digest_key("feed", self, shown)))

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are read and written."""
        if not self.channel.full_text:
            return _WEIGHT
        bodies = context.site.store.bodies
        return _WEIGHT + sum(bodies[path].size for path in self.channel.posts)

    def prepare(self, context: PlanContext) -> PostsFeedJob | ItemsFeedJob:
        """Return the job that writes the feed."""
        site, ids = context.site, context.entry_ids
        feed = _describe_feed(self, site, ids)
        sources = tuple([_source_of(path, site) for path in self.channel.posts])
        if self.channel.content == "items":
            return ItemsFeedJob(
                path=self.path,
                maker=self.form,
                feed=feed,
                sources=sources,
                limit=site.config.feeds.item_limit,
                ids=ids,
            )
        entries = tuple([make_post_entry(source.post, site, ids) for source in sources])
        return PostsFeedJob(
            path=self.path,
            maker=self.form,
            feed=replace(feed, entries=entries, updated=_newest(entries, feed.updated)),
            sources=sources if self.channel.full_text else (),
        )


class EntrySource(Struct, frozen=True, kw_only=True):
    """Where the content of entries comes from: the body and the items of a post."""

    post: PostSummary
    details: Slot
    body: Body

    def read_post(self, context: WriteContext) -> Post:
        """Return the whole post."""
        return read_post(self.post, self.details, context.reader, context.registry)

    def read_content(self, context: WriteContext) -> str:
        """Return the whole body, every address absolute, without anything that runs."""
        body = remove_active_content(strip_slots(self.body.read(context.reader, "")))
        return absolutise(body, self.post.url, context.site.base_url)

    def list_contents(self, context: WriteContext) -> str:
        """Return the post's summary and links to its items."""
        return list_contents(self.read_post(context), context.site.base_url)


class PostsFeedJob(Struct, frozen=True, kw_only=True):
    """A feed of posts to write; its entries lack the contents that `sources` have."""

    path: str
    maker: Form
    feed: Feed
    sources: tuple[EntrySource, ...]

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the feed: whole bodies until its size is used up, then summaries."""
        feed = (
            replace(self.feed, entries=self._fill_entries(context)) if self.sources else self.feed
        )
        yield write_feed(feed, self.maker)

    def _fill_entries(self, context: WriteContext) -> tuple[Entry, ...]:
        """Return the entries, each with its post's body, or with what there is room for instead.

        That is the list of its items or, where even this would be too much, its summary.
        """
        base, form = context.site.base_url, self.maker
        pairs = tuple(zip(self.feed.entries, self.sources, strict=True))
        filled = [replace(entry, content=write_teaser(s.post, base)) for entry, s in pairs]
        room = self.feed.max_bytes - len(write_feed(replace(self.feed, entries=filled), form))
        for place, (entry, source) in enumerate(pairs):
            room += measure_content(filled[place].content, form)
            for make in (source.read_content, source.list_contents):
                content = make(context)
                if measure_content(content, form) <= room:
                    filled[place] = replace(entry, content=content)
                    break
            room -= measure_content(filled[place].content, form)
        return tuple(filled)


class ItemsFeedJob(Struct, frozen=True, kw_only=True):
    """A feed of the newest items to write, of at most `limit` entries."""

    path: str
    maker: Form
    feed: Feed
    sources: tuple[EntrySource, ...]
    limit: int
    ids: EntryIds

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the feed."""
        base = context.site.base_url
        pairs = (
            (item, source.post)
            for source in self.sources
            for item in source.read_post(context).items
        )
        limited = islice(pairs, self.limit)
        entries = tuple([make_item_entry(item, post, base, self.ids) for item, post in limited])
        feed = replace(self.feed, entries=entries, updated=_newest(entries, self.feed.updated))
        yield write_feed(feed, self.maker)


def plan_feeds(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[FeedOutput]:
    """Yield the site's own feeds, those of its items, and those of terms that want them."""
    del listing, planned
    channels = {channel.home: channel for channel in _list_channels(site)}
    taken: set[str] = set()
    for channel in channels.values():
        for form in channel.forms:
            name: str = getattr(site.config.feeds, form)
            if name:
                taken.add(channel.home + name)
                yield FeedOutput(
                    form=form, url=channel.home + name, source=channel.source, channel=channel
                )
    for place in site.config.feeds.also:
        found, url = channels.get(place.folder), site_address(place.url)
        if found and url and (url := url.rstrip("/")) not in taken:
            source = f"[[feeds.also]] {place.url}"
            yield FeedOutput(form=place.form, url=url, source=source, channel=found)


def _list_channels(site: Site) -> Iterator[Channel]:
    settings, title = site.config.feeds, site.config.site.title
    dated = [post for post in site.posts if post.date]
    newest = tuple([post.path for post in dated[: settings.limit]])
    yield Channel(
        home="/",
        title=title,
        source="the site's feeds",
        posts=newest,
        full_text=settings.full_text,
    )
    if settings.items and any(post.item_count for post in dated):
        yield Channel(
            content="items",
            home="/items/",
            title=f"{title}: items",
            source="the items' feeds",
            posts=_posts_of_items(dated, settings),
        )
    for taxonomy in site.taxonomies:
        for term in taxonomy.listed:
            yield _channel_of(term, taxonomy, site)


def _channel_of(term: Term, taxonomy: Taxonomy, site: Site) -> Channel:
    settings, table = site.config.feeds, taxonomy.table
    posts = [post for post in term.posts if post.date]
    newest_first = reversed(posts) if table.ordered else posts
    wanted = settings.terms and table.feeds and len(term.posts) >= table.feed_min_posts
    return Channel(
        home=term.url,
        title=f"{site.config.site.title}: {term.name}",
        source=f"the feeds of {taxonomy.name}: {term.name}",
        posts=tuple([post.path for post in islice(newest_first, settings.limit)]),
        forms=table.feed_formats if wanted else (),
        full_text=settings.full_text and table.feed_full_text,
    )


def _posts_of_items(posts: Sequence[PostSummary], settings: FeedsTable) -> tuple[str, ...]:
    """Return the paths of the newest posts that together have as many items as the feed holds."""
    paths: list[str] = []
    count = 0
    for post in posts:
        if count >= settings.item_limit:
            break
        if post.item_count:
            paths.append(post.path)
            count += post.item_count
    return tuple(paths)


def _describe_feed(planned: FeedOutput, site: Site, ids: EntryIds) -> Feed:
    """Return a feed without entries."""
    table, base = site.config.site, site.config.site.base_url
    return Feed(
        id=ids.of_site(planned.channel.home),
        url=base + planned.url,
        home=base + planned.channel.home,
        title=planned.channel.title,
        description=table.description,
        language=table.language,
        authors=table.authors,
        rights=table.copyright,
        updated=_first_day(table.id_date),
        entries=(),
        max_bytes=site.config.feeds.max_kb * 1024,
    )


def _source_of(path: str, site: Site) -> EntrySource:
    details = site.store.details[path]
    return EntrySource(post=site.by_path[path], details=details, body=body_of(path, site))


def _newest(entries: Sequence[Entry], otherwise: datetime) -> datetime:
    return max((entry.updated for entry in entries), default=otherwise)


def _first_day(id_date: str) -> datetime:
    year, month, day = (*(int(part) for part in id_date.split("-")), 1, 1)[:3]
    return datetime.combine(date(year, month, day), datetime.min.time(), UTC)
