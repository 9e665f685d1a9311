"""Stock Rasa with its own Slack channel as a side of ``make bench-slack``."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.stock_servers import ENDPOINTS, GATEWAYS, START_SECONDS, STOP_SECONDS
from tests.servers import PROJECT, free_port

SLACK_API = "BENCHMARK_SLACK_API"
PATH = "/webhooks/slack/webhook"
ACTIONS = "tests.benchmarks.loopback_actions"
LOOK_SECONDS = 0.3
CREDENTIALS = """\
tests.benchmarks.slack_stock_channel.MarkedInput:
  slack_token: {token}
  slack_signing_secret: {secret}
  use_threads: true
  conversation_granularity: channel
"""


class StockSide:
    """`rasa run`, which is killed, beside `rasa run actions`, which stays."""

    name = "stock Rasa"

    def __init__(self, rasa: Path, model: Path, folder: Path, gateways: Path) -> None:
        self._rasa = str(rasa)
        self._model = str(model)
        self._folder = folder
        self._variables = {GATEWAYS: str(gateways)}
        self._port, self._actions_port = free_port(), free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self._actions: subprocess.Popen[bytes] | None = None
        self.target: str | None = f"http://127.0.0.1:{self._port}{PATH}"

    def configure(self, token: str, secret: str, api: str) -> None:
        """Write the files that it reads."""
        credentials = CREDENTIALS.format(token=token, secret=secret)
        endpoints = ENDPOINTS.format(port=self._actions_port, folder=self._folder)
        (self._folder / "credentials.yml").write_text(credentials)
        (self._folder / "endpoints.yml").write_text(endpoints)
        self._variables[SLACK_API] = api

    async def start(self) -> None:
        """Start what does not run, and return when it answers."""
        if self._actions is None:
            actions = ["run", "actions", "--actions", ACTIONS, "--port", str(self._actions_port)]
            self._actions = self._open("actions", actions)
            await self._wait_for(f"http://127.0.0.1:{self._actions_port}/health", self._actions)
        server = ["run", "--model", self._model, "--interface", "127.0.0.1"]
        server += ["--port", str(self._port)]
        server += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
        self._server = self._open("server", server)
        await self._wait_for(f"http://127.0.0.1:{self._port}/", self._server)

    def _open(self, name: str, options: Sequence[str]) -> subprocess.Popen[bytes]:
        environment = {key: value for key, value in os.environ.items() if key[:6] != "LOTSE_"}
        environment |= {"PYTHONPATH": str(PROJECT), "RASA_TELEMETRY_ENABLED": "false"}
        # One thread, as Lotse sets for itself; with more it uses twice the CPU for a turn.
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **self._variables}
        with (self._folder / f"stock-{name}.log").open("ab") as log:
            command = [self._rasa, *options]
            return subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=log, stderr=log
            )

    async def _wait_for(self, url: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not await asyncio.to_thread(_answers, url):
            assert process.poll() is None, f"stock Rasa ended; see {self._folder}"
            assert time.monotonic() < deadline, f"stock Rasa does not answer; see {self._folder}"
            await asyncio.sleep(LOOK_SECONDS)

    async def kill(self) -> None:
        """Send SIGKILL to the server."""
        assert self._server is not None
        self._server.kill()
        await asyncio.to_thread(self._server.wait)

    async def stop(self) -> None:
        """End both in an orderly way."""
        for process in (self._server, self._actions):
            if process is not None:
                process.terminate()
                await asyncio.to_thread(_wait_or_kill, process)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
