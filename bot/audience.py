"""Who follows a conversation: each open stream hears every event, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

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


class Relay(Protocol):
    """What brings events to other workers and theirs to us."""

    def tell(self, conversation: str, event: Event) -> None:
        """Tell the others."""

    async def follow(self, conversation: str) -> None:
        """Hear of a conversation; returns when nothing more is missed."""

    def leave(self, conversation: str) -> None:
        """Hear no more of it."""


class Audience:
    """The followers of all conversations; lives in one event loop."""

    def __init__(self, relay: Relay | None = None) -> None:
        self._followers: dict[str, list[Follower]] = {}
        self._relay = relay

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
                if self._relay is not None:
                    self._relay.leave(conversation)

    async def join(self, conversation: str) -> None:
        """Return when the followers of a conversation hear what happens at other workers too."""
        if self._relay is not None:
            await self._relay.follow(conversation)

    def tell(self, conversation: str, event: Event) -> None:
        """Tell every follower of a conversation, wherever."""
        self.tell_here(conversation, event)
        if self._relay is not None:
            self._relay.tell(conversation, event)

    def end_all(self) -> None:
        """End all streams, which come back and ask what they missed."""
        for followers in list(self._followers.values()):
            for follower in list(followers):
                follower.end()

    def tell_here(self, conversation: str, event: Event) -> None:
        """Tell the followers of a conversation at this worker."""
        for follower in list(self._followers.get(conversation, ())):
            follower.tell(event)
