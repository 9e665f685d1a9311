"""Nobody reads, goes on with, rates, takes away or deletes another's conversation."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.bot.stream_client import bearer, connected, new_token, welcomed
from tests.servers import REST_TOKEN, Lotse, running_lotse

QUESTION = "Zwetschgendatschi: How do I log in with my security card?"
GUESSED = "A" * 43
CHOSEN = "chosen-by-somebody-else-000000000000000000"
NO_TOKENS = {
    "unknown": {"Authorization": f"Bearer {GUESSED}"},
    "missing": {},
    "empty": {"Authorization": "Bearer "},
    "malformed": {"Authorization": "Bearer %00'\" OR 1=1"},
    "too long": {"Authorization": f"Bearer {'A' * 4000}"},
    "another scheme": {"Authorization": f"Basic {GUESSED}"},
}
ROUTES = {
    "read": ("GET", "/api/messages", None),
    "follow": ("GET", "/api/messages?after=x", None),
    "take away": ("GET", "/api/export", None),
    "say": ("POST", "/api/messages", {"text": "hello"}),
    "press": ("POST", "/api/messages", {"button": "talk-to-person"}),
    "rate": ("POST", "/api/feedback", {"message": "x", "helpful": True}),
    "delete": ("DELETE", "/api/session", None),
}
Answer = tuple[int, bytes, Mapping[str, str]]


@pytest.fixture(scope="module")
def served(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lotse, Path]]:
    """Return a server that logs as much as it can, and its folder."""
    folder = tmp_path_factory.mktemp("apart")
    with running_lotse(folder, LOTSE_LOG_LEVEL="DEBUG") as server:
        yield server, folder


def send(lotse: Lotse, route: str, headers: Mapping[str, str], query: str = "") -> Answer:
    """Take a route and return status, body and headers, but for those that tell the time."""
    method, path, body = ROUTES[route]
    connection = http.client.HTTPConnection(urlsplit(lotse.url).netloc, timeout=60)
    sent = {"Content-Type": "application/json", **headers}
    connection.request(method, path + query, json.dumps(body) if body else None, sent)
    response = connection.getresponse()
    told = {name: value for name, value in response.getheaders() if name != "Date"}
    content = response.read()
    connection.close()
    return response.status, content, told


def talked(lotse: Lotse) -> tuple[str, dict[str, Any]]:
    """Return the token of a conversation and its answer."""
    token = new_token(lotse)
    _, body = lotse.post("/api/messages", {"text": QUESTION, "id": "first"}, bearer(token))
    answer: dict[str, Any] = body["messages"][-1]
    return token, answer


def told(lotse: Lotse, token: str) -> str:
    status, body = lotse.get("/api/messages", bearer(token))
    assert status == 200
    return json.dumps(body["messages"])


@pytest.mark.parametrize("route", ROUTES)
def test_every_wrong_token_gets_the_same_answer(served: tuple[Lotse, Path], route: str) -> None:
    lotse, _ = served
    ended = new_token(lotse)
    lotse.delete("/api/session", bearer(ended))

    answers = [send(lotse, route, headers) for headers in (*NO_TOKENS.values(), bearer(ended))]

    assert [answer[0] for answer in answers] == [401] * len(answers)
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("first", [*NO_TOKENS, "ended"])
async def test_a_stream_ends_alike_for_every_wrong_token(
    served: tuple[Lotse, Path], first: str
) -> None:
    lotse, _ = served
    ended = new_token(lotse)
    lotse.delete("/api/session", bearer(ended))
    token = NO_TOKENS.get(first, bearer(ended)).get("Authorization", "").partition(" ")[2]

    async with connected(lotse) as stream:
        await stream.socket.send_json({"session": token} if first != "missing" else {})
        frames = [await stream.next(), await stream.next()]

    assert frames == [{"ended": {"reason": "expired"}}, {"closed": 4401}]


def test_a_session_sees_and_changes_nothing_of_another(served: tuple[Lotse, Path]) -> None:
    lotse, _ = served
    mine, answer = talked(lotse)
    yours = new_token(lotse)
    before = told(lotse, mine)
    button = answer["buttons"][0]["id"]

    pressed = lotse.post("/api/messages", {"button": button}, bearer(yours))
    rated = lotse.post("/api/feedback", {"message": answer["id"], "helpful": True}, bearer(yours))
    repeated = lotse.post("/api/messages", {"text": "hello", "id": "first"}, bearer(yours))
    stepped = lotse.post("/api/messages", {"text": "next step"}, bearer(yours))
    taken = lotse.get("/api/export", bearer(yours))
    read = lotse.get("/api/messages?after=first", bearer(yours))
    deleted = lotse.delete("/api/session", bearer(yours))

    assert (pressed[0], pressed[1]["error"]["code"]) == (400, "button")
    assert (rated[0], rated[1]["error"]["code"]) == (404, "message")
    assert [each["kind"] for each in repeated[1]["messages"]] == ["smalltalk"]
    assert all(each["article"] is None for each in stepped[1]["messages"])
    assert "Zwetschgendatschi" not in json.dumps([taken, read])
    assert deleted[0] == 204
    assert told(lotse, mine) == before
    assert lotse.post("/api/messages", {"button": button}, bearer(mine))[0] == 200


async def test_a_stream_hears_nothing_of_another_session(served: tuple[Lotse, Path]) -> None:
    lotse, _ = served
    mine, yours = new_token(lotse), new_token(lotse)
    async with welcomed(lotse, mine) as one, welcomed(lotse, yours) as other:
        await one.ask("a", QUESTION)
        await other.send("b", "hello")
        heard = [await other.next() for _ in range(2)]

    assert [(frame.get("said") or frame["turn"])["id"] for frame in heard] == ["b", "b"]


@pytest.mark.parametrize(
    "sender", ["{conversation}", "slack-{conversation}", "rest-{conversation}"]
)
def test_the_rest_channel_reaches_no_other_channels_conversation(
    served: tuple[Lotse, Path], sender: str
) -> None:
    lotse, _ = served
    mine, answer = talked(lotse)
    conversation = lotse.get("/api/export", bearer(mine))[1]["conversation"]
    before = told(lotse, mine)
    name = sender.format(conversation=conversation)

    [*_, stepped] = lotse.say(name, "next step")
    said = {"sender": name, "message": answer["buttons"][0]["id"]}
    status, _ = lotse.post("/webhooks/rest/webhook", said, bearer(REST_TOKEN))

    assert stepped["article"] is None
    assert status == 400
    assert told(lotse, mine) == before


def test_no_session_is_chosen_by_its_client(served: tuple[Lotse, Path]) -> None:
    lotse, _ = served
    for fields in ({"session": CHOSEN}, {"token": CHOSEN}, {"conversation": CHOSEN}):
        assert lotse.post("/api/session", fields)[0] == 400
    headers = {**bearer(CHOSEN), "Cookie": f"session={CHOSEN}; lotse-session={CHOSEN}"}

    status, body = lotse.post("/api/session", {}, headers)

    assert status == 200
    assert body["session"] != CHOSEN
    for fixed in (bearer(CHOSEN), {"Cookie": headers["Cookie"]}):
        assert send(lotse, "read", fixed)[0] == 401


def test_a_token_is_good_in_its_header_alone_and_stands_nowhere_else(
    served: tuple[Lotse, Path],
) -> None:
    lotse, folder = served
    token, _ = talked(lotse)
    lotse.get("/api/export", bearer(token))

    for query in (f"?session={token}", f"?token={token}"):
        assert send(lotse, "take away", {}, query)[0] == 401
    answers = [send(lotse, route, bearer(token)) for route in ROUTES]

    assert [answer[0] for answer in answers] == [200, 200, 200, 200, 200, 404, 204]
    assert not [each for each in answers if token in f"{each[1]!r} {each[2]}"]
    assert not [each for each in answers if "Set-Cookie" in each[2]]
    assert token.encode() not in kept(folder)


def test_the_database_has_the_hash_of_a_token_alone(served: tuple[Lotse, Path]) -> None:
    lotse, folder = served
    token, _ = talked(lotse)
    lotse.get("/api/export", bearer(token))  # all is written by then

    content = kept(folder)
    assert token.encode() not in content
    assert hashlib.sha256(token.encode()).hexdigest().encode() in content


def kept(folder: Path) -> bytes:
    """Return every byte that the server has written: database, write-ahead log, log."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
