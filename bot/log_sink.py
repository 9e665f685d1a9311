"""Write log lines without ever making anybody wait for whoever reads them."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from logging.handlers import QueueHandler

MOST_WAITING = 2_000
FLUSH_SECONDS = 1.0
RETRY_SECONDS = 0.05


class LineSink(QueueHandler):
    """A handler whose lines a thread writes to a file descriptor.

    Where that takes none, because a pipe is full or its reader has gone, lines are dropped and
    counted; requests go on.
    """

    def __init__(self, descriptor: int, most_waiting: int | None = None) -> None:
        self._lines: queue.Queue[str] = queue.Queue(most_waiting or MOST_WAITING)
        super().__init__(self._lines)
        self._descriptor = descriptor
        self.dropped = 0
        self._told = 0
        threading.Thread(target=self._run, name="log", daemon=True).start()

    def prepare(self, record: logging.LogRecord) -> str:
        """Return the line, made here, where the conversation at hand is known."""
        return self.format(record)

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue what `prepare` returned."""
        try:
            self._lines.put_nowait(str(record))
        except queue.Full:
            self.dropped += 1

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Count a record that cannot be written; logging would print its values."""
        self.dropped += 1

    def flush(self) -> None:
        """Wait until all is written, but not for long: the reader may have stopped for good."""
        idle = self._lines.all_tasks_done
        with idle:
            idle.wait_for(lambda: not self._lines.unfinished_tasks, FLUSH_SECONDS)

    def _run(self) -> None:
        while True:
            line = self._lines.get()
            self._write(line)
            if self.dropped > self._told:
                self._tell()
            self._lines.task_done()

    def _tell(self) -> None:
        lost, self._told = self.dropped - self._told, self.dropped
        fields = {"fields": {"count": lost}}
        record = logging.makeLogRecord(
            {"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING", **fields}
        )
        record.msg = "log lines were dropped: nobody took them"
        self._write(self.format(record))

    def _write(self, line: str) -> None:
        left = line.encode("ascii", "backslashreplace") + b"\n"
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                time.sleep(RETRY_SECONDS)
            except OSError:  # nobody reads any more
                self.dropped += 1
                return
