"""The pages open in browsers, and the messages sent to each: only those that concern it."""

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

_MAX_WARNINGS = 50
"""Warnings sent to a page; the number of all of them is sent too."""

HOME = "/"


class Client:
    """One open page: its root-relative address, the hash of what it shows, messages to it."""

    def __init__(self, path: str, seen: str) -> None:
        self.path = path
        self.seen = seen
        self.messages: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, kind: str, **more: Any) -> None:
        """Send a message to the page's script."""
        self.messages.put_nowait(msgspec.json.encode({"kind": kind, **more}))


class Clients:
    """All open pages, and the current snapshot (None until there is one).

    `request_recovery` is called when bytes of the cache turn out to be gone.
    """

    def __init__(self, request_recovery: Callable[[], None]) -> None:
        self.request_recovery = request_recovery
        self.snapshot: Snapshot | None = None
        self.ready = asyncio.Event()
        self.progress = "Starting."
        self._open: set[Client] = set()
        self._faults: tuple[Diagnostic, ...] = ()
        self._site_problems: tuple[Diagnostic, ...] = ()
        self._sent = describe_problems(())
        self._closed = False

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """All problems: of the files, of the site as a whole, and of rendered pages."""
        found = self.snapshot.problems if self.snapshot else ()
        return tuple(sorted({*found, *self._site_problems, *self._faults}))

    def join(self, path: str, seen: str) -> Client:
        """Add a page that has opened its event stream."""
        client = Client(path, seen)
        self._open.add(client)
        if self._closed:
            client.messages.put_nowait(None)
        return client

    def leave(self, client: Client) -> None:
        """Remove a page whose event stream has ended."""
        self._open.discard(client)

    async def catch_up(self, client: Client) -> None:
        """Send a page that has just opened its stream what it may have missed."""
        if self.problems:
            client.send("problems", **describe_problems(self.problems))
        if self.snapshot is None or not await self._refresh(client, self.snapshot):
            client.send("progress", text=self.progress)

    async def show(self, revision: Revision, folder: str) -> int:
        """Make a snapshot current; return the number of pages that were reloaded for it."""
        snapshot = self.snapshot = revision.snapshot
        self._faults = ()
        self.ready.set()
        reloaded = 0
        for client in tuple(self._open):
            if await self._refresh(client, snapshot):
                reloaded += 1
            elif revision.touched:
                reloaded += await self._send_touched(client, snapshot, revision.touched, folder)
        await self._hash_page(snapshot, HOME)
        self._send_problems()
        return reloaded

    def set_site_problems(self, found: tuple[Diagnostic, ...]) -> None:
        """Replace the problems of the site as a whole."""
        self._site_problems = found
        self._send_problems()

    def report(self, error: Exception, path: str) -> Diagnostic:
        """Record that a page could not be rendered; return the problem."""
        found = _describe_error(error, path)
        if found not in self._faults:
            self._faults = (*self._faults, found)
            self._send_problems()
        return found

    def send_progress(self, text: str) -> None:
        """Send all pages how many files have been read."""
        if text != self.progress:
            self.progress = text
            for client in self._open:
                client.send("progress", text=text)

    def close(self) -> None:
        """End all streams, now and from now on."""
        self._closed = True
        for client in self._open:
            client.messages.put_nowait(None)

    async def _refresh(self, client: Client, snapshot: Snapshot) -> bool:
        """Reload a page if its content has changed; return whether it has."""
        digest = await self._hash_page(snapshot, client.path)
        if digest is None or digest == client.seen:
            return False
        client.seen = digest
        client.send("reload")
        return True

    async def _hash_page(self, snapshot: Snapshot, path: str) -> str | None:
        """Return the hash of a page; None where it cannot be rendered, or has not been read yet."""
        output = snapshot.find(path) or (MISSING if snapshot.whole else None)
        if output is None:
            return None
        try:
            return await asyncio.to_thread(snapshot.hash_of, output)
        except LostResultError:
            self.request_recovery()
            return None
        except Exception as error:  # noqa: BLE001 - an error in a template must not stop the preview
            self.report(error, path)
            return None

    async def _send_touched(
        self, client: Client, snapshot: Snapshot, touched: Sequence[str], folder: str
    ) -> bool:
        """Swap changed style sheets of a page, or reload it where it names another changed file.

        Return whether it was reloaded.
        """
        output = snapshot.find(client.path)
        if output is None or snapshot.file_of(output):
            return False
        page = await asyncio.to_thread(snapshot.render, output)
        styles = [f"{folder}/{quote(name)}" for name in touched if name.endswith(".css")]
        others = [quote(name.rpartition("/")[2]) for name in touched if not name.endswith(".css")]
        # Addresses are written in several ways, so a page that names the file is reloaded.
        if any(name.encode() in page for name in others):
            client.send("reload")
            return True
        if styles:
            client.send("styles", paths=styles)
        return False

    def _send_problems(self) -> None:
        """Send all pages the problems, if they have changed."""
        described = describe_problems(self.problems)
        if described == self._sent:
            return
        self._sent = described
        for client in self._open:
            client.send("problems", **described)


def describe_problems(problems: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return problems in the form that the script in the page expects."""
    errors = [_describe_problem(d) for d in problems if d.severity == "error"]
    warnings = [_describe_problem(d) for d in problems if d.severity == "warning"]
    return {"errors": errors, "warnings": warnings[:_MAX_WARNINGS], "total": len(warnings)}


def _describe_problem(found: Diagnostic) -> dict[str, str]:
    place = ":".join([found.path, *(str(n) for n in (found.line, found.column) if n)])
    return {
        "place": place,
        "code": str(found.code),
        "message": found.message,
        "hint": found.hint,
    }


def _describe_error(error: Exception, path: str) -> Diagnostic:
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
