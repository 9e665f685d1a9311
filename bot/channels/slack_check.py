"""One Slack message that fills up while a check runs, instead of a burst of messages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.check_mark import mark_of
from kb.language import Language

PAUSE_SECONDS = 1.0  # Slack takes about one update a second of a message
LONGEST_SECTION = 2_900  # of the 3,000 characters that Slack allows
MOST_RETRIES = 5
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "server": "From our server, {done} of {count} finished",
        "computer": "From your computer",
        "browser": "From your browser",
        "checking": "checking",
    },
    Language.GERMAN: {
        "server": "Von unserem Server aus, {done} von {count} fertig",
        "computer": "Von Ihrem Rechner aus",
        "browser": "Von Ihrem Browser aus",
        "checking": "wird geprüft",
    },
}


def slack_client(token: str, base_url: str = AsyncWebClient.BASE_URL) -> AsyncWebClient:
    """Return a client that waits as long as Slack asks for."""
    handler = AsyncRateLimitErrorRetryHandler(max_retry_count=MOST_RETRIES)
    return AsyncWebClient(token, base_url=base_url, retry_handlers=[handler])


class SlackCheck:
    """Posts a check at its first state, updates the same message, and always shows the last.

    ``tell`` may be called in any thread; ``finish`` waits until the last state stands there.
    """

    def __init__(
        self, client: AsyncWebClient, place: Mapping[str, str], language: Language
    ) -> None:
        self._client = client
        self._place = dict(place)  # channel, and thread_ts where it is a thread
        self._language = language
        self._loop = asyncio.get_running_loop()
        self._newest: Mapping[str, Any] | None = None
        self._changed = asyncio.Event()
        self._one_call = asyncio.Lock()
        self._message: dict[str, str] | None = None  # channel and ts, once posted
        self._sending = self._loop.create_task(self._send_changes())

    def tell(self, check: Mapping[str, Any]) -> None:
        """Take a newer state."""
        self._loop.call_soon_threadsafe(self._set, check)

    def _set(self, check: Mapping[str, Any]) -> None:
        self._newest = check
        self._changed.set()

    async def _send_changes(self) -> None:
        while True:
            await self._changed.wait()
            async with self._one_call:
                await self._send_newest()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _send_newest(self) -> None:
        self._changed.clear()
        check, self._newest = self._newest, None
        if check is None:
            return
        said = {
            "text": plain_summary(check, self._language),
            "blocks": check_blocks(check, self._language),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if self._message is None:
            posted = await self._call("chat.postMessage", {**self._place, **said})
            self._message = {"channel": posted["channel"], "ts": posted["ts"]}
        else:
            await self._call("chat.update", {**self._message, **said})

    async def _call(self, method: str, body: Mapping[str, Any]) -> AsyncSlackResponse:
        return await self._client.api_call(method, json=dict(body))

    async def finish(self, check: Mapping[str, Any]) -> None:
        """Show the last state; raises `slack_sdk.errors.SlackApiError` where Slack refuses it."""
        async with self._one_call:  # a post under way must tell its ts, or there would be two
            self._sending.cancel()
            self._set(check)
            await self._send_newest()


def plain_summary(check: Mapping[str, Any], language: Language) -> str:
    """Return the line above the table, which also is what notifications show."""
    states = [row["state"] for row in check["rows"]]
    done = sum(state != "checking" for state in states)
    template = _TEXTS[language][str(check["seen_from"])]
    return template.format(done=done, count=len(states))


def check_blocks(check: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return the table as Block Kit sections."""
    lines = [f"*{plain_summary(check, language)}*", *_lines(check, language)]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
        for text in _sections(lines)
    ]


def _sections(lines: list[str]) -> Iterator[str]:
    section = ""
    for line in lines:
        if section and len(section) + len(line) >= LONGEST_SECTION:
            yield section
            section = ""
        section = f"{section}\n{line}" if section else line
    yield section


def _lines(check: Mapping[str, Any], language: Language) -> Iterator[str]:
    host = ""
    for row in check["rows"]:
        if row["host"] != host:
            host = row["host"]
            yield f"`{host}` {escape(row['label'])}"
        took = f", {row['milliseconds']} ms" if row["milliseconds"] is not None else ""
        reason = row["reason"] or _TEXTS[language]["checking"]
        yield f"{mark_of(row['state'])} {row['port']}: {escape(reason)}{took}"


def escape(text: str) -> str:
    """Return text in which nothing is a mention, a link or a channel to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
