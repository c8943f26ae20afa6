"""What one run of the pipeline is asked for, and what came of it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import msgspec

from digest.build.publish import Changes
from digest.config.site_paths import find_output_fault
from digest.config.tables import Config
from digest.core.diagnostics import DigestError, Report
from digest.core.hashing import digest_key
from digest.core.model import Post


class Progress:
    """A listener to the progress of a run; this one does nothing."""

    def begin(self, stage: str) -> None:
        """Show that a stage begins."""

    def expect(self, total: int) -> None:
        """Show how many pieces of work the stage has."""

    def advance(self, count: int) -> None:
        """Show how many more pieces of work are done."""


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is asked for; paths not given are those of the configuration.

    `now` is the present for everything that is held back or has expired. `remember` switches the
    cache, `strict` lets warnings fail the build, `keep_going` publishes despite errors. `executor`
    names where the work is done: "processes", or "dask:ADDRESS".
    """

    now: datetime
    jobs: int | None = None
    output: Path | None = None
    cache: Path | None = None
    remember: bool = True
    strict: bool = False
    keep_going: bool = False
    executor: str = "processes"


class Timing(msgspec.Struct, frozen=True):
    """A stage of a run and the seconds it took."""

    stage: str
    seconds: float


class BuildResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a run; `changes` is None where nothing was published.

    `parsed` and `rendered` count what was not remembered. `rebuilt` says of each output that was
    rendered why the remembered one would not do, `notes` what was wrong with the cache. `slowest`
    are the posts longest to parse, `slowest_pages` the outputs (with their templates) that took
    longest to render, `makers` the templates and formats with all that they rendered.
    """

    report: Report
    changes: Changes | None = None
    posts: int = 0
    items: int = 0
    parsed: int = 0
    rendered: int = 0
    seconds: float = 0.0
    timings: tuple[Timing, ...] = ()
    slowest: tuple[Timing, ...] = ()
    slowest_pages: tuple[Timing, ...] = ()
    makers: tuple[Timing, ...] = ()
    rebuilt: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def summary(self) -> str:
        """Return the one line that a run ends with."""
        found = [(self.report.count(s), s) for s in ("error", "warning")]
        counted = ", ".join(_count(number, noun) for number, noun in found if number)
        problems = counted or "no problems"
        if self.changes is None:
            return f"nothing published: {problems} ({self.seconds:.2f} s)"
        written = len(self.changes.added) + len(self.changes.changed)
        return (
            f"{_count(self.posts, 'post')}, {_count(self.items, 'item')}: "
            f"{_count(written, 'file')} written, {self.changes.unchanged} unchanged, "
            f"{len(self.changes.removed)} removed; {problems} ({self.seconds:.2f} s)"
        )


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of looking for problems: `posts` are all documents, by path, held back or not."""

    report: Report
    posts: dict[str, Post]
    parsed: int = 0
    seconds: float = 0.0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def cache_folder(root: Path, config: Config, options: BuildOptions) -> Path:
    """Return the cache's folder: asked for, or the site's own, or one of the user's.

    The last is for a site in a folder that is not meant to be written to.
    """
    if options.cache is not None:
        return options.cache
    own = root / config.build.cache
    if _is_writable(own):
        return own
    return Path.home() / ".cache" / "digest" / digest_key(str(root.resolve()))


def _is_writable(folder: Path) -> bool:
    """Return whether a folder, or the one that it will be made in, is there to be written to.

    The mode counts too: root may write everywhere, but is not always meant to.
    """
    if not folder.exists():
        return folder.parent != folder and _is_writable(folder.parent)
    if not (folder.is_dir() and folder.stat().st_mode & 0o222):
        return False
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return False
    inside = folder.iterdir() if (folder / "packs").exists() else ()
    return all(os.access(path, os.W_OK) for path in inside)


def publishing_state(folder: Path, root: Path, output: Path) -> Path:
    """Return the folder, in the cache's, that keeps what was published into `output`.

    It is named by the way from the site to there, so that both may move together.
    """
    return folder / "sites" / digest_key(os.path.relpath(output, root))


def output_folder(root: Path, config: Config, options: BuildOptions) -> Path:
    """Return the folder that the site is published into.

    Raise `DigestError` where that is the site itself, one of its sources or a folder above them.
    """
    output = options.output or root / config.build.output
    fault = find_output_fault(root, config, output)
    if fault:
        raise DigestError(
            f"cannot build into {output}: it {fault}\n"
            "  hint: give the output a folder of its own, as -o public"
        )
    return output
