"""Changed files, in batches of what an editor or git has written at once."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, suppress
from pathlib import Path

import msgspec

_STEP = 15
"""Milliseconds without a further change after which a batch is complete."""

_STEP_OF_SETTINGS = 50
_LONGEST_BATCH = 150
_STOP_CHECK = 1000
"""Milliseconds after which `watchfiles` checks whether it should stop."""

_POLL_INTERVAL = 0.3
"""Seconds between two polls of all files, where the system does not report changes."""

_IGNORED = re.compile(
    r"""\.(?!keep|well-known).*      # hidden: .git, .digest, Emacs' locks, Vim's swap files
    | .*(?:~|\.(?:tmp|temp|bak|swp|swo|swx|part|crdownload|orig)|___jb_(?:tmp|old)___)
    | 4913                           # Vim tries whether it may write
    | \#.*\#
    | __pycache__ | node_modules
    """,
    re.VERBOSE,
)

Batch = frozenset[Path]


class Folders(msgspec.Struct, frozen=True, kw_only=True):
    """Folders to watch: `deep` ones with all folders below them, `flat` ones without."""

    deep: frozenset[Path] = frozenset()
    flat: frozenset[Path] = frozenset()


class CannotWatchError(Exception):
    """The system does not report changes: too many folders, or a drive that it cannot watch."""


class Watcher:
    """Watches folders of a site, except the `own` ones that digest writes to.

    Changes are reported by the system, or with `polls` found by comparing the states of all files.
    """

    def __init__(self, root: Path, own: Iterable[Path], *, polls: bool = False) -> None:
        self._root = root
        self._own = tuple(own)
        self._polls = polls

    def is_watched(self, file: Path) -> bool:
        """Return whether a change of this file may concern the site."""
        if any(file.is_relative_to(folder) for folder in self._own):
            return False
        below = file.is_relative_to(self._root)
        names = file.relative_to(self._root).parts if below else (file.name,)
        return not any(_IGNORED.fullmatch(name) for name in names)

    async def watch(
        self, folders: Iterable[Path], stop: asyncio.Event, *, deep: bool
    ) -> AsyncIterator[Batch]:
        """Yield batches of changed files in these folders, and with `deep` in all below."""
        paths = sorted(folders)
        if paths:
            find = self._poll if self._polls else self._listen
            async with aclosing(find(paths, stop, deep=deep)) as batches:
                async for batch in batches:
                    yield batch

    async def _listen(
        self, paths: Sequence[Path], stop: asyncio.Event, *, deep: bool
    ) -> AsyncGenerator[Batch, None]:
        from watchfiles import awatch

        changes = awatch(
            *paths,
            watch_filter=lambda _, path: self.is_watched(Path(path)),
            debounce=_LONGEST_BATCH,
            step=_STEP if deep else _STEP_OF_SETTINGS,
            stop_event=stop,
            recursive=deep,
            ignore_permission_denied=True,
            rust_timeout=_STOP_CHECK,
        )
        try:
            async with aclosing(changes) as batches:
                async for batch in batches:
                    yield frozenset(Path(path) for _, path in batch)
        except OSError as error:
            raise CannotWatchError from error

    async def _poll(
        self, paths: Sequence[Path], stop: asyncio.Event, *, deep: bool
    ) -> AsyncGenerator[Batch, None]:
        seen = await asyncio.to_thread(self._read_states, paths, deep=deep)
        while not stop.is_set():
            await asyncio.sleep(_POLL_INTERVAL)
            now = await asyncio.to_thread(self._read_states, paths, deep=deep)
            changed = {path for path, state in seen.items() ^ now.items()}
            if changed:
                yield frozenset(changed)
            seen = now

    def _read_states(self, paths: Sequence[Path], *, deep: bool) -> dict[Path, tuple[int, int]]:
        """Return modification time (ns) and size of every watched file."""
        states = {}
        for top in paths:
            for place, folders, files in os.walk(top):
                folder = Path(place)
                folders[:] = [f for f in folders if deep and self.is_watched(folder / f)]
                for path in (folder / name for name in files if self.is_watched(folder / name)):
                    with suppress(OSError):
                        stat = path.stat()
                        states[path] = (stat.st_mtime_ns, stat.st_size)
        return states
