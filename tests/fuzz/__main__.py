"""``make fuzz``: a million changed requests against a server of its own; prints what came back."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import LISTED_ORIGIN
from tests.fuzz.connection import CLOSED, HUNG
from tests.fuzz.runner import Fuzzer
from tests.gateways import write_loopback_gateways
from tests.raw_http import port_of
from tests.servers import Lotse, free_port, running_lotse

COUNT = 1_000_000
PROGRESS_SECONDS = 30.0
QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"
NAMES = {CLOSED: "closed without an answer", HUNG: "no answer"}


def main() -> int:
    """Fuzz and return 0 where nothing went wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="send this request alone and show what comes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lotse-fuzz-") as folder:
        gateways = Path(folder) / "gateways.yml"
        write_loopback_gateways(gateways, {"tws-europe-primary": free_port()})
        settings = {"LOTSE_GATEWAYS": str(gateways), "LOTSE_ORIGINS": LISTED_ORIGIN}
        with running_lotse(Path(folder), **settings) as lotse:
            return asyncio.run(_fuzz(lotse, options))


async def _fuzz(lotse: Lotse, options: argparse.Namespace) -> int:
    fuzzer = Fuzzer(port_of(lotse.url), options.seed)
    first = 0 if options.only is None else options.only
    last = options.count if options.only is None else first + 1
    before, began = _resident_mebibytes(lotse), time.monotonic()
    showing = asyncio.ensure_future(_show_progress(fuzzer, options.count))
    await fuzzer.run(iter(range(first, last)))
    showing.cancel()
    took = time.monotonic() - began
    is_alive = lotse.process.poll() is None and bool(
        lotse.say("after-fuzz", QUESTION)[0]["article"]
    )
    print(f"\n{fuzzer.tally.done:,} requests in {took:.0f} s, seed {options.seed}")
    for status, count in sorted(fuzzer.tally.statuses.items()):
        print(f"  {NAMES.get(status, status)}: {count:,}")
    print(f"resident memory of the server: {before} MiB before, {_resident_mebibytes(lotse)} after")
    print("a question afterwards:", "answered" if is_alive else "NOT ANSWERED")
    for problem, requests in fuzzer.tally.problems.items():
        print(f"PROBLEM, {len(requests)} times: {problem}")
    if options.only is not None:
        print(lotse.log.read_text(encoding="utf-8"))
    return 0 if is_alive and not fuzzer.tally.problems else 1


async def _show_progress(fuzzer: Fuzzer, count: int) -> None:
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        tally = fuzzer.tally
        print(f"{tally.done:,} of {count:,}, {len(tally.problems)} problems", flush=True)


def _resident_mebibytes(lotse: Lotse) -> int:
    status = Path(f"/proc/{lotse.process.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    sys.exit(main())
