"""Our code calls nothing that runs texts, starts shells, trusts anybody or guesses secrets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT

FILES = [
    path
    for room in ("kb", "actions", "bot")
    for path in sorted((PROJECT / room).rglob("*.py"))
    if "__pycache__" not in path.parts
]
RUNS_TEXTS = {"eval", "exec", "compile", "__import__"}
STARTS_SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
WEAK = {"md5", "sha1"}
"""Allowed for what is no secret and no proof, when the call says so."""
QUERIES = {"text", "exec_driver_sql"}
OUR_NAMES = {"periods.name", "', '.join(tables.tables)"}
"""Names of tables, which no database takes as a parameter."""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def is_true(call: ast.Call, name: str, value: object) -> bool:
    return any(
        keyword.arg == name
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is value
        for keyword in call.keywords
    )


def offences(path: Path) -> Iterator[str]:
    for name, call in calls(path):
        last = name.rpartition(".")[2]
        if name in RUNS_TEXTS or name in STARTS_SHELLS or is_true(call, "shell", True):
            yield f"line {call.lineno}: {name} runs a text"
        if last in WEAK and not is_true(call, "usedforsecurity", False):
            yield f"line {call.lineno}: {name} is too weak"
        if is_true(call, "ssl", False) or is_true(call, "verify", False):
            yield f"line {call.lineno}: {name} trusts any certificate"
        if is_true(call, "allow_redirects", True) or is_true(call, "trust_env", True):
            yield f"line {call.lineno}: {name} goes where others say"


def foreign_parts(call: ast.Call) -> list[str]:
    """Return what is put into a query's text and is no name or number of ours."""
    parts = [node for each in call.args for node in ast.walk(each)]
    return [
        ast.unparse(part.value)
        for part in parts
        if isinstance(part, ast.FormattedValue) and ast.unparse(part.value) not in OUR_NAMES
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_nothing_dangerous_is_called(path: Path) -> None:
    assert list(offences(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_query_is_put_together_from_texts(path: Path) -> None:
    queries = [
        call for name, call in calls(path) if name.rpartition(".")[2] in QUERIES and "." in name
    ]

    assert [part for call in queries for part in foreign_parts(call)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_secrets_come_from_the_systems_own_source_of_chance(path: Path) -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert not imported & {"random", "uuid"}


def test_what_is_forbidden_is_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import hashlib, os, subprocess\n"
        "eval('1')\n"
        "os.system('ls')\n"
        "subprocess.run('ls', shell=True)\n"
        "hashlib.md5(b'')\n"
        "session.get(url, ssl=False, allow_redirects=True)\n"
    )

    assert len(list(offences(bad))) == 6
