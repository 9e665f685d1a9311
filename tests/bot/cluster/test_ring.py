"""Conversations stay with a worker; where one is lost, only its own conversations move."""

from __future__ import annotations

import asyncio
import string
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.bot.cluster.scene import Scene, balanced

WORKERS = 3
HINTS = string.ascii_letters + string.digits + "-_"


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with balanced(WORKERS) as running:
        yield running


async def homes(scene: Scene, tokens: list[str]) -> dict[str, str]:
    """Return by whom each token is served."""
    limit = asyncio.Semaphore(20)
    found: dict[str, str] = {}

    async def ask(token: str) -> None:
        async with limit:
            found[token] = await scene.asked(token)

    await asyncio.gather(*(ask(token) for token in tokens))
    return found


def tokens(count: int) -> list[str]:
    """Return tokens with different hints, spread over all there are."""
    step = len(HINTS) ** 2 // count
    return [f"secret.{HINTS[n // 64]}{HINTS[n % 64]}" for n in range(0, count * step, step)]


async def test_conversations_are_spread_evenly(scene: Scene) -> None:
    served = Counter((await homes(scene, tokens(1_000))).values())

    assert set(served) == set(scene.workers)
    assert max(served.values()) < 1.3 * min(served.values())


@pytest.mark.parametrize("lost", [f"worker{number}" for number in range(1, WORKERS + 1)])
async def test_only_a_lost_workers_conversations_move_and_they_come_back(
    scene: Scene, lost: str
) -> None:
    before = await homes(scene, tokens(300))
    scene.workers[lost].readiness = 503
    await scene.until(lost, "DOWN")
    meanwhile = await homes(scene, tokens(300))
    scene.workers[lost].readiness = 200
    await scene.until(lost, "UP")
    after = await homes(scene, tokens(300))

    moved = {token for token in before if before[token] != meanwhile[token]}
    assert moved == {token for token, name in before.items() if name == lost}
    assert {meanwhile[token] for token in moved} == set(scene.workers) - {lost}
    assert after == before


async def test_a_stream_goes_where_calls_of_its_conversation_go(scene: Scene) -> None:
    together = {}
    for token in tokens(30):
        hint = token.partition(".")[2]
        async with scene.client.ws_connect(f"{scene.url}/api/stream?route={hint}") as socket:
            together[await socket.receive_str(), await scene.asked(token)] = token

    assert {stream for stream, _ in together} == set(scene.workers)
    assert all(stream == call for stream, call in together)


async def test_senders_of_the_rest_wire_are_spread_though_they_share_a_token(scene: Scene) -> None:
    async def served(sender: str) -> str:
        said = {"sender": sender, "message": "hello"}
        headers = {"Authorization": "Bearer the-same-for-all"}
        address = scene.url + "/webhooks/rest/webhook"
        async with scene.client.post(address, json=said, headers=headers) as response:
            return await response.text()

    first = {sender: await served(sender) for sender in map(str, range(60))}
    second = {sender: await served(sender) for sender in map(str, range(60))}

    assert set(first.values()) == set(scene.workers)
    assert second == first


async def test_what_belongs_to_no_conversation_is_spread_too(scene: Scene) -> None:
    served: Counter[str] = Counter()
    for _ in range(30):
        async with scene.client.get(scene.url + "/widget.js") as response:
            served[await response.text()] += 1

    assert min(served[name] for name in scene.workers) > 5


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "." * 2_000, "ä.ö", "x.%00", "%2e"])
async def test_whatever_stands_in_a_token_is_passed_on(scene: Scene, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    address = scene.url + "/api/messages"
    async with scene.client.get(address, params={"route": token}, headers=headers) as response:
        assert await response.text() in scene.workers
