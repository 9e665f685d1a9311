"""One of several workers that serve together: its parts, and how long they run."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import sqlalchemy as sa
from aiohttp import web

from bot.audience import Audience, Event
from bot.conversation import Conversations
from bot.metrics import Metrics
from bot.shared.bus import Bus
from bot.shared.counts import SharedCounts
from bot.shared.leases import Leases
from bot.shared.link import RedisLink
from bot.shared.members import Members
from bot.shared.ownership import SharedOwnership
from bot.stores.feedback import FeedbackStore
from bot.stores.sessions import SessionStore
from bot.stores.trackers import ConversationStore
from bot.stores.writer import Writer

CLOSE_SECONDS = 2.0
ENDINGS = ("expired", "deleted", "deleting")


class Worker:
    """What this process shares with others through Redis and the database."""

    def __init__(self, redis_url: str, engine: sa.engine.Engine, writer: Writer) -> None:
        self.name = secrets.token_hex(8)
        self._link = RedisLink(redis_url)
        self.bus = Bus(self._link, self.name)
        self.members = Members(self._link, self.name)
        self.counts = SharedCounts(self._link)
        self.ownership = SharedOwnership(Leases(self._link, self.name), engine, writer)
        self.ownership.on_erase = self.bus.tell_erased

    def connect(
        self,
        conversations: Conversations,
        trackers: ConversationStore,
        sessions: SessionStore,
        feedback: FeedbackStore,
    ) -> None:
        """Let what is kept in memory follow what other workers do."""
        ownership = self.ownership
        kept = (conversations, trackers, sessions, feedback)
        ownership.on_forget = [each.forget for each in kept]
        ownership.on_read, ownership.on_refresh = sessions.read, feedback.read
        trackers.guard = sessions.guard = ownership.guard
        sessions.may_trust = lambda: self.bus.is_up

        def forget_erased(conversation: str, for_good: bool) -> None:
            sessions.forget_sessions(conversation)
            if not ownership.is_held(conversation):
                ownership.forget(conversation)
            if for_good:
                conversations.end(conversation)

        def forget_all() -> None:
            sessions.forget_all(but=ownership.is_held)
            trackers.forget_all(but=ownership.is_held)
            ownership.forget_idle()

        self.bus.on_erased = forget_erased
        self._forget_all = forget_all

    def relay(self) -> Audience:
        """Return an audience that hears other workers too."""
        audience = Audience(self.bus)

        def hear(conversation: str, event: Event) -> None:
            ended = event.get("ended")
            if ended is None or (isinstance(ended, dict) and ended.get("reason") in ENDINGS):
                audience.tell_here(conversation, event)

        def mend_gap() -> None:
            self._forget_all()
            audience.end_all()

        self.bus.on_event, self.bus.on_gap = hear, mend_gap
        return audience

    def add_metrics(self, metrics: Metrics) -> None:
        """Let the operator see whether the workers share their state."""
        look, ownership = metrics.look_up, self.ownership
        look("redis_away", "1 while Redis is away.", lambda: self._link.is_away)
        look("taken_over", "Conversations read anew.", lambda: ownership.taken_over, counts=True)
        look("turns_overtaken", "Turns lost to others.", lambda: ownership.overtaken, counts=True)

    async def run(self, _application: web.Application) -> AsyncIterator[None]:
        """Share for as long as the application runs."""
        work = (self.bus.run(), self.members.run(), self.ownership.run())
        tasks = [asyncio.ensure_future(each) for each in work]
        yield
        await self.ownership.close(CLOSE_SECONDS)
        await self.bus.finish(CLOSE_SECONDS)
        await self.members.leave()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._link.close()
