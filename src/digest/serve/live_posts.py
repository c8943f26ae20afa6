"""The posts of a site in memory: only changed files are read again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from digest.build.cache import LostResultError
from digest.build.library import Library, read_library
from digest.build.options import BuildOptions, Progress
from digest.build.session import BuildSession, open_session
from digest.build.workers import SerialExecutor, count_cores
from digest.config.tables import Config
from digest.content.inventory import ContentListing, SourceEntry, list_content
from digest.core.diagnostics import Diagnostic, Report

_LARGE_SIZE = 4_000_000
"""Bytes of content above which worker processes read it."""

T = TypeVar("T")

_NUMBER = re.compile(r"(\d+)")


class Refreshed(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed in the content folder.

    `posts` are the paths of those that were read. `others` is true if posts were deleted, other
    files were added or deleted, or the problems of the folder have changed.
    """

    posts: tuple[str, ...] = ()
    others: bool = False

    def __bool__(self) -> bool:
        return bool(self.posts) or self.others


class StoppedError(Exception):
    """The preview was stopped while the site was being read."""


class LoadingProgress(Progress):
    """Counts the posts that are read; another thread may set `stopped` to end the reading."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0
        self.stopped = False

    def expect(self, total: int) -> None:
        """Set the number of posts to read."""
        self.total, self.done = total, 0

    def advance(self, count: int) -> None:
        """Add to the number of posts read; raise `StoppedError` if the preview was stopped."""
        self.done += count
        if self.stopped:
            raise StoppedError


class LivePosts:
    """The posts of a site, kept up to date. `library` is replaced, never modified."""

    def __init__(self, root: Path, config: Config, now: datetime) -> None:
        self.root = root
        self.config = config
        self.progress = LoadingProgress()
        self.listing = list_content(root, config, Report())
        self._now = now
        self._listing_report = Report()
        self._entries: dict[str, SourceEntry] = {}
        self._unread: dict[str, tuple[Diagnostic, ...]] = {}
        self._stack = ExitStack()
        self.session = self._open_session()
        self.library = read_library((), self.session)

    @property
    def is_large(self) -> bool:
        """Whether the content is so large that worker processes read it."""
        return _total_size(self.listing.sources) > _LARGE_SIZE

    def read_newest(self) -> ContentListing:
        """Read the post with the newest name and the one edited last; return a listing of them."""
        sources = self.listing.sources
        newest = {max(sources, key=_recency_key), max(sources, key=lambda entry: entry.mtime_ns)}
        chosen = tuple(entry for entry in sources if entry in newest)
        self._read(chosen)
        return replace(self.listing, sources=chosen)

    def refresh(self, names: frozenset[str] = frozenset(), *, anew: bool = False) -> Refreshed:
        """Read files that have changed, and those in `names`; with `anew`, all of them."""
        before, wrong = self.listing, self._listing_report.diagnostics
        self._listing_report = self.new_report()
        self.listing = list_content(self.root, self.config, self._listing_report)
        entries = {entry.path: entry for entry in self.listing.sources}
        stale = [
            entry
            for path, entry in entries.items()
            if anew or entry != self._entries.get(path) or entry.file in names
        ]
        gone = self.library.loaded.keys() - entries.keys()
        self._entries = {}
        self._forget(gone)
        self._read(stale)
        self._entries = entries
        return Refreshed(
            posts=tuple(entry.path for entry in stale),
            others=bool(gone)
            or before.assets != self.listing.assets
            or wrong != self._listing_report.diagnostics,
        )

    def reopen(self) -> None:
        """Open a new cache, after the old one was deleted; everything is read again."""
        self.close()
        self._entries = {}
        self._unread = {}
        self.session = self._open_session()
        self.library = read_library((), self.session)

    def close(self) -> None:
        """Save the cache and end the workers, without their pending work."""
        self.session.executor.shutdown(wait=False, cancel_futures=True)
        with suppress(OSError, LostResultError):
            self._stack.close()

    def new_report(self) -> Report:
        """Return an empty report with the severities of the site."""
        check = self.config.check
        return Report(check.rules, folders=check.sections, thorough=False)

    def graded_report(self) -> Report:
        """Return an empty report with the severities of the site and of each post."""
        report = self.new_report()
        for path, loaded in self.library.loaded.items():
            if loaded.notes.grades:
                report.override_severities(path, loaded.notes.grades)
        return report

    def report(self) -> Report:
        """Return a report with the problems of single files, to which others may be added."""
        report = self.graded_report()
        report.extend(self._listing_report.diagnostics)
        for path, loaded in self.library.loaded.items():
            if path not in self._unread:
                report.add_regraded(loaded.diagnostics)
        for found in self._unread.values():
            report.extend(found)
        return report

    def _open_session(self) -> BuildSession:
        options = BuildOptions(now=self._now, jobs=None if self.is_large else 1)
        self._stack = ExitStack()
        session = self._stack.enter_context(
            open_session(self.root, self.config, options, Report(), self.progress)
        )
        # Start the workers now: forking is safe and fast while this process has one thread.
        session.executor.submit(count_cores).result()
        return session

    def _read(self, entries: Sequence[SourceEntry]) -> None:
        if not entries:
            return
        report = self.new_report()
        session = replace(self.session, config=self.config, report=report)
        if _total_size(entries) <= _LARGE_SIZE:
            session = replace(session, executor=SerialExecutor(), jobs=1, progress=Progress())
        read = read_library(entries, session)
        self._unread = {p: found for p, found in self._unread.items() if p not in read.loaded}
        self.library = _merge(self.library, read)
        # A post that cannot be read stays as it was, and its errors are shown over it.
        for entry in entries:
            if entry.path not in read.loaded:
                found = (d for d in report.diagnostics if d.path == entry.path)
                self._unread[entry.path] = tuple(found)

    def _forget(self, paths: set[str]) -> None:
        if paths:
            self.library = _without(self.library, paths)
            self._unread = {p: found for p, found in self._unread.items() if p not in paths}


def _merge(library: Library, more: Library) -> Library:
    return replace(
        library,
        loaded=library.loaded | more.loaded,
        store=replace(
            library.store,
            bodies={**library.store.bodies, **more.store.bodies},
            details={**library.store.details, **more.store.details},
        ),
        choices=library.choices | more.choices,
        parsed=more.parsed,
    )


def _without(library: Library, paths: set[str]) -> Library:
    def keep(entries: Mapping[str, T]) -> dict[str, T]:
        return {path: entry for path, entry in entries.items() if path not in paths}

    store = library.store
    return replace(
        library,
        loaded=keep(library.loaded),
        store=replace(store, bodies=keep(store.bodies), details=keep(store.details)),
        choices=keep(library.choices),
    )


def _total_size(entries: Sequence[SourceEntry]) -> int:
    return sum(entry.size for entry in entries)


def _recency_key(entry: SourceEntry) -> tuple[str, ...]:
    """Return a sort key of a file's name that compares dates and numbers in it by value."""
    name = entry.path.rpartition("/")[2]
    return tuple(part.zfill(12) if part.isdigit() else part for part in _NUMBER.split(name))
