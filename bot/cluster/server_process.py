"""Servers of others: each is a process of its own that writes to a log file in its folder."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.command_error import CommandError

START_SECONDS = 30.0
STOP_SECONDS = 10.0
LONGEST_COMPLAINT = 2_000


class ServerError(CommandError):
    """A server that does not start; its text says what it said."""


@dataclass
class Server:
    """A running server; ``stop_signal`` ends it without waiting for its clients."""

    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def has_ended(self) -> bool:
        """Return whether it runs no more."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """Stop it, and wait until it has gone."""
        if not self.has_ended:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_until(self, answers: Callable[[], bool]) -> bool:
        """Return whether it answers before it ends and before `START_SECONDS` are over."""
        deadline = time.monotonic() + START_SECONDS
        while not self.has_ended and time.monotonic() < deadline:
            if answers():
                return True
            time.sleep(0.02)
        return False


@dataclass(frozen=True)
class Folder:
    """A server's folder and the user to whom it belongs, None for the one who runs this."""

    path: Path
    user: str | None = None

    @property
    def _group(self) -> int | None:
        return pwd.getpwnam(self.user).pw_gid if self.user is not None else None

    @property
    def log(self) -> Path:
        """Return the file that has what its servers say."""
        return self.path / "log"

    def start(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a command that writes to the log, out of reach of the terminal's Ctrl-C.

        ``environment`` is added to this process's own.
        """
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.path,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self._group,
                extra_groups=None if self.user is None else [],
            )

    def complaint(self, what: str) -> ServerError:
        """Return an error with the end of the log."""
        said = self.log.read_text("utf-8", "replace")[-LONGEST_COMPLAINT:]
        return ServerError(f"{what}; it said:\n{said}")
