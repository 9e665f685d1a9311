"""Read what a running server logs: a thread of its own writes that, a moment later."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from tests.servers import Lotse

WAIT_SECONDS = 20.0
PRINTED = re.compile(
    r"|Lotse listens on http://\S+|Open it in a browser and ask, for example:|  \S.*"
    r"|The operator's metrics are on http://\S+"
)
"""What a server says to people, on its standard output."""

Line = dict[str, Any]


def read_lines(lotse: Lotse, since: int = 0) -> list[Line]:
    """Return the log's objects; a line that is none must be one that is printed for people."""
    text = lotse.log.read_bytes()[since:].decode("utf-8")
    whole = text[: text.rfind("\n") + 1].split("\n")
    assert all(PRINTED.fullmatch(each) for each in whole if not each.startswith("{")), whole
    return [json.loads(each) for each in whole if each.startswith("{")]


def wait_for_lines(
    lotse: Lotse, is_meant: Callable[[Line], bool], since: int = 0, count: int = 1
) -> list[Line]:
    """Return the lines that are meant, as soon as there are so many."""
    deadline = time.monotonic() + WAIT_SECONDS
    while len(found := [line for line in read_lines(lotse, since) if is_meant(line)]) < count:
        assert time.monotonic() < deadline, lotse.log.read_text(encoding="utf-8")
        time.sleep(0.02)
    return found
