"""The pipeline: content/ → sources → posts → site → plan → bytes → public/."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from digest.cache import Cache, Fingerprints
from digest.checks import check_feed_ids, find_collisions
from digest.config import Config
from digest.copies import Copy, plan_copies, stage_copies
from digest.diagnostics import Report
from digest.exports import plan_exports
from digest.feeds import FeedPlan, plan_feeds
from digest.hashing import digest_key
from digest.items import Choice
from digest.library import Library, iterate_posts, read_library
from digest.pages import Page, plan_pages
from digest.press import Press
from digest.publish import Changes, Publisher
from digest.registry import FILE_NAME, load_registry
from digest.site import Site, assemble_site
from digest.source import ContentListing, list_content
from digest.theme import CODE_CSS, code_stylesheet, load_theme
from digest.workers import count_cores, open_executor


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What one run is asked for; paths not given are those of the configuration.

    `now` is the present for everything that is held back or has expired. `remember` switches the
    cache, `strict` lets warnings fail the build, `keep_going` publishes despite errors.
    """

    now: datetime
    jobs: int | None = None
    output: Path | None = None
    cache: Path | None = None
    remember: bool = True
    strict: bool = False
    keep_going: bool = False


class BuildResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a run; `changes` is None where nothing was published."""

    report: Report
    changes: Changes | None = None
    posts: int = 0
    items: int = 0
    parsed: int = 0
    rendered: int = 0
    seconds: float = 0.0

    def summary(self) -> str:
        """Give the one line that a run ends with."""
        errors, warnings = self.report.count("error"), self.report.count("warning")
        problems = f"{errors} errors, {warnings} warnings" if errors or warnings else "no problems"
        if self.changes is None:
            return f"nothing published: {problems} ({self.seconds:.2f} s)"
        written = len(self.changes.added) + len(self.changes.changed)
        return (
            f"{self.posts} posts, {self.items} items: {written} files written, "
            f"{self.changes.unchanged} unchanged, {len(self.changes.removed)} removed; "
            f"{problems} ({self.seconds:.2f} s)"
        )


class _Workshop(msgspec.Struct, kw_only=True):
    """What a run holds open: the cache, the hashes of files, the workers."""

    root: Path
    config: Config
    options: BuildOptions
    report: Report
    folder: Path
    cache: Cache
    fingerprints: Fingerprints
    executor: Executor
    jobs: int


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be written, still data."""

    library: Library
    site: Site
    pages: tuple[Page, ...]
    feeds: tuple[FeedPlan, ...]
    copies: tuple[Copy, ...]
    exports: dict[str, bytes]


def build_site(root: Path, config: Config, options: BuildOptions, report: Report) -> BuildResult:
    """Build the site at `root`, and publish it unless the content has errors."""
    started = time.perf_counter()
    with _open_workshop(root, config, options, report) as shop:
        plan = _plan_site(shop)
        changes, rendered = _publish(plan, shop)
    posts = plan.site.posts + plan.site.pages
    return BuildResult(
        report=report,
        changes=changes,
        posts=len(posts),
        items=sum(len(post.items) for post in posts),
        parsed=plan.library.parsed,
        rendered=rendered,
        seconds=time.perf_counter() - started,
    )


def read_site(root: Path, config: Config, options: BuildOptions, report: Report) -> Site:
    """Read and assemble a site, and stop there."""
    with _open_workshop(root, config, options, report) as shop:
        return _assemble(_read_library(list_content(root, config, report), shop), shop)


def explain_items(
    root: Path, config: Config, options: BuildOptions, report: Report
) -> Iterator[tuple[str, int, Sequence[Choice]]]:
    """Give for each post how many items it has, and which layouts were chosen, and why."""
    with _open_workshop(root, config, options, report) as shop:
        library = _read_library(list_content(root, config, report), shop)
        for path in sorted(library.known):
            known = library.known[path]
            yield path, len(known.post.items), known.choices


def publishing_state(folder: Path, root: Path, output: Path) -> Path:
    """Give the folder, in the cache's, that keeps what was published into `output`.

    It is named by the way from the site to there, so that both may move together.
    """
    return folder / "sites" / digest_key(os.path.relpath(output, root))


