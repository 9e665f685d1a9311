"""What statements on advisories say of our code: what is never started, loaded or configured."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Set as AbstractSet
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from bot.settings import PROJECT
from bot.training import CONFIG, component_names

OUT_OF_REACH = (
    "distributed",
    "google.protobuf",
    "opentelemetry",
    "rasa.nlu.classifiers.logistic_regression_classifier",
    "rasa.nlu.classifiers.sklearn_intent_classifier",
    "sanic_cors",
    "sanic_jwt",
    "sentry_sdk",
    "setuptools.package_index",
    "skops",
    "wheel",
)
POLICIES = {"RulePolicy"}
"""Rasa's components that we use; it keeps what it learned as JSON."""
SERVING = """
import asyncio, json, sys
from pathlib import Path
from bot.process import prepare_process
prepare_process("WARNING")
from bot.commands import ensure_model
from bot.conversation import Said
from bot.service import build, create_application
from bot.settings import Settings
slack = {"slack_bot_token": "xoxb-none", "slack_signing_secret": "none"}
settings = Settings(data=Path(sys.argv[1]), **slack)
parts = build(settings)
parts.agent.load(*ensure_model(settings))
create_application(settings, parts)
for text in ("Is the Zurich gateway up?", "Wie melde ich mich mit der Sicherheitskarte an?", "hm"):
    asyncio.run(parts.conversations.say("someone", "test", Said(text)))
parts.close()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def loaded(model: Path, tmp_path_factory: pytest.TempPathFactory) -> AbstractSet[str]:
    """Return the names of all modules of a process that has served."""
    data = tmp_path_factory.mktemp("serving")
    command = [sys.executable, "-c", SERVING, str(data)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("module", OUT_OF_REACH)
def test_a_serving_process_never_loads_what_we_say_is_out_of_reach(
    loaded: AbstractSet[str], module: str
) -> None:
    assert "rasa.core.agent" in loaded, "else this would prove nothing"
    assert module not in loaded


def test_only_known_components_are_configured() -> None:
    foreign = {name for name in component_names(CONFIG) if not name.startswith("bot.nlu.")}

    assert foreign == POLICIES


def test_protobuf_has_its_c_parser() -> None:
    implementation = import_module("google.protobuf.internal.api_implementation")

    assert implementation.Type() in {"upb", "cpp"}


def test_rasas_http_api_is_started_nowhere() -> None:
    command = ["git", "grep", "-lE", "enable-api|jwt-secret|--cors", "--", ":!security", ":!tests"]

    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert found.stderr == ""
    assert found.stdout.splitlines() == []


def test_no_store_of_rasas_is_configured() -> None:
    endpoints = yaml.safe_load((PROJECT / "bot" / "endpoints.yml").read_text(encoding="utf-8"))
    named = [
        path
        for room in ("actions", "bot", "kb")
        for path in (PROJECT / room).rglob("*.py")
        if path.name != "unused_modules.py"  # it keeps them from being loaded
        and re.search(r"\b(?:pymongo|MongoTrackerStore)\b", path.read_text(encoding="utf-8"))
    ]

    assert "tracker_store" not in endpoints
    assert named == []


def test_nothing_of_ours_is_taken_for_pythons_own_tests() -> None:
    """`future` imports the module ``test``."""
    found = find_spec("test")

    assert found is not None
    assert found.origin is not None
    assert not Path(found.origin).is_relative_to(PROJECT)
    assert not (PROJECT / "test.py").exists()
    assert not (PROJECT / "test").exists()
