"""The load balancer: HAProxy, with the configuration that `compose.yaml` uses too."""

from __future__ import annotations

import csv
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.cluster.programs import HAPROXY, find_program, tied
from bot.cluster.server_process import Folder, Server
from bot.cluster.waiting import until

SHIPPED = Path(__file__).parent / "haproxy"
TEMPLATE = "    server-template "
"""How the line begins that names the workers."""
ASK_SECONDS = 2.0


class Balancer:
    """A running HAProxy; it listens on loopback only."""

    def __init__(self, server: Server, control: Path) -> None:
        """Take the socket at which HAProxy tells what it knows."""
        self.server = server
        self._control = control

    def states(self) -> Mapping[str, str]:
        """Return each worker's state by its name, ``UP`` or another; nothing where it is silent."""
        try:
            told = self._ask("show stat")
        except OSError:
            return {}
        rows = csv.DictReader(told.removeprefix("# ").splitlines())
        return {row["svname"]: row["status"] for row in rows if row["pxname"] == "workers"}

    def _ask(self, question: str) -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ASK_SECONDS)
            connection.connect(str(self._control))
            connection.sendall(question.encode() + b"\n")
            with connection.makefile(encoding="utf-8") as told:
                return told.read()

    async def until_up(self, worker: str) -> None:
        """Wait until a worker gets requests; HAProxy notices by itself that it is ready."""
        await until(lambda: self.states().get(worker) == "UP")


@contextmanager
def running_balancer(folder: Folder, port: int, workers: Mapping[str, int]) -> Iterator[Balancer]:
    """Run HAProxy before the workers, whose ports stand beside their names; raise `ServerError`.

    The folder's path must be short: it is going to hold a socket.
    """
    control, config = folder.path / "haproxy.sock", folder.path / "haproxy.cfg"
    shipped = (SHIPPED / "haproxy.cfg").read_text("utf-8")
    config.write_text(configuration(shipped, workers, control), "utf-8")
    environment = {"BALANCER_BIND": f"127.0.0.1:{port}", "BALANCER_ERRORS": str(SHIPPED / "errors")}
    command = [str(find_program(HAPROXY)), "-db", "-f", str(config)]
    server = Server(folder.start(tied(command), environment))
    balancer = Balancer(server, control)
    try:
        if not server.wait_until(lambda: bool(balancer.states())):
            raise folder.complaint("HAProxy does not start")
        yield balancer
    finally:
        server.stop()


def configuration(shipped: str, workers: Mapping[str, int], control: Path) -> str:
    """Return the shipped configuration with these workers instead of a container's.

    ``control`` is the socket at which HAProxy answers to its own user.
    """
    before, _, after = shipped.partition(TEMPLATE)
    rest = after.partition("\n")[2]
    named = "".join(f"    server {name} 127.0.0.1:{port}\n" for name, port in workers.items())
    asked = f"\nglobal\n    stats socket {control} mode 600 level user\n"
    return before + named + rest + asked
