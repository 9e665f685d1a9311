"""What listens: the front door, the operator's port on loopback, and nothing else."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.bot.test_rasa_commands import action_server
from tests.servers import free_port, running_lotse
from tests.sockets import waiting_sockets


def test_a_server_listens_at_the_front_door_and_for_its_operator_only(
    tmp_path: Path, model: Path
) -> None:
    operator = free_port()
    with running_lotse(tmp_path, LOTSE_OPERATOR_PORT=str(operator)) as lotse:
        lotse.say("person", "Wie melde ich mich mit der Sicherheitskarte an?")
        found = waiting_sockets(lotse.process.pid)

        door = int(lotse.url.rpartition(":")[2])

    assert found == {("tcp", "127.0.0.1", door), ("tcp", "127.0.0.1", operator)}


def test_an_open_front_door_opens_nothing_else(tmp_path: Path, model: Path) -> None:
    operator = free_port()
    settings = {"LOTSE_HOST": "0.0.0.0", "LOTSE_ORIGINS": "https://help.example.com"}
    with running_lotse(tmp_path, LOTSE_OPERATOR_PORT=str(operator), **settings) as lotse:
        found = waiting_sockets(lotse.process.pid)

        door = int(lotse.url.rpartition(":")[2])

    assert found == {("tcp", "0.0.0.0", door), ("tcp", "127.0.0.1", operator)}


def test_the_action_server_listens_on_loopback_only() -> None:
    port = free_port()
    with action_server(port) as process:
        found = waiting_sockets(process)

    assert found == {("tcp", "127.0.0.1", port)}


@pytest.mark.parametrize(
    ("kind", "address", "expected"),
    [
        (socket.SOCK_STREAM, "127.0.0.1", ("tcp", "127.0.0.1")),
        (socket.SOCK_STREAM, "0.0.0.0", ("tcp", "0.0.0.0")),
        (socket.SOCK_STREAM, "::1", ("tcp", "::1")),
        (socket.SOCK_DGRAM, "::", ("udp", "::")),
    ],
)
def test_a_socket_too_many_would_be_seen(
    kind: socket.SocketKind, address: str, expected: tuple[str, str]
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as opened:
        opened.bind((address, 0))
        if kind is socket.SOCK_STREAM:
            opened.listen()

        assert (*expected, opened.getsockname()[1]) in waiting_sockets(os.getpid())
