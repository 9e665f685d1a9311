"""Start stock `rasa run` and `rasa run actions` with our model and our actions."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.server import ANSWERS, Server
from tests.servers import PROJECT, free_port

GATEWAYS = "BENCHMARK_GATEWAYS"
START_SECONDS = 180.0
STOP_SECONDS = 20.0
ENDPOINTS = """\
action_endpoint:
  url: http://127.0.0.1:{port}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {folder}/stock.sqlite
"""


@contextmanager
def running_stock(environment: Path, model: Path, gateways: Path, folder: Path) -> Iterator[Server]:
    """Start both processes with their data in ``folder`` and wait until they answer."""
    port, actions_port = free_port(), free_port()
    (folder / "credentials.yml").write_text("rest:\n")
    (folder / "endpoints.yml").write_text(ENDPOINTS.format(port=actions_port, folder=folder))
    rasa = str(environment / "bin" / "rasa")
    server = [rasa, "run", "--model", str(model), "--interface", "127.0.0.1", "--port", str(port)]
    server += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    actions = [rasa, "run", "actions", "--actions", "tests.benchmarks.loopback_actions"]
    actions += ["--port", str(actions_port)]
    with ExitStack() as stack:
        processes = tuple(
            stack.enter_context(_running(name, command, folder, {GATEWAYS: str(gateways)}))
            for name, command in (("actions", actions), ("server", server))
        )
        _wait_for(f"http://127.0.0.1:{actions_port}/health", processes[0], _log(folder, "actions"))
        _wait_for(f"http://127.0.0.1:{port}/", processes[1], _log(folder, "server"))
        yield Server(
            "stock Rasa", f"http://127.0.0.1:{port}{ANSWERS}", tuple(p.pid for p in processes)
        )


@contextmanager
def _running(
    name: str, command: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    environment = {key: value for key, value in os.environ.items() if key[:6] != "LOTSE_"}
    environment |= {"PYTHONPATH": str(PROJECT), "RASA_TELEMETRY_ENABLED": "false", **variables}
    with _log(folder, name).open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _log(folder: Path, name: str) -> Path:
    return folder / f"stock-{name}.log"


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "stock Rasa ended:\n" + log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError("stock Rasa does not answer:\n" + log.read_text())
