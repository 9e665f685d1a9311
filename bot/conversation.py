"""What passes between a channel and the agent: texts and buttons in, message objects out."""

from __future__ import annotations

import json
import logging
import math
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Protocol

from bot.admission import Admission
from bot.agent import TURN_SECONDS, AgentThread, TurnError, UserTurn
from bot.check_mark import mark_of
from bot.language_memory import LanguageMemory
from bot.secrets.kinds import Kind
from bot.secrets.split import redact_after
from bot.secrets.texts import warning_for
from bot.secrets.understood import to_understand
from bot.stores.sessions import Choice, SessionStore, Turn
from bot.stores.trackers import ConversationStore
from bot.turns import Ownership, SoleOwner, Turns
from bot.typed_text import (
    LONGEST_READ,
    Problem,
    TextError,
    clean_text,
    refuse_unreadable,
    shorten_text,
)
from kb.language import Language

logger = logging.getLogger(__name__)

Message = dict[str, Any]
"""A message object of the wire format."""

_ERROR: Mapping[Language, str] = {
    Language.ENGLISH: (
        "Something went wrong on my side, and I have no answer for you. Please try again, or turn "
        "to the broker's client services."
    ),
    Language.GERMAN: (
        "Bei mir ist etwas schiefgegangen, deshalb habe ich keine Antwort für Sie. Bitte versuchen "
        "Sie es noch einmal oder wenden Sie sich an den Kundenservice des Brokers."
    ),
}
_FORGETFUL: Mapping[Language, str] = {
    Language.ENGLISH: (
        "I can't save at the moment, so I may forget this conversation when you reload the page. "
        "I can answer."
    ),
    Language.GERMAN: (
        "Ich kann gerade nicht speichern, deshalb vergesse ich das Gespräch womöglich beim "
        "Neuladen. Antworten kann ich."
    ),
}


TALK_TO_PERSON = "talk-to-person"
_STANDING_PAYLOADS: Mapping[str, str] = {TALK_TO_PERSON: "/hand_over"}
"""Buttons that are good in every conversation, with Rasa's payloads."""
_STANDING_TITLES: Mapping[str, Mapping[Language, str]] = {
    TALK_TO_PERSON: {
        Language.ENGLISH: "Talk to a person",
        Language.GERMAN: "Mit einem Menschen sprechen",
    }
}

LONGEST_KEPT = 900
LONGEST_HISTORY = 512 * 1024
"""Characters: who reads it slowly lets us keep it, and there may be many of them."""
MOST_WARNED = 10_000
EVIDENCE_INTENT = "give_evidence"
ANSWER_SECONDS = TURN_SECONDS
"""From when a message comes in to its answer or its failure, with all waiting; people hear of it
within 10 s, whatever else takes time."""
LEAST_TURN_SECONDS = 2.0  # what is left of them for a turn that has waited long
MOST_BEHIND_SECONDS = 8.0  # how long a message waits for earlier ones of its conversation

OnProgress = Callable[[Mapping[str, Any]], None]
"""Is given the check object as far as it has come, from the agent's thread."""
ANSWERED_PROBLEMS = (Problem.NO_WORDS, Problem.COMMAND)
"""What is wrong with a text that was read all the same, and so belongs to the conversation."""


class UnknownButtonError(Exception):
    """A button that was never shown in this conversation, was used before, or is too old."""


class UnusableEvidenceError(Exception):
    """A result of a browser that no browser can have."""


@dataclass(frozen=True)
class BroughtEvidence:
    """What a person brought, as its action reads it, and what the conversation keeps of it."""

    value: str
    said: str


class Checks(Protocol):
    """The port checks; `bot.checks` wires the real ones."""

    def read_text(self, text: str) -> BroughtEvidence | None:
        """Return the evidence in a text, None without."""

    def read_browser(
        self, results: Mapping[str, str], language: Language | None
    ) -> BroughtEvidence:
        """Return what a browser saw; raise `UnusableEvidenceError`."""
        ...

    def watched(
        self, conversation: str, watcher: OnProgress | None
    ) -> AbstractContextManager[None]:
        """Let a watcher see the checks of a conversation."""
        ...


