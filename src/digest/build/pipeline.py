"""The pipeline: content/ → sources → posts → site → plan → bytes → public/."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from digest.build.library import Library, iterate_posts, read_library
from digest.build.options import (
    BuildOptions,
    BuildResult,
    CheckResult,
    Progress,
    Timing,
    output_folder,
    publishing_state,
)
from digest.build.publish import Changes, Publisher, complete_change
from digest.build.renderer import Press
from digest.build.session import Workshop, open_workshop, run_in_workshop
from digest.build.up_to_date import Stamp, Standing, keep_standing, take_stamp
from digest.checks.collisions import Output, find_collisions
from digest.checks.deadlines import list_deadlines
from digest.checks.duplicates import check_feed_ids
from digest.checks.inspection import inspect_site
from digest.checks.subject import gather_subject
from digest.config.registry import ENTITIES_FILE, Registry, load_registry
from digest.config.tables import Config
from digest.content.inventory import ContentListing, list_content
from digest.core.diagnostics import DigestError, Report
from digest.items.records import Choice
from digest.output.copies import Copy, own_outputs, plan_bundles, plan_copies, stage_copies
from digest.output.exports import Export, gives_way, plan_exports
from digest.output.feeds import FeedPlan, plan_feeds
from digest.output.pages import Page, plan_pages
from digest.output.theme import CODE_CSS, code_stylesheet, load_theme
from digest.site.assemble import assemble_site
from digest.site.site import Site

_MANY = 50
"""So many parsed posts are written down before the build goes on: it might be stopped."""

T = TypeVar("T")
P = TypeVar("P", Page, FeedPlan, Copy, Export)


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be written, still data; `code_css`: also the style sheet for code."""

    library: Library
    site: Site
    pages: tuple[Page, ...]
    feeds: tuple[FeedPlan, ...]
    copies: tuple[Copy, ...]
    exports: tuple[Export, ...]
    code_css: bool


