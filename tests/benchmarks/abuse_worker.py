"""Run one abuser: ``python -m tests.benchmarks.abuse_worker <script> <address> <seconds>``."""

from __future__ import annotations

import asyncio
import os
import sys

from tests.benchmarks.abusers import run

NICE = 10
"""Two cores have to do for the server, the people and the abuser, who shall not win by that."""

if __name__ == "__main__":
    os.nice(NICE)
    print(asyncio.run(run(sys.argv[1], sys.argv[2], float(sys.argv[3]))), flush=True)
    os._exit(0)  # hundreds of connections need not be closed politely
