"""What is left of a message without its trimmings, and which parts it has."""

from __future__ import annotations

import pytest

from bot.nlu.message_parts import MOST_PARTS, own_words, parts_of, without_greeting
from bot.nlu.questions import asks, complains

MAIL = """Von: Petra Klein <p.klein@firma.example>
Gesendet: Dienstag, 3. November 2026 09:12
An: it@firma.example
Betreff: WG: Re: Karte gesperrt

Hallo zusammen,

> meine Karte zeigt LOCKED.
> Was soll ich tun?

Viele Grüße
Petra Klein
Tel. 030 123456

Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt."""


def test_an_e_mail_is_left_with_its_subject_and_its_words() -> None:
    assert own_words(MAIL).splitlines() == [
        "Karte gesperrt",
        "Hallo zusammen,",
        "meine Karte zeigt LOCKED.",
        "Was soll ich tun?",
    ]


def test_what_was_forwarded_below_a_signature_is_read() -> None:
    text = "Please help.\nRegards\nBob\n-----Original Message-----\nFrom: Ann\nHow do I log in?"

    assert own_words(text).splitlines() == ["Please help.", "How do I log in?"]


@pytest.mark.parametrize(
    "text",
    [
        "Wie melde ich mich an?",
        "Danke\nGrüße",
        "An: it",
        "thanks in advance for telling me how I get the card activated",
    ],
)
def test_a_text_with_nothing_else_stays_as_it_is(text: str) -> None:
    assert own_words(text) == text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "Ich will das Layout nicht auf den Server legen, sondern auf einen Stick",
            "Ich will das Layout auf einen Stick",
        ),
        ("install the API not on a Mac but on Linux", "install the API on Linux"),
        ("it does not work but shows an error", "it does not work but shows an error"),
        ("can you answer in german pls: how to log in with dsc", "how to log in with dsc"),
        ("Sprich Deutsch mit mir. How do I share a device?", "How do I share a device?"),
        ("English please", "English please"),
        (
            "Which hosts are needed?\n\nOn Mon, 3 Nov 2025, Chan wrote:\n> how do I install it?",
            "Which hosts are needed?",
        ),
        ("FYI\n> how do I install the API?", "FYI\nhow do I install the API?"),
    ],
)
def test_what_is_not_asked_is_left_out(text: str, own: str) -> None:
    assert own_words(text) == own


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hallo, kurze Frage: wie geht das?", "wie geht das?"),
        ("Guten Morgen zusammen, ist Zürich weg?", "ist Zürich weg?"),
        ("Hi there! quick question: is zurich up", "is zurich up"),
        ("Sehr geehrte Damen und Herren, die Karte klemmt.", "die Karte klemmt."),
        ("Dear Support, my card broke", "my card broke"),
        ("hi ich hab mal ne frage, wo steht der port", "wo steht der port"),
        ("Hallo!", "Hallo!"),
        ("hi Lotse", "hi Lotse"),
        ("High latency to Zurich", "High latency to Zurich"),
    ],
)
def test_a_greeting_is_left_out_where_something_follows(text: str, rest: str) -> None:
    assert without_greeting(text) == rest


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wie melde ich mich an?", []),
        ("TWS", []),
        ("Hallo, wie melde ich mich an?", ["wie melde ich mich an?"]),
        (
            "Ich bin im Hotel. Die TWS geht nicht, z.B. heute. Was tun?",
            ["Ich bin im Hotel.", "Die TWS geht nicht, z.B. heute.", "Was tun?"],
        ),
        (
            "how do I install the api on linux and where do I change the port?",
            ["how do I install the api on linux", "where do I change the port?"],
        ),
        ("Ich nutze Port 4001. Was nun bitte?", ["Ich nutze Port 4001 .", "Was nun bitte?"]),
        ("Am 3. November ging es noch", []),
        ("card locked + api install windows", ["card locked", "api install windows"]),
        ("Zürich und Hongkong, 4000 und 4001", []),
        ("salt and pepper", []),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_a_message_has_only_so_many_parts_and_questions_come_first() -> None:
    text = (
        " ".join(f"This is sentence number {n} of many." for n in range(20)) + " How do I log in?"
    )

    parts = parts_of(text)

    assert len(parts) == MOST_PARTS
    assert parts[-1] == "How do I log in?"


@pytest.mark.parametrize(
    "text",
    [
        "wie geht das",
        "und wie geht das",
        "Mit welchem Befehl teste ich?",
        "neuer rechner: wie nehm ich alles mit",
        "where's the installer",
        "can I use it twice",
        "Er weiß nicht, wie er sich anmeldet.",
    ],
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["Ich war im Urlaub.", "My boss got a card.", "TWS läuft."])
def test_a_statement_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "is_trouble"),
    [
        ("die Datei geht nicht auf", True),
        ("Finder won't open it", True),
        ("the session keeps expiring", True),
        ("Ich habe eine Karte", False),
    ],
)
def test_trouble_is_told_from_news(text: str, is_trouble: bool) -> None:
    assert complains(text) is is_trouble
