"""What one session and one network may ask for."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.channels.http_errors import RefusalError
from bot.channels.limiter import MOST_STREAMS_A_NETWORK, Limiter
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import Lotse, running_lotse

PROXY = ipaddress.ip_network("10.0.0.0/8")
OFFICE = {"X-Forwarded-For": "203.0.113.7"}
HOME = {"X-Forwarded-For": "198.51.100.9"}


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.7", None, "203.0.113.7/32"),
        ("2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", None, "203.0.113.7/32"),
        ("127.0.0.1", None, ""),
        ("::1", "203.0.113.7", ""),
        ("203.0.113.7", "198.51.100.9", "203.0.113.7/32"),
        ("10.0.0.1", "198.51.100.9", "198.51.100.9/32"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.9", "198.51.100.9/32"),
        ("10.0.0.1", "198.51.100.9, 10.0.0.2", "198.51.100.9/32"),
        ("10.0.0.1", "[2001:db8::1]", "2001:db8::/64"),
        ("10.0.0.1", "nonsense", "unknown"),
        ("10.0.0.1", None, ""),
        (None, None, ""),
        ("10.0.0.1", ", ,198.51.100.9", "198.51.100.9/32"),
        ("10.0.0.1", "198.51.100.9,", "unknown"),
        ("10.0.0.1", "198.51.100.9:4711", "198.51.100.9/32"),
        ("10.0.0.1", '"198.51.100.9"', "198.51.100.9/32"),
        ("10.0.0.1", "for=198.51.100.9", "unknown"),
        ("10.0.0.1", "unknown", "unknown"),
        ("10.0.0.1", "", "unknown"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::/64"),
        ("10.0.0.1", '"[2001:db8::1]:4711"', "2001:db8::/64"),
        ("10.0.0.1", "198.51.100.9:4711, 10.0.0.2:80", "198.51.100.9/32"),
        ("10.0.0.1", "198.51.100.9:x", "unknown"),
        ("10.0.0.1", "2001:db8::1:99999", "unknown"),
        ("10.0.0.1", "198.51.100.9, unknown", "unknown"),
        ("10.0.0.1", "::ffff:198.51.100.9", "198.51.100.9/32"),
        ("10.0.0.1", "::ffff:10.0.0.2", ""),
        ("10.0.0.1", "2001:db8::1%eth0", "2001:db8::/64"),
        ("10.0.0.1", "0x7f.1, 3405803777", "unknown"),
        ("10.0.0.1", "127.0.0.1", ""),
        ("10.0.0.1", "198.51.100.9, 203.0.113.1, 10.0.0.3", "203.0.113.1/32"),
        ("10.0.0.1", ", ".join(["10.0.0.2"] * 500), ""),
        ("203.0.113.7", ", ".join(["10.0.0.2"] * 500), "203.0.113.7/32"),
        ("10.0.0.1", "x" * 8_000, "unknown"),
    ],
)
def test_what_network_a_request_comes_from(
    remote: str | None, forwarded: str | None, expected: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    request = make_mocked_request("GET", "/", headers=headers)
    limiter = Limiter([PROXY])

    assert limiter.network(request.clone(remote=remote)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "headers",
    [
        {"Forwarded": "for=198.51.100.9;host=evil.example;proto=https"},
        {"X-Real-IP": "198.51.100.9"},
        {"True-Client-IP": "198.51.100.9"},
        {"CF-Connecting-IP": "198.51.100.9"},
        {"X-Forwarded": "198.51.100.9"},
    ],
    ids=str,
)
def test_other_headers_name_no_network(headers: dict[str, str]) -> None:
    request = make_mocked_request("GET", "/", headers=headers)
    limiter = Limiter([PROXY])

    assert limiter.network(request.clone(remote="10.0.0.1")) == ""
    assert limiter.network(request.clone(remote="203.0.113.7")) == "203.0.113.7/32"


def test_of_several_lines_the_nearest_proxy_s_comes_last() -> None:
    lines = CIMultiDict([("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-For", "198.51.100.9")])
    request = make_mocked_request("GET", "/", headers=lines)

    assert Limiter([PROXY]).network(request.clone(remote="10.0.0.1")) == "198.51.100.9/32"


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Original-Host", "X-Host", "Forwarded"])
def test_no_header_but_host_says_who_we_are(lotse: Lotse, name: str) -> None:
    claimed = "host=evil.example" if name == "Forwarded" else "evil.example"
    headers = {"Origin": "https://evil.example", name: claimed, "X-Forwarded-Proto": "https"}

    status, body = lotse.post("/api/session", {}, headers)

    assert (status, body["error"]["code"]) == (403, "origin")


async def test_sessions_of_one_network_are_counted_and_others_are_not_hindered() -> None:
    limiter = Limiter()
    with pytest.raises(RefusalError, match="too_many"):
        for _ in range(200):
            await limiter.admit_session("203.0.113.7/32")
    await limiter.admit_session("198.51.100.9/32")
    for _ in range(200):
        await limiter.admit_session("")


async def test_those_whom_a_proxy_calls_something_strange_are_counted_together() -> None:
    limiter = Limiter([PROXY])
    with pytest.raises(RefusalError, match="too_many"):
        for number in range(200):
            request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": f"x{number}"})
            await limiter.admit_session(limiter.network(request.clone(remote="10.0.0.1")))


async def test_a_session_may_write_as_fast_as_people_do_and_no_faster() -> None:
    limiter = Limiter()
    for _ in range(15):
        await limiter.admit_message("", "a")
    with pytest.raises(RefusalError, match="too_many"):
        await limiter.admit_message("", "a")
    await limiter.admit_message("", "b")


async def test_a_network_may_write_only_so_much_with_however_many_sessions() -> None:
    limiter = Limiter()
    for number in range(300):
        await limiter.admit_message("203.0.113.7/32", f"session-{number}")

    with pytest.raises(RefusalError):
        await limiter.admit_message("203.0.113.7/32", "one more")
    await limiter.admit_message("198.51.100.9/32", "another")


async def test_a_network_is_told_only_so_many_turns_again() -> None:
    limiter = Limiter()
    for _ in range(4):
        await limiter.admit_reading("203.0.113.7/32", "a", 200)
    with pytest.raises(RefusalError, match="too_many"):
        await limiter.admit_reading("203.0.113.7/32", "b", 200)
    await limiter.admit_reading("198.51.100.9/32", "c", 200)
    await limiter.admit_reading("", "d", 200)


async def test_streams_of_one_network_are_counted_while_they_last() -> None:
    limiter = Limiter()
    held = [limiter.stream("n") for _ in range(MOST_STREAMS_A_NETWORK)]
    for stream in held:
        stream.__enter__()
    with pytest.raises(RefusalError), limiter.stream("n"):
        pass
    for stream in held:
        stream.__exit__(None, None, None)
    with limiter.stream("n"):
        pass


@pytest.fixture(scope="module")
def behind_a_proxy(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    with running_lotse(tmp_path_factory.mktemp("proxy"), LOTSE_PROXIES="127.0.0.1/32") as server:
        yield server


def test_a_network_that_floods_is_refused_and_the_next_one_is_not(behind_a_proxy: Lotse) -> None:
    statuses = [behind_a_proxy.post("/api/session", {}, OFFICE)[0] for _ in range(80)]
    status, body = behind_a_proxy.post("/api/session", {}, OFFICE)

    assert statuses.count(200) == 60
    assert (status, body["error"]["code"]) == (429, "too_many")
    assert set(body["error"]["message"]) == {"de", "en"}
    assert behind_a_proxy.post("/api/session", {}, HOME)[0] == 200


async def test_a_session_that_floods_its_stream_is_refused_and_answered_later(
    lotse: Lotse,
) -> None:
    token = new_token(lotse)
    async with welcomed(lotse, token) as stream:
        for number in range(30):
            await stream.send(f"q{number}", "hello")
        refused = [await stream.until("refused") for _ in range(15)]
        assert {each["status"] for each in refused} == {429}
        await asyncio.sleep(5)
        await stream.send("later", "What is port 4001 for?")
        while (await stream.until("turn"))["id"] != "later":
            pass

    assert lotse.get("/api/messages", bearer(token))[0] == 200


async def test_long_texts_of_one_network_are_counted_by_their_length() -> None:
    limiter = Limiter()
    for number in range(6):
        await limiter.admit_message("203.0.113.7/32", f"session {number}", 1_000)

    with pytest.raises(RefusalError, match="too_many"):
        await limiter.admit_message("203.0.113.7/32", "another", 1_000)
    await limiter.admit_message("198.51.100.9/32", "elsewhere", 1_000)


async def test_a_refusal_says_when_there_is_room_again() -> None:
    limiter = Limiter()
    with pytest.raises(RefusalError) as error:
        for _ in range(100):
            await limiter.admit_session("203.0.113.7/32")

    assert 55 <= error.value.retry_after <= 60


async def test_a_sender_on_the_rest_wire_is_limited_too() -> None:
    limiter = Limiter()

    with pytest.raises(RefusalError, match="too_many"):
        for _ in range(200):
            await limiter.admit_sender("a script")
    await limiter.admit_sender("a person")
