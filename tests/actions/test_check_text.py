"""What is said about the findings of a check."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.check_text import ask_which, label, report, targets_of
from actions.probe import Finding, Reason
from actions.reply import Reply
from kb.gateways import Gateways, read_gateways
from kb.language import Language

NOW = datetime(2026, 11, 22, 14, 3, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def gateways() -> Gateways:
    return read_gateways()


def told(gateways: Gateways, language: Language, *reasons: Reason, host: str = "") -> Reply:
    rows = gateways.select(["europe"]) if not host else gateways.select(hosts=[host])
    tried = targets_of(rows, [], gateways)
    findings = [
        Finding(target, reason, 21)
        for (_, target), reason in zip(tried, reasons * len(tried), strict=False)
    ]
    return report(tried, findings, gateways, language, NOW)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_of_its_own(
    gateways: Gateways, language: Language, reason: Reason
) -> None:
    reply = told(gateways, language, reason)

    assert reply.check is not None
    assert {row["state"] for row in reply.check["rows"]} == {reason.value}
    texts = {
        told(gateways, language, other).check["rows"][0]["reason"]  # type: ignore[index]
        for other in Reason
    }
    assert len(texts) == len(Reason)


@pytest.mark.parametrize(
    ("language", "vantage", "own"),
    [
        (Language.ENGLISH, "Seen from our server at 14:03:12 UTC", "your own computer"),
        (Language.GERMAN, "Gesehen von unserem Server aus um 14:03:12 UTC", "eigenen Rechner"),
    ],
)
def test_it_says_from_where_and_when_and_how_to_look_oneself(
    gateways: Gateways, language: Language, vantage: str, own: str
) -> None:
    text = told(gateways, language, Reason.OK).text

    assert vantage in text
    assert own in text
    assert "Test-NetConnection zdc1" in text
    assert "nc -vz zdc1" in text


@pytest.mark.parametrize(
    ("reasons", "headline"),
    [
        ([Reason.OK], "yes.** All 4"),
        ([Reason.REFUSED], "no answer.** None of 4"),
        ([Reason.OK, Reason.TIMEOUT], "partly.** 2 of 4"),
    ],
)
def test_the_headline_counts(gateways: Gateways, reasons: list[Reason], headline: str) -> None:
    assert headline in told(gateways, Language.ENGLISH, *reasons).text


@pytest.mark.parametrize("host", sorted({row.host for row in read_gateways().rows}))
@pytest.mark.parametrize("language", Language)
def test_every_listed_host_can_be_reported(
    gateways: Gateways, language: Language, host: str
) -> None:
    reply = told(gateways, language, Reason.OK, host=host)

    assert reply.check is not None
    rows = [(row["host"], row["port"]) for row in reply.check["rows"]]
    assert len(rows) == len(set(rows)) > 0


def test_labels_name_product_place_and_role(gateways: Gateways) -> None:
    labels = [label(row, gateways, Language.GERMAN) for row in gateways.rows]

    assert "TWS Europa (Zürich), Ersatzserver" in labels
    assert "Website Hongkong" in labels
    assert "IB CAM" in labels


def test_the_china_gateways_say_whom_they_are_for(gateways: Gateways) -> None:
    text = told(gateways, Language.GERMAN, Reason.OK, host="mcgw1.ibllc.com.cn").text

    assert "Festland" in text


def test_asking_back_offers_every_region(gateways: Gateways) -> None:
    titles = [button.title for button in ask_which(gateways, Language.ENGLISH).buttons]

    assert titles[:2] == ["Europe (Zurich)", "America East (New York)"]
    assert "All TWS gateways" in titles
