"""Log and count every turn, in one place for all channels."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from structlog.contextvars import bound_contextvars

from bot.admission import BusyError
from bot.conversation import (
    Conversations,
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
        metrics.look_up("turns_under_way", "Turns begun, not ended.", lambda: self._under_way)

    async def say(
        self, conversation: str, channel: str, said: Said, listener: TurnListener | None = None
    ) -> Turn:
        """Return the turn as `Conversations.say`; what goes wrong meanwhile is logged with it."""
        record = _Record(channel)
        _at_hand.set(record)
        self._under_way += 1
        try:
            with bound_contextvars(conversation=self._names.name(conversation), turn=record.id):
                return await self._observe(
                    record, super().say(conversation, channel, said, listener)
                )
        finally:
            self._under_way -= 1

    async def _observe(self, record: _Record, saying: Any) -> Turn:
        try:
            turn: Turn = await saying
        except BaseException as error:
            self._end(record, _outcome_of(error))
            raise
        self._end(record, "repeated" if record.is_repeated else _outcome(turn), turn.replies)
        return turn

    def _end(
        self, record: _Record, outcome: str, replies: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        seconds = time.monotonic() - record.began
        self._metrics.turn(record.channel, outcome, seconds)
        for reply in () if record.is_repeated else replies:
            self._metrics.message(record.channel, str(reply["kind"]), str(reply["language"]))
        fields = {
            "channel": record.channel,
            "kinds": " ".join(str(reply["kind"]) for reply in replies),
            "language": str(replies[-1]["language"]) if replies else None,
            "milliseconds": round(seconds * 1000),
            "outcome": outcome,
        }
        logger.info("a turn ended", extra={"fields": fields})

    def _earlier(self, conversation: str, said: Said) -> Turn | None:
        found = super()._earlier(conversation, said)
        record = _at_hand.get()
        if found is not None and record is not None:
            record.is_repeated = True
        return found

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


def _outcome(turn: Turn) -> str:
    return "failed" if any(reply["kind"] == "error" for reply in turn.replies) else "answered"


def _outcome_of(error: BaseException) -> str:
    if isinstance(error, TextError):
        return error.problem.value
    return next((name for kind, name in REFUSED.items() if isinstance(error, kind)), "crashed")
