"""A small register without mistakes, into which each test puts one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.settings import PROJECT
from tests.supply_chain.locks import PRODUCT, Package
from tests.supply_chain.rules import Locks, complaints
from tests.supply_chain.statements import read_register

TODAY = date(2026, 12, 1)
CONTENT: dict[str, Any] = {
    "reviews": [
        {
            "lock": "requirements.lock",
            "on": "2026-11-30",
            "until": "2027-05-31",
            "how": "by reading",
            "packages": {"boat": "1.10", "oar": ["2.0", "3.0"]},
        },
        {
            "lock": "tests/requirements.lock",
            "on": "2026-11-30",
            "until": "2027-05-31",
            "how": "by reading",
            "packages": {"buoy": "1"},
        },
    ],
    "statements": [
        {
            "ids": ["CVE-2026-12345", "GHSA-cpv4-ggrr-7j9v"],
            "package": "boat",
            "affected": ["<2"],
            "fixed": "2",
            "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
            "why": "It stays in the harbour.",
            "held_by": ["tests/test_rooms.py::test_every_room_has_files"],
            "until": "2027-05-31",
        },
        {
            "ids": ["PYSEC-2026-7"],
            "package": "oar",
            "affected": ["<2"],
            "fixed": "2.0",
            "status": "fixed",
            "why": "A newer one is locked.",
            "until": "2027-05-31",
        },
    ],
}
Change = Callable[[dict[str, Any]], object]


def package(name: str, version: str) -> Package:
    return Package(name, version, "", ("0" * 64,), ())


def locks(boat: str = "1.10") -> Locks:
    product = (package("boat", boat), package("oar", "2.0"), package("oar", "3.0"))
    return {PRODUCT: product, "tests/requirements.lock": (*product, package("buoy", "1"))}


def review(content: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = content["reviews"][0]
    return first


def statement(content: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = content["statements"][0]
    return first


def written(folder: Path, change: Change = lambda content: None) -> Path:
    """Write the register with one change and return its file."""
    path = folder / "vex.yml"
    yaml = YAML(typ="safe")
    yaml.dump(CONTENT, path)
    content = yaml.load(path.read_text(encoding="utf-8"))
    change(content)
    yaml.dump(content, path)
    return path


def found(path: Path, today: date = TODAY, locked: Locks | None = None) -> list[str]:
    return complaints(read_register(path), locked or locks(), today, PROJECT)
