"""Switch off each control in a copy and see its test turn red: ``make saboteurs``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.settings import PROJECT
from tests.saboteurs.saboteur import Saboteur, SaboteurError, let_loose, read_saboteurs

FAILED, PASSED = 1, 0
"""pytest's exit codes; any other says that the tests did not even run."""
TEST_SECONDS = 900


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each saboteur; 1 where one was not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.saboteurs", description=__doc__)
    parser.add_argument("words", nargs="*", help="only controls whose name has one of these words")
    options = parser.parse_args(arguments)
    try:
        chosen = [each for each in read_saboteurs() if _is_chosen(each, options.words)]
        with tempfile.TemporaryDirectory(prefix="lotse-saboteurs-") as folder:
            project = copy_project(Path(folder))
            results = [_try(saboteur, project) for saboteur in chosen]
    except SaboteurError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    print(f"{sum(results)} of {len(results)} saboteurs were noticed.")
    return 0 if all(results) else 1


def _is_chosen(saboteur: Saboteur, words: Sequence[str]) -> bool:
    return not words or any(word in saboteur.control for word in words)


def copy_project(folder: Path) -> Path:
    """Copy all that git would commit, and the trained model; the environment is shared."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=PROJECT, check=True, capture_output=True).stdout
    project = folder / "project"
    for name in names.decode().split("\0"):
        if name and (PROJECT / name).is_file():
            target = project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target)
    if (PROJECT / "models").is_dir():
        shutil.copytree(PROJECT / "models", project / "models")
    (project / ".venv").symlink_to(PROJECT / ".venv")
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    return project


def _try(saboteur: Saboteur, project: Path) -> bool:
    with let_loose(saboteur, project):
        code, output = _run_tests(saboteur.tests, project)
    said = {FAILED: "noticed", PASSED: "NOT NOTICED"}.get(code, f"tests did not run ({code})")
    print(f"{said:12} · {saboteur.promise} · {saboteur.control}", flush=True)
    if code not in (FAILED, PASSED):
        print(output[-2_000:], file=sys.stderr)
    return code == FAILED


def _run_tests(tests: Sequence[str], project: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command,
        cwd=project,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=TEST_SECONDS,
    )
    return done.returncode, done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
