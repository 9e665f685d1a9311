"""What our own knowledge base and its askers say is no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.evidence.own_command import shells_for, write_command
from actions.probing.finding import Target
from bot.secrets.redaction import redact
from kb.language import Language

ROOT = Path(__file__).parents[3]
TAUGHT = ("kb/articles", "data/nlu", "tests/model/rehearsal")
EXAMPLES = {"mein Code ist 4711", "my code is 4711", "0000", "9999999"} | {
    "meine PIN lautet 0815 und geht nicht",
    "my PIN is 0815 and does not work",
}
"""Taught sentences in which a secret is meant: they teach that it is none of our business."""

SAMPLES = sorted((ROOT / "tests/actions/evidence/pasted/samples").glob("*.txt"))
TARGETS = [
    Target(host, port, tls=port == 4001)
    for host in ("ndc1.ibllc.com", "zdc1.ibllc.com")
    for port in (4000, 4001)
]


@pytest.mark.parametrize("folder", TAUGHT)
def test_only_examples_of_secrets_are_taken_out(folder: str) -> None:
    hurt = {line for line in _lines(ROOT / folder) if redact(line).kinds}

    assert hurt <= EXAMPLES


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_pasted_output_stays_as_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert redact(text).text == text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("system", ["windows", "linux", "macos"])
def test_our_own_commands_stay_as_they_are(system: str, language: Language) -> None:
    for shell in shells_for(system):
        command = write_command(TARGETS, shell, language, system)

        assert redact(command).text == command


def _lines(folder: Path) -> Iterator[str]:
    """Yield sentences: what follows a bullet, or the last column of a table."""
    for path in sorted(folder.rglob("*.*")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield re.sub(r"^\s*- ", "", line.split("\t")[-1])
