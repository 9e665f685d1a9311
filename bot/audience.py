"""Who follows a conversation: each open stream hears every event, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

MOST_FOLLOWERS = 32
"""Streams of one conversation, one a tab."""
MOST_WAITING = 256
"""Events kept for a stream that does not take them; then it is ended and asks anew."""

Event = Mapping[str, Any]


class CrowdedError(Exception):
    """A conversation is followed by as many as may."""


class Follower:
    """One stream's events, in the order in which they were told; None ends it."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def next(self) -> Event | None:
        """Return the next event, or None where there will be no more."""
        return await self._events.get()

    def tell(self, event: Event) -> None:
        """Add an event; whoever is too slow for them is ended."""
        if self._events.qsize() >= MOST_WAITING:
            self.end()
        else:
            self._events.put_nowait(event)

    def end(self) -> None:
        """Forget what waits, and end the stream."""
        while not self._events.empty():
            self._events.get_nowait()
        self._events.put_nowait(None)


class Audience:
    """The followers of all conversations; lives in one event loop."""

    def __init__(self) -> None:
        self._followers: dict[str, list[Follower]] = {}

    @contextmanager
    def follow(self, conversation: str) -> Iterator[Follower]:
        """Follow a conversation while the block runs; raises `CrowdedError`.

        Nobody is put out for a newcomer: both would come back, and push each other out for ever.
        """
        follower = Follower()
        followers = self._followers.setdefault(conversation, [])
        if len(followers) >= MOST_FOLLOWERS:
            raise CrowdedError
        followers.append(follower)
        try:
            yield follower
        finally:
            followers.remove(follower)
            if not followers:
                del self._followers[conversation]

    def tell(self, conversation: str, event: Event) -> None:
        """Tell every follower of a conversation."""
        for follower in list(self._followers.get(conversation, ())):
            follower.tell(event)
