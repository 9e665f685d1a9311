"""The comments and the job of the list for nftables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.language import Language

JOB = (
    "#!/bin/sh",
    'awk \'$1 == "#" && $2 == "host" { print $3, $4 }\' "$1" |',
    "while read -r group host; do",
    '  getent ahosts "$host" |',
    '    awk -v group="$group" \'{ print group ($1 ~ /:/ ? "_ipv6" : "_ipv4"), $1 }\'',
    "done | sort -u |",
    'awk \'!known[$1]++ { print "flush set inet filter " $1 }',
    '  { print "add element inet filter " $1 " { " $2 " }" }\' |',
    "nft -f -",
)
WORDS: Mapping[Language, Mapping[str, Sequence[str]]] = {
    Language.ENGLISH: {
        "explanation": (
            "nftables cannot keep host names in rules: it looks a name up once, when a file is "
            "loaded. So this file makes sets of addresses. They are empty at first and allow "
            "nothing. The job at the end fills them from your name server; run it every few "
            "minutes.",
            "",
            "A rule for an address also allows everything else at that address. Websites and cloud "
            "storage often share addresses and change them; a firewall or proxy that knows names "
            "is more exact there.",
            "",
            'The sets and the chain "lotse_outgoing" go into the table "inet filter"; if yours has '
            "another name, change it in this file. The chain does nothing until your own chain "
            "jumps to it, before it drops anything. Your rules must accept established "
            "connections. For example:",
        ),
        "commands": (
            "nft insert rule inet filter forward jump lotse_outgoing",
            "nft insert rule inet filter forward ct state established accept",
        ),
        "hosts": ('The hosts, for the job: "host", set, name.',),
        "job": (
            "The job. Take it out, and run it as root with this file's name:",
            "  sed -n 's/^#| //p' lotse-gateways.nft > lotse-gateways.sh",
            "  sh lotse-gateways.sh lotse-gateways.nft",
            "It renews all sets at once; a set for which no name has an address stays as it was.",
        ),
    },
    Language.GERMAN: {
        "explanation": (
            "nftables kann Hostnamen nicht in Regeln behalten: Es schlägt einen Namen einmal nach, "
            "wenn eine Datei geladen wird. Diese Datei legt deshalb Adressmengen (sets) an. "
            "Anfangs sind sie leer und erlauben nichts. Das Skript am Ende füllt sie aus Ihrem "
            "Namensserver; lassen Sie es alle paar Minuten laufen.",
            "",
            "Eine Regel für eine Adresse erlaubt auch alles andere unter dieser Adresse. Websites "
            "und Cloud-Speicher teilen sich oft Adressen und wechseln sie; eine Firewall oder ein "
            "Proxy, der Namen kennt, ist dort genauer.",
            "",
            "Die Mengen und die Kette „lotse_outgoing“ kommen in die Tabelle „inet filter“; heißt "
            "Ihre anders, ändern Sie den Namen in dieser Datei. Die Kette bewirkt nichts, bis Ihre "
            "eigene Kette zu ihr springt, bevor diese etwas verwirft. Ihre Regeln müssen "
            "bestehende Verbindungen annehmen. Zum Beispiel:",
        ),
        "commands": (
            "nft insert rule inet filter forward jump lotse_outgoing",
            "nft insert rule inet filter forward ct state established accept",
        ),
        "hosts": ("Die Hosts, für das Skript: „host“, Menge, Name.",),
        "job": (
            "Das Skript. Nehmen Sie es heraus, und starten Sie es als root mit dem Namen dieser "
            "Datei:",
            "  sed -n 's/^#| //p' lotse-gateways.nft > lotse-gateways.sh",
            "  sh lotse-gateways.sh lotse-gateways.nft",
            "Es erneuert alle Mengen auf einmal; eine Menge, für die kein Name eine Adresse hat, "
            "bleibt, wie sie war.",
        ),
    },
}
