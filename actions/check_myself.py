"""Help a person to look from their own computer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.check_table import ports_to_try
from actions.evidence.own_command import Shell, shells_for, write_command
from actions.gateway_choice import ask_which
from actions.gateway_names import names_of
from actions.port_action import PortAction, platform_of
from actions.probing.finding import Target
from actions.reply import Button, Reply
from actions.turn import Turn
from actions.verdict.sightings import comparison_row
from kb.gateway import Gateway
from kb.language import Language
from kb.library import Knowledge

MOST_TARGETS = 24  # a longer command is a scan, and no line to paste
_BROWSER = re.compile(r"\bbrowser\w*", re.IGNORECASE)
_SMALL_WORDS = re.compile(
    r"(?:[\W\d_]|\b(?:a|an|the|i|i'?m|have|has|is|it|it'?s|its|on|use|using|my|no|not|yes|but|and|with|"
    r"for|from|please|pc|computer|machine|laptop|this|that|ich|habe?|bin|es|ist|das|ein|eine[nm]?|"
    r"auf|unter|mit|von|nutze|benutze|mein|meine[mnr]?|nein|ja|nicht|sondern|aber|und|für|bitte|"
    r"rechner|der|die|dem|den)\b)*",
    re.IGNORECASE,
)
_CANNOT = re.compile(
    r"\b(?:can'?t|cannot|can not|not allowed to|may not|unable to)\b.{0,20}"
    r"\b(?:run|use|execute|open)\b.{0,30}\b(?:commands?|scripts?|powershell|terminal|anything)\b|"
    r"\b(?:darf|kann|dürfen|können|duerfen|koennen)\b.{0,40}\b(?:nicht|kein\w*)\b.{0,40}"
    r"\b(?:befehl\w*|command\w*|ausführen|script\w*|skript\w*|powershell|terminal)\b|"
    r"\b(?:befehle?|commands?|scripts?|skripte?|powershell|terminal)\W+(?:\w+\W+){0,3}?"
    r"(?:gesperrt|blocked|disabled|verboten|forbidden|not allowed|nicht erlaubt)\b|"
    r"\b(?:nur|only|bloß)\b.{0,20}\b(?:handy|smartphone|phone|tablet|ipad|iphone)\b",
    re.IGNORECASE,
)
_SYSTEMS = {"windows": "Windows", "macos": "macOS", "linux": "Linux"}
_SHELLS: Mapping[Shell, str] = {
    Shell.POWERSHELL: "PowerShell",
    Shell.BASH: "Terminal (bash, openssl)",
    Shell.NC: "Terminal (sh, nc, openssl)",
    Shell.PYTHON: "Python 3",
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "which_system": "Which system does the computer have from which you want to check?",
        "windows": (
            "Open the Start menu, type `PowerShell` and open it, paste this line there and press "
            "Enter."
        ),
        "unix": "Paste this line into a **terminal** and press Enter.",
        "safe": (
            "It tries {what}{comparison} and nothing else, needs no administrator rights, writes "
            "no file and sends nothing to me."
        ),
        "comparison": ", the broker's website for comparison,",
        "then": (
            "It takes about ten seconds and prints a table. Then paste its **last line**, the "
            "result code, here: it holds results and times, no user name and no address."
        ),
        "browser": (
            "A browser can only try the HTTPS hosts: for 4000 and 4001 it never tells a page why "
            "something failed. Hence this command."
        ),
        "other": "Another way: {shell}",
        "hint": (
            "Windows shows a four-part window as the start button, a Mac an apple at the top left. "
            "If you have several, take the computer on which TWS runs. Which is it?"
        ),
        "without": (
            "Then go without a command: the letter asks your IT to look and to allow the ports. If "
            "you can, start TWS once over another network, such as your phone's hotspot: if it "
            "connects there, it is the network here. Below a check of mine, the chat can also try "
            "the HTTPS hosts from your browser."
        ),
        "letter": "Letter to IT",
        "from_server": "Check from your server",
        "too_many": "Those are too many for one line. For which gateways?",
    },
    Language.GERMAN: {
        "which_system": "Welches System hat der Rechner, von dem aus Sie prüfen wollen?",
        "windows": (
            "Öffnen Sie das Startmenü, tippen Sie `PowerShell` und öffnen Sie sie, fügen Sie "
            "dort diese Zeile ein und drücken Sie die Eingabetaste."
        ),
        "unix": "Fügen Sie diese Zeile in ein **Terminal** ein und drücken Sie die Eingabetaste.",
        "safe": (
            "Sie probiert {what}{comparison} und sonst nichts, braucht keine Administratorrechte, "
            "schreibt keine Datei und schickt mir nichts."
        ),
        "comparison": ", zum Vergleich die Website des Brokers",
        "then": (
            "Das dauert etwa zehn Sekunden und zeigt eine Tabelle. Fügen Sie danach die **letzte "
            "Zeile**, den Ergebniscode, hier ein: Darin stehen Ergebnisse und Zeiten, kein "
            "Benutzername und keine Adresse."
        ),
        "browser": (
            "Ein Browser kann nur die HTTPS-Hosts probieren: Bei 4000 und 4001 sagt er einer Seite "
            "nie, warum etwas nicht geht. Deshalb dieser Befehl."
        ),
        "other": "Auf anderem Weg: {shell}",
        "hint": (
            "Windows zeigt als Startknopf ein vierteiliges Fenster, ein Mac oben links einen "
            "Apfel. Haben Sie mehrere, nehmen Sie den Rechner, auf dem die TWS läuft. Welches ist "
            "es?"
        ),
        "without": (
            "Dann geht es ohne Befehl: Der Brief bittet Ihre IT, nachzusehen und die Ports "
            "freizugeben. Wenn Sie können, starten Sie die TWS einmal über ein anderes Netz, etwa "
            "den Hotspot Ihres Handys: Verbindet sie sich dort, liegt es am Netz hier. Unter einer "
            "Prüfung von mir kann der Chat außerdem die HTTPS-Hosts aus Ihrem Browser probieren."
        ),
        "letter": "Brief an die IT",
        "from_server": "Von Ihrem Server prüfen",
        "too_many": "Das sind zu viele für eine Zeile. Für welche Gateways?",
    },
}


class CheckMyself(PortAction):
    """Give one command for the person's system, limited to the hosts in question."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_check_myself"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Give the command, or ask for which gateway or system."""
        rows = self.meant(tracker, turn)
        system = platform_of(tracker, turn)
        if not turn.pressed and _CANNOT.search(turn.text):
            return _without_command(rows, turn.language)
        if not rows:
            options = {"platform": system} if system else {}
            return ask_which(
                self.resources.gateways, turn.language, intent="check_myself", options=options
            )
        if turn.value("follow_up") == "unsure":
            return replace(_ask_system(rows, turn.language), text=_TEXTS[turn.language]["hint"])
        if system is None:
            return _ask_system(rows, turn.language)
        targets = self._targets(rows, self.asked(tracker, turn).ports)
        if len(targets) > MOST_TARGETS:
            asked = ask_which(self.resources.gateways, turn.language, intent="check_myself")
            return replace(asked, text=_TEXTS[turn.language]["too_many"])
        return self._command(rows, targets, system, turn)

    def _targets(self, rows: Sequence[Gateway], ports: Sequence[int]) -> list[Target]:
        """Return what to try, and the website for comparison where only trading ports are."""
        gateways = self.resources.gateways
        targets = [each.target for each in ports_to_try(rows, ports, gateways)]
        comparison = comparison_row(gateways)
        has_web = any(target.port in gateways.web_ports for target in targets)
        if comparison is not None and not has_web:
            targets += [each.target for each in ports_to_try([comparison], [], gateways)]
        return targets

    def _command(
        self, rows: Sequence[Gateway], targets: Sequence[Target], system: str, turn: Turn
    ) -> Reply:
        texts = _TEXTS[turn.language]
        shells = shells_for(system)
        chosen = next((each for each in shells if each.value == turn.value("shell")), shells[0])
        what = names_of(rows, self.resources.gateways, turn.language)
        compared = len({target.host for target in targets}) > len({row.host for row in rows})
        parts = [
            texts["browser"] if _BROWSER.search(turn.text) else "",
            texts["windows" if chosen is Shell.POWERSHELL else "unix"],
            texts["safe"].format(what=what, comparison=texts["comparison"] if compared else ""),
            texts["then"],
        ]
        command = {
            "title": _SHELLS[chosen],
            "text": write_command(targets, chosen, turn.language, system),
        }
        slots = {
            "gateways": [row.id for row in rows],
            "platform": system,
            "awaiting": {"what": "system"},
        }
        text = "\n\n".join(part for part in parts if part)
        buttons = _other_ways(system, chosen, turn.language)
        return Reply("answer", turn.language, text, buttons, commands=(command,), slots=slots)