@dataclass(frozen=True)
class Said:
    """What came in: a text, a button or a browser's results; exactly one of them.

    ``language`` is the page's, ``platform`` (windows, macos, linux) the browser's; the same
    ``client_id`` gets the same answer. ``wished`` is the language that the person has chosen for
    all answers, whatever they write in. ``removed`` are secrets that were taken out already.
    ``group`` names those who take turns together, such as a network; without, the conversation
    counts for itself. Who is patient waits as long as it takes instead of being told "busy".
    ``stays_in`` is who keeps the message as it was written, whatever we do.
    """

    text: str | None = None
    button: str | None = None
    browser_check: Mapping[str, str] | None = None
    language: Language | None = None
    platform: str | None = None
    client_id: str = ""
    wished: Language | None = None
    removed: tuple[Kind, ...] = ()
    group: str = ""
    is_patient: bool = False
    stays_in: str = ""


class TurnListener(Protocol):
    """Hears how a turn goes on; all but `progressed` is called in the caller's event loop."""

    def waits(self, place: int) -> None:
        """Hear which place in the queue the turn has, from 1, when that has changed."""

    def began(self, said: str) -> None:
        """Hear what was said, when it is the turn's turn."""

    def progressed(self, check: Mapping[str, Any]) -> None:
        """Hear the check object as far as it has come, in the agent's thread."""

    def ended(self, turn: Turn) -> None:
        """Hear the whole turn, before the conversation's next one begins."""


class Course:
    """How a turn goes on: until when, in monotonic seconds, and who hears of it."""

    def __init__(self, said: Said, listener: TurnListener | None) -> None:
        self._is_patient = said.is_patient
        self._until = time.monotonic() + ANSWER_SECONDS
        self.listener = listener

    def patience(self) -> float:
        """Return for how many seconds the turn may wait from now on."""
        return math.inf if self._is_patient else max(0.0, self._left() - LEAST_TURN_SECONDS)

    def seconds(self) -> float:
        """Return how many seconds there are for the answer, once it is the turn's turn."""
        return ANSWER_SECONDS if self._is_patient else self._left()

    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def waits(self, place: int) -> None:
        """Tell the listener, if there is one."""
        if self.listener:
            self.listener.waits(place)

    def began(self, said: str) -> None:
        """Tell the listener, if there is one."""
        if self.listener:
            self.listener.began(said)


