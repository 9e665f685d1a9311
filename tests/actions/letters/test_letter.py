"""The letter to IT: what it asks for, of which hosts and ports."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from actions.evidence.observation import Evidence, Vantage
from actions.letters.letter import write_letter
from actions.probing.finding import Reason
from kb.gateway import Gateway, Gateways
from kb.gateways import read_gateways
from kb.language import Language
from tests.actions.letters.writing import BACKUP, HOST, HOST_IN_TEXT, NOW, letter, one_line, seen

LISTED = read_gateways()


@pytest.mark.parametrize(
    ("language", "name", "subject"),
    [
        (Language.ENGLISH, "lotse-letter-2026-11-26.txt", "Subject: "),
        (Language.GERMAN, "lotse-brief-2026-11-26.txt", "Betreff: "),
    ],
)
def test_it_is_a_dated_text_that_begins_with_its_subject(
    gateways: Gateways, language: Language, name: str, subject: str
) -> None:
    document = write_letter(gateways.rows, Evidence(), gateways, language, NOW)

    assert (document.name, document.media_type) == (name, "text/plain")
    assert document.text.startswith(subject)
    assert document.text.endswith("]\n")


def test_its_date_is_the_day_in_utc(gateways: Gateways) -> None:
    zone = timezone(timedelta(hours=-10))
    late = datetime(2026, 11, 26, 20, 0, tzinfo=zone)

    document = write_letter(gateways.rows, Evidence(), gateways, Language.GERMAN, late)

    assert document.name == "lotse-brief-2026-11-27.txt"
    assert "\n27.11.2026\n" in document.text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("row", LISTED.rows, ids=lambda row: row.id)
def test_the_table_has_the_host_with_its_ports_and_the_letter_no_other_host(
    gateways: Gateways, language: Language, row: Gateway
) -> None:
    text = write_letter([row], Evidence(), gateways, language, NOW).text

    ports = ", ".join(str(port) for port in sorted((*row.ports, *row.also)))
    assert re.search(rf"^{re.escape(row.host)}  +{ports}  ", text, re.MULTILINE)
    assert set(HOST_IN_TEXT.findall(text)) <= {row.host, row.host.replace("_", "-")}


@pytest.mark.parametrize("language", Language)
def test_all_rows_fit_into_one_table(
    gateways: Gateways, connections: set[tuple[str, int]], language: Language
) -> None:
    text = write_letter(gateways.rows, Evidence(), gateways, language, NOW).text

    found = re.findall(r"^(\S+\.\S+)  +(\d+(?:, \d+)*)  ", text, re.MULTILINE)
    listed = [(host, int(port)) for host, ports in found for port in ports.split(", ")]
    assert len(listed) == len(set(listed))
    assert set(listed) == connections


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        (
            Language.ENGLISH,
            ("TCP", "outgoing", "established connections", "above 1024", "not through an HTTP"),
        ),
        (
            Language.GERMAN,
            ("TCP", "ausgehend", "bestehenden Verbindungen", "oberhalb von 1024", "HTTP-Proxy"),
        ),
    ],
)
def test_it_says_protocol_direction_and_that_no_http_proxy_will_do(
    gateways: Gateways, language: Language, phrases: tuple[str, ...]
) -> None:
    text = one_line(letter(gateways, language))

    assert [phrase for phrase in phrases if phrase not in text] == []


@pytest.mark.parametrize("language", Language)
def test_websites_may_go_through_a_proxy(gateways: Gateways, language: Language) -> None:
    rows = gateways.select(products=["website"])

    text = write_letter(rows, Evidence(), gateways, language, NOW).text

    assert "SOCKS" not in text
    assert "IB Gateway" not in text


@pytest.mark.parametrize("language", Language)
def test_it_names_its_source_and_the_day_of_its_review(
    gateways: Gateways, language: Language
) -> None:
    reviewed = {Language.ENGLISH: "2026-01-31", Language.GERMAN: "31.01.2026"}
    older = replace(gateways, reviewed=datetime(2026, 1, 31).date())

    text = letter(older, language)

    assert "KB2816" in text
    assert reviewed[language] in text


@pytest.mark.parametrize("language", Language)
def test_both_spellings_of_a_backup_host_are_asked_for(
    gateways: Gateways, language: Language
) -> None:
    primary = [row for row in gateways.rows if row.host == HOST]

    assert "zdc1-hb1.ibllc.com" in letter(gateways, language)
    assert "hb1" not in write_letter(primary, Evidence(), gateways, language, NOW).text


@pytest.mark.parametrize(
    ("language", "china", "ping"),
    [
        (Language.ENGLISH, "mainland China", "do not answer ping: www.ibkr.com.cn."),
        (Language.GERMAN, "chinesischen Festland", "antworten nicht auf Ping: www.ibkr.com.cn."),
    ],
)
def test_what_is_special_about_a_host_is_said_only_where_it_is_listed(
    gateways: Gateways, language: Language, china: str, ping: str
) -> None:
    website = [row for row in gateways.rows if row.host == "www.ibkr.com.cn"]
    text = one_line(write_letter(website, Evidence(), gateways, language, NOW).text)

    assert china in one_line(letter(gateways, language, place="china"))
    assert ping in text
    assert china not in one_line(letter(gateways, language))
    assert "ping" not in letter(gateways, language).lower()


@pytest.mark.parametrize("language", Language)
def test_the_commands_try_each_connection(gateways: Gateways, language: Language) -> None:
    text = letter(gateways, language)

    for host in (HOST, BACKUP):
        for port in (4000, 4001):
            assert text.count(f"  Test-NetConnection {host} -Port {port}\n") == 1
            assert text.count(f"  nc -vz {host} {port}\n") == 1


@pytest.mark.parametrize("language", Language)
def test_many_connections_have_two_commands_as_examples(
    gateways: Gateways, language: Language
) -> None:
    text = write_letter(gateways.rows, Evidence(), gateways, language, NOW).text

    assert text.count("Test-NetConnection") == 2
    assert text.count("nc -vz") == 2


@pytest.mark.parametrize(
    ("language", "wish"),
    [(Language.ENGLISH, "name servers"), (Language.GERMAN, "Namensserver")],
)
def test_name_servers_are_asked_for_where_only_the_computer_found_no_name(
    gateways: Gateways, language: Language, wish: str
) -> None:
    theirs = seen(Vantage.COMPUTER, Reason.NAME_NOT_FOUND)
    ours = seen(Vantage.SERVER, Reason.NAME_NOT_FOUND)

    assert wish in letter(gateways, language, theirs)
    assert wish not in letter(gateways, language, theirs, ours)
    assert wish not in letter(gateways, language, seen(Vantage.COMPUTER, Reason.TIMEOUT))
