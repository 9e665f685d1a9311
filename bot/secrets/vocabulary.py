"""The words that announce a secret, and those that say a number is none; all folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.secrets.kinds import Kind

PORTS = (
    "80 443 1080 1443 3128 3389 4000 4001 4002 4003 4004 5000 5055 7462 7496 7497 7498 8080 "
    "8443 8888"
)
ERRORS = (
    "1100 1101 1102 1300 2100 2101 2102 2103 2104 2105 2106 2107 2108 2109 2110 2119 2137 2148 "
    "2157 2158 2168 2169 10013 10022 10048 10049 10050 10051 10053 10054 10060 10061 10065 "
    "10089 10090 10091 10147 10148 10167 10168 10182 10186 10187 10189 10197 10225 10268 11001 "
    "11004"
)
KNOWN_NUMBERS = frozenset(f"{PORTS} {ERRORS}".split())
"""Ports and error numbers that people talk about here; alone they are no secret."""

_CUES: Mapping[Kind, str] = {
    Kind.PIN: (
        "pin pins pni pinn pincode pincodes pinnummer pinnr pinnumber softpin kartenpin "
        "ibkeypin loginpin geheimzahl geheimnummer geheimpin puk"
    ),
    Kind.CODE: (
        "challenge challng challange challenges response responsecode challengecode antwortcode "
        "antwortkode prufcode pruefcode prufkode pruefkode prufziffer sicherheitscode "
        "sicherheitskode einmalcode einmalkennwort einmalpasswort bestatigungscode "
        "bestaetigungscode verifizierungscode authentifizierungscode freischaltcode "
        "freigabecode aktivierungscode zugangscode zugriffscode ubergangscode uebergangscode "
        "ersatzcode anmeldecode logincode smscode notfallcode passcode otp totp tan mtan smstan "
        "pushtan cvv cvc cvv2 cvc2"
    ),
    Kind.PASSWORD: (
        "passwort password kennwort passphrase passwd pwd pw passwordt passwoerter passw"
    ),
    Kind.ACCOUNT: (
        "konto kontonummer kontonr kto ktonr depot depotnummer depotnr account acct "
        "accountnumber acc userkonto kundennummer accounts konten"
    ),
    Kind.PHONE: (
        "tel telefon telefonnummer fon phone telephone handy handynummer handynr mobil mobile "
        "mobilnummer cell cellphone ruckruf rueckruf rufnummer durchwahl fax whatsapp callback"
    ),
}
_FUZZY_LENGTH = 7  # shorter words have too many neighbours

BARE_CODES = frozenset(("code", "codes", "kode", "zahlencode"))
NUMBER_WORDS = frozenset(("nr no num nummer number numer").split())
NO_SECRET_CODE = frozenset(
    (
        "error errors fehler err status exit exitcode http https return result results ergebnis "
        "reason grund qr bar zip source quell post postal sort bank swift bic country lander "
        "vorwahl area ansi ascii html fehlermeldung meldung message ergebniscode hex winsock "
        "event promo vs programm sample beispiel python java my_code"
    ).split()
)
AFTER_CODE = frozenset(
    (
        "card cards karte karten generator device gerat geraet reader leser snippet beispiel "
        "zeile line page table example block"
    ).split()
)
LOGIN_CODE = frozenset(
    (
        "otp tan totp security verification verify auth authentication authenticator sms text "
        "login one onetime time einmal temporary temp replacement access activation response "
        "challenge factor faktor fa mfa passkey secure confirmation recovery backup emergency "
        "reset unlock substitute push ersatz antwort pruf pruef sicherheits vorubergehender "
        "vorubergehende vorubergehenden voruebergehender voruebergehende voruebergehenden"
    ).split()
)
OWNERS = frozenset(
    ("mein meine meinen meiner my the der die den das our unser dieser this").split()
)

LINKS = frozenset(
    (
        "is ist isst iss si s it lautet lautete laut war was waren ware waere wird would be "
        "hiess heisst heist heiss sei sind are jetzt now nur just leider still noch immer "
        "eigentlich ja doch wohl also aber really simply to auf die der das the a an ein eine "
        "no nr num nummer number numer code kode nun halt folgende following namely namlich "
        "currently aktuell derzeit ich i glaub glaube denke think guess meine vielleicht maybe "
        "probably vermutlich"
    ).split()
)
COPULAS = frozenset(
    (
        "is ist iss si lautet lautete war was ware waere would hiess heisst heist sei sind are"
    ).split()
)
BACK_LINKS = frozenset(
    (
        "ist is war was als as die der das the meine my mein meiner meinem eure your unsere our "
        "richtige right correct richtig doch immer always a an ein eine einer neue new alte old"
    ).split()
)
BACK_COPULAS = frozenset(("ist is war was als as isnt").split())

KEEP_BEFORE = frozenset(
    (
        "port ports tcp udp fehler fehlernummer error errors err kb artikel article version "
        "versionen build builds v api release tws gateway ibgateway order orders auftrag "
        "auftrags auftragsnummer orderid ticket tickets ticketnummer vorgang vorgangsnummer "
        "fall fallnummer case caseid reference ref referenz referenznummer id ids conid "
        "clientid client reqid tickerid permid pid process prozess line zeile step schritt "
        "hausnummer plz postleitzahl zip sort blz isin wkn cusip symbol strike limit limits "
        "preis price kurs betrag amount summe usd eur chf gbp menge quantity qty invoice "
        "rechnung rechnungsnummer datum date jahr year years http status exit event ereignis "
        "bug serial seriennummer node nodes proxy mtu ttl size grosse groesse offset seq bytes "
        "timestamp zeitstempel epoch time zeit million approx approximately rund circa ungefahr "
        "mindestens hochstens maximal kontowert kontostand value wert saldo guthaben worth "
        "suite raum windows win kernel revision rev patch update rfc cve zone range bereich "
        "pool window"
    ).split()
)
KEEP_RIGHT_BEFORE = frozenset(
    (
        "bis until seit since ab vor before nach after within innerhalb about around over uber "
        "ueber etwa ca takes took dauert max min least most room balance"
    ).split()
)
WEAK_KEEP = frozenset(("im in um at by").split())
BIRTH = frozenset(("geburtsjahr geburtstag geburtsdatum birthday birthyear born geboren").split())
ENTERING = frozenset(
    (
        "enter entered entering key keyed keying type typed typing input put tippe tippte "
        "gebe gab eingebe"
    ).split()
)
ENTERED = frozenset(("eingebe eingegeben ein eintippe eingetippt tippe eintippen").split())
UNITS = frozenset(
    (
        "usd eur euro euros chf gbp dollar dollars cent cents franken pfund pounds shares share "
        "stuck stueck aktien aktie kontrakte contracts lots bytes byte kb mb gb tb kib mib bit "
        "bits ms s sec secs sekunde sekunden second seconds min mins minute minuten minutes "
        "stunde stunden hour hours tag tage tagen day days woche wochen week weeks monat monate "
        "monaten month months jahr jahre jahren year years mal times x zeilen lines rows "
        "records datensatze datensaetze ticks bars orders auftrage kunden users benutzer "
        "clients uhr pm am oclock prozent percent px pt km m files dateien requests anfragen "
        "nachrichten meldungen messages events pakete packets stellen stellig stellige "
        "stelligen stelliger stelliges ziffern digit digits zeichen character characters chars "
        "nummern numbers anrufe calls symbole symbols konten accounts k mio million millionen "
        "tsd"
    ).split()
)
KEPT_VALUES = re.compile(
    r"kb[0-9]+|lotse.*|v?[0-9]+(?:\.[0-9a-z]+)+|[0-9]{1,3}[-.]?[a-z]*|u[0-9]{1,4}"
    r"|win(?:dows?)?[0-9]+|bb[0-9]+|tws[0-9.]*|ios[0-9.]*|iphone[0-9]*|x86|x64|i[3579]"
    r"|https?:.*|[0-9]+(?::[0-9]+)+|port[:=]?[0-9]+"
    r"|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|de|cn|hk|ch|at|local|internal|ini|log|exe|jar"
    r"|html?)(?:[:/].*)?"
)
"""What stands behind "password" or "code" and is none: articles, versions, hosts, systems."""

DIGIT_WORDS: Mapping[str, str] = {
    word: digit
    for digit, words in {
        "0": "null zero oh",
        "1": "eins ein one",
        "2": "zwei zwo two",
        "3": "drei three",
        "4": "vier four",
        "5": "funf fuenf five",
        "6": "sechs six",
        "7": "sieben seven",
        "8": "acht eight",
        "9": "neun nine",
    }.items()
    for word in words.split()
}


def kind_of(word: str) -> Kind | None:
    """Return what a word announces, also where one letter of it is wrong."""
    if word in _EXACT:
        return _EXACT[word]
    if not _FUZZY_LENGTH - 1 <= len(word) <= _LONGEST + 1 or word in _NOT_MEANT:
        return None
    return next((_NEAR[each] for each in (word, *_deletions(word)) if each in _NEAR), None)


def _deletions(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


_EXACT = {word: kind for kind, words in _CUES.items() for word in words.split()}
_LONG = {word: kind for word, kind in _EXACT.items() if len(word) >= _FUZZY_LENGTH}
_LONGEST = max(map(len, _LONG))
_NEAR = {each: kind for word, kind in _LONG.items() for each in (word, *_deletions(word))}
_NOT_MEANT = frozenset(
    (
        "passwords passworter responses responds respond telefone telefonat telefonieren "
        "responsive calling passport passports challenged accounted accounting telefonisch "
        "mobiles"
    ).split()
)
