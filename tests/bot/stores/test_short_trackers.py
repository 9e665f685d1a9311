"""A tracker that was made shorter does what the whole one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    ConversationPaused,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.stores.short_trackers import MOST_WHOLE_TURNS, WHOLE_TURNS, shortened
from bot.stores.trackers import ConversationStore
from bot.stores.writer import Writer
from bot.training import DATA

DOMAIN = Domain.load(str(DATA / "domain"))
PARSED = {"intent_ranking": [{"name": "ask"}] * 10, "own_text": "wirklich", "nearest_passages": {}}
LONGEST_RULE = 3  # states of a rule: before the message, after it, after the action


def turn(number: int) -> Iterator[Event]:
    intent = {"name": "ask", "confidence": 0.9}
    tags = [{"entity": "article", "value": f"article-{number}"}]
    yield UserUttered(f"Frage {number}", intent, tags, dict(PARSED))
    yield SlotSet("language", "de")
    yield DefinePrevUserUtteredFeaturization(False)
    yield ActionExecuted("action_answer", "RulePolicy", 1.0)
    yield BotUttered(f"Antwort {number}")
    yield SlotSet("article", f"article-{number}")
    yield SlotSet("walk", {"article": "a", "step": number} if number % 2 else None)
    yield ActionExecuted("action_listen", "RulePolicy", 1.0)


def talk(turns: int) -> DialogueStateTracker:
    begin = [ActionExecuted("action_session_start"), SessionStarted()]
    events = [*begin, ActionExecuted("action_listen")]
    for number in range(turns):
        events += turn(number)
    return DialogueStateTracker.from_events("a", events, DOMAIN.slots, domain=DOMAIN)


def slots(tracker: DialogueStateTracker) -> dict[str, object]:
    return {name: slot.value for name, slot in tracker.slots.items()}


def test_a_short_one_stays_as_it_is() -> None:
    tracker = talk(MOST_WHOLE_TURNS)

    assert shortened(tracker, DOMAIN) is tracker


@pytest.mark.parametrize("turns", [MOST_WHOLE_TURNS + 1, MOST_WHOLE_TURNS + 2, 30])
def test_state_messages_and_the_last_turns_stay(turns: int) -> None:
    whole = talk(turns)

    short = shortened(whole, DOMAIN)

    last = [event.as_dict() for event in list(whole.events)[-8 * WHOLE_TURNS :]]
    assert [event.as_dict() for event in list(short.events)[-len(last) :]] == last
    assert slots(short) == slots(whole)
    assert short.latest_action_name == whole.latest_action_name
    assert short.latest_message == whole.latest_message
    said = [event.text for event in short.events if isinstance(event, UserUttered)]
    assert said == [f"Frage {number}" for number in range(turns)]
    assert len(short.events) < len(whole.events)


def test_policies_see_the_same() -> None:
    whole = talk(20)

    short = shortened(whole, DOMAIN)

    seen = short.past_states(DOMAIN)[-LONGEST_RULE:]
    assert seen == whole.past_states(DOMAIN)[-LONGEST_RULE:]


def test_of_earlier_messages_the_rest_is_dropped() -> None:
    short = shortened(talk(20), DOMAIN)

    first = next(event for event in short.events if isinstance(event, UserUttered))
    assert not {"intent_ranking", "nearest_passages"} & set(first.parse_data)
    assert first.parse_data["own_text"] == "wirklich"
    assert first.parse_data["intent"] == {"name": "ask", "confidence": 0.9}


def test_one_that_was_shortened_is_shortened_again() -> None:
    tracker = talk(MOST_WHOLE_TURNS + 1)
    for number in range(100, 100 + 2 * MOST_WHOLE_TURNS):
        tracker = shortened(tracker, DOMAIN)
        tracker.update_with_events(list(turn(number)), DOMAIN)

    said = sum(isinstance(event, UserUttered) for event in tracker.events)
    assert said == 3 * MOST_WHOLE_TURNS + 1
    assert len(tracker.events) - said < 8 * (MOST_WHOLE_TURNS + 1) + 3 + len(DOMAIN.slots)


def test_a_paused_conversation_stays_whole() -> None:
    tracker = talk(20)
    tracker.update(ConversationPaused(), DOMAIN)

    assert shortened(tracker, DOMAIN) is tracker


async def test_what_is_stored_stays_whole(engine: sa.engine.Engine, writer: Writer) -> None:
    store = ConversationStore(engine, writer, DOMAIN)
    tracker = talk(20)
    await store.save(tracker)
    short = await store.retrieve("a")
    assert short is not None
    short.update_with_events(list(turn(20)), DOMAIN)
    await store.save(short)

    found = await ConversationStore(engine, writer, DOMAIN).retrieve("a")

    assert len(short.events) < len(tracker.events)
    assert found is not None
    assert len(found.events) == len(tracker.events) + 8
    assert slots(found) == slots(short)
