"""`posts.json` and `items.json`: everything a site has curated, as JSON, one record a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from digest.content.inventory import ContentListing
from digest.core.hashing import digest_key
from digest.core.model import PostSummary, Slot
from digest.output.outputs import Dependency, Output, OutputJob, PlanContext, WriteContext
from digest.site.post_store import read_post
from digest.site.site import Site

_POST_WEIGHT = 1_000


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
        return write_lines(
            item
            for post, details in self.posts
            for item in read_post(post, details, context.reader, context.registry).items
        )


def plan_records(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[PostsFile | ItemsFile]:
    """Yield the records of all published posts, if the site wants them."""
    del listing, planned
    if not site.config.items.json:
        return
    shown = [post for post in (*site.posts, *site.pages) if not site.status.get(post.path)]
    posts = tuple(shown)
    yield PostsFile(path="posts.json", posts=posts, source="the export posts.json")
    yield ItemsFile(path="items.json", posts=posts, source="the export items.json")


def _describe_post(post: PostSummary) -> PostRecord:
    return PostRecord(**{name: getattr(post, name) for name in PostRecord.__struct_fields__})


def write_lines(records: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    """Yield a JSON list with one record a line, in pieces."""
    encoder = msgspec.json.Encoder()
    before = b"[\n"
    for record in records:
        yield before + encoder.encode(record)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
