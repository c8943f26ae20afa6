"""What every kind of output is: a path, what it depends on, and a job that makes its bytes.

Planning, collision checks, memory, rendering and the preview know outputs by these protocols
only. A new kind is one module with such values, and one line in `families`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

from msgspec import Struct

from digest.config.registry import Registry
from digest.core.hashing import digest_key
from digest.core.model import SlotReader
from digest.output.feeds.entry_ids import EntryIds
from digest.output.feeds.feed_entries import categories_of
from digest.output.hashes import RecordHashes
from digest.output.theme import Theme
from digest.site.contexts import SiteContext
from digest.site.site import Site

_SMALL_FILE = 20_000

Dependency = tuple[str, str]
"""The name of something that an output is made from, and its hash: `("templates", "1f3a…")`."""


class PlanContext:
    """What outputs depend on, in the process that plans them.

    `hash_file` returns the hash of a file's content, by its path relative to the site's root.
    """

    def __init__(self, site: Site, theme: Theme, hash_file: Callable[[str], str]) -> None:
        self.site = site
        self.theme = theme
        self.hash_file = hash_file
        self.hashes = RecordHashes(site)
        self._entries: dict[tuple[str, bool], str] = {}

    @cached_property
    def entry_ids(self) -> EntryIds:
        """The permanent ids of feed entries."""
        return EntryIds(self.site.config.site, self.site.posts, self.site.config.feeds)

    @cached_property
    def feed_settings(self) -> str:
        """The hash of the settings that every feed depends on."""
        return digest_key(self.site.config.site, self.site.config.feeds)

    def hash_entry(self, path: str, *, whole: bool) -> str:
        """Return the hash of a post's entry in a feed: of its text too if `whole`.

        An id may change by what another post does: only one of them has a repeated `guid`.
        """
        found = self._entries.get((path, whole))
        if found is None:
            site, post = self.site, self.site.by_path[path]
            shown = self.hashes.of_post(path) if whole else b""
            names = [mark.name for mark in categories_of(site, path)]
            found = self._entries[path, whole] = digest_key(
                shown, self.hashes.of_card(path), post.updated, self.entry_ids.of_post(post), names
            )
        return found


class WriteContext(Struct, frozen=True, kw_only=True):
    """What jobs are given to write with, in whichever process; can be pickled."""

    site: SiteContext
    theme: Theme
    registry: Registry
    reader: SlotReader
    root: Path


class Job(Protocol):
    """The making of one output, with all that it shows; can be pickled.

    `maker` says what makes it, a template or a format, for timings.
    """

    @property
    def path(self) -> str:
        """The output's path."""
        ...

    @property
    def maker(self) -> str:
        """What makes the bytes."""
        ...

    def write(self, context: WriteContext) -> Iterable[bytes]:
        """Return the bytes in pieces; raise `RenderError` where a template fails."""
        ...


class Output(Protocol):
    """One file below the output folder.

    `source` is what asked for it, a file's path or words like "taxonomy tags: AI". One that is
    `optional` gives way to a file of the site's own at its path.
    """

    @property
    def path(self) -> str:
        """The path below the output folder, "/"-joined."""
        ...

    @property
    def source(self) -> str:
        """What asked for the output."""
        ...

    @property
    def optional(self) -> bool:
        """Whether a file of the site's own may take its place."""
        ...

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return everything the bytes are made from: they change only if one of these does."""
        ...

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes must be read and written, to share the work out evenly."""
        ...

    def prepare(self, context: PlanContext) -> Job:
        """Return the job that makes the bytes."""
        ...


class OutputJob(Struct, frozen=True, kw_only=True):
    """An output that is its own job: it holds all that it needs to make its bytes.

    What extends it says what it depends on, and writes.
    """

    path: str
    source: str
    optional: bool = False
    maker: str = "file"

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes must be read and written."""
        del context
        return _SMALL_FILE

    def prepare(self, context: PlanContext) -> Self:
        """Return itself."""
        del context
        return self

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return everything the bytes are made from."""
        raise NotImplementedError

    def write(self, context: WriteContext) -> Iterable[bytes]:
        """Return the bytes in pieces."""
        raise NotImplementedError
