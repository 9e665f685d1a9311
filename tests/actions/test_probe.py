"""What a probe reports about gateways that behave differently, on real sockets."""

from __future__ import annotations

import datetime
import socket
import ssl

import pytest
import trustme

from actions.probe import Reason, Target, Vantage, probe
from tests.actions.conftest import (
    Behaviour,
    close_at_once,
    listening,
    reset,
    speak_http,
    stay_silent,
)


async def resolve_to_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def vantage(tls: ssl.SSLContext) -> Vantage:
    return Vantage(resolve_to_loopback, tls, allow_loopback=True)


async def reason_of(port: int, tls: ssl.SSLContext, speaks_tls: bool) -> Reason:
    finding = await probe(Target("gateway.test", port, speaks_tls), vantage(tls))
    return finding.reason


async def test_a_listening_port_is_ok(open_port: int, tls: ssl.SSLContext) -> None:
    assert await reason_of(open_port, tls, speaks_tls=False) is Reason.OK


async def test_a_port_nobody_listens_on_is_refused(closed_port: int, tls: ssl.SSLContext) -> None:
    assert await reason_of(closed_port, tls, speaks_tls=False) is Reason.REFUSED


async def test_a_gateway_with_a_good_certificate_is_ok(
    authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    certificate = authority.issue_cert("gateway.test")

    async with listening(stay_silent, certificate) as port:
        assert await reason_of(port, tls, speaks_tls=True) is Reason.OK


async def test_a_certificate_for_another_host_is_named(
    authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    certificate = authority.issue_cert("other.test")

    async with listening(stay_silent, certificate) as port:
        assert await reason_of(port, tls, speaks_tls=True) is Reason.CERTIFICATE_WRONG_HOST


async def test_an_expired_certificate_is_named(authority: trustme.CA, tls: ssl.SSLContext) -> None:
    last_year = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=365)
    certificate = authority.issue_cert("gateway.test", not_after=last_year)

    async with listening(stay_silent, certificate) as port:
        assert await reason_of(port, tls, speaks_tls=True) is Reason.CERTIFICATE_EXPIRED


async def test_a_certificate_of_an_unknown_authority_is_untrusted(tls: ssl.SSLContext) -> None:
    certificate = trustme.CA().issue_cert("gateway.test")

    async with listening(stay_silent, certificate) as port:
        assert await reason_of(port, tls, speaks_tls=True) is Reason.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (speak_http, Reason.NOT_TLS),
        (stay_silent, Reason.TLS_TIMEOUT),
        (reset, Reason.RESET),
    ],
)
async def test_a_port_that_does_not_speak_tls_says_why(
    behaviour: Behaviour, reason: Reason, tls: ssl.SSLContext
) -> None:
    async with listening(behaviour) as port:
        assert await reason_of(port, tls, speaks_tls=True) is reason


async def test_a_full_backlog_is_a_timeout(tls: ssl.SSLContext) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(8)]
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))

        reason = await reason_of(port, tls, speaks_tls=False)

        for connection in waiting:
            connection.close()
    assert reason is Reason.TIMEOUT


async def test_a_name_that_does_not_exist_is_not_found(tls: ssl.SSLContext) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    finding = await probe(Target("gone.test", 4001, tls=False), Vantage(resolve, tls))

    assert finding.reason is Reason.NAME_NOT_FOUND


async def test_a_name_server_that_fails_is_a_dns_failure(tls: ssl.SSLContext) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    finding = await probe(Target("gone.test", 4001, tls=False), Vantage(resolve, tls))

    assert finding.reason is Reason.DNS_FAILURE


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["64:ff9b::7f00:1"]])
async def test_a_name_that_leads_inside_is_never_connected_to(
    addresses: list[str], tls: ssl.SSLContext
) -> None:
    connections = 0

    async def count(*arguments: object) -> None:
        nonlocal connections
        connections += 1

    async def resolve(host: str, port: int) -> list[str]:
        return addresses

    async with listening(count) as port:
        finding = await probe(Target("gateway.test", port, tls=False), Vantage(resolve, tls))

    assert finding.reason is Reason.NOT_ALLOWED
    assert connections == 0


async def test_tcp_is_enough_where_the_port_speaks_no_tls(tls: ssl.SSLContext) -> None:
    async with listening(close_at_once) as port:
        assert await reason_of(port, tls, speaks_tls=False) is Reason.OK
