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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.dialogues import CHECKS, SCRIPTS
from tests.benchmarks.processes import Memory, command_of, cpu_seconds, descendants, memory_of
from tests.servers import PROJECT, REST_TOKEN, Lotse, free_port

START_SECONDS = 1200.0
STOP_SECONDS = 40.0
QUESTIONS = 20
WORKERS = 2
COLD = "clean clone, cold caches: `make run` to the first answer"
WARM = "second `make run` to `/readyz`"
CACHES = ("XDG_CACHE_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR", "npm_config_cache")
SERVER = ["-m", "bot", "serve"]


@dataclass(frozen=True)
class Start:
    """What ``make run``, or a server alone, took with all it started until it could answer."""

    wall_seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Worker:
    """A server: what its start took, and its memory when ready and after `QUESTIONS`."""

    start: Start
    ready: Memory
    talked: Memory


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
        with ExitStack() as running:
            workers = [_worker(clone, running) for _ in range(WORKERS)]
            together = sum(memory_of(each).proportional for each, _ in workers)
    print(_report({COLD: cold, WARM: warm}, size, [worker for _, worker in workers], together))


def _worker(clone: Path, running: ExitStack) -> tuple[int, Worker]:
    """Start one more server on the clone's model, ask it, and let it run on."""
    lotse, started = running.enter_context(_serving(clone))
    _wait_until(lotse, "/readyz")
    process = lotse.process.pid
    start, ready = _start(lotse, started), memory_of(process)
    _ask(lotse)
    return process, Worker(start, ready, memory_of(process))


@contextmanager
def _serving(clone: Path) -> Iterator[tuple[Lotse, float]]:
    """Run the server alone, with data of its own; yield it and when it was started."""
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as data:
        port, log = free_port(), Path(data) / "log"
        own = {"LOTSE_DATA": data, "LOTSE_OPERATOR_PORT": "off"}
        environment = {**_environment(clone.parent, port), **own}
        started = time.monotonic()
        with log.open("a", encoding="utf-8") as output:
            process = subprocess.Popen(
                [str(clone / ".venv" / "bin" / "python"), *SERVER],
                cwd=clone,
                env=environment,
                stdout=output,
                stderr=output,
                text=True,
            )
        try:
            yield Lotse(f"http://127.0.0.1:{port}", process, log), started
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


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


def _report(
    starts: Mapping[str, Start], size: float, workers: Sequence[Worker], together: float
) -> str:
    alone = {f"server {number}": worker.start for number, worker in enumerate(workers, 1)}
    lines = [
        "\n| | wall s | CPU s |\n| --- | ---: | ---: |",
        *(
            f"| {name} | {start.wall_seconds:.1f} | {start.cpu_seconds:.1f} |"
            for name, start in {**starts, **alone}.items()
        ),
        "\n| memory, MiB | resident | proportional | private |\n| --- | ---: | ---: | ---: |",
    ]
    for number, worker in enumerate(workers, 1):
        lines.append(_memory_row(f"server {number}, ready", worker.ready))
        lines.append(_memory_row(f"server {number}, after {QUESTIONS} questions", worker.talked))
    lines.append(f"\nAll servers together: {together:.0f} MiB. Environment: {size:.0f} MB.")
    return "\n".join(lines)


def _memory_row(name: str, memory: Memory) -> str:
    amounts = (memory.resident, memory.proportional, memory.private)
    return f"| {name} | {' | '.join(f'{amount:.0f}' for amount in amounts)} |"


if __name__ == "__main__":
    main()
