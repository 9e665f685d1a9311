"""How verdicts read: whose side first, from where and when, and every step by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.evidence.observation import Evidence, Observation
from actions.probing.finding import Reason
from actions.verdict.next_steps import NEXT_STEPS, SIDES
from actions.verdict.texts_de import GERMAN_TEXTS
from actions.verdict.texts_en import ENGLISH_TEXTS
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark, Side, Verdict
from actions.verdict.verdict_text import explain
from actions.verdict.wording import Texts
from kb.gateway import Gateway
from kb.gateways import read_gateways
from kb.language import Language
from tests.actions.verdict.combinations import (
    NOON,
    OTHER_ISSUER,
    OUR_ISSUER,
    PRIMARY,
    TRADING,
    WEB,
    seen,
)
from tests.actions.verdict.scenes import (
    BROWSER,
    COMPUTER,
    OK,
    PING,
    SERVER,
    SERVER_DOWN,
    SERVER_OK,
    TIMEOUT,
    TLS_PORTS,
    verdict_on,
)

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN
STEP_WORDS = {
    NextStep.RUN_COMMAND: ("command", "Befehl"),
    NextStep.LETTER_TO_IT: ("letter", "Brief"),
    NextStep.CHECK_AGAIN: ("check again", "erneut"),
    NextStep.CHECK_FROM_SERVER: ("our server", "unserem Server"),
    NextStep.CHECK_BROWSER: ("your browser", "Ihrem Browser"),
    NextStep.CONTACT_SUPPORT: ("support", "Kundenservice"),
    NextStep.SET_CLOCK: ("date and time", "Datum und Uhrzeit"),
    NextStep.TRY_OTHER_NETWORK: ("another network", "anderes Netz"),
    NextStep.LOG_IN_TO_NETWORK: ("log in to the network", "im Netz an"),
    NextStep.FIX_NAME_SERVER: ("name server", "Namensserver"),
    NextStep.READ_PROXY: ("proxy", "Proxy"),
}
TEXTS = [(ENGLISH_TEXTS, 0), (GERMAN_TEXTS, 1)]


def told(rows: Sequence[Gateway], language: Language, *observations: Observation) -> str:
    return explain(verdict_on(rows, *observations), Evidence(observations), language)


@pytest.mark.parametrize(("texts", "language"), TEXTS, ids=["en", "de"])
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_names_its_next_steps(cause: Cause, texts: Texts, language: int) -> None:
    wording = texts.causes[cause]
    text = f"{wording.cause} {wording.advice}".lower().replace("anderen netz", "anderes netz")

    missing = [s for s in NEXT_STEPS[cause] if STEP_WORDS[s][language].lower() not in text]

    assert missing == []


@pytest.mark.parametrize(("texts", "language"), TEXTS, ids=["en", "de"])
def test_every_text_exists_and_keeps_to_the_rules(texts: Texts, language: int) -> None:
    advice = [each.advice for each in texts.causes.values()]

    assert set(texts.causes) == set(Cause)
    assert set(texts.remarks) == set(Remark)
    assert set(texts.sightings.reasons) == set(Reason)
    assert all(text.endswith(".") for text in (*advice, *texts.remarks.values()))
    assert all(text.count(". ") < 4 for text in advice)
    assert not any(each.cause.endswith((".", ",")) for each in texts.causes.values())


@pytest.mark.parametrize(("texts", "language"), TEXTS, ids=["en", "de"])
def test_no_two_causes_sound_alike(texts: Texts, language: int) -> None:
    said = [(each.cause, each.advice) for each in texts.causes.values()]

    assert len(set(said)) == len(said)


def test_german_sentences_after_a_colon_begin_with_a_capital() -> None:
    for cause, wording in GERMAN_TEXTS.causes.items():
        assert wording.cause[0].isupper(), cause


def test_english_clauses_after_a_colon_do_not() -> None:
    for cause, wording in ENGLISH_TEXTS.causes.items():
        named = wording.cause.startswith(("TLS", "{"))
        assert SIDES[cause] is Side.NONE or named or wording.cause[0].islower(), cause


@pytest.mark.parametrize(
    ("observations", "english", "german"),
    [
        (seen(COMPUTER, TRADING, Reason.REFUSED), "It is on your side", "auf Ihrer Seite"),
        (seen(COMPUTER, TRADING, TIMEOUT), "It is probably on your side", "wahrscheinlich"),
        (
            seen(COMPUTER, TRADING, OK),
            "Neither you nor the broker",
            "Weder an Ihnen noch am Broker",
        ),
        ((), "Probably not the broker", "Vermutlich liegt es nicht am Broker"),
    ],
)
def test_the_first_sentence_says_whose_side_it_is_on(
    europe: Sequence[Gateway], observations: tuple[Observation, ...], english: str, german: str
) -> None:
    for language, expected in ((ENGLISH, english), (GERMAN, german)):
        first = told(europe, language, *SERVER_OK, *observations).split("\n")[0]

        assert expected in first


def test_it_says_what_was_seen_from_where_and_when(europe: Sequence[Gateway]) -> None:
    later = NOON + timedelta(minutes=2)
    computer = (
        *seen(COMPUTER, TRADING, TIMEOUT, seen=later),
        *seen(COMPUTER, [WEB], OK, seen=later),
    )

    text = told(europe, ENGLISH, *SERVER_OK, *computer, *seen(BROWSER, [WEB], OK, seen=later))

    assert text.split("\n\n")[1] == (
        "- From our server at 14:03 UTC: `zdc1.ibllc.com` 4000, 4001, `zdc1_hb1.ibllc.com` 4000, "
        "4001 – reached\n"
        "- From your browser at 14:05 UTC: `www.interactivebrokers.com` 443 – reached\n"
        "- From your computer at 14:05 UTC: `zdc1.ibllc.com` 4000, 4001, `zdc1_hb1.ibllc.com` "
        "4000, 4001 – no answer (time-out); `www.interactivebrokers.com` 443 – reached"
    )


def test_a_paste_without_a_time_says_so(europe: Sequence[Gateway]) -> None:
    paste = seen(COMPUTER, TRADING, Reason.FAILED, seen=None, tool="Test-NetConnection")

    assert "From your computer (time not given): " in told(europe, ENGLISH, *paste)
    assert "Von Ihrem Rechner aus (ohne Zeitangabe): " in told(europe, GERMAN, *paste)


def test_looks_at_several_minutes_give_the_first_and_the_last(europe: Sequence[Gateway]) -> None:
    later = seen(SERVER, TRADING[2:], OK, seen=NOON + timedelta(minutes=4))

    text = told(europe, GERMAN, *seen(SERVER, TRADING[:2], OK), *later)

    assert "Von unserem Server aus zwischen 14:03 und 14:07 UTC: " in text


def test_looks_on_several_days_give_the_day(europe: Sequence[Gateway]) -> None:
    yesterday = seen(COMPUTER, TRADING, TIMEOUT, seen=NOON - timedelta(days=1))

    english = told(europe, ENGLISH, *SERVER_OK, *yesterday)

    assert "From our server on 2026-11-25 at 14:03 UTC: " in english
    assert "From your computer on 2026-11-24 at 14:03 UTC: " in english
    assert "am 24.11.2026 um 14:03 UTC: " in told(europe, GERMAN, *SERVER_OK, *yesterday)


def test_many_hosts_are_counted_instead_of_named() -> None:
    rows = read_gateways().select(products=["tws"])
    ports = [(row.host, port) for row in rows for port in row.ports]

    assert "20 ports of 10 hosts – reached" in told(rows, ENGLISH, *seen(SERVER, ports, OK))


def test_a_failure_of_our_server_says_since_when(europe: Sequence[Gateway]) -> None:
    verdict, evidence = verdict_on(europe, *SERVER_DOWN), Evidence(SERVER_DOWN)
    today, yesterday = NOON - timedelta(hours=1), NOON - timedelta(days=1)

    assert explain(verdict, evidence, ENGLISH, today).endswith("since 13:03 UTC.")
    assert "seit 13:03 UTC." in explain(verdict, evidence, GERMAN, today)
    assert "since 2026-11-24, 14:03 UTC." in explain(verdict, evidence, ENGLISH, yesterday)
    assert "seit dem 24.11.2026, 14:03 UTC." in explain(verdict, evidence, GERMAN, yesterday)


@pytest.mark.parametrize("language", Language)
def test_since_when_our_server_fails_is_not_said_of_another_cause(
    europe: Sequence[Gateway], language: Language
) -> None:
    reason = Reason.CERTIFICATE_UNTRUSTED
    observations = (
        *seen(SERVER, TRADING, TIMEOUT),
        *seen(SERVER, TLS_PORTS, OK, issuer=OUR_ISSUER),
        *seen(COMPUTER, TLS_PORTS, reason, issuer=OTHER_ISSUER),
    )
    evidence = Evidence().with_observations(observations)

    verdict = verdict_on(europe, *evidence.observations)

    assert verdict.cause is Cause.TLS_INSPECTION
    assert "13:03" not in explain(verdict, evidence, language, NOON - timedelta(hours=1))


def test_what_our_server_reaches_has_no_since_when(europe: Sequence[Gateway]) -> None:
    text = explain(verdict_on(europe, *SERVER_OK), Evidence(SERVER_OK), ENGLISH, NOON)

    assert "since" not in text


@pytest.mark.parametrize("language", Language)
def test_the_issuer_in_the_gateways_place_is_named(
    europe: Sequence[Gateway], language: Language
) -> None:
    reason = Reason.CERTIFICATE_UNTRUSTED
    computer = seen(COMPUTER, TLS_PORTS, reason, issuer=OTHER_ISSUER)

    assert f"`{OTHER_ISSUER}`" in told(europe, language, *SERVER_OK, *computer)


@pytest.mark.parametrize(
    "issuer", ["`**x**", "a\nb\x1b[31m", "{cause}{port}", "x" * 400, "<script>alert(1)</script>"]
)
def test_a_hostile_issuer_stays_one_piece_of_code(europe: Sequence[Gateway], issuer: str) -> None:
    computer = seen(COMPUTER, TLS_PORTS, Reason.CERTIFICATE_UNTRUSTED, issuer=issuer)

    headline = told(europe, ENGLISH, *SERVER_OK, *computer).split("\n\n")[0]

    assert headline.count("`") == 2
    assert "\n" not in headline
    assert "\x1b" not in headline
    assert len(headline) < 250


def test_an_issuer_that_was_not_told_is_paraphrased(europe: Sequence[Gateway]) -> None:
    computer = seen(COMPUTER, TLS_PORTS, Reason.CERTIFICATE_UNTRUSTED)

    assert "an issuer your computer does not know" in told(europe, ENGLISH, *SERVER_OK, *computer)


def test_the_port_that_fails_alone_is_named(europe: Sequence[Gateway]) -> None:
    plain = [each for each in TRADING if each not in TLS_PORTS]
    computer = (*seen(COMPUTER, plain, OK), *seen(COMPUTER, TLS_PORTS, TIMEOUT))

    assert "nur 4001 nicht durch" in told(europe, GERMAN, *SERVER_OK, *computer)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [(OK, "ping answered"), (TIMEOUT, "ping not answered"), (Reason.FAILED, "ping not answered")],
)
def test_a_ping_is_called_a_ping(europe: Sequence[Gateway], reason: Reason, expected: str) -> None:
    text = told(europe, ENGLISH, *SERVER_OK, *seen(COMPUTER, PING, reason))

    assert f"`{PRIMARY}` – {expected}" in text


def test_no_more_than_two_remarks_are_said() -> None:
    remarks = (Remark.FAR_APART, Remark.WEB_FAILS, Remark.CHINA)
    verdict = Verdict(Cause.PATH_OPEN, Confidence.LIKELY, TRADING, None, (), remarks)

    said = explain(verdict, Evidence(), ENGLISH).split("\n\n")[-1]

    assert said == " ".join(ENGLISH_TEXTS.remarks[each] for each in remarks[:2])


def test_steps_that_fill_what_is_missing_are_said(europe: Sequence[Gateway]) -> None:
    computer = seen(COMPUTER, TRADING, TIMEOUT)
    verdict = verdict_on(europe, *computer)

    with_step = explain(verdict, Evidence(computer), ENGLISH)
    without = explain(replace(verdict, next=NEXT_STEPS[verdict.cause]), Evidence(computer), ENGLISH)

    assert ENGLISH_TEXTS.missing[NextStep.CHECK_FROM_SERVER] in with_step
    assert ENGLISH_TEXTS.missing[NextStep.CHECK_FROM_SERVER] not in without


def test_what_a_proxy_let_through_is_not_called_reached_alone(website: Sequence[Gateway]) -> None:
    computer = seen(COMPUTER, [WEB], OK, tool="curl (proxy)")

    assert "443 – reached, through a proxy" in told(website, ENGLISH, *computer)
    assert "443 – erreicht, über einen Proxy" in told(website, GERMAN, *computer)


def test_a_browser_is_never_said_to_have_failed(website: Sequence[Gateway]) -> None:
    text = told(website, ENGLISH, *seen(BROWSER, [WEB], TIMEOUT))

    assert "443 – cannot be known" in text
