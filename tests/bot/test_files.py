"""A server that may open few files refuses newcomers, goes on for everybody else, and recovers."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.connections import ConnectionLimits
from bot.files import OWN_FILES
from bot.settings import PROJECT
from tests.bot.stream_client import new_token, welcomed
from tests.servers import Lotse, running_lotse

FEW = 256
QUESTION = "How do I log in with my security card?"
COUNT = "from bot.files import most_connections; print(most_connections(3_000))"


@pytest.mark.parametrize(
    ("files", "connections"),
    [(FEW, FEW - OWN_FILES - ConnectionLimits.reserve), (100, 1), (8_192, 3_000)],
)
def test_there_are_fewer_connections_than_files(files: int, connections: int) -> None:
    limited = f"ulimit -n {files}; exec {sys.executable} -c '{COUNT}'"

    counted = subprocess.run(
        ["sh", "-c", limited], cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert int(counted.stdout) == connections


async def test_a_server_without_files_left_goes_on_and_recovers(tmp_path: Path) -> None:
    with running_lotse(tmp_path, most_files=str(FEW)) as lotse:
        async with welcomed(lotse, new_token(lotse)) as stream:
            silent = await flood(lotse, 2 * FEW)
            held = await asyncio.to_thread(os.listdir, f"/proc/{lotse.process.pid}/fd")
            turn = await stream.ask("a", QUESTION)
            for writer in silent:
                writer.close()

            assert len(held) < FEW - OWN_FILES // 2, (
                "those that gave way must make room for one each"
            )
            assert turn["messages"][-1]["article"]["id"] == "dsc-login"
        assert await eventually_lives(lotse)
        assert lotse.process.poll() is None


async def flood(lotse: Lotse, connections: int) -> list[asyncio.StreamWriter]:
    """Open connections that say nothing; the system lets even those in that nobody takes."""
    port, opened = int(lotse.url.rpartition(":")[2]), []
    for _ in range(connections):
        try:
            opening = asyncio.open_connection("127.0.0.1", port)
            opened.append((await asyncio.wait_for(opening, 1.0))[1])
        except (OSError, asyncio.TimeoutError):
            break
    return opened


async def eventually_lives(lotse: Lotse) -> bool:
    """Return whether newcomers are served again."""
    for _ in range(100):
        try:
            return (await asyncio.to_thread(lotse.get, "/healthz"))[0] == 200
        except OSError:
            await asyncio.sleep(0.2)
    return False
