"""What `read_pasted` makes of the output of connection tools, and of questions that have none."""

from __future__ import annotations

import pytest

from actions.evidence.observation import Vantage
from actions.evidence.pasted import Hint, read_pasted
from actions.probing.finding import Reason
from tests.actions.evidence.pasted.sample_files import (
    EXPECTED,
    GATEWAYS,
    OF_THE_PERSON,
    QUESTIONS,
    SAMPLES,
    described,
    read,
)

REFUSED = "nc: connect to zdc1.ibllc.com port 4001 (tcp) failed: Connection refused"
OPEN = "Connection to zdc1.ibllc.com 4001 port [tcp/*] succeeded!"
TELNET = "Trying 192.0.2.10...\nConnected to zdc1.ibllc.com.\nEscape character is '^]'."


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_is_understood(name: str) -> None:
    expected = EXPECTED[name]

    pasted = read(SAMPLES[name])

    seen = [described(observation) for observation in pasted.observations]
    assert seen == expected.get("seen", [])
    assert list(pasted.unlisted) == expected.get("unlisted", [])
    assert pasted.rest == expected.get("rest", "")
    assert (pasted.hint.value if pasted.hint else None) == expected.get("hint")


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_names_its_tools(name: str) -> None:
    seen = [line.partition(":")[0] for line in EXPECTED[name].get("seen", [])]
    usual = list(dict.fromkeys(tool.removesuffix(" (proxy)") for tool in seen))

    pasted = read(SAMPLES[name])

    assert list(pasted.tools) == EXPECTED[name].get("tools", usual)


def test_every_sample_is_in_the_table() -> None:
    assert set(EXPECTED) == set(SAMPLES)


def test_nothing_of_the_person_is_kept() -> None:
    kept = {name: f"{read(text)}".lower() for name, text in SAMPLES.items()}

    assert [
        name for name, text in kept.items() if any(each in text for each in OF_THE_PERSON)
    ] == []


def test_all_is_seen_from_the_persons_computer_at_an_unknown_time() -> None:
    observations = [each for text in SAMPLES.values() for each in read(text).observations]

    assert {(each.vantage, each.seen) for each in observations} == {(Vantage.COMPUTER, None)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_no_output(question: str) -> None:
    assert read_pasted(question, GATEWAYS) is None


def test_all_questions_together_are_no_output_either() -> None:
    assert read_pasted("\n".join(QUESTIONS), GATEWAYS) is None


def test_words_before_and_behind_one_line_of_output_are_kept() -> None:
    pasted = read(f"Seit heute kommt das: {REFUSED} Und was nun?")

    assert pasted.rest == "Seit heute kommt das:\nUnd was nun?"


@pytest.mark.parametrize("text", [f"{OPEN}\n{REFUSED}", f"{REFUSED}\n{OPEN}"])
def test_of_contradicting_outputs_the_failure_counts(text: str) -> None:
    pasted = read(text)

    assert [each.reason for each in pasted.observations] == [Reason.REFUSED]


def test_a_port_is_completed_from_the_words_beside() -> None:
    pasted = read(f"telnet auf 4001 ergibt:\n{TELNET}")

    assert [(each.port, each.reason) for each in pasted.observations] == [(4001, Reason.OK)]


@pytest.mark.parametrize(
    "words", ["Port 4001 geht nicht:", "4000 und 4001 ergeben:", "Port 5000 ergibt:"]
)
def test_a_success_is_not_completed_from_words_that_leave_doubt(words: str) -> None:
    pasted = read(f"{words}\n{TELNET}")

    assert pasted.observations == ()


@pytest.mark.parametrize(
    "misused",
    [
        "$ ncat -vz zdc1.ibllc.com 4001 x\nNcat: Got more than one port specification. QUITTING.",
        "$ nc zdc1.ibllc.com 4001\nnc: getaddrinfo: Servname not supported for ai_socktype",
        "$ curl telnet://zdc1.ibllc.com:4001\ncurl: (3) URL using bad/illegal format",
        "$ openssl s_client -connect zdc1.ibllc.com:4001 -x\ns_client: Unknown option: -x",
        "$ nc -uvz zdc1.ibllc.com 4001\nzdc1.ibllc.com [192.0.2.10] 4001 (?) open",
    ],
)
def test_a_misused_tool_says_nothing_of_a_port(misused: str) -> None:
    pasted = read_pasted(misused, GATEWAYS)

    assert pasted is None or pasted.observations == ()


@pytest.mark.parametrize(
    "spelling",
    ["zdc1_hb1.ibllc.com", "zdc1-hb1.ibllc.com", "ZDC1-HB1.IBLLC.COM", "zdc1_hb1.ibllc.com."],
)
def test_a_host_is_found_in_any_spelling(spelling: str) -> None:
    pasted = read(f"nc: connect to {spelling} port 4001 (tcp) failed: Connection refused")

    assert [each.host for each in pasted.observations] == ["zdc1_hb1.ibllc.com"]


@pytest.mark.parametrize("host", ["zdc1.ibllc.com.example.net", "azdc1.ibllc.com", "ibllc.com"])
def test_a_host_that_only_looks_like_a_listed_one_is_not_listed(host: str) -> None:
    pasted = read(f"nc: connect to {host} port 4001 (tcp) failed: Connection refused")

    assert (pasted.observations, pasted.unlisted) == ((), (f"{host}:4001",))


@pytest.mark.parametrize(
    "told",
    [
        "zdc1.ibllc.com 4001: refused",
        "telnet zdc1.ibllc.com 4001: connection refused",
        "I get connection refused from zdc1.ibllc.com 4001",
        "Verbindung zu zdc1.ibllc.com Port 4001 wird abgelehnt",
    ],
)
def test_a_persons_own_word_for_a_result_is_taken(told: str) -> None:
    pasted = read(told)

    seen = [(each.port, each.reason, each.tool) for each in pasted.observations]
    assert seen == [(4001, Reason.REFUSED, None)]
    assert pasted.tools == ()


@pytest.mark.parametrize(
    "shortened",
    [
        "TcpTestSucceeded False zdc1.ibllc.com 4001 TcpTestSucceeded True zdc1.ibllc.com 4000",
        "zdc1.ibllc.com 4000 4001 TcpTestSucceeded: True",
        "zdc1.ibllc.com ndc1.ibllc.com 4001 TcpTestSucceeded: True",
    ],
)
def test_a_shortened_result_is_never_given_to_another_host_or_port(shortened: str) -> None:
    assert read_pasted(shortened, GATEWAYS) is None


def test_a_name_that_is_found_at_one_kind_of_address_is_found() -> None:
    pasted = read(SAMPLES["nslookup-linux-answer_without_ipv6"])

    assert (pasted.observations, pasted.hint) == ((), Hint.NAMES)


def test_the_domain_of_the_persons_network_is_not_kept_behind_a_listed_host() -> None:
    pasted = read("** server can't find zdc1.ibllc.com.muster-firma.example: NXDOMAIN")

    assert (pasted.observations, pasted.unlisted) == ((), ())


def test_a_route_is_told_beside_what_another_tool_saw() -> None:
    pasted = read(f"{SAMPLES['traceroute-linux-silent']}\n{REFUSED}")

    assert [each.reason for each in pasted.observations] == [Reason.REFUSED]
    assert pasted.hint is Hint.TRACE
