"""The verdicts in German."""

from __future__ import annotations

from actions.verdict.sighting_words import GERMAN_SIGHTINGS
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark, Side
from actions.verdict.wording import Texts, Wording

_CAUSES = {
    Cause.PATH_OPEN: Wording(
        "Weder an Ihnen noch am Broker, wie es aussieht: Ihr Rechner kam zu dieser Zeit durch",
        "Verbindet sich die TWS trotzdem nicht, sehen Sie nach der Anmeldung, nach "
        "Schutzprogrammen auf diesem Rechner und nach seinen Proxy-Einstellungen. Für andere "
        "Zeiten besagt das nichts: Prüfen Sie erneut, wenn es wieder auftritt, oder wenden Sie "
        "sich an den Kundenservice.",
    ),
    Cause.WEB_PATH_OPEN: Wording(
        "Weder an Ihnen noch am Broker, wie es aussieht: Ihr Rechner kam zu dieser Zeit durch",
        "Das gilt nur für den Webverkehr und besagt nichts über 4000 und 4001, die die TWS "
        "braucht. Prüfen Sie erneut, wenn die Störung wiederkommt.",
    ),
    Cause.SERVER_IS_WRONG: Wording(
        "Sie kommen durch, wo unser Server scheitert",
        "Es zählt, was Ihr eigener Rechner sieht; Sorgen machen müssen Sie sich also nicht. "
        "Klappt trotzdem etwas nicht, prüfen Sie genau dann erneut.",
    ),
    Cause.SERVER_SEES_NO_TLS: Wording(
        "Die Verbindung wird angenommen, danach bekommt unser Server aber kein brauchbares TLS",
        "Ihr Werkzeug hört vor TLS auf und kann das nicht sehen. Der Befehl auf Ihrem Rechner "
        "sieht weiter; sonst prüfen Sie später erneut.",
    ),
    Cause.GATEWAY_CERTIFICATE: Wording(
        "Ihr Rechner und unser Server beanstanden das Zertifikat auf gleiche Weise",
        "Auf dem Weg zu Ihnen wurde es also wohl nicht ausgetauscht. Ob es die TWS stört, ist von "
        "hier aus nicht zu sehen. Prüfen Sie später erneut; bleibt es dabei, wenden Sie sich an "
        "den Kundenservice.",
    ),
    Cause.BOTH_FAIL_ALIKE: Wording(
        "Ihr Rechner und unser Server scheitern auf gleiche Weise, an Ihrem Netz liegt es also "
        "wohl nicht",
        "Es liegt an der Gegenstelle oder am Weg dorthin. Prüfen Sie in ein paar Minuten erneut; "
        "dauert es an, wenden Sie sich an den Kundenservice.",
    ),
    Cause.BOTH_FAIL_DIFFERENTLY: Wording(
        "Nicht entschieden: Ihr Rechner und unser Server scheitern beide, aber nicht auf gleiche "
        "Weise",
        "Vielleicht gibt es zwei Ursachen, eine an der Gegenstelle und eine in Ihrem Netz. Prüfen "
        "Sie in ein paar Minuten erneut, von beiden Seiten; dauert es an, wenden Sie sich an den "
        "Kundenservice.",
    ),
    Cause.REJECTED: Wording(
        "Eine Regel auf Ihrem Rechner oder in seinem Netz weist die Verbindung ab",
        "Firewalls und Schutzprogramme tun das, wenn sie auf Ablehnen gestellt sind. Schicken Sie "
        "den Brief an Ihre IT oder vergleichen Sie mit einem anderen Netz.",
    ),
    Cause.DROPPED: Wording(
        "Eine Firewall auf dem Weg verwirft die Verbindung, ohne zu antworten",
        "Schicken Sie den Brief an Ihre IT oder vergleichen Sie mit einem anderen Netz, etwa dem "
        "Hotspot Ihres Handys: Klappt es dort, liegt es an diesem Netz.",
    ),
    Cause.OFFICE_FIREWALL: Wording(
        "Webverkehr über 443 kommt durch, Verkehr zu den Ports der TWS nicht, wie bei einer "
        "typischen Büro- oder Hotel-Firewall",
        "Auf die TWS oder Ihr Konto deutet das nicht hin, und auf einen anderen Port ausweichen "
        "kann die TWS nicht. Schicken Sie den Brief an Ihre IT oder nehmen Sie ein anderes Netz, "
        "etwa den Hotspot Ihres Handys.",
    ),
    Cause.HTTP_PROXY: Wording(
        "Dieser Rechner geht über einen HTTP-Proxy ins Internet, und darüber kann die TWS nie "
        "laufen",
        "Die TWS braucht einen direkten Weg über 4000 und 4001 oder eine SOCKS-Umleitung auf "
        "diesem Rechner. Beides erklärt der Proxy-Artikel; um den direkten Weg bittet der Brief "
        "an Ihre IT.",
    ),
    Cause.WEB_ONLY_BY_PROXY: Wording(
        "Direkt kommt nichts hinaus, der Webverkehr läuft hier also über einen Proxy",
        "Für Website und Client Portal genügt das, wenn sie sich im Browser öffnen: Prüfen Sie "
        "aus Ihrem Browser. Die TWS braucht einen direkten Weg; mehr dazu im Proxy-Artikel.",
    ),
    Cause.NAME_SERVER: Wording(
        "Ihr Namensserver löst die Namen dieser Hosts nicht auf",
        "Er ist gestört, oder ein Filter verbirgt die Namen. Öffnen sich auch andere Websites "
        "nicht, ist dieser Rechner offline. Sonst lassen Sie Ihre IT den Namensserver in Ordnung "
        "bringen (wie, steht im Brief) oder nehmen Sie ein anderes Netz.",
    ),
    Cause.BACKUP_NAMES: Wording(
        "Nur die Namen der Ersatzserver werden nicht gefunden",
        "Manche Namensserver und Filter lehnen den Unterstrich darin ab. Lassen Sie Ihre IT dort "
        "beide Schreibweisen zulassen, `_hb1` und `-hb1`; das steht auch im Brief.",
    ),
    Cause.ONE_PORT: Wording(
        "Von den beiden Ports der TWS kommt nur {port} nicht durch",
        "Eine Sitzung nutzt 4000 und 4001, einer allein genügt nicht. Der Brief bittet Ihre IT um "
        "{port} zu denselben Hosts.",
    ),
    Cause.SOME_HOSTS: Wording(
        "Ein Teil der Hosts oder Ports kommt durch, ein anderer nicht",
        "Vermutlich nennt eine Firewall-Regel nur einen Teil davon. Was fehlt, steht im Brief an "
        "Ihre IT.",
    ),
    Cause.NO_ROUTE: Wording(
        "Ihr Rechner findet keinen Weg zu diesen Hosts",
        "Vielleicht ist er offline, oder sein VPN ist falsch eingestellt. Öffnen Sie eine "
        "beliebige Website, melden Sie sich im Netz an, falls eine Seite danach fragt, und prüfen "
        "Sie erneut, oder nehmen Sie ein anderes Netz.",
    ),
    Cause.OFFLINE: Wording(
        "Von diesem Rechner kommt nicht einmal Webverkehr über 443 durch",
        "Vielleicht ist er offline, hinter der Anmeldeseite eines Hotels oder Cafés oder in einem "
        "Netz, das diese Hosts sperrt. Öffnen Sie eine beliebige Website, melden Sie sich im "
        "Netz an, falls eine Seite danach fragt, und prüfen Sie erneut, oder nehmen Sie ein "
        "anderes Netz.",
    ),
    Cause.CAPTIVE_PORTAL: Wording(
        "Eine andere Maschine antwortet anstelle des Hosts, wie es Anmeldeseiten von Hotels und "
        "Webfilter tun",
        "Öffnen Sie eine beliebige Website, melden Sie sich im Netz an, falls eine Seite danach "
        "fragt, und prüfen Sie erneut. Im Büro schicken Sie den Brief an Ihre IT.",
    ),
    Cause.INTERCEPTED: Wording(
        "Etwas auf dem Weg antwortet anstelle des Hosts oder bricht die Verbindung ab",
        "Proxys, Filter und Schutzprogramme tun das. Der Brief bittet Ihre IT, die Verbindung "
        "unangetastet durchzulassen; ein anderes Netz zeigt, ob es an diesem liegt.",
    ),
    Cause.TLS_INSPECTION: Wording(
        "TLS wird unterwegs aufgebrochen, das Zertifikat stammt von {issuer}",
        "Eine Firewall oder ein Schutzprogramm öffnet die verschlüsselte Verbindung und legt ein "
        "eigenes Zertifikat vor. Der Brief bittet Ihre IT, diese Hosts davon auszunehmen.",
    ),
    Cause.CERTIFICATE_STORE: Wording(
        "Ihr Rechner vertraut einem Aussteller nicht, dem unser Server vertraut",
        "Der Aussteller ist derselbe, das Zertifikat wurde unterwegs also wohl nicht "
        "ausgetauscht: Eher ist die Liste vertrauter Aussteller alt oder unvollständig. "
        "Aktualisieren Sie das System und prüfen Sie erneut, oder schicken Sie den Brief an Ihre "
        "IT.",
    ),
    Cause.CLOCK: Wording(
        "Für Ihren Rechner ist das Zertifikat abgelaufen, vermutlich geht seine Uhr falsch",
        "Stellen Sie Datum und Uhrzeit richtig und prüfen Sie erneut. Stimmt die Uhr, wird TLS "
        "vielleicht unterwegs aufgebrochen: Dann schicken Sie den Brief an Ihre IT.",
    ),
    Cause.UNEXPLAINED: Wording(
        "Die Verbindung scheitert von Ihrem Rechner aus, das Werkzeug sagt aber nicht, warum",
        "Ob sie abgewiesen oder verworfen wird, lässt sich daraus nicht lesen. Unser Befehl zeigt "
        "es.",
    ),
    Cause.PRIMARY_DOWN: Wording(
        "Der Hauptserver ist nicht zu erreichen, der Ersatzserver schon",
        "Ob die TWS von selbst zum Ersatzserver wechselt, sagt der Text des Brokers nicht. Prüfen "
        "Sie in ein paar Minuten erneut; dauert es an, wenden Sie sich an den Kundenservice.",
    ),
    Cause.SERVER_SEES_NONE: Wording(
        "Unser Server bekommt keine Verbindung",
        "Es kann auch am Weg von unserem Server aus liegen. Prüfen Sie in ein paar Minuten "
        "erneut; dauert es an, wenden Sie sich an den Kundenservice.",
    ),
    Cause.SERVER_SEES_SOME: Wording(
        "Unser Server erreicht nur einen Teil der Ports",
        "Es kann auch am Weg von unserem Server aus liegen. Prüfen Sie in ein paar Minuten "
        "erneut; dauert es an, wenden Sie sich an den Kundenservice.",
    ),
    Cause.SERVER_SEES_ONLY_WEB: Wording(
        "Unser Server erreicht die Website des Brokers, diese Ports aber nicht",
        "An unserem Netz liegt es also kaum, allenfalls am Weg zu diesen Ports. Prüfen Sie in ein "
        "paar Minuten erneut; dauert es an, wenden Sie sich an den Kundenservice.",
    ),
    Cause.OUR_NETWORK: Wording(
        "Unser Server erreicht gar nichts, vielleicht ist unser eigenes Netz gestört",
        "Über den Broker und über Sie besagt das nichts. Prüfen Sie in ein paar Minuten erneut.",
    ),
    Cause.SERVER_SEES_ALL: Wording(
        "Vermutlich liegt es nicht am Broker: Unser Server kommt durch. Ihr Netz ist noch "
        "unbekannt",
        "Ob *Ihr* Netz Sie durchlässt, zeigt der Befehl auf Ihrem Rechner.",
    ),
    Cause.SERVER_UNDECIDED: Wording(
        "Nicht entschieden: Die Prüfung von unserem Server aus kam zu keinem vollständigen "
        "Ergebnis",
        "Das ist weder gut noch schlecht. Prüfen Sie in einer Minute erneut.",
    ),
    Cause.WEB_WORKS: Wording(
        "Nicht entschieden: Das Web funktioniert bei Ihnen, über 4000 und 4001 besagt das nichts",
        "Ein Browser kann diese beiden Ports nicht prüfen. Der Befehl auf Ihrem Rechner kann es.",
    ),
    Cause.WEB_REACHED: Wording(
        "Weder an Ihnen noch am Broker, wie es aussieht: Ihr Browser bekam eine Antwort",
        "Dass Seiten und Anmeldung klappen, beweist das nicht, und über 4000 und 4001 besagt es "
        "nichts. Prüfen Sie erneut, wenn die Störung wiederkommt.",
    ),
    Cause.COMPUTER_UNDECIDED: Wording(
        "Nicht entschieden: Die Prüfung von Ihrem Rechner aus kam zu keinem vollständigen Ergebnis",
        "Das ist weder gut noch schlecht. Führen Sie den Befehl noch einmal aus.",
    ),
    Cause.SEEN_THROUGH_PROXY: Wording(
        "Nicht entschieden: Das Werkzeug ging über einen Proxy und sah das Gateway nicht",
        "Über einen HTTP-Proxy kann die TWS nie laufen, sie braucht einen direkten Weg; mehr dazu "
        "im Proxy-Artikel. Ob es einen gibt, zeigt unser Befehl.",
    ),
    Cause.PING_ANSWERED: Wording(
        "Nicht entschieden: Der Ping wurde beantwortet, über Ports besagt das aber nichts",
        "Der Befehl auf Ihrem Rechner sieht sich die Ports selbst an.",
    ),
    Cause.PING_UNANSWERED: Wording(
        "Nicht entschieden: Ein Ping ohne Antwort beweist nichts",
        "Hosts und Firewalls beantworten Pings oft nicht. Der Befehl auf Ihrem Rechner sieht sich "
        "die Ports selbst an.",
    ),
    Cause.CONTRADICTORY: Wording(
        "Nicht entschieden: Die Angaben von Ihrem Rechner widersprechen sich",
        "Ein Host wurde auf einem Port erreicht und sein Name für einen anderen nicht gefunden. "
        "Der Befehl sieht sich alles im selben Moment an.",
    ),
    Cause.NOTHING_KNOWN: Wording(
        "Nicht entschieden: Über diese Ports ist noch nichts bekannt",
        "Es fehlen eine Prüfung von unserem Server aus und der Befehl auf Ihrem Rechner.",
    ),
}

