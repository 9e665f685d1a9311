"""Let turns in: few at once, in fair order, and with an honest place in the queue."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

TELL_SECONDS = 1.0
"""A shorter wait is no news; and places are not told more often than this."""
LONGEST_PAUSE_SECONDS = 30
FIRST_MEAN_SECONDS = 0.05
NEWEST_SHARE = 0.1  # of the last turn in the mean

OnPlace = Callable[[int], None]
"""Is given the place in the queue, from 1, when it has changed."""


@dataclass(frozen=True)
class Limits:
    """How many turns may run and wait; in all, and ``each``: of one group.

    A turn that takes more than ``long_seconds`` waits for a gateway and needs no processor: it
    no longer counts as busy, and others begin.
    """

    most_busy: int = 8
    most_busy_each: int = 1
    most_running: int = 32
    most_running_each: int = 8
    most_waiting: int = 50
    most_waiting_each: int = 25
    longest_wait_seconds: float = 8.0
    long_seconds: float = 1.0


class BusyError(Exception):
    """Nobody is answered in time at the moment; ``place`` is what the asker's would be, from 1.

    ``seconds`` is how long to wait before asking again.
    """

    def __init__(self, place: int, seconds: int) -> None:
        super().__init__(f"place {place}")
        self.place = place
        self.seconds = seconds


@dataclass(eq=False)
class _Ticket:
    group: str
    let_in: asyncio.Future[None]
    is_busy: bool = False
    told: int = 0


@dataclass
class _Counted:
    busy: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)

    def add(self, group: str) -> None:
        self.busy[group] += 1
        self.running[group] += 1


class Admission:
    """One queue before everything that answers; lives in one event loop at a time.

    Groups take turns, so that whoever sends much waits behind their own turns, not others theirs.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._queues: OrderedDict[str, deque[_Ticket]] = OrderedDict()
        self._counted = _Counted()
        self._mean_seconds = FIRST_MEAN_SECONDS
        self.admitted = 0
        """Turns let in since the start."""
        self.refused = 0
        """Turns that were told "busy" since the start."""
        self.on_let_in: Callable[[float], None] = _tell_nobody
        """Is told how many seconds a turn has waited, in that turn's own context."""

    @property
    def waiting(self) -> int:
        """Return how many turns wait."""
        return sum(map(len, self._queues.values()))

    @property
    def running(self) -> int:
        """Return how many turns are under way."""
        return self._counted.running.total()

    @asynccontextmanager
    async def admit(
        self, group: str, on_place: OnPlace | None = None, patience: float | None = None
    ) -> AsyncIterator[None]:
        """Run the block when it is its turn; raise `BusyError` where that would be too late.

        ``patience`` is in seconds and at most the limit; with infinite patience one waits as long
        as it takes, and is never refused.
        """
        loop = asyncio.get_running_loop()
        ticket, came = _Ticket(group, loop.create_future()), loop.time()
        await self._enter(ticket, on_place, self._bounded(patience))
        began = loop.time()
        rousing = loop.call_later(self._limits.long_seconds, self._make_room, ticket)
        try:
            self.on_let_in(began - came)
            yield
        finally:
            rousing.cancel()
            self._leave(ticket, loop.time() - began)

    def refuse_early(self, group: str, patience: float | None = None) -> None:
        """Raise `BusyError` where `admit` would at once: a refusal shall cost next to no work."""
        patience, before = self._bounded(patience), len(self._queues.get(group, ()))
        if not math.isinf(patience) and self._is_too_long(group, before, patience):
            raise self._refusal(group, before)

    def _bounded(self, patience: float | None) -> float:
        longest = self._limits.longest_wait_seconds
        if patience is None:
            return longest
        return patience if math.isinf(patience) else min(patience, longest)

    async def _enter(self, ticket: _Ticket, on_place: OnPlace | None, patience: float) -> None:
        self.refuse_early(ticket.group, patience)
        self._queues.setdefault(ticket.group, deque()).append(ticket)
        self._let_in()
        try:
            await self._wait(ticket, on_place, patience)
        except BaseException:
            self._drop(ticket)
            raise

    def _is_too_long(self, group: str, before: int, patience: float) -> bool:
        if self._has_room(group) and not before:
            return False
        limits, seconds = self._limits, self._place(group, before) * self._mean_seconds
        return (
            self.waiting >= limits.most_waiting
            or before >= limits.most_waiting_each
            or seconds > patience
        )

    async def _wait(self, ticket: _Ticket, on_place: OnPlace | None, patience: float) -> None:
        loop = asyncio.get_running_loop()
        latest = loop.time() + patience
        while not ticket.let_in.done():
            left = min(TELL_SECONDS, latest - loop.time())
            if left <= 0:
                raise self._refusal(ticket.group, self._queues[ticket.group].index(ticket))
            await asyncio.wait({ticket.let_in}, timeout=left)
            if not ticket.let_in.done() and on_place:
                self._tell(ticket, on_place)

    def _tell(self, ticket: _Ticket, on_place: OnPlace) -> None:
        place = self._place(ticket.group, self._queues[ticket.group].index(ticket))
        if place != ticket.told:
            ticket.told = place
            on_place(place)

    def _place(self, group: str, before: int) -> int:
        """Return the place of whoever has so many of their own group before them."""
        others = (len(queue) for name, queue in self._queues.items() if name != group)
        return 1 + before + sum(min(length, before + 1) for length in others)

    def _refusal(self, group: str, before: int) -> BusyError:
        self.refused += 1
        place = self._place(group, before)
        seconds = math.ceil(place * self._mean_seconds)
        return BusyError(place, min(max(1, seconds), LONGEST_PAUSE_SECONDS))

    def _has_room(self, group: str) -> bool:
        limits, counted = self._limits, self._counted
        return (
            counted.busy.total() < limits.most_busy
            and counted.busy[group] < limits.most_busy_each
            and counted.running.total() < limits.most_running
            and counted.running[group] < limits.most_running_each
        )

    def _let_in(self) -> None:
        while (group := next(filter(self._has_room, self._queues), None)) is not None:
            ticket = self._queues[group].popleft()
            self._queues.move_to_end(group)
            if not self._queues[group]:
                del self._queues[group]
            self._counted.add(group)
            self.admitted += 1
            ticket.is_busy = True
            ticket.let_in.set_result(None)

    def _drop(self, ticket: _Ticket) -> None:
        """Forget whoever waits no more, or was let in just as they went."""
        if ticket.let_in.done() and not ticket.let_in.cancelled():
            self._leave(ticket, self._mean_seconds)
            return
        queue = self._queues[ticket.group]
        queue.remove(ticket)
        if not queue:
            del self._queues[ticket.group]

    def _make_room(self, ticket: _Ticket) -> None:
        if ticket.is_busy:
            ticket.is_busy = False
            _take_one(self._counted.busy, ticket.group)
            self._let_in()

    def _leave(self, ticket: _Ticket, seconds: float) -> None:
        busy_seconds = min(seconds, self._limits.long_seconds)
        self._mean_seconds += NEWEST_SHARE * (busy_seconds - self._mean_seconds)
        _take_one(self._counted.running, ticket.group)
        self._make_room(ticket)
        self._let_in()


def _tell_nobody(_seconds: float) -> None:
    """Let nobody know, where nobody counts."""


def _take_one(counted: Counter[str], group: str) -> None:
    counted[group] -= 1
    if not counted[group]:
        del counted[group]
