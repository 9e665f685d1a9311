"""Write the list for nftables: sets of addresses, and the job that fills them.

nft looks a host name up once, while it loads a file, so names in rules would go stale. Hence empty
sets, the hosts in comments, and a small shell job in comments that asks the name server and renews
all sets in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.letters.destinations import Destination
from actions.letters.list_words import by_ports, comments, head_comments
from actions.letters.nftables_words import JOB, WORDS
from kb.gateway import Gateways
from kb.language import Language

FAMILIES = (("ipv4", "ip"), ("ipv6", "ip6"))


def nftables_list(
    destinations: Sequence[Destination], gateways: Gateways, language: Language
) -> str:
    """Return a file for ``nft -f``, which may be loaded again at any time.

    Its lines ``# host SET NAME`` are read by the job, which stands in the lines with ``#| ``.
    """
    words, groups = WORDS[language], by_ports(destinations)
    lines = [
        "#!/usr/sbin/nft -f",
        *head_comments(destinations, gateways, language, "#"),
        "#",
        *comments(words["explanation"], "#"),
        *(f"#   {command}" for command in words["commands"]),
        "#",
        *comments(words["hosts"], "#"),
        *(line for ports, same in groups.items() for line in _hosts(ports, same)),
        "",
        *_sets(groups),
        "",
        "flush chain inet filter lotse_outgoing",
        "",
        *_rules(groups),
        "",
        *comments(words["job"], "#"),
        *(f"#| {line}" for line in JOB),
    ]
    return "\n".join(lines) + "\n"


def _name(ports: Iterable[int]) -> str:
    return "_".join(["lotse", *map(str, ports)])


def _hosts(ports: Sequence[int], destinations: Iterable[Destination]) -> list[str]:
    return [
        line
        for each in destinations
        for line in (
            *comments([f"  {'; '.join(each.purposes)}"], "#"),
            f"# host {_name(ports)} {each.host}",
        )
    ]


def _sets(groups: Iterable[Sequence[int]]) -> list[str]:
    lines = ["table inet filter {"]
    for ports in groups:
        for family, _ in FAMILIES:
            lines += [f"\tset {_name(ports)}_{family} {{", f"\t\ttype {family}_addr", "\t}"]
    return [*lines, "\tchain lotse_outgoing {", "\t}", "}"]


def _rules(groups: Iterable[Sequence[int]]) -> list[str]:
    lines = ["table inet filter {", "\tchain lotse_outgoing {"]
    for ports in groups:
        listed = ", ".join(map(str, ports))
        for family, keyword in FAMILIES:
            match = f"{keyword} daddr @{_name(ports)}_{family} tcp dport {{ {listed} }}"
            lines.append(f"\t\t{match} accept")
    return [*lines, "\t}", "}"]
