"""A pretend Slack on loopback: Web API, Socket Mode, events with retries, faults.

`running_slack` starts it. People act with `say`, `mention`, `command`, `press` and so on; what the
app has done stands in `messages`, `ephemerals`, `files`, `homes` and `calls`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from tests.serving import serving
from tests.slack.delivery import Courier, Delivery
from tests.slack.faults import Fault
from tests.slack.payloads import Payload
from tests.slack.response_urls import ResponseUrls
from tests.slack.socket_mode import Drop, Socket, Sockets
from tests.slack.user_actions import UserActions
from tests.slack.web_api import APP_TOKEN, BOT_TOKEN, Call, WebApi
from tests.slack.workspace import Channel, Message, Stored, View, Workspace

LARGEST_UPLOAD = 64 * 1024 * 1024
STOP_SECONDS = 0.1


class PretendSlack(UserActions):
    """The whole of it."""

    def __init__(self) -> None:
        self.workspace = Workspace()
        self.api = WebApi(self.workspace)
        self.sockets = Sockets(self.workspace.changes, self.api.faults)
        self.courier = Courier(self.sockets)
        self.response_urls = ResponseUrls(self.workspace, self.api.faults)
        self.api.open_socket = self.sockets.create_url
        self.echoes = True
        self.url = ""
        self.workspace.on_store = self._echo
        self._tasks: set[asyncio.Task[Delivery]] = set()

    @property
    def api_url(self) -> str:
        """The address that the app gets instead of ``https://slack.com/api/``."""
        return f"{self.url}/api/"

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN

    @property
    def signing_secret(self) -> str:
        """What requests are signed with."""
        return self.courier.secret

    @property
    def target(self) -> str | None:
        """Where the app listens."""
        return self.courier.target

    @target.setter
    def target(self, address: str | None) -> None:
        self.courier.target = address

    @property
    def retry_delays(self) -> Sequence[float]:
        """The seconds before each retry of an event."""
        return self.courier.retry_delays

    @retry_delays.setter
    def retry_delays(self, seconds: Sequence[float]) -> None:
        self.courier.retry_delays = seconds

    @property
    def granted(self) -> set[str] | None:
        """The scopes that the token has, or None for all."""
        return self.api.granted

    @granted.setter
    def granted(self, scopes: set[str] | None) -> None:
        self.api.granted = scopes

    @property
    def calls(self) -> list[Call]:
        """All calls of the Web API in the order in which they came."""
        return self.api.calls

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self.api.calls if call.method == method]

    @property
    def deliveries(self) -> list[Delivery]:
        """All attempts to deliver something, in the order in which they ended."""
        return self.courier.done

    @property
    def files(self) -> list[Stored]:
        """The files that were shared."""
        return [file for file in self.workspace.files.values() if file.channel]

    @property
    def homes(self) -> dict[str, View]:
        """The App Home of each person."""
        return self.workspace.homes

    def direct(self, user: str) -> Channel:
        """Return the channel of a person's direct messages with the bot."""
        return self.workspace.direct(user)

    def messages(
        self, channel: str | None = None, thread_ts: str | None = None, user: str | None = None
    ) -> list[Message]:
        """Return messages in the order of posting; a person's id stands for their direct ones."""
        if channel in self.workspace.people:
            channel = self.workspace.direct(channel).id
        return [
            message
            for message in self.workspace.posted
            if channel in (None, message.channel)
            and thread_ts in (None, message.thread_ts)
            and user in (None, message.user)
        ]

    def answers(self, channel: str | None = None, thread_ts: str | None = None) -> list[Message]:
        """Return what the app has posted, without the pane's own first message."""
        return [
            message
            for message in self.messages(channel, thread_ts)
            if message.is_ours and message.subtype != "assistant_app_thread"
        ]

    def ephemerals(self, channel: str | None = None, user: str | None = None) -> list[Message]:
        """Return messages that only one person sees."""
        return [
            message
            for message in self.workspace.ephemeral
            if channel in (None, message.channel) and user in (None, message.ephemeral_to)
        ]

    def fail(self, method: str, *faults: Fault, lasting: bool = False) -> None:
        """Give the next calls of a method these faults, or all calls the only one."""
        if lasting:
            self.api.faults.last(method, *faults)
        else:
            self.api.faults.queue(method, *faults)

    def heal(self, method: str) -> None:
        """Take a lasting fault away."""
        self.api.faults.last(method, None)

    async def wait_for(self, condition: Callable[[], object], seconds: float = 20.0) -> None:
        """Return when the condition holds; raises `AssertionError` when it does not in time."""
        await self.workspace.changes.wait_for(condition, seconds)

    async def deliver(
        self,
        payload: Payload,
        *,
        retry: tuple[int, str] | None = None,
        form: bool = False,
        timestamp: int | None = None,
        secret: str | None = None,
    ) -> Delivery:
        """Send a payload once over HTTP; see `Courier.deliver`."""
        return await self.courier.deliver(
            payload, retry=retry, form=form, timestamp=timestamp, secret=secret
        )

    async def deliver_event(self, payload: Payload) -> Delivery:
        """Send an event over a socket or HTTP, with retries."""
        return await self.courier.deliver_event(payload)

    async def storm(
        self,
        payload: Payload,
        times: int = 4,
        *,
        with_headers: bool = True,
        pause: float | None = None,
    ) -> list[Delivery]:
        """Deliver one event several times over HTTP, at once or with ``pause`` seconds between.

        With headers, all but the first say which retry they are.
        """
        reason = "http_timeout"
        retries = [(number, reason) if number and with_headers else None for number in range(times)]
        if pause is None:
            calls = [self.courier.deliver(payload, retry=retry) for retry in retries]
            return list(await asyncio.gather(*calls))
        done = []
        for number, retry in enumerate(retries):
            await asyncio.sleep(pause if number else 0)
            done.append(await self.courier.deliver(payload, retry=retry))
        return done

    async def drop(self, kind: Drop = Drop.CLOSE, socket: Socket | None = None) -> None:
        """End a socket, the oldest if none is named."""
        await self.sockets.drop(kind, socket)

    def application(self) -> web.Application:
        """Return the application with Slack's routes."""
        application = web.Application(client_max_size=LARGEST_UPLOAD)
        application.router.add_route("*", "/api/{method}", self.api.call)
        application.router.add_post("/upload/{file}", self.api.upload)
        application.router.add_post("/response/{secret}", self.response_urls.take)
        application.router.add_get("/link/", self.sockets.connect)
        return application

    def _echo(self, message: Message) -> None:
        """Tell the app about its own messages, as Slack does."""
        if not message.is_ours or message.ephemeral_to or not self.echoes:
            return
        for event in self.events_of(message) if self.courier.can_deliver else []:
            task = asyncio.get_running_loop().create_task(self.courier.deliver_event(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def set_address(self, url: str) -> None:
        """Say where this server listens."""
        self.url = self.api.url = self.sockets.url = self.response_urls.url = url

    async def stop(self) -> None:
        """Break all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        await self.courier.stop()


@asynccontextmanager
async def running_slack(port: int = 0) -> AsyncIterator[PretendSlack]:
    """Serve on a free port of loopback."""
    slack = PretendSlack()
    await slack.courier.start()
    async with serving(slack.application(), port, shutdown_timeout=STOP_SECONDS) as url:
        slack.set_address(url)
        try:
            yield slack
        finally:
            await slack.stop()
