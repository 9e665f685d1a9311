"""Count answers in Slack under a storm, beside Rasa's own channel: ``make bench-slack``."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests.benchmarks.slack_lotse import LotseSide
from tests.benchmarks.slack_outcome import Outcome
from tests.benchmarks.slack_questions import lay_out
from tests.benchmarks.slack_sockets import Drops
from tests.benchmarks.slack_stock import StockSide
from tests.benchmarks.slack_storm import Storm
from tests.benchmarks.slack_tables import drop_table, storm_table, verdict
from tests.benchmarks.stock_environment import find_python, stock_environment
from tests.gateways import write_loopback_gateways
from tests.servers import PROJECT
from tests.slack.conftest import http_settings, socket_settings
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.workspace import ALICE, ANNA

MODEL = PROJECT / "models" / "lotse.tar.gz"
ROWS = ("tws-europe-primary", "tws-europe-backup", "tws-asia-primary", "tws-us-central-primary")
WARM_UP = {ANNA: "Wie installiere ich die API?", ALICE: "How do I install the API?"}
WARM_UP_SECONDS = 60.0
SEED = 7
EVENTS_A_DROP = 10
AnySide = TypeVar("AnySide", LotseSide, StockSide)


def main() -> None:
    """Run the storm against each side, then drop sockets; print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000, help="questions in the storm")
    parser.add_argument("--a-second", type=float, default=10.0, help="how fast they are asked")
    parser.add_argument("--drops", type=int, default=50, help="of sockets, 2 at least; 0: none")
    parser.add_argument("--only", choices=("lotse",), help="leave stock Rasa out")
    parser.add_argument("--python", default=None, help="what stock Rasa runs on; else 3.10, if any")
    options = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it complains of what we kill
    environment = None if options.only else stock_environment(options.python or find_python())
    subprocess.run([sys.executable, "-m", "bot", "train"], cwd=PROJECT, check=True)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        print(f"Load before: {_load()}", flush=True)
        asyncio.run(_measure(Path(name), options, environment))
        print(f"\nLoad after: {_load()}")


def _load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


async def _measure(folder: Path, options: argparse.Namespace, environment: Path | None) -> None:
    async with await asyncio.start_server(_hang_up, "127.0.0.1", 0) as listener:
        port = int(listener.sockets[0].getsockname()[1])
        gateways = write_loopback_gateways(folder / "gateways.yml", dict.fromkeys(ROWS, port))
        sides = [await _storm_lotse(folder, gateways, options)]
        if environment is not None:
            sides.append(await _storm_stock(folder, gateways, options, environment))
        print(f"\nThe storm over HTTP, seed {SEED}, {options.a_second:.0f} questions a second\n")
        print(storm_table(sides), *map(verdict, sides), sep="\n\n", flush=True)
        if options.drops:
            await _drop_sockets(folder, gateways, options.drops)


async def _hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _storm_lotse(folder: Path, gateways: Path, options: argparse.Namespace) -> Outcome:
    async with running_slack() as slack:
        settings = {**http_settings(slack), "LOTSE_GATEWAYS": str(gateways)}
        async with _started(LotseSide(_new(folder, "lotse"), settings), slack) as side:
            outcome = await _storm(slack, side, options)
            outcome.notes.append(f"Jobs written down and not finished: {side.unfinished()}.")
            return outcome


async def _storm_stock(
    folder: Path, gateways: Path, options: argparse.Namespace, environment: Path
) -> Outcome:
    side = StockSide(environment / "bin" / "rasa", MODEL, _new(folder, "stock"), gateways)
    async with running_slack() as slack:
        side.configure(slack.bot_token, slack.signing_secret, slack.api_url)
        async with _started(side, slack):
            return await _storm(slack, side, options)


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


@asynccontextmanager
async def _started(side: AnySide, slack: PretendSlack) -> AsyncIterator[AnySide]:
    """Start a side and have it answer in both languages once."""
    try:
        await side.start()
        slack.target = side.target
        await slack.wait_for(lambda: slack.courier.can_deliver)
        await _warm_up(slack)
        yield side
    finally:
        await side.stop()


async def _warm_up(slack: PretendSlack) -> None:
    for user, text in WARM_UP.items():
        await slack.say(user, user, text)
        await slack.wait_for(partial(slack.answers, user), WARM_UP_SECONDS)


async def _storm(
    slack: PretendSlack, side: LotseSide | StockSide, options: argparse.Namespace
) -> Outcome:
    chance = random.Random(SEED)
    lanes = lay_out(slack, options.events, chance)
    return await Storm(slack, side, lanes, chance).run(options.a_second)


async def _drop_sockets(folder: Path, gateways: Path, drops: int) -> None:
    chance = random.Random(SEED)
    async with running_slack() as slack:
        settings = {**socket_settings(slack), "LOTSE_GATEWAYS": str(gateways)}
        async with _started(LotseSide(_new(folder, "sockets"), settings), slack) as side:
            dropping = Drops(slack, lay_out(slack, drops * EVENTS_A_DROP, chance), chance)
            outcome = await dropping.run("Lotse, Socket Mode", drops)
            outcome.notes.append(f"Jobs written down and not finished: {side.unfinished()}.")
    print(f"\n{drops} forced drops of sockets, under events; stock Rasa has no Socket Mode\n")
    print(drop_table(dropping.back_seconds))
    print(storm_table([outcome]), verdict(outcome), sep="\n\n", flush=True)


if __name__ == "__main__":
    main()
