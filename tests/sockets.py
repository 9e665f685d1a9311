"""Which sockets a process and its children have open, as the kernel tells."""

from __future__ import annotations

import os
import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

LISTENING = "0A"
Socket = tuple[str, str, int]
"""Protocol, address and port."""


def waiting_sockets(process: int) -> set[Socket]:
    """Return all TCP sockets that listen and all UDP sockets of a process and its children."""
    inodes = {inode for each in family(process) for inode in _inodes(each)}
    return {found for protocol in ("tcp", "udp") for found in _read(process, protocol, inodes)}


def family(process: int) -> set[int]:
    """Return a process and all that come from it."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
    found = {process}
    while more := {each for each, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended
        return 0


def _inodes(process: int) -> Iterator[str]:
    for link in Path(f"/proc/{process}/fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(link))
        except OSError:  # it has just been closed
            continue
        if found:
            yield found.group(1)


def _read(process: int, protocol: str, inodes: set[str]) -> Iterator[Socket]:
    for name, kind in ((protocol, socket.AF_INET), (f"{protocol}6", socket.AF_INET6)):
        for line in Path(f"/proc/{process}/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes and (protocol == "udp" or fields[3] == LISTENING):
                address, _, port = fields[1].partition(":")
                yield protocol, _address(kind, address), int(port, 16)


def _address(kind: socket.AddressFamily, digits: str) -> str:
    words = [int(digits[at : at + 8], 16) for at in range(0, len(digits), 8)]
    return socket.inet_ntop(kind, struct.pack(f"={len(words)}I", *words))
