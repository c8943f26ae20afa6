"""`digest check --external`: asks for what posts link out there, and keeps what it learnt."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from digest.build.options import CheckResult, Progress
from digest.checks.external import LinkState, load_lock, write_lock
from digest.cli.progress import TerminalProgress, wants_bar
from digest.config.tables import Config, SiteTable
from digest.core.codes import Code

if TYPE_CHECKING:
    from digest.checks.external.agenda import Agenda
    from digest.checks.external.survey import Survey

_KEEP_EVERY = 25
"""Answers after which the lock is written, for runs that are not stopped but killed."""
_UNREAD = frozenset({Code.UNREADABLE_FILE, Code.INTERNAL_ERROR})
_OFFLINE = "nothing could be reached: is this machine offline? links.lock stays as it was"
_WORDS = {"fine": "fine", "moved": "moved", "dead": "dead", "failing": "failing for now",
          "unsure": "answered neither way"}  # fmt: skip


def ask_outside(
    root: Path,
    config: Config,
    result: CheckResult,
    now: datetime,
    given: Mapping[str, Any],
) -> None:
    """Ask for the addresses that are due, and write the lock, also if the run is stopped."""
    from digest.checks.external.agenda import list_targets, plan_agenda
    from digest.checks.external.survey import Survey, Wishes

    table = config.external
    for name in ("budget", "timeout"):
        if given[name] is not None:
            table = replace(table, **{name: given[name]})
    private, memory = given["allow_private"], load_lock(root)
    targets = list_targets(result.posts.values(), table, config.site.base_url)
    agenda = plan_agenda(targets, memory, table, now.date(), allow_private=private)
    wishes = Wishes(
        table=table,
        today=now.date().isoformat(),
        user_agent=table.user_agent or _introduce(config.site),
        archive=given["archive"],
        allow_private=private,
        forget=not any(found.code in _UNREAD for found in result.report.diagnostics),
    )
    keeper = _Keeper(root, len(agenda.targets), quiet=given["quiet"])
    survey = Survey(agenda, targets, memory, wishes, heard=lambda: keeper.hear(survey))
    try:
        with keeper.progress as progress:
            progress.begin("ask")
            progress.expect(len(agenda.targets))
            asyncio.run(survey.run())
    except KeyboardInterrupt:
        click.echo("stopped; what was learnt is kept in links.lock", err=True)
        raise
    finally:
        keeper.keep(survey)
    if not given["quiet"]:
        click.echo(_OFFLINE if survey.is_offline else _describe(survey, agenda), err=True)


class _Keeper:
    """Writes down what a run has learnt, now and then and at its end, and moves the bar."""

    def __init__(self, root: Path, total: int, *, quiet: bool) -> None:
        self._root = root
        self._heard = 0
        self.progress = TerminalProgress() if total and wants_bar(quiet=quiet) else _Silence()

    def hear(self, survey: Survey) -> None:
        """Take note of an answer."""
        self._heard += 1
        self.progress.advance(1)
        if self._heard % _KEEP_EVERY == 0:
            self.keep(survey)

    def keep(self, survey: Survey) -> None:
        """Write the lock; never what a machine without a network believes."""
        states: Mapping[str, LinkState] = survey.states()
        if not survey.is_offline and (states or load_lock(self._root)):
            write_lock(self._root, states)


class _Silence(Progress):
    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _introduce(site: SiteTable) -> str:
    """Give what digest calls itself to others: who asks, and where to complain."""
    name = f"digest/{version('digest')}"
    return name if site.base_url == SiteTable().base_url else f"{name} (+{site.base_url})"


def _describe(survey: Survey, agenda: Agenda) -> str:
    counts = survey.count()
    asked = sum(counts[name] for name in _WORDS)
    verdicts = [f"{counts[name]} {words}" for name, words in _WORDS.items() if counts[name]]
    left = agenda.left + counts["left"]
    others = (
        (counts["unasked"], "not asked (robots.txt, or not on the open internet)"),
        (agenda.fresh, "known from before"),
        (left, "left for next time"),
    )
    rest = [f"{number} {words}" for number, words in others if number]
    noun = "address" if asked == 1 else "addresses"
    told = f"{asked} {noun} asked for" + (f": {', '.join(verdicts)}" if verdicts else "")
    return "; ".join([told, *([", ".join(rest)] if rest else [])])
