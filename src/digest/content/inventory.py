"""Lists and reads the files of a site: content files with their bundles, pictures, static files.

Listing is apart from reading, so that a build may skip what it already knows: a `SourceEntry`
has size and time only to save hashing, never to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

import msgspec

from digest.config.tables import Config
from digest.content.folders import (
    FolderContent,
    FolderEntry,
    FolderReader,
    is_leftover,
    report_unreadable,
    show_path,
)
from digest.core.diagnostics import Report

CONTENT_SUFFIXES = (".md", ".markdown", ".mdx", ".json")
_FOREIGN_FOLDERS = frozenset(
    """
    _includes _layouts _data _sass _site _build _static _templates _partials _plugins _assets
    node_modules __pycache__ venv bower_components
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Folders of other generators and of package managers: none of their files is content."""
_SETTINGS = frozenset({"site.toml", "entities.toml", "links.lock"})
"""digest's own files at the top of a site: nothing to publish where that is the content folder."""
_DATA_FILES = re.compile(
    r"(?:package(?:-lock)?|composer|manifest|tsconfig.*|jsconfig|renovate|vercel|.*\.11tydata"
    r"|.*\.schema)\.json$"
)


class SourceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A content file that was found, with the files of its bundle.

    `path` is as everything else names it, `file` as the system does: they differ only in names
    that are not UTF-8. `size` is in bytes, `mtime_ns` the modification time in nanoseconds.
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
    `is_section` marks an `_index.md`, a section's own text.
    """

    path: str
    data: bytes
    bundle: tuple[str, ...] = ()
    is_section: bool = False


class ContentListing(msgspec.Struct, frozen=True, kw_only=True):
    """All files of a site that may be published, by path from the site's root.

    `assets` are the files in the content folder that are no posts (pictures, downloads), `static`
    and `templates` those of the folders of these names.
    """

    sources: tuple[SourceEntry, ...]
    assets: tuple[str, ...]
    static: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    @property
    def loose(self) -> tuple[str, ...]:
        """The files in the content folder that belong to no post."""
        bundled = {file for entry in self.sources for file in entry.bundle}
        return tuple(file for file in self.assets if file not in bundled)


def list_content(root: Path, config: Config, report: Report) -> ContentListing:
    """List the folders of content (the root where there is none), static files and templates.

    Links that lead out of the site are reported and left out.
    """
    walk = _ContentWalk(root, config, report)
    if walk.reader.may_read(walk.top):
        walk.visit(walk.top)
    return ContentListing(
        sources=walk.list_sources(),
        assets=tuple(sorted(walk.assets)),
        static=list_files(root, config.build.static, config, report),
        templates=list_files(root, config.build.templates, config, report),
    )


def list_sources(root: Path, config: Config, report: Report) -> tuple[SourceEntry, ...]:
    """Return an entry for every content file of a site, in the order of their paths."""
    return list_content(root, config, report).sources


def list_files(root: Path, folder: str, config: Config, report: Report) -> tuple[str, ...]:
    """List the files below a folder of the site, in the order of their paths."""
    reader = FolderReader(root, config, report)
    paths = [entry.path for entry in reader.walk(PurePosixPath(folder).as_posix())]
    return tuple(sorted(paths, key=lambda path: path.split("/")))


def read_sources(root: Path, config: Config, report: Report) -> Iterator[Source]:
    """Read every content file of a site, in the order of their paths."""
    for entry in list_sources(root, config, report):
        source = read_source(root, entry, report)
        if source is not None:
            yield source


def read_source(root: Path, entry: SourceEntry, report: Report) -> Source | None:
    """Read one file; None (and a diagnostic) if the system does not let us."""
    try:
        data = (root / entry.file).read_bytes()
    except OSError as error:
        report_unreadable(entry.path, error, report)
        return None
    return Source(path=entry.path, data=data, bundle=entry.bundle, is_section=entry.is_section)


class _ContentWalk:
    """One walk through the content folder, gathering sources and other files."""

    def __init__(self, root: Path, config: Config, report: Report) -> None:
        build = config.build
        top = PurePosixPath(build.content).as_posix() if (root / build.content).is_dir() else "."
        self.top = "" if top == "." else top
        self._is_root = not self.top
        folders = (build.output, build.static, build.templates, build.cache)
        self._other_folders = {folder.strip("/") for folder in folders if folder.strip("/")}
        self._ignored = compile_globs(build.ignore)
        self._inbox = config.new.inbox.strip("/")
        self.reader = FolderReader(root, config, report, self._is_skipped)
        self._report = report
        self._sources: list[tuple[SourceEntry, bool, tuple[int, int]]] = []
        self.assets: list[str] = []

    def list_sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources in the order of their paths; of one file and links to it, one."""
        found = sorted(self._sources, key=lambda each: (each[1], each[0].path))
        first: dict[tuple[int, int], str] = {}
        for entry, _, mark in found:
            first.setdefault(mark, entry.path)
        kept = (e for e, is_linked, mark in found if not is_linked or first[mark] == e.path)
        return tuple(sorted(kept, key=lambda entry: entry.path))

    def visit(
        self, folder: str, above: tuple[tuple[int, int], ...] = (), *, is_linked: bool = False
    ) -> tuple[bool, list[str]]:
        """Visit a folder; return whether it has sources, and which other files lie in it."""
        content = self.reader.read(folder, above, is_linked=is_linked)
        if content is None:
            return False, []
        sources, lead = self._choose_sources(folder, content)
        taken = {entry.path for entry in sources}
        others = [entry for entry in content.files if entry.path not in taken]
        own = [entry.path for entry in others if self.reader.is_nameable(entry, self.top)]
        loose: list[str] = []
        has_sources = bool(sources)
        for inner in content.folders:
            has_inner, rest = self.visit(inner.path, content.above, is_linked=inner.is_linked)
            has_sources = has_sources or has_inner
            if not has_inner:
                loose.extend(rest)
        bundle = tuple(sorted(own + loose))
        for entry in sources:
            self._add(entry, bundle if entry is lead else ())
        self.assets.extend(own)
        return has_sources, own + loose

    def _choose_sources(
        self, folder: str, content: FolderContent
    ) -> tuple[list[FolderEntry], FolderEntry | None]:
        """Return the content files of a folder, and the one among them that leads a bundle."""
        sources = [entry for entry in content.files if self._is_source(entry.name)]
        lead = next((entry for entry in sources if entry.name.startswith("index.")), None)
        if lead and folder != self.top:
            sources = [entry for entry in sources if not entry.name.endswith(".json")] or [lead]
        return sources, lead

    def _is_skipped(self, path: str, name: str) -> bool:
        if name.startswith(".") or name in _FOREIGN_FOLDERS or is_leftover(name):
            return True
        if self._is_root and (path in self._other_folders or path in _SETTINGS):
            return True
        if self._inbox and path == self._inbox:
            return True
        inside = path[len(self.top) + 1 :] if self.top else path
        return self._ignored is not None and bool(self._ignored.match(inside))

    def _is_source(self, name: str) -> bool:
        lower = name.lower()
        if not lower.endswith(CONTENT_SUFFIXES):
            return False
        if lower.endswith(".json") and (self._is_root or _DATA_FILES.match(lower)):
            return False
        return not name.startswith("_") or lower.startswith("_index.")

    def _add(self, entry: FolderEntry, bundle: tuple[str, ...]) -> None:
        path = show_path(entry.path)
        try:
            status = entry.item.stat()
        except OSError as error:
            report_unreadable(path, error, self._report)
            return
        source = SourceEntry(
            path=path,
            file=entry.path,
            size=status.st_size,
            mtime_ns=status.st_mtime_ns,
            bundle=bundle,
            is_section=entry.name.lower().startswith("_index."),
        )
        self._sources.append((source, entry.is_linked, (status.st_dev, status.st_ino)))


def compile_globs(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """Compile glob patterns for `/`-joined paths into one expression; None where there are none.

    `*` stays within a folder, `**` crosses folders, a pattern without a slash matches a name in
    any folder, and a pattern that names a folder matches everything below it.
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
    """Return a set of characters as an expression; one that cannot be meant is plain text."""
    if piece.startswith("["):
        one_of = piece.replace("[!", "[^", 1)
        try:
            re.compile(one_of)
        except re.error:
            return re.escape(piece)
        return one_of
    return re.escape(piece)
