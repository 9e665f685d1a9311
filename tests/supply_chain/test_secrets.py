"""No secret is in the files that Git keeps."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.supply_chain.secret_scan import (
    FILE,
    KnownError,
    complaints,
    read_known,
    scan,
    tracked_files,
)

# Put together here, so that the scan of this file finds none of them.
PLANTED = {
    "Slack Token": "token = xoxb-" + "1234567890-" * 2 + "AbCdEfGhIj",
    "AWS Access Key": "key: AKIA" + "QWERTYUIOPASDFGH",
    "GitHub Token": "ghp_" + "9aB8cD7e" * 4 + "9uV8",
    "Private Key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "Secret Keyword": "pass" + 'word = "Sommer-2026-am-Meer"',
    "Basic Auth Credentials": "postgresql://lotse:" + "sommermeer@db.example/lotse",
    "Hex High Entropy String": "value = '" + "9f86d081" + "884c7d65" + "9a2feaa0" + "c55ad015'",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a new Git repository."""
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


def keep(repository: Path, name: str, text: str) -> None:
    (repository / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "add", name], cwd=repository, check=True)


def test_nothing_that_looks_like_a_secret_is_new() -> None:
    findings = scan(PROJECT, tracked_files(PROJECT))

    assert complaints(findings, read_known(PROJECT / FILE)) == []


def test_all_tracked_files_are_scanned() -> None:
    files = tracked_files(PROJECT)

    assert {"README.md", "requirements.lock", "bot/settings.py", FILE} <= set(files)
    assert len(files) > 1000


@pytest.mark.parametrize("type", PLANTED)
@pytest.mark.parametrize("name", ["settings.py", "deploy.yml", "notes.md"])
def test_a_planted_secret_is_found_with_file_and_line(
    repository: Path, type: str, name: str
) -> None:
    keep(repository, name, f"one\ntwo\n{PLANTED[type]}\n")

    found = complaints(scan(repository, tracked_files(repository)), Counter())

    assert any(each.startswith(f"{name}:3: {type} (sha1 ") for each in found), found


def test_a_secret_in_a_lock_file_is_found(repository: Path) -> None:
    locked = f"boat==1 \\\n    --hash=sha256:{'0f' * 32}\n"
    keep(repository, "some.lock", f"{locked}# {PLANTED['GitHub Token']}\n")

    [found] = scan(repository, ["some.lock"])

    assert (found.line, found.type) == (3, "GitHub Token")


def test_what_is_known_stays_known_when_lines_move(repository: Path) -> None:
    keep(repository, "a.py", PLANTED["AWS Access Key"])
    known = Counter(each.key for each in scan(repository, ["a.py"]))

    keep(repository, "a.py", f"\n\n{PLANTED['AWS Access Key']}")

    assert complaints(scan(repository, ["a.py"]), known) == []


def test_the_same_secret_in_another_file_is_new(repository: Path) -> None:
    keep(repository, "a.py", PLANTED["AWS Access Key"])
    known = Counter(each.key for each in scan(repository, ["a.py"]))
    keep(repository, "b.py", PLANTED["AWS Access Key"])

    [complaint] = complaints(scan(repository, ["a.py", "b.py"]), known)

    assert complaint.startswith("b.py:1: AWS Access Key")


def test_an_entry_for_what_is_gone_is_named() -> None:
    [complaint] = complaints([], Counter([("a.py", "Private Key", "0" * 40)]))

    assert complaint == (
        f"{FILE}: a.py: Private Key (sha1 {'0' * 40}): is no longer there; take it out"
    )


@pytest.mark.parametrize(
    "text", ["- [", "- text", "- file: a.py", "- {file: a, type: b, why: '', sha1: [c]}"]
)
def test_an_entry_without_a_reason_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(KnownError, match=r"secrets\.yml: "):
        read_known(path)
