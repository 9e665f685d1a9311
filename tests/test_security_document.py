"""What SECURITY.md promises has tests that exist, and says what the proxy in front must do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import PROJECT

DOCUMENTS = [PROJECT / "SECURITY.md", PROJECT / "security" / "asvs.md"]
PROMISES = (
    "### 1. Typed text is never a command",
    "### 2. Secrets are removed",
    "### 3. Your chat is yours alone",
    "### 4. No one slows others",
    "### 5. Browsers, and what is shown",
    "### 6. What listens",
    "### 7. Nothing phones home",
    "### 8. Errors are honest",
    "### 9. Supply chain",
    "## Limits",
    "## Who may do what",
    "## What is kept, where and for how long",
    "## Threats",
    "## What is not promised yet",
)


def named_paths(document: Path) -> list[str]:
    return re.findall(r"`((?:tests|security|bot)/[^`\s]*)`", document.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_named_file_exists(document: Path) -> None:
    named = named_paths(document)

    assert len(named) > 50
    assert [path for path in named if not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_row_names_a_test(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    tables = re.findall(r"\| (?:Promise|Actor|No\.) \|.*\n\|[ -|]+\n((?:\|.*\n)+)", text)

    rows = [row for table in tables for row in table.splitlines()]

    assert len(rows) > 50
    assert [row for row in rows if "`tests/" not in row] == []


@pytest.mark.parametrize("heading", PROMISES)
def test_what_people_look_for_is_there(heading: str) -> None:
    assert f"\n{heading}\n" in DOCUMENTS[0].read_text(encoding="utf-8")


def test_the_proxy_is_told_what_is_its_work() -> None:
    text = DOCUMENTS[0].read_text(encoding="utf-8")

    assert "Lotse speaks plain HTTP" in text
    assert "Strict-Transport-Security" in text
