"""What people may do with their conversation: rate its messages, and delete it for good."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.settings import PROJECT
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import Lotse, running_lotse

SECRET = "Zwetschgendatschi"
RACES = 15
QUESTION = f"{SECRET}: How do I log in with my security card?"


@pytest.fixture(scope="module")
def kept(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lotse, Path]]:
    """Return a server of our own and the folder of its database."""
    folder = tmp_path_factory.mktemp("kept")
    with running_lotse(folder) as server:
        yield server, folder


def ask(lotse: Lotse, token: str, text: str = QUESTION) -> dict[str, Any]:
    _, body = lotse.post("/api/messages", {"text": text}, bearer(token))
    message: dict[str, Any] = body["messages"][0]
    return message


def rate(lotse: Lotse, token: str, **fields: Any) -> tuple[int, str | None]:
    status, body = lotse.post("/api/feedback", fields, bearer(token))
    return status, body["error"]["code"] if body else None


def ratings(lotse: Lotse, token: str) -> list[bool | None]:
    _, body = lotse.get("/api/messages", bearer(token))
    return [each["feedback"] for each in body["messages"] if each["role"] == "bot"]


def test_a_rating_is_kept_and_may_be_changed(lotse: Lotse) -> None:
    token = new_token(lotse)
    message = ask(lotse, token)

    assert ratings(lotse, token) == [None]
    for helpful in (True, False):
        assert rate(lotse, token, message=message["id"], helpful=helpful) == (204, None)
        assert ratings(lotse, token) == [helpful]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (400, "bad_field")),
        ({"helpful": "yes"}, (400, "bad_field")),
        ({"helpful": True, "reason": "ugly"}, (400, "bad_field")),
        ({"helpful": False, "comment": "x" * 501}, (400, "long_comment")),
        ({"helpful": False, "comment": "a\x1b[2J"}, (400, "bad_field")),
        ({"helpful": False, "stars": 5}, (400, "unknown_field")),
        ({"helpful": False, "reason": "unclear", "comment": "x" * 500}, (204, None)),
    ],
)
def test_what_a_rating_may_have(lotse: Lotse, fields: dict[str, Any], expected: object) -> None:
    token = new_token(lotse)
    message = ask(lotse, token)

    assert rate(lotse, token, message=message["id"], **fields) == expected


def test_only_messages_of_ones_own_conversation_can_be_rated(lotse: Lotse) -> None:
    message = ask(lotse, new_token(lotse))

    assert rate(lotse, new_token(lotse), message=message["id"], helpful=True) == (404, "message")
    assert rate(lotse, "no-such-token", message=message["id"], helpful=True) == (401, "session")


async def test_deleting_leaves_nothing_in_memory_or_in_the_files(
    kept: tuple[Lotse, Path],
) -> None:
    lotse, folder = kept
    token, other = new_token(lotse), new_token(lotse)
    message, others = ask(lotse, token), ask(lotse, other, "What is port 4001 for?")
    rate(lotse, token, message=message["id"], helpful=False, comment=SECRET)
    async with welcomed(lotse, token) as stream:
        assert any(SECRET in each["text"] for each in stream.welcome["messages"])
        assert SECRET.encode() in written(folder)
        status, _ = lotse.delete("/api/session", bearer(token))

        assert status == 204
        assert (await stream.until("ended"))["reason"] == "deleted"
        assert (await stream.next()) == {"closed": 4410}
    assert SECRET.encode() not in written(folder)
    assert message["id"].encode() not in written(folder)
    assert lotse.get("/api/messages", bearer(token))[0] == 401
    assert others["id"].encode() in written(folder)
    assert len(ratings(lotse, other)) == 1


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("lotse.sqlite*"))


async def test_a_turn_under_way_leaves_nothing_either(kept: tuple[Lotse, Path]) -> None:
    lotse, folder = kept
    token = new_token(lotse)
    async with welcomed(lotse, token) as stream:
        await stream.send("a", QUESTION)
        assert "said" in await stream.next()
        status, _ = lotse.delete("/api/session", bearer(token))

    assert status == 204
    assert SECRET.encode() not in written(folder)


async def test_words_that_arrive_after_the_deletion_are_not_kept(
    kept: tuple[Lotse, Path],
) -> None:
    lotse, folder = kept
    token = new_token(lotse)
    body = json.dumps({"text": QUESTION}).encode()
    address = urlsplit(lotse.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(
        f"POST /api/messages HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
    )
    await writer.drain()
    await asyncio.sleep(0.3)
    assert lotse.delete("/api/session", bearer(token))[0] == 204
    writer.write(body)
    status = await reader.readline()
    writer.close()

    assert b" 401 " in status
    assert SECRET.encode() not in written(folder)


def _post(token: str, host: str) -> bytes:
    body = json.dumps({"text": QUESTION}).encode()
    return (
        f"POST /api/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def test_words_that_come_at_the_moment_of_the_deletion_are_not_kept(
    kept: tuple[Lotse, Path],
) -> None:
    lotse, folder = kept
    address = urlsplit(lotse.url)
    for _ in range(RACES):
        token = new_token(lotse)
        streams = [await asyncio.open_connection(address.hostname, address.port) for _ in range(3)]
        post = _post(token, address.netloc)
        for _, writer in streams[:2]:
            writer.write(post[:-1])
        await asyncio.sleep(0.1)
        for _, writer in streams[:2]:
            writer.write(post[-1:])
        delete = f"DELETE /api/session HTTP/1.1\r\nHost: {address.netloc}\r\n"
        streams[2][1].write(f"{delete}Authorization: Bearer {token}\r\n\r\n".encode())
        heads = [await reader.readline() for reader, _ in streams]
        for _, writer in streams:
            writer.close()
        assert b" 204 " in heads[2]

    assert SECRET.encode() not in written(folder)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Helpful", "unclear (1)"]), ("de", ["Hilfreich", "unverständlich (1)"])],
)
def test_the_report_sums_up_what_people_thought(
    kept: tuple[Lotse, Path], language: str, words: list[str]
) -> None:
    lotse, folder = kept
    token = new_token(lotse)
    message = ask(lotse, token)
    comment = "[bold]where is it?"
    rate(lotse, token, message=message["id"], helpful=False, reason="unclear", comment=comment)

    told = run_report(folder, "--language", language)
    [found] = [each for each in json.loads(run_report(folder, "--json")) if each["not_helpful"]]

    assert all(word in told for word in words)
    assert "[bold]where is it?" in told
    assert (found["about"], found["reasons"]) == ("dsc-login", {"unclear": found["not_helpful"]})
    assert lotse.delete("/api/session", bearer(token))[0] == 204


def test_a_report_of_nothing_says_so(tmp_path: Path) -> None:
    assert "Nobody has rated" in run_report(tmp_path)
    assert "niemand" in run_report(tmp_path, "--language", "de")


def run_report(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "bot", "report", *options]
    environment = {"PATH": "/usr/bin:/bin", "LOTSE_DATA": str(folder / "data"), "COLUMNS": "150"}
    run = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout
