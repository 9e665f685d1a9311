"""Scripts of people who want to slow others down, each from one network."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp

NETWORK = {"X-Forwarded-For": "203.0.113.7"}
AT_ONCE = 20
HELD = 500
QUESTION = "How do I log in with my security card?"
CHECK = "Is the Zurich gateway reachable?"
PAUSE_SECONDS = 0.05
FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, asyncio.IncompleteReadError)


def worst_texts() -> Iterator[str]:
    """Yield texts of the greatest length that give spelling, folding and redaction most to do."""
    while True:
        letters = random.choices("abcdefghijklmnopqrstuvwxyz", k=1_000)
        yield "".join(" " if number % 9 == 8 else each for number, each in enumerate(letters))
        yield ("a" + "\u0301" * 9) * 100
        yield " ".join(str(random.randrange(10**9)) for _ in range(100))[:1_000]
        yield ("Passwort " * 112)[:1_000]
        yield ("loign secruity crad " * 50)[:1_000]


class Abuser:
    """One script's client; ``done`` counts what it has sent."""

    def __init__(self, url: str, client: aiohttp.ClientSession) -> None:
        self.url = url
        self.client = client
        self.done = 0

    async def call(self, method: str, path: str, token: str = "", **options: Any) -> Any:
        """Send a request and return what came as JSON; None where that was none."""
        headers = {**NETWORK, **({"Authorization": f"Bearer {token}"} if token else {})}
        self.done += 1
        try:
            async with self.client.request(
                method,
                self.url + path,
                headers={**headers, **options.pop("headers", {})},
                **options,
            ) as response:
                body = await response.read()
                return json.loads(body) if response.content_type == "application/json" else None
        except (*FAILURES, ValueError):
            await asyncio.sleep(PAUSE_SECONDS)  # where connections are cut, lest only this spins
            return None

    async def token(self) -> str:
        """Return the token of a new session, as soon as there is one."""
        while True:
            made = await self.call("POST", "/api/session", json={})
            if made and "session" in made:
                return str(made["session"])
            await asyncio.sleep(0.5)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection without saying anything."""
        address = urlsplit(self.url)
        return await asyncio.open_connection(address.hostname, address.port)

    async def stream(self, token: str) -> aiohttp.ClientWebSocketResponse[bool]:
        """Open the stream of a session."""
        address = self.url.replace("http", "ws", 1) + "/api/stream"
        socket = await self.client.ws_connect(address, headers=NETWORK)
        await socket.send_json({"session": token})
        return socket


Script = Callable[[Abuser], Awaitable[None]]


async def _repeat(step: Callable[[], Awaitable[Any]], at_once: int = AT_ONCE) -> None:
    async def go_on() -> None:
        while True:
            with suppress(*FAILURES):
                await step()
                continue
            await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(*(go_on() for _ in range(at_once)))


async def _flood_stream(abuser: Abuser, frame: Callable[[], str], ping: bool = False) -> None:
    token = await abuser.token()

    async def flood() -> None:
        socket = await abuser.stream(token)
        reading = asyncio.ensure_future(_read_all(socket))
        try:
            while not socket.closed:
                abuser.done += 1
                await (socket.ping(b"x" * 125) if ping else socket.send_str(frame()))
                if abuser.done % 64 == 0:
                    await asyncio.sleep(0)
        finally:
            reading.cancel()
            await socket.close()

    await _repeat(flood, at_once=4)


async def _read_all(socket: aiohttp.ClientWebSocketResponse[bool]) -> None:
    with suppress(*FAILURES, RuntimeError):
        async for _ in socket:
            pass


def _said(text: str) -> str:
    return json.dumps({"id": secrets.token_hex(4), "text": text})


async def flood_one_session(abuser: Abuser) -> None:
    """Put question after question into one conversation."""
    await _flood_stream(abuser, lambda: _said(QUESTION))


async def flood_with_pings(abuser: Abuser) -> None:
    """Ping without end."""
    await _flood_stream(abuser, str, ping=True)


async def flood_with_large_frames(abuser: Abuser) -> None:
    """Send frames of 60 KB."""
    large = _said("x" * 60_000)
    await _flood_stream(abuser, lambda: large)


async def _ask_in_many_sessions(abuser: Abuser, texts: Iterator[str], most: int = 40) -> None:
    tokens = [await abuser.token() for _ in range(most)]

    async def ask() -> None:
        said = {"text": next(texts), "id": secrets.token_hex(8)}
        await abuser.call("POST", "/api/messages", random.choice(tokens), json=said)

    await _repeat(ask, at_once=most)


async def flood_many_sessions(abuser: Abuser) -> None:
    """Ask in forty sessions at once."""
    await _ask_in_many_sessions(abuser, iter(lambda: QUESTION, None))


async def say_worst_texts(abuser: Abuser) -> None:
    """Say what costs most to understand, in forty sessions at once."""
    await _ask_in_many_sessions(abuser, worst_texts())


async def check_ports(abuser: Abuser) -> None:
    """Ask for port checks in forty sessions at once."""
    await _ask_in_many_sessions(abuser, iter(lambda: CHECK, None))


async def create_sessions(abuser: Abuser) -> None:
    """Begin session after session."""
    await _repeat(lambda: abuser.call("POST", "/api/session", json={}))


async def create_and_delete(abuser: Abuser) -> None:
    """Begin a session, say something, delete it, and again."""

    async def churn() -> None:
        token = await abuser.token()
        await abuser.call("POST", "/api/messages", token, json={"text": QUESTION})
        await abuser.call("DELETE", "/api/session", token)

    await _repeat(churn)


async def open_streams(abuser: Abuser) -> None:
    """Open streams and keep them."""
    token, kept = await abuser.token(), []

    async def open_one() -> None:
        abuser.done += 1
        kept.append(await abuser.stream(token))

    await _repeat(open_one)


async def open_connections(abuser: Abuser) -> None:
    """Hold hundreds of silent connections, and open anew what is closed."""

    async def hold() -> None:
        abuser.done += 1
        reader, writer = await abuser.connect()
        with suppress(*FAILURES):
            await reader.read()
        writer.close()

    await _repeat(hold, at_once=HELD)


async def _drip(abuser: Abuser, begin: bytes) -> None:
    async def drip() -> None:
        abuser.done += 1
        _, writer = await abuser.connect()
        writer.write(begin)
        try:
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.5)
        finally:
            writer.close()

    await _repeat(drip, at_once=HELD)


async def send_heads_slowly(abuser: Abuser) -> None:
    """Drip heads, in hundreds of connections."""
    await _drip(abuser, b"GET / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.7\r\nX-Slow: ")


async def send_bodies_slowly(abuser: Abuser) -> None:
    """Drip bodies, in hundreds of connections."""
    head = b"POST /api/session HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\n"
    await _drip(abuser, head + b"Content-Type: application/json\r\nContent-Length: 8000\r\n\r\n")


async def send_giant_bodies(abuser: Abuser) -> None:
    """Send bodies of a megabyte."""
    giant = b'{"text": "' + b"x" * 1_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    await _repeat(lambda: abuser.call("POST", "/api/session", data=giant, headers=headers))


async def send_deep_json(abuser: Abuser) -> None:
    """Send JSON that is as deep as a body can hold."""
    deep = b"[" * 4_000 + b"]" * 4_000
    headers = {"Content-Type": "application/json"}
    await _repeat(lambda: abuser.call("POST", "/api/session", data=deep, headers=headers))


async def poll_history(abuser: Abuser) -> None:
    """Read a long conversation again and again."""
    token = await abuser.token()
    for _ in range(12):
        await abuser.call("POST", "/api/messages", token, json={"text": QUESTION})
    await _repeat(lambda: abuser.call("GET", "/api/messages", token))


async def rate_without_end(abuser: Abuser) -> None:
    """Rate a message again and again."""
    token = await abuser.token()
    said = await abuser.call("POST", "/api/messages", token, json={"text": QUESTION})
    rating = {"message": said["messages"][-1]["id"], "helpful": True}
    await _repeat(lambda: abuser.call("POST", "/api/feedback", token, json=rating))


async def fetch_files(abuser: Abuser) -> None:
    """Fetch the widget again and again, unpacked."""
    headers = {"Accept-Encoding": "identity"}
    await _repeat(lambda: abuser.call("GET", "/widget.js", headers=headers))


SCRIPTS: Mapping[str, Script] = {
    "messages, one session": flood_one_session,
    "messages, forty sessions": flood_many_sessions,
    "worst texts, forty sessions": say_worst_texts,
    "port checks, forty sessions": check_ports,
    "new sessions": create_sessions,
    "new and deleted sessions": create_and_delete,
    "streams": open_streams,
    "pings": flood_with_pings,
    "large frames": flood_with_large_frames,
    "silent connections": open_connections,
    "slow heads": send_heads_slowly,
    "slow bodies": send_bodies_slowly,
    "giant bodies": send_giant_bodies,
    "deep JSON": send_deep_json,
    "reads of the history": poll_history,
    "ratings": rate_without_end,
    "files": fetch_files,
}


async def run(name: str, url: str, seconds: float) -> int:
    """Let a script go on for so many seconds; return how much it has sent."""
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as client:
        abuser = Abuser(url, client)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(SCRIPTS[name](abuser), seconds)
        return abuser.done
