"""How memory grows over a hundred thousand messages of abuse: ``make soak-abuse``."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.benchmarks.abuse import PROXIES
from tests.benchmarks.abusers import FAILURES, QUESTION, worst_texts
from tests.benchmarks.processes import resident_mib
from tests.servers import Lotse, running_lotse

AT_ONCE = 8
MESSAGES_A_SESSION = 20
WARM_UP_SHARE = 0.3
"""Until then the caches for conversations and spellings fill, which are bounded."""
SAMPLES = 100
NETWORKS = 250
"""Each is limited by itself; one alone would take half a day for what is sent here."""
TEXTS = ("", "x" * 1_500, "\x00", "/restart", QUESTION, "!" * 900)


@dataclass(frozen=True)
class Sample:
    """How much memory there was after so many messages."""

    messages: int
    resident_mib: float


def main() -> None:
    """Send the messages, print memory as it goes and its slope after the warm-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lotse-soak-") as name:
        with running_lotse(Path(name), LOTSE_PROXIES=PROXIES) as lotse:
            samples = asyncio.run(_soak(lotse, options.messages))
    print(report(samples))


async def _soak(lotse: Lotse, messages: int) -> list[Sample]:
    texts, samples, sent = _abuse(), [Sample(0, resident_mib(lotse.process.pid))], 0
    began = time.monotonic()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(lotse.url, connector=connector) as client:
        while sent < messages:
            step = max(1, messages // SAMPLES // (AT_ONCE * MESSAGES_A_SESSION))
            for _ in range(step):
                talks = (_talk(client, texts) for _ in range(AT_ONCE))
                sent += sum(await asyncio.gather(*talks))
            samples.append(Sample(sent, resident_mib(lotse.process.pid)))
            rate = sent / (time.monotonic() - began)
            print(f"{sent} messages, {samples[-1].resident_mib:.1f} MiB, {rate:.0f} a second")
            sys.stdout.flush()
    return samples


def _abuse() -> Iterator[str]:
    worst = worst_texts()
    for number in itertools.count():
        yield TEXTS[number % len(TEXTS)] if number % 2 else next(worst)


async def _talk(client: aiohttp.ClientSession, texts: Iterator[str]) -> int:
    """Begin a session and say some of the texts; return how many were taken or refused."""
    headers = {"X-Forwarded-For": f"198.18.{secrets.randbelow(NETWORKS)}.{secrets.randbelow(250)}"}
    try:
        async with client.post("/api/session", json={}, headers=headers) as response:
            headers["Authorization"] = f"Bearer {(await response.json()).get('session')}"
        for text in itertools.islice(texts, MESSAGES_A_SESSION):
            async with client.post("/api/messages", json={"text": text}, headers=headers) as said:
                assert said.status < 500 or said.status == 503, await said.text()
    except FAILURES:
        await asyncio.sleep(1.0)
        return 0
    return MESSAGES_A_SESSION


def report(samples: list[Sample]) -> str:
    """Return what memory did after the warm-up."""
    warm = [each for each in samples if each.messages >= WARM_UP_SHARE * samples[-1].messages]
    slope, _ = statistics.linear_regression(
        [each.messages for each in warm], [1024 * each.resident_mib for each in warm]
    )
    return (
        f"\n{samples[-1].messages} messages: {samples[0].resident_mib:.1f} MiB at the start, "
        f"{warm[0].resident_mib:.1f} after {warm[0].messages}, {warm[-1].resident_mib:.1f} at the "
        f"end; {slope:.3f} KiB a message after the warm-up"
    )


if __name__ == "__main__":
    main()
