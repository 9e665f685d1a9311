"""What the Slack app has taken on: each event once, with its answer until that is posted."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.stores.database import metadata, read_rows
from bot.stores.sessions import turns
from bot.stores.trackers import events
from bot.stores.weighed_cache import WeighedCache
from bot.stores.writer import RefusedWriteError, Writer

AUTO = "auto"
"""The choice of language of people who have chosen none."""
KEPT_SECONDS = 7 * 24 * 60 * 60
"""How long an event is known; Slack repeats one for some minutes."""
SHARED_SECONDS = 24 * 60 * 60
"""How long an answer to a command may be shared."""
MOST_CACHED = 5_000

jobs = sa.Table(
    "lotse_slack_jobs",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("posts", sa.Text),
    sa.Column("is_done", sa.Boolean, nullable=False, index=True),
    sa.Column("created", sa.Float, nullable=False, index=True),
)
threads = sa.Table(
    "lotse_slack_threads",
    metadata,
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("people", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
choices = sa.Table(
    "lotse_slack_languages",
    metadata,
    sa.Column("person", sa.String(255), primary_key=True),
    sa.Column("language", sa.String(8), nullable=False),
)
conversations = sa.Table(
    "lotse_slack_conversations",
    metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("person", sa.String(255), nullable=False, index=True),
    sa.Column("created", sa.Float, nullable=False),
)
claims = sa.Table(
    "lotse_slack_claims",
    metadata,
    sa.Column("name", sa.String(255), primary_key=True),
    sa.Column("owner", sa.String(255), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)


Living = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Returns those of the workers that live."""


class TakenOverError(RefusedWriteError):
    """A job that another worker has taken over."""


@dataclass
class Job:
    """One thing asked; ``posts`` is None until its answer is known."""

    key: str
    asked: Mapping[str, Any]
    posts: list[dict[str, Any]] | None = None
    is_taken_over: bool = False
    """Whether an earlier process began it."""


@dataclass
class People:
    """Who has spoken in a thread: to Lotse, and to others."""

    askers: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def as_json(self) -> str:
        """Return it as the table keeps it."""
        return json.dumps({"askers": sorted(self.askers), "others": sorted(self.others)})


