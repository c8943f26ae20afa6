"""`digest check --external`: request the external links of posts, and record their states."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from digest.build.options import CheckResult, Progress
from digest.checks.external import LinkState, load_link_states, save_link_states
from digest.cli.terminal_progress import TerminalProgress, wants_bar
from digest.config.tables import Config, SiteTable
from digest.core.codes import Code

if TYPE_CHECKING:
    from digest.checks.external.crawl import Crawl
    from digest.checks.external.request_plan import RequestPlan

_SAVE_EVERY = 25
"""Results after which links.lock is written, for runs that are killed."""
_UNREAD = frozenset({Code.UNREADABLE_FILE, Code.INTERNAL_ERROR})
_OFFLINE = "nothing could be reached: is this machine offline? links.lock stays as it was"
_OUTCOMES = {
    "fine": "fine",
    "moved": "moved",
    "dead": "dead",
    "failing": "failing for now",
    "unsure": "answered neither way",
}


def check_external(
    root: Path,
    config: Config,
    result: CheckResult,
    now: datetime,
    given: Mapping[str, Any],
) -> None:
    """Request the links that are due, and write links.lock, also if the run is interrupted."""
    from digest.checks.external.crawl import Crawl, CrawlOptions
    from digest.checks.external.request_plan import list_external_links, plan_requests

    table = config.external
    for name in ("budget", "timeout"):
        if given[name] is not None:
            table = replace(table, **{name: given[name]})
    private, known = given["allow_private"], load_link_states(root)
    links = list_external_links(result.posts.values(), table, config.site.base_url)
    plan = plan_requests(links, known, table, now.date(), allow_private=private)
    options = CrawlOptions(
        table=table,
        today=now.date().isoformat(),
        user_agent=table.user_agent or _user_agent(config.site),
        archive=given["archive"],
        allow_private=private,
        forget=not any(found.code in _UNREAD for found in result.report.diagnostics),
    )
    with ExitStack() as stack:
        shown = plan.links and wants_bar(quiet=given["quiet"])
        progress = stack.enter_context(TerminalProgress()) if shown else Progress()
        recorder = _Recorder(root, progress)
        crawl = Crawl(plan, links, known, options, on_result=lambda: recorder.record(crawl))
        try:
            progress.begin("ask")
            progress.expect(len(plan.links))
            asyncio.run(crawl.run())
        except KeyboardInterrupt:
            click.echo("stopped; what was learnt is kept in links.lock", err=True)
            raise
        finally:
            recorder.save(crawl)
    if not given["quiet"]:
        click.echo(_OFFLINE if crawl.is_offline else _describe(crawl, plan), err=True)


class _Recorder:
    """Writes links.lock during a run and at its end, and moves the bar."""

    def __init__(self, root: Path, progress: Progress) -> None:
        self._root = root
        self._results = 0
        self._progress = progress

    def record(self, crawl: Crawl) -> None:
        """Count one result, and save now and then."""
        self._results += 1
        self._progress.advance(1)
        if self._results % _SAVE_EVERY == 0:
            self.save(crawl)

    def save(self, crawl: Crawl) -> None:
        """Write links.lock, unless this machine seems to be offline."""
        states: Mapping[str, LinkState] = crawl.states()
        if not crawl.is_offline and (states or load_link_states(self._root)):
            save_link_states(self._root, states)


def _user_agent(site: SiteTable) -> str:
    """Return the User-Agent header: digest, its version, and the site to complain to."""
    name = f"digest/{version('digest')}"
    return name if site.base_url == SiteTable().base_url else f"{name} (+{site.base_url})"


def _describe(crawl: Crawl, plan: RequestPlan) -> str:
    counts = crawl.count_outcomes()
    asked = sum(counts[name] for name in _OUTCOMES)
    outcomes = [f"{counts[name]} {words}" for name, words in _OUTCOMES.items() if counts[name]]
    others = (
        (counts["unasked"], "not asked (robots.txt, or not on the open internet)"),
        (plan.not_due, "known from before"),
        (plan.deferred + counts["left"], "left for next time"),
    )
    rest = [f"{number} {words}" for number, words in others if number]
    noun = "address" if asked == 1 else "addresses"
    told = f"{asked} {noun} asked for" + (f": {', '.join(outcomes)}" if outcomes else "")
    return "; ".join([told, *([", ".join(rest)] if rest else [])])