class _Published(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing came to; `changes` is None where the old site stays."""

    changes: Changes | None = None
    rendered: int = 0
    slowest: tuple[Timing, ...] = ()
    makers: tuple[Timing, ...] = ()
    rebuilt: tuple[tuple[str, str], ...] = ()


def build_site(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    progress: Progress | None = None,
) -> BuildResult:
    """Build the site at `root`, and publish it unless the content has errors."""
    started = time.perf_counter()
    opening = partial(open_workshop, root, config, options, progress=progress or Progress())

    def fail(found: Report) -> BuildResult:
        return BuildResult(report=found, seconds=time.perf_counter() - started)

    return run_in_workshop(opening, report, lambda shop: _build(shop, started), fail)


def check_site(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    progress: Progress | None = None,
) -> CheckResult:
    """Do all of a build but the writing, to find what is wrong."""
    started = time.perf_counter()

    def check(shop: Workshop) -> CheckResult:
        library = _plan_site(shop).library
        return CheckResult(
            report=shop.report,
            posts={
                path: library.restore(library.known[path].post) for path in sorted(library.known)
            },
            parsed=library.parsed,
            seconds=time.perf_counter() - started,
        )

    opening = partial(open_workshop, root, config, options, progress=progress or Progress())
    return run_in_workshop(
        opening, report, check, lambda found: CheckResult(report=found, posts={})
    )


def _build(shop: Workshop, started: float) -> BuildResult:
    stamp = take_stamp(shop.root, shop.config, shop.options)
    plan = _plan_site(shop)
    done = _publish(plan, shop, stamp)
    shop.save()
    return BuildResult(
        report=shop.report,
        changes=done.changes,
        posts=_count_posts(plan.site),
        items=_count_items(plan.site),
        parsed=plan.library.parsed,
        rendered=done.rendered,
        seconds=time.perf_counter() - started,
        timings=tuple(shop.timings),
        slowest=plan.library.slowest,
        slowest_pages=done.slowest,
        makers=done.makers,
        rebuilt=done.rebuilt,
        notes=tuple(shop.notes),
    )


def read_site(root: Path, config: Config, options: BuildOptions, report: Report) -> Site:
    """Read and assemble a site of whole posts, and stop there."""

    def read(shop: Workshop) -> Site:
        library = read_library(list_content(root, config, shop.report).sources, shop)
        posts = map(library.restore, iterate_posts(library))
        return assemble_site(posts, config, read_registry(shop), options.now, shop.report)

    return _look(root, config, options, report, read)


def explain_items(
    root: Path, config: Config, options: BuildOptions, report: Report
) -> tuple[tuple[str, int, tuple[Choice, ...]], ...]:
    """Give for each post how many items it has, and which layouts were chosen, and why."""

    def explain(shop: Workshop) -> tuple[tuple[str, int, tuple[Choice, ...]], ...]:
        library = read_library(list_content(root, config, shop.report).sources, shop)
        return tuple(
            (path, library.known[path].facts.item_count, library.explain(path))
            for path in sorted(library.known)
        )

    return _look(root, config, options, report, explain)


def _look(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    work: Callable[[Workshop], T],
) -> T:
    """Do what only reads; what it finds goes into `report`."""

    def look(shop: Workshop) -> tuple[T, Report]:
        return work(shop), shop.report

    def fail(found: Report) -> tuple[T, Report]:
        raise DigestError(found.diagnostics[-1].message)

    opening = partial(open_workshop, root, config, options, progress=Progress())
    result, found = run_in_workshop(opening, report, look, fail)
    report.extend(found.diagnostics)
    return result


def _plan_site(shop: Workshop) -> _Plan:
    with shop.stage("list"):
        listing = list_content(shop.root, shop.config, shop.report)
    with shop.stage("parse"):
        library = read_library(listing.sources, shop)
        if library.parsed >= _MANY:
            shop.cache.save()
    with shop.stage("assemble"):
        registry = read_registry(shop)
        site = assemble_library(library, listing, registry, shop)
    with shop.stage("plan"):
        pages, copies = plan_pages(site), plan_copies(site, listing)
        own = own_outputs(copies)
        plan = _Plan(
            library=library,
            site=site,
            pages=tuple(page for page in pages if not gives_way(page, own)),
            feeds=plan_feeds(site),
            copies=copies,
            exports=tuple(each for each in plan_exports(site, pages) if not gives_way(each, own)),
            code_css=CODE_CSS not in own,
        )
        outputs = tuple(_list_outputs(plan))
        losers = find_collisions(outputs, shop.report)
        check_feed_ids(site.posts, shop.report)
    with shop.stage("inspect"):
        held = {path: library.known[path].post for path in site.held}
        files = {copy.output: copy.file for copy in plan_bundles(held, listing)}
        subject = gather_subject(shop, library, site, outputs, registry, held=files)
        inspect_site(subject, shop.report)
    return _without(losers, plan) if losers else plan


def _list_outputs(plan: _Plan) -> Iterator[Output]:
    """Give every path that will be written, with what asked for it."""
    yield from map(claim_of, plan.pages)
    yield from map(claim_of, plan.feeds)
    yield from map(claim_of, plan.copies)
    yield from map(claim_of, plan.exports)
    if plan.code_css:
        yield CODE_CSS, "the style sheet for code"


def claim_of(planned: Page | FeedPlan | Copy | Export) -> Output:
    """Give the path that will be written, with what asks for it."""
    if isinstance(planned, Export):
        return planned.output, f"the export {planned.output}"
    return planned.output, planned.source


def _without(losers: frozenset[Output], plan: _Plan) -> _Plan:
    """Give what is left of a plan where every path has one claim: for `--keep-going`."""

    def keep(planned: Sequence[P]) -> tuple[P, ...]:
        by_claim = {claim_of(each): each for each in reversed(planned)}
        return tuple(by_claim[claim] for claim in reversed(by_claim) if claim not in losers)

    return msgspec.structs.replace(
        plan,
        pages=keep(plan.pages),
        feeds=keep(plan.feeds),
        copies=keep(plan.copies),
        exports=keep(plan.exports),
    )


def _publish(plan: _Plan, shop: Workshop, stamp: Stamp) -> _Published:
    """Write the plan, unless there are errors."""
    output = output_folder(shop.root, shop.config, shop.options)
    state = publishing_state(shop.folder, shop.root, output)
    if not shop.may_publish():
        complete_change(output, state)
        return _Published()
    theme = load_theme(shop.root, shop.config, shop.folder / "templates")
    with Publisher(output, state) as publisher:
        old = shop.cache.pages(state.name)
        press = Press(plan.site, plan.library, theme, publisher, packs=shop.cache.packs, old=old)
        with shop.stage("render"):
            press.print_all(plan.pages, plan.feeds, shop)
        with shop.stage("copy"):
            if plan.code_css:
                publisher.stage(CODE_CSS, code_stylesheet(shop.config))
            press.copy_exports(plan.exports)
            stage_copies(shop.root, plan.copies, shop.fingerprints, publisher)
        if not shop.may_publish():
            return _Published(rendered=press.rendered)
        with shop.stage("publish"):
            changes = publisher.commit(shop.report)
    if changes is not None:
        shop.cache.keep_pages(state.name, press.pages)
        if stamp.settled and not shop.report.thorough:
            keep_standing(shop.cache, state, _describe_standing(plan, shop, stamp))
    return _Published(
        changes=changes,
        rendered=press.rendered,
        slowest=press.slowest,
        makers=press.makers,
        rebuilt=press.rebuilt,
    )


def _describe_standing(plan: _Plan, shop: Workshop, stamp: Stamp) -> Standing:
    """Say for how long the site will be as it is now if nobody touches a file."""
    now = shop.options.now
    grace = timedelta(minutes=shop.config.build.future_grace)
    moments: list[datetime] = list(list_deadlines(plan.site))
    for post in iterate_posts(plan.library):
        release = post.publish_date or post.date
        moments += [release - grace] if release else []
        moments += [post.expiry_date] if post.expiry_date else []
    return Standing(
        stamp=stamp.value,
        since=max((moment for moment in moments if moment <= now), default=now),
        until=min((moment for moment in moments if moment > now), default=None),
        posts=_count_posts(plan.site),
        items=_count_items(plan.site),
        diagnostics=shop.report.diagnostics,
    )


def read_registry(shop: Workshop) -> Registry:
    """Give what the site's entities.toml says, over the built-in list."""
    path = shop.root / ENTITIES_FILE
    return load_registry(path if path.is_file() else None, shop.report)


def assemble_library(
    library: Library, listing: ContentListing, registry: Registry, shop: Workshop
) -> Site:
    """Put the site of a workshop together from its posts."""
    return assemble_site(
        iterate_posts(library),
        shop.config,
        registry,
        shop.options.now,
        shop.report,
        {path: known.digest for path, known in library.known.items()},
        facts={path: known.facts for path, known in library.known.items()},
        restore=library.restore,
        files=listing.loose,
    )


def _count_posts(site: Site) -> int:
    return len(site.posts) + len(site.pages)


def _count_items(site: Site) -> int:
    return sum(site.facts[post.path].item_count for post in site.posts + site.pages)
