"""Real servers for tests: Lotse itself in a process of its own, and gateways on loopback."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
REST_TOKEN = "a-token-for-tests-only"
START_SECONDS = 240.0


_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_PORTS_A_WORKER = 2_000
PORTS = range(20_000 + _WORKER * _PORTS_A_WORKER, 20_000 + (_WORKER + 1) * _PORTS_A_WORKER)
"""Below those that Linux gives to whoever asks for any port, so that a free one stays free.

Test processes that run at the same time take theirs from different ranges.
"""
_given: set[int] = set()


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on, and that nobody else gets from here."""
    while True:
        port = random.choice(PORTS)
        if port not in _given and _is_free(host, port):
            _given.add(port)
            return port


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@dataclass
class Lotse:
    """A running server."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def post(
        self, path: str, body: Any, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send JSON and return status and JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method="POST")
        request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        return _send(request)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Return status and JSON."""
        return _send(urllib.request.Request(self.url + path, headers=dict(headers or {})))

    def delete(self, path: str, headers: Mapping[str, str]) -> tuple[int, Any]:
        """Delete something and return status and JSON."""
        return _send(
            urllib.request.Request(self.url + path, headers=dict(headers), method="DELETE")
        )

    def say(self, sender: str, text: str, **metadata: str) -> list[dict[str, Any]]:
        """Say something on the REST wire and return the message objects of the answer."""
        body: dict[str, Any] = {"sender": sender, "message": text}
        if metadata:
            body["metadata"] = metadata
        status, answer = self.post(
            "/webhooks/rest/webhook", body, {"Authorization": f"Bearer {REST_TOKEN}"}
        )
        assert status == 200, answer
        return [entry["custom"] for entry in answer]


def _send(request: urllib.request.Request) -> tuple[int, Any]:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=60) as response:
            return response.status, _json(response.read())
    except urllib.error.HTTPError as error:
        return error.code, _json(error.read())


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


@contextmanager
def running_lotse(
    folder: Path,
    *options: str,
    program: Sequence[str] = ("-m", "bot"),
    most_files: str = "",
    wrapper: Sequence[str] = (),
    **settings: str,
) -> Iterator[Lotse]:
    """Start ``python -m bot serve`` with its data in ``folder`` and wait until it is ready.

    With ``most_files`` it may open no more than that. A ``wrapper`` is a command that becomes the
    one behind it.
    """
    port = settings.pop("LOTSE_PORT", str(free_port()))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")},
        "LOTSE_PORT": port,
        "LOTSE_OPERATOR_PORT": "off",
        "LOTSE_DATA": str(folder / "data"),
        "LOTSE_REST_TOKEN": REST_TOKEN,
        **settings,
    }
    log = folder / "lotse.log"
    with log.open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*wrapper, *_limit(most_files), sys.executable, *program, "serve", *options],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=output,
            text=True,
        )
    lotse = Lotse(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_ready(lotse)
        yield lotse
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _limit(most_files: str) -> tuple[str, ...]:
    return ("sh", "-c", f'ulimit -n {most_files}; exec "$@"', "sh") if most_files else ()


def _wait_until_ready(lotse: Lotse) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert lotse.process.poll() is None, lotse.log.read_text(encoding="utf-8")
        with suppress(OSError):
            if lotse.get("/readyz")[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError("not ready in time:\n" + lotse.log.read_text(encoding="utf-8"))
