"""The hosts of rows, each once."""

from __future__ import annotations

import pytest

from actions.letters.destinations import destinations_of, with_ports_only
from kb.gateway import Gateways
from kb.language import Language


@pytest.mark.parametrize("language", Language)
def test_rows_that_share_a_host_are_one_destination(gateways: Gateways, language: Language) -> None:
    rows = [row for row in gateways.rows if row.host == "ndc1.ibllc.com"]

    [destination] = destinations_of(rows, gateways, language)

    assert len(rows) == len(destination.purposes) == 2
    assert destination.ports == (4000, 4001)


def test_a_port_that_one_row_needs_is_needed(gateways: Gateways) -> None:
    rows = gateways.select(products=["website"])[:1]
    other = with_ports_only(rows, [80])

    [destination] = destinations_of([*other, *rows], gateways, Language.ENGLISH)

    assert (destination.ports, destination.also) == ((443,), (80,))


def test_named_ports_narrow_the_rows_that_have_them(gateways: Gateways) -> None:
    rows = [*gateways.select(["europe"]), *gateways.select(products=["risk-navigator"])]

    narrowed = with_ports_only(rows, [4001])

    assert [row.ports for row in narrowed] == [(4001,), (4001,), (443,)]


def test_only_backup_hosts_have_another_spelling(gateways: Gateways) -> None:
    destinations = destinations_of(gateways.rows, gateways, Language.ENGLISH)

    spellings = {each.host: each.other_spelling for each in destinations if each.other_spelling}
    assert len(spellings) == 5
    assert spellings["mcgw1_hb1.ibllc.com.cn"] == "mcgw1-hb1.ibllc.com.cn"
