"""What short messages mean right after a check, a command or a letter."""

from __future__ import annotations

import pytest

from bot.nlu.follow_ups import Context, FollowUp, find_follow_up

CHECKED = Context("check", knows_rows=True)
LETTER = Context("letter", knows_rows=True)
SYSTEM = Context("system", knows_rows=True)
LATER = Context("", knows_rows=True)
FRESH = Context()


def meant(
    text: str, context: Context, *entities: tuple[str, str], intent: str = "nlu_fallback"
) -> str | None:
    """Return what a message means: the intent, or the kind of follow-up."""
    found = find_follow_up(text, intent, entities, context)
    if found is None:
        return None
    return found.entities.get("follow_up") or found.intent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("again", "again"),
        ("nochmal bitte", "again"),
        ("check again", "again"),
        ("noch einmal prüfen", "again"),
        ("prüf nochmal", "again"),
        ("once more from the server", "again"),
        ("liegt es an mir oder an euch?", "verdict"),
        ("is it you or me", "verdict"),
        ("who is to blame", "verdict"),
        ("why", "verdict"),
        ("was heißt das genau?", "verdict"),
        ("und jetzt?", "verdict"),
        ("what should I do now", "verdict"),
        ("are you sure", "sure"),
        ("ist das sicher?", "sure"),
        ("how sure are you", "sure"),
        ("seit wann?", "since"),
        ("since when is it down", "since"),
        ("war das gestern auch schon so?", "since"),
    ],
)
def test_after_a_check_short_words_go_on_from_it(text: str, kind: str) -> None:
    assert meant(text, CHECKED) == kind


@pytest.mark.parametrize(
    "text",
    [
        "danke",
        "how do I log in with my card",
        "wie lange ist der Code gültig?",
        "why does my card show PIN>",
        "ich habe noch eine ganz andere Frage zu meinem Layout auf dem neuen Rechner",
        "sicher stornieren",
    ],
)
def test_after_a_check_other_things_stay_other_things(text: str) -> None:
    assert meant(text, CHECKED) is None


@pytest.mark.parametrize("text", ["nochmal", "why", "seit wann?", "nur 4000", "are you sure"])
def test_without_a_check_they_mean_nothing_of_the_kind(text: str) -> None:
    assert meant(text, FRESH, ("port", "4000")) is None


def test_who_is_at_fault_is_asked_of_the_rows_spoken_of_even_later() -> None:
    assert meant("liegt es nun an mir oder bei euch", LATER) == "verdict"
    assert meant("bitte noch einmal prüfen", LATER) == "again"
    assert meant("nochmal", LATER) is None


def test_a_place_in_the_message_makes_it_a_question_of_its_own() -> None:
    assert meant("check Zurich again", CHECKED, ("place", "zurich")) is None


@pytest.mark.parametrize("text", ["nur 4000", "only 4000", "and 4001 only"])
def test_a_port_alone_means_the_same_rows(text: str) -> None:
    found = find_follow_up(text, "nlu_fallback", [("port", "4000")], CHECKED)

    assert found == FollowUp("check_ports", {"rows": "known"})


@pytest.mark.parametrize(
    "text",
    ["auf englisch bitte", "in German please", "kürzer", "als pdf", "ohne prüfergebnisse"],
)
def test_after_a_letter_wishes_are_about_the_letter(text: str) -> None:
    assert meant(text, LETTER) == "write_letter"
    assert meant(text, CHECKED) is None


def test_after_a_letter_a_port_is_about_the_letter() -> None:
    assert meant("nur für port 4001", LETTER, ("port", "4001")) == "write_letter"


@pytest.mark.parametrize("text", ["weiß nicht", "I don't know", "beides", "keine Ahnung", "both"])
def test_who_does_not_know_the_system_is_helped(text: str) -> None:
    assert meant(text, SYSTEM) == "unsure"
    assert meant(text, CHECKED) is None


@pytest.mark.parametrize("text", ["Mac I think", "beides, windows und mac", "windows 11"])
def test_a_system_with_doubts_is_a_system(text: str) -> None:
    assert meant(text, SYSTEM, ("platform", "macos")) == "check_myself"


@pytest.mark.parametrize(
    "text", ["gibt es eine störung?", "any incidents?", "is there an outage", "Ausfall bei euch?"]
)
def test_an_incident_is_asked_for_without_any_check(text: str) -> None:
    assert meant(text, FRESH, intent="check_ports") == "incident"
    assert meant(text, FRESH, intent="ask") is None


@pytest.mark.parametrize("text", ["are all gateways up?", "läuft bei euch alles?"])
def test_who_asks_whether_all_is_up_gets_a_check(text: str) -> None:
    assert meant(text, FRESH, intent="check_ports") is None
