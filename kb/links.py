"""What a link may lead to: an https address whose plain host stands in the list of hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator

# No user before the host, no port behind it, no letters that look like others, no number as host.
HOST = r"(?:(?!xn--)[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}"
ADDRESS = rf"https://(?P<host>{HOST})(?:/[^\s()\\]*)?"
_ADDRESS = re.compile(ADDRESS)
_TARGET = re.compile(r"\]\(([^)]*)")  # also where it would be none to Markdown: others read it


def link_targets(markdown: str) -> Iterator[str]:
    """Yield everything in a text that somebody may take for the address of a link."""
    return (match[1] for match in _TARGET.finditer(markdown))


def host_of_link(address: str) -> str | None:
    """Return the host of an address; None where it is not one that a link may have."""
    match = _ADDRESS.fullmatch(address)
    return match["host"] if match else None
