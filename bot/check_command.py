"""``python -m bot check``: look at listed gateways from this machine, without Rasa."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timezone

from actions.check_report import Report, report_server_check
from actions.check_table import TableWriter, Tried, is_all_open, ports_to_try
from actions.evidence.observation import Evidence, observation_of
from actions.probing.finding import Finding, Target
from actions.probing.prober import Prober
from actions.reply import Reply
from actions.verdict.diagnosis import diagnose
from bot.live_table import LiveTable
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
    tried = ports_to_try(rows, ports, gateways)
    with LiveTable(language, shown=not options.json) as table:
        reply = asyncio.run(_check(tried, gateways, settings, table))
    assert reply.check is not None
    if options.json:
        print(json.dumps(reply.check, ensure_ascii=False, indent=2))
    else:
        print(f"\n{reply.text}")
    return ALL_OPEN if is_all_open(reply.check) else SOME_FAILED


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
        for kind in ("place", "product", "host", "port", "role")
    }
    ports = [int(port) for port in values["port"]]
    if any(find.kind in ("unlisted_host", "unlisted_port") for find in found):
        return (), ports
    rows = gateways.select(values["place"], values["product"], values["host"], ports)
    of_role = tuple(row for row in rows if row.role.value in values["role"])
    return of_role or rows, ports


async def _check(
    tried: Sequence[Tried], gateways: Gateways, settings: Settings, table: LiveTable
) -> Reply:
    prober = Prober(gateways, redis_url=settings.redis_url)
    writer = TableWriter(tried, gateways, table.language)
    found: dict[Target, Finding] = {}

    def show(finding: Finding) -> None:
        found[finding.target] = finding
        table.show(writer.from_server(found, datetime.now(timezone.utc)))

    table.show(writer.from_server({}, datetime.now(timezone.utc)))
    findings = await prober.check([each.asked for each in tried], show)
    await prober.aclose()
    check = writer.from_server(
        {finding.target: finding for finding in findings}, datetime.now(timezone.utc)
    )
    table.show(check)
    evidence = Evidence(tuple(observation_of(finding) for finding in findings))
    rows = tuple(dict.fromkeys(each.row for each in tried))
    report = Report(rows, check, diagnose(evidence, rows, gateways), evidence)
    return report_server_check(report, gateways, table.language)


def _usage(names: Sequence[str], gateways: Gateways) -> str:
    known = sorted({row.host for row in gateways.rows} | set(gateways.places))
    asked = f"'{' '.join(names)}' names no listed gateway. " if names else ""
    return f"lotse: {asked}Name a place, product, host or row id, or 'all': {', '.join(known)}"
