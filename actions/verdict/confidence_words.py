"""The words for how sure a verdict is, why, and what would make it more certain."""

from __future__ import annotations

from collections.abc import Mapping

from actions.verdict.verdict import Confidence, Ground
from kb.language import Language

HOW_SURE: Mapping[Language, Mapping[Confidence, str]] = {
    Language.ENGLISH: {
        Confidence.CERTAIN: "Yes, as sure as two checks can be",
        Confidence.LIKELY: "Fairly sure, not certain",
        Confidence.POSSIBLE: "No, not sure",
    },
    Language.GERMAN: {
        Confidence.CERTAIN: "Ja, so sicher, wie zwei Prüfungen es erlauben",
        Confidence.LIKELY: "Ziemlich, aber nicht ganz sicher",
        Confidence.POSSIBLE: "Nein, sicher ist das nicht",
    },
}
GROUNDS: Mapping[Language, Mapping[Ground, str]] = {
    Language.ENGLISH: {
        Ground.NOTHING_SEEN: (
            "nothing is known about these ports yet. A check from our server and the command on "
            "your computer would tell more."
        ),
        Ground.ONLY_PING: (
            "only a ping is known, and a ping says nothing about ports. The command on your "
            "computer looks at the ports themselves."
        ),
        Ground.PROXY_BETWEEN: (
            "the tool talked to a proxy, not to the gateway. The command on your computer tries "
            "the direct path."
        ),
        Ground.CONTRADICTION: (
            "what comes from your computer contradicts itself. The command looks at everything at "
            "the same moment and would settle it."
        ),
        Ground.UNLIKE_FAILURES: (
            "your computer and our server do not see the same failure, so there may be two "
            "causes. Checking again from both sides would make it more certain."
        ),
        Ground.ONLY_WEB: (
            "from your side only web traffic has been seen, not the ports of TWS. The command on "
            "your computer looks at those as well."
        ),
        Ground.ONLY_BROWSER: (
            "your browser tells only that something answered. The command on your computer shows "
            "more."
        ),
        Ground.ONLY_SERVER: (
            "only our server has a result, and your network may behave differently. The command "
            "on your computer shows the other side."
        ),
        Ground.ONLY_COMPUTER: (
            "only your computer has a result, and there is nothing to compare it with. A check "
            "from our server shows the other side."
        ),
        Ground.UNFINISHED: (
            "part of the check came to no result. Checking again would fill the gap."
        ),
        Ground.FAR_APART: (
            "the two sides were looked at more than half an hour apart. Checking both again now "
            "would make it more certain."
        ),
        Ground.ONLY_TCP: (
            "the tool on your computer looked at TCP only, not at TLS. The command looks at both."
        ),
        Ground.ONE_PORT: (
            "only one of the two TWS ports was tried from your computer. The command tries both."
        ),
        Ground.NO_REASON: (
            "the tool on your computer does not say why it fails. The command names the reason."
        ),
        Ground.SEVERAL_EXPLANATIONS: (
            "both sides were seen, but the same picture can have another cause. Comparing with "
            "another network, such as your phone's hotspot, would make it more certain."
        ),
        Ground.BOTH_SEEN: (
            "your computer and our server both came to a clear result. It holds for the time of "
            "the checks; whether it still does, only a new check shows."
        ),
    },
    Language.GERMAN: {
        Ground.NOTHING_SEEN: (
            "Über diese Ports ist noch nichts bekannt. Mehr zeigen eine Prüfung von unserem "
            "Server aus und der Befehl auf Ihrem Rechner."
        ),
        Ground.ONLY_PING: (
            "Bekannt ist nur ein Ping, und der besagt nichts über Ports. Der Befehl auf Ihrem "
            "Rechner prüft die Ports selbst."
        ),
        Ground.PROXY_BETWEEN: (
            "Das Werkzeug sprach mit einem Proxy, nicht mit dem Gateway. Der Befehl auf Ihrem "
            "Rechner versucht den direkten Weg."
        ),
        Ground.CONTRADICTION: (
            "Die Angaben von Ihrem Rechner widersprechen sich. Der Befehl prüft alles im selben "
            "Moment und würde das klären."
        ),
        Ground.UNLIKE_FAILURES: (
            "Ihr Rechner und unser Server sehen nicht denselben Fehler, es kann also zwei "
            "Ursachen geben. Sicherer würde es, wenn beide Seiten noch einmal prüfen."
        ),
        Ground.ONLY_WEB: (
            "Von Ihrer Seite ist nur Webverkehr bekannt, nicht die Ports der TWS. Der Befehl auf "
            "Ihrem Rechner prüft auch diese."
        ),
        Ground.ONLY_BROWSER: (
            "Ihr Browser verrät nur, dass etwas geantwortet hat. Der Befehl auf Ihrem Rechner "
            "zeigt mehr."
        ),
        Ground.ONLY_SERVER: (
            "Nur unser Server hat ein Ergebnis, und Ihr Netz kann sich anders verhalten. Der "
            "Befehl auf Ihrem Rechner zeigt die andere Seite."
        ),
        Ground.ONLY_COMPUTER: (
            "Nur Ihr Rechner hat ein Ergebnis, zum Vergleichen fehlt noch eines. Eine Prüfung von "
            "unserem Server aus zeigt die andere Seite."
        ),
        Ground.UNFINISHED: (
            "Ein Teil der Prüfung blieb ohne Ergebnis. Eine neue Prüfung würde die Lücke füllen."
        ),
        Ground.FAR_APART: (
            "Zwischen den Prüfungen beider Seiten liegt mehr als eine halbe Stunde. Sicherer "
            "würde es, wenn beide Seiten jetzt noch einmal prüfen."
        ),
        Ground.ONLY_TCP: (
            "Das Werkzeug auf Ihrem Rechner prüfte nur TCP, nicht TLS. Der Befehl prüft beides."
        ),
        Ground.ONE_PORT: (
            "Von Ihrem Rechner aus wurde nur einer der beiden TWS-Ports geprüft. Der Befehl prüft "
            "beide."
        ),
        Ground.NO_REASON: (
            "Das Werkzeug auf Ihrem Rechner sagt nicht, woran es scheitert. Der Befehl nennt den "
            "Grund."
        ),
        Ground.SEVERAL_EXPLANATIONS: (
            "Beide Seiten haben ein Ergebnis, dahinter kann jedoch auch eine andere Ursache "
            "stecken. Sicherer macht es der Vergleich mit einem anderen Netz, etwa dem Hotspot "
            "Ihres Handys."
        ),
        Ground.BOTH_SEEN: (
            "Ihr Rechner und unser Server kamen beide zu einem klaren Ergebnis. Es gilt für die "
            "Zeit der Prüfungen; ob es noch gilt, zeigt nur eine neue."
        ),
    },
}
