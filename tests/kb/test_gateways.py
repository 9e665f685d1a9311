"""What reading the list of gateways finds, what it refuses, and which rows a person means."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import ContentError
from kb.gateway import Gateways
from kb.gateways import GATEWAYS_FILE, read_gateways
from tests.kb.mutations import Mutation, mutate, mutations

HERE = Path(__file__).parent
BROKEN_GATEWAYS = HERE / "broken_gateways"
HEALTHY_GATEWAYS = HERE / "healthy/kb/gateways.yml"
COMPLAINTS = {
    "alias-not-a-list": "5: places: 'europe' needs a list of names in 'en'",
    "allow-loopback-not-boolean": "2: allow_loopback: true or false",
    "also-no-list": "23: also: must be a list",
    "confidence-unknown": "26: confidence: 'sure' is unknown; known are high, low, medium",
    "date-impossible": "2: yaml: month must be in 1..12",
    "date-is-text": "2: reviewed: write the date as 2026-11-22",
    "directive": "1: yaml: a line must not start with '%' or '?'",
    "elsewhere-no-mapping": "4: elsewhere: write 'key: value' below 'elsewhere'",
    "elsewhere-without-german": "5: elsewhere: 'singapore' needs a list of names in 'de'",
    "footnote-number": "9: footnotes: 'one' is not a number",
    "footnote-unknown": "24: footnotes: '7' is unknown; known are 1",
    "footnote-without-german": "10: missing-key: the key 'de' is missing",
    "footnotes-no-list": "24: footnotes: must be a list",
    "footnotes-no-mapping": "8: footnotes: write 'key: value' below 'footnotes'",
    "host-capital": (
        "21: host: 'ZDC1.ibllc.com' is not a host name in lower case such as ndc1.ibllc.com"
    ),
    "host-is-address": (
        "21: host: '127.0.0.1' is not a host name in lower case such as ndc1.ibllc.com"
    ),
    "host-is-localhost": (
        "21: host: 'localhost' is not a host name in lower case such as ndc1.ibllc.com"
    ),
    "hosts-mostly-empty": (
        "31: host: 'None' is not a host name in lower case such as ndc1.ibllc.com"
    ),
    "id-capital": "17: id: 'TWS Europe' must be lower-case letters, digits and hyphens",
    "id-twice": "27: duplicate-id: the id 'tws-europe' stands in line 17 already",
    "key-missing": "17: missing-key: the key 'host' is missing",
    "key-twice": (
        '24: yaml: found duplicate key "ping" with value "never" (original value: "assumed")'
    ),
    "key-unknown": "24: unknown-key: 'color' is unknown here",
    "language-missing": "5: places: 'europe' needs a list of names in 'de'",
    "language-unknown": "5: unknown-key: 'fr' is unknown here",
    "latin-1": "11: encoding: save the file as UTF-8",
    "cities-no-list": "12: cities: must be a list",
    "city-unknown": "12: cities: 'mars' is unknown; known are europe",
    "mentioned-host-address": "13: mentioned_hosts: '10.0.0.1' is not a host name in lower case",
    "mentioned-hosts-no-list": "12: mentioned_hosts: must be a list",
    "no-mapping": "1: yaml: the file must be a mapping with the key 'rows'",
    "not-yaml": "20: yaml: expected ',' or ']', but got ':'",
    "ping-unknown": "23: ping: 'always' is unknown; known are assumed, never",
    "place-unknown": "19: places: 'mars' is unknown; known are europe",
    "places-no-list": "19: places: must be a list",
    "places-no-mapping": "4: places: write 'key: value' below 'places'",
    "port-beyond-range": "22: port: '70000' is not a port (1 to 65535)",
    "port-is-text": "22: port: 'four' is not a port (1 to 65535)",
    "ports-no-list": "22: ports: must be a list",
    "product-list": "18: product: '['tws']' is unknown; known are tws",
    "product-unknown": "18: product: 'fax' is unknown; known are tws",
    "products-no-mapping": "6: products: write 'key: value' below 'products'",
    "role-unknown": "20: role: 'leader' is unknown; known are backup, primary, single",
    "row-no-mapping": "17: row: each row is 'key: value' lines",
    "rows-no-list": "16: rows: must be a list",
    "source-no-list": "25: source: must be a list",
    "source-unknown": "25: source: 'hearsay' is unknown; known are seed",
    "sources-no-mapping": "14: sources: write 'key: value' below 'sources'",
    "tls-port-beyond-range": "3: port: '0' is not a port (1 to 65535)",
    "tls-ports-no-list": "3: tls_ports: must be a list",
    "top-key-missing": "1: missing-key: the key 'tls_ports' is missing",
    "web-port-beyond-range": "4: port: '70000' is not a port (1 to 65535)",
    "web-port-not-tls": "4: web_ports: 80 must stand in tls_ports too",
    "web-ports-no-list": "4: web_ports: must be a list",
}
ROWS_BY_PRODUCT = {
    "website": 8,
    "client-portal": 2,
    "tws": 10,
    "auto-update": 2,
    "risk-navigator": 1,
    "cloud-settings": 1,
    "ib-cam": 1,
    "diagnostics": 1,
}


@pytest.fixture(scope="module")
def gateways() -> Gateways:
    return read_gateways()


@pytest.mark.parametrize(("mistake", "complaint"), COMPLAINTS.items())
def test_each_mistake_is_named_with_its_line(mistake: str, complaint: str) -> None:
    path = BROKEN_GATEWAYS / f"{mistake}.yml"

    with pytest.raises(ContentError) as error:
        read_gateways(path)

    assert str(error.value) == f"{path}:{complaint}"


def test_every_broken_list_has_its_complaint() -> None:
    assert {path.stem for path in BROKEN_GATEWAYS.iterdir()} == set(COMPLAINTS)


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="1: unreadable: the file cannot be read: No such file"):
        read_gateways(tmp_path / "missing.yml")


def test_the_shipped_list_has_all_rows(gateways: Gateways) -> None:
    assert len(gateways.rows) == 26
    assert Counter(row.product for row in gateways.rows) == ROWS_BY_PRODUCT


def test_each_shipped_row_says_everything(gateways: Gateways) -> None:
    for row in gateways.rows:
        assert row.ports
        assert row.sources
        assert row.answers_ping == (2 not in row.footnotes)


def test_a_browser_may_try_https_and_nothing_else_of_the_shipped_list(gateways: Gateways) -> None:
    assert gateways.web_ports == {443}
    assert gateways.web_ports < gateways.tls_ports == {443, 4001}


def test_without_web_ports_a_browser_may_try_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gateways.yml"
    lines = GATEWAYS_FILE.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("web_ports")), "utf-8")

    assert read_gateways(path).web_ports == frozenset()


def test_the_shipped_list_does_not_allow_loopback(gateways: Gateways) -> None:
    assert not gateways.allow_loopback


def test_loopback_is_refused_in_the_shipped_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gateways.yml"
    path.write_text(GATEWAYS_FILE.read_text("utf-8") + "allow_loopback: true\n", "utf-8")
    monkeypatch.setattr("kb.gateways.GATEWAYS_FILE", path)

    with pytest.raises(ContentError, match="allow_loopback: the shipped list must not allow"):
        read_gateways(path)


def test_loopback_is_allowed_in_a_list_that_tests_made(loopback_gateways: Path) -> None:
    gateways = read_gateways(loopback_gateways)

    assert gateways.allow_loopback
    assert {row.host for row in gateways.rows} == {"localhost"}


def test_a_row_is_found_by_its_id(gateways: Gateways) -> None:
    found = gateways.find("tws-europe-primary")

    assert found is not None
    assert found.host == "zdc1.ibllc.com"


def test_an_unknown_id_finds_nothing(gateways: Gateways) -> None:
    assert gateways.find("tws-mars-primary") is None


def test_a_place_alone_means_its_trading_gateways(gateways: Gateways) -> None:
    rows = gateways.select(places=["zurich"])

    assert [row.id for row in rows] == ["tws-europe-primary", "tws-europe-backup"]


def test_a_place_and_a_port_mean_the_rows_with_that_port(gateways: Gateways) -> None:
    rows = gateways.select(places=["asia"], ports=[4001])

    assert [row.id for row in rows] == ["tws-asia-primary", "tws-asia-backup"]


def test_a_port_that_no_row_has_leaves_the_rows(gateways: Gateways) -> None:
    rows = gateways.select(places=["asia"], ports=[7496])

    assert [row.id for row in rows] == ["tws-asia-primary", "tws-asia-backup"]


def test_a_place_and_a_product_mean_their_row(gateways: Gateways) -> None:
    rows = gateways.select(places=["hong-kong"], products=["website"])

    assert [row.id for row in rows] == ["web-hk"]


def test_a_place_without_trading_gateways_means_its_website(gateways: Gateways) -> None:
    assert [row.id for row in gateways.select(places=["japan"])] == ["web-jp"]


def test_a_product_alone_means_all_its_rows(gateways: Gateways) -> None:
    rows = gateways.select(products=["auto-update"])

    assert [row.id for row in rows] == ["tool-update-1", "tool-update-2"]


def test_a_product_that_has_no_places_is_found_with_one_too(gateways: Gateways) -> None:
    rows = gateways.select(places=["europe"], products=["auto-update"])

    assert [row.id for row in rows] == ["tool-update-1", "tool-update-2"]


def test_a_host_decides_alone(gateways: Gateways) -> None:
    rows = gateways.select(places=["asia"], hosts=["zdc1.ibllc.com"])

    assert [row.id for row in rows] == ["tws-europe-primary"]


def test_a_host_that_is_not_listed_means_nothing(gateways: Gateways) -> None:
    assert gateways.select(hosts=["example.com"]) == ()


def test_nothing_named_means_nothing(gateways: Gateways) -> None:
    assert gateways.select() == ()


@settings(max_examples=400, derandomize=True, deadline=None)
@given(changes=st.lists(mutations(), min_size=1, max_size=6))
def test_a_damaged_list_is_read_or_refused(
    changes: list[Mutation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / HEALTHY_GATEWAYS.name
    path.write_bytes(mutate(HEALTHY_GATEWAYS.read_bytes(), changes))

    try:
        gateways = read_gateways(path)
    except ContentError as error:
        assert error.complaint.path == path
        assert 1 <= error.complaint.line <= path.read_bytes().count(b"\n") + 1
    else:
        assert not gateways.allow_loopback
