"""``python -m bot check``: look at listed gateways from this machine, without Rasa."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timezone

from actions.check_text import report, targets_of
from actions.prober import Prober
from actions.reply import Reply
from bot.nlu.entities import EntityFinder
from bot.settings import Settings
from kb.gateways import Gateway, Gateways, read_gateways
from kb.language import Language

ALL_OPEN, SOME_FAILED, USAGE_ERROR = 0, 1, 2


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Check what the names mean; return 0 if all is open, 1 if not, 2 where nothing is meant."""
    gateways = read_gateways(settings.gateways)
    language = Language.parse(options.language) or Language.ENGLISH
    rows, ports = find_rows(options.names, gateways, language)
    if not rows:
        print(_usage(options.names, gateways), file=sys.stderr)
        return USAGE_ERROR
    reply = asyncio.run(_check(rows, ports, gateways, language))
    assert reply.check is not None
    if options.json:
        print(json.dumps(reply.check, ensure_ascii=False, indent=2))
    else:
        print(_table(reply))
    return ALL_OPEN if all(row["state"] == "ok" for row in reply.check["rows"]) else SOME_FAILED


def find_rows(
    names: Sequence[str], gateways: Gateways, language: Language
) -> tuple[tuple[Gateway, ...], list[int]]:
    """Return the rows and ports that are meant: ``all``, row ids, or what a sentence would name."""
    if [name.lower() for name in names] in (["all"], ["alle"]):
        return gateways.rows, []
    by_id = [row for name in names if (row := gateways.find(name))]
    if len(by_id) == len(names):
        return tuple(by_id), []
    found = EntityFinder(gateways).find(" ".join(names), language)
    values = {
        kind: [find.value for find in found if find.kind == kind]
        for kind in ("place", "product", "host", "port")
    }
    ports = [int(port) for port in values["port"]]
    if any(find.kind == "unlisted_host" for find in found):
        return (), ports
    return gateways.select(values["place"], values["product"], values["host"], ports), ports


async def _check(
    rows: Sequence[Gateway], ports: Sequence[int], gateways: Gateways, language: Language
) -> Reply:
    prober = Prober(allow_loopback=gateways.allow_loopback)
    tried = targets_of(rows, ports, gateways)
    findings = await prober.probe_all(target for _, target in tried)
    prober.close()
    return report(tried, findings, gateways, language, datetime.now(timezone.utc))


def _table(reply: Reply) -> str:
    assert reply.check is not None
    rows = reply.check["rows"]
    width = max(len(f"{row['host']}:{row['port']}") for row in rows)
    lines = [
        f"{'✓' if row['state'] == 'ok' else '✗'} {row['host']}:{row['port']}".ljust(width + 3)
        + f"{row['milliseconds']:>6} ms  {row['reason']}  ({row['label']})"
        for row in rows
    ]
    return "\n".join([*lines, "", reply.text])


def _usage(names: Sequence[str], gateways: Gateways) -> str:
    known = sorted({row.host for row in gateways.rows} | set(gateways.places))
    asked = f"'{' '.join(names)}' names no listed gateway. " if names else ""
    return f"lotse: {asked}Name a place, product, host or row id, or 'all': {', '.join(known)}"
