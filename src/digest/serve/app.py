"""The web application: pages with the preview's script, copied files, and streams of events."""

from __future__ import annotations

import asyncio
import ipaddress
import mimetypes
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from digest.build.cache import LostResultError
from digest.core.hashing import hash_bytes
from digest.serve.clients import Clients
from digest.serve.injection import OWN, client_script, inject, make_fault_page, make_waiting_page
from digest.serve.snapshot import MISSING, Snapshot

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_FIRST_TIMEOUT = 0.7
"""Seconds that a request waits for the first snapshot before it gets the waiting page."""

_KEEP_ALIVE = 15.0
"""Seconds between comments in an event stream without messages, which keep it open."""

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # No other site may embed pages of the preview, which include drafts.
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HIDDEN = re.compile(r"/\.(?!well-known/)")
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "webmanifest": "application/manifest+json",
}


class App:
    """The ASGI application.

    `folder` returns the path below which the site is shown, `published` the output folder of the
    last build, which is shown until the first snapshot. `hosts` are host names it answers to
    besides those of this machine.
    """

    def __init__(
        self,
        clients: Clients,
        *,
        folder: Callable[[], str],
        published: Callable[[], Path],
        hosts: frozenset[str] = frozenset(),
    ) -> None:
        self._clients = clients
        self._folder = folder
        self._published = published
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        response = await self._answer(Request(scope, receive))
        for name, value in _HEADERS.items():
            response.headers[name] = value
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not self._is_own_host(request.headers.get("host", "")):
            # DNS rebinding: a name of another site that resolves to this machine.
            return PlainTextResponse("This preview does not answer to that name.", 421)
        if not self._is_own_origin(request.headers.get("origin")):
            return PlainTextResponse("This preview does not answer to other sites.", 403)
        if request.method not in {"GET", "HEAD"}:
            return PlainTextResponse("Only GET and HEAD.", 405, {"Allow": "GET, HEAD"})
        folder, path = self._folder(), request.scope["path"]
        if path.startswith(folder + OWN):
            return self._answer_own(path.removeprefix(folder + OWN), request)
        if folder and not path.startswith(f"{folder}/"):
            if path in {"/", folder}:
                return RedirectResponse(f"{quote(folder)}/")
            return await self._answer_page(MISSING, path, folder, status=404)
        return await self._answer_site(path.removeprefix(folder), folder, request)

    def _answer_own(self, name: str, request: Request) -> Response:
        if name == "client.js":
            return Response(client_script(), media_type=_TYPES["js"])
        if name == "events":
            query = request.query_params
            stream = self._stream(query.get("page", "/"), query.get("seen", ""))
            return StreamingResponse(stream, media_type="text/event-stream")
        return PlainTextResponse("There is nothing here.", 404)

    async def _answer_site(self, path: str, folder: str, request: Request) -> Response:
        snapshot = await self._wait_for_snapshot(path)
        output = snapshot.find(path) if snapshot else None
        if snapshot is None or (output is None and not snapshot.whole):
            return await self._answer_from_last_build(path, folder)
        if output is None and snapshot.find_folder(path):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{quote(folder + path)}/{query}")
        if output is None:
            return await self._answer_page(MISSING, path, folder, status=404)
        file = snapshot.file_of(output)
        if file is not None and not output.endswith(".html"):
            if not await asyncio.to_thread(file.is_file):
                return await self._answer_page(MISSING, path, folder, status=404)
            return FileResponse(file, media_type=media_type(output))
        return await self._answer_page(output, path, folder)

    async def _answer_page(
        self, output: str, path: str, folder: str, *, status: int = 200
    ) -> Response:
        snapshot = self._clients.snapshot
        if snapshot is None:
            return await self._answer_from_last_build(path, folder)
        try:
            data, digest = await asyncio.to_thread(_render_and_hash, snapshot, output)
        except LostResultError:
            self._clients.request_recovery()
            return self._answer_waiting(path, folder)
        except Exception as error:  # noqa: BLE001 - shown in place of the page
            page = make_fault_page(self._clients.report(error, path))
            return _html(inject(page, folder, path, "fault"), 500)
        if not output.endswith(".html"):
            return Response(data, status, media_type=media_type(output))
        return _html(inject(data, folder, path, digest), status)

    async def _wait_for_snapshot(self, path: str) -> Snapshot | None:
        if not self._clients.ready.is_set():
            timeout = _FIRST_TIMEOUT / 2 if self._find_published(path) else _FIRST_TIMEOUT
            try:
                await asyncio.wait_for(self._clients.ready.wait(), timeout)
            except TimeoutError:
                return None
        return self._clients.snapshot

    async def _answer_from_last_build(self, path: str, folder: str) -> Response:
        """Answer from the last build until the first snapshot, which reloads outdated pages."""
        file = self._find_published(path)
        if file is None:
            return self._answer_waiting(path, folder)
        if file.suffix != ".html":
            return FileResponse(file, media_type=media_type(file.name))
        data = await asyncio.to_thread(file.read_bytes)
        return _html(inject(data, folder, path, hash_bytes(data)), 200)

    def _answer_waiting(self, path: str, folder: str) -> Response:
        page = make_waiting_page(self._clients.progress)
        response = _html(inject(page, folder, path, "waiting"), 503)
        response.headers["Retry-After"] = "1"
        return response

    def _find_published(self, path: str) -> Path | None:
        folder = self._published().resolve()
        if "\x00" in path or "\\" in path or _HIDDEN.search(path):
            return None
        file = (
            folder / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        ).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None

    async def _stream(self, path: str, seen: str) -> AsyncIterator[bytes]:
        client = self._clients.join(path, seen)
        try:
            yield b"retry: 500\n\n"
            await self._clients.catch_up(client)
            while True:
                try:
                    message = await asyncio.wait_for(client.messages.get(), _KEEP_ALIVE)
                except TimeoutError:
                    yield b": keep-alive\n\n"
                    continue
                if message is None:
                    return
                yield b"data: " + message + b"\n\n"
        finally:
            self._clients.leave(client)

    def _is_own_origin(self, header: str | None) -> bool:
        """Return whether a request has no `Origin` header, or one that names this machine."""
        if header is None:
            return True
        try:
            origin = urlsplit(header)
        except ValueError:
            return False
        return origin.scheme in {"http", "https"} and self._is_own_host(origin.netloc)

    def _is_own_host(self, header: str) -> bool:
        """Return whether a `Host` header names this machine: localhost, an address, or `hosts`."""
        name = header.rpartition(":")[0] if not header.endswith("]") else header
        name = (name if header.rpartition(":")[2].isdigit() else header).lower().strip("[]")
        if name == "localhost" or name.endswith(".localhost") or name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def media_type(output: str) -> str:
    """Return the media type of an output, independent of the system for common types."""
    ending = output.rpartition(".")[2].lower()
    return _TYPES.get(ending) or mimetypes.guess_type(output)[0] or "application/octet-stream"


def _render_and_hash(snapshot: Snapshot, output: str) -> tuple[bytes, str]:
    return snapshot.render(output), snapshot.hash_of(output)


def _html(page: bytes, status: int) -> Response:
    return Response(page, status, media_type=_TYPES["html"])
