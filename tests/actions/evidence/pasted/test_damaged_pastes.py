"""What `read_pasted` does with pastes that copying changed, cut, or that never were outputs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.evidence.pasted import read_pasted
from actions.probing.finding import Reason
from tests.actions.evidence.pasted.sample_files import GATEWAYS, OF_THE_PERSON, SAMPLES, read

COPIED_AS: Mapping[str, Callable[[str], str]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "a quote": lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
    "a code block": lambda text: f"```\n{text}```",
    "indented lines": lambda text: "".join(f"    {line}\n" for line in text.splitlines()),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "lines with gaps": lambda text: text.replace("\n", "\n\n"),
    "one long line": lambda text: " ".join(text.splitlines()),
    "HTML entities": lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
}
# In these, one line alone tells of the failure.
TOLD_BY_ONE_LINE = {
    "curl-linux-untrusted_accepted",
    "curl-linux-proxy_inspects",
    "mixed-linux-nc_contradicts_itself",
    "tnc-windows_english-contradicting",
}
# What a tool prints, repeated until the message is as long as one can be.
REPEATED = (
    "a",
    "a.",
    "a:",
    "1.",
    "a@b: ",
    "C:\\",
    "ComputerName : a ",
    "WARNUNG: TCP connect to (a : 1) failed ",
    "nc: connect to a.b port 1 ",
    "nc -vz a.b -w ",
    "Ncat: Connection to a failed: b ",
    "a [1.1.1.1] 1 (?) ",
    "Trying 1.2.3.4... telnet: a: ",
    "telnet a.b ",
    "PING a (1.1.1.1) 56 ",
    "Reply from a: ",
    "curl: (7) Failed to connect to ",
    "* Connected to a (b) port 1 ",
    "CONNECTED(00000003) depth=0 ",
    "issuer=O = a, ",
    "Server: a Address: 1.1.1.1 ",
    "Name: a.b Address: 1.1.1.1 ",
    "*** a can't find ",
    "*** a.b wurde von ",
    "; <<>> DiG 9 <<>> a.b ",
    ";; SERVER: 1.1.1.1#53(",
    "a.b. 1 IN SOA ",
    "Resolve-DnsName : a.b : ",
    "Name Type TTL Section IPAddress ---- ---- ---- ---- ---- a.b A 1 Answer ",
    "Tracing route to a.b [1.1.1.1] 1 * ",
    "1 a.b (1.1.1.1) 1 ms ",
    "1 * * * ",
    "Nmap scan report for a.b (1.1.1.1) 1/tcp open a ",
    "Starting Nmap 7 ( a ) at 2026-11-26 02:37 a ",
    "Probing a.b:1/tcp - No response ",
    "Connecting to a.b [1.1.1.1] on TCP 1: ",
    "Connecting to 1.1.1.1:1: from 1.1.1.1:1: ",
    "TCP connect to a.b:1: ",
    "zdc1.ibllc.com 4001 TcpTestSucceeded: ",
    "TcpTestSucceeded: False a.b 40 ",
    "1.1.1.1 ",
    "a.b: ",
    "fe80:",
)


def successes(text: str) -> set[tuple[str, int | None]]:
    pasted = read_pasted(text, GATEWAYS)
    seen = pasted.observations if pasted else ()
    return {(each.host, each.port) for each in seen if each.reason is Reason.OK}


@pytest.mark.parametrize("copied", COPIED_AS)
def test_the_way_of_copying_changes_nothing(copied: str) -> None:
    changed = []

    for name, text in SAMPLES.items():
        plain, pasted = read(text), read(COPIED_AS[copied](text))
        if (pasted.observations, pasted.unlisted) != (plain.observations, plain.unlisted):
            changed.append(name)

    assert changed == []


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - TOLD_BY_ONE_LINE))
def test_leaving_out_a_line_makes_no_success(name: str) -> None:
    lines = SAMPLES[name].splitlines()
    good = successes(SAMPLES[name])

    shortened = ["\n".join([*lines[:at], *lines[at + 1 :]]) for at in range(len(lines))]

    assert [text for text in shortened if successes(text) - good] == []


def test_nothing_of_the_person_is_kept_of_a_damaged_output_either() -> None:
    kept = []

    for text in SAMPLES.values():
        lines = text.splitlines()
        without = ["\n".join([*lines[:at], *lines[at + 1 :]]) for at in range(len(lines))]
        kept += [f"{read_pasted(each, GATEWAYS)}".lower() for each in [" ".join(lines), *without]]

    assert [each for each in kept if any(own in each for own in OF_THE_PERSON)] == []


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    read_pasted(text, GATEWAYS)


@given(st.lists(st.sampled_from(" ".join(SAMPLES.values()).split(" ")), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_pieces_of_outputs_can_be_read(pieces: list[str]) -> None:
    read_pasted(" ".join(pieces), GATEWAYS)


@pytest.mark.parametrize("piece", REPEATED)
def test_the_longest_message_is_read_within_a_second_of_processor_time(piece: str) -> None:
    text = "CONNECTED(00000003)\n" + (piece * 8_000)[:8_000]
    started = time.process_time()

    read_pasted(text, GATEWAYS)

    assert time.process_time() - started < 1
