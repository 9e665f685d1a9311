"""Write letters about the European gateways."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.letters.letter import write_letter
from actions.probing.finding import Reason
from kb.gateway import Gateways
from kb.language import Language

NOW = datetime(2026, 11, 26, 14, 5, 9, tzinfo=timezone.utc)
HOST, BACKUP = "zdc1.ibllc.com", "zdc1_hb1.ibllc.com"
HOST_IN_TEXT = re.compile(r"\b(?:[a-z0-9_-]+\.)+(?:com|ca|uk|in|jp|hk|cn|au)\b")


def letter(
    gateways: Gateways,
    language: Language,
    *seen: Observation,
    place: str = "europe",
    http_proxy: bool | None = None,
) -> str:
    rows = gateways.select([place])
    return write_letter(rows, Evidence(seen, http_proxy), gateways, language, NOW).text


def one_line(text: str) -> str:
    return " ".join(text.split())


def seen(
    vantage: Vantage, reason: Reason, port: int | None = 4001, issuer: str | None = None
) -> Observation:
    return Observation(vantage, HOST, port, reason, NOW, 21, issuer)
