"""Who issued the certificates that were seen, and whether somebody on the way put in his own."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.letters.destinations import Destination
from actions.probing.finding import Reason

_LONGEST_ISSUER = 60
_SHORTENED_TO = 40  # characters of an issuer in a result code
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[:.][0-9A-Fa-f:.]+")
_MARKUP = re.compile(r"://|www\.|[\[\]()<>{}`*|]")
_MAIL = re.compile(r"\S+@\S+")
_ONE_QUOTE = str.maketrans({quote: "'" for quote in '"„“”«»'})


@dataclass(frozen=True)
class Foreign:
    """A certificate seen from the computer that is not the one the server saw.

    ``expected`` is the issuer that our server saw, None where it saw none.
    """

    host: str
    port: int
    issuer: str
    expected: str | None


def foreign_certificates(
    evidence: Evidence, destinations: Iterable[Destination]
) -> tuple[Foreign, ...]:
    """Return the certificates with which somebody on the way seems to read along."""
    ours = {(each.host, each.port): each for each in evidence.of(Vantage.SERVER)}
    asked = {(each.host, port) for each in destinations for port in each.all_ports}
    return tuple(
        Foreign(each.host, each.port or 0, shown(each.issuer), _expected(ours, each))
        for each in evidence.of(Vantage.COMPUTER)
        if (each.host, each.port) in asked and _is_foreign(each, ours.get((each.host, each.port)))
    )


def _is_foreign(seen: Observation, ours: Observation | None) -> bool:
    if not seen.issuer:
        return False
    if ours is None or not ours.issuer:
        return seen.reason is Reason.CERTIFICATE_UNTRUSTED
    return _key(seen.issuer) != _key(ours.issuer)


def _key(issuer: str) -> str:
    return " ".join(issuer.split()).casefold()[:_SHORTENED_TO].strip()


def _expected(ours: dict[tuple[str, int | None], Observation], seen: Observation) -> str | None:
    observation = ours.get((seen.host, seen.port))
    return shown(observation.issuer) if observation and observation.issuer else None


def shown(issuer: str | None) -> str:
    """Return an issuer as it may stand in a letter: one short line, no addresses."""
    text = " ".join((issuer or "").translate(_ONE_QUOTE).split())
    text = "".join(character for character in text if character.isprintable())
    text = " ".join(_MARKUP.sub(" ", text).split())  # whoever answers chooses the name: no links
    text = _ADDRESS.sub(_without_address, _MAIL.sub("…", text))
    return text if len(text) <= _LONGEST_ISSUER else text[: _LONGEST_ISSUER - 1] + "…"


def _without_address(found: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(found[0].strip("."))
    except ValueError:
        return found[0]
    return "…"
