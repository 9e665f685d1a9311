"""The samples of pasted outputs, what each of them says, and the questions that have none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.evidence.observation import Observation
from actions.evidence.pasted import Pasted, read_pasted
from kb.gateways import read_gateways

HERE = Path(__file__).parent
SAMPLES = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "samples").iterdir())
}
EXPECTED: Mapping[str, Mapping[str, Any]] = YAML(typ="safe").load(HERE / "expected.yml")
QUESTIONS = (HERE / "questions.txt").read_text(encoding="utf-8").splitlines()
GATEWAYS = read_gateways()
OF_THE_PERSON = (
    "max",
    "mustermann",
    "macbook",
    "dc01",
    "buero",
    "geheim",
    "fritz",
    "wlan",
    "ethernet",
    "wi-fi",
    "192.168.",
    "10.",
    "fe80",
)


def read(text: str) -> Pasted:
    """Read a text that must be an output."""
    pasted = read_pasted(text, GATEWAYS)
    assert pasted is not None, text
    return pasted


def described(observation: Observation) -> str:
    """Write an observation as the table does."""
    port = observation.port or "(no port)"
    took = f" in {observation.milliseconds} ms" if observation.milliseconds is not None else ""
    issuer = f" by {observation.issuer}" if observation.issuer else ""
    what = f"{observation.host} {port} {observation.reason.value}"
    return f"{observation.tool or 'told'}: {what}{took}{issuer}"
