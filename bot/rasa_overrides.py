"""The two places where Rasa offers no extension point and we replace a method of its.

`tests/bot/test_rasa_overrides.py` fails when upstream changes either of them.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.training_data.message import Message

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's result with a validator built once; Rasa builds it anew, 33 ms a turn."""
    _VALIDATOR.validate(result)
    return True


def _keep_as_typed(
    self: RegexMessageHandler, messages: list[Message], domain: Domain | None = None
) -> list[Message]:
    """Leave messages alone: typed text is never a command. Buttons do not travel as text."""
    return messages


def override_rasa() -> None:
    """Replace both methods; must run before a model is loaded, since the graph keeps methods."""
    RemoteAction._validate_action_result = _validate_action_result
    RegexMessageHandler.process = _keep_as_typed
