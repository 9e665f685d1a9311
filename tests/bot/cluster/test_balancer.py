"""What clients see through the load balancer: streams, failures, slow senders."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.browser_safety import EVERYWHERE, SERVER
from bot.channels.http_errors import WAITING_STATUSES, RefusalError
from bot.cluster.balancer import SHIPPED, configuration, running_balancer
from bot.cluster.server_process import Folder, ServerError
from bot.cluster.waiting import until
from tests.bot.cluster.scene import DIE, HANG, LINES, Scene, balanced
from tests.servers import free_port

CODES = {
    400: "malformed",
    408: "too_slow",
    500: "internal",
    502: "internal",
    503: "not_ready",
    504: "internal",
}


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with balanced(2) as running:
        yield running


async def failure(response: aiohttp.ClientResponse) -> tuple[int, str]:
    """Return status and code of a failure in our wire's form."""
    return response.status, (await response.json())["error"]["code"]


async def test_a_streamed_answer_comes_line_by_line(scene: Scene) -> None:
    async with scene.client.post(f"{scene.url}/{LINES}", json={}) as response:
        first = await response.content.readline()
        for worker in scene.workers.values():
            worker.go_on.set()
        rest = await response.content.read()

    assert (first, rest) == (b"first\n", b"last\n")


async def test_a_websocket_passes_and_stays_while_its_worker_drains(scene: Scene) -> None:
    async with scene.client.ws_connect(f"{scene.url}/api/stream?route=ab") as socket:
        name = str(await socket.receive_str())
        scene.workers[name].readiness = 503
        await scene.until(name, "DOWN")
        await socket.send_str("still there")
        said = await socket.receive_str()

    assert said == f"{name}: still there"


async def test_a_request_under_way_is_answered_by_the_worker_that_drains(scene: Scene) -> None:
    asking = asyncio.ensure_future(scene.asked("secret.ab", f"/{HANG}"))
    await until(lambda: any(each.taken for each in scene.workers.values()))
    (worker,) = [each for each in scene.workers.values() if each.taken]
    worker.readiness = 503
    await scene.until(worker.name, "DOWN")
    worker.go_on.set()

    assert await asking == worker.name


async def test_a_worker_that_is_gone_costs_nobody_an_answer(scene: Scene) -> None:
    name = await scene.asked("secret.ab")
    await scene.workers[name].stop()

    assert await scene.asked("secret.ab") != name  # at once, before any check has noticed


async def test_a_worker_that_dies_with_a_request_leads_to_an_honest_failure(scene: Scene) -> None:
    async with scene.client.post(f"{scene.url}/{DIE}", json={}) as response:
        assert await failure(response) == (502, "internal")
        assert response.headers["Retry-After"] == "1"
    taken = [request for worker in scene.workers.values() for request in worker.taken]
    assert len(taken) == 1  # no other worker got what may have been done


async def test_without_any_worker_it_is_said_that_nobody_is_ready(scene: Scene) -> None:
    for name, worker in scene.workers.items():
        worker.readiness = 503
        await scene.until(name, "DOWN")

    async with scene.client.get(f"{scene.url}/api/messages") as response:
        assert await failure(response) == (503, "not_ready")


async def test_a_body_that_comes_slowly_keeps_no_worker_waiting(scene: Scene) -> None:
    head = b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n"

    status, body = await answered(scene, head + b"{")

    assert (status, json.loads(body)["error"]["code"]) == (408, "too_slow")
    assert [worker.taken for worker in scene.workers.values()] == [[], []]


@pytest.mark.parametrize(
    "request_line", [b"no request", b"GET /a b HTTP/1.1", b"GET / HTTP/1.1\r\nno colon"]
)
async def test_what_cannot_be_read_reaches_no_worker(scene: Scene, request_line: bytes) -> None:
    status, _ = await answered(scene, request_line + b"\r\nHost: 127.0.0.1\r\n\r\n")

    assert status == 400  # with a page of HAProxy's own, which it lets nobody change
    assert [worker.taken for worker in scene.workers.values()] == [[], []]


async def answered(scene: Scene, request: bytes) -> tuple[int, str]:
    """Send bytes and return status and body of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(scene.url.rpartition(":")[2]))
    writer.write(request)
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body


async def test_workers_learn_who_asks(scene: Scene) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7"}
    async with scene.client.get(f"{scene.url}/api/messages", headers=headers) as response:
        name = await response.text()
    (request,) = scene.workers[name].taken

    said = ",".join(request.headers.getall("X-Forwarded-For"))
    assert said.replace(" ", "") == "203.0.113.7,127.0.0.1"  # the last is the balancer's own word


@pytest.mark.parametrize(("status", "code"), CODES.items())
def test_the_balancers_own_failures_have_our_form_and_headers(status: int, code: str) -> None:
    content = (SHIPPED / "errors" / f"{status}.http").read_bytes()
    head, _, body = content.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)

    assert first.startswith(f"HTTP/1.1 {status} ")
    assert json.loads(body) == {"error": RefusalError(status, code).body()}
    assert headers["Content-Length"] == str(len(body.encode()))
    assert {**headers, **EVERYWHERE, "Server": SERVER} == headers
    assert ("Retry-After" in headers) == (status in (*WAITING_STATUSES, 502, 504))
    assert headers["Access-Control-Allow-Origin"] == "*"  # nothing in it is anybody's


def test_the_configuration_names_each_failure() -> None:
    text = (SHIPPED / "haproxy.cfg").read_text("utf-8")
    named = {int(line.split()[1]) for line in text.splitlines() if " errorfile " in line}

    assert named == set(CODES) == {int(path.stem) for path in (SHIPPED / "errors").iterdir()}


def test_the_workers_of_a_cluster_stand_where_a_containers_stood() -> None:
    shipped = (SHIPPED / "haproxy.cfg").read_text("utf-8")
    made = configuration(shipped, {"worker1": 8090, "worker2": 8092}, Path("/run/socket"))

    gone = [line for line in shipped.splitlines() if line not in made.splitlines()]
    new = [line for line in made.splitlines() if line not in shipped.splitlines()]
    assert [line.split()[0] for line in gone] == ["server-template"]
    assert new == [
        "    server worker1 127.0.0.1:8090",
        "    server worker2 127.0.0.1:8092",
        "global",
        "    stats socket /run/socket mode 600 level user",
    ]


def test_a_port_that_is_taken_is_said_in_haproxys_own_words(open_port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with pytest.raises(ServerError, match=r"HAProxy does not start; it said:[^$]*in use"):
            with running_balancer(Folder(Path(folder)), open_port, {"worker1": free_port()}):
                raise AssertionError("it listens on a port that somebody else has")