GERMAN_TEXTS = Texts(
    headlines={
        Side.YOURS: {
            Confidence.CERTAIN: "Es liegt auf Ihrer Seite: {cause}",
            Confidence.LIKELY: "Es liegt wahrscheinlich auf Ihrer Seite: {cause}",
            Confidence.POSSIBLE: (
                "Möglicherweise liegt es auf Ihrer Seite. Es sieht so aus: {cause}"
            ),
        },
        Side.BROKER: {
            Confidence.CERTAIN: "Es liegt beim Broker: {cause}",
            Confidence.LIKELY: "Es liegt wahrscheinlich beim Broker: {cause}",
            Confidence.POSSIBLE: "Möglicherweise liegt es beim Broker: {cause}",
        },
        Side.OURS: {
            Confidence.CERTAIN: (
                "Es liegt weder an Ihnen noch am Broker, sondern an unserem Server: {cause}"
            ),
            Confidence.LIKELY: "Es liegt wahrscheinlich nur an unserem Server: {cause}",
            Confidence.POSSIBLE: (
                "Möglicherweise liegt es nur an uns, weder an Ihnen noch am Broker: {cause}"
            ),
        },
        Side.NONE: dict.fromkeys(Confidence, "{cause}"),
    },
    causes=_CAUSES,
    remarks={
        Remark.FAR_APART: (
            "Zwischen den Prüfungen beider Seiten liegt mehr als eine halbe Stunde; vergleichen "
            "Sie mit Vorsicht."
        ),
        Remark.OTHERS_FAIL_TOO: "Außerdem erreicht auch unser Server {others} nicht.",
        Remark.OTHERS_FAIL: "Außerdem erreicht unser Server {others} nicht.",
        Remark.ONE_PORT_UNSEEN: (
            "Von Ihrem Rechner aus wurde nur einer der beiden TWS-Ports geprüft, eine Sitzung "
            "nutzt aber beide: Unser Befehl prüft beide."
        ),
        Remark.WEB_INSPECTED: (
            "Auf 443 stammt das Zertifikat von {issuer}: Der Webverkehr wird wohl aufgebrochen."
        ),
        Remark.WEB_FAILS: (
            "443 kommt nicht durch; Website und Client Portal können also scheitern, auch wenn "
            "die TWS funktioniert."
        ),
        Remark.HTTP_PROXY: (
            "Dieser Rechner hat einen HTTP-Proxy. Darüber kann die TWS nicht laufen, sie braucht "
            "einen direkten Weg."
        ),
        Remark.HYPHEN_SPELLING: (
            "Manche Filter lehnen den Unterstrich in `_hb1` ab; eine fremde Quelle schreibt "
            "`-hb1`. Lassen Sie beides zu."
        ),
        Remark.CHINA: (
            "Die Gateways in China sind nur für Konten auf dem Server in Hongkong, die sich vom "
            "chinesischen Festland aus verbinden."
        ),
        Remark.NO_PING: (
            "Die Websites für Indien, Japan, Hongkong und China antworten ohnehin nicht auf Ping."
        ),
        Remark.TCP_ONLY: (
            "Das Werkzeug prüfte nur TCP: Ob TLS aufgebrochen wird, zeigt unser Befehl."
        ),
        Remark.LOAD_BALANCER: (
            "Meldet das Client Portal im Firmennetz eine abgelaufene oder ungültige Sitzung, muss "
            "die IT diesen Rechner am Load Balancer vorbeiführen."
        ),
    },
    missing={
        NextStep.CHECK_FROM_SERVER: (
            "Unser Server hat dazu noch kein Ergebnis; eine Prüfung von dort zeigt die andere "
            "Seite."
        ),
        NextStep.RUN_COMMAND: "Was Ihr eigener Rechner sieht, zeigt der Befehl.",
    },
    sightings=GERMAN_SIGHTINGS,
    since="Unser Server sieht den Ausfall seit {time} UTC.",
    since_day="Unser Server sieht den Ausfall seit dem {day}, {time} UTC.",
    unknown_issuer="einem Aussteller, den Ihr Rechner nicht kennt",
)
