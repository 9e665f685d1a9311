"""Give the hosts and ports in the form that a firewall takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

from rasa_sdk import Tracker

from actions.asked_rows import wants_all
from actions.gateway_names import names_of
from actions.letters.firewall_lists import ListFormat, write_list
from actions.port_action import PortAction
from actions.reply import Button, Reply
from actions.turn import Turn
from kb.language import Language
from kb.library import Knowledge

_NAMED: Mapping[ListFormat, re.Pattern[str]] = {
    ListFormat.CSV: re.compile(r"\bcsv\b|\bexcel\b|\bspreadsheet|\btabellenkalkulation", re.I),
    ListFormat.JSON: re.compile(r"\bjson\b", re.I),
    ListFormat.NFTABLES: re.compile(r"\bnft(?:ables)?\b|\biptables\b|\bufw\b", re.I),
    ListFormat.WINDOWS: re.compile(
        r"\bnew-netfirewallrule\b|\bwindows\b|\bpowershell\b|\bdefender\b", re.I
    ),
    ListFormat.ACL: re.compile(r"\bacls?\b|\bcisco\b|\baccess[- ]lists?\b|\bzugriffsliste", re.I),
}
_OTHER_FORMS = re.compile(
    r"\b(?:ya?ml|xml|excel|xlsx?|pfsense|opnsense|forti\w+|palo ?alto|sophos|check ?point|juniper|"
    r"mikrotik|watchguard|sonicwall|zscaler|iptables|ufw|terraform|pdf)\b",
    re.IGNORECASE,
)
_TITLES: Mapping[ListFormat, str] = {
    ListFormat.TEXT: "host:port",
    ListFormat.CSV: "CSV",
    ListFormat.JSON: "JSON",
    ListFormat.NFTABLES: "nftables",
    ListFormat.WINDOWS: "Windows Firewall (PowerShell)",
    ListFormat.ACL: "Cisco ACL",
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "here": "Here is the list for {what} as {form}, from the reviewed hosts and ports.",
        "whole": "all programs and regions",
        "unknown": "I don't have {form}; the nearest I have is this.",
    },
    Language.GERMAN: {
        "here": "Hier ist die Liste für {what} als {form}, aus den geprüften Hosts und Ports.",
        "whole": "alle Programme und Regionen",
        "unknown": "{form} habe ich nicht; am nächsten kommt dies.",
    },
}


class ExportGateways(PortAction):
    """Give a list of the rows that are meant, in the format that is named."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_export_gateways"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Give the list; of everything where nothing is named, as plain lines without a format."""
        gateways, language = self.resources.gateways, turn.language
        rows = gateways.rows if wants_all(turn) else self.meant(tracker, turn) or gateways.rows
        form = named_format(turn)
        document = write_list(rows, form, gateways, language)
        texts = _TEXTS[language]
        is_whole = len(rows) == len(gateways.rows)
        what = texts["whole"] if is_whole else names_of(rows, gateways, language)
        here = texts["here"].format(what=what, form=_TITLES[form])
        unknown = _OTHER_FORMS.search(turn.text) if not turn.value("list_format") else None
        parts = [texts["unknown"].format(form=unknown[0])] if unknown else []
        text = "\n\n".join([*parts, here])
        options = {} if is_whole else {"rows": "known"}
        buttons = tuple(
            Button(title, "export_gateways", {**options, "list_format": each.value})
            for each, title in _TITLES.items()
            if each is not form
        )
        known = [] if is_whole else [row.id for row in rows]
        slots = {"gateways": known, "awaiting": {"what": "check"}}
        return Reply("answer", language, text, buttons, document=asdict(document), slots=slots)


def named_format(turn: Turn) -> ListFormat:
    """Return the format of the button or of the words; plain lines where none is named."""
    chosen = turn.value("list_format")
    if chosen:
        return ListFormat(chosen)
    named = (each for each, words in _NAMED.items() if words.search(turn.text))
    return next(named, ListFormat.TEXT)
