"""Measure a first start from a clean clone and a second one: ``make bench-start``.

What is measured is the last commit, not the working tree.
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.dialogues import CHECKS, SCRIPTS
from tests.benchmarks.processes import command_of, cpu_seconds, descendants, resident_mib
from tests.servers import PROJECT, REST_TOKEN, Lotse, free_port

START_SECONDS = 1200.0
STOP_SECONDS = 40.0
QUESTIONS = 20
CACHES = ("XDG_CACHE_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR", "npm_config_cache")
SERVER = ["-m", "bot", "serve"]


@dataclass(frozen=True)
class Start:
    """What ``make run`` took, with everything it started, until the server could answer."""

    wall_seconds: float
    cpu_seconds: float


def main() -> None:
    """Clone, start twice, print the table."""
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        clone = Path(name) / "lotse"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
        with _make_run(clone) as (lotse, started):
            _wait_until(lotse, "/readyz")
            lotse.say("first", SCRIPTS[0][1])
            cold = _start(lotse, started)
        size = _size_mb(clone / ".venv")
        with _make_run(clone) as (lotse, started):
            _wait_until(lotse, "/readyz")
            warm = _start(lotse, started)
            _ask(lotse)
            memory = resident_mib(_server(lotse))
    print(_report(cold, warm, size, memory))


@contextmanager
def _make_run(clone: Path) -> Iterator[tuple[Lotse, float]]:
    """Run ``make run`` with caches beside the clone; yield the server and when it was started."""
    port, log = free_port(), clone.parent / "make.log"
    started = time.monotonic()
    with log.open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env=_environment(clone.parent, port),
            stdout=output,
            stderr=output,
            text=True,
        )
    lotse = Lotse(f"http://127.0.0.1:{port}", process, log)
    try:
        yield lotse, started
    finally:
        if process.poll() is None:
            os.kill(_server(lotse), signal.SIGTERM)
            process.wait(STOP_SECONDS)


def _environment(folder: Path, port: int) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name[:6] != "LOTSE_"}
    kept |= {name: str(folder / "caches" / name) for name in CACHES}
    return kept | {"LOTSE_PORT": str(port), "LOTSE_REST_TOKEN": REST_TOKEN}


def _wait_until(lotse: Lotse, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert lotse.process.poll() is None, lotse.log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(lotse.url + path, timeout=60) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("not ready in time:\n" + lotse.log.read_text(encoding="utf-8"))


def _start(lotse: Lotse, started: float) -> Start:
    return Start(time.monotonic() - started, cpu_seconds(lotse.process.pid))


def _server(lotse: Lotse) -> int:
    """Return the process that serves; before it does, make itself."""
    for process in descendants(lotse.process.pid):
        if command_of(process)[1:4] == SERVER:
            return process
    return lotse.process.pid


def _ask(lotse: Lotse) -> None:
    """Ask the questions, those about ports left out: the shipped gateways are real machines."""
    questions = [text for script in SCRIPTS for text in script if text not in CHECKS]
    for text in itertools.islice(itertools.cycle(questions), QUESTIONS):
        lotse.say("somebody", text)


def _size_mb(folder: Path) -> float:
    """Return what a folder takes on the disk, in MB."""
    files = (path.lstat() for path in folder.rglob("*"))
    return sum(file.st_blocks * 512 for file in files) / 1e6


def _report(cold: Start, warm: Start, size: float, memory: float) -> str:
    rows = [
        ("clean clone, cold caches: `make run` to the first answer", cold),
        ("second `make run` to `/readyz`", warm),
    ]
    lines = [
        "\n| | wall s | CPU s |\n| --- | ---: | ---: |",
        *(
            f"| {name} | {start.wall_seconds:.1f} | {start.cpu_seconds:.1f} |"
            for name, start in rows
        ),
        "\n| | |\n| --- | ---: |",
        f"| environment on the disk, MB | {size:.0f} |",
        f"| resident memory after {QUESTIONS} questions, MiB | {memory:.0f} |",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
