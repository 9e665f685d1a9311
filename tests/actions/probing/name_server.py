"""A name server on loopback, and a resolver that asks it over real packets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rdatatype
import dns.resolver
import dns.rrset

from actions.probing.probe import Resolve

TTL_SECONDS = 0
Zone = Mapping[str, tuple[str, ...]]
"""Records of a name such as ``CNAME inside.test.`` or ``A 127.0.0.1``."""


class NameServer(asyncio.DatagramProtocol):
    """Answers from a zone, following CNAMEs as a resolver's server does; counts questions."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self.questions = 0
        self.transport: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        """Answer a question."""
        self.questions += 1
        question = dns.message.from_wire(data)
        response = dns.message.make_response(question, recursion_available=True)
        kind = dns.rdatatype.to_text(question.question[0].rdtype)
        response.answer = self._records(question.question[0].name.to_text(), kind)
        assert self.transport is not None
        self.transport.sendto(response.to_wire(), address)

    def _records(self, name: str, kind: str) -> list[dns.rrset.RRset]:
        records = [record.split() for record in self._zone.get(name, ())]
        found = [value for type_, value in records if type_ == kind]
        answer = [dns.rrset.from_text(name, TTL_SECONDS, "IN", kind, *found)] if found else []
        for type_, value in records:
            if type_ == "CNAME":
                answer.append(dns.rrset.from_text(name, TTL_SECONDS, "IN", "CNAME", value))
                answer += self._records(value, kind)
        return answer


@asynccontextmanager
async def serving_names(zone: Zone) -> AsyncIterator[tuple[Resolve, NameServer]]:
    """Serve a zone; yield a resolver that asks for both families, and the server."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: NameServer(zone), ("127.0.0.1", 0)
    )
    server.transport = transport
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]

    async def resolve(host: str, port: int) -> list[str]:
        answers = [await _ask(resolver, host, kind) for kind in ("A", "AAAA")]
        return [address for answer in answers for address in answer]

    try:
        yield resolve, server
    finally:
        transport.close()


async def _ask(resolver: dns.asyncresolver.Resolver, host: str, kind: str) -> list[str]:
    try:
        return [record.to_text() for record in await resolver.resolve(host, kind, search=False)]
    except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
        return []
