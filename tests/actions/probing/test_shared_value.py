"""What is taken for another worker's finding, wherever it comes from."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.shared_value import MOST_BYTES, read_shared

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
TARGET = Target("localhost", 4001, tls=True)
STEPS = (StepFinding(Step.TCP, Reason.OK, 2), StepFinding(Step.TLS, Reason.OK, 3))
UNTRUSTED = StepFinding(Step.CERTIFICATE, Reason.CERTIFICATE_UNTRUSTED, 0)
REFUSED = StepFinding(Step.TCP, Reason.REFUSED, 1)
ROUTES = (Route(4, (*STEPS, UNTRUSTED), "Inspection GmbH"), Route(6, (REFUSED,)))
FOUND = Finding(
    TARGET,
    Reason.CERTIFICATE_UNTRUSTED,
    7,
    NOW,
    StepFinding(Step.NAME, Reason.OK, 1),
    ROUTES,
)
MISSING = StepFinding(Step.NAME, Reason.NAME_NOT_FOUND, 4)


def value_of(finding: Finding = FOUND, **changes: Any) -> bytes:
    return json.dumps({**finding.as_json(), **changes}).encode()


def route(family: int = 4, steps: object = None, issuer: object = None) -> dict[str, object]:
    steps = [["tcp", "certificate_untrusted", 1]] if steps is None else steps
    return {"family": family, "issuer": issuer, "steps": steps}


@pytest.mark.parametrize(
    "finding",
    [
        FOUND,
        Finding(TARGET, Reason.NAME_NOT_FOUND, 4, NOW, MISSING),
        Finding(TARGET, Reason.NOT_TRIED, 0, NOW),
        Finding(TARGET, Reason.NOT_FINISHED, 4000, NOW, FOUND.name, ROUTES),
        Finding(TARGET, Reason.REFUSED, 10_000, NOW - 60 * SECOND, FOUND.name, ROUTES[1:]),
        Finding(TARGET, Reason.REFUSED, 1, NOW + 5 * SECOND, FOUND.name, ROUTES[1:]),
    ],
    ids=range(6),
)
def test_what_a_probe_found_is_read_as_it_was(finding: Finding) -> None:
    assert read_shared(value_of(finding), TARGET, NOW) == finding


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"null",
        b"7",
        b"[]",
        b"{}",
        b'"text"',
        b"[" * 100_000,
        value_of(issuer="x" * MOST_BYTES)[:MOST_BYTES],
    ],
    ids=range(10),
)
def test_what_is_no_finding_is_ignored(value: bytes) -> None:
    assert read_shared(value, TARGET, NOW) is None


DAMAGES: list[dict[str, Any]] = [
    {"port": 4002},
    {"tls": False},
    {"host": "other"},
    {"host": ["localhost"]},
    {"reason": "fine"},
    {"reason": "unknown"},
    {"reason": "failed"},
    {"reason": "ok"},
    {"reason": "ok", "routes": []},
    {"reason": "refused", "name": None, "routes": []},
    {"milliseconds": -1},
    {"milliseconds": 10_001},
    {"milliseconds": 10**30},
    {"milliseconds": float("inf")},
    {"milliseconds": float("nan")},
    {"seen": 5},
    {"seen": "2026-01-02T03:04:05"},
    {"seen": "2026-01-02T12:04:05+09:00"},
    {"seen": "2026-01-02T03:04:05+00:00:01"},
    {"seen": "0001-01-01T00:00:00+14:00"},
    {"seen": "9999-12-31T23:59:59-14:00"},
    {"seen": "9999-12-31T23:59:59+00:00"},
    {"seen": (NOW - 61 * SECOND).isoformat()},
    {"seen": (NOW + 6 * SECOND).isoformat()},
    {"name": ["name", "ok"]},
    {"name": ["tcp", "ok", 1]},
    {"name": ["name", "unknown", 1]},
    {"name": ["name", "ok", -1]},
    {"routes": "4"},
    {"routes": [route(steps=[])]},
    {"routes": [route(5)]},
    {"routes": [route(), route()]},
    {"routes": [route()] * 60},
    {"routes": [route(issuer={})]},
    {"routes": [route(issuer=7)]},
    {"routes": [route(steps=[["tcp", "failed", 1]])]},
    {"routes": [route(steps=[["tcp", "ok", 1]] * 2)]},
    {"routes": [route(steps=[["tls", "certificate_untrusted", 1]])]},
    {"routes": [route(steps=[["tcp", "certificate_untrusted", -1]])]},
    {"routes": [route(steps=[["tcp", "certificate_untrusted", 10_001]])]},
]


@pytest.mark.parametrize("damage", DAMAGES, ids=range(len(DAMAGES)))
def test_what_no_probe_finds_is_ignored(damage: dict[str, Any]) -> None:
    assert read_shared(value_of(), TARGET, NOW) == FOUND

    assert read_shared(value_of(**damage), TARGET, NOW) is None


@pytest.mark.parametrize(
    ("issuer", "cleaned"),
    [
        ("A\x1b]0;pwn\x07B", "A]0;pwnB"),
        ("\ud800", None),
        ("\u202eevil", "evil"),
        ("x" * 1000, "x" * 64),
        ("", None),
    ],
)
def test_an_issuer_is_cleaned(issuer: str, cleaned: str | None) -> None:
    found = read_shared(value_of(routes=[route(issuer=issuer)]), TARGET, NOW)

    assert found is not None
    assert found.issuer == cleaned
