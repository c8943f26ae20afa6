"""The world out there, on one loopback port: hosts ending in .test, and answers as a test options.

Names are looked up here and nowhere else, so that no test can reach a real machine.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from digest.checks.external import LinkState
from digest.checks.external.crawl import Crawl, CrawlOptions
from digest.checks.external.rate_limits import Clock
from digest.checks.external.request_plan import ExternalLink, plan_requests
from digest.config.command_tables import ExternalTable

TODAY = "2026-11-21"
PATIENCE = 10


@dataclass(frozen=True)
class Reply:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Asked:
    method: str
    host: str
    path: str
    agent: str


class Outside:
    """Every server of the world, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[Asked] = []
        self.busiest: Counter[str] = Counter()
        self.busiest_of_all = 0
        self.before_answer: Callable[[Asked], None] = lambda _: None
        self._busy: Counter[str] = Counter()
        self._answers: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()

    def url(self, path: str, host: str = "a.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, path: str, *replies: Reply | int, host: str = "") -> None:
        """Answer a path so, one reply after the other; the last one stays."""
        made = [Reply(reply) if isinstance(reply, int) else reply for reply in replies]
        self._answers[host + path] = made

    def paths(self, *, rules: bool = False) -> list[str]:
        return [f"{a.method} {a.path}" for a in self.asked if rules or a.path != "/robots.txt"]

    def reply_to(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            self._busy[asked.host] += 1
            self.busiest[asked.host] = max(self.busiest[asked.host], self._busy[asked.host])
            self.busiest_of_all = max(self.busiest_of_all, self._busy.total())
        try:
            self.before_answer(asked)
            with self._lock:
                queue = self._answers.get(asked.host + asked.path) or self._answers.get(asked.path)
                if not queue:
                    return Reply(404 if asked.path == "/robots.txt" else 200)
                return queue.pop(0) if len(queue) > 1 else queue[0]
        finally:
            with self._lock:
                self._busy[asked.host] -= 1


def make_handler(outside: Callable[[], Outside]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            host = self.headers["Host"].rpartition(":")[0]
            asked = Asked(self.command, host, self.path, self.headers.get("User-Agent", ""))
            reply = outside().reply_to(asked)
            if reply.status == 0:
                self.close_connection = True
                return
            body = reply.body.encode()
            self.send_response_only(reply.status)
            for name, value in {"Content-Type": "text/html", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True

    return Handler


@contextmanager
def open_outside() -> Iterator[Outside]:
    made: list[Outside] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(lambda: made[0]))
    server.daemon_threads = True
    made.append(Outside(server.server_address[1]))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


def look_up_only_tests(monkeypatch: pytest.MonkeyPatch, fault: int | None = None) -> None:
    """Let names ending in .test mean this machine, and no other name anything."""
    real = socket.getaddrinfo

    def look_up(host: Any, *arguments: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if fault is None and (name.endswith(".test") or name == "127.0.0.1"):
            return real("127.0.0.1", *arguments, **more)
        raise socket.gaierror(fault or socket.EAI_NONAME, "nobody is looked up in tests")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


class QuickClock(Clock):
    """Passes the time without waiting, and keeps the pauses."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(round(seconds, 3))
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Run:
    crawl: Crawl
    clock: QuickClock

    @property
    def states(self) -> dict[str, LinkState]:
        return self.crawl.states()


def ask(
    urls: Mapping[str, tuple[str, ...]] | list[str],
    *,
    memory: Mapping[str, LinkState] | None = None,
    today: str = TODAY,
    archive: bool = False,
    allow_private: bool = True,
    **settings: Any,
) -> Run:
    """Ask for addresses (with the parts that links name) as one run would, without waiting."""
    table = ExternalTable(**{"retries": 0, "timeout": PATIENCE, **settings})
    parts = urls if isinstance(urls, Mapping) else dict.fromkeys(urls, ())
    links = tuple(
        ExternalLink(url, first=date(2024, 2, 24), fragments=tuple(names))
        for url, names in parts.items()
    )
    known = memory or {}
    plan = plan_requests(links, known, table, date.fromisoformat(today))
    options = CrawlOptions(
        table=table,
        today=today,
        user_agent="digest/1 (+https://news.example.org)",
        archive=archive,
        allow_private=allow_private,
    )
    clock = QuickClock()
    crawl = Crawl(plan, links, known, options, clock=clock)
    asyncio.run(crawl.run())
    return Run(crawl, clock)