class Conversations:
    """All conversations; each has its turns one after the other."""

    def __init__(
        self,
        agent: AgentThread,
        trackers: ConversationStore,
        sessions: SessionStore,
        checks: Checks,
        admission: Admission | None = None,
        ownership: Ownership | None = None,
    ) -> None:
        self._ownership = ownership or SoleOwner()
        self._agent = agent
        self._checks = checks
        self._trackers = trackers
        self._sessions = sessions
        self._turns = Turns(self._ownership)
        self._admission = admission or Admission()
        self._languages = LanguageMemory()
        self._named_languages = LanguageMemory()
        self._forgetful: set[str] = set()
        self._warned: set[str] = set()

    def begin(self, conversation: str) -> None:
        """Take note of a new conversation: its first turn needs nothing from the database."""
        self._trackers.begin(conversation)

    async def say(
        self, conversation: str, channel: str, said: Said, listener: TurnListener | None = None
    ) -> Turn:
        """Return the turn with the answer to what was said; the listener hears how it goes on.

        Raises `TextError`, `UnknownButtonError`, `UnusableEvidenceError`,
        `bot.admission.BusyError`, and what `bot.turns.Turns.run` does.
        """
        course = Course(said, listener)

        async def take() -> Turn:
            turn = self._earlier(conversation, said) or await self._take(
                conversation, channel, said, course
            )
            if listener:
                listener.ended(turn)
            return turn

        patience = None if said.is_patient else MOST_BEHIND_SECONDS
        return await self._turns.run(conversation, take, said.is_patient, patience)

    def _earlier(self, conversation: str, said: Said) -> Turn | None:
        """Return the turn that was already taken: the client did not hear of its end."""
        turns = self._sessions.turns(conversation) if said.client_id else []
        return next((turn for turn in turns if turn.client_id == said.client_id), None)

    async def _take(self, conversation: str, channel: str, said: Said, course: Course) -> Turn:
        group = said.group or conversation
        self._admission.refuse_early(group, course.patience())
        current = await self._current_language(conversation, said)
        removed = [*said.removed]
        if said.button not in (None, *_STANDING_PAYLOADS):
            await self._sessions.read_button(conversation, said.button or "")
        try:
            user_turn = self._user_turn(conversation, channel, said, current)
        except TextError as error:
            if error.problem not in ANSWERED_PROBLEMS:
                raise
            whole = shorten_text(said.text or "", LONGEST_READ)  # what is cut hides from redaction
            text = self._without_secrets(conversation, whole, removed)[:LONGEST_KEPT]
            replies = [await self.refuse(conversation, error, current)]
        else:
            text = self._without_secrets(conversation, user_turn.text, removed)
            user_turn = replace(user_turn, text=to_understand(text))
            if said.language:
                self._named_languages.put(conversation, said.language)
            async with self._admission.admit(group, course.waits, course.patience()):
                replies = await self._answer(user_turn, current or Language.ENGLISH, course)
        replies = [*await self._secret_warning(conversation, said, removed, current), *replies]
        turn = Turn(said.client_id or secrets.token_urlsafe(9), text, replies)
        if uses_up(said, turn):
            self._sessions.use_up(conversation, said.button or "")
        written = self._sessions.add_turn(conversation, turn)
        await self._trackers.settle(written)  # before anybody is told
        await self._ownership.settle(conversation, written)
        return turn

    def _without_secrets(self, conversation: str, text: str, removed: list[Kind]) -> str:
        """Return a text that may be kept and passed on; add what was taken out."""
        before = self._sessions.turns(conversation)[-1:]
        found = redact_after(before[0].said if before else "", text)
        removed.extend(found.kinds)
        return found.text

    async def _secret_warning(
        self, conversation: str, said: Said, removed: Sequence[Kind], language: Language | None
    ) -> list[Message]:
        """Say once in a conversation what was taken out of a message, and what to do."""
        if not removed or conversation in self._warned:
            return []
        if len(self._warned) >= MOST_WARNED:
            self._warned.clear()
        self._warned.add(conversation)
        spoken = await self.language(conversation) or language or Language.ENGLISH
        return [_bare("warning", spoken, warning_for(removed, spoken, said.stays_in))]

    async def _current_language(self, conversation: str, said: Said) -> Language | None:
        """Return the language to go on in: the page's where that has just been changed."""
        if said.wished or self._is_switched(conversation, said):
            return said.wished or said.language
        return await self.language(conversation) or said.language

    def _is_switched(self, conversation: str, said: Said) -> bool:
        named = self._named_languages.get(conversation)
        return None not in (named, said.language) and named is not said.language

    async def erase(self, conversation: str, for_good: bool = False) -> list[Future[None]]:
        """Forget a conversation after its turns under way; for good, none follows.

        The futures are done once it is deleted from the database.
        """

        async def erase() -> list[Future[None]]:
            if for_good:
                self._turns.end(conversation)
            self.forget(conversation)
            return [
                *await self._ownership.erase(conversation, for_good),
                *self._sessions.erase(conversation),
                await self._agent.erase(conversation),
            ]

        return await self._turns.run(conversation, erase, erases=True)

    def forget(self, conversation: str) -> None:
        """Keep nothing of a conversation here, as when it has gone on at another worker."""
        self._languages.forget(conversation)
        self._named_languages.forget(conversation)
        self._forgetful.discard(conversation)
        self._warned.discard(conversation)

    def end(self, conversation: str) -> None:
        """Begin no turn any more of a conversation that another worker has deleted."""
        self._turns.end(conversation)

    async def refresh(self, conversation: str) -> None:
        """Read anew what other workers have done, before a conversation is read here.

        Raises `bot.turns.EndedError` and `bot.stores.database.UnreadableError`.
        """
        await self._ownership.refresh(conversation)

    async def finish(self, seconds: float) -> bool:
        """Begin no new turns; return whether those under way have ended within so long."""
        return await self._turns.finish(seconds)

    async def refuse(
        self, conversation: str, error: TextError, language: Language | None
    ) -> Message:
        """Return the message that explains why a text was not passed on."""
        spoken = await self.language(conversation) or language or Language.ENGLISH
        return _bare("warning", spoken, error.in_language(spoken))

    async def language(self, conversation: str) -> Language | None:
        """Return the language the conversation is in; None before its first answer."""
        return self._languages.get(conversation) or await self._agent.language(conversation)

    def _user_turn(
        self, conversation: str, channel: str, said: Said, language: Language | None
    ) -> UserTurn:
        switched = self._is_switched(conversation, said)
        name = language.value if language else None
        turn = UserTurn(conversation, "", name, channel, said.platform, switched)
        turn = replace(turn, wished=said.wished.value if said.wished else None)
        if said.button is not None:
            return self._pressed(turn, said.button)
        if said.browser_check is not None:
            return _bringing(turn, self._checks.read_browser(said.browser_check, language))
        text = said.text or ""
        refuse_unreadable(text)
        if evidence := self._checks.read_text(text):
            return _bringing(turn, evidence)
        return replace(turn, text=clean_text(text))

    def _pressed(self, turn: UserTurn, button: str) -> UserTurn:
        choice = _standing_button(button, turn.language) or self._sessions.find_button(
            turn.conversation, button
        )
        if choice is None:
            raise UnknownButtonError
        intent, entities = parse_payload(choice.payload)
        if turn.language:  # nothing else says it where no text is understood
            entities.append(_tag("language", turn.language))
        if turn.switched:
            entities.append(_tag("wished_language", "any"))
        return replace(turn, text=choice.title, intent=intent, entities=entities)

    async def _answer(self, turn: UserTurn, language: Language, course: Course) -> list[Message]:
        course.began(turn.text)
        watcher = course.listener.progressed if course.listener else None
        try:
            with self._checks.watched(turn.conversation, watcher):
                answer = await self._agent.handle(turn, course.seconds())
        except TurnError as error:
            logger.error("a turn gave no answer: %s", error)
            return [_bare("error", language, _ERROR[language])]
        language = answer.language or language
        self._languages.put(turn.conversation, language)
        messages = [
            self._message(turn.conversation, spoken, language, answer.confidence)
            for spoken in answer.messages
        ]
        return [*self._warning(turn.conversation, language), *messages]

    def _warning(self, conversation: str, language: Language) -> list[Message]:
        """Say once, while it lasts, that nothing is saved."""
        if not self._trackers.is_behind:
            self._forgetful.clear()
            return []
        if conversation in self._forgetful:
            return []
        self._forgetful.add(conversation)
        return [_bare("warning", language, _FORGETFUL[language])]

    def _message(
        self,
        conversation: str,
        spoken: Mapping[str, Any],
        current: Language,
        confidence: float | None,
    ) -> Message:
        language = Language.parse(spoken.get("language")) or current
        if spoken.get("failed"):
            return _bare("error", language, _ERROR[language])
        message = _bare(str(spoken.get("kind") or "smalltalk"), language, spoken.get("text") or "")
        message["buttons"] = self._buttons(conversation, spoken.get("buttons") or [])
        for part in ("article", "check", "commands", "document"):
            message[part] = spoken.get(part)
        message["confidence"] = confidence
        return message

    def _buttons(
        self, conversation: str, shown: Sequence[Mapping[str, str]]
    ) -> list[dict[str, str]]:
        choices = [Choice(button["title"], button["payload"]) for button in shown]
        identifiers = self._sessions.add_buttons(conversation, choices)
        return [
            {"id": identifier, "title": choice.title}
            for identifier, choice in zip(identifiers, choices, strict=True)
        ]

    def history(self, conversation: str, after: str = "") -> list[Message]:
        """Return everything said so far, people's own words with ``role`` ``user``.

        With ``after`` it begins behind that turn, where there is one. Of very much, the newest
        turns are returned.
        """
        turns = _newest(self._turns_after(conversation, after))
        return [message for turn in turns for message in flat_messages(turn)]

    def count_after(self, conversation: str, after: str) -> int:
        """Return how many turns `history` would have to look at."""
        return len(self._turns_after(conversation, after))

    def _turns_after(self, conversation: str, after: str) -> list[Turn]:
        turns = self._sessions.turns(conversation)
        known = [turn.client_id for turn in turns]
        return turns[known.index(after) + 1 if after in known else 0 :]

    def used_buttons(self, conversation: str) -> list[str]:
        """Return the ids of the buttons that were pressed and are good for nothing any more."""
        turns = self._sessions.turns(conversation)
        return [button for turn in turns for button in turn.used_buttons]


