"""Run Rasa's agent in a thread of its own; the only file that does."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from sqlalchemy.exc import SQLAlchemyError

from bot.model_file import REMEDY, ModelError, verified_copy
from bot.nlu.memory import IS_ANEW
from bot.rasa_overrides import override_rasa
from bot.stores.trackers import LATEST_SAVE, ConversationStore
from bot.typed_commands import obeyed_command
from bot.watch.tracing import span
from kb.language import Language

logger = logging.getLogger(__name__)

ACTION_SECONDS = 8.0  # inside the turn's own limit, so that the inner one always fires first
TURN_SECONDS = 9.0
LATE_SECONDS = 0.5
"""So long before nobody waits for it any more a turn must have ended, else it leaves nothing."""
LANGUAGE_SECONDS = 0.5
CHANNEL_NAME = "lotse"
FAILED_ACTION = {"kind": "error", "text": "", "failed": True}

Result = TypeVar("Result")


class TurnError(Exception):
    """A turn that gave no answer: an exception inside Rasa, or no time left."""


@dataclass(frozen=True)
class UserTurn:
    """What a person said: text, or the intent and entities of a button or of evidence.

    ``platform`` is the system of the person's browser, where that is known; ``switched`` says that
    the person has just chosen ``language``; ``wished`` is the language of all answers.
    """

    conversation: str
    text: str
    language: str | None
    channel: str
    platform: str | None = None
    switched: bool = False
    intent: str | None = None
    entities: Sequence[dict[str, str]] = field(default_factory=tuple)
    wished: str | None = None

    def parse_data(self) -> dict[str, Any] | None:
        """Return what takes the place of understanding where a button was pressed."""
        if self.intent is None:
            return None
        intent = {"name": self.intent, "confidence": 1.0}
        tags = [{**entity, "start": 0, "end": 0} for entity in self.entities]
        return {"text": self.text, "intent": intent, "intent_ranking": [intent], "entities": tags}


@dataclass(frozen=True)
class Answer:
    """What the bot said, in which language, and how sure it was of what was meant (0 to 1)."""

    messages: list[dict[str, Any]]
    language: Language | None
    confidence: float | None


class InProcessActions(EndpointConfig):
    """An action endpoint that calls rasa-sdk's executor instead of a server."""

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__(url="in-process:")
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Run the action; one that fails or hangs answers with an error instead of silence."""
        call = kwargs["json"]
        try:
            with span("action", action=str(call.get("next_action"))):
                result = await asyncio.wait_for(self._executor.run(call), ACTION_SECONDS)
        except Exception as error:  # noqa: BLE001  # whatever an action does, people get an answer
            # Not the traceback: its locals' text would be what people wrote.
            logger.error("action %s failed: %s", call.get("next_action"), type(error).__name__)
            return {"events": [], "responses": [dict(FAILED_ACTION)]}
        return result or {"events": [], "responses": []}


class ReplyCollector(OutputChannel):
    """Keeps what the bot says, with everything an action added to it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message."""
        self.messages.append(dict(message))


class _Agent(Agent):
    """Rasa's agent without the store wrapper that turns an outage into silent amnesia."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        assert store is not None
        store.domain = domain
        return store

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Understand a message before Rasa handles it, where one sees how long that takes."""
        if message.parse_data is None and self.processor is not None:
            with span("parse"):
                message.parse_data = await self.processor.parse_message(message)
        handled: list[dict[str, Any]] | None = await super().handle_message(message)
        return handled


async def _parse(agent: Agent | None, text: str, language: str | None = None) -> dict[str, Any]:
    if agent is None or agent.processor is None:
        raise TurnError("no model is loaded")
    metadata = {"language": language} if language else None
    parsed: dict[str, Any] = await agent.processor.parse_message(
        UserMessage(text, metadata=metadata)
    )
    return parsed


async def _parse_anew(agent: Agent | None, text: str, language: str | None) -> dict[str, Any]:
    IS_ANEW.set(True)  # for this task alone
    return await _parse(agent, text, language)


class AgentThread:
    """The agent and its event loop; its methods may be awaited from any other loop."""

    def __init__(self, store: ConversationStore, actions: Sequence[Action]) -> None:
        self._store = store
        self._endpoint = InProcessActions(actions)
        self._agent: _Agent | None = None
        self.model_sha256 = ""  # of the model that is loaded
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def load(self, model: Path, sha256: str) -> None:
        """Load the model with this digest; raise `ModelError`, and keep the old one, if it is not.

        The very bytes that were checked are loaded.
        """
        with verified_copy(model, sha256) as copy:
            try:
                asyncio.run_coroutine_threadsafe(self._load(copy), self._loop).result()
            except ModelError:
                raise
            except Exception as error:  # Rasa raises whatever tar, JSON and numpy raise
                kind = type(error).__name__
                raise ModelError(
                    f"The model {model} cannot be loaded ({kind}). {REMEDY}"
                ) from error
        self.model_sha256 = sha256

    async def _load(self, model: Path) -> None:
        override_rasa()
        # Not Agent.load: that makes Rasa's own class whatever it is called on.
        agent = _Agent(tracker_store=self._store, action_endpoint=self._endpoint)
        agent.load_model(model)
        if command := await obeyed_command(partial(_parse, agent)):
            raise ModelError(f"The model obeys the typed text {command!r}; it must not run")
        self._agent = agent

    async def handle(self, turn: UserTurn, seconds: float = TURN_SECONDS) -> Answer:
        """Return what the bot says; raise `TurnError` where that is nothing or takes too long.

        The limit holds even while the thread does nothing but compute; what comes of a turn after
        it is never kept.
        """
        latest = time.monotonic() + seconds - LATE_SECONDS
        try:
            return await asyncio.wait_for(self._in_thread(self._handle(turn, latest)), seconds)
        except asyncio.TimeoutError as error:
            raise TurnError("no answer in time") from error

    async def language(self, conversation: str) -> Language | None:
        """Return the language a conversation is in; None before its first answer.

        None too where that cannot be found out in time.
        """
        finding = self._in_thread(self._language(conversation))
        try:
            return await asyncio.wait_for(finding, LANGUAGE_SECONDS)
        except asyncio.TimeoutError:
            return None

    async def erase(self, conversation: str) -> Future[None]:
        """Forget a conversation; the future is done once its events are deleted."""

        async def erase() -> Future[None]:
            return self._store.erase(conversation)

        return await self._in_thread(erase())

    async def _language(self, conversation: str) -> Language | None:
        try:
            tracker = await self._store.peek(conversation)
        except SQLAlchemyError:  # the turn itself will say so
            return None
        return Language.parse(tracker.get_slot("language")) if tracker else None

    async def _context(self, turn: UserTurn) -> dict[str, str]:
        """Return what understanding needs of the conversation: its language and its topic."""
        context = {"language": turn.language, "platform": turn.platform}
        try:
            tracker = await self._store.peek(turn.conversation)
        except SQLAlchemyError:  # the turn itself will say so
            tracker = None
        if tracker is not None:
            context["topic"] = tracker.get_slot("article")
            context["wished_language"] = tracker.get_slot("wished_language")
            context["awaiting"] = (tracker.get_slot("awaiting") or {}).get("what")
            context["knows_rows"] = "yes" if tracker.get_slot("gateways") else None
        if turn.switched:  # takes back an earlier wish
            context["wished_language"] = "any"
        if turn.wished:
            context["wished_language"] = turn.wished
        return {name: value for name, value in context.items() if value}

    async def _handle(self, turn: UserTurn, latest: float) -> Answer:
        if self._agent is None:
            raise TurnError("no model is loaded")
        LATEST_SAVE.set(latest)
        collector = ReplyCollector()
        message = UserMessage(
            turn.text,
            collector,
            turn.conversation,
            input_channel=turn.channel,
            metadata=await self._context(turn),
            parse_data=turn.parse_data(),
        )
        try:
            handling = self._agent.handle_message(message)
            await asyncio.wait_for(handling, max(0.0, latest - time.monotonic()))
        except asyncio.TimeoutError as error:
            raise TurnError("no answer in time") from error
        except Exception as error:
            raise TurnError(type(error).__name__) from error
        if not collector.messages:
            raise TurnError("the bot said nothing")
        tracker = await self._store.peek(turn.conversation)
        intent = (tracker.latest_message.intent if tracker and tracker.latest_message else {}) or {}
        language = Language.parse(tracker.get_slot("language")) if tracker else None
        return Answer(collector.messages, language, intent.get("confidence"))

    async def parse(
        self, text: str, language: str | None = None, *, anew: bool = False
    ) -> dict[str, Any]:
        """Return what is understood of a text alone; ``anew``: not what is remembered of it."""
        parse = _parse_anew if anew else _parse
        return await self._in_thread(parse(self._agent, text, language))

    def keep_running(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the turns, in their event loop, until the thread ends."""
        asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _in_thread(self, work: Coroutine[Any, Any, Result]) -> Result:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def finish(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the thread's event loop before it ends, and wait for it."""
        finishing = asyncio.run_coroutine_threadsafe(work, self._loop)
        with suppress(TimeoutError, FutureTimeoutError):
            finishing.result(timeout=ACTION_SECONDS)

    async def _cancel_all(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def close(self) -> None:
        """Stop the thread and what still runs in it."""
        cancelling = asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop)
        with suppress(TimeoutError, FutureTimeoutError):
            cancelling.result(timeout=ACTION_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=ACTION_SECONDS)
