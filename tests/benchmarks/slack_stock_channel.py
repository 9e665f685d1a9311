"""Rasa's own Slack channel, sent to the pretend Slack, with posts that say what they answer.

All that it does is Rasa's, but for the address of the Web API and for the ``metadata`` of posts.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.core.channels.slack import SlackBot, SlackInput

from tests.benchmarks.slack_stock import SLACK_API

_asked: ContextVar[str] = ContextVar("asked")


class MarkedBot(SlackBot):
    """Answers one message; a message that is taken twice is answered by two of these."""

    def __init__(self, key: str, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.client.base_url = os.environ[SLACK_API]
        self._key = key
        self._posts = 0

    async def _post_message(self, channel: str, **fields: Any) -> None:
        mark = {"event_type": "stock_answer", "event_payload": {"id": f"{self._key}-{self._posts}"}}
        self._posts += 1
        await super()._post_message(channel, metadata=mark, **fields)


class MarkedInput(SlackInput):
    """Remembers which message is being taken."""

    def get_metadata(self, request: Any) -> dict[str, Any]:
        """Return Rasa's metadata."""
        body = request.json or {}
        event = body.get("event", {})
        _asked.set(f"m:{body.get('team_id')}:{event.get('channel')}:{event.get('ts')}")
        metadata: dict[str, Any] = super().get_metadata(request)
        return metadata

    def get_output_channel(
        self, channel: str | None = None, thread_id: str | None = None
    ) -> OutputChannel:
        """Return Rasa's channel for the answer."""
        place = channel or self.slack_channel
        return MarkedBot(_asked.get(), self.slack_token, place, thread_id, self.proxy)
