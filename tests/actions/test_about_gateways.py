"""What a question is really about the gateway list, whatever it was taken for."""

from __future__ import annotations

import pytest

from actions.about_gateways import gateway_reply, likely_check, with_next_steps
from actions.reply import Reply
from kb.language import Language
from tests.actions.small_knowledge import titles
from tests.actions.typed_turns import pressed_turn, shipped_gateways, typed

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


def reply_to(
    text: str, intent: str, language: Language = ENGLISH, **fields: object
) -> Reply | None:
    return gateway_reply(typed(text, intent, language, **fields), shipped_gateways())


@pytest.mark.parametrize(
    ("text", "intent", "language", "lines"),
    [
        (
            "which host is Zurich's backup",
            "nlu_fallback",
            ENGLISH,
            ["- TWS Europe (Zurich), backup: `zdc1_hb1.ibllc.com`, TCP 4000, 4001"],
        ),
        (
            "tell me the host name of the hong kong primary",
            "name_gateway",
            ENGLISH,
            ["- TWS Asia (Hong Kong), primary: `hdc1.ibllc.com`, TCP 4000, 4001"],
        ),
        (
            "wie heißt der Ersatzserver für Zürich, also der Hostname",
            "check_ports",
            GERMAN,
            ["- TWS Europa (Zürich), Ersatzserver: `zdc1_hb1.ibllc.com`, TCP 4000, 4001"],
        ),
    ],
)
def test_a_host_name_that_is_asked_for_is_given(
    text: str, intent: str, language: Language, lines: list[str]
) -> None:
    reply = reply_to(text, intent, language)

    assert reply is not None
    assert reply.text.splitlines()[2:] == lines
    assert [button.intent for button in reply.buttons] == ["check_ports", "ask"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("which host is up in zurich", "check_ports"),
        ("is zurich up", "check_ports"),
        ("which hosts do I need", "ask"),
        ("what is the server name for zurich", "thank"),
        ("what was zurich's name again", "hand_over"),
    ],
)
def test_a_question_for_a_state_or_without_a_place_is_none_for_a_name(
    text: str, intent: str
) -> None:
    assert reply_to(text, intent) is None


@pytest.mark.parametrize("intent", ["nlu_fallback", "nlu_ambiguous", "out_of_scope"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scan 10.0.0.0/8", "I don't scan"),
        ("nmap zurich", "I don't scan"),
        ("10.0.0.1", "`10.0.0.1` is not on my list"),
        ("zdc2.ibllc.com", "`zdc2.ibllc.com` is not on my list"),
    ],
)
def test_what_is_not_tried_is_said_even_where_nothing_was_understood(
    text: str, words: str, intent: str
) -> None:
    reply = reply_to(text, intent)

    assert reply is not None
    assert words in reply.text


def test_a_long_message_that_mentions_a_host_is_not_about_it() -> None:
    text = "my colleague at server.example.com told me that margin rates will rise next week"

    assert reply_to(text, "out_of_scope") is None


def test_a_pressed_button_is_what_it_says() -> None:
    assert gateway_reply(pressed_turn("nlu_fallback"), shipped_gateways()) is None


@pytest.mark.parametrize(
    ("text", "likeliest", "meant"),
    [
        ("zurich erreichbar oder wie", ("ask", "check_ports"), "check_ports"),
        ("zdc1.ibllc.com up", ("check_ports", "ask"), "check_ports"),
        ("new york and chicago and asia", ("name_gateway", "ask"), "check_ports"),
        ("zurich 443", ("ask", "name_gateway"), "check_ports"),
        ("from my computer zurich", ("check_myself", "check_ports"), "check_myself"),
        ("zurich", ("ask", "check_ports"), None),
        ("is it up", ("ask", "check_ports"), None),
        ("is zurich up", ("ask", "hand_over"), None),
    ],
)
def test_an_unclear_message_that_names_a_listed_place_is_a_check(
    text: str, likeliest: tuple[str, str], meant: str | None
) -> None:
    ranking = tuple({"name": name} for name in likeliest)

    assert likely_check(typed(text, "nlu_ambiguous", ranking=ranking)) == meant


@pytest.mark.parametrize(
    ("article", "language", "added"),
    [
        ("connection-test", ENGLISH, ["Check from your server", "Check from my computer"]),
        ("hosts-and-ports", GERMAN, ["Als Liste für die Firewall", "Brief an die IT"]),
        ("proxy-and-firewall", ENGLISH, ["Check from my computer", "Letter to IT"]),
        ("dsc-login", ENGLISH, []),
    ],
)
def test_articles_about_connections_lead_to_what_can_be_done(
    article: str, language: Language, added: list[str]
) -> None:
    reply = Reply("answer", language, "The answer.", article={"id": article})

    assert titles(with_next_steps(reply)) == added
