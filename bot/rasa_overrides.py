"""The places where Rasa offers no extension point and we replace a name of its.

`tests/bot/test_rasa_overrides.py` fails when upstream changes any of them.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import rasa.core.agent
import rasa.core.processor
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bot.graph_runner import StraightGraphRunner
from bot.message_processor import LeanProcessor
from bot.rule_lookup import RuleLookup

_SCHEMA = RemoteAction.action_response_format_spec()
_resolve_by_type = Event.resolve_by_type
_get_possible_keys = RulePolicy._get_possible_keys


def _validator(schema: dict[str, Any]) -> Validator:
    validator: Validator = validator_for(schema)(schema)
    return validator


_VALIDATOR = _validator(_SCHEMA)
_EVENT_VALIDATORS = {
    # Of the 23 schemas for an event, the one that its name allows: the others cannot fit.
    schema["properties"]["event"]["const"]: _validator(
        {**{key: EVENT_SCHEMA[key] for key in EVENT_SCHEMA if key != "oneOf"}, "allOf": [schema]}
    )
    for schema in EVENT_SCHEMA["oneOf"]
}


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's result with validators built once; Rasa builds one anew, 33 ms a turn.

    Raises `jsonschema.ValidationError`.
    """
    events = result.get("events") if isinstance(result, dict) else None
    if not isinstance(events, list) or not all(_is_known(event) for event in events):
        _VALIDATOR.validate(result)
        return True
    _VALIDATOR.validate({**result, "events": []})
    for event in events:
        _EVENT_VALIDATORS[event["event"]].validate(event)
    return True


def _is_known(event: Any) -> bool:
    name = event.get("event") if isinstance(event, dict) else None
    return isinstance(name, str) and name in _EVENT_VALIDATORS


def _keep_as_typed(
    self: RegexMessageHandler, messages: list[Message], domain: Domain | None = None
) -> list[Message]:
    """Leave messages alone: typed text is never a command. Buttons do not travel as text."""
    return messages


def _find_possible_keys(
    self: RulePolicy, lookup: dict[str, str], states: list[dict[str, Any]]
) -> set[str]:
    """Find the rules that apply, remembered; Rasa compares all rules three times a turn."""
    lookups = self.__dict__.setdefault("lotse_lookups", {})
    if id(lookup) not in lookups:  # the policy has two tables, as long as it lives
        lookups[id(lookup)] = RuleLookup(list(lookup), partial(_get_possible_keys, self, lookup))
    found: set[str] = lookups[id(lookup)].find(states)
    return found


def override_rasa() -> None:
    """Replace them; must run before a model is loaded, since the graph keeps methods."""
    RemoteAction._validate_action_result = _validate_action_result
    RegexMessageHandler.process = _keep_as_typed
    RulePolicy._get_possible_keys = _find_possible_keys
    rasa.core.processor.DaskGraphRunner = StraightGraphRunner
    rasa.core.agent.MessageProcessor = LeanProcessor
    # Rasa looks through all classes of events for each event that it reads.
    Event.resolve_by_type = staticmethod(cache(_resolve_by_type))
