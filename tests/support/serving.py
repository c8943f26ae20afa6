"""Drives a real preview on a loopback port: pages as browsers get them, news as their scripts do."""

from __future__ import annotations

import http.client
import json
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from digest.core.diagnostics import Diagnostic
from digest.serve.live_site import PreviewOptions, Revision
from digest.serve.preview import ListenAddress, Listener, Preview, Started
from support.sites import NOW, write_file

PATIENCE = 10
_SEEN = re.compile(rb'data-seen="([^"]*)"')


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def seen(self) -> str:
        found = _SEEN.search(self.body)
        return found[1].decode() if found else ""


class Ear(Listener):
    """Keeps what a preview tells, for a test to wait for."""

    def __init__(self) -> None:
        self.start: queue.Queue[Started] = queue.Queue()
        self.revisions: queue.Queue[Revision] = queue.Queue()
        self.polls = 0
        self._problems: tuple[Diagnostic, ...] = ()
        self._news = threading.Condition()

    def started(self, started: Started) -> None:
        self.start.put(started)

    def revised(self, revision: Revision, reloaded: int) -> None:
        del reloaded
        self.revisions.put(revision)

    def problems_changed(self, problems: tuple[Diagnostic, ...]) -> None:
        with self._news:
            self._problems = problems
            self._news.notify_all()

    def hear_problems_at(self, *lines: int) -> None:
        """Wait until the problems that were told last are those on these lines."""
        with self._news:
            assert self._news.wait_for(
                lambda: [problem.line for problem in self._problems] == [*lines], PATIENCE
            ), self._problems

    def polling(self) -> None:
        self.polls += 1


class News:
    """An open event stream; each message is given once."""

    def __init__(self, port: int, address: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._connection.request("GET", address)
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200
        assert self._answer.headers["Content-Type"].startswith("text/event-stream")

    def next(self) -> dict[str, Any] | None:
        """Return the next message, or None when the stream has ended."""
        deadline = time.monotonic() + PATIENCE
        for line in self._answer:
            assert time.monotonic() < deadline, "the stream is open, but says nothing"
            if line.startswith(b"data: "):
                return dict(json.loads(line.removeprefix(b"data: ")))
        return None

    def wait(self, kind: str, fits: Callable[[dict[str, Any]], bool] = lambda _: True) -> Any:
        """Return the next message of a kind that fits; whatever comes before it is passed over."""
        while (message := self.next()) is not None:
            if message["kind"] == kind and fits(message):
                return message
        raise AssertionError(f"the stream ended without a {kind}")

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


class Visit:
    """A running preview, as its visitors see it."""

    def __init__(self, root: Path, address: str, ear: Ear) -> None:
        self.root = root
        self.address = address
        self.ear = ear
        self.port = urlsplit(address).port or 0
        self.folder = urlsplit(address).path.rstrip("/")
        self._streams: list[News] = []

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        reply = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return reply

    def open(self, path: str) -> News:
        """Open a page as a browser does: get it, then listen to the news about what it shows."""
        query = urlencode({"page": path, "seen": self.get(self.folder + path).seen})
        news = News(self.port, f"{self.folder}/__digest__/events?{query}")
        self._streams.append(news)
        # Greetings end with the progress, where the page is what it should be.
        news.wait("progress")
        return news

    def write(self, name: str, text: str | bytes) -> Revision:
        """Write a file of the site, as editors do, and give the snapshot that follows."""
        file = self.root / name
        new = file.with_name(f".{file.name}.new")
        write_file(new, text)
        new.replace(file)
        return self.ear.revisions.get(timeout=PATIENCE)

    def close(self) -> None:
        for stream in self._streams:
            stream.close()


@contextmanager
def serve(
    root: Path, place: ListenAddress | None = None, *, published: bool = False, polls: bool = False
) -> Iterator[Visit]:
    """Run a preview of the site at `root` in a thread, from its first snapshot to its stop."""
    ear = Ear()
    preview = Preview(
        root,
        PreviewOptions(now=lambda: NOW, published=published),
        place or ListenAddress(port=0),
        ear,
        polls=polls,
    )
    thread = threading.Thread(target=preview.run, daemon=True)
    thread.start()
    visit = Visit(root, ear.start.get(timeout=PATIENCE).address, ear)
    ear.revisions.get(timeout=PATIENCE)
    try:
        yield visit
    finally:
        preview.stop()
        thread.join(PATIENCE)
        visit.close()
    assert not thread.is_alive()
