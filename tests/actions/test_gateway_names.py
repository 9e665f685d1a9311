"""How gateways are named for people."""

from __future__ import annotations

import pytest

from actions.gateway_names import label, names_of
from kb.language import Language
from tests.actions.typed_turns import shipped_gateways

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


@pytest.mark.parametrize(
    ("row_id", "language", "name"),
    [
        ("tws-europe-primary", ENGLISH, "TWS Europe (Zurich), primary"),
        ("tws-europe-backup", GERMAN, "TWS Europa (Zürich), Ersatzserver"),
        ("web-hk", ENGLISH, "website Hong Kong"),
        ("web-hk", GERMAN, "Website Hongkong"),
        ("tool-cam", ENGLISH, "IB CAM"),
    ],
)
def test_a_label_names_product_place_and_role(row_id: str, language: Language, name: str) -> None:
    gateways = shipped_gateways()
    row = gateways.find(row_id)
    assert row is not None

    assert label(row, gateways, language) == name


@pytest.mark.parametrize("language", Language)
def test_every_row_has_a_label_and_no_two_trading_gateways_share_one(language: Language) -> None:
    gateways = shipped_gateways()

    labels = [label(row, gateways, language) for row in gateways.rows if row.product == "tws"]

    assert all(label(row, gateways, language) for row in gateways.rows)
    assert len(set(labels)) == len(labels)


def test_a_pair_of_primary_and_backup_has_one_name() -> None:
    gateways = shipped_gateways()

    assert names_of(gateways.select(["zurich"]), gateways, ENGLISH) == "TWS Europe (Zurich)"
    assert names_of(gateways.select(["china"]), gateways, ENGLISH) == "TWS China (Shenzhen)"


def test_two_regions_of_a_continent_are_both_named() -> None:
    gateways = shipped_gateways()

    name = names_of(gateways.select(["america"]), gateways, ENGLISH)

    assert name == "TWS America East (New York), TWS America Central (Chicago)"


@pytest.mark.parametrize(("language", "end"), [(ENGLISH, "and 2 more"), (GERMAN, "und 2 weitere")])
def test_many_regions_are_counted_not_listed(language: Language, end: str) -> None:
    gateways = shipped_gateways()

    name = names_of(gateways.select(products=["tws"]), gateways, language)

    assert name.count(",") == 2
    assert name.endswith(end)
