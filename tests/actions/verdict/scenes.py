"""What the scenes share: a verdict on observations, and the usual ones."""

from __future__ import annotations

from collections.abc import Sequence

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from actions.verdict.diagnosis import diagnose
from actions.verdict.verdict import Cause, Confidence, Verdict
from kb.gateway import Gateway
from kb.gateways import read_gateways
from tests.actions.verdict.combinations import PRIMARY, TRADING, seen

SERVER, BROWSER, COMPUTER = Vantage.SERVER, Vantage.BROWSER, Vantage.COMPUTER
OK, TIMEOUT = Reason.OK, Reason.TIMEOUT
SERVER_OK = seen(SERVER, TRADING, OK)
SERVER_DOWN = seen(SERVER, TRADING, TIMEOUT)
TLS_PORTS = [each for each in TRADING if each[1] == 4001]
PLAIN_PORTS = [each for each in TRADING if each[1] == 4000]
PING = ((PRIMARY, None),)


def verdict_on(
    rows: Sequence[Gateway], *observations: Observation, http_proxy: bool | None = None
) -> Verdict:
    return diagnose(Evidence(observations, http_proxy), rows, read_gateways())


def found(verdict: Verdict) -> tuple[Cause, Confidence]:
    return verdict.cause, verdict.confidence
