"""The open pages, and what each of them is told: only what makes a difference to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from digest.build.cache import LostResultError
from digest.build.workers import describe_error
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic
from digest.output.theme import RenderError
from digest.serve.live_site import Revision
from digest.serve.snapshot import MISSING, Snapshot

_SHOWN = 50
"""Warnings that a page lists; their number is told whole."""

HOME = "/"


class Client:
    """One open page: its root-relative address, the hash of what it shows, its news."""

    def __init__(self, path: str, seen: str) -> None:
        self.path = path
        self.seen = seen
        self.news: asyncio.Queue[bytes | None] = asyncio.Queue()

    def tell(self, kind: str, **more: Any) -> None:
        """Send a message to the page's script."""
        self.news.put_nowait(msgspec.json.encode({"kind": kind, **more}))


class Clients:
    """Everybody who looks, and the snapshot that they look at (None before there is one).

    `lose` is called when a result that the cache promised turns out to be gone.
    """

    def __init__(self, lose: Callable[[], None]) -> None:
        self.lose = lose
        self.snapshot: Snapshot | None = None
        self.shown = asyncio.Event()
        self.progress = "Starting."
        self._open: set[Client] = set()
        self._faults: tuple[Diagnostic, ...] = ()
        self._site_problems: tuple[Diagnostic, ...] = ()
        self._told = describe_problems(())
        self._closed = False

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong: with the files, and with pages as they are rendered."""
        found = self.snapshot.problems if self.snapshot else ()
        return tuple(sorted({*found, *self._site_problems, *self._faults}))

    def join(self, path: str, seen: str) -> Client:
        """Take in a page that opens its stream."""
        client = Client(path, seen)
        self._open.add(client)
        if self._closed:
            client.news.put_nowait(None)
        return client

    def leave(self, client: Client) -> None:
        """Let a page go."""
        self._open.discard(client)

    async def catch_up(self, client: Client) -> None:
        """Tell a page that has just opened its stream what it may have missed."""
        if self.problems:
            client.tell("problems", **describe_problems(self.problems))
        if self.snapshot is None or not await self._refresh(client, self.snapshot):
            client.tell("progress", text=self.progress)

    async def show(self, revision: Revision, folder: str) -> int:
        """Bring out an snapshot; tell each page what concerns it. Give how many were reloaded."""
        snapshot = self.snapshot = revision.snapshot
        self._faults = ()
        self.shown.set()
        reloaded = 0
        for client in tuple(self._open):
            if await self._refresh(client, snapshot):
                reloaded += 1
            elif revision.touched:
                reloaded += await self._send_touched(client, snapshot, revision.touched, folder)
        await self._mark_of(snapshot, HOME)
        self._tell_problems()
        return reloaded

    def set_site_problems(self, found: tuple[Diagnostic, ...]) -> None:
        """Note what is wrong with the snapshot as a whole, instead of what was before."""
        self._site_problems = found
        self._tell_problems()

    def report(self, error: Exception, path: str) -> Diagnostic:
        """Note a page that could not be rendered; tell everybody."""
        found = _describe(error, path)
        if found not in self._faults:
            self._faults = (*self._faults, found)
            self._tell_problems()
        return found

    def send_progress(self, text: str) -> None:
        """Tell those who wait how far the reading has come."""
        if text != self.progress:
            self.progress = text
            for client in self._open:
                client.tell("progress", text=text)

    def close(self) -> None:
        """End all streams, now and from now on."""
        self._closed = True
        for client in self._open:
            client.news.put_nowait(None)

    async def _refresh(self, client: Client, snapshot: Snapshot) -> bool:
        """Have a page reloaded if it looks different now."""
        mark = await self._mark_of(snapshot, client.path)
        if mark is None or mark == client.seen:
            return False
        client.seen = mark
        client.tell("reload")
        return True

    async def _mark_of(self, snapshot: Snapshot, path: str) -> str | None:
        """Return the hash of a page; None where it cannot be rendered, or is not known yet."""
        output = snapshot.find(path) or (MISSING if snapshot.whole else None)
        if output is None:
            return None
        try:
            return await asyncio.to_thread(snapshot.mark, output)
        except LostResultError:
            self.lose()
            return None
        except Exception as error:  # noqa: BLE001 - whatever a template does, the preview goes on
            self.report(error, path)
            return None

    async def _send_touched(
        self, client: Client, snapshot: Snapshot, touched: Sequence[str], folder: str
    ) -> bool:
        """Tell a page of changed files that it may use: styles are swapped, others reload it."""
        output = snapshot.find(client.path)
        if output is None or snapshot.file_of(output):
            return False
        page = await asyncio.to_thread(snapshot.render, output)
        styles = [f"{folder}/{quote(name)}" for name in touched if name.endswith(".css")]
        others = [quote(name.rpartition("/")[2]) for name in touched if not name.endswith(".css")]
        # Pages write addresses in several ways; that they name the file is near enough.
        if any(name.encode() in page for name in others):
            client.tell("reload")
            return True
        if styles:
            client.tell("styles", paths=styles)
        return False

    def _tell_problems(self) -> None:
        """Tell everybody of the problems, if they have become others."""
        described = describe_problems(self.problems)
        if described == self._told:
            return
        self._told = described
        for client in self._open:
            client.tell("problems", **described)


def describe_problems(problems: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return problems as the script in the page takes them."""
    errors = [_as_shown(d) for d in problems if d.severity == "error"]
    warnings = [_as_shown(d) for d in problems if d.severity == "warning"]
    return {"errors": errors, "warnings": warnings[:_SHOWN], "total": len(warnings)}


def _as_shown(found: Diagnostic) -> dict[str, str]:
    place = ":".join([found.path, *(str(n) for n in (found.line, found.column) if n)])
    return {
        "place": place,
        "code": str(found.code),
        "message": found.message,
        "hint": found.hint,
    }


def _describe(error: Exception, path: str) -> Diagnostic:
    if isinstance(error, RenderError):
        return error.diagnostic
    return Diagnostic(
        path,
        0,
        0,
        Code.INTERNAL_ERROR,
        f"digest cannot show this page: {describe_error(error)}",
        "this is a fault of digest: please report it",
        "error",
    )
