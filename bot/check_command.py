"""``python -m bot check``: look at listed gateways from this machine, without Rasa."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from actions.check_table import TableWriter, Tried, is_all_open, ports_to_try
from actions.probing.finding import Finding, Target
from actions.probing.prober import Prober
from bot.live_table import LiveTable
from bot.named_rows import find_rows
from bot.naming_error import NamingError
from bot.settings import Settings
from bot.terminal_report import Asked, report, seen_from_here
from kb.gateway import Gateways
from kb.gateways import read_gateways
from kb.language import Language

ALL_OPEN, SOME_FAILED, USAGE_ERROR = 0, 1, 2


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Check what the names mean; return 0 if all is open, 1 if not, 2 where one means nothing."""
    gateways = read_gateways(settings.gateways)
    language = Language.parse(options.language) or Language.ENGLISH
    try:
        rows, ports = find_rows(options.names, gateways, language)
    except NamingError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return USAGE_ERROR
    tried = ports_to_try(rows, ports, gateways)
    with LiveTable(language, shown=not options.json) as table:
        found = asyncio.run(_check(tried, gateways, settings, table))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print(f"\n{report(found, Asked(tuple(options.names), rows), gateways, language)}")
    return ALL_OPEN if is_all_open(found) else SOME_FAILED


async def _check(
    tried: Sequence[Tried], gateways: Gateways, settings: Settings, table: LiveTable
) -> Mapping[str, Any]:
    """Return the check object of the whole, shown in the table as it fills up."""
    prober = Prober(gateways, redis_url=settings.redis_url)
    writer = TableWriter(tried, gateways, table.language)
    found: dict[Target, Finding] = {}

    def show() -> Mapping[str, Any]:
        check = writer.from_server(found, datetime.now(timezone.utc))
        here = seen_from_here(check, table.language)
        table.show(here)
        return here

    def add(finding: Finding) -> None:
        found[finding.target] = finding
        show()

    show()
    findings = await prober.check([each.asked for each in tried], add)
    await prober.aclose()
    found.update({finding.target: finding for finding in findings})
    return show()
