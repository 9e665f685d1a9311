"""Say what a port check found, and what that does and does not prove; no Rasa in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.probe import Finding, Reason, Target
from actions.reply import Button, Reply
from kb.gateways import Gateway, Gateways, Role
from kb.language import Language

API_PORT = 4001  # a gateway's SSL port, and also the local API port of IB Gateway
ASKED_PLACES = ("europe", "america-east", "america-central", "asia", "china")

_REASONS: Mapping[Language, Mapping[Reason, str]] = {
    Language.ENGLISH: {
        Reason.OK: "open",
        Reason.NAME_NOT_FOUND: "the name does not exist",
        Reason.DNS_FAILURE: "our name server gave no answer",
        Reason.NOT_ALLOWED: "the name leads to an address that I never connect to",
        Reason.REFUSED: "refused: the host is there, but nothing listens on this port",
        Reason.TIMEOUT: "no answer within 2 s",
        Reason.RESET: "accepted, then cut off",
        Reason.UNREACHABLE: "no route there from our server",
        Reason.NOT_TLS: "open, but does not speak TLS",
        Reason.TLS_TIMEOUT: "open, but no TLS answer within 2 s",
        Reason.CERTIFICATE_EXPIRED: "open, but the certificate has expired",
        Reason.CERTIFICATE_WRONG_HOST: "open, but the certificate is for another host",
        Reason.CERTIFICATE_UNTRUSTED: "open, but the certificate's issuer is not trusted",
    },
    Language.GERMAN: {
        Reason.OK: "offen",
        Reason.NAME_NOT_FOUND: "den Namen gibt es nicht",
        Reason.DNS_FAILURE: "unser Namensserver hat nicht geantwortet",
        Reason.NOT_ALLOWED: "der Name führt zu einer Adresse, zu der ich nie verbinde",
        Reason.REFUSED: "abgelehnt: der Host ist da, aber auf diesem Port lauscht nichts",
        Reason.TIMEOUT: "keine Antwort binnen 2 s",
        Reason.RESET: "angenommen, dann abgebrochen",
        Reason.UNREACHABLE: "von unserem Server aus kein Weg dorthin",
        Reason.NOT_TLS: "offen, spricht aber kein TLS",
        Reason.TLS_TIMEOUT: "offen, aber keine TLS-Antwort binnen 2 s",
        Reason.CERTIFICATE_EXPIRED: "offen, aber das Zertifikat ist abgelaufen",
        Reason.CERTIFICATE_WRONG_HOST: "offen, aber das Zertifikat gilt für einen anderen Host",
        Reason.CERTIFICATE_UNTRUSTED: "offen, aber der Aussteller des Zertifikats ist unbekannt",
    },
}
_ROLES: Mapping[Language, Mapping[Role, str]] = {
    Language.ENGLISH: {Role.SINGLE: "", Role.PRIMARY: "primary", Role.BACKUP: "backup"},
    Language.GERMAN: {Role.SINGLE: "", Role.PRIMARY: "Hauptserver", Role.BACKUP: "Ersatzserver"},
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "all": "**{what}: yes.** All {count} connections from our server succeeded.",
        "one": "**{what}: yes.** The connection from our server succeeded.",
        "none": "**{what}: no answer.** None of {count} connections from our server succeeded.",
        "none_of_one": "**{what}: no answer.** The connection from our server did not succeed.",
        "some": "**{what}: partly.** {good} of {count} connections from our server succeeded.",
        "proves": (
            "Seen from our server at {time} UTC. This does not say yet whether *your* network lets "
            "you through. To see that, run this on your own computer:"
        ),
        "assumed": (
            "I took 4001 for the gateway's SSL port, not for the local API port of IB Gateway."
        ),
        "local_port": "I mean the local API port",
        "firewall": "What must my firewall allow?",
        "which": "Which gateway shall I check?",
        "website": "Websites",
        "everything": "All TWS gateways",
        "unlisted": (
            "{host} is not on my list, and I only ever connect to the broker's listed gateways. "
            "Which of them shall I check?"
        ),
        "meaning": (
            "Do you mean port {port} of the broker's gateways, or a port on your own computer?"
        ),
        "check_port": "Check the gateways on {port}",
        "no_such_port": (
            "No listed gateway uses port {port}, so I don't try it: TWS goes out on 4000 and 4001. "
            "4001, 4002, 7496 and 7497 also are API ports on your own computer."
        ),
        "check_ports": "Check gateways",
        "left_out": ("Not tried, because it is not on my list for this: {names}. What is listed:"),
        "windows": "Windows",
        "unix": "macOS, Linux",
    },
    Language.GERMAN: {
        "all": "**{what}: ja.** Alle {count} Verbindungen von unserem Server aus sind gelungen.",
        "one": "**{what}: ja.** Die Verbindung von unserem Server aus ist gelungen.",
        "none": (
            "**{what}: keine Antwort.** Keine von {count} Verbindungen von unserem Server aus ist "
            "gelungen."
        ),
        "none_of_one": (
            "**{what}: keine Antwort.** Die Verbindung von unserem Server aus ist nicht gelungen."
        ),
        "some": (
            "**{what}: teilweise.** {good} von {count} Verbindungen von unserem Server aus sind "
            "gelungen."
        ),
        "proves": (
            "Gesehen von unserem Server aus um {time} UTC. Ob *Ihr* Netz Sie durchlässt, ist damit "
            "noch nicht gesagt. Das zeigt dieser Befehl auf Ihrem eigenen Rechner:"
        ),
        "assumed": (
            "4001 habe ich als SSL-Port des Gateways verstanden, nicht als lokalen API-Port von "
            "IB Gateway."
        ),
        "local_port": "Ich meine den lokalen API-Port",
        "firewall": "Was muss meine Firewall erlauben?",
        "which": "Welches Gateway soll ich prüfen?",
        "website": "Websites",
        "everything": "Alle TWS-Gateways",
        "unlisted": (
            "{host} steht nicht auf meiner Liste, und ich verbinde nur zu den gelisteten Gateways "
            "des Brokers. Welches davon soll ich prüfen?"
        ),
        "meaning": (
            "Meinen Sie Port {port} der Gateways des Brokers oder einen Port auf Ihrem eigenen "
            "Rechner?"
        ),
        "check_port": "Gateways auf {port} prüfen",
        "no_such_port": (
            "Port {port} benutzt kein gelistetes Gateway, deshalb probiere ich ihn nicht: Die TWS "
            "geht über 4000 und 4001 hinaus. 4001, 4002, 7496 und 7497 sind außerdem API-Ports auf "
            "Ihrem eigenen Rechner."
        ),
        "check_ports": "Gateways prüfen",
        "left_out": (
            "Nicht versucht, weil es dafür nicht auf meiner Liste steht: {names}. Gelistet ist:"
        ),
        "windows": "Windows",
        "unix": "macOS, Linux",
    },
}


def targets_of(
    rows: Sequence[Gateway], ports: Sequence[int], gateways: Gateways
) -> list[tuple[Gateway, Target]]:
    """Return what to try: of each row the named ports it has, else its own; each target once."""
    tried = [
        (row, Target(row.host, port, port in gateways.tls_ports))
        for row in rows
        for port in ([port for port in ports if port in (*row.ports, *row.also)] or row.ports)
    ]
    # Two rows may share a host, as IB CAM does with New York: once is enough.
    return list({target: (row, target) for row, target in reversed(tried)}.values())[::-1]


def label(row: Gateway, gateways: Gateways, language: Language) -> str:
    """Return a row's name for people: ``TWS Europe (Zurich), primary``."""
    place = _place_name(row, gateways, language)
    product = gateways.products[row.product][language][0]
    name = f"{product} {place}" if place else product
    role = _ROLES[language][row.role]
    return f"{name}, {role}" if role and row.product == "tws" else name


