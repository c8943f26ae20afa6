"""Memo 2: page plan → staged files, rendered in workers where the last build's cannot be kept.

A page is kept if the hash of everything it shows, of its templates and of digest itself is what
it was. Workers are given views without bodies, read those from the cache, and stage the result.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from digest.build.cache import LostResultError, Packs, PageEntry, versions
from digest.build.library import Library
from digest.build.options import Timing
from digest.build.pickling import Parcel
from digest.build.publish import Publisher, Staged, Stager
from digest.build.session import Workshop
from digest.build.workers import at_work_on, describe_error, map_chunks, split_work
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic
from digest.core.hashing import digest_key
from digest.output.exports import Export
from digest.output.feeds import FeedPlan, feed_digest
from digest.output.pages import Digests, Page
from digest.output.tasks import Plan, Task, TaskMaker, do_task
from digest.output.theme import RenderError, Theme, report_faults
from digest.site.contexts import SiteContext
from digest.site.site import Site

_CHUNK_BYTES = 3_000_000
_PAGE_WEIGHT = 30_000
_FEED_WEIGHT = 60_000
_SLOWEST = 10
_SHORT = 8
"""Digits of a hash that are kept to say what changed; the key decides whether anything did."""


class RenderJob(msgspec.Struct, frozen=True, kw_only=True):
    """A chunk of outputs for a worker, each with the hash of what is published in its place."""

    tasks: Parcel[tuple[tuple[Task, str | None], ...]]
    site: SiteContext
    theme: Theme
    packs: Packs
    stager: Stager


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one task: a staged file, or the fault of a template."""

    output: str
    staged: Staged | None
    fault: tuple[Diagnostic, str] | None = None
    maker: str = ""
    seconds: float = 0.0


class Press:
    """Renders what must be rendered, keeps what can be kept, and remembers both."""

    def __init__(
        self,
        site: Site,
        library: Library,
        theme: Theme,
        publisher: Publisher,
        *,
        packs: Packs,
        old: dict[str, PageEntry],
    ) -> None:
        self._site = site
        self._library = library
        self._theme = theme
        self._publisher = publisher
        self._packs = packs
        self._old = old
        self._keys: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
        self._digests = Digests(site)
        self._tasks = TaskMaker(site, library, theme)
        self.pages: dict[str, PageEntry] = {}
        """What to remember of this build."""
        self.rendered = 0
        self._rendered: list[Rendered] = []
        self._rebuilt: list[tuple[str, str]] = []

    def print_all(
        self,
        pages: Sequence[Page],
        feeds: Sequence[FeedPlan],
        shop: Workshop,
    ) -> None:
        """Stage every page and feed, or keep what is published; report templates that fail."""
        stale: list[Plan] = [page for page in pages if not self._keep_page(page)]
        stale += [plan for plan in feeds if not self._keep_feed(plan)]
        self.rendered = len(stale)
        shop.progress.expect(len(stale))
        parts = split_work(stale, self._weigh, _CHUNK_BYTES, shop.jobs)
        chunks = (self._make_job(part) for part in parts)
        faults: list[RenderError] = []
        for results in map_chunks(shop.executor, render_chunk, chunks, shop.jobs):
            shop.progress.advance(len(results))
            for result in results:
                if result.fault is not None:
                    faults.append(RenderError(*result.fault))
                elif result.staged is not None:
                    self._rendered.append(result)
                    self._publisher.accept(result.staged)
                    self._remember(result.output, result.staged.digest)
        report_faults(faults, shop.report)

    def copy_exports(self, exports: Iterable[Export]) -> None:
        """Stage the machine-readable files that are not published as they are."""
        for export in exports:
            if self._keep(export.output, (("content", export.key), ("digest", versions()))):
                continue
            with TemporaryDirectory() as folder:
                file = Path(folder) / "export"
                with file.open("wb") as stream:
                    stream.writelines(export.make())
                self._publisher.stage_file(export.output, file)
            self._remember(export.output, self._publisher.wanted(export.output))

    @property
    def slowest(self) -> tuple[Timing, ...]:
        """Give the outputs that took longest to render, with their templates."""
        found = nlargest(_SLOWEST, self._rendered, key=lambda result: result.seconds)
        return tuple(Timing(f"{each.output} ({each.maker})", each.seconds) for each in found)

    @property
    def makers(self) -> tuple[Timing, ...]:
        """Give the templates and formats with how many outputs they made, slowest first."""
        spent: dict[str, list[float]] = defaultdict(list)
        for result in self._rendered:
            spent[result.maker].append(result.seconds)
        made = (Timing(f"{maker} ({len(each)})", sum(each)) for maker, each in spent.items())
        return tuple(sorted(made, key=lambda timing: -timing.seconds))

    @property
    def rebuilt(self) -> tuple[tuple[str, str], ...]:
        """Give the outputs that were rendered, each with the reason."""
        return tuple(self._rebuilt)

    def _keep_page(self, page: Page) -> bool:
        reasons = (
            ("settings", self._digests.shared.hex()),
            ("content", self._digests.of_page(page).hex()),
            ("templates", self._theme.template_closure(self._tasks.template_of(page)).hex()),
            ("digest", versions()),
        )
        return self._keep(page.output, reasons)

    def _keep_feed(self, plan: FeedPlan) -> bool:
        def digest_of(path: str) -> str:
            return self._digests.of_post(path).hex()

        content = feed_digest(plan, self._site, self._tasks.identities, digest_of)
        settings = digest_key(self._site.config.site, self._site.config.feeds)
        reasons = (("settings", settings), ("content", content), ("digest", versions()))
        return self._keep(plan.output, reasons)

    def _keep(self, output: str, reasons: tuple[tuple[str, str], ...]) -> bool:
        key = digest_key(reasons)
        old = self._old.get(output)
        if old is None or old.key != key or not self._publisher.keep(output, old.digest):
            self._keys[output] = (key, reasons)
            self._rebuilt.append((output, _explain(old, key, reasons)))
            return False
        self.pages[output] = old
        return True

    def _remember(self, output: str, digest: str) -> None:
        key, reasons = self._keys[output]
        self.pages[output] = PageEntry(key, digest, " ".join(map(_shorten, reasons)))

    def _weigh(self, plan: Plan) -> int:
        bodies = self._library.bodies
        if isinstance(plan, FeedPlan):
            return _FEED_WEIGHT + sum(bodies[path].size for path in plan.posts if path in bodies)
        return _PAGE_WEIGHT + (bodies[plan.body].size if plan.body else 0)

    def _make_job(self, part: tuple[Plan, ...]) -> RenderJob:
        return RenderJob(
            tasks=Parcel(
                tuple(
                    (self._tasks.make(plan), self._publisher.published(plan.output))
                    for plan in part
                )
            ),
            site=self._site.context,
            theme=self._theme,
            packs=self._packs,
            stager=self._publisher.stager,
        )


