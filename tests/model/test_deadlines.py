"""Each message gets one answer or one honest failure in time, whatever the agent's thread does."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import agent as agent_module
from bot import conversation as conversation_module
from bot.admission import BusyError, Limits
from bot.conversation import Said
from bot.stores.trackers import events
from bot.turns import TooManyTurnsError
from tests.faults.people import eventually
from tests.model.talking import conversations

QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"
AGAIN = "How do I log in with my security card?"


class SlowAtFirst(Action):
    """Stands for ``action_answer``; its first run takes long, in a way that a test chooses."""

    def __init__(self, seconds: float, blocks: bool) -> None:
        self.seconds = seconds
        self.blocks = blocks
        self.began = 0
        self.ended = 0
        self.is_over = threading.Event()

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        self.began += 1
        if self.began == 1 and self.blocks:
            time.sleep(self.seconds)  # noqa: ASYNC251  # stands for a computation without end
        elif self.began == 1:
            await asyncio.sleep(self.seconds)
        self.ended += 1
        self.is_over.set()
        dispatcher.utter_message(text=str(tracker.latest_message["text"]), kind="answer")
        return []

    async def wait_until_it_ended(self) -> None:
        """Wait for the run that nobody waits for any more."""
        await asyncio.to_thread(self.is_over.wait)


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let people wait for three seconds at most."""
    monkeypatch.setattr(conversation_module, "ANSWER_SECONDS", 3.0)
    monkeypatch.setattr(conversation_module, "LEAST_TURN_SECONDS", 1.0)
    monkeypatch.setattr(conversation_module, "MOST_BEHIND_SECONDS", 1.0)
    monkeypatch.setattr(agent_module, "ACTION_SECONDS", 60.0)


@pytest.mark.parametrize("blocks", [True, False], ids=["computes", "waits"])
async def test_a_turn_without_end_is_one_honest_failure_and_the_next_is_answered(
    model: Path, tmp_path: Path, blocks: bool
) -> None:
    action = SlowAtFirst(6.0, blocks)
    with conversations(model, tmp_path, action) as talk:
        [message] = (await talk.say("someone", "test", Said(QUESTION))).replies
        ended = action.ended
        if blocks:
            await action.wait_until_it_ended()
        [answer] = (await talk.say("someone", "test", Said(AGAIN))).replies
        said = [each["text"] for each in talk.history("someone")]

    assert (message["kind"], ended) == ("error", 0)
    assert answer["text"] == AGAIN
    assert said == [QUESTION, message["text"], AGAIN, answer["text"]]


async def test_what_comes_too_late_is_kept_nowhere(model: Path, tmp_path: Path) -> None:
    action = SlowAtFirst(5.0, blocks=True)
    with conversations(model, tmp_path, action) as talk:
        await talk.say("someone", "test", Said(QUESTION))
        await action.wait_until_it_ended()
        await talk.say("other", "test", Said(AGAIN))
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    with engine.connect() as connection:
        kept = connection.execute(sa.select([events.c.sender_id])).fetchall()

    assert {row.sender_id for row in kept} == {"other"}


async def test_a_question_behind_a_slow_one_is_told_to_wait(model: Path, tmp_path: Path) -> None:
    with conversations(model, tmp_path, SlowAtFirst(2.0, blocks=False)) as talk:
        slow = asyncio.create_task(talk.say("someone", "test", Said(QUESTION)))
        await asyncio.sleep(0.05)
        with pytest.raises(TooManyTurnsError):
            await talk.say("someone", "test", Said(AGAIN))

        assert [each["kind"] for each in (await slow).replies] == ["answer"]


async def test_a_crowd_is_answered_or_told_that_it_is_busy(model: Path, tmp_path: Path) -> None:
    limits = Limits(most_busy=1, most_running=1, most_waiting=2)
    with conversations(model, tmp_path, SlowAtFirst(0.5, blocks=False), limits) as talk:
        crowd = (talk.say(f"person {number}", "test", Said(QUESTION)) for number in range(5))
        results = await asyncio.gather(*crowd, return_exceptions=True)

    refused = [each for each in results if isinstance(each, BusyError)]
    assert [each.place for each in refused] == [3, 3]
    assert [type(each).__name__ for each in results].count("Turn") == 3


async def test_who_is_told_that_it_is_busy_costs_no_work(model: Path, tmp_path: Path) -> None:
    limits = Limits(most_busy=1, most_running=1, most_waiting=2)
    with conversations(model, tmp_path, SlowAtFirst(1.0, blocks=False), limits) as talk:
        crowd = (talk.say(f"person {number}", "test", Said(QUESTION)) for number in range(3))
        tasks = [asyncio.create_task(each) for each in crowd]
        await eventually(lambda: talk._admission.waiting == limits.most_waiting)
        with pytest.raises(BusyError):  # not that it is too long, which nobody looked at
            await talk.say("late", "test", Said(QUESTION * 1_000))

        assert [turn.replies[0]["kind"] for turn in await asyncio.gather(*tasks)] == ["answer"] * 3


async def test_what_is_kept_anyway_waits_instead(model: Path, tmp_path: Path) -> None:
    limits = Limits(most_busy=1, most_running=1, most_waiting=1)
    said = Said(QUESTION, group="slack", is_patient=True)
    with conversations(model, tmp_path, SlowAtFirst(1.5, blocks=False), limits) as talk:
        crowd = (talk.say(f"person {number}", "test", said) for number in range(5))
        turns = await asyncio.gather(*crowd)

    assert [turn.replies[0]["kind"] for turn in turns] == ["answer"] * 5
