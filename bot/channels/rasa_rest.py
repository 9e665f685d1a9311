"""Rasa's REST channel, so that clients and widgets made for Rasa work."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.admission import BusyError
from bot.channels.busy import BusyRefusalError
from bot.channels.http_errors import RefusalError
from bot.channels.json_body import JSON, bearer_token, read_fields, shown_name
from bot.channels.limiter import Limiter
from bot.channels.own_session import READ_AGAIN_SECONDS
from bot.conversation import Conversations, Message, Said, UnknownButtonError, plain_text
from bot.stores.database import UnreadableError
from bot.stores.sessions import BUTTON_ID
from bot.turns import ElsewhereError, TooManyTurnsError
from bot.typed_text import TextError
from kb.language import Language

CHANNEL = "rest"
LONGEST_SENDER = 200
REST_FIELDS: Mapping[str, type] = {"sender": str, "message": str, "metadata": dict}
TOO_FAST_SECONDS = 2
CONTENT_TYPES = (JSON, "text/plain")
"""Rasa's own widget sends its JSON as plain text; the token keeps other websites out."""


class RasaRestChannel:
    """``POST /webhooks/rest/webhook``, for holders of the token."""

    def __init__(self, conversations: Conversations, token: str, limiter: Limiter) -> None:
        self._conversations = conversations
        self._limiter = limiter
        self._token = token

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's route."""
        application.router.add_post("/webhooks/rest/webhook", self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """Take a message and return the answer in Rasa's form."""
        if not hmac.compare_digest(bearer_token(request).encode(), self._token.encode()):
            raise RefusalError(401, "token")
        fields = await read_fields(request, REST_FIELDS, CONTENT_TYPES)
        sender, text = fields.get("sender", "").strip(), fields.get("message")
        if not sender or len(sender) > LONGEST_SENDER:
            raise RefusalError(
                400, "bad_field", "sender"
            )  # Rasa would call it "default", shared by all
        if text is None:
            raise RefusalError(400, "bad_field", "message")
        await self._limiter.admit_sender(sender)
        messages = await self._messages(sender, text, _language(fields.get("metadata", {})))
        return web.json_response([_in_rasas_form(sender, message) for message in messages])

    async def _messages(self, sender: str, text: str, language: Language | None) -> list[Message]:
        conversation = f"{CHANNEL}-{sender}"
        pressed = text if BUTTON_ID.fullmatch(text) else None
        said = Said(None if pressed else text, pressed, language=language)
        try:
            turn = await self._conversations.say(conversation, CHANNEL, said)
            return [dict(reply) for reply in turn.replies]
        except TextError as error:
            return [await self._conversations.refuse(conversation, error, language)]
        except UnknownButtonError as error:
            raise RefusalError(400, "button") from error
        except TooManyTurnsError as error:
            raise RefusalError(429, "too_fast", retry_after=TOO_FAST_SECONDS) from error
        except ElsewhereError as error:
            raise RefusalError(503, "elsewhere", retry_after=1) from error
        except UnreadableError as error:
            raise RefusalError(503, "not_readable", retry_after=READ_AGAIN_SECONDS) from error
        except BusyError as error:
            raise BusyRefusalError(error) from error


def _language(metadata: dict[str, Any]) -> Language | None:
    for name in metadata:
        if name != "language":
            raise RefusalError(400, "unknown_field", f"metadata.{shown_name(name)}")
    return Language.parse(metadata.get("language"))


def _in_rasas_form(sender: str, message: Message) -> dict[str, Any]:
    shown: dict[str, Any] = {"recipient_id": sender, "text": plain_text(message), "custom": message}
    if message["buttons"]:
        shown["buttons"] = [
            {"title": button["title"], "payload": button["id"]} for button in message["buttons"]
        ]
    return shown
