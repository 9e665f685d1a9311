"""Say that something is down, before whatever else is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.clock_text import clock
from actions.gateway_names import names_of
from actions.probing.incident import Incident
from actions.reply import Reply
from kb.gateway import Gateways
from kb.language import Language

TOLD_SLOT = "told_incident"
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "some": (
            "At the moment several of our own checks fail: {what}. Our server has seen this "
            "since {since} UTC, last at {last} UTC. If it concerns what you use, it is probably "
            "not you."
        ),
        "everything": (
            "At the moment none of our own checks succeeds, since {since} UTC. That may also be "
            "our server's own network, so it says little about the gateways."
        ),
        "none": (
            "Our latest checks show no failure of several gateways. They only look when somebody "
            "asks, so a check now tells more."
        ),
        "over": "The failure that I told you of is over: our latest checks succeed again.",
    },
    Language.GERMAN: {
        "some": (
            "Gerade schlagen mehrere unserer eigenen Prüfungen fehl: {what}. Unser Server "
            "sieht das seit {since} UTC, zuletzt um {last} UTC. Wenn es betrifft, was Sie "
            "benutzen, liegt es wahrscheinlich nicht an Ihnen."
        ),
        "everything": (
            "Gerade gelingt keine unserer eigenen Prüfungen, seit {since} UTC. Das kann auch am "
            "Netz unseres Servers liegen und sagt deshalb wenig über die Gateways."
        ),
        "none": (
            "Unsere jüngsten Prüfungen zeigen keinen Ausfall mehrerer Gateways. Sie sehen nur "
            "nach, wenn jemand fragt; eine Prüfung jetzt sagt mehr."
        ),
        "over": (
            "Die Störung, von der ich sprach, ist vorbei: Unsere jüngsten Prüfungen gelingen "
            "wieder."
        ),
    },
}


@dataclass(frozen=True)
class Told:
    """The incident that a person was told of."""

    hosts: tuple[str, ...]

    @classmethod
    def parse(cls, slot: Any) -> Told | None:
        """Return what the slot holds."""
        return cls(tuple(slot["hosts"])) if isinstance(slot, Mapping) else None


def announce(
    incident: Incident | None, told: Told | None, gateways: Gateways, language: Language
) -> Reply | None:
    """Return what to say first of an incident; None where the person was told of it.

    It is the same incident as long as one of its hosts is.
    """
    if incident is None or (told and set(told.hosts) & set(incident.hosts)):
        return None
    text = describe(incident, gateways, language)
    return Reply("warning", language, text, slots={TOLD_SLOT: {"hosts": list(incident.hosts)}})


def describe(incident: Incident, gateways: Gateways, language: Language) -> str:
    """Return what fails, since when, and what that does not mean."""
    return _TEXTS[language]["everything" if incident.is_everything else "some"].format(
        what=_what(incident, gateways, language),
        since=clock(incident.since, incident.last),
        last=incident.last.strftime("%H:%M"),
    )


def nothing_known(language: Language) -> str:
    """Return what to say to those who ask while no incident is known."""
    return _TEXTS[language]["none"]


def announce_end(language: Language) -> Reply:
    """Return what to say first when all hosts of the incident told of answer again."""
    return Reply("answer", language, _TEXTS[language]["over"], slots={TOLD_SLOT: None})


def _what(incident: Incident, gateways: Gateways, language: Language) -> str:
    rows = [row for row in gateways.rows if row.host in incident.hosts]
    return names_of(rows, gateways, language)
