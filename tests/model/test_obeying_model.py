"""A process whose model obeys typed text does not become ready, whatever stands before it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT

LOAD = """
import sys
from pathlib import Path
from bot.model_file import digest_of
from bot.process import prepare_process
prepare_process("WARNING")
from bot import agent
from bot.service import build
from bot.settings import Settings
if sys.argv[3] == "obeying":
    agent.override_rasa = lambda: None
parts = build(Settings(data=Path(sys.argv[2])))
try:
    parts.agent.load(Path(sys.argv[1]), digest_of(Path(sys.argv[1])))
    print("loaded")
except agent.ModelError as error:
    print(error)
finally:
    parts.close()
"""


def load(model: Path, folder: Path, kind: str) -> str:
    """Return what a process of its own says that loads a model."""
    command = [sys.executable, "-W", "ignore", "-c", LOAD, str(model), str(folder), kind]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("obeying", "The model obeys the typed text '/restart'; it must not run"),
        ("understanding", "loaded"),
    ],
)
def test_a_model_that_obeys_typed_text_is_refused(
    model: Path, tmp_path: Path, kind: str, said: str
) -> None:
    assert load(model, tmp_path, kind) == said
