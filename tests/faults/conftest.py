"""PostgreSQL, Redis and gateways behind proxies that harm the way to them, and a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import accepting
from tests.databases import DatabaseServer, running_postgres, running_redis
from tests.faults.proxy import FaultProxy, faults_before, port_of, through
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse


@dataclass(frozen=True)
class Away:
    """A server, what it needs, and the proxies in between."""

    lotse: Lotse
    postgres: DatabaseServer
    redis: DatabaseServer
    to_postgres: FaultProxy
    to_redis: FaultProxy
    to_gateways: dict[str, FaultProxy]
    """By the place that people ask for."""


PLACES = {
    "Zurich": "tws-europe-primary",
    "Hong Kong": "tws-asia-primary",
    "Chicago": "tws-us-central-primary",
}


@pytest.fixture(scope="module")
def away(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    """Return a server with PostgreSQL, Redis and gateways, each behind a proxy."""
    folder = tmp_path_factory.mktemp("away")
    with (
        ExitStack() as stack,
        running_postgres() as postgres,
        running_redis() as redis,
        accepting() as gateway,
        faults_before(port_of(postgres.url)) as to_postgres,
        faults_before(port_of(redis.url)) as to_redis,
    ):
        to_gateways = {each: stack.enter_context(faults_before(gateway)) for each in PLACES}
        rows = {row: to_gateways[place].port for place, row in PLACES.items()}
        gateways = write_loopback_gateways(folder / "gateways.yml", rows)
        settings = {
            "LOTSE_DATABASE_URL": through(to_postgres, postgres.url),
            "LOTSE_REDIS_URL": through(to_redis, redis.url),
            "LOTSE_GATEWAYS": str(gateways),
        }
        with running_lotse(folder, **settings) as lotse:
            yield Away(lotse, postgres, redis, to_postgres, to_redis, to_gateways)
