"""Memory of outputs: planned outputs → staged files, made in workers where they cannot be kept.

An output is kept if everything that it depends on, and digest itself, is what it was. Workers are
given jobs without bodies, read those from the cache, and stage the result.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from heapq import nlargest

import msgspec

from digest.build.cache import LostResultError, OutputEntry, versions
from digest.build.options import Timing
from digest.build.pickling import Packed
from digest.build.publish import Publisher, Staged, Stager
from digest.build.session import BuildSession
from digest.build.workers import describe_error, map_chunks, showing_activity, split_work
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic
from digest.core.hashing import digest_key
from digest.output.outputs import Dependency, Job, Output, PlanContext, WriteContext
from digest.output.theme import RenderError, Theme, report_faults
from digest.site.site import Site

_CHUNK_BYTES = 3_000_000
_SLOWEST = 10
_SHORT = 8
"""Digits of a hash that are kept to say what changed; the key decides whether anything did."""


class RenderChunk(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs for a worker, each with the hash of what is published in its place."""

    jobs: Packed[tuple[tuple[Job, str | None], ...]]
    context: WriteContext
    stager: Stager


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one job: a staged file, or the fault of a template."""

    path: str
    staged: Staged | None
    fault: tuple[Diagnostic, str] | None = None
    maker: str = ""
    seconds: float = 0.0


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a plan: `entries` are what to remember of each output.

    `slowest` are the outputs that took longest, with their templates or formats; `makers` those
    with all that they made, slowest first. `reasons` say of each output that was made why it
    could not be kept.
    """

    entries: dict[str, OutputEntry]
    slowest: tuple[Timing, ...] = ()
    makers: tuple[Timing, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


def render_outputs(
    outputs: Sequence[Output],
    site: Site,
    theme: Theme,
    publisher: Publisher,
    session: BuildSession,
    *,
    known: dict[str, OutputEntry],
) -> Rendering:
    """Stage every output or keep what is published; report templates that fail.

    `known` are the outputs of the last build, by path.
    """
    context = PlanContext(site, theme, session.fingerprints.digest)
    entries: dict[str, OutputEntry] = {}
    stale: list[_Stale] = []
    for output in outputs:
        dependencies = (*output.dependencies(context), ("digest", versions()))
        key, old = digest_key(dependencies), known.get(output.path)
        if old is not None and old.key == key and publisher.keep(output.path, old.digest):
            entries[output.path] = old
        else:
            reason = _explain(old, key, dependencies)
            stale.append(_Stale(output, key, dependencies, reason, output.weigh(context)))
    session.progress.expect(len(stale))
    made = _make(stale, context, publisher, session)
    for each in stale:
        if (result := made.get(each.output.path)) is not None and result.staged is not None:
            publisher.accept(result.staged)
            reasons = " ".join(map(_shorten, each.dependencies))
            entries[each.output.path] = OutputEntry(each.key, result.staged.digest, reasons)
    return Rendering(
        entries=entries,
        slowest=_find_slowest(made.values()),
        makers=_sum_makers(made.values()),
        reasons=tuple([(each.output.path, each.reason) for each in stale]),
    )


class _Stale(msgspec.Struct, frozen=True):
    """An output that must be made."""

    output: Output
    key: str
    dependencies: tuple[Dependency, ...]
    reason: str
    weight: int


def _make(
    stale: Sequence[_Stale], context: PlanContext, publisher: Publisher, session: BuildSession
) -> dict[str, Rendered]:
    """Return what became of every output that must be made, by path."""
    site = context.site
    prepare = partial(
        _prepare_chunk,
        context=context,
        publisher=publisher,
        write_context=WriteContext(
            site=site.context,
            theme=context.theme,
            registry=site.registry,
            reader=site.store.reader,
            root=session.root,
        ),
    )
    # What takes long begins first, so that no worker is left alone with it at the end.
    ordered = sorted(stale, key=lambda each: -each.weight // _CHUNK_BYTES)
    parts = split_work(ordered, lambda each: each.weight, _CHUNK_BYTES, session.jobs)
    made: dict[str, Rendered] = {}
    faults: list[RenderError] = []
    for results in map_chunks(session.executor, render_chunk, map(prepare, parts), session.jobs):
        session.progress.advance(len(results))
        for result in results:
            made[result.path] = result
            if result.fault is not None:
                faults.append(RenderError(*result.fault))
    report_faults(faults, session.report)
    return made


def _prepare_chunk(
    part: tuple[_Stale, ...],
    *,
    context: PlanContext,
    publisher: Publisher,
    write_context: WriteContext,
) -> RenderChunk:
    jobs = [(each.output.prepare(context), publisher.published(each.output.path)) for each in part]
    return RenderChunk(jobs=Packed(tuple(jobs)), context=write_context, stager=publisher.stager)


def render_chunk(chunk: RenderChunk) -> tuple[Rendered, ...]:
    """Return what became of each job; the outputs are staged. Runs in a worker."""
    rendered = []
    for job, known in chunk.jobs.content:
        with showing_activity(job.path):
            rendered.append(_render(job, known, chunk))
    return tuple(rendered)


def _render(job: Job, known: str | None, chunk: RenderChunk) -> Rendered:
    started = time.perf_counter()
    try:
        staged = chunk.stager.stage(job.path, job.write(chunk.context), known=known)
    except RenderError as error:
        return Rendered(path=job.path, staged=None, fault=(error.diagnostic, error.page))
    except (LostResultError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other outputs go on
        return Rendered(path=job.path, staged=None, fault=_own_fault(error, job))
    return Rendered(
        path=job.path,
        staged=staged,
        maker=job.maker,
        seconds=time.perf_counter() - started,
    )


def _own_fault(error: Exception, job: Job) -> tuple[Diagnostic, str]:
    """Return what no template can be blamed for; it costs one output, not the whole build."""
    code = Code.INTERNAL_ERROR
    message = f"digest cannot make {job.path}: {describe_error(error)}"
    hint = "this is a fault of digest: please report it"
    return Diagnostic(job.maker, 0, 0, code, message, hint, code.severity), f"/{job.path}"


def _explain(old: OutputEntry | None, key: str, dependencies: Sequence[Dependency]) -> str:
    """Return why an output must be made, in words."""
    if old is None:
        return "new"
    if old.key == key:
        return "the published file is missing or was changed"
    before = frozenset(old.reasons.split())
    changed = [each[0] for each in dependencies if _shorten(each) not in before]
    return " and ".join(changed) + " changed" if changed else "changed"


def _shorten(dependency: Dependency) -> str:
    """Return a dependency as it is remembered."""
    name, value = dependency
    return f"{name}:{value[:_SHORT]}"


def _find_slowest(rendered: Iterable[Rendered]) -> tuple[Timing, ...]:
    found = nlargest(_SLOWEST, rendered, key=lambda result: result.seconds)
    return tuple([Timing(f"{each.path} ({each.maker})", each.seconds) for each in found])


def _sum_makers(rendered: Iterable[Rendered]) -> tuple[Timing, ...]:
    spent: dict[str, list[float]] = defaultdict(list)
    for result in rendered:
        spent[result.maker].append(result.seconds)
    made = [Timing(f"{maker} ({len(each)})", sum(each)) for maker, each in spent.items()]
    return tuple(sorted(made, key=lambda timing: -timing.seconds))
