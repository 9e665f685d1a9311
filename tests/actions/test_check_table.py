"""The table of a check, as messages carry it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.check_table import TableWriter, is_all_open, ports_to_try
from actions.evidence.observation import Observation, Vantage
from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.history import Period
from kb.language import Language
from tests.actions.findings import NOW, found, tried_rows
from tests.actions.typed_turns import shipped_gateways

ZURICH = tried_rows("tws-europe-primary")
PLAIN, SECURE = (each.target for each in ZURICH)
WEBSITE = tried_rows("web-us")


def table(*findings: Finding, periods: tuple[Period, ...] = ()) -> dict[str, Any]:
    writer = TableWriter(ZURICH, shipped_gateways(), Language.ENGLISH)
    return writer.from_server({each.target: each for each in findings}, NOW, periods)


def test_before_anything_is_found_every_row_is_being_checked() -> None:
    check = table()

    assert (check["seen_from"], check["time"]) == ("server", "2026-11-26T14:03:12+00:00")
    assert not check["finished"]
    assert [(row["port"], row["state"], row["reason"]) for row in check["rows"]] == [
        (4000, "checking", None),
        (4001, "checking", None),
    ]


def test_rows_fill_in_their_order_whichever_comes_first() -> None:
    half = table(found(SECURE, Reason.OK))
    whole = table(found(SECURE, Reason.OK), found(PLAIN, Reason.REFUSED))

    assert [row["state"] for row in half["rows"]] == ["checking", "ok"]
    assert not half["finished"]
    assert [row["state"] for row in whole["rows"]] == ["refused", "ok"]
    assert whole["finished"]


def test_a_row_says_which_gateway_it_is_and_what_was_found() -> None:
    [row, _] = table(found(PLAIN, Reason.OK))["rows"]

    assert row == {
        "gateway": "tws-europe-primary",
        "host": "zdc1.ibllc.com",
        "port": 4000,
        "label": "TWS Europe (Zurich), primary",
        "role": "primary",
        "browser": False,
        "state": "ok",
        "reason": "open",
        "milliseconds": 21,
        "seen": "2026-11-26T14:03:12+00:00",
        "issuer": None,
        "name": {"step": "name", "state": "ok", "milliseconds": 1},
        "routes": [
            {
                "family": 4,
                "state": "ok",
                "steps": [{"step": "tcp", "state": "ok", "milliseconds": 21}],
                "issuer": None,
            }
        ],
        "detail": None,
        "since": None,
    }


def test_only_https_ports_are_for_a_browser_to_try() -> None:
    writer = TableWriter([*ZURICH, *WEBSITE], shipped_gateways(), Language.ENGLISH)

    rows = writer.from_server({}, NOW)["rows"]

    assert {row["port"]: row["browser"] for row in rows} == {4000: False, 4001: False, 443: True}


@pytest.mark.parametrize("language", Language)
def test_where_ipv4_and_ipv6_differ_both_are_told(language: Language) -> None:
    routes = tuple(
        Route(family, (StepFinding(Step.TCP, reason, 9),))
        for family, reason in ((4, Reason.OK), (6, Reason.UNREACHABLE))
    )
    finding = Finding(PLAIN, Reason.OK, 9, NOW, None, routes)
    writer = TableWriter(ZURICH, shipped_gateways(), language)

    [row, _] = writer.from_server({PLAIN: finding}, NOW)["rows"]

    four, six = row["detail"].split(" · ")
    assert four in ("IPv4: open", "IPv4: offen")
    assert six.startswith("IPv6: ")
    assert [route["family"] for route in row["routes"]] == [4, 6]


def test_where_they_agree_nothing_is_added() -> None:
    steps = (StepFinding(Step.TCP, Reason.OK, 9),)
    finding = Finding(PLAIN, Reason.OK, 9, NOW, None, (Route(4, steps), Route(6, steps)))

    assert table(finding)["rows"][0]["detail"] is None


def period(reason: Reason, before: timedelta | None = None) -> Period:
    since = NOW - timedelta(minutes=50)
    earlier = since - before if before else None
    return Period(PLAIN.host, PLAIN.port, reason, since, NOW, earlier)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (None, "our checks have found this since 13:13 UTC"),
        (
            timedelta(minutes=3),
            "our checks have found this since 13:13 UTC; the one before that was at 13:10",
        ),
        (
            timedelta(days=1),
            "our checks have found this since 13:13 UTC; the one before that was at "
            "2026-11-25 13:13",
        ),
    ],
)
def test_a_failure_says_since_when_our_checks_find_it(before: timedelta | None, text: str) -> None:
    check = table(found(PLAIN, Reason.TIMEOUT), periods=(period(Reason.TIMEOUT, before),))

    assert check["rows"][0]["since"] == text


def test_a_success_says_no_since_when() -> None:
    check = table(found(PLAIN, Reason.OK), periods=(period(Reason.OK),))

    assert check["rows"][0]["since"] is None


@pytest.mark.parametrize("reason", [Reason.NOT_FINISHED, Reason.NOT_TRIED])
def test_what_came_to_no_result_is_no_success_and_took_no_time(reason: Reason) -> None:
    check = table(found(PLAIN, Reason.OK), found(SECURE, reason))

    assert check["rows"][1]["milliseconds"] is None
    assert not is_all_open(check)


def test_all_is_open_only_where_every_row_is() -> None:
    assert is_all_open(table(found(PLAIN, Reason.OK), found(SECURE, Reason.OK)))
    assert not is_all_open(table(found(PLAIN, Reason.OK)))
    assert not is_all_open(table(found(PLAIN, Reason.OK), found(SECURE, Reason.RESET)))


def test_an_untrusted_issuer_stands_in_its_row() -> None:
    row = table(found(SECURE, Reason.CERTIFICATE_UNTRUSTED, "Zscaler Inc."))["rows"][1]

    assert row["issuer"] == "Zscaler Inc."
    assert "Zscaler Inc." in row["reason"]


def test_the_computers_table_has_only_what_the_computer_tried() -> None:
    seen = Observation(Vantage.COMPUTER, SECURE.host, 4001, Reason.TIMEOUT, NOW, 3001)
    writer = TableWriter(ZURICH, shipped_gateways(), Language.ENGLISH)

    check = writer.from_computer({(SECURE.host, 4001): seen}, NOW)

    assert (check["seen_from"], check["finished"]) == ("computer", True)
    [row] = check["rows"]
    assert (row["port"], row["state"], row["milliseconds"]) == (4001, "timeout", 3001)
    assert "2 s" not in row["reason"], "that limit is our server's"


def test_named_ports_are_tried_where_a_row_has_them_else_its_own() -> None:
    assert [each.target.port for each in tried_rows("web-us", ports=(80,))] == [80]
    assert [each.target.port for each in tried_rows("tws-europe-primary", ports=(4001, 80))] == [
        4001
    ]
    assert [each.target.port for each in tried_rows("web-us", ports=(4000,))] == [443]


def test_whether_a_port_speaks_tls_is_known_from_the_list() -> None:
    assert [target.tls for target in (PLAIN, SECURE)] == [False, True]


@pytest.mark.parametrize("host", sorted({row.host for row in shipped_gateways().rows}))
def test_a_host_that_two_rows_share_is_tried_once(host: str) -> None:
    rows = shipped_gateways().select(hosts=[host])

    targets = [each.target for each in ports_to_try(rows, [], shipped_gateways())]

    assert len(targets) == len(set(targets)) > 0
    assert {target.host for target in targets} == {host}


def test_what_the_prober_is_asked_for_are_row_ids() -> None:
    assert [(each.asked.row, each.asked.port) for each in ZURICH] == [
        ("tws-europe-primary", 4000),
        ("tws-europe-primary", 4001),
    ]
    assert Target("zdc1.ibllc.com", 4000, tls=False) == PLAIN
