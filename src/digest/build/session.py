"""The resources of a run: the cache, hashes of files, workers, and the times of its stages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from digest.build.cache import Cache, Fingerprints, LostResultError, versions
from digest.build.options import BuildOptions, Progress, Timing, cache_folder, output_folder
from digest.build.publish import StateLostError
from digest.build.workers import Requirements, WorkerLostError, open_executor
from digest.config.site_file import SITE_FILE
from digest.config.tables import Config
from digest.core.codes import Code
from digest.core.diagnostics import DigestError, Report

_ATTEMPTS = 3
_DELETED = "cache: it was deleted while the site was built; begun anew"


class BuildSession(msgspec.Struct, kw_only=True):
    """The resources of one run of the pipeline. `timings` has every stage that has ended.

    `notes` are the problems of the cache, also of earlier attempts. `folder` is the cache's.
    """

    root: Path
    config: Config
    options: BuildOptions
    report: Report
    progress: Progress
    folder: Path
    cache: Cache
    fingerprints: Fingerprints
    executor: Executor
    jobs: int
    notes: list[str]
    timings: list[Timing] = msgspec.field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure the time of the block, and show the stage as progress."""
        self.progress.begin(name)
        started = time.perf_counter()
        yield
        self.timings.append(Timing(name, time.perf_counter() - started))

    def save(self) -> None:
        """Write the cache to disk; errors are noted, and stop nothing."""
        self.cache.save()
        with suppress(OSError):  # fingerprints only save time
            self.fingerprints.save()

    def may_publish(self) -> bool:
        """Return whether the problems found so far allow publishing."""
        if self.options.keep_going:
            return True
        strict = self.options.strict and self.report.count("warning")
        return not (self.report.count("error") or strict)


class Attempts:
    """Sessions of one run: a new one whenever files of the cache turn out to be lost.

    Iterate over it, enter each attempt as a context, and return from the loop when the work is
    done. The loop ends by itself only when a worker was lost, which is added to `report`.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        options: BuildOptions,
        report: Report,
        progress: Progress | None = None,
    ) -> None:
        self.report = report
        self._root = root
        self._config = config
        self._options = options
        self._progress = progress or Progress()
        self._notes: list[str] = []
        self._worker_lost = False

    def __iter__(self) -> Iterator[AbstractContextManager[BuildSession]]:
        found = self.report
        for _ in range(_ATTEMPTS):
            self.report = found.copy()
            yield self._attempt()
            if self._worker_lost:
                return
        raise DigestError("the cache loses what is put into it: delete it, and check the disk")

    @contextmanager
    def _attempt(self) -> Iterator[BuildSession]:
        """Open a session; suppress errors that another attempt may not have."""
        try:
            with open_session(
                self._root,
                self._config,
                self._options,
                self.report,
                self._progress,
                notes=self._notes,
            ) as session:
                try:
                    yield session
                except (LostResultError, OSError) as error:
                    if not session.cache.is_in_place():
                        self._notes.append(_DELETED)
                    elif isinstance(error, LostResultError):
                        # Bytes of the cache are lost: drop their pack, and try again.
                        session.cache.drop_pack(error.args[0])
                    else:
                        raise
        except StateLostError:
            self._notes.append(_DELETED)
        except WorkerLostError as lost:
            self._worker_lost = True
            hint = "nothing was published; fewer --jobs need less memory"
            self.report.add(Code.WORKER_LOST, SITE_FILE, str(lost), hint=hint)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise DigestError(f"cannot go on: {error.strerror or error}{where}") from error


@contextmanager
def open_session(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    progress: Progress,
    *,
    notes: list[str] | None = None,
) -> Iterator[BuildSession]:
    """Yield the open resources of a run; save the cache unless it raises an error.

    Problems of the cache are added to `notes`.
    """
    notes = [] if notes is None else notes
    if options.executor != "processes":
        root, options = _resolve_paths(root, options)
    with ExitStack() as stack:
        folder, own = cache_folder(root, config, options), root / config.build.cache
        if folder not in {own, options.cache}:
            notes.append(f"cache: {own} cannot be written to; {folder} is used")
        if options.remember:
            stored = folder
        else:
            stored = Path(stack.enter_context(TemporaryDirectory(prefix="digest-")))
        cache = stack.enter_context(Cache(stored, notes=notes))
        requirements = Requirements(
            reads=(root, output_folder(root, config, options).parent),
            writes=tuple(dict.fromkeys((folder, stored))),
            version=versions,
        )
        workers = stack.enter_context(open_executor(options.executor, options.jobs, requirements))
        session = BuildSession(
            root=root,
            config=config,
            options=options,
            report=report,
            progress=progress,
            folder=folder,
            cache=cache,
            fingerprints=cache.fingerprints(root),
            executor=workers.executor,
            jobs=workers.jobs,
            notes=notes,
        )
        yield session
        session.save()


def _resolve_paths(root: Path, options: BuildOptions) -> tuple[Path, BuildOptions]:
    """Return the root and options with absolute paths, for workers that run in other folders."""
    output = options.output and options.output.resolve()
    cache = options.cache and options.cache.resolve()
    return root.resolve(), msgspec.structs.replace(options, output=output, cache=cache)
