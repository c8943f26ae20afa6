"""Tells which files have changed, in batches, as the editor or git has written them."""

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
_LONGEST = 150
_TIMEOUT = 1000
_LOOK = 0.3
"""Seconds between two looks at all files, where the system does not tell of changes."""

_LEFT_OUT = re.compile(
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
    """What to watch: folders with all that is below them, and those whose own files matter."""

    deep: frozenset[Path] = frozenset()
    flat: frozenset[Path] = frozenset()


class CannotWatchError(Exception):
    """The system does not tell of changes: too many folders, or a drive that it cannot watch."""


class Watcher:
    """Watches folders of a site, but for the `own` ones that digest writes itself.

    Changes come from the system, or with `polls` from looking at all files again and again.
    """

    def __init__(self, root: Path, own: Iterable[Path], *, polls: bool = False) -> None:
        self._root = root
        self._own = tuple(own)
        self._polls = polls

    def sees(self, file: Path) -> bool:
        """Return whether a change of this file may concern the site."""
        if any(file.is_relative_to(folder) for folder in self._own):
            return False
        below = file.is_relative_to(self._root)
        names = file.relative_to(self._root).parts if below else (file.name,)
        return not any(_LEFT_OUT.fullmatch(name) for name in names)

    async def watch(
        self, folders: Iterable[Path], stop: asyncio.Event, *, deep: bool
    ) -> AsyncIterator[Batch]:
        """Return batches of changed files in these folders, and with `deep` in all below."""
        paths = sorted(folders)
        if paths:
            find = self._mark_of if self._polls else self._hear
            async with aclosing(find(paths, stop, deep=deep)) as batches:
                async for batch in batches:
                    yield batch

    async def _hear(
        self, paths: Sequence[Path], stop: asyncio.Event, *, deep: bool
    ) -> AsyncGenerator[Batch, None]:
        from watchfiles import awatch

        changes = awatch(
            *paths,
            watch_filter=lambda _, path: self.sees(Path(path)),
            debounce=_LONGEST,
            step=_STEP if deep else _STEP_OF_SETTINGS,
            stop_event=stop,
            recursive=deep,
            ignore_permission_denied=True,
            rust_timeout=_TIMEOUT,
        )
        try:
            async with aclosing(changes) as batches:
                async for batch in batches:
                    yield frozenset(Path(path) for _, path in batch)
        except OSError as error:
            raise CannotWatchError from error

    async def _mark_of(
        self, paths: Sequence[Path], stop: asyncio.Event, *, deep: bool
    ) -> AsyncGenerator[Batch, None]:
        seen = await asyncio.to_thread(self._survey, paths, deep=deep)
        while not stop.is_set():
            await asyncio.sleep(_LOOK)
            now = await asyncio.to_thread(self._survey, paths, deep=deep)
            changed = {path for path, state in seen.items() ^ now.items()}
            if changed:
                yield frozenset(changed)
            seen = now

    def _survey(self, paths: Sequence[Path], *, deep: bool) -> dict[Path, tuple[int, int]]:
        """Return the state of every file that is anybody's business."""
        states = {}
        for top in paths:
            for place, folders, files in os.walk(top):
                folder = Path(place)
                folders[:] = [f for f in folders if deep and self.sees(folder / f)]
                for path in (folder / name for name in files if self.sees(folder / name)):
                    with suppress(OSError):
                        stat = path.stat()
                        states[path] = (stat.st_mtime_ns, stat.st_size)
        return states