def _place_name(row: Gateway, gateways: Gateways, language: Language) -> str:
    """Return ``Europe (Zurich)``; of a website only its country; empty where there is none."""
    names = [gateways.places[place][language][0] for place in row.places]
    city = f"{names[-2]} ({names[-1]})" if row.product == "tws" and len(names) > 1 else ""
    return city or "".join(names[-1:])


def report(
    tried: Sequence[tuple[Gateway, Target]],
    findings: Sequence[Finding],
    gateways: Gateways,
    language: Language,
    now: datetime,
    named_ports: Sequence[int] = (),
) -> Reply:
    """Return the finding for people; ``now`` is in UTC, ``findings`` in the order of ``tried``."""
    texts = _TEXTS[language]
    rows = list(dict.fromkeys(row for row, _ in tried))
    good = sum(finding.reason is Reason.OK for finding in findings)
    parts = [
        _headline(_what(rows, gateways, language), good, len(findings), texts),
        *_footnotes(rows, gateways, language),
        texts["proves"].format(time=now.strftime("%H:%M:%S")),
        own_check(_to_try_yourself(findings), texts),
    ]
    buttons = [Button(texts["firewall"], "ask", {"article": "hosts-and-ports"})]
    if API_PORT in named_ports and any(target.port == API_PORT for _, target in tried):
        parts.insert(1, texts["assumed"])
        buttons.insert(0, Button(texts["local_port"], "ask", {"article": "port-4001-meaning"}))
    check = {
        "seen_from": "server",
        "time": now.isoformat(timespec="seconds"),
        "rows": [
            _table_row(row, finding, gateways, language)
            for (row, _), finding in zip(tried, findings, strict=True)
        ],
    }
    slots = {"gateways": [row.id for row in rows], "awaiting": None}
    text = "\n\n".join(part for part in parts if part)
    return Reply("check", language, text, tuple(buttons), check=check, slots=slots)


