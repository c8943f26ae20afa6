"""What a run holds open: the cache, the hashes of files, the workers; and how long stages take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from digest.cache import Cache, Fingerprints, versions
from digest.config import Config
from digest.diagnostics import Report
from digest.runs import BuildOptions, Progress, Timing, cache_folder, output_folder
from digest.workers import Ground, open_crew


class Workshop(msgspec.Struct, kw_only=True):
    """A site being worked on. `timings` grows with every stage that ends."""

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
    timings: list[Timing] = msgspec.field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Tell the progress and the clock what is being done."""
        self.progress.begin(name)
        started = time.perf_counter()
        yield
        self.timings.append(Timing(name, time.perf_counter() - started))

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
) -> Iterator[Workshop]:
    """Open what a run needs; save what it has learnt if it comes to its end."""
    if options.executor != "processes":
        root, options = _settle(root, options)
    with ExitStack() as stack:
        folder = cache_folder(root, config, options)
        if options.remember:
            remembered = folder
        else:
            remembered = Path(stack.enter_context(TemporaryDirectory(prefix="digest-")))
        cache = stack.enter_context(Cache(remembered))
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
        )
        yield shop
        cache.save()
        shop.fingerprints.save()


def _settle(root: Path, options: BuildOptions) -> tuple[Path, BuildOptions]:
    """Give paths that mean the same to workers which run in another folder."""
    output = options.output and options.output.resolve()
    cache = options.cache and options.cache.resolve()
    return root.resolve(), msgspec.structs.replace(options, output=output, cache=cache)
