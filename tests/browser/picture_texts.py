"""What is said in the pictures of checks, letters and commands."""

from __future__ import annotations

from kb.gateway import Role

ROLES = {"de": {Role.PRIMARY: ", primär", Role.BACKUP: ", Ersatz"}, "en": {}}
REASONS = {
    "de": {
        "ok": "offen",
        "refused": "abgelehnt: Der Host ist da, aber auf diesem Port lauscht nichts",
        "timeout": "keine Antwort in der gegebenen Zeit",
        "certificate_untrusted": "fremdes Zertifikat, ausgestellt von Example Proxy CA",
    },
    "en": {
        "ok": "open",
        "refused": "refused: the host is there, but nothing listens on this port",
        "timeout": "no answer in the time given",
        "certificate_untrusted": "foreign certificate, issued by Example Proxy CA",
    },
}
DETAILS = {
    "de": "IPv4 ok 21 ms · IPv6 keine Route · Zertifikat: DigiCert Inc",
    "en": "IPv4 ok 21 ms · IPv6 no route · certificate: DigiCert Inc",
}
SINCE = {"de": "so seit 13:20 UTC", "en": "so since 13:20 UTC"}
QUESTIONS = {"de": "Prüfe alle Gateways", "en": "Check all gateways"}
HEADLINES = {
    "de": "**Teilweise.** 34 von 37 Verbindungen von unserem Server aus sind gelungen.",
    "en": "**Partly.** 34 of 37 connections from our server succeeded.",
}
LETTERS = {
    "de": """Betreff: Freigabe für die Trader Workstation

Sehr geehrte Damen und Herren,

die Handelssoftware TWS erreicht ihre Server aus unserem Netz nicht.
Bitte geben Sie ausgehend frei:

  zdc1.ibllc.com       TCP 4000, 4001
  zdc1_hb1.ibllc.com   TCP 4000, 4001

Gemessen am 26.11.2026 um 14:02 UTC:
  von unserem Server aus:    offen (21 ms)
  von meinem Computer aus:   keine Antwort

TWS spricht TCP, kein HTTP; ein Web-Proxy kann die
Verbindung nicht weiterreichen.

Mit freundlichen Grüßen
""",
    "en": """Subject: Firewall rule for Trader Workstation

Dear colleagues,

the trading software TWS does not reach its servers from our network.
Please allow outgoing:

  zdc1.ibllc.com       TCP 4000, 4001
  zdc1_hb1.ibllc.com   TCP 4000, 4001

Measured on 26 November 2026 at 14:02 UTC:
  from the help desk's server:   open (21 ms)
  from my computer:              no answer

TWS speaks TCP, not HTTP; a web proxy cannot carry it.

Kind regards
""",
}
POWERSHELL = (
    "$r='zdc1.ibllc.com:4000','zdc1.ibllc.com:4001'|%{$h,$p=$_.Split(':');"
    "$c=New-Object Net.Sockets.TcpClient;$a=$c.BeginConnect($h,[int]$p,$null,$null);"
    'if($a.AsyncWaitHandle.WaitOne(3000)-and $c.Connected){"$_ ok"}else{"$_ timeout"}};$r'
)
COMMANDS = [
    {"title": "PowerShell", "text": POWERSHELL},
    {"title": "sh", "text": "for p in 4000 4001; do nc -vz -w 3 zdc1.ibllc.com $p; done"},
]
