"""Serving, answering and training reach nobody, from a machine that has only loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT

ALONE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]


@pytest.fixture(scope="module")
def lonely(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what `tests.bot.lonely` saw; where there are no namespaces, this fails."""
    folder = tmp_path_factory.mktemp("lonely")
    ended = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.bot.lonely", str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    seen: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return seen


@pytest.mark.timeout(900)
def test_a_server_answers_without_a_network_and_calls_nobody(lonely: dict[str, Any]) -> None:
    assert lonely["answers"] == {"de": "dsc-login", "en": "dsc-login"}
    assert lonely["called_serving"] == []


@pytest.mark.timeout(900)
def test_training_needs_no_network_and_calls_nobody(lonely: dict[str, Any]) -> None:
    assert lonely["trained"] == 0
    assert lonely["called_training"] == []


@pytest.mark.timeout(900)
def test_a_call_would_be_seen(lonely: dict[str, Any]) -> None:
    called = lonely["called_calling"]

    assert {"198.51.100.1 443", "2001:db8::1 443", "192.0.2.7 8125"} <= set(called)
    assert [each for each in called if each.endswith(" 53")], "a name was looked up"


def test_telemetry_stays_off_for_who_wishes_it_on() -> None:
    code = (
        "from bot.process import prepare_process; prepare_process()\n"
        "import bot, rasa.telemetry; print(rasa.telemetry.is_telemetry_enabled())"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PROJECT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.strip() == "False"
