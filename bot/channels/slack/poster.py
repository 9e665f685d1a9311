"""Bring posts to Slack: each once, as late as Slack asks for, whatever the network does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

METADATA_TYPE = "lotse_answer"
GIVE_UP_SECONDS = 600.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
PAUSE_WITHOUT_WORD_SECONDS = 1.0  # where Slack limits us and does not say for how long
LOOK_BACK_SECONDS = 60.0  # clocks differ
MOST_LOOKED_AT = 200
LIMITED = ("ratelimited", "rate_limited")
PASSING = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "timeout")
"""Slack's words for what may go better next time."""
BAD_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")
READING = ("conversations.history", "conversations.replies", "users.info", "bots.info")
REPEATABLE = ("chat.update", "views.publish", "assistant.threads.setStatus")
"""Methods that may be repeated: the second time changes nothing."""


class PostError(Exception):
    """Slack does not take a post; the text is Slack's word for why."""


@dataclass
class Post:
    """A call that shows something.

    ``state`` is ``new``, ``sending`` (whether Slack has it is not known) or ``sent``.
    """

    id: str
    method: str
    body: dict[str, Any]
    state: str = "new"
    created: float = field(default_factory=time.time)

    def as_json(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        return asdict(self)


class Poster:
    """Calls Slack's methods for all workers, and keeps to the limits that Slack names."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self._not_before: dict[str, float] = {}
        self._loose: set[asyncio.Task[None]] = set()

    async def send(self, post: Post) -> dict[str, str]:
        """Show a post once and return its channel and time stamp; raises `PostError`.

        One that is ``sending`` already is looked for first.
        """
        body = {**post.body}
        if post.method == "chat.postMessage":
            body["metadata"] = {"event_type": METADATA_TYPE, "event_payload": {"id": post.id}}
        return await self._repeat(post, body)

    async def _repeat(self, post: Post, body: dict[str, Any]) -> dict[str, str]:
        is_doubtful = post.state == "sending"

        async def once() -> dict[str, str]:
            nonlocal is_doubtful
            if is_doubtful and (found := await self.find(post)):
                return found
            is_doubtful = post.method not in REPEATABLE
            try:
                answer = await self.call(post.method, body)
            except PassingError as error:
                is_doubtful = is_doubtful and error.is_doubtful
                raise
            except PostError as error:
                if str(error) not in BAD_BLOCKS or not body.pop("blocks", None):
                    raise
                logger.error("Slack refused the form of a post; it goes as text")
                is_doubtful = False
                answer = await self.call(post.method, body)
            return {name: str(answer.get(name) or "") for name in ("channel", "ts")}

        return await self.repeat(once)

    async def repeat(self, once: Callable[[], Awaitable[Result]]) -> Result:
        """Do something until it does not fail for the moment; raises `PostError` at the end."""
        give_up, pause = time.monotonic() + GIVE_UP_SECONDS, FIRST_PAUSE_SECONDS
        while True:
            try:
                return await once()
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, PassingError) as error:
                if time.monotonic() > give_up:
                    raise PostError(str(error) or type(error).__name__) from error
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def try_soon(self, method: str, body: Mapping[str, Any]) -> None:
        """Call a method once, without waiting for it; whether it works does not matter."""

        async def attempt() -> None:
            with suppress(PassingError, PostError):
                await self.call(method, body)

        task = asyncio.ensure_future(attempt())
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)

    async def close(self) -> None:
        """End calls that nobody waits for."""
        for task in self._loose:
            task.cancel()
        await asyncio.gather(*self._loose, return_exceptions=True)

    async def call(self, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method once it may be called; raises `PassingError` and `PostError`."""
        await self.wait_for_turn(method)
        try:
            response = await self._request(method, body)
        except SlackApiError as error:
            raise self._read_refusal(method, error) from error
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, SlackClientError) as error:
            raise PassingError(type(error).__name__) from error
        data = response.data
        return data if isinstance(data, dict) else {}

    async def wait_for_turn(self, method: str) -> None:
        """Wait as long as Slack has asked for."""
        wait = self._not_before.get(method, 0.0) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
            await self.wait_for_turn(method)  # the limit may have been prolonged meanwhile

    async def _request(self, method: str, body: Mapping[str, Any]) -> AsyncSlackResponse:
        if method in READING:  # Slack reads no JSON there
            return await self.client.api_call(method, http_verb="GET", params=dict(body))
        return await self.client.api_call(method, json=dict(body))

    def _read_refusal(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        data = getattr(response, "data", None)  # an HTML page has none
        word = str(data.get("error") or "") if isinstance(data, dict) else ""
        status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
        try:
            self.read_status(method, 429 if word in LIMITED else status, response.headers)
        except PassingError as passing:
            return passing
        return (
            PassingError(word or f"status {status}") if word in ("", *PASSING) else PostError(word)
        )

    def read_status(self, method: str, status: int, headers: Mapping[str, Any]) -> None:
        """Raise `PassingError` for a status that may be another next time; keep to a limit."""
        if status == 429:
            seconds = _retry_after(headers)
            self._not_before[method] = time.monotonic() + seconds
            logger.warning("Slack limits %s: waiting %.0f s", method, seconds)
            raise PassingError("ratelimited", is_doubtful=False)
        if status >= 500:
            raise PassingError(f"status {status}")

    async def find(self, post: Post) -> dict[str, str]:
        """Return channel and time stamp of a post that is there already, else nothing."""
        if post.method != "chat.postMessage":
            return {}
        thread = post.body.get("thread_ts")
        where = {"channel": post.body["channel"], **({"ts": thread} if thread else {})}
        method = "conversations.replies" if thread else "conversations.history"
        oldest = f"{post.created - LOOK_BACK_SECONDS:.6f}"
        asked = {**where, "oldest": oldest, "limit": MOST_LOOKED_AT, "include_all_metadata": "true"}
        try:
            answer = await self.call(method, asked)
        except PostError as error:  # such as a thread that is gone; then nothing is there
            logger.warning("Slack lets us not look for a post: %s", error)
            return {}
        for message in answer.get("messages") or []:
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("id") == post.id:
                return {"channel": str(post.body["channel"]), "ts": str(message["ts"])}
        return {}


class PassingError(Exception):
    """A call that may go better next time; whether Slack has acted on it may be open."""

    def __init__(self, text: str, is_doubtful: bool = True) -> None:
        super().__init__(text)
        self.is_doubtful = is_doubtful


def _retry_after(headers: Mapping[str, Any]) -> float:
    value = next((headers[name] for name in headers if name.lower() == "retry-after"), "")
    text = str(value[0] if isinstance(value, list) and value else value)
    return float(text) if text.isascii() and text.isdecimal() else PAUSE_WITHOUT_WORD_SECONDS
