"""What a process does with its memory once it has started."""

from __future__ import annotations

import subprocess
import sys

from bot.settings import PROJECT

STARTED = """
import gc
from bot.memory import prepare_memory, settle_memory
prepare_memory()
assert not gc.isenabled()
kept = [[number] for number in range(100_000)]
settle_memory()
print(gc.isenabled(), gc.get_freeze_count() > len(kept), len(gc.get_objects()) < 1_000)
"""


def test_after_the_start_only_what_is_new_is_looked_through() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == ["True", "True", "True"], done.stderr
