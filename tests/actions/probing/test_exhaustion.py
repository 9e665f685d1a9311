"""Run the cases in which a process runs out of descriptors in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.settings import PROJECT

CASES = Path(__file__).with_name("exhaustion_cases.py")


def test_where_this_machine_has_run_out_of_something_nothing_is_said_of_gateways() -> None:
    # Not here: other tests' listeners live in this process, and must be able to accept.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(CASES)]

    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout[-4000:]
