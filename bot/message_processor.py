"""Rasa's message processor without work whose results nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

State = dict[str, Any]


class LeanProcessor(MessageProcessor):
    """Answers as Rasa's does, but prepares no lines for a log that has no debug level."""

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Do nothing: Rasa copies all slots into a debug line, several times a turn."""

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Do nothing: intents and entities of a model are those of its domain.

        Rasa compares whole domains first. `tests/model/test_domain.py` checks it once instead.
        """

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        with states_made_once(tracker):
            return super()._predict_next_with_tracker(tracker)


@contextmanager
def states_made_once(tracker: DialogueStateTracker) -> Iterator[None]:
    """Let a tracker, which does not change meanwhile, replay its events once for all who ask."""
    made: dict[tuple[bool, bool], list[State]] = {}

    def past_states(
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        asked = omit_unset_slots, ignore_rule_only_turns
        if asked not in made:
            made[asked] = DialogueStateTracker.past_states(tracker, domain, *asked, rule_only_data)
        # Policies change what they get, down to the parts of a state.
        return [{name: dict(part) for name, part in state.items()} for state in made[asked]]

    tracker.past_states = past_states
    try:
        yield
    finally:
        del tracker.past_states
