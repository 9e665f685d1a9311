"""Turns through the agent that go wrong inside."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import agent as agent_module
from bot.agent import AgentThread
from bot.conversation import Said
from bot.model_file import ModelError, digest_of
from bot.stores.database import open_database
from bot.stores.trackers import ConversationStore
from bot.stores.writer import Writer
from tests.model.talking import conversations

QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"


class SpyAnswer(Action):
    """Stands for ``action_answer`` and does what a test wants."""

    def __init__(self, seconds: float = 0.0, error: Exception | None = None, says: bool = True):
        self.seconds = seconds
        self.error = error
        self.says = says

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        if self.says:
            dispatcher.utter_message(text=str(tracker.latest_message["text"]), kind="answer")
        return []


@pytest.mark.parametrize(
    "action", [SpyAnswer(error=KeyError("secret 4711")), SpyAnswer(says=False)]
)
async def test_an_action_that_fails_or_says_nothing_is_an_honest_error(
    model: Path, tmp_path: Path, action: Action
) -> None:
    with conversations(model, tmp_path, action) as talk:
        [message] = (await talk.say("someone", "test", Said(QUESTION))).replies

    assert message["kind"] == "error"
    assert message["language"] == "de" or "wrong on my side" in message["text"]
    assert "4711" not in message["text"]


async def test_nothing_stands_between_rasa_and_our_store(model: Path, tmp_path: Path) -> None:
    with conversations(model, tmp_path, SpyAnswer()) as talk:
        store = talk._agent._agent.processor.tracker_store  # type: ignore[union-attr]

    assert isinstance(store, ConversationStore)  # and not Rasa's wrapper, which forgets silently


async def test_an_action_that_hangs_is_an_honest_error(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_module, "ACTION_SECONDS", 0.2)
    with conversations(model, tmp_path, SpyAnswer(seconds=5.0)) as talk:
        [message] = (await talk.say("someone", "test", Said(QUESTION))).replies

    assert message["kind"] == "error"


async def test_a_slow_action_is_not_overtaken_by_a_later_message(
    model: Path, tmp_path: Path
) -> None:
    with conversations(model, tmp_path, SpyAnswer(seconds=0.5)) as talk:
        done: list[str] = []

        async def say(text: str) -> None:
            await talk.say("someone", "test", Said(text))
            done.append(text)

        slow = asyncio.create_task(say(QUESTION))
        await asyncio.sleep(0.05)
        await asyncio.gather(slow, say("hallo"))

    assert done == [QUESTION, "hallo"]


async def test_a_model_that_fails_is_an_honest_error(model: Path, tmp_path: Path) -> None:
    with conversations(model, tmp_path, SpyAnswer()) as talk:
        talk._agent._agent.processor.graph_runner = None  # type: ignore[union-attr]

        [message] = (await talk.say("someone", "test", Said(QUESTION))).replies

    assert message["kind"] == "error"


@pytest.mark.parametrize("content", [b"", b"no model", b"\x1f\x8b\x08\x00garbage"])
def test_a_damaged_model_file_is_named(tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "lotse.tar.gz"
    damaged.write_bytes(content)
    engine = open_database(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    writer = Writer(engine)
    agent = AgentThread(ConversationStore(engine, writer), [])

    with pytest.raises(ModelError) as error:
        agent.load(damaged, digest_of(damaged))

    assert str(error.value).startswith(f"The model {damaged} cannot be loaded")
    agent.close()
    writer.close()


def test_a_truncated_model_file_is_named(model: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "lotse.tar.gz"
    damaged.write_bytes(model.read_bytes()[:100_000])
    engine = open_database(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    writer = Writer(engine)
    agent = AgentThread(ConversationStore(engine, writer), [])

    with pytest.raises(ModelError):
        agent.load(damaged, digest_of(damaged))

    agent.close()
    writer.close()
