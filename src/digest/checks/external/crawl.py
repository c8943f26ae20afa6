"""One run: every link of the plan is requested, and the results become the new link states.

Results are kept as they come, so that a run that is interrupted loses nothing it has learnt.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct
from msgspec.structs import replace

from digest.checks.external.archived_copies import ArchiveClient
from digest.checks.external.fetch import Fetcher, FetchResult
from digest.checks.external.http_client import HttpClient
from digest.checks.external.link_states import NO_COPY, LinkState
from digest.checks.external.outcomes import CONNECTION_FAULTS, NOT_REQUESTED, is_failure
from digest.checks.external.rate_limits import Clock, RateLimiter
from digest.checks.external.request_plan import ExternalLink, RequestPlan
from digest.checks.external.request_urls import host_key, request_url
from digest.checks.external.retries import RetryingClient
from digest.checks.external.robots import RobotsRules
from digest.config.command_tables import ExternalTable

_CONTROL_HOSTS = 3


class CrawlOptions(Struct, frozen=True, kw_only=True):
    """The options of one run; `today` is an ISO date.

    `archive` looks for copies of dead pages, `forget` drops the states of URLs that the site no
    longer has.
    """

    table: ExternalTable
    today: str
    user_agent: str
    archive: bool = False
    allow_private: bool = False
    forget: bool = True


class Crawl:
    """A run, and what has been learnt in it so far."""

    def __init__(
        self,
        plan: RequestPlan,
        links: tuple[ExternalLink, ...],
        known: Mapping[str, LinkState],
        options: CrawlOptions,
        *,
        clock: Clock | None = None,
        on_result: Callable[[], None] = lambda: None,
    ) -> None:
        self._plan = plan
        self._links = {link.url: link for link in links}
        self._known = known
        self._options = options
        self._clock = clock or Clock()
        self._on_result = on_result
        self._copies: dict[str, str] = {}
        self._client = HttpClient(
            user_agent=options.user_agent,
            timeout=options.table.timeout,
            allow_private=options.allow_private,
        )
        self.results: dict[str, FetchResult] = {}

    async def run(self) -> None:
        """Request everything; see `results` and `states` for what comes of it."""
        table = self._options.table
        # Names are resolved in threads; with too few, slow ones would make others time out.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(table.concurrency * 2))
        async with self._client as client:
            limiter = RateLimiter(table, self._clock)
            retrying = RetryingClient(client, limiter, table)
            fetcher = Fetcher(retrying, RobotsRules(retrying, limiter), table)
            await self._fetch_all(fetcher, self._plan.links)
            await self._fetch_all(fetcher, tuple(self._choose_controls()))
            if self._options.archive and not self.is_offline:
                await self._find_copies(ArchiveClient(retrying, table.archive_api))

    @property
    def is_offline(self) -> bool:
        """Whether no server responded at all: then this machine is offline, not they."""
        asked = any(result.status in CONNECTION_FAULTS for result in self.results.values())
        return asked and not self._client.answered

    def is_reliable(self, url: str) -> bool:
        """Return whether a result counts: a connection fault might be one of this machine.

        It counts only if some other host responded over the same scheme (http or https).
        """
        result = self.results[url]
        return result.status not in CONNECTION_FAULTS or _scheme(url) in self._client.answered

    def states(self) -> dict[str, LinkState]:
        """Return what is known now of every external URL of the site."""
        states = {} if self._options.forget else dict(self._known)
        for url in self._links:
            before = self._known.get(url)
            if url in self.results and self.is_reliable(url):
                states[url] = self._update(url, before)
            elif before is not None:
                copy = self._copies.get(url, before.archive)
                states[url] = replace(before, archive=copy)
        return states

    def count_outcomes(self) -> Counter[str]:
        """Count the links of the plan by outcome, with "left" and "unasked" among them."""
        states = self.states()
        counted: Counter[str] = Counter()
        for link in self._plan.links:
            if link.url not in self.results or not self.is_reliable(link.url):
                counted["left"] += 1
            elif states[link.url].status in NOT_REQUESTED:
                counted["unasked"] += 1
            else:
                counted[states[link.url].outcome] += 1
        return counted

    def _update(self, url: str, before: LinkState | None) -> LinkState:
        result, today = self.results[url], self._options.today
        fails = is_failure(result.status)
        known = before if fails and before is not None else LinkState(result.status, today)
        return LinkState(
            status=result.status,
            checked=today,
            since=(known.since or today) if fails else "",
            final=result.final,
            archive=self._copies.get(url, known.archive),
            missing=result.missing,
        )

    async def _fetch_all(self, fetcher: Fetcher, links: tuple[ExternalLink, ...]) -> None:
        """Fetch from all hosts at once, and the links of one host in their order."""
        queues: dict[str, deque[ExternalLink]] = {}
        for link in links:
            queues.setdefault(_host(link), deque()).append(link)
        async with asyncio.TaskGroup() as group:
            for queue in queues.values():
                for _ in range(min(len(queue), self._options.table.per_host_concurrency)):
                    group.create_task(self._fetch_queue(fetcher, queue))

    async def _fetch_queue(self, fetcher: Fetcher, queue: deque[ExternalLink]) -> None:
        while queue:
            link = queue.popleft()
            result = await fetcher.fetch(link)
            if result is not None:
                self.results[link.url] = result
            self._on_result()

    def _choose_controls(self) -> Iterator[ExternalLink]:
        """Yield links that were fine when last requested, as controls for connection faults.

        They are needed where no server responded over a scheme: if these do not either, the fault
        is this machine's.
        """
        in_doubt = {_scheme(url) for url in self.results if not self.is_reliable(url)}
        asked = {_host(self._links[url]) for url in self.results}
        for scheme in sorted(in_doubt):
            hosts = set(asked)
            for link in self._links.values():
                state = self._known.get(link.url)
                was_fine = state is not None and state.outcome in {"fine", "moved"}
                if was_fine and _scheme(link.url) == scheme and _host(link) not in hosts:
                    hosts.add(_host(link))
                    yield link
                if len(hosts) - len(asked) >= _CONTROL_HOSTS:
                    break

    async def _find_copies(self, archive: ArchiveClient) -> None:
        for url, state in self.states().items():
            asked_again = url in self.results and state.archive == NO_COPY
            if state.outcome == "dead" and (asked_again or not state.archive):
                copy = await archive.find_copy(url, self._links[url].first)
                if copy:
                    self._copies[url] = copy


def _scheme(url: str) -> str:
    return url.partition(":")[0]


def _host(link: ExternalLink) -> str:
    url = request_url(link.url)
    return host_key(url) if url else ""
