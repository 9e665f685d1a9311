"""What a turn costs PostgreSQL and Redis: ``python -m tests.benchmarks.databases_a_turn``.

Workers on loopback share both. People with addresses of their own hold conversations on the
widget's wire; what both servers count is read before and after. PostgreSQL has its own settings: a
commit is on the disk before it is answered, and pages are written whole after a checkpoint.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import aiohttp
import redis
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bot.cluster.database_servers import DatabaseServer, start_postgres, start_redis
from bot.cluster.databases import postgres_folder
from bot.cluster.ports import free_ports
from bot.cluster.server_process import Folder
from tests.benchmarks.processes import cpu_seconds
from tests.databases import PASSWORD
from tests.servers import Lotse, running_lotse

FIRST_PORT = 19_000
TEXTS = (
    "How do I log in with my security card?",
    "Where do I find my user name?",
    "thanks",
    "Ich habe meine PIN vergessen",
    "Welche Ports braucht die TWS?",
)
IN_POSTGRES = {
    "commits": "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()",
    "rows inserted": "SELECT tup_inserted FROM pg_stat_database WHERE datname = current_database()",
    "WAL bytes": "SELECT wal_bytes FROM pg_stat_wal",
    "whole pages in WAL": "SELECT wal_fpi FROM pg_stat_wal",
    "bytes of tables and indexes": "SELECT pg_database_size(current_database())",
}
SECONDS_TO_REST = 3.0
"""PostgreSQL's counters are up to a second old."""


@dataclass(frozen=True)
class Stage:
    """The workers, the databases and what PostgreSQL logs: each statement."""

    workers: Sequence[Lotse]
    postgres: DatabaseServer
    redis: DatabaseServer
    log: Path


def main() -> None:
    """Measure with each number of people, and print what a turn came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--people", type=int, nargs="+", default=[1, 20])
    parser.add_argument("--conversations", type=int, default=150, help="for each number of people")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lotse-") as name:
        with running(Path(name), options.workers) as stage:
            asyncio.run(hold(stage, 10, 5, 0))  # warms up
            for number, people in enumerate(options.people, 1):
                before = counted(stage)
                asyncio.run(hold(stage, options.conversations, people, number))
                used = {what: count - before[what] for what, count in counted(stage).items()}
                print(report(people, options.conversations * len(TEXTS), used))
            print(f"\nconnections to PostgreSQL: {connections(stage)}, {options.workers} workers")


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Stage]:
    """Run PostgreSQL, Redis and the workers."""
    ports = free_ports(FIRST_PORT)
    with ExitStack() as stack:
        place = stack.enter_context(postgres_folder(folder, print))
        postgres = start_postgres(place, next(ports), PASSWORD, ["log_statement=all"])
        stack.callback(postgres.stop)
        cache = start_redis(Folder(folder), next(ports), PASSWORD)
        stack.callback(cache.stop)
        servers = []
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            settings = {"LOTSE_DATABASE_URL": postgres.url, "LOTSE_REDIS_URL": cache.url}
            settings["LOTSE_PROXIES"] = "127.0.0.1"
            servers.append(stack.enter_context(running_lotse(own, **settings)))
        yield Stage(servers, postgres, cache, place.log)


async def hold(stage: Stage, conversations: int, people: int, number: int) -> None:
    """Hold conversations, so many at a time; each stays with a worker, as behind a balancer."""
    urls = cycle(worker.url for worker in stage.workers)
    todo = [
        (next(urls), f"10.{number}.{each // 250}.{each % 250}") for each in range(conversations)
    ]
    async with aiohttp.ClientSession() as client:

        async def person() -> None:
            while todo:
                await _converse(client, *todo.pop())

        await asyncio.gather(*(person() for _ in range(people)))


async def _converse(client: aiohttp.ClientSession, url: str, address: str) -> None:
    origin = {"X-Forwarded-For": address}
    async with client.post(f"{url}/api/session", json={}, headers=origin) as response:
        token = (await response.json())["session"]
    headers = {**origin, "Authorization": f"Bearer {token}"}
    for number, text in enumerate(TEXTS):
        said = {"text": text, "id": f"question-{number}"}
        async with client.post(f"{url}/api/messages", json=said, headers=headers) as response:
            assert response.status == 200, await response.text()
            await response.read()


def counted(stage: Stage) -> Counter[str]:
    """Return what both servers have counted so far."""
    asyncio.run(asyncio.sleep(SECONDS_TO_REST))
    statements = stage.log.read_text("utf-8", "replace").count("LOG:  statement:")
    found = Counter({"statements, with BEGIN and COMMIT": statements})
    engine = sa.create_engine(stage.postgres.url, poolclass=NullPool)
    with engine.connect() as connection:
        for what, question in IN_POSTGRES.items():
            found[what] = int(connection.execute(sa.text(question)).scalar_one())
    with redis.Redis.from_url(stage.redis.url) as client:
        for name, each in client.info("commandstats").items():
            found[f"Redis {name.removeprefix('cmdstat_')}"] = each["calls"]
        found["Redis memory bytes"] = client.info("memory")["used_memory"]
        found["Redis bytes in and out"] = sum(
            client.info("stats")[name]
            for name in ("total_net_input_bytes", "total_net_output_bytes")
        )
    processes = {"PostgreSQL": [stage.postgres.process.pid], "Redis": [stage.redis.process.pid]}
    processes["workers"] = [each.process.pid for each in stage.workers]
    for name, numbers in processes.items():
        found[f"CPU microseconds of {name}"] = round(1e6 * sum(map(cpu_seconds, numbers)))
    return found


def connections(stage: Stage) -> int:
    """Return how many connections the workers hold."""
    engine = sa.create_engine(stage.postgres.url, poolclass=NullPool)
    question = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    with engine.connect() as connection:
        return int(connection.execute(sa.text(question)).scalar_one()) - 1


def report(people: int, turns: int, used: dict[str, int]) -> str:
    """Return a table of what a turn came to."""
    lines = [f"\n{turns} turns, {people} at a time", "", "| | a turn |", "| --- | ---: |"]
    lines += [f"| {what} | {count / turns:,.2f} |" for what, count in used.items() if count]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
