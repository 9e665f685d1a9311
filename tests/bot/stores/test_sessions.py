"""Sessions and buttons, in memory and after a restart."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores.database import open_database
from bot.stores.sessions import (
    ABSOLUTE_SECONDS,
    AHEAD_SECONDS,
    BUTTON_SECONDS,
    IDLE_SECONDS,
    Choice,
    Session,
    SessionStore,
    Turn,
    sessions,
)
from bot.stores.steady_clock import SteadyClock
from bot.stores.writer import Writer

Open = Callable[[], SessionStore]
HOUR_SECONDS = 60 * 60


class Time:
    """The machine's two clocks, set by hand: the wall's, and the one that only ever goes on."""

    def __init__(self) -> None:
        self.wall, self.monotonic = 1_800_000_000.0, 1_000.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds

    def steady_clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.monotonic)


@pytest.fixture
def machine() -> Time:
    return Time()


@pytest.fixture
def reopen(database_url: str, machine: Time) -> Iterator[Open]:
    """Return what opens the store anew, as a restart does."""
    writers: list[Writer] = []

    def open_store() -> SessionStore:
        for writer in writers:
            writer.close()
        engine = open_database(database_url)
        writers.append(Writer(engine))
        return SessionStore(engine, writers[-1], machine.steady_clock().now)

    yield open_store
    writers[-1].close()


async def test_a_session_survives_a_restart(reopen: Open) -> None:
    token, session = reopen().create()

    found = await reopen().find(token)

    assert found is not None
    assert found.conversation == session.conversation


async def test_an_unknown_token_opens_nothing(reopen: Open) -> None:
    store = reopen()
    store.create()

    assert await store.find("guessed") is None


def test_the_hint_for_load_balancers_is_no_part_of_a_tokens_secret(reopen: Open) -> None:
    store = reopen()
    made = [store.create()[0].split(".") for _ in range(300)]

    assert all(re.fullmatch(r"[\w-]{43}", secret, re.ASCII) for secret, _ in made)
    assert all(re.fullmatch(r"[\w-]{2}", hint, re.ASCII) for _, hint in made)
    assert not any(secret.startswith(hint) and secret.endswith(hint) for secret, hint in made)
    assert len({hint for _, hint in made}) > 200  # of 4,096: enough to spread, too few to know by


async def test_a_token_is_good_only_as_a_whole(reopen: Open) -> None:
    store = reopen()
    token, _ = store.create()
    secret, hint = token.split(".")

    assert await store.find(token) is not None
    assert await store.find(secret) is None
    assert await store.find(f"{secret}.{hint.swapcase()}x") is None


def test_only_the_hash_of_a_token_is_stored(
    reopen: Open, database_url: str, tmp_path: Path
) -> None:
    token, _ = reopen().create()
    reopen()

    with open_database(database_url).connect() as connection:
        rows = connection.execute(sa.select([sessions])).all()
    assert rows
    assert token not in str(rows)
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("after_restart", [False, True])
async def test_a_session_ends_half_an_hour_after_its_last_use(
    reopen: Open, machine: Time, after_restart: bool
) -> None:
    store = reopen()
    token, _ = store.create()

    machine.pass_by(IDLE_SECONDS - 1)
    assert await store.find(token) is not None
    machine.pass_by(IDLE_SECONDS - 1)
    assert await store.find(token) is not None
    machine.pass_by(IDLE_SECONDS + 1)
    assert await (reopen() if after_restart else store).find(token) is None


async def test_a_session_ends_even_if_it_is_used_all_the_time(reopen: Open, machine: Time) -> None:
    store = reopen()
    token, _ = store.create()

    found = []
    for _ in range(0, 5 * 60, 20):
        found.append(await store.find(token) is not None)
        machine.pass_by(20 * 60)

    assert found[-1] is False
    assert sum(found) == ABSOLUTE_SECONDS // (20 * 60) + 1


@pytest.mark.parametrize("jump_seconds", [HOUR_SECONDS, -HOUR_SECONDS])
@pytest.mark.parametrize("after_restart", [False, True])
async def test_setting_the_clock_neither_ends_all_sessions_nor_keeps_them_for_ever(
    reopen: Open, machine: Time, jump_seconds: int, after_restart: bool
) -> None:
    store = reopen()
    token, _ = store.create()

    machine.wall += jump_seconds
    if after_restart:
        store = reopen()
    lives = await store.look(token) is not None
    machine.pass_by(HOUR_SECONDS + IDLE_SECONDS + 1)

    assert lives or (after_restart and jump_seconds > 0)  # a restart knows the wall's clock alone
    assert await store.look(token) is None


async def test_a_session_of_a_clock_that_was_far_ahead_is_none(reopen: Open, machine: Time) -> None:
    token, _ = reopen().create()
    machine.wall -= AHEAD_SECONDS + 1

    assert await reopen().look(token) is None


def test_tokens_are_256_bits_and_never_come_twice(reopen: Open) -> None:
    store, many = reopen(), 20_000

    pairs = [store.create() for _ in range(many)]

    assert len({token for token, _ in pairs}) == many
    assert len({session.conversation for _, session in pairs}) == many
    assert {
        len(base64.urlsafe_b64decode(token.partition(".")[0] + "=")) for token, _ in pairs[:1000]
    } == {32}
    assert all(bytes_seen(pairs, place) == 256 for place in range(32))


def bytes_seen(pairs: list[tuple[str, Session]], place: int) -> int:
    """Return how many values a byte of the tokens takes: all, unless it is not random."""
    return len(
        {
            base64.urlsafe_b64decode(token.partition(".")[0] + "=")[place]
            for token, _ in pairs[:10_000]
        }
    )


def test_buttons_belong_to_their_conversation(reopen: Open) -> None:
    store = reopen()
    [identifier] = store.add_buttons("mine", [Choice("Weiter", "/next_step")])

    assert store.find_button("mine", identifier) == Choice("Weiter", "/next_step")
    assert store.find_button("yours", identifier) is None
    assert store.find_button("mine", "b-unknown") is None
    assert reopen().find_button("mine", identifier) == Choice("Weiter", "/next_step")


def test_turns_survive_a_restart_in_their_order(reopen: Open) -> None:
    store = reopen()
    for number in range(3):
        store.add_turn("mine", Turn(f"id{number}", f"Frage {number}", [{"text": "Antwort"}]))

    assert [turn.said for turn in reopen().turns("mine")] == ["Frage 0", "Frage 1", "Frage 2"]


def test_a_used_button_is_used_after_a_restart_too_and_the_others_are_not(reopen: Open) -> None:
    store = reopen()
    used, other = store.add_buttons("mine", [Choice("Weiter", "/next"), Choice("Alle", "/all")])
    reply = {"buttons": [{"id": used, "title": "Weiter"}, {"id": other, "title": "Alle"}]}
    store.add_turn("mine", Turn("a", "Hallo", [reply]))

    store.use_up("mine", used)

    for opened in (store, reopen()):
        assert opened.find_button("mine", used) is None
        assert opened.find_button("mine", other) == Choice("Alle", "/all")
        [turn] = opened.turns("mine")
        assert turn.used_buttons == [used]
        assert turn.replies[0]["buttons"][1] == {"id": other, "title": "Alle"}


@pytest.mark.parametrize("after_restart", [False, True])
def test_a_button_is_good_for_no_longer_than_a_session(
    reopen: Open, machine: Time, after_restart: bool
) -> None:
    store = reopen()
    [button] = store.add_buttons("mine", [Choice("Weiter", "/next")])

    machine.pass_by(BUTTON_SECONDS)
    assert store.find_button("mine", button) is not None
    machine.pass_by(1)

    assert (reopen() if after_restart else store).find_button("mine", button) is None
