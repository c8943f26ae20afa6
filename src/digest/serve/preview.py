"""Runs the preview: server, watchers and live_site, from the first page to a clean stop."""

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

_TRIES = 30
"""Ports tried one after the other, where none was asked for."""

_PATIENCE = 2
"""Seconds that answers under way are given when the preview stops."""


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """Where the preview is: the address to open, and the port that was wanted but taken, or 0."""

    address: str
    taken: int = 0


class Listener:
    """Is told what the preview does; this one keeps it to itself. Called in the server's thread."""

    def started(self, started: Started) -> None:
        """Note that browsers are answered."""

    def revised(self, revision: Revision, reloaded: int) -> None:
        """Note a new snapshot, and of how many open pages were reloaded."""

    def found(self, problems: tuple[Diagnostic, ...]) -> None:
        """Note that the problems have become others."""

    def polling(self) -> None:
        """Note that the system tells of no changes: files are looked at again and again."""


class ListenAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where the preview shall be; with `exact` no other port will do."""

    host: str = "127.0.0.1"
    port: int = 8000
    exact: bool = False


class _Server(uvicorn.Server):
    """Leaves signals to the preview, which ends streams before connections are waited for."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Preview:
    """The preview of one site. `run` returns when it is stopped, by a signal or by `stop`."""

    def __init__(
        self,
        root: Path,
        options: PreviewOptions,
        place: ListenAddress | None = None,
        listener: Listener | None = None,
        *,
        polls: bool = False,
    ) -> None:
        self._root = root.resolve()
        self._options = options
        self._place = place or ListenAddress()
        self._listener = listener or Listener()
        self._polls = polls
        self._clients = Clients(self._recover)
        self._changes: asyncio.Queue[Batch] = asyncio.Queue()
        self._told: tuple[Diagnostic, ...] = ()
        self._lost = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._rewatch = asyncio.Event()
        self._watched = Folders()

    def run(self) -> None:
        """Serve until stopped."""
        with (
            LiveSite(self._root, self._options) as live_site,
            bind(self._place) as sock,
            ThreadPoolExecutor(1, "live site") as thread,
        ):
            self._live_site, self._thread = live_site, thread
            asyncio.run(self._serve(sock))

    def stop(self) -> None:
        """Have `run` return; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)

    async def _serve(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        server = self._make_server()
        port = sock.getsockname()[1]
        self._live_site.origin = f"http://{_shown_host(self._place.host)}:{port}"
        with self._signals():
            serving = asyncio.create_task(server.serve(sockets=[sock]))
            # Watching begins before reading, so that no change falls in between.
            jobs = (self._keep_watching(), self._keep_up())
            working = [asyncio.create_task(job) for job in jobs]
            address = f"{self._live_site.origin}{self._live_site.folder}/"
            taken = self._place.port if port != self._place.port and self._place.port else 0
            self._listener.started(Started(address=address, taken=taken))
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
        host = self._place.host
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
            timeout_graceful_shutdown=_PATIENCE,
        )
        return _Server(config)

    async def _keep_up(self) -> None:
        """Bring out snapshot after snapshot."""
        await self._begin()
        while True:
            changed = await self._changes.get()
            while not self._changes.empty():
                changed |= self._changes.get_nowait()
            if self._lost:
                self._lost = False
                await self._publish(self._live_site.recover)
            await self._publish(partial(self._live_site.revise, changed))
            if self._live_site.folders() != self._watched:
                self._rewatch.set()

    async def _begin(self) -> None:
        """Bring out the first snapshot; of a large site, something to look at before it."""
        built = self._root / self._live_site.config.build.output / "index.html"
        if self._live_site.posts.is_large and not built.is_file():
            await self._publish(self._live_site.load_newest)
        telling = asyncio.create_task(self._tell_progress())
        await self._publish(self._live_site.load_all)
        telling.cancel()

    async def _publish(self, make: Callable[[], Revision | None]) -> None:
        revision = await self._in_thread(make)
        if revision is None:
            return
        reloaded = await self._clients.show(revision, self._live_site.folder)
        if revision.snapshot.whole:
            self._listener.revised(revision, reloaded)
            if self._changes.empty():
                await self._check_site(revision.snapshot)
            self._tell_problems()

    async def _check_site(self, snapshot: Snapshot) -> None:
        """Look at the site as a whole, after its pages: nobody waits for that."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._thread, self._live_site.inspect, snapshot)
        except LostResultError:
            self._recover()
        except Exception as error:  # noqa: BLE001 - the snapshot stays, and says why
            self._clients.report(error, "the site")
        else:
            self._clients.set_site_problems(found)

    async def _in_thread(self, make: Callable[[], Revision | None]) -> Revision | None:
        """Do a piece of work in the live_site's thread; nothing that goes wrong there ends us."""
        loop = asyncio.get_running_loop()
        try:
            try:
                return await loop.run_in_executor(self._thread, make)
            except (LostResultError, FileNotFoundError, BrokenExecutor):
                return await loop.run_in_executor(self._thread, self._live_site.recover)
        except StoppedError:
            return None
        except Exception as error:  # noqa: BLE001 - the last snapshot stays, and says why
            self._clients.report(error, "the site")
            self._tell_problems()
            return None

    def _recover(self) -> None:
        self._lost = True
        self._changes.put_nowait(frozenset())

    def _tell_problems(self) -> None:
        problems = self._clients.problems
        if problems != self._told:
            self._told = problems
            self._listener.found(problems)

    async def _tell_progress(self) -> None:
        progress = self._live_site.posts.progress
        while True:
            if progress.total:
                text = f"{progress.done} of {progress.total} files are read."
                self._clients.send_progress(text)
            await asyncio.sleep(0.25)

    async def _keep_watching(self) -> None:
        """Watch the site's folders; begin anew when they have become others."""
        seen = Folders()
        while True:
            self._rewatch = asyncio.Event()
            self._watched = self._live_site.folders()
            watcher = Watcher(self._root, self._live_site.own_folders(), polls=self._polls)
            tasks = [
                asyncio.create_task(self._pass_on(watcher, self._watched.deep, deep=True)),
                asyncio.create_task(self._pass_on(watcher, self._watched.flat, deep=False)),
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

    async def _pass_on(self, watcher: Watcher, folders: frozenset[Path], *, deep: bool) -> None:
        """Pass changes on; poll where the system does not tell of them."""
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
        """Stop in good order when asked to; once stopping, a second Ctrl-C stops at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        asked = [signal.SIGINT, signal.SIGTERM]
        before = {each: signal.signal(each, lambda *_: self.stop()) for each in asked}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


@contextmanager
def bind(place: ListenAddress) -> Iterator[socket.socket]:
    """Lend a socket at the place wanted, or on the next free port unless it must be exact."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise DigestError(f'there is no address "{place.host}" to serve on: {error}') from error
    family, kind, _, _, (host, *_) = found[0]
    last = min(place.port + (1 if place.exact else _TRIES), 65_536)
    for port in range(place.port, last) if place.port else (0,):
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
                raise DigestError(f"cannot serve on {place.host}: {error.strerror}") from error
            continue
        with sock:
            yield sock
        return
    which = f"port {place.port} is" if place.exact else f"ports {place.port} to {last - 1} are"
    raise DigestError(f"{which} taken or not allowed: choose another one with --port")


def _shown_host(host: str) -> str:
    """Return the name by which a browser here reaches the address served on."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - asked for by the user
        return "localhost"
    return f"[{host}]" if ":" in host else host
