"""Resolve names as JSON tells, beside a name server that knows them in a search domain too.

To be run where ``/etc/resolv.conf`` names this machine and nobody else's name server can be met.
"""

from __future__ import annotations

import asyncio
import json
import sys

from actions.probing.resolver import Resolver
from tests.actions.probing.name_server import NameServer, Zone

NAME_SERVER = ("127.0.0.1", 53)


async def _resolve(zone: Zone, hosts: list[str]) -> dict[str, list[str]]:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(lambda: NameServer(zone), NAME_SERVER)
    server.transport = transport
    resolver = Resolver()
    found = {host: await _ask(resolver, host) for host in hosts}
    transport.close()
    return found


async def _ask(resolver: Resolver, host: str) -> list[str]:
    try:
        return await resolver(host, 4001)
    except OSError as error:
        return [type(error).__name__]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_resolve(*json.loads(sys.argv[1])))))
