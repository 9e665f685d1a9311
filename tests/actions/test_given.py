"""Evidence that people bring, as the channel takes it out of a text or a browser's results."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.evidence.given import (
    LONGEST_SAID,
    BrowserCheckError,
    Given,
    read_browser_check,
    read_given,
)
from actions.evidence.observation import Vantage
from actions.evidence.pasted import Hint
from actions.evidence.result_code import CodeProblem
from actions.probing.finding import Reason
from actions.probing.targets import listed_targets
from kb.language import Language
from tests.actions.brought import PRIVATE, code_of, windows_output
from tests.actions.typed_turns import shipped_gateways

NOW = datetime(2026, 11, 26, 14, 3, tzinfo=timezone.utc)
PLAIN, SECURE, *_ = [
    each for each in listed_targets(shipped_gateways()) if each.host == "zdc1.ibllc.com"
]
CODE = code_of(NOW, {PLAIN: Reason.TIMEOUT, SECURE: Reason.OK})


@pytest.mark.parametrize(
    "text",
    [
        "is zurich up",
        "Wie melde ich mich mit der Sicherheitskarte an?",
        "connection refused",
        "what does Test-NetConnection do",
        "my code is LOTSE",
        "Is LOTSE2-beta out?",
        "LOTSE1-light, LOTSE1-a1?",
        "",
    ],
)
def test_an_ordinary_message_brings_nothing(text: str) -> None:
    assert read_given(text, shipped_gateways()) is None


@pytest.mark.parametrize("text", [CODE, f"here it is:\n{CODE}\nthanks", CODE.lower()])
def test_a_code_is_found_in_what_was_pasted_with_it(text: str) -> None:
    given = read_given(text, shipped_gateways())

    assert given is not None
    assert (given.is_code, given.seen, given.problem) == (True, NOW, None)
    assert [each.reason for each in given.observations] == [Reason.TIMEOUT, Reason.OK]
    assert given.said == CODE


def test_a_damaged_code_tells_its_problem() -> None:
    given = read_given(CODE[:-1], shipped_gateways())

    assert given is not None
    assert given.problem is CodeProblem.DAMAGED
    assert given.observations == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{CODE[:30]}\nmax@firma-pc:~$ ", "LOTSE1-2611261403…"),
        ("hier: LOTSE1-max-mustermann4", "LOTSE1-…"),
    ],
)
def test_of_a_damaged_code_only_its_beginning_is_kept(text: str, said: str) -> None:
    given = read_given(text, shipped_gateways())

    assert given is not None
    assert (given.problem, given.said) == (CodeProblem.DAMAGED, said)


def test_a_code_is_kept_without_a_mail_address_in_it() -> None:
    issuer = "max@firma.de"
    code = code_of(NOW, {SECURE: Reason.CERTIFICATE_UNTRUSTED}, issuer)

    given = read_given(code, shipped_gateways())

    assert given is not None
    assert [each.issuer for each in given.observations] == ["…"]
    assert given.said == code.replace(issuer.encode().hex(), "")
    assert issuer not in given.as_text()


@pytest.mark.parametrize("succeeded", [True, False])
def test_pasted_output_is_kept_without_what_is_the_persons_own(succeeded: bool) -> None:
    given = read_given(windows_output("zdc1.ibllc.com", 4001, succeeded), shipped_gateways())

    assert given is not None
    assert [(each.host, each.port) for each in given.observations] == [("zdc1.ibllc.com", 4001)]
    assert given.said.startswith("Test-NetConnection: zdc1.ibllc.com:4001")
    kept = given.said + given.as_text()
    assert [each for each in PRIVATE if each in kept] == []


@pytest.mark.parametrize("text", [CODE, CODE[:-1], windows_output("zdc1.ibllc.com", 4001, True)])
def test_what_a_turn_carries_is_the_same_when_it_is_read_again(text: str) -> None:
    given = read_given(text, shipped_gateways())

    assert given is not None
    assert Given.from_text(given.as_text()) == given


ROUTE = (
    "Routenverfolgung zu zdc1.ibllc.com [198.51.100.7]\n"
    "über maximal 30 Hops:\n\n"
    "  1    <1 ms    <1 ms    <1 ms  fritz.box [192.168.178.23]\n"
    "  2     *        *        *     Zeitüberschreitung der Anforderung.\n"
)
NAMES = (
    "C:\\Users\\max.mustermann>nslookup zdc1.ibllc.com\n"
    "Server:  fritz.box\nAddress:  192.168.178.23\n\n"
    "Name:    zdc1.ibllc.com\nAddress:  198.51.100.7\n"
)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (ROUTE, Hint.TRACE),
        (NAMES, Hint.NAMES),
        ("Connected to zdc1.ibllc.com.", Hint.PORT),
    ],
)
def test_output_that_tells_of_no_port_carries_why_and_nothing_else(text: str, hint: Hint) -> None:
    given = read_given(text, shipped_gateways())

    assert given is not None
    assert (given.observations, given.hint) == ((), hint)
    assert Given.from_text(given.as_text()) == given
    kept = given.said + given.as_text()
    assert [each for each in (*PRIVATE, "fritz.box") if each in kept] == []


def test_what_a_person_tells_is_kept_without_a_tool() -> None:
    given = read_given("connection refused zdc1.ibllc.com:4001", shipped_gateways())

    assert given is not None
    assert [(each.reason, each.tool) for each in given.observations] == [(Reason.REFUSED, None)]
    assert given.said == "zdc1.ibllc.com:4001 – refused"


REFUSED = "nc: connect to {host} port 4001 (tcp) failed: Connection refused"
ISSUED = (
    "openssl s_client -connect www.interactivebrokers.com:443\nCONNECTED(00000003)\n"
    "verify error:num=20:unable\nissuer=O = {issuer}\nVerify return code: 20 (unable)\n"
)


@pytest.mark.parametrize(
    "text",
    [
        REFUSED.format(host="zdc1.ibllc.com") + "\nWas ist \x1b]0;das\x07 hier\u202e\ud800 bitte?",
        ISSUED.format(issuer="\x1b]0;Q\x07\ud800\u202eX"),
        "\n".join(REFUSED.format(host=f"{'a' * 60}.{'b' * 60}.x{n}.example") for n in range(40)),
        "\n".join(["Das ist sehr schlecht."] * 400 + [REFUSED.format(host="zdc1.ibllc.com")]),
        "\n".join(REFUSED.format(host=row.host) for row in shipped_gateways().rows),
    ],
)
def test_what_is_kept_is_short_and_visible(text: str) -> None:
    given = read_given(text, shipped_gateways())

    assert given is not None
    assert 0 < len(given.said) <= LONGEST_SAID
    assert all(character.isprintable() or character == "\n" for character in given.said)
    issuers = [each.issuer for each in given.observations if each.issuer]
    assert all(issuer.isprintable() for issuer in issuers)


def test_a_long_code_is_kept_as_far_as_the_rest() -> None:
    targets = [each for each in listed_targets(shipped_gateways()) if each.tls]
    code = code_of(NOW, dict.fromkeys(targets, Reason.OK), "An Authority With A Very Long Name")

    given = read_given(code, shipped_gateways())

    assert given is not None
    assert len(given.observations) == len(targets)
    assert given.said == code[:LONGEST_SAID]


def test_a_browsers_results_are_reachable_or_unknown() -> None:
    results = {
        "web-us:443": "reachable",
        "web-ca:443": "unknown",
        "tws-europe-primary:4001": "unknown",
    }

    given = read_browser_check(results, shipped_gateways(), NOW, Language.ENGLISH)

    assert {each.vantage for each in given.observations} == {Vantage.BROWSER}
    assert [each.reason for each in given.observations] == [
        Reason.OK,
        Reason.UNKNOWN,
        Reason.UNKNOWN,
    ]
    assert given.seen == NOW
    assert given.said == "Checked from this browser: 1 reachable, 2 cannot be known"


@pytest.mark.parametrize(
    "results",
    [
        {},
        {"web-us:443": "open"},
        {"web-us:443": ""},
        {"web-us:443": "refused"},
        {"tws-europe-primary:4001": "reachable"},
        {"tws-europe-primary:4000": "reachable"},
        {"web-us:80": "reachable"},
        {"web-us:4000": "unknown"},
        {"web-mars:443": "reachable"},
        {"www.interactivebrokers.com:443": "reachable"},
        {"web-us": "reachable"},
        {"web-us:443 ": "reachable"},
        {"WEB-US:443": "reachable"},
        {"web-us:443\n": "reachable"},
        {"web-us:٤٤٣": "reachable"},
        {"web-us:443": "reachable", "x:1": "unknown"},
    ],
)
def test_what_no_browser_can_have_seen_is_refused(results: dict[str, str]) -> None:
    with pytest.raises(BrowserCheckError):
        read_browser_check(results, shipped_gateways(), NOW, Language.ENGLISH)
