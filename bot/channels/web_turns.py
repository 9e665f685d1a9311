"""Take the turns of the web channel and tell all who follow the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import datetime, timezone
from typing import Any

from bot.admission import BusyError
from bot.audience import Audience
from bot.channels.answer_stream import PAUSE_SECONDS, Progress
from bot.channels.busy import BusyRefusalError
from bot.channels.http_errors import RefusalError
from bot.channels.own_session import READ_AGAIN_SECONDS
from bot.conversation import (
    Conversations,
    Said,
    UnknownButtonError,
    UnusableEvidenceError,
    flat_messages,
    uses_up,
)
from bot.stores.database import UnreadableError
from bot.stores.feedback import FeedbackStore
from bot.stores.sessions import Session, Turn
from bot.turns import ElsewhereError, EndedError, TooManyTurnsError
from bot.typed_text import TextError
from kb.language import Language

CHANNEL = "web"
TOO_FAST_SECONDS = 2
STATUS_OF_PROBLEM = {"too_long": 413}


class TextRefusalError(RefusalError):
    """A text that is not passed on, as a refusal."""

    def __init__(self, error: TextError) -> None:
        super().__init__(STATUS_OF_PROBLEM.get(error.problem.value, 400), error.problem.value)
        self._texts = {each.value: error.in_language(each) for each in Language}

    def body(self) -> dict[str, Any]:
        """Return the error as in every refusal."""
        return {"code": self.code, "message": self._texts}


async def read_again(conversations: Conversations, conversation: str) -> None:
    """Read anew what other workers have done to a conversation; raise `RefusalError`."""
    try:
        await conversations.refresh(conversation)
    except EndedError as error:
        raise RefusalError(401, "session") from error
    except UnreadableError as error:
        raise RefusalError(503, "not_readable", retry_after=READ_AGAIN_SECONDS) from error


class WebTurns:
    """The turns of all sessions, whichever way they came."""

    def __init__(
        self, conversations: Conversations, audience: Audience, feedback: FeedbackStore
    ) -> None:
        self._conversations = conversations
        self._audience = audience
        self._feedback = feedback
        self._under_way: set[asyncio.Task[Turn]] = set()

    def begin(self, session: Session) -> None:
        """Take note of a session that was made just now."""
        self._conversations.begin(session.conversation)

    def take(
        self, session: Session, said: Said, progress: Progress | None = None
    ) -> asyncio.Task[Turn]:
        """Return the turn under way, which goes on when its client does not.

        It raises `bot.channels.http_errors.RefusalError`.
        """
        return self._keep(self._take(session, said, progress))

    async def _take(self, session: Session, said: Said, progress: Progress | None) -> Turn:
        telling = _Telling(self._audience, session, said, progress)
        conversations, conversation = self._conversations, session.conversation
        try:
            return await conversations.say(conversation, CHANNEL, said, telling)
        except TextError as error:
            raise TextRefusalError(error) from error
        except UnknownButtonError as error:
            raise RefusalError(400, "button") from error
        except UnusableEvidenceError as error:
            raise RefusalError(400, "bad_field", "browser_check") from error
        except TooManyTurnsError as error:
            raise RefusalError(429, "too_fast", retry_after=TOO_FAST_SECONDS) from error
        except EndedError as error:
            raise RefusalError(401, "session") from error
        except ElsewhereError as error:
            raise RefusalError(503, "elsewhere", retry_after=1) from error
        except UnreadableError as error:
            raise RefusalError(503, "not_readable", retry_after=READ_AGAIN_SECONDS) from error
        except BusyError as error:
            raise BusyRefusalError(error) from error

    def _keep(self, turn: Coroutine[Any, Any, Turn]) -> asyncio.Task[Turn]:
        task = asyncio.ensure_future(turn)
        self._under_way.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Turn]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked may have gone without hearing of it

    def answer(self, session: Session, turn: Turn) -> dict[str, Any]:
        """Return what a request gets for its turn."""
        messages = [dict(reply) for reply in turn.replies]
        return {"messages": messages, "expires": iso_time(session.expires)}

    async def refresh(self, session: Session) -> None:
        """Read anew what other workers have done to a conversation; raises `RefusalError`."""
        await read_again(self._conversations, session.conversation)

    def count_after(self, session: Session, after: str = "") -> int:
        """Return how many turns a history has to look at."""
        return self._conversations.count_after(session.conversation, after)

    def history(self, session: Session, after: str = "") -> dict[str, Any]:
        """Return what was said so far, and until when the session is good."""
        messages = self._conversations.history(session.conversation, after)
        ratings = self._feedback.ratings(session.conversation)
        for message in messages:
            if message["role"] == "bot":
                message["feedback"] = ratings.get(message["id"])
        used = self._conversations.used_buttons(session.conversation)
        return {"expires": iso_time(session.expires), "messages": messages, "used": used}


class _Telling:
    """Tells the followers how a turn goes on."""

    def __init__(
        self, audience: Audience, session: Session, said: Said, progress: Progress | None
    ) -> None:
        self._audience = audience
        self._session = session
        self._said = said
        self._id = said.client_id
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._newest: Mapping[str, Any] | None = None
        self._pausing = False
        self._over = False

    def waits(self, place: int) -> None:
        if self._progress:
            self._progress.wait_at(place)
        self._tell({"waiting": {"id": self._id, "place": place}})

    def began(self, said: str) -> None:
        self._tell({"said": {"id": self._id, "text": said}})

    def progressed(self, check: Mapping[str, Any]) -> None:
        if self._progress:
            self._progress.tell(check)
        self._loop.call_soon_threadsafe(self._set, check)

    def _set(self, check: Mapping[str, Any]) -> None:
        self._newest = check
        if not self._pausing:
            self._show()

    def _show(self) -> None:
        """Tell the newest table, if there is one, and then pause."""
        self._pausing = self._newest is not None and not self._over
        if not self._pausing:
            return
        self._tell({"progress": {"id": self._id, "check": self._newest}})
        self._newest = None
        self._loop.call_later(PAUSE_SECONDS, self._show)

    def ended(self, turn: Turn) -> None:
        self._over = True  # progress may still be on its way from the agent's thread
        event = {"id": turn.client_id, "expires": iso_time(self._session.expires)}
        used = {"used": [self._said.button]} if uses_up(self._said, turn) else {}
        self._tell({"turn": {**event, "messages": flat_messages(turn), **used}})

    def _tell(self, event: Mapping[str, Any]) -> None:
        self._audience.tell(self._session.conversation, event)


def iso_time(seconds: float) -> str:
    """Return Unix seconds as an ISO time."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
