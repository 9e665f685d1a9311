"""Say what a check found and what follows from it; no Rasa in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.evidence.observation import Evidence, Vantage
from actions.gateway_choice import API_PORT, local_port_button
from actions.gateway_names import names_of
from actions.probing.finding import Reason
from actions.probing.history import Period
from actions.reply import Button, Reply
from actions.verdict.verdict import Cause, NextStep, Verdict
from actions.verdict.verdict_text import explain, explain_beside_table
from kb.gateway import Gateway, Gateways
from kb.language import Language

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "all": "**{what}: yes.** All {count} connections from our server succeeded, at {time} UTC.",
        "both": "**{what}: yes.** Both connections from our server succeeded, at {time} UTC.",
        "neither": (
            "**{what}: no answer.** Neither connection from our server succeeded, at {time} UTC."
        ),
        "one": "**{what}: yes.** The connection from our server succeeded, at {time} UTC.",
        "none": (
            "**{what}: no answer.** None of {count} connections from our server succeeded, at "
            "{time} UTC."
        ),
        "none_of_one": (
            "**{what}: no answer.** The connection from our server did not succeed, at {time} UTC."
        ),
        "some": (
            "**{what}: partly.** {good} of {count} connections from our server succeeded, at "
            "{time} UTC."
        ),
        "open": (
            "**{what}: not known yet.** {good} of {count} connections from our server succeeded by "
            "{time} UTC, {unknown} came to no result."
        ),
        "assumed": (
            "I took 4001 for the gateway's SSL port, not for the local API port of IB Gateway."
        ),
        "check_myself": "Check from my computer",
        "again": "Check again",
        "from_server": "Check from your server",
        "firewall": "What must my firewall allow?",
        "letter_en": "Letter to IT, English",
        "letter_de": "Brief an die IT, Deutsch",
        "load_balancer": "Client Portal says the session is invalid",
        "proxy": "About proxies and firewalls",
        "person": "Talk to a person",
    },
    Language.GERMAN: {
        "all": (
            "**{what}: ja.** Alle {count} Verbindungen von unserem Server aus sind gelungen, um "
            "{time} UTC."
        ),
        "both": (
            "**{what}: ja.** Beide Verbindungen von unserem Server aus sind gelungen, um {time} "
            "UTC."
        ),
        "neither": (
            "**{what}: keine Antwort.** Keine der beiden Verbindungen von unserem Server aus ist "
            "gelungen, um {time} UTC."
        ),
        "one": (
            "**{what}: ja.** Die Verbindung von unserem Server aus ist gelungen, um {time} UTC."
        ),
        "none": (
            "**{what}: keine Antwort.** Keine von {count} Verbindungen von unserem Server aus ist "
            "gelungen, um {time} UTC."
        ),
        "none_of_one": (
            "**{what}: keine Antwort.** Die Verbindung von unserem Server aus ist nicht gelungen, "
            "um {time} UTC."
        ),
        "some": (
            "**{what}: teilweise.** {good} von {count} Verbindungen von unserem Server aus sind "
            "gelungen, um {time} UTC."
        ),
        "open": (
            "**{what}: noch nicht bekannt.** Bis {time} UTC sind {good} von {count} Verbindungen "
            "von unserem Server aus gelungen, {unknown} ohne Ergebnis."
        ),
        "assumed": (
            "4001 habe ich als SSL-Port des Gateways verstanden, nicht als lokalen API-Port von "
            "IB Gateway."
        ),
        "check_myself": "Von meinem Rechner prüfen",
        "again": "Noch einmal prüfen",
        "from_server": "Von Ihrem Server prüfen",
        "firewall": "Was muss meine Firewall erlauben?",
        "letter_en": "Letter to IT, English",
        "letter_de": "Brief an die IT, Deutsch",
        "load_balancer": "Client Portal meldet eine ungültige Sitzung",
        "proxy": "Zu Proxys und Firewalls",
        "person": "Mit einem Menschen sprechen",
    },
}
_KNOWN = {"rows": "known"}  # the rows spoken of before


@dataclass(frozen=True)
class Report:
    """What a check came to: the rows, the table, the verdict and all that it was made of."""

    rows: tuple[Gateway, ...]
    check: Mapping[str, Any]
    verdict: Verdict
    evidence: Evidence
    periods: tuple[Period, ...] = ()

    @property
    def since(self) -> datetime | None:
        """Return since when our server has seen a failure among the rows' ports."""
        failing = {
            (each["host"], each["port"])
            for each in self.check["rows"]
            if each["state"] in _FAILURES
        }
        times = [each.since for each in self.periods if (each.host, each.port) in failing]
        return min(times, default=None)


