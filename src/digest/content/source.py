"""Finds and reads the content files: the content folder → `Source`s, in an order of their own.

Listing is apart from reading, so that a build may skip what it already knows: a `SourceEntry`
has size and time only to save hashing, never to decide.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec

from digest.config.tables import Config
from digest.core.codes import Code
from digest.core.diagnostics import Report

CONTENT_SUFFIXES = (".md", ".markdown", ".mdx", ".json")
_JEKYLL_PARTS = frozenset(
    {"_includes", "_layouts", "_data", "_sass", "_site", "_build", "_static", "_templates",
     "_partials", "_plugins", "_assets"}
)  # fmt: skip
_SETTINGS = frozenset({"site.toml", "entities.toml", "links.lock"})
"""digest's own files at the top of a site: nothing to publish where that is the content folder."""
_NEVER = frozenset({"node_modules", "__pycache__", "venv", "bower_components"})
_DATA_FILES = re.compile(
    r"(?:package(?:-lock)?|composer|manifest|tsconfig.*|jsconfig|renovate|vercel|.*\.11tydata"
    r"|.*\.schema)\.json$"
)


class SourceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A content file that was found, with the bundle it leads.

    `path` is as everything else names it, `file` as the system does: they differ only in names
    that are not UTF-8.
    """

    path: str
    file: str
    size: int
    mtime_ns: int
    bundle: tuple[str, ...] = ()
    is_section: bool = False


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A content file: its path from the site's root, joined with "/", and its bytes.

    `bundle` are the paths of the files that belong to it (a folder with an `index.md`), and
    `is_section` says that it is an `_index.md`, a section's own text.
    """

    path: str
    data: bytes
    bundle: tuple[str, ...] = ()
    is_section: bool = False


class ContentListing(msgspec.Struct, frozen=True, kw_only=True):
    """All of the content folder: the sources, and other files (pictures, downloads) by path."""

    sources: tuple[SourceEntry, ...]
    assets: tuple[str, ...]

    @property
    def loose(self) -> tuple[str, ...]:
        """The files that belong to no post."""
        bundled = {file for entry in self.sources for file in entry.bundle}
        return tuple(file for file in self.assets if file not in bundled)


def read_sources(root: Path, config: Config, report: Report) -> Iterator[Source]:
    """Give every content file of a site, read, in the order of their paths."""
    for entry in list_sources(root, config, report):
        source = read_source(root, entry, report)
        if source is not None:
            yield source


def list_sources(root: Path, config: Config, report: Report) -> tuple[SourceEntry, ...]:
    """Give an entry for every content file of a site, in the order of their paths."""
    return list_content(root, config, report).sources


def list_content(root: Path, config: Config, report: Report) -> ContentListing:
    """Give everything that lies in the content folder, or in the root where there is none."""
    walk = _Walk(root, config, report)
    walk.visit(walk.top, ())
    return ContentListing(
        sources=tuple(sorted(walk.sources, key=lambda entry: entry.path)),
        assets=tuple(sorted(walk.assets)),
    )


def read_source(root: Path, entry: SourceEntry, report: Report) -> Source | None:
    """Read one file; None (and a diagnostic) if the system does not let us."""
    try:
        data = (root / entry.file).read_bytes()
    except OSError as error:
        _report_unreadable(entry.path, error, report)
        return None
    return Source(path=entry.path, data=data, bundle=entry.bundle, is_section=entry.is_section)


