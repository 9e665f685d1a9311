"""Talk to a server in bytes of one's own choice, and read its answers strictly."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

WAIT_SECONDS = 30.0
NO_BODY = {204, 304}


@dataclass(frozen=True)
class Answer:
    """A response; names of headers are in lower case, all values of one in a list."""

    status: int
    headers: Mapping[str, Sequence[str]]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; raise ValueError where it is none."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """Return the value of a header that stands there once at most."""
        values = self.headers.get(name.lower(), [])
        assert len(values) <= 1, (name, values)
        return values[0] if values else None


class RawConnection:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS)
        self._file = self.socket.makefile("rb")

    def send(self, content: bytes) -> None:
        """Send bytes; a server that has hung up already is no mistake of ours."""
        try:
            self.socket.sendall(content)
        except ConnectionError:
            return

    def read(self, method: str = "GET") -> Answer | None:
        """Return the next answer, None where the server has closed; interim ones are skipped."""
        try:
            answer = self._read(method)
            while answer is not None and 100 <= answer.status < 200 and answer.status != 101:
                answer = self._read(method)
        except ConnectionResetError:
            return None
        return answer

    def read_all(self) -> list[Answer]:
        """Return all answers until the server closes."""
        answers = []
        while (answer := self.read()) is not None:
            answers.append(answer)
        return answers

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self.socket.close()

    def _read(self, method: str) -> Answer | None:
        status_line = self._file.readline()
        if not status_line:
            return None
        protocol, status, _ = status_line.decode("latin-1").split(" ", 2)
        assert protocol in ("HTTP/1.1", "HTTP/1.0"), status_line
        headers: dict[str, list[str]] = {}
        while (line := self._file.readline().decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        answer = Answer(int(status), headers, b"")
        return Answer(answer.status, headers, self._body(answer, method))

    def _body(self, answer: Answer, method: str) -> bytes:
        if method == "HEAD" or answer.status < 200 or answer.status in NO_BODY:
            return b""
        if answer.header("Transfer-Encoding") == "chunked":
            return b"".join(self._chunks())
        length = answer.header("Content-Length")
        return self._file.read() if length is None else self._file.read(int(length))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._file.readline(), 16):
            yield self._file.read(size)
            self._file.readline()
        self._file.readline()


@contextmanager
def connection_to(url: str) -> Iterator[RawConnection]:
    """Connect to a server of this machine."""
    connection = RawConnection(port_of(url))
    try:
        yield connection
    finally:
        connection.close()


def port_of(url: str) -> int:
    """Return the port of an address such as ``http://127.0.0.1:8080``."""
    return int(url.rpartition(":")[2])


def written(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request in bytes, with a Content-Length where there is a body."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {headers[name]}" for name in headers)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body
