"""Which words and hosts of a paste may be kept: the person's own sentences, and what was asked."""

from __future__ import annotations

import pytest

from actions.evidence.pasted import read_pasted
from actions.probing.finding import Reason
from tests.actions.evidence.pasted.sample_files import GATEWAYS, read

COMMAND = "nc -vz zdc1.ibllc.com 4001"
OUTPUT = "nc: connect to zdc1.ibllc.com port 4001 (tcp) failed: Connection refused"
RUN = f"{COMMAND}\n{OUTPUT}"


@pytest.mark.parametrize(
    "text",
    [
        f"max.mustermann@firma-pc ~/Steuer 2025> {RUN}",
        f"max in firma-pc in ~/Steuer\n❯ {RUN}",
        f"max in firma-pc in Steuer, this is on main\n❯ {RUN}",
        f"max is here in Steuer\n{RUN}",
        f"{RUN}\nmax in firma-pc, now in Steuer\n❯ ",
        f"➜  Steuer git:(main) ✗ {RUN}",
        f" max@firma-pc \ue0b0 ~/x \ue0b0 {RUN}",
        f"max is on firma-pc % {RUN}",
        f"┌──(max㉿kali)-[~]\n└─$ {RUN}",
        f"jürgen@büro:~$ {RUN}",
        f"(base) max@DESKTOP-ABC:/mnt/c/Users/max$ {RUN}",
        f"{RUN}\nmax@firma-pc:~$ echo das ist meine Steuer",
        f"\\\\srv01\\users\\mustermann>telnet zdc1.ibllc.com 4001\n{OUTPUT}",
        f"PS Core\\FileSystem::\\\\srv01\\home$\\mustermann> {RUN}",
        f"Linux firma-srv 6.1.0 #1 SMP x86_64 GNU/Linux\n{OUTPUT}",
        f"You have mail for max.\n{OUTPUT}",
        f"Welcome to firma-srv, this is yours.\n{OUTPUT}",
        f"Last login: Tue Nov 25 10:00:00 on ttys001 from 84.12.33.1\n{OUTPUT}",
        f"max is not in the sudoers file.\n{OUTPUT}",
        f"{OUTPUT}\nHostname: DESKTOP-MAX",
        f"{OUTPUT}\nDer Name hier ist: max mustermann",
        f"{OUTPUT}\nIPv4-Adresse . . . : 192.168.1.23(Bevorzugt)",
        f"{OUTPUT}\nPhysische Adresse hier ist 00-1A-2B-3C-4D-5E",
        f"{OUTPUT}\nMy computer has 00:1a:2b:3c:4d:5e on it",
        f"{OUTPUT}\nMy computer has 84.12.33.99 as address",
        f"{OUTPUT}\nMy computer has 2001:db8::7 as address",
        f"{OUTPUT}\nIch habe das Konto U1234567 bei Ihnen",
        f"{OUTPUT}\nIch sitze an DESKTOP-MAX und es geht nicht",
        f"{OUTPUT}\nIch bin max@firma.de und es geht nicht",
        f"{OUTPUT}\nEs steht in C:\\Users\\max\\tws.log bei mir",
        f"{OUTPUT}\nEs steht in /home/max/tws.log bei mir",
        f"{OUTPUT}\nUnser Server ist dc01.firma und es geht nicht",
        f"{OUTPUT}\nConnection Specific Suffix Firma",
    ],
)
def test_what_is_no_sentence_of_the_person_is_left_out(text: str) -> None:
    pasted = read(text)

    assert [(each.port, each.reason) for each in pasted.observations] == [(4001, Reason.REFUSED)]
    assert (pasted.rest, pasted.unlisted) == ("", ())


@pytest.mark.parametrize(
    "sentence",
    [
        "Ich komme seit heute nicht mehr rein.",
        "Hallo, hier meine Tests:",
        "Noch eine Frage: warum geht das nicht?",
        "Was bedeutet das um 10:15:30 Uhr?",
        "Geht das am 25.11.2026 z.B. auch?",
        'Warum steht da "refused" (auf Port 4001)?',
        "Liegt es an zdc1_hb1.ibllc.com:4001?",
        "It worked with zdc1.ibllc.com until now.",
    ],
)
@pytest.mark.parametrize("run", [OUTPUT, f"$ {RUN}"])
def test_a_sentence_of_the_person_is_kept(sentence: str, run: str) -> None:
    assert read(f"{sentence}\n{run}").rest == sentence
    assert read(f"{run}\n\n{sentence}").rest == sentence


def refused(host: str) -> str:
    return f"nc: connect to {host} port 4001 (tcp) failed: Connection refused"


@pytest.mark.parametrize("address", ["84.12.33.99", "2a02:8109::7"])
def test_an_address_is_named_only_where_it_was_typed(address: str) -> None:
    shown = f"[{address}]:4001" if ":" in address else f"{address}:4001"

    assert read(refused(address)).unlisted == ()
    assert read(f"$ nc -vz {address} 4001\n{refused(address)}").unlisted == (shown,)


@pytest.mark.parametrize(
    "address",
    [
        "192.168.1.23",
        "10.0.0.7",
        "100.64.0.1",
        "fe80::1",
        "fd00::7",
        "::ffff:192.168.1.23",
        "64:ff9b::c0a8:117",
        "2002:c0a8:0117::1",
        "192.168.001.023",
        "0xc0.0xa8.1.0x17",
    ],
)
def test_a_private_address_is_never_named(address: str) -> None:
    pasted = read_pasted(f"$ nc -vz {address} 4001\n{refused(address)}", GATEWAYS)

    assert pasted is None or (pasted.unlisted, pasted.rest) == ((), "")


@pytest.mark.parametrize(
    "command",
    [
        "telnet -l max.mustermann zdc1.ibllc.com 4001",
        "telnet -b 84.12.33.1 zdc1.ibllc.com 4001",
    ],
)
def test_a_user_or_source_address_is_not_taken_for_the_target(command: str) -> None:
    pasted = read(f"$ {command}\ntelnet: Unable to connect to remote host: Connection refused")

    assert [(each.host, each.port) for each in pasted.observations] == [("zdc1.ibllc.com", 4001)]
    assert pasted.unlisted == ()


def test_a_password_is_not_taken_for_the_target() -> None:
    pasted = read(
        "$ curl -u max.m:1234 https://zdc1.ibllc.com:4001\n"
        "curl: (28) Connection timed out after 5000 milliseconds"
    )

    assert [(each.host, each.port) for each in pasted.observations] == [("zdc1.ibllc.com", 4001)]
    assert pasted.unlisted == ()


def test_a_proxy_that_curl_names_in_the_place_of_the_target_is_not_named() -> None:
    pasted = read(
        "$ curl https://www.interactivebrokers.com\n"
        "curl: (7) Failed to connect to proxy.firma.example port 3128: Connection refused"
    )

    assert (pasted.observations, pasted.unlisted) == ((), ())


def test_no_more_than_five_unlisted_hosts_are_named() -> None:
    pasted = read("\n".join(refused(f"h{number}.example.com") for number in range(9)))

    assert pasted.unlisted == tuple(f"h{number}.example.com:4001" for number in range(5))


def test_what_is_longer_than_a_name_can_be_is_not_named() -> None:
    longest = ".".join(["a" * 61] * 4)

    assert read(refused(longest)).unlisted == (f"{longest}:4001",)
    assert read(refused(f"{longest}.{longest}")).unlisted == ()
