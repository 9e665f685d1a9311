"""Sessions and buttons, in memory and after a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.stores.database import Writer, open_database
from bot.stores.sessions import ABSOLUTE_SECONDS, IDLE_SECONDS, Choice, SessionStore, Turn

Open = Callable[[], SessionStore]


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Open]:
    """Return what opens the store anew, as a restart does."""
    writers: list[Writer] = []

    def open_store() -> SessionStore:
        for writer in writers:
            writer.close()
        engine = open_database(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
        writers.append(Writer(engine))
        return SessionStore(engine, writers[-1])

    yield open_store
    writers[-1].close()


def test_a_session_survives_a_restart(reopen: Open) -> None:
    token, session = reopen().create()

    found = reopen().find(token)

    assert found is not None
    assert found.conversation == session.conversation


def test_an_unknown_token_opens_nothing(reopen: Open) -> None:
    store = reopen()
    store.create()

    assert store.find("guessed") is None


def test_only_the_hash_of_a_token_is_stored(reopen: Open, tmp_path: Path) -> None:
    token, _ = reopen().create()
    reopen()

    assert all(token.encode() not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("seconds", [IDLE_SECONDS + 1, ABSOLUTE_SECONDS + 1])
def test_a_session_ends(reopen: Open, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    store = reopen()
    token, session = store.create()

    monkeypatch.setattr(time, "time", lambda: session.created + seconds)

    assert store.find(token) is None


def test_a_session_ends_even_if_it_is_used_all_the_time(
    reopen: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = reopen()
    token, session = store.create()

    found = [True]
    for minutes in range(0, 5 * 60, 20):
        now = session.created + minutes * 60
        monkeypatch.setattr(time, "time", lambda now=now: now)
        found.append(store.find(token) is not None)

    assert found[-1] is False
    assert sum(found) == 1 + ABSOLUTE_SECONDS // (20 * 60) + 1


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
