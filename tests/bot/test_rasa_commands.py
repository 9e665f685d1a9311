"""Rasa's own commands work on this project, without TensorFlow."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect

from bot.settings import PROJECT
from tests.servers import free_port

RASA = [sys.executable, "-m", "bot", "rasa"]
QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"


def rasa(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RASA, *arguments], cwd=PROJECT, input=stdin, capture_output=True, text=True, check=False
    )


@contextmanager
def action_server(port: int) -> Iterator[int]:
    """Run Rasa's action server and return its process."""
    with subprocess.Popen(
        [*RASA, "run", "actions", "--port", str(port)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            _wait_for(port)
            yield server.pid
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the action server did not start")


def test_the_data_is_valid() -> None:
    result = rasa("data", "validate", "--domain", "data/domain", "--fail-on-warnings")

    assert result.returncode == 0, result.stdout + result.stderr


def test_train_makes_a_model(tmp_path: Path) -> None:
    result = rasa("train", "--domain", "data/domain", "--out", str(tmp_path))

    assert result.returncode == 0, result.stdout + result.stderr
    assert len(list(tmp_path.glob("*.tar.gz"))) == 1


def test_shell_answers_through_the_action_server(model: Path, tmp_path: Path) -> None:
    port = free_port()
    endpoints = tmp_path / "endpoints.yml"
    text = (PROJECT / "bot" / "endpoints.yml").read_text(encoding="utf-8")
    endpoints.write_text(text.replace("5055", str(port)), encoding="utf-8")
    options = ["--model", str(model), "--endpoints", str(endpoints), "--port", str(free_port())]

    with action_server(port):
        shell = pexpect.spawn(
            RASA[0], [*RASA[1:], "shell", *options], cwd=PROJECT, encoding="utf-8", timeout=90
        )
        shell.expect("Your input")
        shell.send(QUESTION + "\r")
        shell.expect("CHALLNG>")
        shell.sendcontrol("c")
        shell.close(force=True)
