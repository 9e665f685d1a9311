"""What stands below the table in a terminal, for every result and in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from actions.probing.finding import Reason
from bot.terminal_report import Asked, report, seen_from_here
from bot.terminal_words import ADVICE, TEXTS
from kb.gateways import read_gateways
from kb.language import Language

GATEWAYS = read_gateways()
BACKUP = "tws-europe-backup"
OUR_SERVER = re.compile(r"\bour\b|\bunser", re.IGNORECASE)


def row(reason: Reason, row_id: str = "tws-europe-primary", port: int = 4000) -> dict[str, Any]:
    gateway = GATEWAYS.find(row_id)
    assert gateway is not None
    return {
        "gateway": row_id,
        "host": gateway.host,
        "port": port,
        "state": reason.value,
        "reason": "what our server saw",
        "issuer": None,
        "detail": None,
        "routes": [],
    }


def text_of(*rows: dict[str, Any], language: Language = Language.ENGLISH) -> str:
    found = {"rows": rows, "time": "2026-11-26T12:00:05+00:00", "finished": True}
    names = tuple(dict.fromkeys(str(each["gateway"]) for each in rows))
    asked = tuple(gateway for name in names if (gateway := GATEWAYS.find(name)))
    return report(found, Asked(names, asked), GATEWAYS, language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.OK])
def test_every_result_is_told_from_this_machine(reason: Reason, language: Language) -> None:
    text = text_of(row(reason), language=language)
    (seen,) = seen_from_here({"rows": [row(reason)], "seen_from": "server"}, language)["rows"]

    assert not OUR_SERVER.search(f"{text} {seen['reason']}")
    assert not re.search(r"\*\*|`|!", text)
    assert {Language.ENGLISH: "this machine", Language.GERMAN: "diesem Rechner"}[language] in text
    assert ("python -m bot gateways" in text) is reason.is_failure


@pytest.mark.parametrize("language", Language)
def test_every_result_of_a_probe_has_advice(language: Language) -> None:
    told_only = {Reason.OK, Reason.FAILED, Reason.UNKNOWN}

    assert set(ADVICE[language]) == set(Reason) - told_only


def test_both_languages_say_the_same_things() -> None:
    english, german = TEXTS[Language.ENGLISH], TEXTS[Language.GERMAN]

    assert english.keys() == german.keys()
    for key, text in english.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", german[key]))


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ([Reason.OK, Reason.OK], "reached. All 2"),
        ([Reason.OK, Reason.TIMEOUT], "partly reached. 1 of 2"),
        ([Reason.RESET, Reason.TIMEOUT], "not reached. None of 2"),
        ([Reason.OK, Reason.NOT_FINISHED], "not known yet. 1 of 2"),
        ([Reason.TIMEOUT, Reason.NOT_FINISHED], "not all reached. 0 of 2"),
    ],
)
def test_the_first_line_counts(reasons: list[Reason], words: str) -> None:
    rows = [row(reason, port=port) for reason, port in zip(reasons, (4000, 4001), strict=True)]

    assert words in text_of(*rows).splitlines()[0]


def test_one_row_is_named_with_its_role() -> None:
    assert text_of(row(Reason.OK, BACKUP)).startswith("TWS Europe (Zurich), backup: reached.")


@pytest.mark.parametrize("blocked", [Reason.TIMEOUT, Reason.REFUSED, Reason.RESET])
def test_an_office_firewall_is_told_by_443_that_passes(blocked: Reason) -> None:
    web = row(Reason.OK, "web-us", 443)

    assert "office firewall" in text_of(web, row(blocked))
    assert "office firewall" not in text_of(row(Reason.OK), row(blocked, BACKUP))
    assert "office firewall" not in text_of(web, row(blocked), row(Reason.OK, BACKUP))


def test_names_that_fail_by_their_underscore_are_told() -> None:
    lost = row(Reason.NAME_NOT_FOUND, BACKUP)

    assert "underscore" in text_of(row(Reason.OK), lost)
    assert "underscore" not in text_of(row(Reason.NAME_NOT_FOUND), lost)


def test_how_ipv4_and_ipv6_differ_is_told_from_this_machine_too() -> None:
    routes = [{"family": 4, "state": "ok"}, {"family": 6, "state": "unreachable"}]
    found = {**row(Reason.OK), "routes": routes, "detail": "what our server saw"}

    (seen,) = seen_from_here({"rows": [found]}, Language.ENGLISH)["rows"]

    assert seen["detail"] == "IPv4: open · IPv6: no route there from this machine"


def test_what_is_still_being_checked_stays_so() -> None:
    waiting = {"state": "checking", "reason": None}

    assert seen_from_here({"rows": [waiting]}, Language.GERMAN)["rows"] == [waiting]
