"""What stays of a certificate's issuer that a person brought."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.evidence.brought_issuer import brought_issuer


@pytest.mark.parametrize(
    ("issuer", "kept"),
    [
        ("Zscaler Inc.", "Zscaler Inc."),
        ("Büro & Söhne GmbH 2024", "Büro & Söhne GmbH 2024"),
        ("AVG Web/Mail Shield: Root", "AVG Web/Mail Shield: Root"),
        ("max.mustermann@firma.de", "…"),
        ("max.must\u200bermann@\u200bfirma.de CA", "… CA"),
        ("max\uff20firma.de", "…"),
        ("max.mustermann@fir", "…"),
        ("Proxy 192.168.178.23", "Proxy …"),
        ("Proxy 192.168.17", "Proxy …"),
        ("Proxy (fe80::1ff:fe23:4567:890a)", "Proxy (…)"),
        ("Proxy ::ffff:10.0.0.1", "Proxy …"),
        ("Box 00-1A-2B-3C-4D-5E", "Box …"),
        ("Box 00:1A:2B:3C:4D:5E", "Box …"),
        ("\x1b]0;Q\x07\ud800\u202e", "]0;Q"),
        ("\u202e\ud800 \x00", None),
        ("x" * 100, "x" * 64),
    ],
)
def test_an_issuer_is_kept_without_what_nobody_should_keep(issuer: str, kept: str | None) -> None:
    assert brought_issuer(issuer) == kept


@given(st.text(max_size=200))
def test_an_issuer_is_cleaned_once_and_for_all(issuer: str) -> None:
    kept = brought_issuer(issuer)

    assert kept is None or (kept.isprintable() and "@" not in kept and len(kept) <= 64)
