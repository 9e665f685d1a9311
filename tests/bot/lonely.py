"""Run Lotse in a network namespace of its own, and print whom it tried to reach.

Every address of the world leads back to loopback here, so that no attempt fails unseen before its
first packet, and a sniffer sees them all.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from bot.settings import PROJECT
from tests.servers import running_lotse

EVERYTHING = 0x0003  # ETH_P_ALL
OUTGOING = 4  # PACKET_OUTGOING: on loopback each packet also comes in
IPV4, IPV6 = 0x0800, 0x86DD
ETHERNET_BYTES, IPV6_BYTES = 14, 40
DNS = 53
ROUTES = (
    "ip link set lo up",
    "ip route add local default dev lo",
    "ip -6 route add local default dev lo",
)
QUESTIONS = {
    "de": "Wie melde ich mich mit der Sicherheitskarte an?",
    "en": "How do I log in with my security card?",
}
CALLS = """
import socket
for address in ("198.51.100.1", "2001:db8::1"):
    try: socket.create_connection((address, 443), timeout=2)
    except OSError: pass
try: socket.getaddrinfo("example.com", 443)
except OSError: pass
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as counter:
    counter.sendto(b"x", ("192.0.2.7", 8125))
"""


class Sniffer:
    """Hears every packet, and keeps those for other machines or for a name server."""

    def __init__(self) -> None:
        self.heard: set[str] = set()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERYTHING))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            packet, (_, protocol, direction, *_rest) = self._socket.recvfrom(65_535)
            if direction == OUTGOING and (found := _read(packet[ETHERNET_BYTES:], protocol)):
                self.heard.add(found)

    def take(self) -> list[str]:
        """Return what was heard since the last time."""
        heard, self.heard = self.heard, set()
        return sorted(heard)


def _read(packet: bytes, protocol: int) -> str | None:
    """Return address and port that a packet is for; None for one that stays here."""
    if protocol == IPV4:
        address, begin = socket.inet_ntop(socket.AF_INET, packet[16:20]), (packet[0] & 15) * 4
        is_here = address.startswith("127.")
    elif protocol == IPV6:
        address, begin = socket.inet_ntop(socket.AF_INET6, packet[24:40]), IPV6_BYTES
        is_here = address == "::1"
    else:
        return f"protocol {protocol:#06x}"
    port = struct.unpack_from("!H", packet, begin + 2)[0] if len(packet) >= begin + 4 else 0
    return None if is_here and port != DNS else f"{address} {port}"


def serve(folder: Path) -> dict[str, str]:
    """Answer a question in each language and return the articles."""
    with running_lotse(folder, RASA_TELEMETRY_ENABLED="true") as lotse:
        said = {
            language: lotse.say(f"lonely-{language}", question, language=language)
            for language, question in QUESTIONS.items()
        }
    return {language: messages[-1]["article"]["id"] for language, messages in said.items()}


def train(folder: Path) -> int:
    """Train a model and return the exit code."""
    environment = {**os.environ, "LOTSE_MODELS": str(folder), "RASA_TELEMETRY_ENABLED": "true"}
    command = [sys.executable, "-m", "bot", "train", "--force"]
    out = subprocess.DEVNULL
    return subprocess.run(command, cwd=PROJECT, env=environment, stdout=out, check=False).returncode


def main(folder: Path) -> dict[str, Any]:
    """Return what came of each phase, and whom it tried to reach."""
    for command in ROUTES:
        subprocess.run(command.split(), check=True)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # one on loopback would look like nobody
    sniffer = Sniffer()
    answers, called_serving = serve(folder), sniffer.take()
    trained, called_training = train(folder), sniffer.take()
    subprocess.run([sys.executable, "-c", CALLS], check=True)
    return {
        "answers": answers,
        "called_serving": called_serving,
        "trained": trained,
        "called_training": called_training,
        "called_calling": sniffer.take(),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
