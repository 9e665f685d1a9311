"""A server whose database, Redis and gateways stand behind proxies that harm the way to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bot.cluster.database_servers import DatabaseServer
from tests.conftest import accepting
from tests.databases import running_postgres, running_redis
from tests.faults.proxy import PASSES, Behaviour, FaultProxy, faults_before, port_of, through
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse

PLACES = {
    "Zurich": "tws-europe-primary",
    "Hong Kong": "tws-asia-primary",
    "Chicago": "tws-us-central-primary",
}


@dataclass(frozen=True)
class Away:
    """A server, what it needs, and the proxies in between; gateways by what people call them."""

    lotse: Lotse
    postgres: DatabaseServer
    redis: DatabaseServer
    to_postgres: FaultProxy
    to_redis: FaultProxy
    to_gateways: dict[str, FaultProxy]

    def execute(self, *statements: str) -> None:
        """Tell PostgreSQL something, not through the proxy."""
        engine = sa.create_engine(
            self.postgres.url, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


@contextmanager
def running_away(folder: Path) -> Iterator[Away]:
    """Run everything; nothing is harmed yet."""
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


@contextmanager
def behaving(proxy: FaultProxy, behaviour: Behaviour, drops: bool = False) -> Iterator[None]:
    """Harm the way while the block runs; connections that are open end where it drops them."""
    proxy.become(behaviour)
    if drops:
        proxy.drop()
    try:
        yield
    finally:
        proxy.become(PASSES)
