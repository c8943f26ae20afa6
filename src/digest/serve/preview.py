"""The preview: runs the web server, the file watchers and the live site until it is stopped."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec
import uvicorn

from digest.build.cache import LostResultError
from digest.core.diagnostics import Diagnostic, DigestError
from digest.serve.app import App
from digest.serve.clients import Clients
from digest.serve.live_posts import StoppedError
from digest.serve.live_site import LiveSite, PreviewOptions, Revision
from digest.serve.snapshot import Snapshot
from digest.serve.watch import Batch, CannotWatchError, Folders, Watcher

_MAX_PORTS = 30
"""Ports tried one after the other, where none was asked for."""

_STOP_TIMEOUT = 2
"""Seconds that running requests are given when the preview stops."""


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """The address of the preview, and the port that was asked for but in use, or 0."""

    address: str
    taken: int = 0


class Listener:
    """Receives the events of a preview, in the server's thread; this base class ignores them."""

    def started(self, started: Started) -> None:
        """Handle the start of the server."""

    def revised(self, revision: Revision, reloaded: int) -> None:
        """Handle a new snapshot; `reloaded` is the number of open pages that were reloaded."""

    def problems_changed(self, problems: tuple[Diagnostic, ...]) -> None:
        """Handle a change of the problems; these are all of them."""

    def polling(self) -> None:
        """Handle the change to polling, where the system does not report changes of files."""


class ListenAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The address to serve on; without `exact`, the next free port from `port` on is used."""

    host: str = "127.0.0.1"
    port: int = 8000
    exact: bool = False


class _Server(uvicorn.Server):
    """Leaves signals to the preview, which must end event streams before uvicorn waits for them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture no signals."""
        yield


class Preview:
    """The preview of one site. `run` returns when it is stopped, by a signal or by `stop`."""

    def __init__(
        self,
        root: Path,
        options: PreviewOptions,
        address: ListenAddress | None = None,
        listener: Listener | None = None,
        *,
        polls: bool = False,
    ) -> None:
        self._root = root.resolve()
        self._options = options
        self._listen_on = address or ListenAddress()
        self._listener = listener or Listener()
        self._polls = polls
        self._clients = Clients(self._request_recovery)
        self._changes: asyncio.Queue[Batch] = asyncio.Queue()
        self._reported: tuple[Diagnostic, ...] = ()
        self._must_recover = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._rewatch = asyncio.Event()
        self._watched = Folders()

    def run(self) -> None:
        """Serve until stopped."""
        with (
            LiveSite(self._root, self._options) as live_site,
            bind(self._listen_on) as sock,
            ThreadPoolExecutor(1, "live site") as thread,
        ):
            self._live_site, self._thread = live_site, thread
            asyncio.run(self._serve(sock))

    def stop(self) -> None:
        """Stop the preview, so that `run` returns; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)

    async def _serve(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        server = self._make_server()
        port = sock.getsockname()[1]
        self._live_site.origin = f"http://{_browser_host(self._listen_on.host)}:{port}"
        with self._signals():
            serving = asyncio.create_task(server.serve(sockets=[sock]))
            # Watching begins before reading, so that no change is missed.
            jobs = (self._watch_files(), self._follow_changes())
            working = [asyncio.create_task(job) for job in jobs]
            url = f"{self._live_site.origin}{self._live_site.folder}/"
            wanted = self._listen_on.port
            taken = wanted if wanted not in {0, port} else 0
            self._listener.started(Started(address=url, taken=taken))
            stopping = asyncio.create_task(self._stop.wait())
            await asyncio.wait({serving, stopping, *working}, return_when=asyncio.FIRST_COMPLETED)
        self._stop.set()
        self._live_site.posts.progress.stopped = True
        self._clients.close()
        server.should_exit = True
        await serving
        for task in working:
            task.cancel()
        ended = await asyncio.gather(*working, return_exceptions=True)
        for result in ended:
            if isinstance(result, Exception):
                raise result

    def _make_server(self) -> _Server:
        host = self._listen_on.host
        app = App(
            self._clients,
            folder=lambda: self._live_site.folder,
            published=lambda: self._root / self._live_site.config.build.output,
            hosts=frozenset({host, socket.gethostname().lower()}),
        )
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=_STOP_TIMEOUT,
        )
        return _Server(config)

    async def _follow_changes(self) -> None:
        """Publish the first snapshot, then one after each change."""
        await self._load()
        while True:
            changed = await self._changes.get()
            while not self._changes.empty():
                changed |= self._changes.get_nowait()
            if self._must_recover:
                self._must_recover = False
                await self._publish(self._live_site.recover)
            await self._publish(partial(self._live_site.revise, changed))
            if self._live_site.folders() != self._watched:
                self._rewatch.set()

    async def _load(self) -> None:
        """Publish the first snapshot; of a large unbuilt site, the newest posts before it."""
        built = self._root / self._live_site.config.build.output / "index.html"
        if self._live_site.posts.is_large and not built.is_file():
            await self._publish(self._live_site.load_newest)
        sending = asyncio.create_task(self._send_progress())
        await self._publish(self._live_site.load_all)
        sending.cancel()

    async def _publish(self, make: Callable[[], Revision | None]) -> None:
        revision = await self._in_thread(make)
        if revision is None:
            return
        reloaded = await self._clients.show(revision, self._live_site.folder)
        if revision.snapshot.whole:
            self._listener.revised(revision, reloaded)
            if self._changes.empty():
                await self._check_site(revision.snapshot)
            self._report_problems()

    async def _check_site(self, snapshot: Snapshot) -> None:
        """Check the site as a whole, once its pages have been updated."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._thread, self._live_site.inspect, snapshot)
        except LostResultError:
            self._request_recovery()
        except Exception as error:  # noqa: BLE001 - shown over the pages
            self._clients.report(error, "the site")
        else:
            self._clients.set_site_problems(found)

    async def _in_thread(self, make: Callable[[], Revision | None]) -> Revision | None:
        """Call a method of the live site in its thread; an error there is shown over the pages."""
        loop = asyncio.get_running_loop()
        try:
            try:
                return await loop.run_in_executor(self._thread, make)
            except (LostResultError, FileNotFoundError, BrokenExecutor):
                return await loop.run_in_executor(self._thread, self._live_site.recover)
        except StoppedError:
            return None
        except Exception as error:  # noqa: BLE001 - shown over the last snapshot
            self._clients.report(error, "the site")
            self._report_problems()
            return None

    def _request_recovery(self) -> None:
        self._must_recover = True
        self._changes.put_nowait(frozenset())

    def _report_problems(self) -> None:
        problems = self._clients.problems
        if problems != self._reported:
            self._reported = problems
            self._listener.problems_changed(problems)

    async def _send_progress(self) -> None:
        progress = self._live_site.posts.progress
        while True:
            if progress.total:
                text = f"{progress.done} of {progress.total} files are read."
                self._clients.send_progress(text)
            await asyncio.sleep(0.25)

    async def _watch_files(self) -> None:
        """Watch the site's folders, and start again when the set of folders changes."""
        seen = Folders()
        while True:
            self._rewatch = asyncio.Event()
            self._watched = self._live_site.folders()
            watcher = Watcher(self._root, self._live_site.own_folders(), polls=self._polls)
            tasks = [
                asyncio.create_task(self._forward(watcher, self._watched.deep, deep=True)),
                asyncio.create_task(self._forward(watcher, self._watched.flat, deep=False)),
            ]
            if seen.deep:
                self._changes.put_nowait(self._watched.deep - seen.deep)
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
            seen = self._watched
            await self._rewatch.wait()

    async def _forward(self, watcher: Watcher, folders: frozenset[Path], *, deep: bool) -> None:
        """Forward changes of files; change to polling where the system does not report them."""
        try:
            async for batch in watcher.watch(folders, self._rewatch, deep=deep):
                self._changes.put_nowait(batch)
        except CannotWatchError:
            if not self._polls:
                self._listener.polling()
            self._polls = True
            self._rewatch.set()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM; while stopping, a second Ctrl-C stops at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        handled = [signal.SIGINT, signal.SIGTERM]
        before = {each: signal.signal(each, lambda *_: self.stop()) for each in handled}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


@contextmanager
def bind(address: ListenAddress) -> Iterator[socket.socket]:
    """Yield a listening socket at the address, or on the next free port unless it is exact."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise DigestError(f'there is no address "{address.host}" to serve on: {error}') from error
    family, kind, _, _, (host, *_) = found[0]
    last = min(address.port + (1 if address.exact else _MAX_PORTS), 65_536)
    for port in range(address.port, last) if address.port else (0,):
        sock = socket.socket(family, kind)
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
            # Without this a second preview may bind the same port and fail only when it listens.
            sock.listen()
        except OSError as error:
            sock.close()
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise DigestError(f"cannot serve on {address.host}: {error.strerror}") from error
            continue
        with sock:
            yield sock
        return
    first = address.port
    which = f"port {first} is" if address.exact else f"ports {first} to {last - 1} are"
    raise DigestError(f"{which} taken or not allowed: choose another one with --port")


def _browser_host(host: str) -> str:
    """Return the name by which a browser here reaches the address served on."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - asked for by the user
        return "localhost"
    return f"[{host}]" if ":" in host else host
