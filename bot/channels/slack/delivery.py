"""How each kind of post gets to Slack: as a message, a file, or through a response address."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.channels.slack.blocks import section
from bot.channels.slack.mrkdwn import preformatted
from bot.channels.slack.people import People
from bot.channels.slack.place import Asked, Kind
from bot.channels.slack.poster import Post, Poster, PostError
from bot.channels.slack.words import WORDS

logger = logging.getLogger(__name__)

RESPONSE_HOST = "hooks.slack.com"
NO_UNFURLING = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
SECOND_RATE = ("assistant.threads.setSuggestedPrompts", "views.publish")
"""What a workspace may not have, and nobody misses in an answer."""
WHERE = ("channel", "thread_ts")
SHARED = ("text", "blocks", "unfurl_links", "unfurl_media")
NOT_THERE = ("not_in_channel", "channel_not_found")


class Delivery:
    """Sends posts for the workers."""

    def __init__(
        self, poster: Poster, session: aiohttp.ClientSession, people: People, api: str
    ) -> None:
        self._poster = poster
        self._session = session
        self._people = people
        self._own_host = urlsplit(api).netloc

    async def send(self, post: Post, asked: Asked) -> None:
        """Show a post; raises `bot.channels.slack.poster.PostError`."""
        if post.method == "file":
            await self._send_file(post, asked)
        elif post.method == "respond":
            await self._respond(asked.response_url, post.body)
        else:
            await self._send_message(post, asked)

    async def _send_message(self, post: Post, asked: Asked) -> None:
        try:
            await self._poster.send(post)
        except PostError as error:
            if post.method in SECOND_RATE:
                logger.warning("Slack: %s is not to be had: %s", post.method, error)
            elif str(error) in NOT_THERE and asked.kind is Kind.SHARE and asked.response_url:
                said = {name: value for name, value in post.body.items() if name in SHARED}
                await self._respond(asked.response_url, {"response_type": "in_channel", **said})
            else:
                raise

    async def _respond(self, address: str, body: Mapping[str, Any]) -> None:
        parts = urlsplit(address)
        if not (parts.scheme == "https" and parts.netloc == RESPONSE_HOST) and (
            parts.netloc != self._own_host
        ):
            raise PostError("the response address is not Slack's")
        await self._poster.repeat(lambda: self._respond_once(address, body))

    async def _respond_once(self, address: str, body: Mapping[str, Any]) -> None:
        await self._poster.wait_for_turn("response_url")
        async with self._session.post(address, json=dict(body), allow_redirects=False) as response:
            self._refuse_errors("response_url", response)

    def _refuse_errors(self, name: str, response: aiohttp.ClientResponse) -> None:
        self._poster.read_status(name, response.status, response.headers)
        if response.status >= 400:
            raise PostError(f"{name}: status {response.status}")

    async def _send_file(self, post: Post, asked: Asked) -> None:
        """Upload a letter as a snippet; where that is not allowed, show it as text."""
        words = WORDS[await self._people.language(asked)]
        body = post.body
        try:
            await self._poster.repeat(lambda: self._upload(body))
        except PostError as error:
            logger.error("Slack did not take a file: %s", error)
            parts = [words.letter_refused, *preformatted(str(body["text"]))]
            said = {"text": words.letter_refused, "blocks": [section(part) for part in parts]}
            where = {name: value for name, value in body.items() if name in WHERE}
            shown = {**where, **NO_UNFURLING, **said}
            await self._poster.send(Post(post.id, "chat.postMessage", shown))

    async def _upload(self, body: Mapping[str, Any]) -> None:
        content = str(body["text"]).encode()
        name = str(body["name"])
        asked = {"filename": name, "length": str(len(content))}
        place = await self._poster.call("files.getUploadURLExternal", asked)
        async with self._session.post(str(place["upload_url"]), data=content) as response:
            self._refuse_errors("upload", response)
        thread = {"thread_ts": body["thread_ts"]} if "thread_ts" in body else {}
        files = [{"id": place["file_id"], "title": name}]
        done = {"files": files, "channel_id": body["channel"], **thread}
        await self._poster.call("files.completeUploadExternal", done)
