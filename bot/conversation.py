"""What passes between a channel and the agent: texts and buttons in, message objects out."""

from __future__ import annotations

import json
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.agent import AgentThread, TurnError, UserTurn
from bot.check_mark import mark_of
from bot.stores.sessions import Choice, SessionStore, Turn
from bot.stores.trackers import ConversationStore
from bot.turns import Turns
from bot.typed_text import TextError, clean_text, refuse_unreadable, shorten_text
from kb.language import Language

logger = logging.getLogger(__name__)

MOST_LANGUAGES = 10_000
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


LONGEST_KEPT = 900
EVIDENCE_INTENT = "give_evidence"

OnProgress = Callable[[Mapping[str, Any]], None]
"""Is given the check object as far as it has come, from the agent's thread."""


class UnknownButtonError(Exception):
    """A button that was never shown in this conversation."""


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
    ``client_id`` gets the same answer.
    """

    text: str | None = None
    button: str | None = None
    browser_check: Mapping[str, str] | None = None
    language: Language | None = None
    platform: str | None = None
    client_id: str = ""


class Conversations:
    """All conversations; each has its turns one after the other."""

    def __init__(
        self,
        agent: AgentThread,
        trackers: ConversationStore,
        sessions: SessionStore,
        checks: Checks,
    ) -> None:
        self._agent = agent
        self._checks = checks
        self._trackers = trackers
        self._sessions = sessions
        self._turns = Turns()
        self._languages: OrderedDict[str, Language] = OrderedDict()
        self._forgetful: set[str] = set()

    async def say(
        self, conversation: str, channel: str, said: Said, on_progress: OnProgress | None = None
    ) -> list[Message]:
        """Return the answer to what was said; a check's progress goes to ``on_progress``.

        Raises `TextError`, `UnknownButtonError`, `UnusableEvidenceError` and
        `bot.turns.TooManyTurnsError`.
        """

        async def turn() -> list[Message]:
            for earlier in self._sessions.turns(conversation) if said.client_id else ():
                if earlier.client_id == said.client_id:
                    return [dict(reply) for reply in earlier.replies]
            current = await self.language(conversation) or said.language
            user_turn = self._user_turn(conversation, channel, said, current)
            with self._checks.watched(conversation, on_progress):
                replies = await self._answer(user_turn, current or Language.ENGLISH)
            self._sessions.add_turn(conversation, Turn(said.client_id, user_turn.text, replies))
            return replies

        return await self._turns.run(conversation, turn)

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
        turn = UserTurn(
            conversation, "", language.value if language else None, channel, said.platform
        )
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
        choice = self._sessions.find_button(turn.conversation, button)
        if choice is None:
            raise UnknownButtonError
        intent, entities = parse_payload(choice.payload)
        return replace(turn, text=choice.title, intent=intent, entities=entities)

    async def _answer(self, turn: UserTurn, language: Language) -> list[Message]:
        try:
            answer = await self._agent.handle(turn)
        except TurnError as error:
            logger.error("a turn gave no answer: %s", error)
            return [_bare("error", language, _ERROR[language])]
        language = answer.language or language
        self._remember_language(turn.conversation, language)
        messages = [
            self._message(turn.conversation, spoken, language, answer.confidence)
            for spoken in answer.messages
        ]
        return [*self._warning(turn.conversation, language), *messages]

    def _remember_language(self, conversation: str, language: Language) -> None:
        self._languages[conversation] = language
        self._languages.move_to_end(conversation)
        while len(self._languages) > MOST_LANGUAGES:
            self._languages.popitem(last=False)

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

    def history(self, conversation: str) -> list[Message]:
        """Return everything said so far, people's own words with ``role`` ``user``."""
        said: list[Message] = []
        for turn in self._sessions.turns(conversation):
            said.append({"role": "user", "id": turn.client_id, "text": turn.said})
            said += [{"role": "bot", **reply} for reply in turn.replies]
        return said


def _bringing(turn: UserTurn, evidence: BroughtEvidence) -> UserTurn:
    """Return the turn that brings evidence; nothing understands its text."""
    entities = [{"entity": "evidence", "value": evidence.value}]
    if turn.language:  # nothing else sets it in a conversation that begins like this
        entities.append({"entity": "language", "value": turn.language})
    text = clean_text(shorten_text(evidence.said, LONGEST_KEPT))
    return replace(turn, text=text, intent=EVIDENCE_INTENT, entities=entities)


def parse_payload(payload: str) -> tuple[str, list[dict[str, str]]]:
    """Return intent and entities of Rasa's notation ``/intent{"entity": "value"}``."""
    name, brace, rest = payload.removeprefix("/").partition("{")
    entities = json.loads(brace + rest) if brace else {}
    return name, [{"entity": kind, "value": str(value)} for kind, value in entities.items()]


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