_FAILURES = {reason.value for reason in Reason if reason.is_failure}


def report_server_check(
    report: Report, gateways: Gateways, language: Language, named_ports: Sequence[int] = ()
) -> Reply:
    """Return the reply to a check from our server."""
    texts = _TEXTS[language]
    parts = [headline(report.check, names_of(report.rows, gateways, language), language)]
    parts += _conclusion(report, language)
    buttons = step_buttons(report.verdict.next, language)
    buttons.append(Button(texts["firewall"], "ask", {"article": "hosts-and-ports"}))
    tried = {row["port"] for row in report.check["rows"]}
    if API_PORT in named_ports and API_PORT in tried:
        parts.insert(1, texts["assumed"])
        buttons.insert(0, local_port_button(language))
    return _reply(report, language, parts, buttons)


def _conclusion(report: Report, language: Language) -> list[str]:
    """Return what follows; of our server's view alone the table shows what was seen."""
    if {each.vantage for each in report.evidence.observations} != {Vantage.SERVER}:
        return [explain(report.verdict, report.evidence, language, report.since)]
    parts = explain_beside_table(report.verdict, report.evidence, language, report.since)
    is_fine = report.verdict.cause is Cause.SERVER_SEES_ALL  # the headline above says it
    return list(parts[1:] if is_fine else parts)


def report_evidence(report: Report, language: Language, preface: Sequence[str] = ()) -> Reply:
    """Return the reply to what a person's computer or browser saw."""
    text = explain(report.verdict, report.evidence, language, since=report.since)
    buttons = step_buttons(report.verdict.next, language)
    return _reply(report, language, [*preface, text], buttons)


def _reply(
    report: Report, language: Language, parts: Sequence[str], buttons: Sequence[Button]
) -> Reply:
    slots = {
        "gateways": [row.id for row in report.rows],
        "evidence": report.evidence.as_json(),
        "awaiting": {"what": "check"},
    }
    text = "\n\n".join(part for part in parts if part)
    distinct = tuple({each.title: each for each in buttons}.values())
    check = report.check if report.check["rows"] else None  # none where only a ping is known
    return Reply("check", language, text, distinct, check=check, slots=slots)


def headline(check: Mapping[str, Any], what: str, language: Language) -> str:
    """Return in one line how many connections succeeded."""
    states = [Reason(row["state"]) for row in check["rows"]]
    good = sum(state is Reason.OK for state in states)
    unknown = sum(not state.is_finding for state in states)
    if unknown and good + unknown == len(states):
        key = "open"
    elif len(states) == 1:
        key = "one" if good else "none_of_one"
    elif len(states) == 2 and good != 1:
        key = "both" if good else "neither"
    else:
        key = "none" if not good else "some" if good < len(states) else "all"
    texts = _TEXTS[language]
    time = datetime.fromisoformat(check["time"]).strftime("%H:%M:%S")
    what = what[:1].upper() + what[1:]
    return texts[key].format(what=what, good=good, count=len(states), unknown=unknown, time=time)


def step_buttons(steps: Sequence[NextStep], language: Language) -> list[Button]:
    """Return the buttons for what can be done next; the text says the rest."""
    texts = _TEXTS[language]
    letters = [
        Button(texts["letter_en"], "write_letter", {"letter_language": "en", **_KNOWN}),
        Button(texts["letter_de"], "write_letter", {"letter_language": "de", **_KNOWN}),
    ]
    buttons = {
        NextStep.RUN_COMMAND: [Button(texts["check_myself"], "check_myself", _KNOWN)],
        NextStep.LETTER_TO_IT: letters if language is Language.ENGLISH else letters[::-1],
        NextStep.CHECK_AGAIN: [Button(texts["again"], "check_ports", _KNOWN)],
        NextStep.CHECK_FROM_SERVER: [Button(texts["from_server"], "check_ports", _KNOWN)],
        NextStep.CONTACT_SUPPORT: [Button(texts["person"], "hand_over")],
        NextStep.READ_LOAD_BALANCER: [
            Button(texts["load_balancer"], "ask", {"article": "load-balancer-session"})
        ],
        NextStep.READ_PROXY: [Button(texts["proxy"], "ask", {"article": "proxy-and-firewall"})],
    }
    return [button for step in steps for button in buttons.get(step, [])]
