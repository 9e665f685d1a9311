"""Work off what was asked in Slack: in order in each place, and over a restart exactly once."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

from bot.admission import Admission, Limits
from bot.channels.slack.place import Asked, Kind
from bot.channels.slack.poster import Post, PostError
from bot.stores.slack import Job, Living, SlackStore

logger = logging.getLogger(__name__)

FINISH_SECONDS = 20.0
"""How long a server that stops waits for posts under way; the rest is for the next start."""
MOST_AT_ONCE, MOST_OF_ONE = 8, 4
"""Answers that are made at the same time, in all and of one person: a backlog leaves room for what
comes in, and whoever asks in a hundred places waits behind themselves."""
LET_IN_SECONDS = 2.0
"""How long an answer waits for what comes in; then it has waited long enough."""
KEEPING_POSTS = (Kind.COMMAND, Kind.PORTCHECK, Kind.PRESS)
"""What brings answers that may be shared later, where only one person sees them."""

Answer = Callable[[Job, Asked], Awaitable[list[Post]]]
Send = Callable[[Post, Asked], Awaitable[None]]


class Workers:
    """One queue for each place, worked off as long as there is something in it."""

    def __init__(self, store: SlackStore, answer: Answer, send: Send) -> None:
        self._store = store
        self._answer = answer
        self._send = send
        self._queues: dict[str, deque[Job]] = {}
        self._working: set[asyncio.Task[None]] = set()
        self._is_closing = False
        most = {"most_busy": MOST_AT_ONCE, "most_running": MOST_AT_ONCE}
        each = {"most_busy_each": MOST_OF_ONE, "most_running_each": MOST_OF_ONE}
        self._room = Admission(Limits(**most, **each))
        self._incoming = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def waiting(self) -> int:
        """Return how many jobs are not done yet."""
        return sum(map(len, self._queues.values()))

    @contextmanager
    def incoming(self) -> Iterator[None]:
        """Begin no answers while the block runs: what comes in is acknowledged first."""
        self._incoming += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._incoming -= 1
            if not self._incoming:
                self._quiet.set()

    async def _let_in(self) -> None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), LET_IN_SECONDS)

    def add(self, job: Job) -> None:
        """Put a job behind the earlier ones of its place."""
        name = Asked.from_json(job.asked).queue
        queue = self._queues.setdefault(name, deque())
        queue.append(job)
        if len(queue) == 1:
            task = asyncio.ensure_future(self._work_off(name, queue))
            self._working.add(task)
            task.add_done_callback(self._working.discard)

    async def take_over(self, living: Living) -> None:
        """Go on with what an earlier process left, or a worker that has died."""
        for job in await self._store.take_over(living):
            self.add(job)

    async def close(self) -> None:
        """Finish the jobs under way; what is not begun stays for the next start."""
        self._is_closing = True
        if not self._working:
            return
        _, late = await asyncio.wait(self._working, timeout=FINISH_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _work_off(self, name: str, queue: deque[Job]) -> None:
        while queue and not self._is_closing:
            job = queue[0]
            try:
                await self._work(job)
            except Exception as error:  # noqa: BLE001  # one job must not stop those behind it
                logger.error("a Slack job failed: %s", type(error).__name__)
            queue.popleft()
        del self._queues[name]

    async def _work(self, job: Job) -> None:
        asked = Asked.from_json(job.asked)
        is_doubtful = job.is_taken_over
        if job.posts is None:
            is_doubtful = False
            async with self._room.admit(asked.person, patience=math.inf):
                await self._let_in()
                posts = await self._answer(job, asked)
            job.posts = [post.as_json() for post in posts]
        for number, kept in enumerate(job.posts):
            post = Post(**kept)
            if post.state == "sent":
                continue
            job.posts[number] = {**kept, "state": "sending"}
            await self._store.keep_posts(job)
            job.posts[number] = await self._show(post, asked, is_doubtful)
            is_doubtful = False
        may_be_shared = bool(asked.response_url) and asked.kind in KEEPING_POSTS
        await self._store.finish(job, asked.person if may_be_shared else "")

    async def _show(self, post: Post, asked: Asked, is_doubtful: bool) -> dict[str, object]:
        post.state = "sending" if is_doubtful and post.state == "sending" else "new"
        try:
            await self._send(post, asked)
        except PostError as error:
            logger.error("Slack did not take a post: %s", error)
        post.state = "sent"
        return post.as_json()
