"""The fault proxy does what it is told, or the cases would prove nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.proxy import HOST, PASSES, Behaviour, FaultProxy, faults_before

ANSWER = b"answer to "
SOON_SECONDS = 0.2


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    """Return a proxy before a server that says what it heard."""
    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        with faults_before(listener.getsockname()[1]) as made:
            yield made


def _serve(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # closed
            return
        threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection:
        try:
            while heard := connection.recv(4096):
                connection.sendall(ANSWER + heard)
        except OSError:  # cut
            return


def connected(proxy: FaultProxy, seconds: float = 10.0) -> socket.socket:
    return socket.create_connection((HOST, proxy.port), timeout=seconds)


def ask(connection: socket.socket, question: bytes = b"a") -> bytes:
    connection.sendall(question)
    return connection.recv(4096)


def test_it_passes_everything_on(proxy: FaultProxy) -> None:
    with connected(proxy) as connection:
        assert ask(connection) == ANSWER + b"a"
        assert ask(connection, b"b") == ANSWER + b"b"


def test_it_refuses_and_takes_again_on_the_same_port(proxy: FaultProxy) -> None:
    port = proxy.port

    proxy.become(Behaviour(refuses=True))
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)
    proxy.become(PASSES)

    assert proxy.port == port
    with connected(proxy) as connection:
        assert ask(connection) == ANSWER + b"a"


def test_it_cuts_what_is_open(proxy: FaultProxy) -> None:
    with connected(proxy) as connection:
        ask(connection)
        proxy.drop()

        with pytest.raises(ConnectionResetError):
            connection.recv(4096)


def test_what_was_held_back_comes_later(proxy: FaultProxy) -> None:
    with connected(proxy) as connection:
        proxy.become(Behaviour(silent=True))
        connection.settimeout(SOON_SECONDS)
        with pytest.raises(TimeoutError):
            ask(connection)
        proxy.become(PASSES)
        connection.settimeout(10.0)

        assert connection.recv(4096) == ANSWER + b"a"


def test_each_way_is_delayed(proxy: FaultProxy) -> None:
    with connected(proxy) as connection:
        proxy.become(Behaviour(delay_seconds=SOON_SECONDS))
        began = time.monotonic()
        ask(connection)

    assert time.monotonic() - began >= 2 * SOON_SECONDS


def test_it_is_as_slow_as_it_is_told(proxy: FaultProxy) -> None:
    with connected(proxy) as connection:
        proxy.become(Behaviour(bytes_a_second=100.0))
        began = time.monotonic()
        ask(connection, b"x" * 10)

    assert time.monotonic() - began >= (10 + len(ANSWER) + 10) / 100.0


@pytest.mark.parametrize("half_closes", [True, False])
def test_it_ends_a_connection_in_the_middle_of_an_answer(
    proxy: FaultProxy, half_closes: bool
) -> None:
    proxy.become(Behaviour(answer_bytes=4, half_closes=half_closes))
    with connected(proxy) as connection:
        connection.sendall(b"a")
        heard = _all_of(connection)
        is_open = _takes(connection)

    assert heard in (b"", ANSWER[:4]) if not half_closes else heard == ANSWER[:4]
    assert is_open is half_closes
    assert proxy.cut == 1


def _all_of(connection: socket.socket) -> bytes:
    heard = b""
    try:
        while piece := connection.recv(4096):
            heard += piece
    except ConnectionResetError:  # what came just before it may be lost with it
        pass
    return heard


def _takes(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"b")
        time.sleep(SOON_SECONDS)
        connection.sendall(b"c")
    except OSError:
        return False
    return True


def test_a_question_arrives_and_its_answer_does_not(proxy: FaultProxy) -> None:
    proxy.become(Behaviour(cut_after=b"COMMIT"))
    with connected(proxy) as connection:
        assert ask(connection, b"INSERT") == ANSWER + b"INSERT"
        with pytest.raises(ConnectionResetError):
            ask(connection, b"COMMIT")

    assert proxy.cut == 1