def uses_up(said: Said, turn: Turn) -> bool:
    """Return whether a button has done what it was there for: after a failure it has not."""
    has_failed = any(reply["kind"] == "error" for reply in turn.replies)
    return said.button not in (None, *_STANDING_PAYLOADS) and not has_failed


def _newest(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Return the last turns, as many as a history may have; at least one."""
    size = 0
    for count, turn in enumerate(reversed(turns)):
        size += turn.size
        if count and size > LONGEST_HISTORY:
            return turns[-count:]
    return turns


def flat_messages(turn: Turn) -> list[Message]:
    """Return what was said in a turn, the person's words first."""
    time = turn.replies[0].get("time") if turn.replies else None
    said = {"role": "user", "id": turn.client_id, "text": turn.said, "time": time}
    return [said, *({"role": "bot", **reply, "feedback": None} for reply in turn.replies)]


def _bringing(turn: UserTurn, evidence: BroughtEvidence) -> UserTurn:
    """Return the turn that brings evidence; nothing understands its text."""
    entities = [_tag("evidence", evidence.value)]
    if turn.language:  # nothing else sets it in a conversation that begins like this
        entities.append(_tag("language", turn.language))
    text = clean_text(shorten_text(evidence.said, LONGEST_KEPT))
    return replace(turn, text=text, intent=EVIDENCE_INTENT, entities=entities)


def parse_payload(payload: str) -> tuple[str, list[dict[str, str]]]:
    """Return intent and entities of Rasa's notation ``/intent{"entity": "value"}``."""
    name, brace, rest = payload.removeprefix("/").partition("{")
    entities = json.loads(brace + rest) if brace else {}
    return name, [_tag(kind, str(value)) for kind, value in entities.items()]


def _tag(entity: str, value: str) -> dict[str, str]:
    return {"entity": entity, "value": value}


def _standing_button(button: str, language: str | None) -> Choice | None:
    titles = _STANDING_TITLES.get(button)
    if titles is None:
        return None
    return Choice(titles[Language.parse(language) or Language.ENGLISH], _STANDING_PAYLOADS[button])


def _bare(kind: str, language: Language, text: str) -> Message:
    return {
        "id": secrets.token_urlsafe(9),
        "kind": kind,
        "language": language.value,
        "text": text,
        "buttons": [],
        "article": None,
        "check": None,
        "commands": None,
        "document": None,
        "confidence": None,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def plain_text(message: Message) -> str:
    """Return the message for channels that show only text: with its table and its source."""
    parts = [str(message["text"])]
    if message["check"]:
        parts.insert(0, "\n".join(_line(row) for row in message["check"]["rows"]))
    parts += [f"{each['title']}:\n{each['text']}" for each in message["commands"] or ()]
    if message["document"]:
        parts.append(f"--- {message['document']['name']} ---\n{message['document']['text']}")
    if message["article"]:
        parts.append(source_line(message["article"], Language(message["language"])))
    return "\n\n".join(part for part in parts if part)


def _line(row: Mapping[str, Any]) -> str:
    mark = mark_of(row["state"])
    took = f", {row['milliseconds']} ms" if row["milliseconds"] is not None else ""
    more = f" ({row['detail']})" if row.get("detail") else ""
    return f"{mark} {row['host']}:{row['port']} – {row['reason']}{took}{more}"


_SOURCE: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "reviewed": "reviewed on {date}",
        "outdated": "outdated",
        "unconfirmed": "not confirmed",
    },
    Language.GERMAN: {
        "reviewed": "geprüft am {date}",
        "outdated": "veraltet",
        "unconfirmed": "nicht bestätigt",
    },
}


def source_line(article: Mapping[str, Any], language: Language) -> str:
    """Return an article's title, number, review date and, where it matters, status."""
    texts = _SOURCE[language]
    year, month, day = str(article["reviewed"]).split("-")
    date = f"{day}.{month}.{year}" if language is Language.GERMAN else str(article["reviewed"])
    parts = [article["title"], article["kb"], texts["reviewed"].format(date=date)]
    return " · ".join(part for part in [*parts, texts.get(str(article["status"]))] if part)
