"""An audit fails for what nobody has answered, and for whatever the tool leaves out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.supply_chain.audit import (
    Answer,
    AuditError,
    ask,
    complaints,
    read_answers,
    shares,
)
from tests.supply_chain.register_file import written
from tests.supply_chain.statements import Register, read_register

BOAT = ("boat", "1.10")
KNOWN = frozenset({"GHSA-cpv4-ggrr-7j9v", "PYSEC-2026-1"})


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return read_register(written(tmp_path))


def tool(folder: Path, script: str) -> list[str]:
    """Return a command that stands for the tool."""
    path = folder / "tool.py"
    path.write_text(f"import json, os, sys\nlisted = open(sys.argv[-1]).read()\n{script}\n")
    return [sys.executable, str(path)]


def test_an_advisory_with_a_statement_is_fine_by_any_of_its_names(register: Register) -> None:
    assert complaints([Answer(*BOAT, (KNOWN,))], [BOAT], register) == []


def test_an_advisory_without_a_statement_is_named(register: Register) -> None:
    answers = [Answer(*BOAT, (KNOWN, frozenset({"PYSEC-2026-9", "CVE-2026-9999"})))]

    [complaint] = complaints(answers, [BOAT], register)

    assert complaint.startswith("boat 1.10: CVE-2026-9999, PYSEC-2026-9: unstated: say in secur")


def test_a_statement_on_another_package_does_not_count(register: Register) -> None:
    [complaint] = complaints([Answer("oar", "2.0", (KNOWN,))], [("oar", "2.0")], register)

    assert "unstated" in complaint


def test_a_statement_that_denies_what_the_database_says_is_named(register: Register) -> None:
    [complaint] = complaints([Answer("boat", "2.5", (KNOWN,))], [("boat", "2.5")], register)

    assert "disagreement" in complaint


def test_what_was_skipped_or_not_asked_fails(register: Register) -> None:
    answers = [Answer("boat", "1.10", skipped="not found")]

    assert complaints(answers, [BOAT, ("oar", "2.0")], register) == [
        "boat: skipped: not found",
        "boat 1.10: not audited",
        "oar 2.0: not audited",
    ]


def test_no_list_names_a_package_twice() -> None:
    pairs = [("boat", "1"), ("oar", "1"), ("oar", "2"), ("sail", "1")]

    assert shares(pairs) == [[("boat", "1"), ("oar", "1"), ("sail", "1")], [("oar", "2")]]


def test_everything_is_asked_and_strictness_cannot_be_turned_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_AUDIT_STRICT", "false")
    command = tool(
        tmp_path,
        "found = [dict(zip(['name', 'version'], line.split('=='))) for line in listed.split()]\n"
        "assert not [name for name in os.environ if name.startswith('PIP_AUDIT_')]\n"
        "print(json.dumps({'dependencies': [{**each, 'vulns': []} for each in found]}))",
    )
    pairs = [("boat", "1"), ("oar", "1"), ("oar", "2")]

    answers = list(ask(command, pairs))

    assert [(each.name, each.version) for each in answers] == pairs


def test_a_tool_that_fails_fails_the_audit(tmp_path: Path) -> None:
    command = tool(tmp_path, "sys.exit('ERROR: boat: Dependency not found')")

    with pytest.raises(AuditError, match="could not be done: ERROR: boat: Dependency not found"):
        list(ask(command, [BOAT]))


@pytest.mark.parametrize("output", ["", "[]", "{}", '{"dependencies": [{}]}', "null"])
def test_an_output_that_is_no_answer_fails_the_audit(output: str) -> None:
    with pytest.raises(AuditError, match="it said nothing"):
        read_answers(output, "")


def test_the_tools_answers_are_read() -> None:
    found = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2"]}
    listed = [
        {"name": "Boat_House", "version": "1", "vulns": [found]},
        {"name": "oar", "skip_reason": "not found"},
    ]

    assert read_answers(json.dumps({"dependencies": listed}), "") == [
        Answer("boat-house", "1", (frozenset({"PYSEC-2026-1", "CVE-2026-1"}),)),
        Answer("oar", "", skipped="not found"),
    ]
