"""Schemathesis tries the running server by its own description, with good and bad requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.servers import REST_TOKEN, Lotse
from tests.streaming import new_session

EXAMPLES = 12
NOT_ASKED: Mapping[tuple[str, str], list[Any]] = {
    # What a query says besides is not read.
    ("GET", "/api/messages"): [negative_data_rejection],
    # No schema knows which buttons were shown and which hosts are listed.
    ("POST", "/api/messages"): [positive_data_acceptance],
    # It takes a WebSocket, which Schemathesis does not speak.
    ("GET", "/api/stream"): [positive_data_acceptance],
}
"""Checks of Schemathesis that do not hold for an operation, and why."""


@pytest.fixture(scope="module")
def api(lotse: Lotse) -> Any:
    refusals = ["400", "401", "403", "404", "405", "413", "415"]  # 413 is not among its own
    rejection = {"negative_data_rejection": {"expected-statuses": refusals}}
    config = schemathesis.Config.from_dict({"checks": rejection})
    return schemathesis.openapi.from_url(f"{lotse.url}/api/openapi.json", config=config)


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_the_server_does_what_its_description_says(
    case: schemathesis.Case[Any], lotse: Lotse
) -> None:
    if case.path.startswith("/webhooks/"):
        headers = {"Authorization": f"Bearer {REST_TOKEN}"}
    else:
        headers = new_session(lotse)

    excluded = NOT_ASKED.get((case.method, case.path), [])
    case.call_and_validate(headers=headers, excluded_checks=excluded)
