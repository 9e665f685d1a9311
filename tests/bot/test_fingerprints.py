"""What the bot is made of has digests: the same files, the same digests, wherever they lie."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.fingerprints import (
    code_files,
    digest_of_files,
    fingerprints,
    knowledge_files,
)
from bot.model_file import digest_of
from bot.settings import PROJECT, Settings
from tests.bot.test_commands import bot
from tests.servers import Lotse


@pytest.fixture
def moved(tmp_path: Path) -> Settings:
    """Return settings with the shipped knowledge base at another place."""
    articles, gateways = tmp_path / "elsewhere", tmp_path / "list.yml"
    shutil.copytree(Settings().articles, articles)
    shutil.copy(Settings().gateways, gateways)
    return Settings(articles=articles, gateways=gateways)


def test_the_command_prints_the_three_digests(model: Path) -> None:
    found = json.loads(bot("fingerprint", "--json").stdout)
    lines = bot("fingerprint").stdout.split()

    assert found == vars(fingerprints(Settings()))
    assert found["model"] == digest_of(model)
    assert lines == [word for pair in found.items() for word in pair]


def test_without_a_model_the_rest_is_printed(tmp_path: Path) -> None:
    result = bot("fingerprint", LOTSE_MODELS=str(tmp_path))

    assert result.returncode == 0
    assert result.stdout.splitlines()[0].split() == ["model", "none"]


def test_a_server_logs_them_at_its_start(lotse: Lotse, loopback_gateways: Path) -> None:
    expected = fingerprints(Settings(gateways=loopback_gateways))

    log = lotse.log.read_text(encoding="utf-8")

    assert log.count(f"fingerprints: {expected}") == 1


def test_knowledge_has_the_same_digest_at_another_place(moved: Settings) -> None:
    assert fingerprints(moved) == fingerprints(Settings())


@pytest.mark.parametrize("name", ["elsewhere/de/dsc-login.md", "list.yml"])
def test_any_change_of_knowledge_changes_its_digest_alone(moved: Settings, name: str) -> None:
    before = fingerprints(moved)
    changed = moved.gateways.parent / name

    changed.write_bytes(changed.read_bytes() + b"\n")

    after = fingerprints(moved)
    assert after.knowledge != before.knowledge
    assert (after.model, after.code) == (before.model, before.code)


def test_a_renamed_article_changes_the_digest(moved: Settings) -> None:
    before = fingerprints(moved)

    (moved.articles / "de" / "dsc-login.md").rename(moved.articles / "de" / "other.md")

    assert fingerprints(moved).knowledge != before.knowledge


def test_code_is_every_file_that_is_shipped() -> None:
    command = ["git", "ls-files", "actions", "bot", "data", "kb", "config.yml", "requirements.lock"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    shipped = {name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()}

    code = set(code_files(PROJECT))

    knowledge = {f"kb/{name}" for name in knowledge_files(Settings())}
    assert shipped - code == knowledge
    assert "bot/widget/widget.js" in code


@pytest.mark.parametrize(
    "name", ["bot/widget/widget.js", "config.yml", "requirements.lock", "data/extra.yml"]
)
def test_any_change_of_code_changes_its_digest(tmp_path: Path, name: str) -> None:
    for path in code_files(PROJECT):
        if path.startswith(("bot/widget/", "config.yml", "requirements.lock", "data/domain")):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / path, tmp_path / path)
    before = digest_of_files(code_files(tmp_path))

    with (tmp_path / name).open("ab") as file:
        file.write(b"\n")

    assert digest_of_files(code_files(tmp_path)) != before


def test_the_digest_can_be_had_with_sha256sum(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yml"):
        (tmp_path / name).write_text(name)
    program = shutil.which("sha256sum")
    assert program is not None

    listed = subprocess.run(
        [program, "a.yml", "b.yml"], cwd=tmp_path, capture_output=True, check=True
    )

    files = {name: tmp_path / name for name in ("b.yml", "a.yml")}
    assert digest_of_files(files) == hashlib.sha256(listed.stdout).hexdigest()
