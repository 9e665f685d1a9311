"""Say in one sentence why a name on the command line stands for no listed gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from actions.gateway_choice import MOST_NEAR, near_hosts
from kb.gateway import Gateways
from kb.language import Language

NEAR_ENOUGH = 78.0  # of 100, rapidfuzz's ratio: "zurch" and "Zurich" have 91, "san" and "Asian" 75
MOST_CHARACTERS = 80  # of an argument that is quoted back
LIST_COMMAND = "python -m bot gateways"
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "no_name": (
            "name a place, product, host, row id, role (primary, backup) or port, or 'all'; "
            "'{command}' lists them"
        ),
        "unknown": "'{said}' is no listed place, product, host or row id{near}",
        "unlisted_host": "'{said}' is not listed, and only listed hosts are ever tried{near}",
        "elsewhere": "no listed gateway is in {place}; '{command}' shows where they are",
        "impossible_port": "there is no port {said}: ports go from 1 to 65535",
        "unlisted_port": "no listed gateway uses port {said}; '{command}' shows which they use",
        "no_such_port": "the gateways that are named have no port {said}, only {names}",
        "has_no_port": "'{said}' has no port {ports}, only {names}",
        "role": "'{said}': none of the gateways that are named has this role",
        "not_together": "'{said}' and {names} do not go together: no such gateway is listed",
        "quoted": "'{said}'",
        "near": "; did you mean {names}?",
        "list": "; '{command}' shows the list",
        "or": " or ",
        "and": " and ",
    },
    Language.GERMAN: {
        "no_name": (
            "Nennen Sie Ort, Produkt, Host, Zeilen-ID, Rolle (Hauptserver, Ersatzserver) oder "
            "Port, oder „all“; „{command}“ zeigt die Liste"
        ),
        "unknown": ("„{said}“ ist weder Ort noch Produkt, Host oder Zeilen-ID auf der Liste{near}"),
        "unlisted_host": (
            "„{said}“ steht nicht auf der Liste, und nur gelistete Hosts werden geprüft{near}"
        ),
        "elsewhere": "In {place} ist kein gelistetes Gateway; „{command}“ zeigt, wo welche sind",
        "impossible_port": "Einen Port {said} gibt es nicht: Ports gehen von 1 bis 65535",
        "unlisted_port": (
            "Port {said} benutzt kein gelistetes Gateway; „{command}“ zeigt, welche benutzt werden"
        ),
        "no_such_port": "Die genannten Gateways haben keinen Port {said}, nur {names}",
        "has_no_port": "„{said}“ hat keinen Port {ports}, nur {names}",
        "role": "„{said}“: Keines der genannten Gateways hat diese Rolle",
        "not_together": (
            "„{said}“ und {names} passen nicht zusammen: So ein Gateway ist nicht gelistet"
        ),
        "quoted": "„{said}“",
        "near": "; meinen Sie {names}?",
        "list": "; „{command}“ zeigt die Liste",
        "or": " oder ",
        "and": " und ",
    },
}


class NamingError(Exception):
    """A name that stands for nothing listed; the text is one sentence in the person's language."""


class NamingErrors:
    """Makes the errors about one gateway list in one language."""

    def __init__(self, gateways: Gateways, language: Language) -> None:
        self._gateways = gateways
        self._language = language

    def error(self, key: str, said: str = "") -> NamingError:
        """Return the error of a kind that needs no more than what was said."""
        return self._error(key, said)

    def unlisted_host(self, said: str) -> NamingError:
        """Return the error for a host or address that is not listed, with the nearest names."""
        return self._error("unlisted_host", said, near=self._hint(near_hosts(said, self._gateways)))

    def unknown(self, said: str) -> NamingError:
        """Return the error for any other word, with the nearest names of places and products."""
        return self._error("unknown", said, near=self._hint(self._near_names(said)))

    def elsewhere(self, place: str) -> NamingError:
        """Return the error for a place that people ask for and where no listed host is."""
        names = self._gateways.elsewhere[place][self._language]
        return self._error("elsewhere", place, place=names[0])

    def not_together(self, said: str, others: Sequence[str]) -> NamingError:
        """Return the error for a name that has no row together with others."""
        quoted = _TEXTS[self._language]["quoted"]
        names = [quoted.format(said=_shown(other)) for other in others]
        return self._error("not_together", said, names=self._joined(names, "and"))

    def no_such_port(self, said: str, own: Iterable[int]) -> NamingError:
        """Return the error for a port that none of the named rows has; ``own`` they have."""
        return self._error("no_such_port", said, names=self._ports(own))

    def has_no_port(self, said: str, wanted: Sequence[str], own: Iterable[int]) -> NamingError:
        """Return the error for a name whose rows have none of the wanted ports."""
        ports = self._joined(wanted, "or")
        return self._error("has_no_port", said, ports=ports, names=self._ports(own))

    def _ports(self, ports: Iterable[int]) -> str:
        return self._joined([str(port) for port in sorted(set(ports))], "and")

    def _error(self, key: str, said: str, **more: str) -> NamingError:
        template = _TEXTS[self._language][key]
        return NamingError(template.format(said=_shown(said), command=LIST_COMMAND, **more))

    def _hint(self, near: Sequence[str]) -> str:
        texts = _TEXTS[self._language]
        if near:
            return texts["near"].format(names=self._joined(near, "or"))
        return texts["list"].format(command=LIST_COMMAND)

    def _joined(self, names: Sequence[str], link: str) -> str:
        *first, last = names
        return f"{', '.join(first)}{_TEXTS[self._language][link]}{last}" if first else last

    def _near_names(self, said: str) -> list[str]:
        """Return the names shown of what comes nearest, each once."""
        names = self._known_names()
        found = process.extract(
            said, list(names), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=NEAR_ENOUGH
        )
        return list(dict.fromkeys(names[name] for name, _, _ in found))[:MOST_NEAR]

    def _known_names(self) -> dict[str, str]:
        """Return all that can be written, with the name that is shown for it."""
        names = {row.id: row.id for row in self._gateways.rows}
        for listed in (self._gateways.places, self._gateways.products):
            for languages in listed.values():
                shown = languages[self._language][0]
                names |= {name: shown for each in languages.values() for name in each}
        return names


def _shown(said: str) -> str:
    """Return an argument as it may be quoted: on one line, and not longer than a line."""
    text = "".join(each if each.isprintable() else " " for each in said).strip()
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
