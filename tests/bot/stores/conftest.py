"""A database in a file of its own, and who writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores.database import metadata, open_database
from bot.stores.writer import Writer


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.engine.Engine]:
    """Return an SQLite database in the test's folder."""
    engine = open_database(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine: sa.engine.Engine) -> Iterator[Writer]:
    """Return its writer."""
    writer = Writer(engine)
    yield writer
    writer.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database, which is emptied again afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lotse.sqlite'}"
        return
    url: str = request.getfixturevalue("postgres_url")
    empty(url)
    yield url
    empty(url)


def empty(url: str) -> None:
    """Delete all that is in a database."""
    engine = open_database(url)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    engine.dispose()
