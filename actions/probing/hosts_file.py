"""Read what this machine's hosts file says of a name."""

from __future__ import annotations

from pathlib import Path

from actions.probing.descriptors import NONE_LEFT

HOSTS_FILE = Path("/etc/hosts")


def read_pinned(host: str) -> list[str]:
    """Return the addresses that the file gives a name, each once; none where it cannot be read.

    Raises `OSError` where no descriptor is left to read it.
    """
    try:
        lines = HOSTS_FILE.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        if error.errno in NONE_LEFT:
            raise
        return []
    fields = (line.partition("#")[0].lower().split() for line in lines)
    return list(dict.fromkeys(each[0] for each in fields if host.lower() in each[1:]))
