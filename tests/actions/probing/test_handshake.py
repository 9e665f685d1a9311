"""What a probe says of TLS handshakes that go well, fail or never end, on real sockets."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme

from actions.probing.finding import Finding, Reason
from actions.probing.handshake import TLS_SECONDS
from tests.actions.conftest import (
    Behaviour,
    close_at_once,
    listening,
    reset,
    speak_http,
    stay_silent,
)
from tests.actions.probing.behaviours import (
    BEGUN_SERVER_HELLO,
    FATAL_HANDSHAKE_FAILURE,
    drips,
    floods,
    says,
)
from tests.actions.probing.blocking_server import serving_once
from tests.actions.probing.event_loops import both_event_loops
from tests.actions.probing.looking import GATEWAY, IPV4, LOOPBACK, look_over_tls, reasons_of
from tests.actions.probing.server_contexts import context_of, context_of_old_server

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]

event_loop_policy = both_event_loops


@pytest.fixture(scope="session")
def certificate(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert(GATEWAY)


async def look_at(
    behaviour: Behaviour, tls: ssl.SSLContext, server: ssl.SSLContext | None = None
) -> Finding:
    async with listening(behaviour, server) as port:
        return await look_over_tls(port, tls)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("address", LOOPBACK)
async def test_a_gateway_with_a_good_certificate_is_ok(
    address: str, version: ssl.TLSVersion, certificate: trustme.LeafCert, tls: ssl.SSLContext
) -> None:
    async with listening(stay_silent, context_of(certificate, version), address) as port:
        finding = await look_over_tls(port, tls, address=address)

    assert finding.reason is Reason.OK
    assert reasons_of(finding.routes[0]) == [Reason.OK, Reason.OK, Reason.OK]
    assert finding.issuer is not None


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        pytest.param(speak_http, Reason.NOT_TLS, id="HTTP"),
        pytest.param(says(b"SSH-2.0-OpenSSH_9.2\r\n", True), Reason.NOT_TLS, id="SSH"),
        pytest.param(says(b"220 mail.test ESMTP\r\n", True), Reason.NOT_TLS, id="SMTP"),
        pytest.param(says(bytes(range(64, 128))), Reason.NOT_TLS, id="garbage"),
        pytest.param(says(b"\x16\x02garbage"), Reason.NOT_TLS, id="almost a record"),
        pytest.param(says(b"no\n"), Reason.NOT_TLS, id="less than a record, then closed"),
        pytest.param(floods(b"A" * 4096), Reason.NOT_TLS, id="endless garbage"),
        pytest.param(reset, Reason.RESET, id="reset"),
        pytest.param(close_at_once, Reason.RESET, id="closed at once"),
        pytest.param(says(b""), Reason.RESET, id="closed after the first message"),
        pytest.param(says(BEGUN_SERVER_HELLO), Reason.RESET, id="closed in its own hello"),
        pytest.param(says(FATAL_HANDSHAKE_FAILURE), Reason.TLS_REFUSED, id="fatal alert"),
        pytest.param(
            floods(b"\x16\x03\x03\x40\x00" + b"A" * 16384), Reason.TLS_REFUSED, id="noise"
        ),
    ],
)
async def test_a_handshake_that_fails_says_why(
    behaviour: Behaviour, reason: Reason, tls: ssl.SSLContext
) -> None:
    finding = await look_at(behaviour, tls)

    assert finding.reason is reason
    assert reasons_of(finding.routes[0]) == [Reason.OK, reason]


@pytest.mark.parametrize("byte", [b"\x15\x03\x03\x00\x02\x01\x5a", b"\x14\x03\x03\x00\x01\x01"])
async def test_an_endless_stream_of_tiny_records_ends(byte: bytes, tls: ssl.SSLContext) -> None:
    finding = await look_at(floods(byte * 600), tls)

    assert finding.reason in (Reason.TLS_REFUSED, Reason.NOT_TLS)
    assert finding.milliseconds < TLS_SECONDS * 1000


async def test_a_certificate_message_in_endless_crumbs_is_given_up(tls: ssl.SSLContext) -> None:
    hello = b"\x02\x00\x00\x2d\x03\x03" + bytes(32) + b"\x00\xc0\x2b\x00"
    secure_renegotiation = b"\x00\x05\xff\x01\x00\x01\x00"
    begun = b"\x16\x03\x03\x00\x31" + hello + secure_renegotiation
    begun += b"\x16\x03\x03\x00\x04\x0b\x01\x80\x00"
    crumb = b"\x16\x03\x03\x00\x01\x00"

    finding = await look_at(says(begun + crumb * 60_000), tls)

    assert finding.reason is Reason.NOT_TLS


async def test_slow_servers_are_told_apart(tls: ssl.SSLContext) -> None:
    findings = await asyncio.gather(
        look_at(stay_silent, tls),
        look_at(drips(BEGUN_SERVER_HELLO), tls),
        look_at(says(BEGUN_SERVER_HELLO, stays=True), tls),
        look_at(says(b"no\n", stays=True), tls),
        look_at(drips(b"220 mail.test"), tls),
    )

    assert [finding.reason for finding in findings] == [
        *[Reason.TLS_TIMEOUT] * 3,
        *[Reason.NOT_TLS] * 2,
    ]
    assert findings[0].routes[0].steps[1].milliseconds == pytest.approx(2000, abs=900)


async def test_a_handshake_that_takes_its_time_is_ok(
    certificate: trustme.LeafCert, tls: ssl.SSLContext
) -> None:
    with serving_once(context_of(certificate), wait=0.5) as (port, _):
        finding = await look_over_tls(port, tls)

    tcp, shaken, shown = finding.routes[0].steps
    assert finding.reason is Reason.OK
    assert tcp.milliseconds < 400 <= shaken.milliseconds
    assert shown.milliseconds < 400


async def test_a_server_that_speaks_old_tls_only_refuses(
    certificate: trustme.LeafCert, tls: ssl.SSLContext
) -> None:
    with serving_once(context_of_old_server(certificate)) as (port, _):
        finding = await look_over_tls(port, tls)

    assert finding.reason is Reason.TLS_REFUSED


@pytest.mark.parametrize(
    ("version", "reason"),
    # Under TLS 1.3 the server's refusal follows our last message, and nothing is read after it:
    # way, server and certificate are good, and that is all that a check says.
    zip(VERSIONS, [Reason.TLS_REFUSED, Reason.OK], strict=True),
)
async def test_a_server_that_wants_our_certificate_refuses_within_the_handshake_only(
    version: ssl.TLSVersion,
    reason: Reason,
    authority: trustme.CA,
    certificate: trustme.LeafCert,
    tls: ssl.SSLContext,
) -> None:
    server = context_of(certificate, version)
    server.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(server)

    with serving_once(server) as (port, _):
        finding = await look_over_tls(port, tls)

    assert finding.reason is reason


async def test_a_refused_port_has_no_tls_step(tls: ssl.SSLContext, closed_port: int) -> None:
    finding = await look_over_tls(closed_port, tls, address=IPV4)

    assert reasons_of(finding.routes[0]) == [Reason.REFUSED]
