"""Ask back which gateway or port is meant, and refuse what is not listed; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from actions.asked_rows import AskedRows
from actions.gateway_names import place_name
from actions.reply import Button, Reply
from kb.gateway import Gateways
from kb.language import Language

API_PORT = 4001  # a gateway's SSL port, and also the local API port of IB Gateway
HIGHEST_PORT = 65_535
ASKED_PLACES = ("europe", "america-east", "america-central", "asia", "china")
MOST_NEAR = 3
NEAR_ENOUGH = 70.0  # of 100, rapidfuzz's ratio: "zdc2.ibllc.com" has 93, "google.com" 54

_SCAN = re.compile(
    r"\b(?:port-?)?scan\w*|\bnmap\b|"
    r"\b(?:all|every|each|alle[nr]?|sämtliche\w*|jede[nrs]?)(?: (?:the|die|der))? ports?\b|"
    r"\b(?:\d{1,3}\.){3}\d{1,3}/\d{1,2}\b|\b\d{1,5} ?(?:-|–|to|bis) ?\d{5}\b",
    re.IGNORECASE,
)
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "local_port": "I mean the local API port",
        "which": "Which gateway shall I check?",
        "which_yourself": "Which gateway do you want to reach from your computer?",
        "which_list": "For which gateways?",
        "website": "Websites",
        "everything": "All TWS gateways",
        "unlisted": (
            "{host} is not on my list, and I only ever connect to the broker's listed gateways. "
            "Which of them shall I check?"
        ),
        "near": (
            "{host} is not on my list, and I only ever connect to the broker's listed gateways. "
            "These listed names come nearest:"
        ),
        "another": "Another gateway",
        "elsewhere": (
            "No listed gateway is in {place}. Which one your TWS uses, it shows under **Data** as "
            "the primary server. Which shall I check?"
        ),
        "where": "Which server is mine?",
        "scan": (
            "I don't scan: I only ever try the broker's listed gateways on their listed ports. "
            "Which of them shall I check?"
        ),
        "no_scan": (
            "I don't scan: of these gateways I only try the listed ports, since the broker uses no "
            "others there."
        ),
        "meaning": (
            "Do you mean port {port} of the broker's gateways, or a port on your own computer?"
        ),
        "check_port": "Check the gateways on {port}",
        "no_such_port": (
            "No listed gateway uses port {port}, so I don't try it: TWS goes out on 4000 and 4001. "
            "4001, 4002, 7496 and 7497 also are API ports on your own computer."
        ),
        "impossible_port": "There is no port {port}: ports go from 1 to 65535. TWS needs 4000 and "
        "4001.",
        "check_ports": "Check gateways",
        "left_out": "Not tried, because it is not on my list for this: {names}.",
    },
    Language.GERMAN: {
        "local_port": "Ich meine den lokalen API-Port",
        "which": "Welches Gateway soll ich prüfen?",
        "which_yourself": "Welches Gateway wollen Sie von Ihrem Rechner aus erreichen?",
        "which_list": "Für welche Gateways?",
        "website": "Websites",
        "everything": "Alle TWS-Gateways",
        "unlisted": (
            "{host} steht nicht auf meiner Liste, und ich verbinde nur zu den gelisteten Gateways "
            "des Brokers. Welches davon soll ich prüfen?"
        ),
        "near": (
            "{host} steht nicht auf meiner Liste, und ich verbinde nur zu den gelisteten Gateways "
            "des Brokers. Diese gelisteten Namen kommen am nächsten:"
        ),
        "another": "Ein anderes Gateway",
        "elsewhere": (
            "In {place} ist kein gelistetes Gateway. Welches Ihre TWS benutzt, zeigt sie unter "
            "**Data** als primären Server. Welches soll ich prüfen?"
        ),
        "where": "Welcher Server ist meiner?",
        "scan": (
            "Ich scanne nicht: Ich probiere nur die gelisteten Gateways des Brokers auf ihren "
            "gelisteten Ports. Welches davon soll ich prüfen?"
        ),
        "no_scan": (
            "Ich scanne nicht: Von diesen Gateways probiere ich nur die gelisteten Ports, denn "
            "andere benutzt der Broker dort nicht."
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
        "impossible_port": "Einen Port {port} gibt es nicht: Ports gehen von 1 bis 65535. Die TWS "
        "braucht 4000 und 4001.",
        "check_ports": "Gateways prüfen",
        "left_out": ("Nicht versucht, weil es dafür nicht auf meiner Liste steht: {names}."),
    },
}
_QUESTION_OF = {"check_myself": "which_yourself", "write_letter": "which_list"}


def wants_scan(text: str) -> bool:
    """Return whether a message asks for more ports or machines than are listed."""
    return _SCAN.search(text) is not None


def ask_which(
    gateways: Gateways,
    language: Language,
    ports: Sequence[int] = (),
    intent: str = "check_ports",
    options: Mapping[str, str] | None = None,
) -> Reply:
    """Ask back which gateway is meant, with a button for each region that leads to ``intent``."""
    texts = _TEXTS[language]
    buttons = _place_buttons(gateways, language, ports, intent, options or {})
    text = texts[_QUESTION_OF.get(intent, "which" if intent == "check_ports" else "which_list")]
    slots = {
        "awaiting": {"what": "gateway", "ports": list(ports), "intent": intent, **(options or {})}
    }
    return Reply("clarify", language, text, buttons, slots=slots)


def _place_buttons(
    gateways: Gateways,
    language: Language,
    ports: Sequence[int],
    intent: str,
    options: Mapping[str, str],
) -> tuple[Button, ...]:
    texts = _TEXTS[language]
    extra = {**options, **({"port": str(ports[0])} if ports else {})}
    buttons = [
        Button(title, intent, {"place": place, **extra})
        for place in ASKED_PLACES
        if (title := _trading_place(place, gateways, language))
    ]
    buttons.append(Button(texts["everything"], intent, {"product": "tws", **extra}))
    buttons.append(Button(texts["website"], intent, {"product": "website", **options}))
    return tuple(buttons)


def _trading_place(place: str, gateways: Gateways, language: Language) -> str | None:
    """Return a place's name; None where the list has no trading gateway there."""
    rows = [row for row in gateways.rows if row.product == "tws" and place in row.places]
    return place_name(rows[0], gateways, language) if rows else None


