"""A database in a file of its own, and who writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores.database import Writer, open_database


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
