"""What people may do with their conversation: rate its messages, and delete it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from aiohttp import web

from bot.audience import Audience
from bot.channels.http_errors import RefusalError
from bot.channels.json_body import bearer_token, read_fields
from bot.channels.own_session import READ_AGAIN_SECONDS, own_session
from bot.channels.web_turns import read_again
from bot.conversation import Conversations
from bot.secrets.redaction import redact
from bot.stores.database import UnreadableError
from bot.stores.feedback import REASONS, FeedbackStore, Rating
from bot.stores.sessions import Session, SessionStore
from bot.stores.writer import Writer

LONGEST_COMMENT = 500
DELETE_SECONDS = 3.0
FEEDBACK_FIELDS: Mapping[str, type] = {
    "message": str,
    "helpful": bool,
    "reason": str,
    "comment": str,
}


class CareChannel:
    """``POST /api/feedback`` and ``DELETE /api/session``."""

    def __init__(
        self,
        conversations: Conversations,
        sessions: SessionStore,
        feedback: FeedbackStore,
        audience: Audience,
        writer: Writer,
    ) -> None:
        self._conversations = conversations
        self._sessions = sessions
        self._feedback = feedback
        self._audience = audience
        self._writer = writer

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's routes."""
        application.router.add_post("/api/feedback", self.rate)
        application.router.add_delete("/api/session", self.erase)

    async def rate(self, request: web.Request) -> web.Response:
        """Keep what a person thought of a message of their own conversation."""
        await own_session(self._sessions, request)
        fields = await read_fields(request, FEEDBACK_FIELDS)
        session = await own_session(
            self._sessions, request
        )  # it may have ended while the body came
        await read_again(self._conversations, session.conversation)
        message = self._message(session, fields.get("message", ""))
        self._feedback.rate(session.conversation, _read_rating(fields, message))
        return web.Response(status=204)

    def _message(self, session: Session, identifier: str) -> Mapping[str, Any]:
        for turn in self._sessions.turns(session.conversation):
            for message in turn.replies:
                if message["id"] == identifier:
                    return message
        raise RefusalError(404, "message")

    async def erase(self, request: web.Request) -> web.Response:
        """Delete the conversation everywhere; its tokens are good for nothing at once."""
        conversation = (await own_session(self._sessions, request)).conversation
        self._sessions.end(bearer_token(request))
        deleting = await self._erase(conversation)
        deleting += [self._feedback.erase(conversation), self._writer.clean()]
        is_done = await _are_done(deleting)
        reason = "deleted" if is_done else "deleting"
        self._audience.tell(conversation, {"ended": {"reason": reason}})
        if not is_done:
            return web.json_response({"deleted": False}, status=202)
        return web.Response(status=204)

    async def _erase(self, conversation: str) -> list[Future[None]]:
        try:
            return await self._conversations.erase(conversation, for_good=True)
        except UnreadableError as error:
            raise RefusalError(503, "not_readable", retry_after=READ_AGAIN_SECONDS) from error


def _read_rating(fields: Mapping[str, Any], message: Mapping[str, Any]) -> Rating:
    helpful, reason = fields.get("helpful"), fields.get("reason")
    comment = redact(str(fields.get("comment") or "").strip()).text or None
    if helpful is None:
        raise RefusalError(400, "bad_field", "helpful")
    if reason is not None and reason not in REASONS:
        raise RefusalError(400, "bad_field", "reason")
    if comment and len(comment) > LONGEST_COMMENT:
        raise RefusalError(400, "long_comment")
    article = (message.get("article") or {}).get("id")
    kind, language = str(message["kind"]), str(message["language"])
    return Rating(message["id"], article, kind, language, helpful, reason, comment)


async def _are_done(deleting: list[Future[None]]) -> bool:
    futures = [asyncio.wrap_future(each) for each in deleting]
    done, waiting = await asyncio.wait(futures, timeout=DELETE_SECONDS)
    return not waiting and not any(each.cancelled() or each.exception() for each in done)
