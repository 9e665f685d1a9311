"""Write the list as an extended access list with objects, as many firewalls understand it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actions.letters.destinations import SOURCE, Destination
from actions.letters.list_words import by_ports, comments, head_comments
from kb.gateway import Gateways
from kb.language import Language

_LIST = "lotse-outgoing"
_EXPLANATION: Mapping[Language, Sequence[str]] = {
    Language.ENGLISH: (
        'The notation is that of Cisco ASA (8.4(2) or later; objects with "fqdn" need a name '
        "server there). For other devices, take over hosts and ports.",
        "",
        "ASA takes no host name with an underscore. If yours refuses one, use the hyphen spelling "
        "or, as that is not the broker's, the addresses that your name server gives.",
        "",
        'An access list ends with "deny": put these entries into your own outgoing list before '
        'that, and narrow "any" down to the computers that need them.',
    ),
    Language.GERMAN: (
        "Die Schreibweise ist die von Cisco ASA (ab 8.4(2); Objekte mit „fqdn“ brauchen dort einen "
        "Namensserver). Für andere Geräte übernehmen Sie Hosts und Ports.",
        "",
        "ASA nimmt keine Hostnamen mit Unterstrich an. Lehnt Ihr Gerät einen ab, verwenden Sie die "
        "Schreibweise mit Bindestrich oder, da diese nicht vom Broker stammt, die Adressen, die "
        "Ihr Namensserver nennt.",
        "",
        "Eine Zugriffsliste endet mit „deny“: Setzen Sie diese Einträge davor in Ihre eigene "
        "ausgehende Liste, und grenzen Sie „any“ auf die Rechner ein, die sie brauchen.",
    ),
}


def access_list(destinations: Sequence[Destination], gateways: Gateways, language: Language) -> str:
    """Return an object for each host, and a group and an entry for hosts with the same ports."""
    lines = [
        *head_comments(destinations, gateways, language, "!"),
        "!",
        *comments(_EXPLANATION[language], "!"),
        "!",
    ]
    for each in destinations:
        lines += [*comments(["; ".join(each.purposes)], "!"), f"object network {_object(each)}"]
        lines.append(f" fqdn {each.host}")
    for ports, same in by_ports(destinations).items():
        lines += ["!", *_group(ports, same)]
    return "\n".join(lines) + "\n"


def _object(destination: Destination) -> str:
    return f"lotse-{destination.id}"


def _group(ports: Sequence[int], destinations: Iterable[Destination]) -> list[str]:
    name = "-".join(map(str, ports))
    hosts, services = f"lotse-hosts-{name}", f"lotse-ports-{name}"
    remark = f"{SOURCE}, TCP {', '.join(map(str, ports))}"
    return [
        f"object-group network {hosts}",
        *(f" network-object object {_object(each)}" for each in destinations),
        f"object-group service {services} tcp",
        *(f" port-object eq {port}" for port in ports),
        f"access-list {_LIST} remark {remark}",
        f"access-list {_LIST} extended permit tcp any object-group {hosts} object-group {services}",
    ]
