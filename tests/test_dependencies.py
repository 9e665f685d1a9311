"""What may be installed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT

LOCKS = [
    PROJECT / "requirements.lock",
    PROJECT / "tests" / "requirements.lock",
    PROJECT / "bot" / "tensorflow" / "requirements.lock",
    PROJECT / "bot" / "telemetry" / "requirements.lock",
    PROJECT / "bot" / "cluster" / "requirements.lock",
    PROJECT / "tests" / "benchmarks" / "stock" / "stock.lock",
    PROJECT / "security" / "audit" / "requirements.lock",
]
SPACY_MODEL = re.compile(r"^(?:de|en)[-_]core[-_]", re.IGNORECASE)


def test_every_lock_file_is_looked_at() -> None:
    command = ["git", "ls-files", "*.lock", "*requirements*.txt"]
    kept = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)

    assert {PROJECT / name for name in kept.stdout.splitlines()} == set(LOCKS)


@pytest.mark.parametrize("name", ["pyproject.toml", "*/pyproject.toml"])
def test_no_requirement_names_a_spacy_model(name: str) -> None:
    files = subprocess.run(
        ["git", "ls-files", name], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert files != []
    for file in files:
        text = (PROJECT / file).read_text(encoding="utf-8")
        assert re.search(r"[\"'](?:de|en)[-_]core[-_]", text, re.I) is None, file


def requirements(lock: Path) -> Iterator[tuple[str, str, str]]:
    """Yield name, version and hashes of each locked package."""
    text = lock.read_text(encoding="utf-8")
    for found in re.finditer(
        r"^([A-Za-z0-9_.-]+)==([^\s;]+)[^\n]*\n((?: +--hash[^\n]*\n)*)", text, re.M
    ):
        yield found.group(1), found.group(2), found.group(3)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.parent.name))
def test_every_package_is_pinned_with_a_hash(lock: Path) -> None:
    unpinned = [
        line
        for line in lock.read_text(encoding="utf-8").splitlines()
        if re.match(r"^[A-Za-z0-9]", line) and "==" not in line
    ]

    assert unpinned == []
    assert [name for name, _, hashes in requirements(lock) if "--hash=sha256:" not in hashes] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.parent.name))
def test_no_index_host_and_no_path_is_named(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert "://" not in text
    assert "file:" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.parent.name))
def test_no_spacy_model_comes_from_an_index(lock: Path) -> None:
    assert [name for name, _, _ in requirements(lock) if SPACY_MODEL.match(name)] == []


def test_tensorflow_is_not_installed_by_default() -> None:
    names = {name for lock in LOCKS[:2] for name, _, _ in requirements(lock)}

    assert {name for name in names if name.startswith(("tensorflow", "keras", "jax"))} == set()


def test_the_front_door_has_no_known_hole() -> None:
    versions = {name: version for name, version, _ in requirements(LOCKS[0])}

    aiohttp = tuple(int(part) for part in versions["aiohttp"].split("."))
    assert aiohttp >= (3, 14, 3)