def _plan_site(shop: _Workshop) -> _Plan:
    listing = list_content(shop.root, shop.config, shop.report)
    library = _read_library(listing, shop)
    site = _assemble(library, shop)
    pages = plan_pages(site)
    plan = _Plan(
        library=library,
        site=site,
        pages=pages,
        feeds=plan_feeds(site),
        copies=plan_copies(shop.root, site, listing),
        exports=plan_exports(site, pages),
    )
    find_collisions(_list_outputs(plan), shop.report)
    check_feed_ids(site.posts, shop.report)
    return plan


def _list_outputs(plan: _Plan) -> Iterator[tuple[str, str]]:
    """Give every path that will be written, with what asked for it."""
    yield from ((page.output, page.source) for page in plan.pages)
    yield from ((feed.output, feed.source) for feed in plan.feeds)
    yield from ((copy.output, copy.source) for copy in plan.copies)
    yield from ((name, f"the export {name}") for name in plan.exports)
    yield CODE_CSS, "the style sheet for code"


def _publish(plan: _Plan, shop: _Workshop) -> tuple[Changes | None, int]:
    """Write the plan; give what changed (None: nothing was published) and how much was rendered."""
    if not _may_publish(shop):
        return None, 0
    output = shop.options.output or shop.root / shop.config.build.output
    state = publishing_state(shop.folder, shop.root, output)
    theme = load_theme(shop.root, shop.config, shop.folder / "templates")
    with Publisher(output, state) as publisher:
        old = shop.cache.pages(state.name)
        press = Press(plan.site, plan.library, theme, publisher, packs=shop.cache.packs, old=old)
        press.print_all(
            plan.pages, plan.feeds, executor=shop.executor, jobs=shop.jobs, report=shop.report
        )
        publisher.stage(CODE_CSS, code_stylesheet(shop.config))
        for path, data in plan.exports.items():
            publisher.stage(path, data)
        stage_copies(shop.root, plan.copies, shop.fingerprints, publisher)
        if not _may_publish(shop):
            return None, press.rendered
        changes = publisher.commit(shop.report)
        if changes is not None:
            shop.cache.keep_pages(state.name, press.pages)
    return changes, press.rendered


def _may_publish(shop: _Workshop) -> bool:
    if shop.options.keep_going:
        return True
    strict = shop.options.strict and shop.report.count("warning")
    return not (shop.report.count("error") or strict)


def _read_library(listing: ContentListing, shop: _Workshop) -> Library:
    return read_library(
        shop.root,
        listing.sources,
        shop.config,
        cache=shop.cache,
        fingerprints=shop.fingerprints,
        executor=shop.executor,
        jobs=shop.jobs,
        report=shop.report,
    )


def _assemble(library: Library, shop: _Workshop) -> Site:
    path = shop.root / FILE_NAME
    registry = load_registry(path if path.is_file() else None, shop.report)
    digests = {path: known.digest for path, known in library.known.items()}
    return assemble_site(
        iterate_posts(library), shop.config, registry, shop.options.now, shop.report, digests
    )


@contextmanager
def _open_workshop(
    root: Path, config: Config, options: BuildOptions, report: Report
) -> Iterator[_Workshop]:
    """Open what a run needs, and save what it has learnt, whatever becomes of the rest."""
    jobs = options.jobs or count_cores()
    with ExitStack() as stack:
        folder = _cache_folder(root, config, options)
        if options.remember:
            remembered = folder
        else:
            remembered = Path(stack.enter_context(TemporaryDirectory(prefix="digest-")))
        cache = stack.enter_context(Cache(remembered))
        shop = _Workshop(
            root=root,
            config=config,
            options=options,
            report=report,
            folder=folder,
            cache=cache,
            fingerprints=cache.fingerprints(root),
            executor=stack.enter_context(open_executor(jobs)),
            jobs=jobs,
        )
        yield shop
        cache.save()
        shop.fingerprints.save()


def _cache_folder(root: Path, config: Config, options: BuildOptions) -> Path:
    """Give the cache's folder: asked for, or the site's own, or one of the user's.

    The last is for a site in a folder that is not meant to be written to.
    """
    if options.cache is not None:
        return options.cache
    own = root / config.build.cache
    if own.is_dir() or root.stat().st_mode & 0o222:
        return own
    return Path.home() / ".cache" / "digest" / digest_key(str(root.resolve()))
