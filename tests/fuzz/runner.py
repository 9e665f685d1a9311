"""Send changed requests over many connections at once and judge every answer."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from tests.fuzz.changes import (
    PART_CHANGES,
    Change,
    change_bytes,
    change_header,
    change_method,
    chunk,
)
from tests.fuzz.connection import CLOSED, HANG_SECONDS, HUNG, Answered, Connection
from tests.fuzz.valid_requests import SECRET, Request, valid_request

CONNECTIONS = 64  # fewer than the server's backlog: the kernel drops what goes beyond
USES_OF_A_SESSION = 25  # below what one session may write in five seconds
VALID, PARTS, PIPELINED = 0.03, 0.6, 0.02  # shares; the rest is changed byte by byte
MOST_SHOWN = 5


@dataclass
class Tally:
    """What has happened so far."""

    statuses: Counter[int] = field(default_factory=Counter)
    problems: dict[str, list[str]] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Return how many requests have had their fate."""
        return sum(self.statuses.values())

    def add(self, problem: str, request: str) -> None:
        """Keep a problem, and print the first ones of its kind at once."""
        shown = self.problems.setdefault(problem, [])
        shown.append(request)
        if len(shown) <= MOST_SHOWN:
            print(f"PROBLEM: {problem}\n  {request}", flush=True)


def planned(seed: int, number: int, host: str, token: str) -> tuple[bytes, bool]:
    """Return a request's bytes, and whether its end is clear enough for another one after it."""
    random = Random(f"{seed}:{number}")
    request = valid_request(random, host, token)
    way = random.random()
    if way < VALID:
        return request.written(), request.method != "HEAD"
    if way < VALID + PIPELINED:
        return request.written() * 3, False
    changes = random.choices(PART_CHANGES, k=random.choice((1, 1, 1, 2, 3)))
    if way < VALID + PIPELINED + PARTS:
        return _changed(random, request, changes).written(), not _blurring(changes)
    if random.random() < 0.3:
        request = _changed(random, request, changes[:1])
    return change_bytes(random, request.written()), False


def _changed(random: Random, request: Request, changes: Sequence[Change]) -> Request:
    for change in changes:
        request = change(random, request)
    return request


def _blurring(changes: Sequence[Change]) -> bool:
    return any(change in (change_header, change_method, chunk) for change in changes)


class Fuzzer:
    """Fuzzes one server."""

    def __init__(self, port: int, seed: int) -> None:
        self.tally = Tally()
        self._port = port
        self._host = f"127.0.0.1:{port}"
        self._seed = seed

    async def run(self, numbers: Iterator[int], connections: int = CONNECTIONS) -> None:
        """Send the requests with these numbers."""
        await asyncio.gather(*(self._work(numbers) for _ in range(connections)))

    async def _work(self, numbers: Iterator[int]) -> None:
        connection: Connection | None = None
        token, uses = "", USES_OF_A_SESSION
        for number in numbers:
            if uses >= USES_OF_A_SESSION:
                token, uses = await self._begin_session(), 0
            uses += 1
            content, is_clear = planned(self._seed, number, self._host, token)
            answered = await connection.ask(content) if connection else Answered(CLOSED)
            if answered.status == CLOSED:  # or closed for good reason after the last request
                if connection:
                    await connection.close()
                connection = await Connection.open(self._port)
                answered = await connection.ask(content)
            self._judge(number, content, answered)
            if connection and not (is_clear and answered.is_whole):
                await connection.close()
                connection = None
        if connection:
            await connection.close()

    async def _begin_session(self) -> str:
        connection = await Connection.open(self._port)
        headers = (("Host", self._host), ("Content-Type", "application/json"))
        wanted = Request("POST", "/api/session", headers, {}).written()
        answered = await connection.ask(wanted, HANG_SECONDS)
        await connection.close()
        if answered.status != 200:
            self.tally.add(f"a session was not begun: {answered.status}", "")
            return ""
        return str(json.loads(answered.body)["session"])

    def _judge(self, number: int, content: bytes, answered: Answered) -> None:
        self.tally.statuses[answered.status] += 1
        problem = _problem(answered, is_head=content.startswith(b"HEAD"))
        if problem:
            self.tally.add(problem, f"--seed {self._seed} --only {number}: {content[:600]!r}")


def _problem(answered: Answered, *, is_head: bool) -> str:
    """Return what is wrong with an answer, nothing where it is as it should be."""
    if answered.status in (CLOSED, HUNG):
        return "no answer" if answered.status == HUNG else "closed without an answer"
    if answered.status >= 500:
        return f"status {answered.status}"
    if answered.headers.get("x-content-type-options") != "nosniff":
        return "no security headers"
    if answered.status >= 400 and not is_head and not _is_refusal(answered.body):
        return "an error that is not ours"
    if answered.status >= 400 and SECRET.encode() in answered.body:
        return "a refusal says what was sent"
    return ""


def _is_refusal(body: bytes) -> bool:
    with suppress(ValueError, KeyError, TypeError):
        return set(json.loads(body)["error"]) >= {"code", "message"}
    return False
