"""Let the workers hear of each other: how conversations go on, and which were deleted.

Redis keeps nothing of it, and brings a message at most once. So whoever has not heard anything
for a while, or has connected anew, takes it that something was missed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from redis import RedisError
from redis.asyncio.client import PubSub

from bot.shared.link import AwayError, RedisLink
from bot.shared.names import PREFIX, key

logger = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
SILENT_SECONDS = 3.0
"""After so long without an answer to a beat, the connection is taken for dead."""
JOIN_SECONDS, AGAIN_SECONDS = 0.5, 0.2
MOST_UNSENT = 10_000
ERASED = f"{PREFIX}erased"

Event = Mapping[str, Any]


class Bus:
    """What this worker tells the others, and hears of them; lives in one event loop."""

    def __init__(self, link: RedisLink, worker: str) -> None:
        self._link = link
        self._origin = worker.encode() + b" "
        self._followed: dict[bytes, str] = {}
        self._joining: dict[bytes, asyncio.Event] = {}
        self._unsent: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(MOST_UNSENT)
        self._heard = 0.0
        self._ear: PubSub | None = None
        self._was_up = False
        self.on_event: Callable[[str, Event], None] = lambda _conversation, _event: None
        self.on_erased: Callable[[str, bool], None] = lambda _conversation, _for_good: None
        self.on_gap: Callable[[], None] = lambda: None

    @property
    def is_up(self) -> bool:
        """Return whether nothing that others told was missed."""
        is_heard = asyncio.get_running_loop().time() - self._heard < SILENT_SECONDS
        return self._ear is not None and is_heard

    def tell(self, conversation: str, event: Event) -> None:
        """Tell the other workers how a conversation goes on."""
        self._send(key("live", conversation), json.dumps(event))

    def tell_erased(self, conversation: str, for_good: bool) -> None:
        """Tell the other workers that a conversation is deleted."""
        self._send(ERASED, json.dumps([conversation, for_good]))

    def _send(self, channel: str, text: str) -> None:
        with suppress(asyncio.QueueFull):  # whoever misses it asks anew
            self._unsent.put_nowait((channel, self._origin + text.encode()))

    async def follow(self, conversation: str) -> None:
        """Return when it is heard how a conversation goes on, or Redis is away."""
        channel = key("live", conversation)
        self._followed[channel.encode()] = conversation
        joined = self._joining.setdefault(channel.encode(), asyncio.Event())
        if self._ear is None:
            return
        with suppress(RedisError, OSError, asyncio.TimeoutError):
            await asyncio.wait_for(self._join(self._ear, channel, joined), JOIN_SECONDS)

    async def _join(self, ear: PubSub, channel: str, joined: asyncio.Event) -> None:
        await ear.subscribe(channel)
        await joined.wait()

    def leave(self, conversation: str) -> None:
        """Hear no more of a conversation, at the next beat."""
        channel = key("live", conversation).encode()
        self._followed.pop(channel, None)
        self._joining.pop(channel, None)

    async def run(self) -> None:
        """Tell and hear until cancelled."""
        await asyncio.gather(self._talk(), self._listen())

    async def _talk(self) -> None:
        while True:
            batch = [await self._unsent.get()]
            while not self._unsent.empty():
                batch.append(self._unsent.get_nowait())
            await self._bring(batch)
            for _ in batch:
                self._unsent.task_done()

    async def _bring(self, batch: list[tuple[str, bytes]]) -> None:
        """Publish events, for as long as others may not notice that they hear nothing."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SILENT_SECONDS
        while loop.time() < until:
            try:
                await self._publish(batch)
                return
            except AwayError:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _publish(self, batch: list[tuple[str, bytes]]) -> None:
        async def publish() -> None:
            async with self._link.redis.pipeline(transaction=False) as pipeline:
                for channel, message in batch:
                    pipeline.publish(channel, message)
                await pipeline.execute()

        await self._link.ask(publish)

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError, asyncio.TimeoutError):
                await self._hear()
            self._ear = None
            if self._was_up:
                logger.warning("other workers are not heard of for now")
            self._was_up = False
            await asyncio.sleep(BEAT_SECONDS)

    async def _hear(self) -> None:
        """Subscribe anew and take what comes until the connection fails or is silent."""
        loop = asyncio.get_running_loop()
        async with self._link.redis.pubsub() as ear:
            await ear.subscribe(ERASED, *(name.decode() for name in self._followed))
            ear.connection.register_connect_callback(self._note_connection)
            self._heard, self._ear, beat = loop.time(), ear, 0.0
            self._was_up = True
            self.on_gap()
            while self.is_up:
                if loop.time() >= beat:
                    await self._beat(ear)
                    beat = loop.time() + BEAT_SECONDS
                message = await ear.get_message(timeout=BEAT_SECONDS)
                if message is not None:
                    self._heard = loop.time()
                    self._take(message)

    async def _note_connection(self, _connection: Any) -> None:
        self._ear = None  # a connection of the library's own making: something may be missed

    async def _beat(self, ear: PubSub) -> None:
        await ear.ping()
        left = [name for name in ear.channels if name != ERASED.encode()]
        left = [name for name in left if name not in self._followed]
        if left:
            await ear.unsubscribe(left)
        if any(name in self._followed for name in left):  # again, just now
            self._ear = None

    def _take(self, message: Mapping[str, Any]) -> None:
        channel, data = message["channel"], message["data"]
        if message["type"] == "subscribe" and channel in self._joining:
            self._joining[channel].set()
        if message["type"] != "message" or data.startswith(self._origin):
            return
        try:
            told = json.loads(data.partition(b" ")[2])
        except ValueError:  # none of ours
            return
        if channel == ERASED.encode() and isinstance(told, list) and len(told) == 2:
            self.on_erased(str(told[0]), bool(told[1]))
        elif channel in self._followed and isinstance(told, dict):
            self.on_event(self._followed[channel], told)

    async def finish(self, seconds: float) -> None:
        """Let out what is still to be told."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._unsent.join(), seconds)
