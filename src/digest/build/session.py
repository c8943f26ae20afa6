"""What a run holds open: the cache, the hashes of files, the workers; and how long stages take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import msgspec

from digest.build.cache import Cache, Fingerprints, LostResultError, versions
from digest.build.options import BuildOptions, Progress, Timing, cache_folder, output_folder
from digest.build.publish import StateLostError
from digest.build.workers import Ground, WorkerLostError, open_crew
from digest.config.site_file import SITE_FILE
from digest.config.tables import Config
from digest.core.codes import Code
from digest.core.diagnostics import DigestError, Report

T = TypeVar("T")

_ATTEMPTS = 3
_DELETED = "cache: it was deleted while the site was built; begun anew"


class Workshop(msgspec.Struct, kw_only=True):
    """A site being worked on. `timings` grows with every stage that ends.

    `notes` say what was wrong with the cache, in this attempt or an earlier one.
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
        """Tell the progress and the clock what is being done."""
        self.progress.begin(name)
        started = time.perf_counter()
        yield
        self.timings.append(Timing(name, time.perf_counter() - started))

    def save(self) -> None:
        """Write down what was learnt, as far as that is possible."""
        self.cache.save()
        with suppress(OSError):  # it saves hashing, and nothing else depends on it
            self.fingerprints.save()

    def may_publish(self) -> bool:
        """Say whether what was found so far lets the site be published."""
        if self.options.keep_going:
            return True
        strict = self.options.strict and self.report.count("warning")
        return not (self.report.count("error") or strict)


@contextmanager
def open_workshop(
    root: Path,
    config: Config,
    options: BuildOptions,
    report: Report,
    progress: Progress,
    *,
    notes: list[str] | None = None,
) -> Iterator[Workshop]:
    """Open what a run needs; save what it has learnt if it comes to its end.

    What is wrong with the cache is added to `notes`.
    """
    notes = [] if notes is None else notes
    if options.executor != "processes":
        root, options = _settle(root, options)
    with ExitStack() as stack:
        folder, own = cache_folder(root, config, options), root / config.build.cache
        if folder not in {own, options.cache}:
            notes.append(f"cache: {own} cannot be written to; {folder} is used")
        if options.remember:
            remembered = folder
        else:
            remembered = Path(stack.enter_context(TemporaryDirectory(prefix="digest-")))
        cache = stack.enter_context(Cache(remembered, notes=notes))
        ground = Ground(
            reads=(root, output_folder(root, config, options).parent),
            writes=tuple(dict.fromkeys((folder, remembered))),
            version=versions,
        )
        crew = stack.enter_context(open_crew(options.executor, options.jobs, ground))
        shop = Workshop(
            root=root,
            config=config,
            options=options,
            report=report,
            progress=progress,
            folder=folder,
            cache=cache,
            fingerprints=cache.fingerprints(root),
            executor=crew.executor,
            jobs=crew.jobs,
            notes=notes,
        )
        yield shop
        shop.save()


def run_in_workshop(
    opening: Callable[..., AbstractContextManager[Workshop]],
    report: Report,
    work: Callable[[Workshop], T],
    fail: Callable[[Report], T],
) -> T:
    """Do what needs a workshop; where its cache has lost something, do it again without that.

    Where a worker is lost, `fail` gives the result from a report that says so.
    """
    notes: list[str] = []
    for _ in range(_ATTEMPTS):
        attempt = report.copy()
        try:
            with opening(report=attempt, notes=notes) as shop:
                try:
                    return work(shop)
                except (LostResultError, OSError) as error:
                    if not shop.cache.is_in_place():
                        notes.append(_DELETED)
                    elif isinstance(error, LostResultError):
                        # The cache promised bytes that it no longer has: forget them, begin again.
                        shop.cache.drop_pack(error.args[0])
                    else:
                        raise
        except StateLostError:
            notes.append(_DELETED)
        except WorkerLostError as lost:
            hint = "nothing was published; fewer --jobs need less memory"
            attempt.add(Code.WORKER_LOST, SITE_FILE, str(lost), hint=hint)
            return fail(attempt)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise DigestError(f"cannot go on: {error.strerror or error}{where}") from error
    raise DigestError("the cache loses what is put into it: delete it, and check the disk")


def _settle(root: Path, options: BuildOptions) -> tuple[Path, BuildOptions]:
    """Give paths that mean the same to workers which run in another folder."""
    output = options.output and options.output.resolve()
    cache = options.cache and options.cache.resolve()
    return root.resolve(), msgspec.structs.replace(options, output=output, cache=cache)
