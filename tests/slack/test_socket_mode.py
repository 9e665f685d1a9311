"""The pretend Slack's Socket Mode, with slack_sdk's own client at the other end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import faults
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.socket_mode import Drop
from tests.slack.workspace import ANNA, HELPDESK

logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)


class Listener:
    """Acknowledges all but the first ``ignored`` envelopes."""

    def __init__(self, slack: PretendSlack) -> None:
        web_client = AsyncWebClient(base_url=slack.api_url)
        self.client = SocketModeClient(slack.app_token, web_client=web_client, ping_interval=0.2)
        self.client.socket_mode_request_listeners.append(self.take)
        self.requests: list[SocketModeRequest] = []
        self.ignored = 0

    async def take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.requests.append(request)
        if self.ignored:
            self.ignored -= 1
            return
        payload = {"text": "at once"} if request.accepts_response_payload else None
        response = SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
        await client.send_socket_mode_response(response)

    async def connect(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call]  # slack_sdk has no types there

    async def close(self) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]

    @property
    def texts(self) -> list[str]:
        return [request.payload["event"]["text"] for request in self.requests]


@pytest.fixture
async def slack() -> AsyncIterator[PretendSlack]:
    async with running_slack() as pretend:
        pretend.courier.acknowledge_seconds = 0.3
        yield pretend


@pytest.fixture
async def listener(slack: PretendSlack) -> AsyncIterator[Listener]:
    listener = Listener(slack)
    await listener.connect()
    await slack.wait_for(lambda: slack.sockets.open)
    yield listener
    await listener.close()


async def test_an_event_comes_over_the_socket_and_is_acknowledged(
    slack: PretendSlack, listener: Listener
) -> None:
    await slack.say(ANNA, ANNA, "Hallo")

    (request,) = listener.requests
    assert request.type == "events_api"
    assert listener.texts == ["Hallo"]
    assert slack.sockets.acknowledged[0].envelope_id == request.envelope_id
    assert slack.deliveries[0].is_taken


@pytest.mark.parametrize("keeps_envelope_id", [True, False])
async def test_what_is_not_acknowledged_comes_again(
    slack: PretendSlack, listener: Listener, keeps_envelope_id: bool
) -> None:
    listener.ignored = 2
    slack.courier.keeps_envelope_id = keeps_envelope_id

    await slack.say(ANNA, ANNA, "Hallo")

    assert listener.texts == ["Hallo"] * 3
    assert [request.retry_attempt for request in listener.requests] == [0, 1, 2]
    assert listener.requests[1].retry_reason == "timeout"
    assert len({request.payload["event_id"] for request in listener.requests}) == 1
    ids = {request.envelope_id for request in listener.requests}
    assert len(ids) == (1 if keeps_envelope_id else 3)


async def test_a_command_is_answered_in_the_acknowledgement(
    slack: PretendSlack, listener: Listener
) -> None:
    await slack.command(ANNA, HELPDESK, "/lotse", "Ports?")

    assert listener.requests[0].type == "slash_commands"
    assert [message.text for message in slack.ephemerals(HELPDESK, ANNA)] == ["at once"]


@pytest.mark.parametrize("kind", Drop)
async def test_a_client_comes_back_after_each_kind_of_drop(
    slack: PretendSlack, listener: Listener, kind: Drop
) -> None:
    await slack.drop(kind)
    await slack.say(ANNA, ANNA, "Hallo")

    assert slack.sockets.opened >= 2
    assert "Hallo" in listener.texts
    assert any(delivery.is_taken for delivery in slack.deliveries)


async def test_a_socket_that_breaks_before_the_acknowledgement_is_told_as_a_retry(
    slack: PretendSlack, listener: Listener
) -> None:
    slack.courier.acknowledge_seconds = 5.0
    listener.ignored = 1

    saying = asyncio.create_task(slack.say(ANNA, ANNA, "Hallo"))
    await slack.wait_for(lambda: listener.requests)
    await slack.drop(Drop.ABORT)
    await saying

    assert listener.texts == ["Hallo", "Hallo"]
    assert listener.requests[1].retry_reason == "connection_failed"


async def test_opening_a_connection_fails_as_told(slack: PretendSlack) -> None:
    slack.fail("apps.connections.open", faults.limited(0), faults.server_error(503))
    slack.fail("websocket", faults.server_error(503), faults.reset_before())
    listener = Listener(slack)

    await listener.connect()

    assert len(slack.calls_of("apps.connections.open")) >= 3
    assert len(slack.sockets.open) == 1
    await listener.close()


async def test_envelopes_go_round_all_open_sockets(slack: PretendSlack, listener: Listener) -> None:
    other = Listener(slack)
    await other.connect()
    await slack.wait_for(lambda: len(slack.sockets.open) == 2)

    for number in range(4):
        await slack.say(ANNA, ANNA, str(number))

    assert len(listener.requests) == len(other.requests) == 2
    assert sorted(listener.texts + other.texts) == ["0", "1", "2", "3"]
    await other.close()
