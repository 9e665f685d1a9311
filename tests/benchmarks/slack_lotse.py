"""Lotse as a side of ``make bench-slack``."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from tests.servers import Lotse, free_port, running_lotse

PATH = "/slack/events"
UNFINISHED = "SELECT count(*) FROM lotse_slack_jobs WHERE NOT is_done"


class LotseSide:
    """One process, with its data in a folder."""

    name = "Lotse"

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        port = str(free_port())
        self._folder = folder
        self._settings = {**settings, "LOTSE_PORT": port}
        self._stack = ExitStack()
        self._server: Lotse | None = None
        by_http = "LOTSE_SLACK_SIGNING_SECRET" in settings
        self.target = f"http://127.0.0.1:{port}{PATH}" if by_http else None

    async def start(self) -> None:
        """Start it, and return when it is ready."""
        starting = running_lotse(self._folder, **self._settings)
        self._server = await asyncio.to_thread(self._stack.enter_context, starting)

    async def kill(self) -> None:
        """Send SIGKILL."""
        assert self._server is not None
        self._server.process.kill()
        await self.stop()

    async def stop(self) -> None:
        """End it in an orderly way, if it runs."""
        await asyncio.to_thread(self._stack.close)

    def unfinished(self) -> int:
        """Count what it has written down and not brought to an end."""
        with closing(sqlite3.connect(self._folder / "data" / "lotse.sqlite")) as database:
            return int(database.execute(UNFINISHED).fetchone()[0])
