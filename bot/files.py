"""How many files and connections this process may have open."""

from __future__ import annotations

import resource

from bot.connections import ConnectionLimits

ENOUGH_FILES = 16_384
OWN_FILES = 160
"""For the database, the log, port checks and calls of Slack, which must go on in any crowd, and for
connections that are accepted only to be cut off."""


def most_connections(wished: int) -> int:
    """Let this process open as many files as it may; return how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    if soft != endless and soft < ENOUGH_FILES:
        soft = ENOUGH_FILES if hard == endless else min(hard, ENOUGH_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == endless:
        return wished
    return max(1, min(wished, soft - OWN_FILES - ConnectionLimits.reserve))
