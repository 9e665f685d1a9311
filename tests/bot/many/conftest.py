"""Workers' parts on a real Redis, and databases that two of them use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.shared.link import RedisLink
from bot.stores.database import metadata, open_database
from bot.stores.writer import Writer

Open = Callable[[], RedisLink]
OpenDatabase = Callable[[], tuple[sa.engine.Engine, Writer]]


@pytest.fixture
async def open_link(redis_url: str) -> AsyncIterator[Open]:
    """Return what connects to Redis as another worker does."""
    async with AsyncExitStack() as stack:

        def connect() -> RedisLink:
            link = RedisLink(redis_url)
            stack.push_async_callback(link.close)
            return link

        yield connect


@pytest.fixture(params=["sqlite", "postgresql"])
def open_one_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenDatabase]:
    """Return what opens the same database as another process does."""
    sqlite = f"sqlite:///{tmp_path / 'lotse.sqlite'}"
    is_sqlite = request.param == "sqlite"
    url = sqlite if is_sqlite else request.getfixturevalue("postgres_url")
    with ExitStack() as stack:

        def connect() -> tuple[sa.engine.Engine, Writer]:
            engine = open_database(url)
            writer = Writer(engine)
            stack.callback(engine.dispose)
            stack.callback(writer.close)
            return engine, writer

        yield connect
        engine, _ = connect()
        with engine.begin() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.delete())
