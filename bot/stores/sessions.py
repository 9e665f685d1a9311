"""Sessions of the web channel, and what the buttons shown in a conversation mean."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import NUMBER, UnreadableError, find_rows, in_thread, metadata, read_rows
from bot.stores.steady_clock import steady_time
from bot.stores.weighed_cache import WeighedCache
from bot.stores.writer import Write, Writer

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 4 * 60 * 60
BUTTON_SECONDS = ABSOLUTE_SECONDS
"""A button is good for as long as a session can be, where there are no sessions too."""
AHEAD_SECONDS = 2 * 60 * 60
"""So far ahead may a stored time be, after a clock was set back; more is a wrong clock's."""
FRESH_SECONDS = 1.0
TOKEN_BYTES = 32
ROUTE_CHARACTERS = 2
"""Of a token's end, behind its secret: a hint by which load balancers keep a conversation together.

It says nothing of the secret, and thousands of conversations share each of its 4,096 values, so it
may stand in an address, as a token may not.
"""
BUTTON_PREFIX = "b-"
BUTTON_ID = re.compile(r"b-[A-Za-z0-9_-]{22}")
MOST_CACHED = 5_000
MOST_TURNS_CACHED = 5_000
"""Turns of all conversations that are kept in memory, of about 10 KB each."""
MOST_TURNS = 200  # of a conversation that are kept in memory and shown after a reload
MOST_BUTTONS = 1_000  # of a conversation that are kept in memory
WRITTEN_SECONDS = 1.0  # how long a new session waits to be known to all

