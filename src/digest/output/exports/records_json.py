"""`posts.json` and `items.json`: everything a site has curated, as JSON, one record a line.

Above a size each is an index of files by year instead: `items-2024.json`, `items-2023.json` and so
on, `items-undated.json` last. So one edit rewrites one year, and a reader fetches what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

import msgspec

from digest.config.registry import builtin_registry
from digest.content.inventory import ContentListing
from digest.core.hashing import digest_key
from digest.core.model import PostSummary, Slot
from digest.output.outputs import Dependency, Output, OutputJob, PlanContext, WriteContext
from digest.site.post_store import read_post
from digest.site.site import Site

_POST_WEIGHT = 1_000
"""About how many bytes the record of a post has."""

_encode = msgspec.json.Encoder().encode


class PostRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A post as `posts.json` has it: what it says of itself, and how many items it has."""

    path: str
    kind: str
    slug: str
    url: str
    title: str
    date: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    summary: str
    description: str
    language: str
    taxonomies: dict[str, tuple[str, ...]]
    series: tuple[str, ...]
    feature_image: str | None
    number: int | None
    word_count: int
    item_count: int
    extra: dict[str, object]


class PostsFile(OutputJob, frozen=True, kw_only=True):
    """The metadata of posts: an output, and the job that writes it."""

    posts: tuple[PostSummary, ...]
    optional: bool = True
    maker: str = "json"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of the posts."""
        digests = [context.site.digests[post.path] for post in self.posts]
        return (("content", digest_key("posts", digests)),)

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are written."""
        del context
        return _POST_WEIGHT * len(self.posts)

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield a JSON list."""
        del context
        return write_lines(map(_describe_post, self.posts))


class ItemsFile(msgspec.Struct, frozen=True, kw_only=True):
    """The items of posts."""

    path: str
    posts: tuple[PostSummary, ...]
    source: str
    optional: bool = True

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of the posts and of the names that the registry gives."""
        digests = [context.site.digests[post.path] for post in self.posts]
        names = sorted(entity.name for entity in context.site.registry.entities)
        return (("content", digest_key("items", digests, names)),)

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are read and written."""
        details = context.site.store.details
        return sum(details[post.path].size for post in self.posts)

    def prepare(self, context: PlanContext) -> ItemsJob:
        """Return the job that writes the items."""
        details = context.site.store.details
        return ItemsJob(
            path=self.path, posts=tuple([(post, details[post.path]) for post in self.posts])
        )


class ItemsJob(msgspec.Struct, frozen=True, kw_only=True):
    """A list of items to write, read post by post."""

    path: str
    posts: tuple[tuple[PostSummary, Slot], ...]
    maker: str = "json"

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield a JSON list."""
        return join_lines(self._encode_items(context))

    def _encode_items(self, context: WriteContext) -> Iterator[bytes]:
        """Yield every item; where the registry renames no source, as the cache has it."""
        if context.registry is builtin_registry():
            for _, details in self.posts:
                yield from map(bytes, _decode_items(context.reader.read(details)).items)
            return
        for post, details in self.posts:
            items = read_post(post, details, context.reader, context.registry).items
            yield from map(_encode, items)


class EncodedItems(msgspec.Struct, frozen=True):
    """The items of a post's details, each still JSON."""

    items: tuple[msgspec.Raw, ...]


class YearEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A file that an index of records lists; `year` is None for posts without a date."""

    url: str
    year: int | None
    posts: int
    items: int


_decode_items = msgspec.json.Decoder(EncodedItems).decode


class RecordsIndex(msgspec.Struct, frozen=True, kw_only=True):
    """What `posts.json` or `items.json` is where there are many records: a list of files.

    It is an object, `{"files": [...]}`, where a file of records is a list.
    """

    path: str
    files: tuple[YearEntry, ...]
    source: str
    optional: bool = True
    maker: str = "json"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of what is listed."""
        del context
        return (("content", digest_key("index", self.files)),)

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are written."""
        del context
        return _POST_WEIGHT

    def prepare(self, context: PlanContext) -> RecordsIndex:
        """Return itself: it needs nothing else."""
        del context
        return self

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the object, one file a line."""
        del context
        yield b'{"files": '
        yield from write_lines(self.files)
        yield b"}\n"


RecordsOutput = PostsFile | ItemsFile | RecordsIndex


def plan_records(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[RecordsOutput]:
    """Yield the records of all published posts, if the site wants them."""
    del listing, planned
    if not site.config.items.json:
        return
    posts = [post for post in (*site.posts, *site.pages) if not site.status.get(post.path)]
    details = site.store.details
    yield from _plan_files("posts", posts, _POST_WEIGHT * len(posts), site)
    yield from _plan_files("items", posts, sum(details[post.path].size for post in posts), site)


def _plan_files(
    name: Literal["posts", "items"], posts: Sequence[PostSummary], size: int, site: Site
) -> Iterator[RecordsOutput]:
    """Yield one file of all records; of many bytes, one for each year."""
    make = PostsFile if name == "posts" else ItemsFile
    path = f"{name}.json"
    source = f"the export {path}"
    if size <= site.config.items.json_kb * 1024:
        yield make(path=path, posts=tuple(posts), source=source)
        return
    entries = []
    ordered = sorted(posts, key=lambda post: -post.date.year if post.date else 1)
    for year, group in groupby(ordered, key=lambda post: post.date.year if post.date else None):
        part = tuple(group)
        file = make(path=f"{name}-{year or 'undated'}.json", posts=part, source=source)
        entries.append(
            YearEntry(
                url=f"{site.config.site.base_url}/{file.path}",
                year=year,
                posts=len(part),
                items=sum(post.item_count for post in part),
            )
        )
        yield file
    yield RecordsIndex(path=path, files=tuple(entries), source=source)


def _describe_post(post: PostSummary) -> PostRecord:
    return PostRecord(**{name: getattr(post, name) for name in PostRecord.__struct_fields__})


def write_lines(records: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    """Yield a JSON list with one record a line, in pieces."""
    return join_lines(map(_encode, records))


def join_lines(records: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a JSON list of encoded records, one a line."""
    before = b"[\n"
    for record in records:
        yield before + record
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