class SlackStore:
    """Jobs, threads and chosen languages; written behind, waited for where that matters.

    What was asked and answered is kept ``kept_hours``, and no longer than `SHARED_SECONDS`. Where
    several workers serve, each has a name; then jobs have owners, and memory is not trusted.
    """

    def __init__(
        self, engine: sa.engine.Engine, writer: Writer, kept_hours: int = 24, worker: str = ""
    ) -> None:
        self._worker = worker
        self._engine = engine
        self._kept_seconds = kept_hours * 60 * 60
        self._writer = writer
        self._threads = WeighedCache[People](MOST_CACHED)
        self._choices = WeighedCache[str](MOST_CACHED)
        self._owners = WeighedCache[str](MOST_CACHED)

    async def take(self, job: Job, on_new: Callable[[Job], None], patience_seconds: float) -> bool:
        """Write a job down, and hand it to `on_new` unless its key is known already.

        Returns whether it is written; a database that takes its time does so later.
        """
        is_new: list[bool] = []
        row = {"key": job.key, "asked": json.dumps(job.asked), "is_done": False}

        def insert(connection: sa.engine.Connection) -> None:
            is_new[:] = [_insert_new(connection, jobs, {**row, "created": time.time()})]
            if self._worker and is_new[0]:
                _insert_new(connection, claims, self._claim_of(job.key))

        written = asyncio.wrap_future(self._writer.submit(insert))

        def hand_on(future: asyncio.Future[None]) -> None:
            if not future.cancelled() and not future.exception() and is_new[0]:
                on_new(job)

        written.add_done_callback(hand_on)
        done, _ = await asyncio.wait([written], timeout=patience_seconds)
        return bool(done) and not written.cancelled() and not written.exception()

    async def keep_posts(self, job: Job) -> None:
        """Write the answer and how far it is posted; returns when it is committed."""
        values = {"posts": json.dumps(job.posts)}
        await self._update(job, values)

    async def finish(self, job: Job, sharer: str = "") -> None:
        """Note that all is posted; what was said is forgotten here, the key is not.

        The posts are kept for a person who may share them.
        """
        posts = json.dumps(job.posts) if sharer else None
        asked = _kept_for(sharer)
        await self._update(job, {"is_done": True, "asked": asked, "posts": posts})

    async def _update(self, job: Job, values: Mapping[str, Any]) -> None:
        change = jobs.update().where(jobs.c.key == job.key).values(**values)

        def update(connection: sa.engine.Connection) -> None:
            connection.execute(change)
            if self._worker and _owner(connection, job.key) != self._worker:
                raise TakenOverError

        await asyncio.wrap_future(self._writer.submit(update))

    def _claim_of(self, key: str) -> dict[str, Any]:
        return {"name": _claim_name(key), "owner": self._worker, "created": time.time()}

    async def take_over(self, living: Living) -> list[Job]:
        """Return the jobs that no living worker has, in order; from now on they are this one's."""
        left = self.unfinished()
        if not self._worker or not left:
            return left
        names = [_claim_name(job.key) for job in left]
        query = sa.select([claims.c.name, claims.c.owner]).where(claims.c.name.in_(names))
        owners = {row.name: str(row.owner) for row in read_rows(self._engine, query)}
        alive = await living(set(owners.values()))
        dead = [job for job in left if owners.get(_claim_name(job.key)) not in alive]
        return [job for job in dead if await self._seize(job, owners.get(_claim_name(job.key)))]

    async def _seize(self, job: Job, owner: str | None) -> bool:
        got: list[bool] = []
        is_his = sa.and_(claims.c.name == _claim_name(job.key), claims.c.owner == owner)

        def seize(connection: sa.engine.Connection) -> None:
            if owner is None:  # of a version without owners
                got[:] = [_insert_new(connection, claims, self._claim_of(job.key))]
            else:
                change = claims.update().where(is_his).values(owner=self._worker)
                got[:] = [bool(connection.execute(change).rowcount)]

        await asyncio.wrap_future(self._writer.submit(seize))
        return got == [True]

    def unfinished(self) -> list[Job]:
        """Return what an earlier process left, in the order in which it came."""
        query = sa.select([jobs]).where(jobs.c.is_done.is_(False)).order_by(jobs.c.number)
        return [
            Job(row.key, json.loads(row.asked), json.loads(row.posts) if row.posts else None, True)
            for row in read_rows(self._engine, query)
        ]

    def posts(self, key: str, sharer: str) -> list[dict[str, Any]]:
        """Return the posts of a finished job that was told to keep them for this person."""
        kept = sa.select([jobs.c.posts]).where(jobs.c.key == key)
        rows = read_rows(self._engine, kept.where(jobs.c.asked == _kept_for(sharer)))
        return json.loads(rows[0].posts) if rows and rows[0].posts else []

    async def claim(self, name: str, owner: str) -> bool:
        """Return whether this owner is the one who may do something that is done once."""
        found: list[str] = []

        def insert(connection: sa.engine.Connection) -> None:
            row = {"name": name, "owner": owner, "created": time.time()}
            _insert_new(connection, claims, row)
            query = sa.select([claims.c.owner]).where(claims.c.name == name)
            found[:] = [connection.execute(query).scalar_one()]

        await asyncio.wrap_future(self._writer.submit(insert))
        return found == [owner]

    def people(self, thread: str) -> People:
        """Return who has spoken in a thread; nobody where Lotse takes no part."""
        known = None if self._worker else self._threads.get(thread)
        if known is None:
            query = sa.select([threads.c.people]).where(threads.c.key == thread)
            known = _people_in(read_rows(self._engine, query))
            self._threads.put(thread, known)
        return known

    def note_person(self, thread: str, user: str, is_asking: bool) -> None:
        """Remember that somebody has spoken in a thread."""
        people = self.people(thread)
        known = people.askers if is_asking else people.others
        if user in known:
            return
        known.add(user)

        def replace(connection: sa.engine.Connection) -> None:
            row = {"key": thread, "people": people.as_json(), "created": time.time()}
            if not _insert_new(connection, threads, row):
                _add_people(connection, thread, people)

        self._writer.submit(replace)

    def chosen_language(self, person: str) -> str:
        """Return the language somebody chose (`de`, `en`), or `auto`."""
        known = None if self._worker else self._choices.get(person)
        if known is None:
            query = sa.select([choices.c.language]).where(choices.c.person == person)
            rows = read_rows(self._engine, query)
            known = str(rows[0].language) if rows else AUTO
            self._choices.put(person, known)
        return known

    def choose_language(self, person: str, language: str) -> None:
        """Remember a choice."""
        self._choices.put(person, language)
        row = {"person": person, "language": language}

        def replace(connection: sa.engine.Connection) -> None:
            connection.execute(choices.delete().where(choices.c.person == person))
            connection.execute(choices.insert(), [row])

        self._writer.submit(replace)

    def forget_old(self) -> None:
        """Delete what is older than `KEPT_SECONDS`, and answers that might be shared earlier."""
        before = time.time() - KEPT_SECONDS
        shared = time.time() - min(SHARED_SECONDS, self._kept_seconds)
        self._owners.drop(lambda _, __: True)  # of those that are deleted now

        def delete(connection: sa.engine.Connection) -> None:
            old_jobs = jobs.delete().where(jobs.c.created < before)
            connection.execute(old_jobs.where(jobs.c.is_done.is_(True)))
            spent = jobs.update().where(jobs.c.created < shared)  # unanswered ones as well
            connection.execute(spent.values(posts=None, asked="{}", is_done=True))
            for table in (claims, threads):
                connection.execute(table.delete().where(table.c.created < before))
            kept = (sa.select([events.c.sender_id]), sa.select([turns.c.conversation]))
            gone = (conversations.c.conversation.notin_(known) for known in kept)
            old = conversations.delete().where(conversations.c.created < shared, *gone)
            connection.execute(old)

        self._writer.submit(delete)

    def note_conversation(self, person: str, conversation: str) -> None:
        """Remember whose a conversation is, so that they can have it deleted."""
        if self._owners.get(conversation) == person:
            return
        self._owners.put(conversation, person)
        row = {"conversation": conversation, "person": person, "created": time.time()}
        self._writer.submit(lambda connection: _insert_new(connection, conversations, row))

    async def conversations(self, person: str) -> list[str]:
        """Return the conversations of a person; waits until they are written."""
        query = sa.select([conversations.c.conversation]).where(conversations.c.person == person)
        found: list[str] = []

        def read(connection: sa.engine.Connection) -> None:
            found[:] = [str(row[0]) for row in connection.execute(query)]

        await asyncio.wrap_future(self._writer.submit(read))
        return found

    async def forget_person(self, team: str, user: str) -> None:
        """Delete who somebody is; returns when that and all deleted before are in no file."""
        person = f"{team}:{user}"
        self._owners.drop(lambda _, owner: owner == person)
        self._choices.pop(person)
        self._threads.drop(lambda _, people: user in people.askers | people.others)
        self._writer.submit(lambda connection: _delete_person(connection, team, user))
        await asyncio.wrap_future(self._writer.clean())


