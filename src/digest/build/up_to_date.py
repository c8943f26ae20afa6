"""The shortcut of a build with nothing to do: input and output are those of the last build.

Compares the signatures of all files that go in, what was published, and the day. If none differs
from the recorded build, its result still holds. Imports little, so that the answer comes at once;
any doubt, and the pipeline decides by content hashes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from digest.build.cache import Cache, versions
from digest.build.options import (
    BuildOptions,
    BuildResult,
    Timing,
    cache_folder,
    output_folder,
    publishing_state,
)
from digest.build.publish import Changes, Publisher
from digest.config.tables import Config
from digest.content.symlinks import SymlinkPolicy, is_symlink
from digest.core.diagnostics import Diagnostic, Report
from digest.core.hashing import digest_key
from digest.output.theme.files import default_theme

_REST = 2_000_000_000
"""Nanoseconds without change after which equal times mean equal content on every file system."""

_ENTITIES, _LOCK = "entities.toml", "links.lock"


class BuildRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a build found, and for which files and days that holds.

    `stamp` is that of its input, `published` the hash of the very output that it left: another
    build may have published something else in the meantime. It holds from `since` on, before
    `until`.
    """

    stamp: str
    published: str
    since: datetime
    until: datetime | None
    posts: int
    items: int
    diagnostics: tuple[Diagnostic, ...]
    held: Mapping[str, int]


class Stamp(msgspec.Struct, frozen=True):
    """A hash over the signatures of all input; `settled` unless a file changed just now."""

    value: str
    settled: bool


def find_last_result(
    root: Path, config: Config, options: BuildOptions, report: Report
) -> BuildResult | None:
    """Return the last build's result if it still holds to the letter, else None."""
    started = time.perf_counter()
    folder, output = cache_folder(root, config, options), output_folder(root, config, options)
    if not (options.remember and folder.is_dir() and output.is_dir()):
        return None
    state = publishing_state(folder, root, output)
    known = _recall(folder, state)
    if known is None:
        return None
    stamp = take_stamp(root, config, options)
    if not stamp.settled or stamp.value != known.stamp or not _holds(known, options.now):
        return None
    with Publisher(output, state) as publisher:
        if not publisher.is_intact() or publisher.fingerprint() != known.published:
            return None
        unchanged = publisher.count()
    report.extend(known.diagnostics)
    seconds = time.perf_counter() - started
    return BuildResult(
        report=report,
        changes=Changes(added=(), changed=(), removed=(), unchanged=unchanged),
        posts=known.posts,
        items=known.items,
        seconds=seconds,
        timings=(Timing("compare", seconds),),
        held=known.held,
    )


def _recall(folder: Path, state: Path) -> BuildRecord | None:
    try:
        with Cache(folder) as cache:
            saved = cache.read_record(_name(state))
        return None if saved is None else msgspec.json.decode(saved, type=BuildRecord)
    except (OSError, msgspec.MsgspecError):
        return None  # what is wrong with the cache is for the pipeline to say


def keep_record(cache: Cache, state: Path, record: BuildRecord) -> None:
    """Remember what the build that ends now has found."""
    cache.write_record(_name(state), msgspec.json.encode(record))


def take_stamp(root: Path, config: Config, options: BuildOptions) -> Stamp:
    """Hash the signatures of every file that a build may read, and all that it was told."""
    newest = 0
    seen: list[tuple[bytes, int, int, int, int]] = []
    for path in _input_files(root, config):
        try:
            stat = os.stat(path)  # noqa: PTH116 - a hundred thousand of them
        except OSError:
            continue
        newest = max(newest, stat.st_mtime_ns, stat.st_ctime_ns)
        seen.append(
            (os.fsencode(path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        )
    told = (versions(), config, options.strict, options.keep_going)
    value = digest_key(told, sorted(seen))
    return Stamp(value, time.time_ns() - newest > _REST)


def _input_files(root: Path, config: Config) -> Iterator[str]:
    build = config.build
    content = root / build.content
    skipped = {str(root / name) for name in (build.output, build.cache)}
    links = SymlinkPolicy(root, config)
    for folder in (
        content if content.is_dir() else root,
        root / build.static,
        root / build.templates,
        *default_theme(),
    ):
        yield from _walk(str(folder), skipped, links, str(root))
    yield from (str(root / name) for name in (_ENTITIES, _LOCK, *config.markdown.bibliography))


def _walk(
    top: str, skipped: set[str], links: SymlinkPolicy, root: str, above: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield every file below a folder, also behind links that may be followed."""
    for place, folders, files in os.walk(top):
        folders[:] = [f for f in folders if f != ".git" and f"{place}/{f}" not in skipped]
        yield from (f"{place}/{name}" for name in files)
        for linked in (f"{place}/{f}" for f in folders if is_symlink(f"{place}/{f}")):
            real, here = os.path.realpath(linked), os.path.realpath(place)
            is_new = real not in above and not f"{here}/".startswith(f"{real}/")
            if is_new and not links.find_fault(os.path.relpath(linked, root)):
                yield from _walk(linked, skipped, links, root, (*above, real))


def _holds(known: BuildRecord, now: datetime) -> bool:
    return known.since <= now and (known.until is None or now < known.until)


def _name(state: Path) -> str:
    return f"build-{state.name}"