def _headline(what: str, good: int, count: int, texts: Mapping[str, str]) -> str:
    if count == 1:
        key = "one" if good else "none_of_one"
    else:
        key = "none" if not good else "some" if good < count else "all"
    return texts[key].format(what=what, good=good, count=count)


def _what(rows: Sequence[Gateway], gateways: Gateways, language: Language) -> str:
    names = [label(row, gateways, language).partition(",")[0] for row in rows]
    return ", ".join(dict.fromkeys(names))


def _footnotes(rows: Sequence[Gateway], gateways: Gateways, language: Language) -> list[str]:
    # Footnote 1 explains ports and 2 is about ping, which we do not use; 3 says whom a row is for.
    wanted = [number for row in rows for number in row.footnotes if number == 3]
    return [gateways.footnotes[number][language] for number in dict.fromkeys(wanted)]


def _to_try_yourself(findings: Sequence[Finding]) -> Target:
    failed = [finding.target for finding in findings if finding.reason is not Reason.OK]
    return (failed or [finding.target for finding in findings])[-1]


def own_check(target: Target, texts: Mapping[str, str]) -> str:
    """Return the commands with which people look from their own computer."""
    return "\n".join(
        (
            f"- {texts['windows']}: `Test-NetConnection {target.host} -Port {target.port}`",
            f"- {texts['unix']}: `nc -vz {target.host} {target.port}`",
        )
    )


def _table_row(
    row: Gateway, finding: Finding, gateways: Gateways, language: Language
) -> dict[str, Any]:
    return {
        "gateway": row.id,
        "host": finding.target.host,
        "port": finding.target.port,
        "label": label(row, gateways, language),
        "role": row.role.value,
        "state": finding.reason.value,
        "reason": _REASONS[language][finding.reason],
        "milliseconds": finding.milliseconds,
    }


def mention_left_out(reply: Reply, names: Sequence[str]) -> Reply:
    """Put in front of a report what was asked for and not tried."""
    quoted = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
    preface = _TEXTS[reply.language]["left_out"].format(names=quoted)
    return replace(reply, text=f"{preface}\n\n{reply.text}")


def ask_which(
    gateways: Gateways, language: Language, ports: Sequence[int] = (), unlisted: str = ""
) -> Reply:
    """Ask back which gateway is meant, with a button for each region."""
    texts = _TEXTS[language]
    extra = {"port": str(ports[0])} if ports else {}
    buttons = [
        Button(title, "check_ports", {"place": place, **extra})
        for place in ASKED_PLACES
        if (title := _trading_place(place, gateways, language))
    ]
    buttons.append(Button(texts["everything"], "check_ports", {"product": "tws", **extra}))
    buttons.append(Button(texts["website"], "check_ports", {"product": "website"}))
    text = texts["unlisted"].format(host=f"`{unlisted}`") if unlisted else texts["which"]
    slots = {"awaiting": {"what": "gateway", "ports": list(ports)}}
    return Reply("clarify", language, text, tuple(buttons), slots=slots)


def _trading_place(place: str, gateways: Gateways, language: Language) -> str | None:
    """Return a place's name; None where the list has no trading gateway there."""
    rows = [row for row in gateways.rows if row.product == "tws" and place in row.places]
    return _place_name(rows[0], gateways, language) if rows else None


def ask_port_meaning(port: int, language: Language) -> Reply:
    """Ask whether a bare port number is the gateway's or the one on the person's computer."""
    texts = _TEXTS[language]
    buttons = (
        Button(texts["check_port"].format(port=port), "check_ports", {"port": str(port)}),
        Button(texts["local_port"], "ask", {"article": "port-4001-meaning"}),
    )
    text = texts["meaning"].format(port=port)
    return Reply("clarify", language, text, buttons, slots={"awaiting": None})


def refuse_port(port: int, language: Language) -> Reply:
    """Say that a port is no gateway's, and what it may be instead."""
    texts = _TEXTS[language]
    buttons = (
        Button(texts["check_ports"], "check_ports"),
        Button(texts["local_port"], "ask", {"article": "port-4001-meaning"}),
    )
    text = texts["no_such_port"].format(port=port)
    return Reply("clarify", language, text, buttons, slots={"awaiting": None})
