"""Know the words that people write behind "my password is" without giving it away."""

from __future__ import annotations

import re

_WORDS = frozenset(
    (
        "falsch richtig korrekt weg vergessen leer gesperrt abgelaufen ungultig ungueltig "
        "unbekannt zu nicht kein keine ok okay gut schlecht neu alt immer noch nur schon das "
        "ein eine einfach sicher unsicher lang kurz anders gleich dasselbe derselbe identisch "
        "notig noetig erforderlich pflicht hier da dort wo wie was wann warum wieso welches wer "
        "ja nein bitte danke hilfe help problem fehler error frage login anmeldung portal tws "
        "gateway konto account pin code user benutzer benutzername username name passwort "
        "password kennwort egal geheim privat personlich persoenlich bekannt verloren "
        "deaktiviert aktiv blockiert hinterlegt gespeichert sichtbar verboten erlaubt moglich "
        "moeglich wrong right correct incorrect gone empty locked expired invalid unknown too "
        "not no fine good bad new old same different still only just already always secure "
        "insecure long short strong weak required needed necessary mandatory optional here "
        "there where how what when why which who yes please thanks question secret private "
        "personal lost disabled active blocked saved stored visible forbidden allowed possible "
        "set unset missing hidden the a an in on at for of and or to it my your our his her "
        "being never somehow supposedly definitely maybe perhaps working ready wird wurde "
        "werden nie niemals irgendwie angeblich vielleicht ausgefullt ausgefuellt "
        "case-sensitive casesensitive up-to-date zuruckgesetzt ueberall uberall everywhere mine "
        "yours temporary temporar vorubergehend fehlt fehlerhaft stimmt geandert passt klappt "
        "geht funktioniert unverandert none nichts nothing something etwas irgendwas zweimal "
        "twice once denn dann that this these those dies dieses diese jenes them him ihm ihr "
        "sein seins wessen whose kaputt broken fort stehengeblieben standard default wichtig "
        "important schwer leicht easy hard simple schwierig difficult lesbar heute gestern "
        "morgen today yesterday tomorrow nervig annoying gemeint meant klar clear unclear unten "
        "oben below above gefragt verlangt so okay. auch also ebenfalls too."
    ).split()
)
_FORMS = re.compile(
    r"(?:un)?(?:ge|ver|be|er|zer|ent|ab|an|auf|aus|ein|zu|zuruck|zurueck|um|uber|ueber)\w{3,}(?:t|en|bar|lich)"
    r"|un\w+(?:t|ig|bar|lich)|\w+(?:iert|ungen|bar|stellig)"
    r"|\w{3,}(?:ed|ing|able|ible|ly|ous|ful|less)|nicht-?\w+|non-?\w+"
)


def is_no_password(word: str) -> bool:
    """Return whether a plain word says something of a password instead of being one."""
    return len(word) < 4 or word in _WORDS or bool(_FORMS.fullmatch(word))
