"""Options and results of a run of the pipeline, and the folders that it writes to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from digest.build.publish import Changes
from digest.build.publish.stager import RECORD_NAME
from digest.config.site_paths import find_output_fault
from digest.config.tables import Config
from digest.core.diagnostics import DigestError, Report
from digest.core.hashing import digest_key
from digest.core.model import Post


class Progress:
    """Receives the progress of a run; this base class ignores it."""

    def begin(self, stage: str) -> None:
        """Handle the begin of a stage."""

    def expect(self, total: int) -> None:
        """Handle the number of work items in the stage."""

    def advance(self, count: int) -> None:
        """Handle the completion of so many more work items."""


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Options of a run; paths that are None are those of the configuration.

    `now` is compared with dates of release and expiry. `jobs` is the number of workers (None: one
    for each core). Without `remember` the cache is not used; with `strict` warnings fail the build;
    `keep_going` publishes despite errors. `executor` is "processes" or "dask:ADDRESS".
    `adopt_output` permits an output folder that holds files of others.
    """

    now: datetime
    jobs: int | None = None
    output: Path | None = None
    cache: Path | None = None
    remember: bool = True
    strict: bool = False
    keep_going: bool = False
    executor: str = "processes"
    adopt_output: bool = False


class Timing(msgspec.Struct, frozen=True):
    """A stage of a run and the seconds it took."""

    stage: str
    seconds: float


class BuildResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a build; `changes` is None where nothing was published.

    `parsed` and `rendered` count what was not in the cache. `rebuilt` has each rendered output with
    the reason, `notes` the problems of the cache. `slowest` are the posts that took longest to
    parse, `slowest_pages` the outputs that took longest to render, `makers` the templates and
    formats with the time of all their outputs. `held` counts the posts that are left out, by status
    ("draft", "future", "expired").
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
    held: Mapping[str, int] = {}

    def summary(self) -> str:
        """Return a line with the numbers of posts, files and problems."""
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

    def describe_held(self) -> str:
        """Return which posts are left out, as "2 drafts and 1 future post left out"; "" if none."""
        nouns = {"draft": "draft", "future": "future post", "expired": "expired post"}
        counted = [_count(self.held[key], nouns[key]) for key in nouns if self.held.get(key)]
        listed = " and ".join(filter(None, (", ".join(counted[:-1]), *counted[-1:])))
        return listed and f"{listed} left out"


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `check_site`: `posts` are all documents by path, drafts among them."""

    report: Report
    posts: dict[str, Post]
    parsed: int = 0
    seconds: float = 0.0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def cache_folder(root: Path, config: Config, options: BuildOptions) -> Path:
    """Return the folder of the cache: that of the options, else that of the site.

    If that cannot be written to, it is a folder below `~/.cache/digest`.
    """
    if options.cache is not None:
        return options.cache
    own = root / config.build.cache
    if _is_writable(own):
        return own
    return Path.home() / ".cache" / "digest" / digest_key(str(root.resolve()))


def _is_writable(folder: Path) -> bool:
    """Return whether a folder, or the one that it would be created in, is writable.

    Mode bits count too, since root can write to read-only folders.
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
    """Return the folder in the cache for the state of what was published into `output`.

    Its name is made from the relative path from the site to the output, so that both may be moved.
    """
    return folder / "sites" / digest_key(os.path.relpath(output, root))


def output_folder(root: Path, config: Config, options: BuildOptions) -> Path:
    """Return the folder that the site is published into.

    Raise `DigestError` if that is the site itself, one of its sources or a folder above them.
    """
    output = options.output or root / config.build.output
    fault = find_output_fault(root, config, output)
    if fault:
        raise DigestError(
            f"cannot build into {output}: it {fault}\n"
            "  hint: give the output a folder of its own, as -o public"
        )
    return output


def check_output(root: Path, config: Config, options: BuildOptions) -> None:
    """Raise `DigestError` for an output folder that cannot, or must not, be written to.

    That is also one with files of others in it, unless digest has published there before or
    `adopt_output` is given. Hidden files (`.git`, `.nojekyll`) may be there.
    """
    output = output_folder(root, config, options)
    if not _is_writable(output):
        near = next(path for path in (output, *output.absolute().parents) if path.exists())
        raise DigestError(f"cannot build into {output}: {near} cannot be written to")
    state = publishing_state(cache_folder(root, config, options), root, output)
    is_ours = (output / RECORD_NAME).exists() or (state / "manifest").exists()
    foreign = () if options.adopt_output or is_ours else tuple(islice(_list_files(output), 3))
    if foreign:
        raise DigestError(
            f"cannot build into {output}: it holds files that digest did not write "
            f"({', '.join(foreign)}{' …' * (len(foreign) > 2)})\n"  # noqa: PLR2004
            "  hint: name an empty folder; or build once with --adopt-output: these files stay"
        )


def _list_files(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder but hidden ones."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        visible = sorted(name for name in files if not name.startswith("."))
        yield from (Path(place, name).relative_to(folder).as_posix() for name in visible)