def refuse_host(
    host: str, gateways: Gateways, language: Language, ports: Sequence[int] = ()
) -> Reply:
    """Say that a host is not listed, and offer the listed names that come nearest."""
    near = near_hosts(host, gateways)
    texts, extra = _TEXTS[language], {"port": str(ports[0])} if ports else {}
    asked = ask_which(gateways, language, ports)
    if not near:
        return replace(asked, text=texts["unlisted"].format(host=f"`{host}`"))
    buttons = [Button(name, "check_ports", {"host": name, **extra}) for name in near]
    buttons.append(Button(texts["another"], "check_ports", extra))
    text = texts["near"].format(host=f"`{host}`")
    return replace(asked, text=text, buttons=tuple(buttons))


def near_hosts(host: str, gateways: Gateways) -> list[str]:
    """Return the listed hosts whose names come nearest, the best first; none for an address."""
    if re.fullmatch(r"[\d.]+", host):
        return []
    names = list(dict.fromkeys(row.host for row in gateways.rows))
    found = process.extract(host.lower(), names, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return [name for name, _, _ in found[:MOST_NEAR]]


def refuse_place(place: str, gateways: Gateways, language: Language) -> Reply:
    """Say that no listed gateway is at a place that people ask for."""
    asked = ask_which(gateways, language)
    name = gateways.elsewhere[place][language][0]
    where = Button(_TEXTS[language]["where"], "ask", {"article": "server-location"})
    text = _TEXTS[language]["elsewhere"].format(place=name)
    return replace(asked, text=text, buttons=(*asked.buttons, where))


def refuse_scan(gateways: Gateways, language: Language) -> Reply:
    """Say that nothing but the list is ever tried, and ask which of it."""
    return replace(ask_which(gateways, language), text=_TEXTS[language]["scan"])


def ask_port_meaning(port: int, language: Language) -> Reply:
    """Ask whether a bare port number is the gateway's or the one on the person's computer."""
    texts = _TEXTS[language]
    buttons = (
        Button(texts["check_port"].format(port=port), "check_ports", {"port": str(port)}),
        local_port_button(language),
    )
    text = texts["meaning"].format(port=port)
    return Reply("clarify", language, text, buttons, slots={"awaiting": None})


def local_port_button(language: Language) -> Button:
    """Return the button for those who mean the API port on their own computer."""
    return Button(_TEXTS[language]["local_port"], "ask", {"article": "port-4001-meaning"})


def refuse_port(port: int, language: Language) -> Reply:
    """Say that a port is no gateway's, and what it may be instead."""
    texts = _TEXTS[language]
    buttons = (Button(texts["check_ports"], "check_ports"), local_port_button(language))
    key = "no_such_port" if 0 < port <= HIGHEST_PORT else "impossible_port"
    text = texts[key].format(port=port)
    return Reply("clarify", language, text, buttons, slots={"awaiting": None})


def mention_left_out(
    reply: Reply, asked: AskedRows, tried_ports: Sequence[int], scan: bool
) -> Reply:
    """Put in front of a report what was asked for and not tried."""
    texts = _TEXTS[reply.language]
    names = [
        *asked.unlisted_hosts,
        *asked.unlisted_ports,
        *(str(port) for port in asked.ports if port not in tried_ports),
    ]
    preface = [texts["no_scan"]] if scan else []
    if names:
        quoted = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
        preface.append(texts["left_out"].format(names=quoted))
    return replace(reply, text="\n\n".join([*preface, reply.text])) if preface else reply