def _claim_name(key: str) -> str:
    return f"job:{hashlib.sha256(key.encode()).hexdigest()}"


def _owner(connection: sa.engine.Connection, key: str) -> str | None:
    query = sa.select([claims.c.owner]).where(claims.c.name == _claim_name(key))
    owner: str | None = connection.execute(query.with_for_update(read=True)).scalar()
    return owner


def _people_in(rows: Sequence[Any]) -> People:
    kept = json.loads(rows[0].people) if rows else {"askers": [], "others": []}
    return People(set(kept["askers"]), set(kept["others"]))


def _add_people(connection: sa.engine.Connection, thread: str, people: People) -> None:
    """Add people to those of a thread, whom another worker may have noted meanwhile."""
    is_thread = threads.c.key == thread
    query = sa.select([threads.c.people]).where(is_thread).with_for_update()
    known = _people_in(connection.execute(query).all())
    both = People(known.askers | people.askers, known.others | people.others)
    connection.execute(
        threads.update().where(is_thread).values(people=both.as_json(), created=time.time())
    )


def _insert_new(connection: sa.engine.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there already; return whether it was new."""
    dialects = {"sqlite": sqlite, "postgresql": postgresql}
    insert = dialects[connection.dialect.name].insert(table)
    return bool(connection.execute(insert.values(**row).on_conflict_do_nothing()).rowcount)


def _kept_for(sharer: str) -> str:
    """Return what a finished job keeps of what was asked: who may share the answer."""
    return json.dumps({"person": sharer} if sharer else {})


def _delete_person(connection: sa.engine.Connection, team: str, user: str) -> None:
    """Delete whose conversations were whose, the chosen language, and what could be shared."""
    person = f"{team}:{user}"
    for column in (conversations.c.person, choices.c.person):
        connection.execute(column.table.delete().where(column == person))
    pressed = jobs.c.key.startswith(f"b:{person}:", autoescape=True)
    connection.execute(jobs.delete().where(pressed))
    spent = jobs.update().where(jobs.c.asked == _kept_for(person))
    connection.execute(spent.values(asked="{}", posts=None))
    taken_part = threads.c.people.contains(json.dumps(user), autoescape=True)
    for row in connection.execute(sa.select([threads]).where(taken_part)).all():
        if row.key.startswith(f"{team}:"):
            kept = {
                kind: [each for each in named if each != user]
                for kind, named in json.loads(row.people).items()
            }
            change = threads.update().where(threads.c.key == row.key)
            connection.execute(change.values(people=json.dumps(kept)))
