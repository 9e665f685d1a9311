"""What we replace of Rasa's is still what we read, and does the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import jsonschema
import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bot.rasa_overrides import _resolve_by_type, _validate_action_result, override_rasa
from bot.settings import PROJECT

ORIGINALS = {
    "rasa.core.agent.Agent.load_model": "f4c1ab4c5c7af634",
    "rasa.core.policies.rule_policy.RulePolicy._does_rule_match_state": "d3109c1a97de319c",
    "rasa.core.policies.rule_policy.RulePolicy._get_possible_keys": "2915fd81711e194c",
    "rasa.core.policies.rule_policy.RulePolicy._is_rule_applicable": "64a108b016b46e57",
    "rasa.core.processor.MessageProcessor._load_model": "17f24faf96817bdf",
    "rasa.core.processor.MessageProcessor._log_slots": "cfc60d6857d3466d",
    "rasa.core.processor.MessageProcessor._check_for_unseen_features": "286ab49de966bc0e",
    "rasa.core.processor.MessageProcessor._predict_next_with_tracker": "111a9023a5bcb32d",
    "rasa.engine.runner.dask.DaskGraphRunner.run": "45f0f52f574f3aa9",
    "rasa.shared.core.events.Event.resolve_by_type": "b5cf570fa7f286c7",
    "rasa.shared.core.trackers.DialogueStateTracker.past_states": "5463eefb5c69d27f",
    "rasa.core.actions.action.RemoteAction._validate_action_result": "f8cdb4be68123961",
    "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler.process": "c0b15285ba78223d",
}
PRINT_DIGESTS = """
import bot, hashlib, importlib, inspect, json, sys
digests = {}
for path in sys.argv[1:]:
    module, name, method = path.rsplit(".", 2)
    source = inspect.getsource(getattr(getattr(importlib.import_module(module), name), method))
    digests[path] = hashlib.sha256(source.encode()).hexdigest()[:16]
print(json.dumps(digests))
"""


@pytest.fixture(scope="module")
def digests() -> dict[str, str]:
    """Return digests of Rasa's own, in a process where nothing of it was replaced."""
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRINT_DIGESTS, *ORIGINALS],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(found.stdout))


@pytest.mark.parametrize(("path", "digest"), ORIGINALS.items())
def test_upstream_has_not_changed_what_we_replace(
    digests: dict[str, str], path: str, digest: str
) -> None:
    assert digests[path] == digest


EVENTS: list[Any] = [
    *({"event": schema["properties"]["event"]["const"]} for schema in EVENT_SCHEMA["oneOf"]),
    {"event": "slot", "name": "language", "value": None},
    {"event": "slot", "name": "language", "value": {"a": [1]}, "timestamp": 1.5},
    {"event": "slot", "name": 3, "value": 1},
    {"event": "slot", "name": "language"},
    {"event": "slot", "name": "language", "value": 1, "timestamp": "now"},
    {"event": "slot", "name": "language", "value": 1, "metadata": []},
    {"event": "entities", "entities": [{"entity": "port", "value": 4001}]},
    {"event": "entities", "entities": [{"entity": "port"}]},
    {"event": "action", "name": None, "confidence": "sure"},
    {"event": "user", "text": 3},
    {"event": "user", "text": "hi", "parse_data": {"intent": {"name": "a", "confidence": 1}}},
    {"event": "user", "text": "hi", "parse_data": {"intent": {"name": 1}}},
    {"event": "made_up"},
    {"event": None},
    {"event": ["slot"]},
    {"name": "slot"},
    {},
    None,
    "slot",
]
RESULTS: list[Any] = [
    *({"events": [event], "responses": []} for event in EVENTS),
    {"events": EVENTS[:1] + EVENTS[-1:]},
    {"events": [EVENTS[23], EVENTS[24]], "responses": [{"text": "a"}]},
    {"events": [EVENTS[23]], "responses": "none"},
    {"events": [], "responses": [3]},
    {"events": "none"},
    {"events": {}},
    {"events": None},
    {"responses": [{}]},
    {},
    [],
    None,
]


def refusal(check: Callable[[Any], object], value: Any) -> bool:
    """Return whether a check refuses a value."""
    try:
        check(value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_an_actions_result_is_checked_as_rasa_does(result: Any) -> None:
    schema = RemoteAction.action_response_format_spec()

    found = refusal(partial(_validate_action_result, None), result)

    assert found == refusal(partial(jsonschema.validate, schema=schema), result)


def test_an_event_is_of_the_class_that_rasa_finds() -> None:
    names = {kind.type_name for kind in all_subclasses(Event)}
    expected = {name: _resolve_by_type(name) for name in names}

    override_rasa()

    assert {name: Event.resolve_by_type(name) for name in names} == expected
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("made_up")