def names_only_system(message: Mapping[str, Any]) -> bool:
    """Return whether a message names a system and nothing else: "no, I have a Mac"."""
    text = str(message.get("text") or "")
    for each in message.get("entities") or []:
        if each["entity"] in ("platform", "denied"):
            start, end = each.get("start", 0), each.get("end", 0)
            text = text[:start] + " " * (end - start) + text[end:]
    return _SMALL_WORDS.fullmatch(text) is not None


def _other_ways(system: str, chosen: Shell, language: Language) -> tuple[Button, ...]:
    shells = [
        Button(
            _TEXTS[language]["other"].format(shell=_SHELLS[shell]),
            "check_myself",
            {"rows": "known", "platform": system, "shell": shell.value},
        )
        for shell in shells_for(system)
        if shell is not chosen
    ]
    return (*shells, *_system_buttons(language, besides=system))


def _without_command(rows: Sequence[Gateway], language: Language) -> Reply:
    """Return what can be done by people who can or may run no command."""
    texts, known = _TEXTS[language], {"rows": "known"} if rows else {}
    buttons = (
        Button(texts["letter"], "write_letter", known),
        Button(texts["from_server"], "check_ports", known),
    )
    slots = {"awaiting": {"what": "check"}}
    return Reply("answer", language, texts["without"], buttons, slots=slots)


def _ask_system(rows: Sequence[Gateway], language: Language) -> Reply:
    slots = {"gateways": [row.id for row in rows], "awaiting": {"what": "system"}}
    text = _TEXTS[language]["which_system"]
    return Reply("clarify", language, text, _system_buttons(language), slots=slots)


def _system_buttons(language: Language, besides: str = "") -> tuple[Button, ...]:
    return tuple(
        Button(title, "check_myself", {"platform": system, "rows": "known"})
        for system, title in _SYSTEMS.items()
        if system != besides
    )
