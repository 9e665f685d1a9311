"""What nslookup, dig, host and Resolve-DnsName print, in English and German."""

from __future__ import annotations

import re

from actions.evidence.pasted.patterns import ADDRESS, DOTTED, HOST, WORD_START, loosely

NSLOOKUP, DIG, HOST_TOOL, RESOLVE = "nslookup", "dig", "host", "Resolve-DnsName"

_AT = rf"(?P<host>{DOTTED})"
_SERVER = r"[\w.:-]{1,80}"
_STATUS = (
    r"(?P<status>Non-existent domain|Nicht existierende Domäne|NXDOMAIN|SERVFAIL|REFUSED|No answer"
    r"|No response from server|Server failed|Query refused|Timed out|Unspecified error)\.?"
)
_ADDRESSES = rf"{ADDRESS}(?:#\d{{1,5}})?(?: {ADDRESS}(?!\w)){{0,12}}"
_WINDOWS_ERRORS = (
    r"(?P<status>DNS name does not exist|Der DNS-Name ist nicht vorhanden|DNS server failure"
    r"|DNS-Serverfehler|DNS operation refused|Der DNS-Vorgang wurde abgelehnt"
    r"|This operation returned because the timeout period expired"
    r"|Dieser Vorgang wurde wegen Zeitüberschreitung zurückgegeben"
    r"|No records found for given DNS query"
    r"|Es wurden keine Datensätze für die angegebene DNS-Abfrage gefunden)\.?"
)

# What comes first in a run.
BEGINS = {
    "Server:": rf"(?:Default Server|Standardserver|Server): ?{HOST} "
    rf"Address(?:es)?: ?{_ADDRESSES}",
    "silent": r"DNS request timed out\.(?: timeout was \d{1,3} seconds\.)?",
    "error": rf";; communications error to {ADDRESS}#\d{{1,5}}: "
    r"(?:timed out|connection refused|end of file|host unreachable|network unreachable)",
    "reply": rf";; Got \w{{3,12}} reply from {ADDRESS}(?:, trying next server)?",
}
BEGINS_OF_DIG = r"; <<>> DiG [^\s;]{1,60} <<>>(?P<asked>[^\n;]{0,150})"
BEGINS_OF_HOST = (
    rf"Using domain server: Name: {HOST} Address: {ADDRESS}(?:#\d{{1,5}})? Aliases:(?: (?=\n))?"
)
_ROW = rf"{DOTTED}\.? (?:A|AAAA|CNAME|SOA) \d{{1,9}} (?:Answer|Authority|Additional) [^\s]{{1,120}}"

# What came out; a rule without a status is an answer.
OUTCOMES = (
    (NSLOOKUP, rf"\*{{2,3}} (?:{_SERVER} )?can't find {_AT}\.?: {_STATUS}"),
    (NSLOOKUP, rf"(?m)^(?:{_SERVER} )?can't find {_AT}\.?: {_STATUS}"),
    (NSLOOKUP, rf"\*{{3}} {_SERVER} kann {_AT}\.? nicht finden: {_STATUS}"),
    (NSLOOKUP, rf"\*{{3}} {_AT}\.? wurde von {_SERVER} nicht gefunden: {_STATUS}"),
    (
        NSLOOKUP,
        rf"\*{{3}} (?P<status>Request to {_SERVER} timed[- ]out"
        rf"|Zeitüberschreitung bei (?:der )?Anforderung an {_SERVER})\.?",
    ),
    (NSLOOKUP, rf"\*{{3}} No [^\n]{{1,80}} records available for {_AT}"),
    (
        NSLOOKUP,
        rf"(?:(?:Non-authoritative answer|Nicht autorisierende Antwort): )?"
        rf"(?<!domain\sserver:\s)Name: {_AT} Address(?:es)?: ?{_ADDRESSES}"
        rf"(?: Alias(?:es)?: {DOTTED}(?: {DOTTED}){{0,5}})?",
    ),
    (None, r";; (?P<status>(?:connection timed out; )?no servers could be reached)"),
    (DIG, r";; ->>HEADER<<- opcode: \w{1,12}, status: (?P<status>\w{1,12}), id: \d{1,6}"),
    (HOST_TOOL, rf"Host {_AT}\.? not found: \d{{1,2}}\((?P<status>\w{{1,12}})\)"),
    (HOST_TOOL, rf"{WORD_START}{_AT} has (?:IPv6 )?address {ADDRESS}"),
    (HOST_TOOL, rf"{WORD_START}{_AT} has no \w{{1,6}} record"),
    (HOST_TOOL, rf"{WORD_START}{_AT} is an alias for {DOTTED}\."),
    (RESOLVE, rf"{WORD_START}(?:Resolve-DnsName ?: )?{_AT} ?: {_WINDOWS_ERRORS}"),
    (
        RESOLVE,
        rf"Name Type TTL Section (?:IPAddress|NameHost|PrimaryServer[^\n]{{0,80}})"
        rf"(?: -{{2,60}}){{4,8}}(?: {_ROW}){{0,12}}",
    ),
)
_MORE_OF_DIG = (
    r";; global options: \+cmd",
    r";; Got answer:",
    r";; flags: [\w ]{0,40}; QUERY: \d{1,4}, ANSWER: \d{1,4}, "
    r"AUTHORITY: \d{1,4}, ADDITIONAL: \d{1,4}",
    r";; WARNING: recursion requested but not available",
    r";; (?:QUESTION|ANSWER|AUTHORITY|ADDITIONAL) SECTION:",
    r";; OPT PSEUDOSECTION:",
    r"; EDNS: version: \d{1,3}, flags: ?[\w ]{0,20}; udp: \d{1,6}",
    r"; COOKIE: \w{1,80}(?: \(good\))?",
    rf";(?P<host>{DOTTED})\. IN \w{{1,8}}",
    rf"{WORD_START}{DOTTED}\. \d{{1,9}} IN (?:SOA [^\n;]{{1,160}}|\w{{1,8}} [^\s;]{{1,120}})",
    r";; Query time: \d{1,9} m?sec",
    rf";; SERVER: {ADDRESS}#\d{{1,5}}(?:\([^)\n]{{1,60}}\))?(?: \(\w{{3}}\))?",
    r";; WHEN: [^\n;]{1,60}?\d{4}",
    r";; MSG SIZE rcvd: \d{1,6}",
)

BEGIN_RULES = (
    *((None, loosely(pattern)) for pattern in BEGINS.values()),
    (DIG, loosely(BEGINS_OF_DIG)),
    (HOST_TOOL, loosely(BEGINS_OF_HOST)),
)
OUTCOME_RULES = tuple((tool, loosely(pattern)) for tool, pattern in OUTCOMES)
MORE_RULES = tuple((DIG, loosely(pattern)) for pattern in _MORE_OF_DIG)
SHORT_ANSWER = re.compile(rf"\s*(?:(?:{ADDRESS}|{DOTTED}\.)\s*?(?:\n|$| )){{1,12}}", re.IGNORECASE)
ASKED_HOST = re.compile(rf"(?<![@\w.+-]){DOTTED}", re.IGNORECASE)
