"""People who talk to a real server, note what they hear, and try again as the widget does."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp

from tests.faults.journal import (
    Answered,
    Broken,
    Histories,
    Journal,
    Outcome,
    Refused,
    Sent,
    kept_turns,
)
from tests.servers import Lotse

ANSWER_SECONDS = 60.0
PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.2
_serial = itertools.count(1)
"""Makes names differ, also of people in different tests who share a server."""
QUESTIONS = (
    "Wie melde ich mich mit der Sicherheitskarte an?",
    "What does port 4001 mean?",
    "Wie installiere ich die API unter Linux?",
    "How do I move my layout to another user?",
)
"""Each has an article."""


class Person:
    """Somebody with a session of their own at the server that listens at an address."""

    def __init__(self, client: aiohttp.ClientSession, url: str, journal: Journal, name: str):
        self.name = name
        self._client = client
        self._url = url
        self._journal = journal
        self._numbers = itertools.count(1)
        self._headers: dict[str, str] = {}
        self._open: set[str] = set()

    async def begin(self) -> None:
        """Begin a conversation."""
        async with self._client.post(self._url + "/api/session", json={}) as response:
            body = await response.json()
            assert response.status == 200, body
        self._headers = {"Authorization": f"Bearer {body['session']}"}

    def write(self, text: str) -> Sent:
        """Note a new message, which `send` sends."""
        sent = Sent(self.name, f"{self.name}-{next(self._numbers)}", text, frozenset(self._open))
        self._open.add(sent.id)
        self._journal.sent.append(sent)
        return sent

    async def send(self, sent: Sent) -> Outcome:
        """Send a message once and note what came of it."""
        began = time.monotonic()
        said = {"id": sent.id, "text": sent.text}
        try:
            status, body = await self._post(said)
        except (OSError, aiohttp.ClientError, asyncio.TimeoutError) as error:
            outcome: Outcome = Broken(self.name, sent.id, type(error).__name__)
        else:
            seconds = time.monotonic() - began
            self._open.discard(sent.id)
            if status == 200:
                outcome = Answered(self.name, sent.id, body["messages"], seconds)
            else:
                outcome = Refused(self.name, sent.id, status, body.get("error"), seconds)
        self._journal.note(outcome)
        return outcome

    async def _post(self, said: dict[str, str]) -> tuple[int, Any]:
        sending = self._client.post(self._url + "/api/messages", json=said, headers=self._headers)
        async with sending as response:
            return response.status, await response.json()

    async def ask(self, text: str) -> Outcome:
        """Say something once."""
        return await self.send(self.write(text))

    async def insist(self, text: str, seconds: float = PATIENCE_SECONDS) -> Outcome:
        """Say something again and again, with the same id, until it is answered."""
        sent, latest = self.write(text), time.monotonic() + seconds
        while True:
            outcome = await self.send(sent)
            if isinstance(outcome, Answered) or time.monotonic() > latest:
                return outcome
            await asyncio.sleep(PAUSE_SECONDS)

    async def history(self) -> list[Any]:
        """Return the messages of the conversation so far."""
        address = self._url + "/api/messages"
        async with self._client.get(address, headers=self._headers) as response:
            body = await response.json()
            assert response.status == 200, body
            messages: list[Any] = body["messages"]
            return messages


class Crowd:
    """Several people at one server, and the journal of all of them."""

    def __init__(self, lotse: Lotse) -> None:
        self.journal = Journal()
        self._url = lotse.url
        self._client: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Crowd:
        """Open the connections."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        connector = aiohttp.TCPConnector(limit=0)
        self._client = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        assert self._client is not None
        await self._client.close()

    async def join(self, *names: str) -> list[Person]:
        """Return people with new sessions; each name gets a number."""
        client = self._client
        assert client is not None
        numbered = [f"{name}-{next(_serial)}" for name in names]
        people = [Person(client, self._url, self.journal, name) for name in numbered]
        await asyncio.gather(*(person.begin() for person in people))
        return people

    async def histories(self, people: Sequence[Person]) -> Histories:
        """Return what the server shows them after a reload."""
        shown = await asyncio.gather(*(person.history() for person in people))
        return {
            person.name: kept_turns(messages)
            for person, messages in zip(people, shown, strict=True)
        }


async def eventually(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something is so; fail where it does not come."""
    latest = time.monotonic() + seconds
    while not await asyncio.to_thread(is_so):
        assert time.monotonic() < latest, "what is waited for does not come"
        await asyncio.sleep(0.05)
