"""The ordered stream: who gets in, what is told to whom, and in which order."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bot.stream_client import Stream, bearer, connected, new_token, welcomed
from tests.conftest import LISTED_ORIGIN
from tests.servers import Lotse, running_lotse

QUESTION = "How do I log in with my security card?"
CHECK = "Is the Zurich gateway reachable?"
GOING_AWAY = 1001
FIRST_FRAME_SECONDS = 10


@pytest.mark.parametrize("origin", ["", LISTED_ORIGIN, "own"])
async def test_own_pages_listed_ones_and_programs_get_in(lotse: Lotse, origin: str) -> None:
    async with connected(lotse, lotse.url if origin == "own" else origin) as stream:
        await stream.socket.send_json({"session": new_token(lotse)})

        assert (await stream.next())["welcome"]["messages"] == []


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", LISTED_ORIGIN + ".evil.example"]
)
async def test_other_pages_are_refused_at_the_handshake(lotse: Lotse, origin: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as error:
        async with connected(lotse, origin):
            pass

    assert error.value.status == 403


def test_a_request_that_is_no_handshake_is_told_so(lotse: Lotse) -> None:
    status, body = lotse.get("/api/stream")

    assert (status, body["error"]["code"]) == (426, "upgrade")


async def test_an_unknown_token_ends_the_stream(lotse: Lotse) -> None:
    async with connected(lotse) as stream:
        await stream.socket.send_json({"session": "no-such-token"})

        assert await stream.next() == {"ended": {"reason": "expired"}}
        assert await stream.next() == {"closed": 4401}


@pytest.mark.parametrize(
    "first", ["no json", "[]", '{"token": "x"}', '{"session": 1}', "x" * 9_000]
)
async def test_a_first_frame_without_a_session_ends_the_stream(lotse: Lotse, first: str) -> None:
    async with connected(lotse) as stream:
        await stream.socket.send_str(first)

        assert (await stream.next())["closed"] in (4400, 1009)


async def test_a_turn_is_told_from_its_beginning_to_its_answer(lotse: Lotse) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.send("a", QUESTION)
        said, turn = await stream.next(), await stream.next()

    assert said == {"said": {"id": "a", "text": QUESTION}}
    user, bot = turn["turn"]["messages"]
    assert (user["role"], user["id"], user["text"]) == ("user", "a", QUESTION)
    assert (bot["role"], bot["article"]["id"]) == ("bot", "dsc-login")
    assert user["time"] == bot["time"]
    assert turn["turn"]["expires"] > bot["time"]


async def test_every_stream_of_a_conversation_sees_the_same_turns_in_the_same_order(
    lotse: Lotse,
) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as one, welcomed(lotse, token) as other:
        await one.send("a", QUESTION)
        await other.send("b", "hello")
        seen = [[await stream.until("turn") for _ in range(2)] for stream in (one, other)]

    assert seen[0] == seen[1]
    assert {turn["id"] for turn in seen[0]} == {"a", "b"}


async def test_a_turn_that_came_by_post_is_told_too(lotse: Lotse) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as stream:
        posted = await asyncio.to_thread(
            lotse.post, "/api/messages", {"text": "hello", "id": "p"}, bearer(token)
        )
        turn = await stream.until("turn")

    assert turn["id"] == "p"
    assert [_bare(message) for message in turn["messages"][1:]] == posted[1]["messages"]


async def test_coming_back_brings_what_was_missed_and_nothing_else(lotse: Lotse) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as stream:
        await stream.ask("a", "hello")
    async with welcomed(lotse, token) as stream:
        missed = await stream.ask("b", "thanks")
    async with welcomed(lotse, token, after="a") as stream:
        assert stream.welcome["messages"] == missed["messages"]
    async with welcomed(lotse, token, after="unknown") as stream:
        ids = [each["id"] for each in stream.welcome["messages"] if each["role"] == "user"]
        assert ids == ["a", "b"]


async def test_the_same_question_twice_is_answered_once(lotse: Lotse) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as one, welcomed(lotse, token) as other:
        await asyncio.gather(one.send("same", QUESTION), other.send("same", QUESTION))
        turns = [await one.until("turn") for _ in range(2)]
    async with welcomed(lotse, token) as stream:
        said = [each for each in stream.welcome["messages"] if each["role"] == "user"]

    assert turns[0]["messages"] == turns[1]["messages"]
    assert len(said) == 1


async def test_a_turn_goes_on_when_its_stream_has_gone(lotse: Lotse) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as stream:
        await stream.send("a", QUESTION)
    async with welcomed(lotse, token) as stream:
        while not stream.welcome["messages"]:
            stream.welcome = {"messages": (await stream.until("turn"))["messages"]}

    assert stream.welcome["messages"][0]["id"] == "a"


async def test_a_check_shows_its_progress_to_every_stream(lotse: Lotse) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as one, welcomed(lotse, token) as other:
        await one.send("a", CHECK)
        shown = await other.until("progress")
        turn = await other.until("turn")

    assert shown["id"] == "a"
    assert shown["check"]["rows"]
    assert turn["messages"][1]["check"]["finished"]


async def test_what_cannot_be_taken_is_refused_to_its_sender_alone(lotse: Lotse) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as one, welcomed(lotse, token) as other:
        await one.send("long", "x " * 2_000)
        refused = await one.until("refused")
        await one.send("after", "hello")
        first = await other.next()

    assert (refused["id"], refused["status"]) == ("long", 413)
    assert refused["error"]["code"] == "too_long"
    assert set(refused["error"]["message"]) == {"de", "en"}
    assert first["said"]["id"] == "after"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"id": "x", "text": "a", "button": "b"}, "bad_field"),
        ({"id": "x", "sender": "other"}, "unknown_field"),
        ({"id": "x", "button": "b-unknown"}, "button"),
        ({"id": "x", "text": 4001}, "bad_field"),
    ],
)
async def test_a_frame_that_cannot_be_used_is_refused_by_its_id(
    lotse: Lotse, frame: dict[str, Any], code: str
) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.socket.send_json(frame)
        refused = await stream.until("refused")

    assert (refused["id"], refused["error"]["code"]) == ("x", code)


async def test_a_frame_larger_than_any_request_is_refused_by_its_id(lotse: Lotse) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.send("large", "\x1b[0mTcpTestSucceeded : True\n" * 200)
        refused = await stream.until("refused")
        turn = await stream.ask("after", "hello")

    assert (refused["id"], refused["status"]) == ("large", 413)
    assert turn["id"] == "after"


async def test_a_flood_on_one_stream_ends_that_stream_and_nobody_elses(lotse: Lotse) -> None:
    async with (
        welcomed(lotse, new_token(lotse)) as flood,
        welcomed(lotse, new_token(lotse)) as other,
    ):
        with suppress(ConnectionError):
            for _ in range(5_000):
                await flood.send("f", "hi")
        answered = await other.ask("q", QUESTION)
        with pytest.raises(AssertionError, match="4400"):
            await flood.until("no such frame")

    assert answered["messages"][1]["article"]["id"] == "dsc-login"


async def test_a_stream_that_only_pings_is_ended(lotse: Lotse) -> None:
    async with connected(lotse) as stream:
        for _ in range(FIRST_FRAME_SECONDS // 2 + 2):
            with suppress(ConnectionError):
                await stream.socket.ping()
            await asyncio.sleep(2)

        assert await stream.next() == {"closed": 4400}


@pytest.mark.parametrize("frame", ["no json", '{"text": "without an id"}', '{"id": "\\u0000"}'])
async def test_a_frame_without_a_usable_id_ends_the_stream(lotse: Lotse, frame: str) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.socket.send_str(frame)

        assert await stream.next() == {"closed": 4400}


@pytest.mark.parametrize("text", ["/restart", "🙂🙂🙂"])
async def test_a_text_without_words_for_us_is_a_turn_of_the_conversation(
    lotse: Lotse, text: str
) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as stream:
        turn = await stream.ask("a", text, language="de")
    async with welcomed(lotse, token) as stream:
        assert stream.welcome["messages"] == turn["messages"]

    user, bot = turn["messages"]
    assert user["text"] == text
    assert (bot["kind"], bot["language"]) == ("warning", "de")


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Mit einem Menschen sprechen"), ("en", "Talk to a person")]
)
async def test_a_person_can_be_asked_for_in_every_conversation(
    lotse: Lotse, language: str, title: str
) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.socket.send_json({"id": "a", "button": "talk-to-person", "language": language})
        turn = await stream.until("turn")

    user, bot = turn["messages"]
    assert user["text"] == title
    assert (bot["kind"], bot["language"]) == ("handover", language)


async def test_switching_the_language_goes_on_with_the_walk_in_the_other(lotse: Lotse) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.ask("a", "Wie melde ich mich mit der Sicherheitskarte an?", language="de")
        begun = await stream.ask("b", "Schritt für Schritt", language="de")
        onward = await _press(stream, begun, "Weiter", language="en")
        last = await stream.ask("d", "ok", language="en")
        german = await stream.ask("e", "Und was mache ich, wenn die Karte weg ist?", language="en")

    assert begun["messages"][1]["article"]["step"] == 1
    assert (onward["language"], onward["article"]["step"]) == ("en", 2)
    assert last["messages"][1]["language"] == "en"
    assert german["messages"][1]["language"] == "de"


async def test_switching_takes_back_a_wish_for_the_other_language(lotse: Lotse) -> None:
    async with welcomed(lotse, new_token(lotse)) as stream:
        await stream.ask("a", "how do I log in with my security card?", language="en")
        wished = await stream.ask("b", "please answer in German", language="en")
        await stream.ask("c", "what is port 4001 for?", language="de")
        switched = await stream.ask("d", "what is port 4001 for?", language="en")

    assert wished["messages"][1]["language"] == "de"
    assert switched["messages"][1]["language"] == "en"


async def test_the_server_ends_its_streams_when_it_stops(model: Path, tmp_path: Path) -> None:
    with running_lotse(tmp_path) as server:
        async with welcomed(server, new_token(server)) as stream:
            server.process.terminate()

            assert await stream.next() == {"closed": GOING_AWAY}


async def _press(stream: Stream, turn: dict[str, Any], title: str, language: str) -> dict[str, Any]:
    buttons = {each["title"]: each["id"] for each in turn["messages"][-1]["buttons"]}
    await stream.socket.send_json({"id": title, "button": buttons[title], "language": language})
    answer: dict[str, Any] = (await stream.until("turn"))["messages"][1]
    return answer


def _bare(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name not in ("role", "feedback")}
