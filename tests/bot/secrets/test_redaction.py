"""What ``redact`` takes out of a text, and what it leaves alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.secrets.kinds import Kind
from bot.secrets.redaction import find_secrets, redact
from tests.bot.secrets.disguises import DISGUISES

PLACEHOLDER = re.compile(r"\[(?:PIN|CODE|PASSWORD|ACCOUNT|IBAN|CARD|TOKEN|EMAIL|PHONE)\]")
PIECES = (
    "PIN ,pin: ,ist ,is ,code ,Antwort ,passwort: ,password ,4711,482913,39471820,1234 5678,[PIN],"
    "[CODE],[,],u1234567,a@b.de,0171 2345678,tel ,port ,4001,(,),als ,eins ,zwei ,index ,12: K7P,"
    "token=,Sommer!24,LOTSE1-,\u0301,４,٤,-----BEGIN PRIVATE KEY-----, ,\n,.,:,=,/,-,ﷺ,ß,İ"
).split(",")
WORDED = {
    Kind.PIN: (
        "Meine PIN ist {}",
        "my pin is {} and it fails",
        "PIN: {}",
        "pin {} geht nicht",
        "{} ist meine PIN",
        "Geheimzahl={}",
        "I typed {} as my PIN",
    ),
    Kind.CODE: (
        "Der Prüfcode ist {}",
        "antwortcode {} falsch",
        "the response code {} is refused",
        "challenge: {}",
        "OTP {}",
        "{}",
        "die Karte zeigt {} an",
    ),
}


@pytest.mark.parametrize(
    ("text", "redacted", "kinds"),
    [
        ("PIN 4711, PIN 4711", "PIN [PIN], PIN [PIN]", (Kind.PIN,)),
        (
            "Konto U1234567, PIN „4711“",
            "Konto [ACCOUNT], PIN „[PIN]“",
            (Kind.ACCOUNT, Kind.PIN),
        ),
        ("passwort: hallo123", "passwort: [PASSWORD]", (Kind.PASSWORD,)),
        ("1234-5678", "[CODE]", (Kind.CODE,)),
        ("mein Code ist 4️⃣7️⃣1️⃣1️⃣!", "mein Code ist [CODE]!", (Kind.CODE,)),
        ("PIN: 47\u200b11", "PIN: [PIN]", (Kind.PIN,)),
        ("P I N 4 7 1 9", "P I N [PIN]", (Kind.PIN,)),
        ("meine p.i.n. 4719", "meine p.i.n. [PIN]", (Kind.PIN,)),
        ("Karte 4111.1111.1111.1111", "Karte [CARD]", (Kind.CARD,)),
        ("4001.4002.4003.4004", "4001.4002.4003.4004", ()),
        ("my token is 904412337755028163948271", "my token is [TOKEN]", (Kind.TOKEN,)),
        ("recovery code 8F3K-22QP-M1XZ", "recovery code [TOKEN]", (Kind.TOKEN,)),
        ("Aktivierungsschlüssel JBSWY3DPEHPK3PXP", "Aktivierungsschlüssel [TOKEN]", (Kind.TOKEN,)),
        ("4001", "4001", ()),
        ("", "", ()),
        ("PIN: [PIN]", "PIN: [PIN]", ()),
        ("[PIN]: 4711", "[PIN]: [PIN]", (Kind.PIN,)),
        ("[PASSWORD] ist falsch", "[PASSWORD] ist falsch", ()),
    ],
)
def test_secrets_become_what_they_were(text: str, redacted: str, kinds: tuple[Kind, ...]) -> None:
    assert (redact(text).text, redact(text).kinds) == (redacted, kinds)


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    redact(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
@example("PIN [PIN]4711")
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = redact(text)

    assert redact(once.text).text == once.text
    assert redact(once.text).kinds == ()


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
@example("Sommer!24PIN ist token=token=12: K7P")
def test_the_rest_stays_as_it_is_and_in_order(text: str) -> None:
    rest = PLACEHOLDER.split(redact(text).text)

    place = 0
    for part in rest:
        place = text.find(part, place)
        assert place >= 0
        place += len(part)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_places_are_those_of_the_text_as_written(text: str) -> None:
    ends = 0
    for secret in find_secrets(text):
        assert ends <= secret.start < secret.end <= len(text)
        ends = secret.end


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(list(WORDED)),
    number=st.integers(min_value=0, max_value=10**8 - 1),
    data=st.data(),
)
def test_a_number_with_its_word_goes_in_any_disguise(
    kind: Kind, number: int, data: st.DataObject
) -> None:
    template = data.draw(st.sampled_from(WORDED[kind]))
    sizes = (4, 5) if kind is Kind.PIN else (6, 8)
    digits = f"{number:08}"[: data.draw(st.sampled_from(sizes))]
    written = data.draw(st.sampled_from(DISGUISES))(digits)

    redacted = redact(template.format(written)).text

    assert kind.placeholder in redacted
    assert written not in redacted
