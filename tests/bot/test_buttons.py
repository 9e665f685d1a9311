"""A button is good once, and in its own conversation only; after a failure it is good again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Said, UnknownButtonError
from bot.service import Parts, build
from bot.settings import Settings
from bot.stores.sessions import Choice
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import REST_TOKEN, Lotse, running_lotse

QUESTION = {"en": "How do I log in with my security card?", "de": "dsc+ anmeldung"}
STEPS = {"en": "Step by step", "de": "Schritt für Schritt"}


def ask(lotse: Lotse, token: str, **said: str) -> tuple[int, Any]:
    return lotse.post("/api/messages", said, bearer(token))


def offered(lotse: Lotse, token: str, language: str = "en") -> list[dict[str, Any]]:
    _, body = ask(lotse, token, text=QUESTION[language], language=language)
    buttons: list[dict[str, Any]] = body["messages"][-1]["buttons"]
    return buttons


def code(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    return status, body["error"]["code"] if status >= 400 else ""


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_button_is_good_once_and_the_others_of_its_message_stay(
    lotse: Lotse, language: str
) -> None:
    token = new_token(lotse)
    button, other, *_ = offered(lotse, token, language)

    assert button["title"] == STEPS[language]
    assert code(ask(lotse, token, button=button["id"])) == (200, "")
    assert code(ask(lotse, token, button=button["id"])) == (400, "button")
    assert code(ask(lotse, token, button=other["id"])) == (200, "")


def test_a_repeated_request_gets_the_answer_that_was_given(lotse: Lotse) -> None:
    token = new_token(lotse)
    button, *_ = offered(lotse, token)

    first = ask(lotse, token, button=button["id"], id="one")
    again = ask(lotse, token, button=button["id"], id="one")

    assert first[1]["messages"] == again[1]["messages"]


def test_of_many_who_press_at_once_one_gets_the_answer(lotse: Lotse) -> None:
    token = new_token(lotse)
    button, *_ = offered(lotse, token)

    async def press_often() -> list[tuple[int, str]]:
        pressing = (asyncio.to_thread(ask, lotse, token, button=button["id"]) for _ in range(8))
        return [code(each) for each in await asyncio.gather(*pressing)]

    assert sorted(asyncio.run(press_often())) == [(200, ""), *[(400, "button")] * 7]


def test_one_can_go_back_and_forth_as_often_as_one_likes(lotse: Lotse) -> None:
    token = new_token(lotse)
    [button, *_] = offered(lotse, token)
    steps = []
    _, body = ask(lotse, token, button=button["id"])
    for title in ("Next", "Back", "Next", "Back", "Next"):
        shown = body["messages"][-1]
        steps.append(shown["article"]["step"])
        [pressed] = [each for each in shown["buttons"] if each["title"] == title]
        _, body = ask(lotse, token, button=pressed["id"])

    assert steps == [1, 2, 1, 2, 1]


@pytest.mark.parametrize("identifier", ["b-0000000000000000000000", "b-", "next", "/next_step", ""])
def test_an_unknown_button_is_refused(lotse: Lotse, identifier: str) -> None:
    assert code(ask(lotse, new_token(lotse), button=identifier)) == (400, "button")


def test_the_standing_button_can_be_pressed_again(lotse: Lotse) -> None:
    token = new_token(lotse)

    for _ in range(2):
        status, body = ask(lotse, token, button="talk-to-person")
        assert (status, body["messages"][-1]["kind"]) == (200, "handover")


def test_the_rest_channel_refuses_a_button_that_was_used_or_is_a_web_sessions(
    lotse: Lotse,
) -> None:
    token = new_token(lotse)
    foreign, *_ = offered(lotse, token)
    [told] = lotse.say("button-presser", QUESTION["en"])
    own = told["buttons"][0]["id"]

    def press(button: str) -> tuple[int, str]:
        said = {"sender": "button-presser", "message": button}
        return code(lotse.post("/webhooks/rest/webhook", said, bearer(REST_TOKEN)))

    assert [press(own), press(own), press(foreign["id"])] == [
        (200, ""),
        (400, "button"),
        (400, "button"),
    ]
    assert code(ask(lotse, token, button=foreign["id"])) == (200, "")


async def test_every_tab_hears_which_button_is_used(lotse: Lotse) -> None:
    token = new_token(lotse)
    button, *_ = await asyncio.to_thread(offered, lotse, token)
    async with welcomed(lotse, token) as one, welcomed(lotse, token) as other:
        await one.socket.send_json({"id": "x", "button": button["id"]})
        turns = [await tab.until("turn") for tab in (one, other)]
        await other.socket.send_json({"id": "y", "button": button["id"]})
        refused = await other.until("refused")
    async with welcomed(lotse, token) as later:
        history = later.welcome

    assert [turn["used"] for turn in turns] == [[button["id"]]] * 2
    assert (refused["id"], refused["status"], refused["error"]["code"]) == ("y", 400, "button")
    assert history["used"] == [button["id"]]
    shown = [each for message in history["messages"] for each in message.get("buttons", ())]
    assert [each for each in shown if each.get("used")] == [{**button, "used": True}]


def test_a_restart_does_not_make_a_used_button_good_again(model: Path, tmp_path: Path) -> None:
    with running_lotse(tmp_path) as server:
        token = new_token(server)
        button, other, *_ = offered(server, token)
        ask(server, token, button=button["id"])
    with running_lotse(tmp_path) as server:
        assert code(ask(server, token, button=button["id"])) == (400, "button")
        assert code(ask(server, token, button=other["id"])) == (200, "")


@pytest.fixture
def modelless(tmp_path: Path) -> Iterator[Parts]:
    """Return a bot that has no model, and so has an error for every turn."""
    parts = build(Settings(), f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    yield parts
    parts.close()


async def test_a_button_whose_turn_failed_can_be_pressed_again(modelless: Parts) -> None:
    [button] = modelless.sessions.add_buttons("mine", [Choice("Next", "/next_step")])

    for _ in range(2):
        turn = await modelless.conversations.say("mine", "web", Said(button=button))
        assert [reply["kind"] for reply in turn.replies] == ["error"]
    with pytest.raises(UnknownButtonError):
        await modelless.conversations.say("yours", "web", Said(button=button))
