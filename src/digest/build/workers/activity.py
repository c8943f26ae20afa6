"""The activity: what each worker is at, to be read when one of them was killed and cannot say it.

A few hundred bytes of memory that the parent shares with its workers; nobody waits for anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

_ROOM = 512
"""Bytes for a name; a longer one is cut."""


class Activity:
    """Has a place for each of `jobs` workers."""

    def __init__(self, context: BaseContext, jobs: int) -> None:
        self._places = [context.RawArray("c", _ROOM) for _ in range(jobs)]
        self._taken = context.Value("i", 0)

    def take_place(self) -> None:
        """Let this process, a new worker, say from now on what it is at."""
        global _own  # noqa: PLW0603 - a process has one place, and knows no more of the activity
        with self._taken:
            number, self._taken.value = self._taken.value, self._taken.value + 1
        _own = self._places[number % len(self._places)]

    def read(self) -> tuple[str, ...]:
        """Return what the workers are at, or were when they ended."""
        names = (place.value.decode("utf-8", "ignore") for place in self._places)
        return tuple(sorted({*filter(None, names)}))


_own: Any = None  # the place of this process, if it has one


@contextmanager
def showing_activity(name: str) -> Iterator[None]:
    """Show on the activity what is being done; in a process without a place, nothing happens."""
    if _own is None:
        yield
        return
    _own.value = name.encode("utf-8", "replace")[: _ROOM - 1]
    yield
    _own.value = b""
