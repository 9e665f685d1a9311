"""What is said about a check from our server, and what can be pressed then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.check_report import (
    headline,
    report_evidence,
    report_server_check,
    step_buttons,
)
from actions.check_table import TableWriter
from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from actions.probing.history import Period
from actions.reply import Reply
from actions.verdict.verdict import NextStep
from kb.language import Language
from tests.actions.findings import NOW, found, report_of, tried_rows
from tests.actions.small_knowledge import titles
from tests.actions.typed_turns import shipped_gateways

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN
ZURICH = tried_rows("tws-europe-primary", "tws-europe-backup")
OK, REFUSED, NOT_FINISHED = Reason.OK, Reason.REFUSED, Reason.NOT_FINISHED


def told(language: Language, *reasons: Reason, named: tuple[int, ...] = ()) -> Reply:
    report = report_of(ZURICH, list(reasons), language)
    return report_server_check(report, shipped_gateways(), language, named)


@pytest.mark.parametrize(
    ("reasons", "english", "german"),
    [
        ([OK], ("yes.**", "All 4"), ("ja.**", "Alle 4")),
        ([REFUSED], ("no answer.**", "None of 4"), ("keine Antwort.**", "Keine von 4")),
        ([OK, REFUSED], ("partly.**", "2 of 4"), ("teilweise.**", "2 von 4")),
        ([OK, NOT_FINISHED], ("not known yet.**", "2 of 4"), ("noch nicht bekannt.**", "2 von 4")),
        ([NOT_FINISHED], ("not known yet.**", "0 of 4"), ("noch nicht bekannt.**", "0 von 4")),
        (
            [REFUSED, NOT_FINISHED],
            ("no answer.**", "None of 4"),
            ("keine Antwort.**", "Keine von 4"),
        ),
        ([OK, REFUSED, NOT_FINISHED, OK], ("partly.**", "2 of 4"), ("teilweise.**", "2 von 4")),
    ],
)
def test_the_headline_counts(
    reasons: list[Reason], english: tuple[str, str], german: tuple[str, str]
) -> None:
    for language, words in ((ENGLISH, english), (GERMAN, german)):
        line = told(language, *reasons).text.split("\n\n")[0]

        assert all(each in line for each in words), line
        assert "14:03:12 UTC" in line


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (OK, "yes.** The connection from our server succeeded"),
        (REFUSED, "no answer.** The connection from our server did not succeed"),
        (NOT_FINISHED, "not known yet.** 0 of 1"),
    ],
)
def test_one_connection_is_not_counted(reason: Reason, words: str) -> None:
    [_, secure] = tried_rows("tws-europe-primary")
    table = TableWriter([secure], shipped_gateways(), ENGLISH)
    check = table.from_server({secure.target: found(secure.target, reason)}, NOW)

    assert headline(check, "Zurich", ENGLISH).startswith(f"**Zurich: {words}")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_reported_and_tells_from_where_and_when(
    reason: Reason, language: Language
) -> None:
    reply = told(language, reason)

    assert reply.kind == "check"
    assert reply.check is not None
    assert {row["state"] for row in reply.check["rows"]} == {reason.value}
    assert ("our server" if language is ENGLISH else "unserem Server") in reply.text
    if reason.is_finding:
        assert "14:03" in reply.text
    for claim in ("your port is open", "Ihr Port ist offen", "!"):
        assert claim not in reply.text


@pytest.mark.parametrize("host", sorted({row.host for row in shipped_gateways().rows}))
@pytest.mark.parametrize("language", Language)
def test_every_listed_host_can_be_reported(host: str, language: Language) -> None:
    ids = [row.id for row in shipped_gateways().select(hosts=[host])]
    report = report_of(tried_rows(*ids), [OK], language)

    reply = report_server_check(report, shipped_gateways(), language)

    assert reply.check is not None
    assert reply.slots["gateways"]
    assert {row["host"] for row in reply.check["rows"]} == {host}


def test_the_china_gateways_say_whom_they_are_for() -> None:
    report = report_of(tried_rows("tws-china-primary"), [OK], GERMAN)

    assert "Festland" in report_server_check(report, shipped_gateways(), GERMAN).text


def test_a_named_4001_is_said_to_be_the_gateways_and_can_be_corrected() -> None:
    reply = told(ENGLISH, OK, named=(4001,))

    assert "not for the local API port of IB Gateway" in reply.text
    assert titles(reply)[0] == "I mean the local API port"


def test_without_4001_named_nothing_is_assumed() -> None:
    assert "local API port" not in told(ENGLISH, OK, named=(4000,)).text
    assert "local API port" not in told(ENGLISH, OK).text


def test_all_open_from_our_server_leads_to_the_persons_computer() -> None:
    assert titles(told(ENGLISH, OK)) == ["Check from my computer", "What must my firewall allow?"]
    assert titles(told(GERMAN, OK)) == [
        "Von meinem Rechner prüfen",
        "Was muss meine Firewall erlauben?",
    ]


def test_a_failure_says_since_when_and_offers_to_check_again() -> None:
    since = NOW - timedelta(minutes=50)
    periods = tuple(
        Period(each.target.host, each.target.port, REFUSED, since, NOW) for each in ZURICH
    )
    report = report_of(ZURICH, [REFUSED], ENGLISH, periods)

    reply = report_server_check(report, shipped_gateways(), ENGLISH)

    assert report.since == since
    assert "13:13" in reply.text
    assert "Check again" in titles(reply)


def test_the_time_of_a_port_that_works_again_is_no_since() -> None:
    since = NOW - timedelta(minutes=50)
    periods = (Period(ZURICH[0].target.host, 4000, OK, since, NOW),)

    assert report_of(ZURICH, [OK], ENGLISH, periods).since is None


@pytest.mark.parametrize("language", Language)
def test_every_next_step_has_a_button_or_words_in_the_text(language: Language) -> None:
    silent = {
        NextStep.CHECK_BROWSER,
        NextStep.SET_CLOCK,
        NextStep.TRY_OTHER_NETWORK,
        NextStep.LOG_IN_TO_NETWORK,
        NextStep.FIX_NAME_SERVER,
    }

    without = {step for step in NextStep if not step_buttons([step], language)}

    assert without == silent


def test_the_letter_in_the_persons_language_comes_first() -> None:
    steps = [NextStep.LETTER_TO_IT]

    english, german = (step_buttons(steps, language) for language in (ENGLISH, GERMAN))

    assert [button.title for button in english] == [
        "Letter to IT, English",
        "Brief an die IT, Deutsch",
    ]
    assert german == english[::-1]


def test_no_button_stands_twice() -> None:
    report = report_of(ZURICH, [OK], ENGLISH)
    steps = (NextStep.CHECK_AGAIN, NextStep.CHECK_AGAIN, NextStep.RUN_COMMAND)
    report = replace(report, verdict=replace(report.verdict, next=steps))

    reply = report_server_check(report, shipped_gateways(), ENGLISH)

    assert len(titles(reply)) == len(set(titles(reply)))


def test_where_only_a_ping_is_known_there_is_no_table() -> None:
    report = report_of(ZURICH, [OK], ENGLISH)
    ping = Observation(Vantage.COMPUTER, ZURICH[0].target.host, None, Reason.TIMEOUT, NOW)
    empty = replace(report, check={**report.check, "rows": []}, evidence=Evidence((ping,)))

    reply = report_evidence(empty, ENGLISH, ["Left out: this."])

    assert reply.check is None
    assert reply.text.startswith("Left out: this.\n\n")


def test_what_was_seen_is_kept_for_later() -> None:
    slots = told(ENGLISH, OK).slots

    assert slots["gateways"] == ["tws-europe-primary", "tws-europe-backup"]
    assert len(Evidence.from_json(slots["evidence"]).observations) == 4
    assert slots["awaiting"] == {"what": "check"}
