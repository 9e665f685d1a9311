"""What our processor leaves out of Rasa's changes no answer."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.message_processor import states_made_once
from bot.training import DATA

DOMAIN = Domain.load(str(DATA / "domain"))


class CountedDomain:
    """Stands for the domain and counts how often states are made of a tracker."""

    def __init__(self) -> None:
        self.count = 0

    def states_for_tracker_history(self, *arguments: object, **options: object) -> object:
        self.count += 1
        return DOMAIN.states_for_tracker_history(*arguments, **options)


@pytest.fixture
def tracker() -> DialogueStateTracker:
    events = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
        UserUttered("Hallo", {"name": "greet"}, [{"entity": "language", "value": "de"}]),
        SlotSet("language", "de"),
        ActionExecuted("utter_greet", hide_rule_turn=True),
        ActionExecuted("action_listen", hide_rule_turn=True),
        UserUttered("Danke", {"name": "thank"}),
    ]
    return DialogueStateTracker.from_events("a", events, DOMAIN.slots, domain=DOMAIN)


@pytest.mark.parametrize("omit", [False, True])
@pytest.mark.parametrize("ignore", [False, True])
def test_states_are_those_of_rasa(tracker: DialogueStateTracker, omit: bool, ignore: bool) -> None:
    expected = tracker.past_states(DOMAIN, omit, ignore)

    with states_made_once(tracker):
        found = [tracker.past_states(DOMAIN, omit, ignore) for _ in range(3)]

    assert found == [expected] * 3


def test_events_are_replayed_once_for_all_that_ask_alike(tracker: DialogueStateTracker) -> None:
    domain = CountedDomain()

    with states_made_once(tracker):
        for _ in range(3):
            tracker.past_states(domain, rule_only_data={})
            tracker.past_states(domain, ignore_rule_only_turns=True)

    assert domain.count == 2


def test_whoever_changes_what_they_get_changes_nobody_elses(tracker: DialogueStateTracker) -> None:
    with states_made_once(tracker):
        mine = tracker.past_states(DOMAIN)
        del mine[-1]["user"]["intent"]

        assert tracker.past_states(DOMAIN)[-1]["user"]["intent"] == "thank"


def test_afterwards_the_tracker_is_as_before(tracker: DialogueStateTracker) -> None:
    with states_made_once(tracker):
        before = tracker.past_states(DOMAIN)
    tracker.update(ActionExecuted("utter_thank"), DOMAIN)

    assert len(tracker.past_states(DOMAIN)) == len(before) + 1
