"""Changed files → the next snapshot of the site, all in one thread.

Only changed files are read again. The site is then assembled and planned anew, which takes some
hundredths of a second; pages are rendered when they are requested.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import replace as with_fields
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from digest.build.planning import check_plan, plan_site
from digest.build.session import BuildSession
from digest.config.registry import ENTITIES_FILE
from digest.config.site_file import SITE_FILE, load_config
from digest.config.tables import Config
from digest.content.inventory import ContentListing
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report
from digest.output.theme import CODE_CSS, Theme, load_theme
from digest.output.theme.assets import AssetVersions
from digest.output.theme.environment import CompiledTemplates
from digest.serve.live_posts import LivePosts
from digest.serve.snapshot import Snapshot
from digest.serve.watch import Folders

_SKIPPED_CHECKS = frozenset({Code.EXPECTATION_FAILED, Code.DEAD_LINK})
"""Checks that do not concern an unfinished issue, or ask the network."""


class PreviewOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Options of the preview.

    `overrides` are settings of the command line for `load_config`; `now` returns the current
    time. With `published`, drafts, posts of the future and expired ones are left out.
    """

    now: Callable[[], datetime]
    overrides: Mapping[str, Mapping[str, Any]] = {}
    published: bool = False


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A new snapshot and the changes that led to it.

    `changed` are files, relative to the site's root where they lie below it, and `touched` the
    outputs that are copies of changed files.
    """

    snapshot: Snapshot
    changed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    seconds: float = 0.0


class LiveSite:
    """A site kept in memory, as a context manager. `origin` is the address it is shown at."""

    def __init__(self, root: Path, options: PreviewOptions) -> None:
        self.root = root
        self.origin = "http://localhost"
        self._options = options
        report = Report()
        self.config = load_config(root, report, options.overrides)
        self._config_problems = report.diagnostics
        self._snapshot: Snapshot | None = None
        self._compiled = CompiledTemplates()
        self.posts = LivePosts(root, self.config, options.now())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.posts.close()

    @property
    def folder(self) -> str:
        """The path of the site's address, used by the preview too: "" or "/blog"."""
        return urlsplit(self.config.site.base_url).path.rstrip("/")

    def load_newest(self) -> Revision:
        """Return a snapshot of the newest posts alone, to show while the others are read."""
        return Revision(snapshot=self._assemble(self.posts.read_newest(), whole=False))

    def load_all(self) -> Revision:
        """Return the snapshot of the whole site."""
        started = time.perf_counter()
        gc.disable()
        try:
            self.posts.refresh()
            snapshot = self._assemble(self.posts.listing)
        finally:
            gc.enable()
        # What was read is kept: the garbage collector need not examine it again.
        gc.freeze()
        return Revision(snapshot=snapshot, seconds=time.perf_counter() - started)

    def revise(self, files: frozenset[Path]) -> Revision | None:
        """Return the snapshot after changes of these files, or None if they change nothing."""
        started = time.perf_counter()
        names = frozenset(map(self._relative_name, files))
        before, was = self._snapshot, self.config
        anew = self._reload_config(names)
        fresh = self.posts.refresh(names, anew=anew)
        copied = before.outputs_of(files) if before else ()
        shaped = fresh or anew or self._shapes_pages(names) or self._is_static(names)
        if before and before.whole and not shaped and not copied:
            return None
        snapshot = self._assemble(self.posts.listing)
        touched = {*copied, *snapshot.outputs_of(files)}
        if self.config.theme != was.theme:
            touched.add(CODE_CSS)
        return Revision(
            snapshot=snapshot,
            changed=tuple(sorted(names)),
            touched=tuple(sorted(touched)),
            seconds=time.perf_counter() - started,
        )

    def inspect(self, snapshot: Snapshot) -> tuple[Diagnostic, ...]:
        """Return the problems of the whole site that a build would report."""
        # Checks compare with the public address of the site.
        config = replace(snapshot.plan.site.config, site=self.config.site)
        site = with_fields(snapshot.plan.site, config=config)
        session = self._session(config, self.posts.graded_report())
        check_plan(replace(snapshot.plan, site=site), session, skip=_SKIPPED_CHECKS)
        return session.report.diagnostics

    def recover(self) -> Revision:
        """Return the snapshot of the whole site, read again with a new cache."""
        self.posts.reopen()
        return self.load_all()

    def folders(self) -> Folders:
        """Return the folders to watch."""
        build = self.config.build
        content = self.root / build.content
        deep = (
            content if content.is_dir() else self.root,
            *(self.root / name for name in (build.static, build.templates)),
        )
        flat = (self.root, *((self.root / name).parent for name in self._bibliography))
        return Folders(
            deep=frozenset(folder for folder in deep if folder.is_dir()),
            flat=frozenset(folder for folder in flat if folder.is_dir()),
        )

    def own_folders(self) -> tuple[Path, ...]:
        """Return the folders that digest writes to itself, and that are not watched."""
        build = self.config.build
        return (self.root / build.output, self.root / build.cache)

    @property
    def _bibliography(self) -> tuple[str, ...]:
        return self.config.markdown.bibliography

    def _reload_config(self, names: frozenset[str]) -> bool:
        """Load a changed configuration; return whether posts must be read again."""
        was = self.config
        if SITE_FILE in names:
            report = Report()
            config = load_config(self.root, report, self._options.overrides)
            self._config_problems = report.diagnostics
            if not report.count("error"):
                self.config = self.posts.config = config
        shaping = (f"{self.config.build.templates}/shortcodes/", *self._bibliography)
        return self.config != was or any(f"{name}/".startswith(shaping) for name in names)

    def _shapes_pages(self, names: frozenset[str]) -> bool:
        """Return whether a settings file or a template is among the files."""
        templates = f"{self.config.build.templates}/"
        return bool(names & {SITE_FILE, ENTITIES_FILE}) or any(
            f"{name}/".startswith(templates) for name in names
        )

    def _is_static(self, names: frozenset[str]) -> bool:
        folder = f"{self.config.build.static}/"
        return any(f"{name}/".startswith(folder) for name in names)

    def _assemble(self, listing: ContentListing, *, whole: bool = True) -> Snapshot:
        report = self.posts.report()
        report.extend(self._config_problems)
        config = self._local_config()
        session = self._session(config, report)
        self._snapshot = Snapshot(
            root=self.root,
            plan=plan_site(self.posts.library, listing, session),
            theme=self._load_theme(config),
            # Problems such as broken links are unknown before the whole site is read.
            problems=report.diagnostics if whole else (),
            whole=whole,
        )
        return self._snapshot

    def _session(self, config: Config, report: Report) -> BuildSession:
        """Return the session of the posts with this configuration and the current time."""
        options = replace(self.posts.session.options, now=self._options.now())
        return replace(self.posts.session, config=config, options=options, report=report)

    def _load_theme(self, config: Config) -> Theme:
        theme = load_theme(self.root, config, self._compiled)
        theme.versions = _NoVersions(self.root / config.build.static, config.theme)
        return theme

    def _local_config(self) -> Config:
        """Return the configuration with the preview's own address and, by default, all drafts."""
        site, build = self.config.site, self.config.build
        if not self._options.published:
            build = replace(build, drafts=True, future=True, expired=True)
        domain = site.id_domain or urlsplit(site.base_url).hostname or ""
        site = replace(site, base_url=self.origin + self.folder, id_domain=domain)
        return replace(self.config, site=site, build=build)

    def _relative_name(self, file: Path) -> str:
        return (
            file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else str(file)
        )


class _NoVersions(AssetVersions):
    """Addresses without versions: a page stays the same when its style sheet changes."""

    def version(self, name: str) -> str:
        """Return ""."""
        del name
        return ""