def _explain(old: PageEntry | None, key: str, reasons: tuple[tuple[str, str], ...]) -> str:
    if old is None:
        return "new"
    if old.key == key:
        return "the published file is missing or was changed"
    before = frozenset(old.reasons.split())
    changed = [reason[0] for reason in reasons if _shorten(reason) not in before]
    return " and ".join(changed) + " changed" if changed else "changed"


def _shorten(reason: tuple[str, str]) -> str:
    """Give a named part of a key as it is remembered."""
    name, part = reason
    return f"{name}:{part[:_SHORT]}"


def render_chunk(job: RenderJob) -> tuple[Rendered, ...]:
    """Render a chunk and stage it. Runs in a worker."""
    rendered = []
    for task, known in job.tasks.content:
        with at_work_on(task.output):
            rendered.append(_render(task, known, job))
    return tuple(rendered)


def _render(task: Task, known: str | None, job: RenderJob) -> Rendered:
    started = time.perf_counter()
    try:
        data = do_task(task, job.site, job.theme, job.packs)
    except RenderError as error:
        return Rendered(output=task.output, staged=None, fault=(error.diagnostic, error.page))
    except (LostResultError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other pages go on
        return Rendered(output=task.output, staged=None, fault=_own_fault(error, task))
    return Rendered(
        output=task.output,
        staged=job.stager.stage(task.output, data, known=known),
        maker=task.maker,
        seconds=time.perf_counter() - started,
    )


def _own_fault(error: Exception, task: Task) -> tuple[Diagnostic, str]:
    """Report what no template can be blamed for; it costs one output, not the whole build."""
    code = Code.INTERNAL_ERROR
    message = f"digest cannot make {task.output}: {describe_error(error)}"
    hint = "this is a fault of digest: please report it"
    return Diagnostic(task.maker, 0, 0, code, message, hint, code.severity), f"/{task.output}"
