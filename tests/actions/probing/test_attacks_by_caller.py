"""Callers name listed rows and nothing else; proxies and redirects lead nowhere."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme

from actions.probing.finding import Reason
from actions.probing.prober import Asked, NotListedError
from kb.gateways import read_gateways
from tests.actions.conftest import listening
from tests.actions.probing.asking import ONE, every_port_of, prober_for, reasons
from tests.actions.probing.behaviours import Recorder, says
from tests.actions.probing.connect_watch import watching
from tests.actions.probing.looking import IPV4
from tests.actions.probing.server_contexts import context_of
from tests.gateways import gateways_with_ports

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SOCKS_PROXY")
FOREIGN_ROWS = [
    "",
    " ",
    "*",
    "all",
    "tws",
    "localhost",
    "127.0.0.1",
    "::1",
    "10.0.0.0/8",
    "169.254.169.254",
    "http://127.0.0.1/",
    "zdc1.ibllc.com",
    "../tws-europe-primary",
    "./tws-europe-primary",
    "tws-europe-primary/",
    "tws-europe-primary/../tws-asia-primary",
    "tws-europe-primary%00",
    "tws-europe-primary\0",
    "tws-europe-primary\n",
    "tws-europe-primary ",
    " tws-europe-primary",
    "tws-europe-primary.",
    "tws-europe-primary:4001",
    "tws-europe-primary@127.0.0.1",
    "TWS-EUROPE-PRIMARY",
    "tws‐europe‐primary",
    "tws-europe-prim\u0430ry",
    "ｔｗｓ-europe-primary",
    "tws-europe-primary\u200b",
    "\u202etws-europe-primary",
    "tws-europe-primary' OR '1'='1",
    "__class__",
    "tws-europe-primary" * 10_000,
]


@pytest.mark.parametrize("row", FOREIGN_ROWS, ids=range(len(FOREIGN_ROWS)))
async def test_a_row_that_is_not_listed_is_not_even_resolved(row: str) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [IPV4]

    prober = prober_for(read_gateways(), resolve)

    with watching() as watch, pytest.raises(NotListedError):
        await prober.check([Asked(ONE, 4001), Asked(row, 4001)])

    assert (asked, watch.asked, watch.connected) == ([], [], [])
    prober.close()


@pytest.mark.parametrize("port", [-1, 0, 1, 22, 80, 443, 3999, 4002, 65535, 65536, 69537, 2**64])
async def test_a_port_that_the_row_does_not_have_is_not_even_resolved(port: int) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [IPV4]

    prober = prober_for(read_gateways(), resolve)

    with pytest.raises(NotListedError):
        await prober.check([Asked(ONE, port)])

    assert asked == []
    prober.close()


async def test_proxy_settings_are_not_followed(
    authority: trustme.CA, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, gateway = Recorder(), Recorder()
    server = context_of(authority.issue_cert(f"{ONE}.test"))
    async with (
        listening(proxy) as proxy_port,
        listening(gateway, server) as port,
        listening(gateway) as plain_port,
    ):
        for name in PROXY_VARIABLES:
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy_port}")
            monkeypatch.setenv(name.lower(), f"http://127.0.0.1:{proxy_port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        listed = gateways_with_ports({ONE: (port, plain_port)}, (port,))
        prober = prober_for(listed, tls=tls)

        findings = await prober.check(every_port_of(listed))
        await asyncio.sleep(0.1)

    assert reasons(findings) == [Reason.OK, Reason.OK]
    assert (proxy.connections, gateway.connections) == (0, 2)
    prober.close()


async def test_redirects_are_not_followed(authority: trustme.CA, tls: ssl.SSLContext) -> None:
    goal = Recorder()
    server = context_of(authority.issue_cert(f"{ONE}.test"))
    async with listening(goal) as goal_port:
        redirect = says(
            f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{goal_port}/\r\n\r\n".encode()
        )
        async with listening(redirect) as plain, listening(redirect, server) as secure:
            listed = gateways_with_ports({ONE: (plain, secure)}, (plain, secure))
            prober = prober_for(listed, tls=tls)

            findings = await prober.check(every_port_of(listed))
            await asyncio.sleep(0.1)

    assert reasons(findings) == [Reason.NOT_TLS, Reason.OK]
    assert goal.connections == 0
    prober.close()
