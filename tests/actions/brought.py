"""What people bring: result codes as the commands write them, and pasted output."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from actions.evidence.given import Given, read_browser_check, read_given
from actions.evidence.result_code import LETTERS, WITH_CERTIFICATE, checksum, short_id
from actions.probing.finding import Reason, Target
from kb.gateway import Gateways
from kb.language import Language
from tests.actions.acting import Conversation, message
from tests.actions.loopback_scene import WEBSITE, ZURICH, Scene


def code_of(
    seen: datetime, found: Mapping[Target, Reason], issuer: str = "Tests", proxy: str = "n"
) -> str:
    """Return the result code for what a Linux computer found."""
    parts = [f"LOTSE1-{seen:%y%m%d%H%M}-l{proxy}"]
    for target, reason in found.items():
        if target.tls and reason in WITH_CERTIFICATE:
            parts.append("0" + issuer.encode().hex())
        parts.append(f"{short_id(target)}{LETTERS[reason]}61")
    text = "-".join(parts)
    return f"{text}-{checksum(text)}"


def windows_output(host: str, port: int, succeeded: bool) -> str:
    """Return what Windows prints, with a user name and addresses of the person's own."""
    return (
        f"PS C:\\Users\\max.mustermann> Test-NetConnection {host} -Port {port}\n\n\n"
        f"ComputerName     : {host}\n"
        "RemoteAddress    : 198.51.100.7\n"
        f"RemotePort       : {port}\n"
        "InterfaceAlias   : Ethernet\n"
        "SourceAddress    : 192.168.178.23\n"
        f"TcpTestSucceeded : {succeeded}\n"
    )


PRIVATE = ("max.mustermann", "192.168.178.23", "198.51.100.7", "C:\\Users")
"""What stands in it and must never be kept."""


def bringing(given: Given) -> dict[str, Any]:
    """Return what Rasa hands to actions where the channel took evidence out of a text."""
    return message(given.said, "give_evidence", {"evidence": given.as_text()})


def bringing_text(text: str, gateways: Gateways) -> dict[str, Any]:
    """Return the same for a typed text, which must hold evidence."""
    given = read_given(text, gateways)
    assert given is not None, text
    return bringing(given)


def bringing_browser_check(
    results: Mapping[str, str], gateways: Gateways, now: datetime
) -> dict[str, Any]:
    """Return the same for what a browser saw."""
    return bringing(read_browser_check(results, gateways, now, Language.ENGLISH))


def now() -> datetime:
    return datetime.now(timezone.utc)


def target_of(scene: Scene, row_id: str, port: int) -> Target:
    return Target(scene.host(row_id), port, port in scene.gateways.tls_ports)


def office_firewall(scene: Scene, seen: datetime) -> str:
    """Return a code in which the website answers and Zurich does not."""
    silent = {
        target_of(scene, ZURICH, port): Reason.TIMEOUT for port in (scene.plain, scene.secure)
    }
    return code_of(seen, {**silent, target_of(scene, WEBSITE, scene.web): Reason.OK})


async def bring(person: Conversation, scene: Scene, text: str) -> dict[str, Any]:
    """Return the last message about a pasted text."""
    return (await person.hear(bringing_text(text, scene.gateways)))[-1]


def states_of(message: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Return the state of each row and port of a message's table."""
    return {(row["gateway"], row["port"]): row["state"] for row in message["check"]["rows"]}
