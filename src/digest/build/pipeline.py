"""The pipeline: load, plan, render, publish."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from digest.build.library import Library, read_library
from digest.build.options import (
    BuildOptions,
    BuildResult,
    CheckResult,
    Progress,
    check_output,
    output_folder,
    publishing_state,
)
from digest.build.planning import Plan, check_plan, plan_site
from digest.build.publish import Changes, Publisher, complete_change
from digest.build.renderer import Rendering, render_outputs
from digest.build.session import Attempts, BuildSession
from digest.build.up_to_date import BuildRecord, Stamp, keep_record, take_stamp
from digest.checks.rule_list import list_deadlines
from digest.config.tables import Config
from digest.content.inventory import ContentListing, list_content
from digest.core.diagnostics import DigestError, Report
from digest.core.model import Post
from digest.items.records import Choice
from digest.output.theme import load_theme

_MANY = 50
"""So many parsed posts are saved before the build goes on: it might be stopped."""


def build_site(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    progress: Progress | None = None,
) -> BuildResult:
    """Build the site at `root`, and publish it unless the content has errors."""
    started = time.perf_counter()
    check_output(root, config, options)
    attempts = Attempts(root, config, options, report, progress)
    for attempt in attempts:
        with attempt as session:
            stamp = take_stamp(root, config, options)
            listing, library = load_posts(session)
            with session.stage("plan"):
                plan = plan_site(library, listing, session)
            with session.stage("check"):
                plan = check_plan(plan, session)
            changes, rendering = _publish(plan, session, stamp)
            session.save()
            return BuildResult(
                report=session.report,
                changes=changes,
                posts=_count_posts(plan),
                items=_count_items(plan),
                parsed=library.parsed,
                rendered=len(rendering.reasons),
                seconds=time.perf_counter() - started,
                timings=tuple(session.timings),
                slowest=library.slowest,
                slowest_pages=rendering.slowest,
                makers=rendering.makers,
                rebuilt=rendering.reasons,
                notes=tuple(session.notes),
                held=Counter(plan.site.held.values()),
            )
    return BuildResult(report=attempts.report, seconds=time.perf_counter() - started)


def check_site(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    progress: Progress | None = None,
) -> CheckResult:
    """Do all of a build but the writing, to find what is wrong."""
    started = time.perf_counter()
    attempts = Attempts(root, config, options, report, progress)
    for attempt in attempts:
        with attempt as session:
            listing, library = load_posts(session)
            check_plan(plan_site(library, listing, session), session)
            return CheckResult(
                report=session.report,
                posts={path: library.read_post(path) for path in sorted(library.loaded)},
                parsed=library.parsed,
                seconds=time.perf_counter() - started,
            )
    return CheckResult(report=attempts.report, posts={})


def load_posts(session: BuildSession) -> tuple[ContentListing, Library]:
    """Return what lies in the content folder, and every post in it."""
    with session.stage("list"):
        listing = list_content(session.root, session.config, session.report)
    with session.stage("parse"):
        library = read_library(listing.sources, session)
        if library.parsed >= _MANY:
            session.cache.save()
    return listing, library


def read_posts(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    *,
    with_sections: bool = False,
) -> tuple[Post, ...]:
    """Return every whole post that is part of the site, newest first, then the pages.

    The texts of folders come last, if asked for. What is found goes into `report`.
    """
    attempts = Attempts(root, config, options, report)
    for attempt in attempts:
        with attempt as session:
            listing, library = load_posts(session)
            site = plan_site(library, listing, session).site
            shown = (*site.posts, *site.pages, *(site.sections if with_sections else ()))
            posts = tuple([site.read_post(post.path) for post in shown])
            report.extend(session.report.diagnostics)
            return posts
    raise DigestError(attempts.report.diagnostics[-1].message)


def explain_items(
    root: Path, config: Config, options: BuildOptions, report: Report
) -> tuple[tuple[str, int, tuple[Choice, ...]], ...]:
    """Return for each post how many items it has, and which layouts were chosen, and why."""
    attempts = Attempts(root, config, options, report)
    for attempt in attempts:
        with attempt as session:
            _, library = load_posts(session)
            report.extend(session.report.diagnostics)
            return tuple(
                [
                    (path, loaded.post.item_count, library.explain(path))
                    for path, loaded in sorted(library.loaded.items())
                ]
            )
    raise DigestError(attempts.report.diagnostics[-1].message)


def _publish(plan: Plan, session: BuildSession, stamp: Stamp) -> tuple[Changes | None, Rendering]:
    """Write the plan unless there are errors; return the changes, or None for the old site."""
    output = output_folder(session.root, session.config, session.options)
    state = publishing_state(session.folder, session.root, output)
    if not session.may_publish():
        complete_change(output, state)
        return None, Rendering(entries={})
    theme = load_theme(session.root, session.config)
    with Publisher(output, state) as publisher:
        with session.stage("render"):
            known = session.cache.outputs(state.name)
            rendering = render_outputs(
                plan.outputs, plan.site, theme, publisher, session, known=known
            )
        if not session.may_publish():
            return None, rendering
        with session.stage("publish"):
            changes = publisher.commit(session.report)
            published = publisher.fingerprint()
    if changes is not None:
        session.cache.keep_outputs(state.name, rendering.entries)
        _remember(plan, session, stamp, state, published)
    return changes, rendering


def _remember(plan: Plan, session: BuildSession, stamp: Stamp, state: Path, published: str) -> None:
    """Keep a record of the build, for as long as nobody touches a file and time allows."""
    if not stamp.settled or session.report.thorough:
        return
    now, moments = session.options.now, _list_moments(plan, session.config)
    record = BuildRecord(
        stamp=stamp.value,
        published=published,
        since=max((moment for moment in moments if moment <= now), default=now),
        until=min((moment for moment in moments if moment > now), default=None),
        posts=_count_posts(plan),
        items=_count_items(plan),
        diagnostics=session.report.diagnostics,
        held=Counter(plan.site.held.values()),
    )
    keep_record(session.cache, state, record)


def _list_moments(plan: Plan, config: Config) -> list[datetime]:
    """Return the moments at which the site changes although nobody touches a file."""
    grace = timedelta(minutes=config.build.future_grace)
    moments = list(list_deadlines(plan.site))
    for post in plan.library.posts:
        release = post.publish_date or post.date
        moments += [release - grace] if release else []
        moments += [post.expiry_date] if post.expiry_date else []
    return moments


def _count_posts(plan: Plan) -> int:
    return len(plan.site.posts) + len(plan.site.pages)


def _count_items(plan: Plan) -> int:
    return sum(post.item_count for post in plan.site.posts + plan.site.pages)
