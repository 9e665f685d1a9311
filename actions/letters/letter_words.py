"""The words of the letter to IT, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language import Language

_Words = Mapping[Language, Mapping[str, str]]

WORDS: _Words = {
    Language.ENGLISH: {
        "file": "lotse-letter",
        "date_format": "%Y-%m-%d",
        "and": "and",
        "subject_label": "Subject",
        "subject": "Please allow outgoing connections to {broker}",
        "greeting": "Dear IT team,",
        "opening": (
            "please allow the outgoing connections to {broker} listed below for my computer "
            "([computer name, location])."
        ),
        "connections": "Connections",
        "protocol_label": "Protocol:",
        "protocol": "TCP",
        "direction_label": "Direction:",
        "direction": (
            "outgoing, from the computer to the hosts; replies come back on established connections"
        ),
        "local_label": "Local port:",
        "local": "random, above 1024",
        "host_head": "Host",
        "port_head": "TCP port",
        "purpose_head": "Used for",
        "purpose": "Purpose",
        "why_trading": (
            "Trader Workstation (TWS) connects to the broker's gateways on TCP 4000 and, with SSL, "
            "on TCP 4001. One session uses both ports; no other port will do."
        ),
        "why_web": "Website and Client Portal use TCP 443; TCP 80 carries unencrypted web traffic.",
        "why_tools": "TWS uses TCP 443 for: {tools}.",
        "why_cloud": (
            "{host} belongs to a cloud provider, not to the broker. TWS needs it to keep settings "
            "on the server."
        ),
        "why_others": "Also needed for: {products}.",
        "request": "What I ask for",
        "observations": "What was seen (all times in UTC)",
        "verification": "How to verify",
        "source": "Source",
        "article": (
            "Hosts and ports are those of {source}, an article of {broker}, and of public copies "
            "of it; the list was last reviewed on {reviewed}. It names hosts, not addresses."
        ),
        "closing": "Kind regards",
        "signature": "[your name]",
    },
    Language.GERMAN: {
        "file": "lotse-brief",
        "date_format": "%d.%m.%Y",
        "and": "und",
        "subject_label": "Betreff",
        "subject": "Freigabe ausgehender Verbindungen zu {broker}",
        "greeting": "Guten Tag,",
        "opening": (
            "bitte geben Sie für meinen Rechner ([Rechnername, Standort]) die unten genannten "
            "ausgehenden Verbindungen zu {broker} frei."
        ),
        "connections": "Verbindungen",
        "protocol_label": "Protokoll:",
        "protocol": "TCP",
        "direction_label": "Richtung:",
        "direction": (
            "ausgehend, vom Rechner zu den Hosts; Antworten kommen auf bestehenden Verbindungen "
            "zurück"
        ),
        "local_label": "Lokaler Port:",
        "local": "zufällig, oberhalb von 1024",
        "host_head": "Host",
        "port_head": "TCP-Port",
        "purpose_head": "Verwendung",
        "purpose": "Zweck",
        "why_trading": (
            "Die Trader Workstation (TWS) verbindet sich mit den Gateways des Brokers über "
            "TCP 4000 und, mit SSL, über TCP 4001. Eine Sitzung benutzt beide Ports; auf andere "
            "Ports kann sie nicht ausweichen."
        ),
        "why_web": (
            "Website und Client Portal benutzen TCP 443; über TCP 80 läuft unverschlüsselter "
            "Webverkehr."
        ),
        "why_tools": "Die TWS benutzt TCP 443 für: {tools}.",
        "why_cloud": (
            "{host} gehört einem Cloud-Anbieter, nicht dem Broker. Die TWS braucht den Host, um "
            "Einstellungen auf dem Server abzulegen."
        ),
        "why_others": "Außerdem benötigt für: {products}.",
        "request": "Worum ich bitte",
        "observations": "Was beobachtet wurde (alle Zeiten in UTC)",
        "verification": "Wie Sie nachprüfen können",
        "source": "Quelle",
        "article": (
            "Hosts und Ports stammen aus {source}, einem Artikel von {broker}, und öffentlichen "
            "Abschriften davon; die Liste wurde zuletzt am {reviewed} durchgesehen. Sie nennt "
            "Hosts, keine Adressen."
        ),
        "closing": "Mit freundlichen Grüßen",
        "signature": "[Ihr Name]",
    },
}
REQUESTS: _Words = {
    Language.ENGLISH: {
        "allow": "Allow the connections of the table, by host name where the firewall can do that.",
        "direct": (
            "Let TCP {ports} out directly, not through an HTTP proxy: this is not HTTP, so an HTTP "
            "proxy cannot carry it, and TWS has no setting for a SOCKS proxy. A proxy that stays "
            "on the way has to be transparent and pass both directions."
        ),
        "not_the_api": (
            "4001 here is the port of the broker's gateways. The local API port 4001 of IB Gateway "
            "is something else and needs no rule."
        ),
        "spelling": (
            'The broker writes the backup hosts with an underscore ("_hb1"), which some firewalls '
            'reject; other public sources write a hyphen ("-hb1"). Please allow both spellings, so '
            "also: {names}."
        ),
        "name_servers": (
            "Make sure that the name servers which my computer uses resolve: {hosts}. From my "
            "computer this did not work."
        ),
        "inspection": (
            "If our network inspects TLS, exempt the hosts of the table on TCP {ports}."
        ),
        "foreign": (
            'The certificate that reaches my computer was issued by "{issuer}" and is not trusted '
            "({where})."
        ),
        "foreign_instead": (
            'The certificate that reaches my computer was issued by "{issuer}", the one that '
            'reaches the Lotse server by "{expected}" ({where}).'
        ),
    },
    Language.GERMAN: {
        "allow": (
            "Geben Sie die Verbindungen der Tabelle frei, nach Hostnamen, wo die Firewall das kann."
        ),
        "direct": (
            "Lassen Sie TCP {ports} direkt hinaus, nicht über einen HTTP-Proxy: Das ist kein HTTP, "
            "ein HTTP-Proxy kann es daher nicht übertragen, und für einen SOCKS-Proxy hat die TWS "
            "keine Einstellung. Ein Proxy, der im Weg bleibt, muss transparent sein und beide "
            "Richtungen durchlassen."
        ),
        "not_the_api": (
            "4001 ist hier der Port der Gateways des Brokers. Der lokale API-Port 4001 von IB "
            "Gateway ist etwas anderes und braucht keine Regel."
        ),
        "spelling": (
            "Der Broker schreibt die Ersatzserver mit Unterstrich („_hb1“), was manche Firewalls "
            "ablehnen; andere öffentliche Quellen schreiben einen Bindestrich („-hb1“). Bitte "
            "geben Sie beide Schreibweisen frei, also auch: {names}."
        ),
        "name_servers": (
            "Sorgen Sie bitte dafür, dass die Namensserver meines Rechners diese Namen auflösen: "
            "{hosts}. Von meinem Rechner aus ist das nicht gelungen."
        ),
        "inspection": (
            "Falls unser Netz TLS inspiziert: Nehmen Sie die Hosts der Tabelle auf TCP {ports} "
            "davon aus."
        ),
        "foreign": (
            "Bei meinem Rechner kommt ein Zertifikat an, das „{issuer}“ ausgestellt hat und dem "
            "er nicht vertraut ({where})."
        ),
        "foreign_instead": (
            "Bei meinem Rechner kommt ein Zertifikat an, das „{issuer}“ ausgestellt hat, beim "
            "Lotse-Server eines von „{expected}“ ({where})."
        ),
    },
}
VERIFICATION: _Words = {
    Language.ENGLISH: {
        "where": "On my computer or in the same network segment:",
        "windows": 'Windows (PowerShell); expected is "TcpTestSucceeded : True":',
        "unix": 'macOS, Linux; expected is "succeeded" or "open":',
        "likewise": "Likewise for each host and port of the table.",
        "certificate": 'Which certificate arrives; the line with "issuer" counts:',
        "ping": "Please test with TCP, not with ping. These hosts do not answer ping: {hosts}.",
    },
    Language.GERMAN: {
        "where": "Auf meinem Rechner oder im selben Netzsegment:",
        "windows": "Windows (PowerShell); erwartet wird „TcpTestSucceeded : True“:",
        "unix": "macOS, Linux; erwartet wird „succeeded“ oder „open“:",
        "likewise": "Ebenso für jeden Host und Port der Tabelle.",
        "certificate": "Welches Zertifikat ankommt; es zählt die Zeile mit „issuer“:",
        "ping": (
            "Bitte mit TCP prüfen, nicht mit Ping. Diese Hosts antworten nicht auf Ping: {hosts}."
        ),
    },
}
