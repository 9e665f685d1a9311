"""The front door on machines that lack something."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import PROJECT


def make(target: str, tools: Path, home: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program is not None
    return subprocess.run(
        [program, target],
        cwd=PROJECT,
        env={"PATH": str(tools), "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Return a folder with a shell and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "sed", "awk"):
        program = shutil.which(name)
        assert program is not None
        (folder / name).symlink_to(program)
    return folder


@pytest.mark.parametrize("target", ["run", "test"])
def test_without_a_python_there_is_one_clear_sentence(
    tools: Path, tmp_path: Path, target: str
) -> None:
    result = make(target, tools, tmp_path)

    assert result.returncode != 0
    assert "lotse: Python 3.11 or 3.10 (with venv) was not found" in result.stderr


def test_a_python_that_does_not_start_is_passed_over(tools: Path, tmp_path: Path) -> None:
    shim = tools / "python3.11"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    newer = tools / "python3"
    newer.write_text("#!/bin/sh\nexit 1\n")
    newer.chmod(0o755)

    result = make("run", tools, tmp_path)

    assert "was not found" in result.stderr


def test_help_lists_the_targets(tools: Path, tmp_path: Path) -> None:
    result = make("help", tools, tmp_path)

    assert "make run" in result.stdout
    assert "make test" in result.stdout


@pytest.mark.parametrize(("wished", "expected"), [({}, "2"), ({"WORKERS": "4"}, "4")])
def test_the_number_of_workers_comes_from_the_environment(
    wished: dict[str, str], expected: str
) -> None:
    program = shutil.which("make")
    assert program is not None
    shown = subprocess.run(
        [program, "--dry-run", "run-cluster"],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", **wished},
        capture_output=True,
        text=True,
        check=True,
    )

    assert f"bot cluster --workers {expected}\n" in shown.stdout