sessions = sa.Table(
    "lotse_sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("used", sa.Float, nullable=False),
)
buttons = sa.Table(
    "lotse_buttons",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
turns = sa.Table(
    "lotse_turns",
    metadata,
    sa.Column("number", NUMBER, primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("client_id", sa.String(64), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("replies", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class Session:
    """A person's session; ``conversation`` is Rasa's sender id, times are Unix seconds."""

    conversation: str
    created: float
    used: float

    @property
    def expires(self) -> float:
        """Return when the session ends if nothing more is said."""
        return min(self.used + IDLE_SECONDS, self.created + ABSOLUTE_SECONDS)


_ENDED = Session("", 0.0, 0.0)


@dataclass(frozen=True)
class Choice:
    """What pressing a button means: its title and Rasa's payload."""

    title: str
    payload: str


@dataclass(frozen=True)
class _Shown:
    """A button as it was shown, and when in Unix seconds."""

    conversation: str
    choice: Choice | None
    created: float


_NEVER_SHOWN = _Shown("", None, 0.0)


@dataclass(frozen=True)
class Turn:
    """What was said, and the message objects of the answer; buttons may be ``used``."""

    client_id: str
    said: str
    replies: Sequence[Mapping[str, Any]]

    @property
    def used_buttons(self) -> list[str]:
        """Return the ids of its buttons that were pressed."""
        shown = (button for reply in self.replies for button in reply.get("buttons") or ())
        return [button["id"] for button in shown if button.get("used")]

    @cached_property
    def size(self) -> int:
        """Return about how many characters it has on the wire."""
        return len(self.said) + len(json.dumps(list(self.replies)))


class SessionStore:
    """Sessions, buttons and turns: read from memory, else from the database; written behind.

    Tokens are never stored, only their SHA-256. ``now`` gives Unix seconds. ``guard`` is what lets
    a write be done only while the conversation is this process's; ``may_trust`` tells whether what
    other processes do to a session is heard of.
    """

    def __init__(
        self, engine: sa.engine.Engine, writer: Writer, now: Callable[[], float] = steady_time
    ) -> None:
        self._engine = engine
        self._writer = writer
        self.now = now
        self._sessions = WeighedCache[Session](MOST_CACHED)
        self._buttons = WeighedCache[dict[str, _Shown]](MOST_CACHED)
        self._turns = WeighedCache[list[Turn]](MOST_TURNS_CACHED)
        self.guard: Callable[[str, Write], Write] = lambda _conversation, write: write
        self.may_trust: Callable[[], bool] | None = None

    @property
    def caches(self) -> dict[str, WeighedCache[Any]]:
        """Return what is kept in memory, by what it is."""
        return {"sessions": self._sessions, "buttons": self._buttons, "turns": self._turns}

    def create(self) -> tuple[str, Session]:
        """Return a new token and its session."""
        token, now = _new_token(), self.now()
        session = Session(f"web-{secrets.token_hex(16)}", now, now)
        key = _hash(token)
        self._sessions.put(key, session)
        self._turns.put(session.conversation, [])
        row = {
            "token_hash": key,
            "conversation": session.conversation,
            "created": now,
            "used": now,
        }
        self._writer.insert(sessions, [row])
        return token, session

    async def be_known(self) -> None:
        """Wait a moment until other processes can read what was created, and a kill leaves it."""
        if not self._writer.is_stalled:
            written = asyncio.wrap_future(self._writer.submit(lambda _connection: None))
            await asyncio.wait([written], timeout=WRITTEN_SECONDS)

    async def look(self, token: str) -> Session | None:
        """Return the session of a token as it is; None where unknown or expired.

        Raises `bot.stores.database.UnreadableError` where that cannot be found out.
        """
        key = _hash(token)
        session = self._sessions.get(key)
        if session is None or not self._is_current(session):
            session = await self._read_session(key, session)
        return session if session and self._is_good(session) else None

    def _is_current(self, session: Session) -> bool:
        """Return whether nobody else can have prolonged or ended a session unheard of."""
        if self.may_trust is None or session is _ENDED:
            return True
        return self.may_trust() and self._is_good(session)

    def _is_good(self, session: Session) -> bool:
        now = self.now()
        return session.expires >= now and session.created <= now + AHEAD_SECONDS

    async def find(self, token: str) -> Session | None:
        """Return the session of a token and prolong it; None where unknown or expired.

        Raises `bot.stores.database.UnreadableError` where that cannot be found out.
        """
        session = await self.look(token)
        if session is None:
            return None
        key, now = _hash(token), self.now()
        if now - session.used < FRESH_SECONDS:  # a flood must not become one of writes
            return session
        session = replace(session, used=now)
        self._sessions.put(key, session)
        update = sessions.update().where(sessions.c.token_hash == key).values(used=now)
        self._writer.submit(lambda connection: connection.execute(update))
        return session

    async def _read_session(self, key: str, known: Session | None) -> Session | None:
        query = sa.select([sessions]).where(sessions.c.token_hash == key)
        try:
            row = next(iter(await in_thread(find_rows, self._engine, query)), None)
        except SQLAlchemyError as error:
            if known is None:
                raise UnreadableError from error
            return known
        if self._sessions.get(key) is _ENDED:  # meanwhile
            return None
        if row is None:  # what was created here and is not written yet is not gone
            return known if self._writer.is_behind else None
        used = max(row.used, known.used) if known else row.used
        self._sessions.put(key, Session(row.conversation, row.created, used))
        return self._sessions.get(key)

    def add_buttons(self, conversation: str, choices: Sequence[Choice]) -> list[str]:
        """Return a new opaque id for each choice, good in this conversation only."""
        if not choices:
            return []
        now = self.now()
        identifiers = [BUTTON_PREFIX + secrets.token_urlsafe(16) for _ in choices]
        rows = [
            {
                "id": identifier,
                "conversation": conversation,
                "title": choice.title,
                "payload": choice.payload,
                "created": now,
            }
            for identifier, choice in zip(identifiers, choices, strict=True)
        ]
        for identifier, choice in zip(identifiers, choices, strict=True):
            self._keep_button(identifier, _Shown(conversation, choice, now))
        self._writer.insert(buttons, rows)
        return identifiers

    def _keep_button(self, identifier: str, shown: _Shown) -> None:
        kept = self._buttons.get(shown.conversation) or {}
        kept = {**dict(list(kept.items())[1 - MOST_BUTTONS :]), identifier: shown}
        self._buttons.put(shown.conversation, kept, len(kept))

    def find_button(self, conversation: str, identifier: str) -> Choice | None:
        """Return what a button means; None where it is unknown in this conversation or spent."""
        kept = (self._buttons.get(conversation) or {}).get(identifier)
        shown = kept or self._read_button(identifier)
        is_good = shown.conversation == conversation and self._is_fresh(shown)
        return shown.choice if is_good else None

    async def read_button(self, conversation: str, identifier: str) -> None:
        """Read a button into memory where it is not; raise `UnreadableError`."""
        if identifier in (self._buttons.get(conversation) or {}):
            return
        try:
            rows = await in_thread(find_rows, self._engine, _button_of(identifier))
        except SQLAlchemyError as error:
            raise UnreadableError from error
        for row in rows:
            self._keep_button(identifier, _shown_in(row))

    def _is_fresh(self, shown: _Shown) -> bool:
        return -AHEAD_SECONDS <= self.now() - shown.created <= BUTTON_SECONDS

    def _read_button(self, identifier: str) -> _Shown:
        rows = read_rows(self._engine, _button_of(identifier))
        return _shown_in(rows[0]) if rows else _NEVER_SHOWN

    def use_up(self, conversation: str, identifier: str) -> None:
        """Let a button be good for nothing from now on, and the conversation show that."""
        self._keep_button(identifier, _Shown(conversation, None, self.now()))
        self._submit(conversation, buttons.delete().where(buttons.c.id == identifier))
        known = self.turns(conversation)
        for place, turn in enumerate(known):
            if marked := _with_used(turn, identifier):
                known[place] = marked
                self._turns.put(conversation, known, len(known))
                self._rewrite(conversation, marked)

    def _rewrite(self, conversation: str, turn: Turn) -> None:
        """Write a turn's replies anew."""
        is_turn = sa.and_(turns.c.conversation == conversation, turns.c.client_id == turn.client_id)
        update = turns.update().where(is_turn).values(replies=json.dumps(list(turn.replies)))
        self._submit(conversation, update)

    def _submit(self, conversation: str, statement: Any) -> Future[None]:
        """Write what is refused where the conversation goes on elsewhere."""
        write = self.guard(conversation, lambda connection: connection.execute(statement))
        return self._writer.submit(write)

    def add_turn(self, conversation: str, turn: Turn) -> Future[None]:
        """Remember what was said and answered, for reloads and repeated requests.

        The future is done once it is written, and so is all that was to be written before.
        """
        latest = [*self.turns(conversation), turn][-MOST_TURNS:]
        self._turns.put(conversation, latest, len(latest))
        row = {
            "conversation": conversation,
            "client_id": turn.client_id,
            "said": turn.said,
            "replies": json.dumps(list(turn.replies)),
        }
        return self._submit(conversation, turns.insert().values(row))

    def turns(self, conversation: str) -> list[Turn]:
        """Return the conversation so far."""
        known = self._turns.get(conversation)
        if known is None:
            known = _turns_in(read_rows(self._engine, _turns_of(conversation)))
        return list(known)

    async def read(self, conversation: str) -> None:
        """Read the conversation so far into memory; raise `sqlalchemy.exc.SQLAlchemyError`."""
        rows = await in_thread(find_rows, self._engine, _turns_of(conversation))
        if self._turns.get(conversation) is None:
            found = _turns_in(rows)
            self._turns.put(conversation, found, max(1, len(found)))

    def forget(self, conversation: str) -> None:
        """Keep nothing in memory of what was said in a conversation."""
        self._turns.pop(conversation)
        self._buttons.pop(conversation)

    def forget_sessions(self, conversation: str) -> None:
        """Keep nothing in memory of who may go on with a conversation."""
        self._sessions.drop(lambda _, kept: kept.conversation == conversation)

    def forget_all(self, but: Callable[[str], bool]) -> None:
        """Keep nothing in memory but the conversations of which this is so."""
        self._turns.drop(lambda conversation, _: not but(conversation))
        self._buttons.drop(lambda conversation, _: not but(conversation))
        self._sessions.drop(lambda _, kept: not but(kept.conversation))

    def end(self, token: str) -> None:
        """Let a token be good for nothing from now on."""
        key = _hash(token)
        self._sessions.put(key, _ENDED)
        self._delete(sessions, sessions.c.token_hash == key)

    def erase(self, conversation: str) -> list[Future[None]]:
        """Forget what was said in a conversation, its buttons and whoever may go on with it."""
        self.forget(conversation)
        self.forget_sessions(conversation)
        tables = (turns, buttons, sessions)
        return [self._delete(table, table.c.conversation == conversation) for table in tables]

    def _delete(self, table: sa.Table, where: Any) -> Future[None]:
        gone = table.delete().where(where)
        return self._writer.submit(lambda connection: connection.execute(gone))


def _button_of(identifier: str) -> sa.sql.Select:
    return sa.select([buttons]).where(buttons.c.id == identifier)


def _shown_in(row: Any) -> _Shown:
    return _Shown(row.conversation, Choice(row.title, row.payload), row.created)


def _turns_of(conversation: str) -> sa.sql.Select:
    newest = sa.select([turns]).where(turns.c.conversation == conversation)
    return newest.order_by(turns.c.number.desc()).limit(MOST_TURNS)


def _turns_in(rows: Sequence[Any]) -> list[Turn]:
    """Return the turns of rows that begin with the newest."""
    return [Turn(row.client_id, row.said, json.loads(row.replies)) for row in reversed(rows)]


def _with_used(turn: Turn, identifier: str) -> Turn | None:
    """Return the turn with this button of its marked as used; None where it has no such button."""
    replies = [_marked(reply, identifier) for reply in turn.replies]
    return replace(turn, replies=replies) if replies != list(turn.replies) else None


def _marked(reply: Mapping[str, Any], identifier: str) -> Mapping[str, Any]:
    shown = reply.get("buttons") or []
    marked = [{**each, "used": True} if each["id"] == identifier else each for each in shown]
    return {**reply, "buttons": marked} if marked != shown else reply


def _new_token() -> str:
    hint = secrets.token_urlsafe(ROUTE_CHARACTERS)[:ROUTE_CHARACTERS]
    return f"{secrets.token_urlsafe(TOKEN_BYTES)}.{hint}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
