"""Changed files → the next edition of the site. All of it happens in one thread.

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

from digest.build.pipeline import assemble_library, read_registry
from digest.checks.collisions import find_collisions
from digest.checks.duplicates import check_feed_ids
from digest.checks.inspection import inspect_site
from digest.checks.subject import gather_subject
from digest.config.registry import ENTITIES_FILE
from digest.config.site_file import SITE_FILE, load_config
from digest.config.tables import Config
from digest.content.inventory import ContentListing
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report
from digest.output.copies import plan_bundles
from digest.output.pages import plan_pages
from digest.output.theme import CODE_CSS, Theme, load_theme
from digest.output.theme.assets import AssetVersions
from digest.serve.reading import Reading
from digest.serve.snapshot import Edition
from digest.serve.watch import Folders

_LATER = frozenset({Code.EXPECTATION_FAILED, Code.DEAD_LINK})
"""What nobody must hear of while writing: demands on a finished issue, and the state of the web."""


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the preview is asked for.

    `overrides` are the command line's, as `load_config` takes them; `now` gives the present.
    `published` leaves out drafts, posts of the future and expired ones, as a build does.
    """

    now: Callable[[], datetime]
    overrides: Mapping[str, Mapping[str, Any]] = {}
    published: bool = False


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A new edition and what led to it.

    `changed` are files, relative to the site's root where they lie below it, and `touched` the
    outputs that are shown from changed files as they are.
    """

    edition: Edition
    changed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    seconds: float = 0.0


class Studio:
    """Keeps a site warm, as a context manager. `origin` is the address it is shown at."""

    def __init__(self, root: Path, wishes: Wishes) -> None:
        self.root = root
        self.origin = "http://localhost"
        self._wishes = wishes
        report = Report()
        self.config = load_config(root, report, wishes.overrides)
        self._config_problems = report.diagnostics
        self._edition: Edition | None = None
        self.reading = Reading(root, self.config, wishes.now())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.reading.close()

    @property
    def folder(self) -> str:
        """The path of the site's address, under which it is shown here too: "" or "/blog"."""
        return urlsplit(self.config.site.base_url).path.rstrip("/")

    def look_first(self) -> Revision:
        """Give an edition of the newest posts alone, to have something to show."""
        return Revision(edition=self._assemble(self.reading.read_newest(), whole=False))

    def read_all(self) -> Revision:
        """Give the edition of the whole site."""
        started = time.perf_counter()
        gc.disable()
        try:
            self.reading.look_again()
            edition = self._assemble(self.reading.listing)
        finally:
            gc.enable()
        # What was read stays: the collector need not look at it again and again.
        gc.freeze()
        return Revision(edition=edition, seconds=time.perf_counter() - started)

    def revise(self, files: frozenset[Path]) -> Revision | None:
        """Give the edition that follows from changed files, or None if nothing does."""
        started = time.perf_counter()
        names = frozenset(map(self._name, files))
        before, was = self._edition, self.config
        anew = self._renew_settings(names)
        fresh = self.reading.look_again(names, anew=anew)
        copied = before.outputs_of(files) if before else ()
        shaped = fresh or anew or self._shapes_pages(names) or self._is_static(names)
        if before and before.whole and not shaped and not copied:
            return None
        edition = self._assemble(self.reading.listing)
        touched = {*copied, *edition.outputs_of(files)}
        if self.config.theme != was.theme:
            touched.add(CODE_CSS)
        return Revision(
            edition=edition,
            changed=tuple(sorted(names)),
            touched=tuple(sorted(touched)),
            seconds=time.perf_counter() - started,
        )

    def inspect(self, edition: Edition) -> tuple[Diagnostic, ...]:
        """Give what a build would say of an edition as a whole, once it is shown."""
        report, listing = self.reading.graded_report(), edition.listing
        # What is meant is the site's address out there.
        config = replace(edition.site.config, site=self.config.site)
        site = with_fields(edition.site, config=config)
        options = replace(self.reading.shop.options, now=self._wishes.now())
        shop = replace(self.reading.shop, config=config, options=options, report=report)
        claims = tuple(edition.list_claims())
        find_collisions(claims, report)
        known = self.reading.library.known
        held = plan_bundles({path: known[path].post for path in site.held}, listing)
        files = {copy.output: copy.file for copy in held}
        subject = gather_subject(
            shop, self.reading.library, site, claims, site.registry, held=files
        )
        inspect_site(subject, report, spare=_LATER)
        return report.diagnostics

    def recover(self) -> Revision:
        """Begin again with a new cache: what the last one held is gone."""
        self.reading.reopen()
        return self.read_all()

    def folders(self) -> Folders:
        """Give the folders in which a change concerns the site."""
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
        """Give the folders that digest writes itself."""
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
            config = load_config(self.root, report, self._wishes.overrides)
            self._config_problems = report.diagnostics
            if not report.count("error"):
                self.config = self.reading.config = config
        shaping = (f"{self.config.build.templates}/shortcodes/", *self._bibliography)
        return self.config != was or any(f"{name}/".startswith(shaping) for name in names)

    def _shapes_pages(self, names: frozenset[str]) -> bool:
        """Say whether a settings file or a template is among the files."""
        templates = f"{self.config.build.templates}/"
        return bool(names & {SITE_FILE, ENTITIES_FILE}) or any(
            f"{name}/".startswith(templates) for name in names
        )

    def _is_static(self, names: frozenset[str]) -> bool:
        folder = f"{self.config.build.static}/"
        return any(f"{name}/".startswith(folder) for name in names)

    def _assemble(self, listing: ContentListing, *, whole: bool = True) -> Edition:
        report = self.reading.report()
        report.extend(self._config_problems)
        config = self._local_config()
        options = replace(self.reading.shop.options, now=self._wishes.now())
        shop = replace(self.reading.shop, config=config, options=options, report=report)
        site = assemble_library(self.reading.library, listing, read_registry(shop), shop)
        pages = plan_pages(site)
        check_feed_ids(site.posts, report)
        self._edition = Edition(
            root=self.root,
            site=site,
            library=self.reading.library,
            pages=pages,
            listing=listing,
            theme=self._load_theme(config),
            packs=shop.cache.packs,
            # Of a part of the site one cannot say what is missing.
            problems=report.diagnostics if whole else (),
            whole=whole,
        )
        return self._edition

    def _load_theme(self, config: Config) -> Theme:
        theme = load_theme(self.root, config, self.reading.shop.folder / "templates")
        theme.versions = _NoVersions(self.root / config.build.static, config.theme)
        return theme

    def _local_config(self) -> Config:
        """Give the configuration of the preview: its own address, and nothing held back."""
        site, build = self.config.site, self.config.build
        if not self._wishes.published:
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
        """Give no version of any file."""
        del name
        return ""
