"""A named pipe for a server's log, whose reader may stop."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PIPE_BYTES = 4_096
SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ, which Python 3.10 has a name for on Linux only


class LogPipe:
    """Reads what comes out of the pipe, unless it was told to stop."""

    def __init__(self, path: Path) -> None:
        """Make the pipe at a path."""
        os.mkfifo(path)
        self.path = path
        self.text = b""
        self._reads = threading.Event()
        self._reads.set()
        # Opened for writing too, so that opening waits for nobody and reading never ends.
        self._pipe = os.open(path, os.O_RDWR)
        fcntl.fcntl(self._pipe, SET_PIPE_SIZE, PIPE_BYTES)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def wrapper(self) -> Sequence[str]:
        """Return a command that sends the standard error of the one behind it into the pipe."""
        return ("sh", "-c", 'exec "$@" 2>"$0"', str(self.path))

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Read nothing while the block runs; a read under way still ends."""
        self._reads.clear()
        try:
            yield
        finally:
            self._reads.set()

    def _read(self) -> None:
        while True:
            self._reads.wait()
            self.text += os.read(self._pipe, PIPE_BYTES)
