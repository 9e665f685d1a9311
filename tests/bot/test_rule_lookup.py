"""Rules that are remembered are those that Rasa finds by comparing all."""

from __future__ import annotations

import itertools
import json
from functools import partial
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy

from bot.rasa_overrides import _get_possible_keys
from bot.rule_lookup import RuleLookup

INTENTS = ("ask", "greet", "thank", "unheard_of")
ACTIONS = ("action_listen", "action_answer", "utter_greet")


def state(intent: str = "", action: str = "", **more: Any) -> dict[str, Any]:
    user = {"user": {"intent": intent, **more}} if intent or more else {}
    return {**user, **({"prev_action": {"action_name": action}} if action else {})}


RULES = {
    json.dumps(states, sort_keys=True): name
    for name, states in {
        "answer": [state("ask", "action_listen")],
        "listen": [state("ask", "action_listen"), state("ask", "action_answer")],
        "greeted": [state(), state("greet", "action_listen")],
        "hosts": [state("ask", "action_listen", entities=["host"])],
        "slot": [{"slots": {"language": [1.0]}, **state("thank", "action_listen")}],
        "no slot": [
            {"slots": {"language": "should_not_be_set"}, **state("thank", "action_listen")}
        ],
    }.items()
}
STATES = [
    state(),
    *(state(intent, action) for intent in INTENTS for action in ACTIONS),
    state("ask", "action_listen", entities=("host",)),
    state("ask", "action_listen", entities=("port",)),
    state("", "action_listen", text="Wie geht das?"),
    {**state("thank", "action_listen"), "slots": {"language": (1.0,)}},
    {**state("thank", "action_listen"), "slots": {"language": (0.0,)}},
]


def lookup() -> tuple[RuleLookup, Any]:
    policy = RulePolicy.__new__(RulePolicy)
    find = partial(_get_possible_keys, policy, RULES)
    return RuleLookup(list(RULES), find), find


def test_they_are_those_of_rasa() -> None:
    ours, theirs = lookup()

    for length in (1, 2, 3):
        for states in itertools.product(STATES, repeat=length):
            assert ours.find(list(states)) == theirs(list(states))


def test_they_are_compared_once() -> None:
    asked: list[Any] = []

    def find(states: list[Any]) -> set[str]:
        asked.append(states)
        return set()

    ours = RuleLookup(list(RULES), find)
    for text in ("Wie?", "Was?", "Wo?"):
        earlier = [state("greet", "utter_greet")] * len(text)
        ours.find([*earlier, state("ask", "action_listen", text=text)])

    assert len(asked) == 1
    assert len(asked[0]) == 2


def test_what_is_found_may_be_changed() -> None:
    ours, _ = lookup()
    states = [state("ask", "action_listen")]

    ours.find(states).clear()

    assert len(ours.find(states)) == 1
