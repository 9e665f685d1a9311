"""The commands with which IT can look for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.evidence.observation import Evidence
from actions.letters.destinations import Destination
from actions.letters.issuers import foreign_certificates
from actions.letters.layout import paragraph
from actions.letters.letter_words import VERIFICATION
from kb.gateway import Gateways
from kb.language import Language

MOST_COMMANDS = 8  # of each kind; IT can go on from there


def verification(
    destinations: Sequence[Destination],
    evidence: Evidence,
    gateways: Gateways,
    language: Language,
) -> str:
    """Return commands for Windows, macOS and Linux, and what they are to print."""
    words = VERIFICATION[language]
    targets = [(each.host, port) for each in destinations for port in each.ports]
    told = targets if len(targets) <= MOST_COMMANDS else targets[:2]
    parts = [
        paragraph(words["where"]),
        _block(
            words["windows"], (f"Test-NetConnection {host} -Port {port}" for host, port in told)
        ),
        _block(words["unix"], (f"nc -vz {host} {port}" for host, port in told)),
    ]
    if told is not targets:
        parts.append(paragraph(words["likewise"]))
    if foreign := foreign_certificates(evidence, destinations):
        shown = foreign[:MOST_COMMANDS]
        commands = (f"openssl s_client -connect {each.host}:{each.port}" for each in shown)
        parts.append(_block(words["certificate"], commands))
    if silent := [each.host for each in destinations if not each.answers_ping]:
        parts.append(paragraph(words["ping"].format(hosts=", ".join(silent))))
    return "\n\n".join(parts)


def _block(title: str, commands: Iterable[str]) -> str:
    return "\n".join([paragraph(title), *(f"  {command}" for command in commands)])
