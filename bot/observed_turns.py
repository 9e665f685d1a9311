"""Log and count every turn, in one place for all channels."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from structlog.contextvars import bound_contextvars

from bot.admission import BusyError
from bot.agent import UserTurn
from bot.conversation import (
    Conversations,
    Course,
    Message,
    Said,
    TurnListener,
    UnknownButtonError,
    UnusableEvidenceError,
)
from bot.metrics import Metrics
from bot.pseudonyms import Pseudonyms
from bot.secrets.kinds import Kind
from bot.stores.database import UnreadableError
from bot.stores.sessions import Turn
from bot.turns import ElsewhereError, EndedError, TooManyTurnsError
from bot.typed_text import TextError
from bot.watch.tracing import BEGIN, Span, past_span, span
from kb.language import Language

logger = logging.getLogger(__name__)

REFUSED = {
    UnknownButtonError: "button",
    UnusableEvidenceError: "evidence",
    TooManyTurnsError: "too_fast",
    BusyError: "busy",
    EndedError: "given_up",
    ElsewhereError: "given_up",
    UnreadableError: "failed",
    asyncio.CancelledError: "given_up",
}


@dataclass
class _Record:
    """What is noted of a turn under way; its id is ours, not what a client calls it."""

    conversation: str
    channel: str
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    began: float = field(default_factory=time.monotonic)
    is_repeated: bool = False


_at_hand: ContextVar[_Record | None] = ContextVar("turn_at_hand", default=None)


class ObservedConversations(Conversations):
    """Conversations whose turns leave a line in the log and a mark in the metrics."""

    def __init__(self, metrics: Metrics, *parts: Any) -> None:
        super().__init__(*parts)
        self._metrics = metrics
        self._names = Pseudonyms()
        self._under_way = 0
        self._admission.on_let_in = self._note_let_in
        metrics.look_up("turns_under_way", "Turns begun, not ended.", lambda: self._under_way)

    async def say(
        self, conversation: str, channel: str, said: Said, listener: TurnListener | None = None
    ) -> Turn:
        """Return the turn as `Conversations.say`; what goes wrong meanwhile is logged with it."""
        record = _Record(conversation, channel)
        _at_hand.set(record)
        name = self._names.name(conversation)
        self._under_way += 1
        try:
            with (
                bound_contextvars(conversation=name, turn=record.id),
                span(
                    "turn", _parent(channel), channel=channel, conversation=name, turn=record.id
                ) as under_way,
            ):
                saying = super().say(conversation, channel, said, listener)
                return await self._observe(record, under_way, saying)
        finally:
            self._under_way -= 1

    async def _observe(self, record: _Record, under_way: Span, saying: Awaitable[Turn]) -> Turn:
        try:
            turn = await saying
        except BaseException as error:
            self._end(record, under_way, _outcome_of(error))
            raise
        if not record.is_repeated:
            self._count(record, turn)
        outcome = "repeated" if record.is_repeated else _outcome(turn)
        self._end(record, under_way, outcome, turn.replies)
        return turn

    def _count(self, record: _Record, turn: Turn) -> None:
        said = [(str(reply["kind"]), str(reply["language"])) for reply in turn.replies]
        ordinal = len(self._sessions.turns(record.conversation))
        self._metrics.answer(record.channel, said, ordinal)

    def _end(
        self,
        record: _Record,
        under_way: Span,
        outcome: str,
        replies: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        seconds = time.monotonic() - record.began
        self._metrics.turn(record.channel, outcome, seconds)
        kinds = " ".join(str(reply["kind"]) for reply in replies)
        language = str(replies[-1]["language"]) if replies else None
        fields = {
            "channel": record.channel,
            "kinds": kinds,
            "language": language,
            "milliseconds": round(seconds * 1000),
            "outcome": outcome,
        }
        under_way.note(outcome=outcome, kinds=kinds, language=language or "")
        logger.info("a turn ended", extra={"fields": fields})

    def _note_let_in(self, seconds: float) -> None:
        self._metrics.queue(seconds)
        past_span("queue", seconds)

    def _earlier(self, conversation: str, said: Said) -> Turn | None:
        """Find an earlier turn as `Conversations`, which asks when it is the turn's turn."""
        found = super()._earlier(conversation, said)
        record = _at_hand.get()
        if record is not None:
            seconds = time.monotonic() - record.began
            self._metrics.lock(seconds)
            past_span("lock", seconds)
            record.is_repeated = found is not None
        return found

    async def _answer(self, turn: UserTurn, language: Language, course: Course) -> list[Message]:
        began = time.monotonic()
        with span("agent") as under_way:
            replies = await super()._answer(turn, language, course)
            kind = str(replies[-1]["kind"])
            under_way.note(kind=kind)
        self._metrics.agent(kind, time.monotonic() - began)
        return replies

    async def _secret_warning(
        self,
        conversation: str,
        said: Said,
        removed: Sequence[Kind],
        language: Language | None,
    ) -> list[Message]:
        for kind in dict.fromkeys(removed):
            self._metrics.secret(kind.value)
        return await super()._secret_warning(conversation, said, removed, language)


def _parent(channel: str) -> str:
    """Return what a turn lies below: jobs of Slack's share a task with whoever came first."""
    return BEGIN if channel == "slack" else ""


def _outcome(turn: Turn) -> str:
    return "failed" if any(reply["kind"] == "error" for reply in turn.replies) else "answered"


def _outcome_of(error: BaseException) -> str:
    if isinstance(error, TextError):
        return error.problem.value
    return next((name for kind, name in REFUSED.items() if isinstance(error, kind)), "crashed")
