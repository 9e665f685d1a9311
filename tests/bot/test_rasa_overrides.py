"""The methods of Rasa's that we replace are still those we read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import PROJECT

ORIGINALS = {
    "rasa.core.actions.action.RemoteAction._validate_action_result": "f8cdb4be68123961",
    "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler.process": "c0b15285ba78223d",
}
PRINT_DIGEST = """
import bot, hashlib, importlib, inspect
module, name, method = {path!r}.rsplit(".", 2)
source = inspect.getsource(getattr(getattr(importlib.import_module(module), name), method))
print(hashlib.sha256(source.encode()).hexdigest()[:16])
"""


@pytest.mark.parametrize(("path", "digest"), ORIGINALS.items())
def test_upstream_has_not_changed_what_we_replace(path: str, digest: str) -> None:
    code = PRINT_DIGEST.format(path=path)

    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == digest


def test_an_actions_result_is_still_checked() -> None:
    from jsonschema import ValidationError

    from bot.rasa_overrides import _validate_action_result

    with pytest.raises(ValidationError):
        _validate_action_result(None, {"events": "none"})
