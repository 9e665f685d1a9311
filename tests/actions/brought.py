"""What people bring: result codes as the commands write them, and pasted output."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.evidence.given import Given, read_browser_check, read_given
from actions.evidence.result_code import LETTERS, WITH_CERTIFICATE, checksum, short_id
from actions.probing.finding import Reason, Target
from kb.gateways import Gateways
from tests.actions.acting import message


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
    return bringing(read_browser_check(results, gateways, now))
