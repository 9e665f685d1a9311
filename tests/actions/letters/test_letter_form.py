"""The letter to IT keeps its form, whatever was seen."""

from __future__ import annotations

import re
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.letters.letter import write_letter
from actions.probing.finding import Reason
from kb.gateway import Gateway
from kb.gateways import read_gateways
from kb.language import Language
from tests.actions.letters.writing import HOST_IN_TEXT, NOW

LISTED = read_gateways()


def evidences() -> st.SearchStrategy[Evidence]:
    times = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))
    observation = st.builds(
        Observation,
        st.sampled_from(Vantage),
        st.sampled_from([row.host for row in LISTED.rows]),
        st.sampled_from([None, 80, 443, 4000, 4001]),
        st.sampled_from(Reason),
        times,
        st.none() | st.integers(0, 99_999),
        st.none() | st.text('aB .:1@\n"„\x00', max_size=90),
        st.none() | st.sampled_from(["nc", "Test-NetConnection"]),
    )
    return st.lists(observation, max_size=12).map(Evidence().with_observations)


@given(
    st.lists(st.sampled_from(LISTED.rows), min_size=1, unique_by=lambda row: row.id),
    evidences(),
    st.sampled_from(Language),
)
@settings(max_examples=150, deadline=None)
def test_whatever_was_seen_it_stays_in_form(
    rows: list[Gateway], evidence: Evidence, language: Language
) -> None:
    text = write_letter(rows, evidence, LISTED, language, NOW).text

    lines = text.split("\n")
    hosts = {spelling for row in rows for spelling in (row.host, row.host.replace("_", "-"))}
    assert [line for line in lines if len(line) > 78 or line != line.rstrip()] == []
    assert len(re.findall(r"\[[^]]*\]", text)) == 2  # what the person fills in
    assert all(character.isprintable() for line in lines for character in line)
    assert set(HOST_IN_TEXT.findall(text)) <= hosts
    assert "!" not in text