class _Walk:
    """One walk through the content folder, gathering sources and other files."""

    def __init__(self, root: Path, config: Config, report: Report) -> None:
        build = config.build
        self.root = root
        self.report = report
        top = PurePosixPath(build.content).as_posix() if (root / build.content).is_dir() else "."
        self.top = "" if top == "." else top
        self.bare = not self.top
        folders = (build.output, build.static, build.templates, build.cache)
        self.skipped = {folder.strip("/") for folder in folders if folder.strip("/")}
        self.ignored = compile_globs(build.ignore)
        self.inbox = config.new.inbox.strip("/")
        self.sources: list[SourceEntry] = []
        self.assets: list[str] = []

    def visit(self, folder: str, above: tuple[tuple[int, int], ...]) -> tuple[bool, list[str]]:
        """Take in a folder; say whether it has sources, and which other files lie in it."""
        found = self._scan(folder, above)
        if found is None:
            return False, []
        files, folders, seen = found
        sources = [item for item in files if self._is_source(item.name)]
        lead = next((item for item in sources if item.name.startswith("index.")), None)
        if lead and folder != self.top:
            sources = [item for item in sources if not item.name.endswith(".json")] or [lead]
        taken = {item.name for item in sources}
        own = [_shown(_joined(folder, item.name)) for item in files if item.name not in taken]
        loose: list[str] = []
        has_sources = bool(sources)
        for item in folders:
            inner, rest = self.visit(_joined(folder, item.name), seen)
            has_sources = has_sources or inner
            if inner:
                continue
            loose.extend(rest)
        bundle = tuple(sorted(own + loose))
        for item in sources:
            self._add(folder, item, bundle if item is lead else ())
        self.assets.extend(own)
        return has_sources, own + loose

    def _scan(
        self, folder: str, above: tuple[tuple[int, int], ...]
    ) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]], tuple[tuple[int, int], ...]] | None:
        files: list[os.DirEntry[str]] = []
        folders: list[os.DirEntry[str]] = []
        try:
            place = self.root / folder
            status = place.stat()
            mark = (status.st_dev, status.st_ino)
            if mark in above:
                return None
            with os.scandir(place) as scan:
                items = sorted(scan, key=lambda item: item.name)
        except OSError as error:
            _report_unreadable(_shown(folder) or ".", error, self.report)
            return None
        for item in items:
            path = _joined(folder, item.name)
            if self._is_skipped(path, item.name):
                continue
            kind = _kind_of(item)
            if kind == "folder":
                folders.append(item)
            elif kind == "file":
                files.append(item)
            elif item.is_symlink():
                message = "the link leads nowhere"
                self.report.add(Code.UNREADABLE_FILE, _shown(path), message, hint=_LINK_HINT)
        return files, folders, (*above, mark)

    def _is_skipped(self, path: str, name: str) -> bool:
        if name.startswith(".") or name in _NEVER or name in _JEKYLL_PARTS or name.endswith("~"):
            return True
        if self.bare and (path in self.skipped or path in _SETTINGS):
            return True
        if self.inbox and path == self.inbox:
            return True
        inside = path[len(self.top) + 1 :] if self.top else path
        return self.ignored is not None and bool(self.ignored.match(inside))

    def _is_source(self, name: str) -> bool:
        lower = name.lower()
        if not lower.endswith(CONTENT_SUFFIXES):
            return False
        if lower.endswith(".json") and (self.bare or _DATA_FILES.match(lower)):
            return False
        return not name.startswith("_") or lower.startswith("_index.")

    def _add(self, folder: str, item: os.DirEntry[str], bundle: tuple[str, ...]) -> None:
        file = _joined(folder, item.name)
        try:
            status = item.stat()
        except OSError as error:
            _report_unreadable(_shown(file), error, self.report)
            return
        self.sources.append(
            SourceEntry(
                path=_shown(file),
                file=file,
                size=status.st_size,
                mtime_ns=status.st_mtime_ns,
                bundle=bundle,
                is_section=item.name.lower().startswith("_index."),
            )
        )


_LINK_HINT = "remove the link or restore what it points at"


def compile_globs(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """Give one expression for glob patterns on `/`-joined paths; None where there are none.

    `*` stays within a folder, `**` crosses folders, a pattern without a slash matches a name in
    any folder, and a pattern that names a folder takes everything below it.
    """
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{_translate_glob(pattern)})" for pattern in patterns))


@lru_cache(maxsize=256)
def _translate_glob(pattern: str) -> str:
    pattern = pattern.strip("/")
    anchor = "" if "/" in pattern else "(?:.*/)?"
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\])", pattern)
    special = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(special.get(piece) or _translate_piece(piece) for piece in pieces)
    return rf"{anchor}{body}(?:/.*)?\Z"


def _translate_piece(piece: str) -> str:
    """Give a set of characters as an expression; what is no set that can be meant is text."""
    if piece.startswith("["):
        one_of = piece.replace("[!", "[^", 1)
        try:
            re.compile(one_of)
        except re.error:
            return re.escape(piece)
        return one_of
    return re.escape(piece)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _shown(path: str) -> str:
    """Give a path that can be written as UTF-8; a byte that is none is read as Latin-1."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "".join(
            chr(ord(char) - 0xDC00) if 0xDC80 <= ord(char) <= 0xDCFF else char  # noqa: PLR2004
            for char in path
        )
    return path


def _kind_of(item: os.DirEntry[str]) -> Literal["folder", "file", ""]:
    """Give what an entry is, or what it leads to: "" for a link to nothing or to itself."""
    try:
        return "folder" if item.is_dir() else "file" if item.is_file() else ""
    except OSError:
        return ""


def _report_unreadable(path: str, error: OSError, report: Report) -> None:
    reason = (error.strerror or type(error).__name__).lower()
    hint = "check the file's permissions"
    report.add(Code.UNREADABLE_FILE, path, f"cannot be read: {reason}", hint=hint)
