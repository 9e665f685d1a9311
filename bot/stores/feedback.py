"""What people thought of answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from bot.stores.database import find_rows, in_thread, metadata, read_rows
from bot.stores.weighed_cache import WeighedCache
from bot.stores.writer import Writer

REASONS = ("wrong", "other_question", "unclear", "outdated")
MOST_CACHED = 5_000

feedback = sa.Table(
    "lotse_feedback",
    metadata,
    sa.Column("message", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("article", sa.String(255)),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(32)),
    sa.Column("comment", sa.Text),
    sa.Column("created", sa.Float, nullable=False, index=True),
)


@dataclass(frozen=True)
class Rating:
    """Whether a message helped, and perhaps why not; ``article`` is what it answered from."""

    message: str
    article: str | None
    kind: str
    language: str
    helpful: bool
    reason: str | None = None
    comment: str | None = None


class FeedbackStore:
    """Ratings: read from memory, else from the database; written behind."""

    def __init__(self, engine: sa.engine.Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._ratings = WeighedCache[dict[str, bool]](MOST_CACHED)

    def rate(self, conversation: str, rating: Rating) -> None:
        """Keep a rating in place of an earlier one of the same message."""
        known = {**self.ratings(conversation), rating.message: rating.helpful}
        self._ratings.put(conversation, known)
        row = {**asdict(rating), "conversation": conversation, "created": time.time()}

        def replace(connection: sa.engine.Connection) -> None:
            connection.execute(feedback.delete().where(feedback.c.message == rating.message))
            connection.execute(feedback.insert(), [row])

        self._writer.submit(replace)

    def ratings(self, conversation: str) -> Mapping[str, bool]:
        """Return by message id whether it helped."""
        known = self._ratings.get(conversation)
        if known is None:
            known = _ratings_in(read_rows(self._engine, _ratings_of(conversation)))
            self._ratings.put(conversation, known)
        return known

    async def read(self, conversation: str) -> None:
        """Read a conversation's ratings anew; raise `sqlalchemy.exc.SQLAlchemyError`."""
        rows = await in_thread(find_rows, self._engine, _ratings_of(conversation))
        self._ratings.put(conversation, _ratings_in(rows))

    def forget(self, conversation: str) -> None:
        """Keep nothing of a conversation's ratings in memory."""
        self._ratings.pop(conversation)

    def let_go(self, conversation: str) -> Future[None]:
        """Keep a conversation's ratings, and no longer whose they are."""
        self.forget(conversation)
        change = feedback.update().where(feedback.c.conversation == conversation)
        return self._writer.submit(
            lambda connection: connection.execute(change.values(conversation=""))
        )

    def erase(self, conversation: str) -> Future[None]:
        """Forget a conversation's ratings."""
        self.forget(conversation)
        gone = feedback.delete().where(feedback.c.conversation == conversation)
        return self._writer.submit(lambda connection: connection.execute(gone))


def _ratings_of(conversation: str) -> sa.sql.Select:
    query = sa.select([feedback.c.message, feedback.c.helpful])
    return query.where(feedback.c.conversation == conversation)


def _ratings_in(rows: Sequence[Any]) -> dict[str, bool]:
    return {row.message: bool(row.helpful) for row in rows}


def read_ratings(engine: sa.engine.Engine, since: float) -> Sequence[Any]:
    """Return the rows of all ratings since a Unix time, the newest first."""
    query = sa.select([feedback]).where(feedback.c.created >= since)
    with engine.connect() as connection:
        return list(connection.execute(query.order_by(feedback.c.created.desc())).all())
