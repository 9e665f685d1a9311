"""A running server as the benchmark sees it: where to send messages and what it has used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.benchmarks.processes import Memory, cpu_seconds, descendants, memory_of, resident_mib

ANSWERS = "/webhooks/rest/webhook"


@dataclass(frozen=True)
class Server:
    """One side of the benchmark; ``processes`` are all that belong to it."""

    name: str
    url: str
    processes: tuple[int, ...]
    headers: Mapping[str, str] = field(default_factory=dict)

    def cpu_seconds(self) -> float:
        """Return the CPU time all its processes have used so far."""
        return sum(map(cpu_seconds, self.processes))

    def resident_mib(self) -> float:
        """Return the resident memory of all its processes."""
        return sum(map(resident_mib, self.processes))

    def memory(self) -> Memory:
        """Return the memory of all its processes and of what they started."""
        own = [each for process in self.processes for each in (process, *descendants(process))]
        found = [memory_of(process) for process in own]
        return Memory(
            sum(each.resident for each in found),
            sum(each.proportional for each in found),
            sum(each.private for each in found),
        )

    async def say(self, client: aiohttp.ClientSession, sender: str, text: str) -> str:
        """Say something and return the text of the answer; an empty answer is an error."""
        body: dict[str, Any] = {"sender": sender, "message": text}
        async with client.post(self.url, json=body, headers=self.headers) as response:
            response.raise_for_status()
            answer = await response.json()
        # Stock's channel sends each paragraph as a message; ours sends one with its plain text.
        said = "\n\n".join(message.get("custom", message)["text"] for message in answer)
        assert said, f"{self.name} said nothing to {text!r}"
        return said
