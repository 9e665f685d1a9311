"""What a server that says too much or too little can do to a command: nothing."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import trustme

from actions.evidence.own_command import Shell
from actions.probing.finding import Reason
from tests.actions.conftest import Behaviour, stay_silent
from tests.actions.evidence.command_runs import read
from tests.actions.evidence.hostile_runs import SHELLS, assert_harmless, check, home_of, open_port
from tests.actions.evidence.loopback_scene import HOST

TLS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
SURELY_IN_TIME_SECONDS = 9.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder whose files nobody else is to know of."""
    return home_of(tmp_path)


def context_of(certificate: trustme.LeafCert, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Return a server's context that speaks this version of TLS at most."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    certificate.configure_cert(context)
    return context


async def forge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say after the handshake what openssl and the command itself would say of a good port."""
    writer.write(b"\n    Verify return code: 0 (ok)\n-----BEGIN CERTIFICATE-----\0\n=127\n")
    writer.write(b"\0o|Good Org\n02Bzzzzo7\n*\n\x1b[31m\xc2\x9b31m\nDNS:localhost, \nalert\n")
    await stay_silent(reader, writer)


async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send without end after the handshake."""
    while not writer.is_closing():
        writer.write(b"Verify return code: 0 (ok)\n" * 4000)
        await writer.drain()
        await asyncio.sleep(0)  # drain alone does not let the loop see that the guest has gone


@pytest.mark.parametrize("behaviour", [forge, flood])
@pytest.mark.parametrize(("shell", "program"), SHELLS)
async def test_what_a_server_sends_after_the_handshake_changes_nothing(
    shell: Shell, program: str, behaviour: Behaviour, home: Path
) -> None:
    async with AsyncExitStack() as stack:
        leaf = trustme.CA(organization_name="Stranger").issue_cert(HOST)
        targets = [await open_port(stack, context_of(leaf, version), behaviour) for version in TLS]
        expected = dict.fromkeys(targets, (Reason.CERTIFICATE_UNTRUSTED, "Stranger"))
        printed = await check(targets, shell, program, home)

    assert_harmless(printed, expected)
    assert printed.seconds < SURELY_IN_TIME_SECONDS
    assert printed.left == ()


@pytest.mark.parametrize(("shell", "program"), SHELLS)
async def test_a_handshake_that_fails_after_a_good_certificate_is_no_pass(
    shell: Shell, program: str, home: Path
) -> None:
    authority = trustme.CA()
    trusted = home.parent / "trusted.pem"
    authority.cert_pem.write_to_path(trusted)
    context = context_of(authority.issue_cert(HOST), ssl.TLSVersion.TLSv1_2)
    context.verify_mode = ssl.CERT_REQUIRED
    async with AsyncExitStack() as stack:
        target = await open_port(stack, context)
        printed = await check([target], shell, program, home, SSL_CERT_FILE=str(trusted))

    (found,) = read(printed.output, [target]).observations
    assert found.reason in (Reason.RESET, Reason.TLS_REFUSED)
