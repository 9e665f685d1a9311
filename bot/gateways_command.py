"""``python -m bot gateways``: print listed gateways for a firewall, without Rasa."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from actions.letters.destinations import with_ports_only
from actions.letters.firewall_lists import ListFormat, write_list
from bot.named_rows import find_rows
from bot.naming_error import NamingError
from bot.settings import Settings
from kb.gateway import Gateway, Gateways
from kb.gateways import read_gateways
from kb.language import Language

PRINTED, USAGE_ERROR = 0, 2


def gateways(settings: Settings, options: argparse.Namespace) -> int:
    """Print the list of what the names mean, or of all; return 2 where one means nothing."""
    listed = read_gateways(settings.gateways)
    language = Language.parse(options.language) or Language.ENGLISH
    try:
        rows = _rows(options.names, listed, language)
    except NamingError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return USAGE_ERROR
    document = write_list(rows, ListFormat(options.format), listed, language)
    print(document.text, end="")
    return PRINTED


def _rows(names: Sequence[str], listed: Gateways, language: Language) -> tuple[Gateway, ...]:
    """Return the rows that are meant, with the named ports only where ports are named."""
    if not names:
        return listed.rows
    rows, ports = find_rows(names, listed, language)
    return with_ports_only(rows, ports) if ports else rows
