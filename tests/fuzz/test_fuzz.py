"""The short form of ``make fuzz``: a few thousand changed requests, the same ones each time."""

from __future__ import annotations

import pytest

from tests.fuzz.runner import Fuzzer, planned
from tests.raw_http import connection_to, port_of
from tests.servers import Lotse

COUNT = 2_500
SEED = 20261130
FOUND = {
    "a WebSocket key that is not ASCII": (
        "GET /api/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: d\u00e9Gh\r\n\r\n"
    ),
}
"""What the fuzzer has found, by what was wrong."""


async def test_no_changed_request_gets_a_mistake_or_no_answer(lotse: Lotse) -> None:
    fuzzer = Fuzzer(port_of(lotse.url), SEED)

    await fuzzer.run(iter(range(COUNT)))

    assert fuzzer.tally.problems == {}
    assert fuzzer.tally.done == COUNT
    assert lotse.say("after-fuzz", "Wie melde ich mich an?")
    assert "Geheimwort" not in lotse.log.read_text(encoding="utf-8")
    assert {101, 200, 204, 400, 401, 403, 404, 405, 413, 415, 417} <= set(fuzzer.tally.statuses)
    assert fuzzer.tally.statuses[200] > COUNT // 40  # it goes deep
    assert fuzzer.tally.statuses[429] < COUNT // 20


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_is_refused_now(lotse: Lotse, name: str) -> None:
    with connection_to(lotse.url) as connection:
        connection.send(FOUND[name].encode())
        answer = connection.read()

    assert answer is not None
    assert answer.json()["error"]["code"] in ("malformed", "upgrade")


def test_a_seed_and_a_number_make_the_same_request_again() -> None:
    first, again = (planned(1, 37, "localhost:1", "token") for _ in range(2))

    assert first == again
