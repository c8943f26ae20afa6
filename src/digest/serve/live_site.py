"""Changed files → the next snapshot of the site. All of it happens in one thread.

Only what has changed is read again; the site is then assembled and planned anew, which takes some
hundredths of a second, and nothing is rendered before somebody looks at it.
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

_LATER = frozenset({Code.EXPECTATION_FAILED, Code.DEAD_LINK})
"""What nobody must hear of while writing: demands on a finished issue, and the state of the web."""


class PreviewOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the preview is asked for.

    `overrides` are the command line's, as `load_config` takes them; `now` gives the present.
    `published` leaves out drafts, posts of the future and expired ones, as a build does.
    """

    now: Callable[[], datetime]
    overrides: Mapping[str, Mapping[str, Any]] = {}
    published: bool = False


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A new snapshot and what led to it.

    `changed` are files, relative to the site's root where they lie below it, and `touched` the
    outputs that are shown from changed files as they are.
    """

    snapshot: Snapshot
    changed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    seconds: float = 0.0


class LiveSite:
    """Keeps a site warm, as a context manager. `origin` is the address it is shown at."""

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
        """The path of the site's address, under which it is shown here too: "" or "/blog"."""
        return urlsplit(self.config.site.base_url).path.rstrip("/")

    def load_newest(self) -> Revision:
        """Return an snapshot of the newest posts alone, to have something to show."""
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
        # What was read stays: the collector need not look at it again and again.
        gc.freeze()
        return Revision(snapshot=snapshot, seconds=time.perf_counter() - started)

    def revise(self, files: frozenset[Path]) -> Revision | None:
        """Return the snapshot that follows from changed files, or None if nothing does."""
        started = time.perf_counter()
        names = frozenset(map(self._name, files))
        before, was = self._snapshot, self.config
        anew = self._renew_settings(names)
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
        """Return what a build would say of a snapshot as a whole, once it is shown."""
        # What is meant is the site's public address.
        config = replace(snapshot.plan.site.config, site=self.config.site)
        site = with_fields(snapshot.plan.site, config=config)
        session = self._session(config, self.posts.graded_report())
        check_plan(replace(snapshot.plan, site=site), session, skip=_LATER)
        return session.report.diagnostics

    def recover(self) -> Revision:
        """Begin again with a new cache: what the last one held is gone."""
        self.posts.reopen()
        return self.load_all()

    def folders(self) -> Folders:
        """Return the folders in which a change concerns the site."""
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
        """Return the folders that digest writes itself."""
        build = self.config.build
        return (self.root / build.output, self.root / build.cache)

    @property
    def _bibliography(self) -> tuple[str, ...]:
        return self.config.markdown.bibliography

    def _renew_settings(self, names: frozenset[str]) -> bool:
        """Take over a changed configuration; say whether posts may be read differently now."""
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
            # Of a part of the site one cannot say what is missing.
            problems=report.diagnostics if whole else (),
            whole=whole,
        )
        return self._snapshot

    def _session(self, config: Config, report: Report) -> BuildSession:
        """Return the session of the posts with other settings, as of now."""
        options = replace(self.posts.session.options, now=self._options.now())
        return replace(self.posts.session, config=config, options=options, report=report)

    def _load_theme(self, config: Config) -> Theme:
        theme = load_theme(self.root, config, self._compiled)
        theme.versions = _NoVersions(self.root / config.build.static, config.theme)
        return theme

    def _local_config(self) -> Config:
        """Return the configuration of the preview: its own address, and nothing held back."""
        site, build = self.config.site, self.config.build
        if not self._options.published:
            build = replace(build, drafts=True, future=True, expired=True)
        domain = site.id_domain or urlsplit(site.base_url).hostname or ""
        site = replace(site, base_url=self.origin + self.folder, id_domain=domain)
        return replace(self.config, site=site, build=build)

    def _name(self, file: Path) -> str:
        return (
            file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else str(file)
        )


class _NoVersions(AssetVersions):
    """Addresses of style sheets without versions: a page stays the same when its style changes."""

    def version(self, name: str) -> str:
        """Return no version of any file."""
        del name
        return ""
