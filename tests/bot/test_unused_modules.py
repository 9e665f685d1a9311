"""What a serving process loads: nothing that a help bot never uses."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT
from bot.unused_modules import CHANNELS, REDIS, SLACK, UNUSED
from tests.gateways import write_loopback_gateways
from tests.servers import free_port

SERVING = """
import asyncio, json, sys
from pathlib import Path
from bot.absent_modules import AbsentModule
from bot.settings import Settings
from bot.unused_modules import leave_out_unused
slack = {"slack_bot_token": "xoxb-none", "slack_signing_secret": "none"}
data = Path(sys.argv[1])
settings = Settings(data=data, gateways=data / "g.yml", **(slack if sys.argv[2:] else {}))
leave_out_unused(settings)
from bot.process import prepare_process
prepare_process("WARNING")
from bot.commands import ensure_model
from bot.conversation import Said
from bot.service import build, create_application
parts = build(settings)
parts.agent.load(*ensure_model(settings))
create_application(settings, parts)
texts = ("Is the Zurich gateway up?", "Wie melde ich mich mit der Sicherheitskarte an?", "hm")
kinds = []
for text in texts:
    turn = asyncio.run(parts.conversations.say("someone", "test", Said(text)))
    kinds.append(turn.replies[-1]["kind"])
parts.close()
absent = [name for name, module in sys.modules.items() if isinstance(module, AbsentModule)]
real = [name for name in sys.modules if name not in absent]
print(json.dumps({"real": real, "absent": absent, "kinds": kinds}))
"""
MUST_NOT_BE_LOADED = (
    *UNUSED,
    "aiogram",
    "botocore",
    "cachecontrol",
    "confluent_kafka",
    "fbmessenger",
    "google.auth",
    "joblib",
    "pandas",
    "scipy.stats",
    "skops",
    "socketio",
    "spacy.cli",
    "twilio",
    "typer",
    "uvloop",
    "webexteamssdk",
)


def served(data: Path, *options: str) -> dict[str, Any]:
    """Return the modules, real and absent, of a process that has answered questions."""
    write_loopback_gateways(data / "g.yml", {"tws-europe-primary": free_port()})
    command = [sys.executable, "-W", "ignore", "-c", SERVING, str(data), *options]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def plain(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a process without Slack and Redis has loaded."""
    return served(tmp_path_factory.mktemp("plain"))


def test_a_serving_process_answers_without_them(plain: dict[str, Any]) -> None:
    assert plain["kinds"] == ["check", "answer", "fallback"]


@pytest.mark.parametrize("name", [*MUST_NOT_BE_LOADED, *SLACK, *REDIS])
def test_a_serving_process_never_loads(plain: dict[str, Any], name: str) -> None:
    below = [each for each in plain["real"] if each == name or each.startswith(f"{name}.")]

    assert "rasa.core.agent" in plain["real"], "else this would prove nothing"
    assert below == []


@pytest.mark.parametrize("name", [*UNUSED, *SLACK, *REDIS])
def test_what_is_left_out_would_else_be_loaded(plain: dict[str, Any], name: str) -> None:
    parent = name.rpartition(".")[0]

    assert any(each == name or each.startswith(f"{name}.") for each in plain["absent"])
    assert parent in ("", *plain["real"])


@pytest.mark.parametrize("name", [name for name in [*UNUSED, *SLACK, *REDIS] if "." not in name])
def test_what_is_left_out_is_installed(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


def test_all_of_rasas_channels_are_left_out() -> None:
    folder = PROJECT / ".venv" / "lib"
    (package,) = folder.glob("python3*/site-packages/rasa/core/channels")
    names = {path.stem for path in package.glob("*.py")} - {"__init__", "channel"}

    assert {f"rasa.core.channels.{name}" for name in names} == set(CHANNELS)


def test_slack_is_there_where_it_is_configured(model: Path, tmp_path: Path) -> None:
    found = served(tmp_path, "slack")

    assert set(SLACK) <= set(found["real"])
    assert "sanic" not in found["real"]


def test_using_what_is_left_out_is_a_clear_error() -> None:
    code = (
        "from bot.settings import Settings\n"
        "from bot.unused_modules import leave_out_unused\n"
        "leave_out_unused(Settings())\n"
        "import requests\n"
        "requests.get('http://127.0.0.1:1/').json()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    last = done.stderr.strip().splitlines()[-1]
    assert "requests.get is left out of processes that serve" in last
    assert "bot/unused_modules.py" in last
