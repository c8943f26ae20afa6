"""One run: everything on the agenda is asked for, and what was learnt becomes the new memory.

Answers are kept as they come, so that a run that is stopped half-way has learnt what it has learnt.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct
from msgspec.structs import replace

from digest.checks.external.address import host_key, wire_address
from digest.checks.external.agenda import Agenda, Target
from digest.checks.external.archive import ArchiveDesk
from digest.checks.external.asking import Asker
from digest.checks.external.client import Client
from digest.checks.external.lock import NO_COPY, LinkState
from digest.checks.external.robots import Robots
from digest.checks.external.turns import Clock, Turns
from digest.checks.external.verdict import NOT_ASKED, OF_CONNECTION, is_failure
from digest.checks.external.visit import Answer, Visitor
from digest.config.external import ExternalTable

_WITNESSES = 3


class Wishes(Struct, frozen=True, kw_only=True):
    """What one run is asked for; `today` is an ISO date.

    `forget` drops what is known of addresses that the site no longer has.
    """

    table: ExternalTable
    today: str
    user_agent: str
    archive: bool = False
    allow_private: bool = False
    forget: bool = True


class Survey:
    """A run, and what has been learnt in it so far."""

    def __init__(
        self,
        agenda: Agenda,
        targets: tuple[Target, ...],
        memory: Mapping[str, LinkState],
        wishes: Wishes,
        *,
        clock: Clock | None = None,
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        self._agenda = agenda
        self._targets = {target.url: target for target in targets}
        self._memory = memory
        self._wishes = wishes
        self._clock = clock or Clock()
        self._heard = heard
        self._copies: dict[str, str] = {}
        table = wishes.table
        self._client = Client(
            user_agent=wishes.user_agent, timeout=table.timeout, allow_private=wishes.allow_private
        )
        self.answers: dict[str, Answer] = {}

    async def run(self) -> None:
        """Ask for everything; what comes of it is in `answers` and `states`."""
        table = self._wishes.table
        # Names are looked up in threads; with too few, slow ones would make others look silent.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(table.concurrency * 2))
        async with self._client as client:
            turns = Turns(table, self._clock)
            asker = Asker(client, turns, table)
            visitor = Visitor(asker, Robots(asker, turns), table)
            await self._visit_all(visitor, self._agenda.targets)
            await self._visit_all(visitor, tuple(self._choose_witnesses()))
            if self._wishes.archive and not self.is_offline:
                await self._find_copies(ArchiveDesk(asker, table.archive_api))

    @property
    def is_offline(self) -> bool:
        """Whether nobody answered at all: then it is hardly they who are gone."""
        asked = any(answer.status in OF_CONNECTION for answer in self.answers.values())
        return asked and not self._client.answered

    def is_proved(self, url: str) -> bool:
        """Whether an answer can be believed: a fault on the way might be one of this machine.

        It counts only if somebody else could be reached in the same way (http or https).
        """
        answer = self.answers[url]
        return answer.status not in OF_CONNECTION or _scheme(url) in self._client.answered

    def states(self) -> dict[str, LinkState]:
        """Give what is known now of every address of the site."""
        states = {} if self._wishes.forget else dict(self._memory)
        for url in self._targets:
            before = self._memory.get(url)
            if url in self.answers and self.is_proved(url):
                states[url] = self._remember(url, before)
            elif before is not None:
                copy = self._copies.get(url, before.archive)
                states[url] = replace(before, archive=copy)
        return states

    def count(self) -> Counter[str]:
        """Give how many addresses of the agenda are what, `left` or `unasked` among them."""
        states = self.states()
        counted: Counter[str] = Counter()
        for target in self._agenda.targets:
            if target.url not in self.answers or not self.is_proved(target.url):
                counted["left"] += 1
            elif states[target.url].status in NOT_ASKED:
                counted["unasked"] += 1
            else:
                counted[states[target.url].verdict] += 1
        return counted

    def _remember(self, url: str, before: LinkState | None) -> LinkState:
        answer, today = self.answers[url], self._wishes.today
        fails = is_failure(answer.status)
        known = before if fails and before is not None else LinkState(answer.status, today)
        return LinkState(
            status=answer.status,
            checked=today,
            since=(known.since or today) if fails else "",
            final=answer.final,
            archive=self._copies.get(url, known.archive),
            missing=answer.missing,
        )

    async def _visit_all(self, visitor: Visitor, targets: tuple[Target, ...]) -> None:
        """Visit hosts side by side, and the addresses of one host in their order."""
        queues: dict[str, deque[Target]] = {}
        for target in targets:
            queues.setdefault(_host(target), deque()).append(target)
        async with asyncio.TaskGroup() as group:
            for queue in queues.values():
                for _ in range(min(len(queue), self._wishes.table.per_host_concurrency)):
                    group.create_task(self._visit_one_by_one(visitor, queue))

    async def _visit_one_by_one(self, visitor: Visitor, queue: deque[Target]) -> None:
        while queue:
            target = queue.popleft()
            answer = await visitor.visit(target)
            if answer is not None:
                self.answers[target.url] = answer
            self._heard()

    def _choose_witnesses(self) -> Iterator[Target]:
        """Give addresses that were fine when last asked for, to learn whether it is our own fault.

        They are needed where nobody answered over a scheme, and faults on the way are to be judged.
        """
        in_doubt = {_scheme(url) for url in self.answers if not self.is_proved(url)}
        asked = {_host(self._targets[url]) for url in self.answers}
        for scheme in sorted(in_doubt):
            hosts = set(asked)
            for target in self._targets.values():
                state = self._memory.get(target.url)
                was_fine = state is not None and state.verdict in {"fine", "moved"}
                if was_fine and _scheme(target.url) == scheme and _host(target) not in hosts:
                    hosts.add(_host(target))
                    yield target
                if len(hosts) - len(asked) >= _WITNESSES:
                    break

    async def _find_copies(self, desk: ArchiveDesk) -> None:
        for url, state in self.states().items():
            asked_again = url in self.answers and state.archive == NO_COPY
            if state.verdict == "dead" and (asked_again or not state.archive):
                copy = await desk.find_copy(url, self._targets[url].first)
                if copy:
                    self._copies[url] = copy


def _scheme(url: str) -> str:
    return url.partition(":")[0]


def _host(target: Target) -> str:
    address = wire_address(target.url)
    return host_key(address) if address else ""
