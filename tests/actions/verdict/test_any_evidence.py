"""Whatever is told, in whatever order, there is a verdict, and it claims nothing unseen."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from actions.verdict.diagnosis import diagnose
from actions.verdict.next_steps import SIDES
from actions.verdict.verdict import Cause, Confidence, Side
from actions.verdict.verdict_text import explain, explain_confidence
from kb.gateway import Gateway
from kb.gateways import read_gateways
from kb.language import Language
from tests.actions.verdict.combinations import NOON

GATEWAYS = read_gateways()
ROWS = st.lists(st.sampled_from(GATEWAYS.rows), max_size=4, unique=True)
TIMES = st.none() | st.integers(0, 90).map(lambda minutes: NOON + timedelta(minutes=minutes))
OBSERVATIONS = st.builds(
    Observation,
    st.sampled_from(Vantage),
    st.sampled_from(sorted({row.host for row in GATEWAYS.rows})),
    st.sampled_from([None, 80, 443, 4000, 4001, 7496]),
    st.sampled_from(Reason),
    TIMES,
    st.none() | st.integers(0, 5000),
    st.none() | st.sampled_from(["DigiCert Inc", "Zscaler Inc.", "", "`"]),
    st.none() | st.sampled_from(["ping", "nc", "curl (proxy)"]),
)
EVIDENCE = st.builds(
    lambda seen, proxy: Evidence(http_proxy=proxy).with_observations(seen),
    st.lists(OBSERVATIONS, max_size=14),
    st.sampled_from([None, True, False]),
)


@settings(deadline=None)  # a busy machine is no mistake
@given(EVIDENCE, ROWS)
def test_there_is_always_a_verdict_in_both_languages(
    evidence: Evidence, rows: list[Gateway]
) -> None:
    verdict = diagnose(evidence, rows, GATEWAYS)

    for language in Language:
        assert explain(verdict, evidence, language, NOON).startswith("**")
        assert explain_confidence(verdict, language).endswith(".")


@settings(deadline=None)  # a busy machine is no mistake
@given(EVIDENCE, ROWS)
def test_what_goes_through_a_slot_gives_the_same_verdict(
    evidence: Evidence, rows: list[Gateway]
) -> None:
    kept = Evidence.from_json(evidence.as_json())

    assert diagnose(kept, rows, GATEWAYS) == diagnose(evidence, rows, GATEWAYS)


@settings(deadline=None)  # a busy machine is no mistake
@given(EVIDENCE, ROWS)
def test_only_what_was_seen_is_blamed(evidence: Evidence, rows: list[Gateway]) -> None:
    verdict = diagnose(evidence, rows, GATEWAYS)
    seen = {(each.host, each.port) for each in evidence.observations}
    computer = [each for each in evidence.of(Vantage.COMPUTER) if each.reason.is_finding]

    assert set(verdict.targets) <= set(verdict.considered) <= seen
    assert set(verdict.others) <= set(verdict.considered)
    assert computer or SIDES[verdict.cause] is not Side.YOURS
    reached = computer or evidence.of(Vantage.BROWSER)
    assert reached or verdict.cause is not Cause.SERVER_IS_WRONG
    assert evidence.of(Vantage.SERVER) or verdict.confidence is not Confidence.CERTAIN
