"""Write what a firewall must let out, in the form that its administrator works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from actions.letters.access_list import access_list
from actions.letters.destinations import Destination, destinations_of
from actions.letters.document import Document
from actions.letters.nftables_list import nftables_list
from actions.letters.plain_lists import csv_list, json_list, text_list
from actions.letters.windows_rules import windows_rules
from kb.gateway import Gateway, Gateways
from kb.language import Language


class ListFormat(str, Enum):
    """A form of list, by the name people give on the command line."""

    CSV = "csv"
    JSON = "json"
    TEXT = "text"
    NFTABLES = "nftables"
    WINDOWS = "windows"
    ACL = "acl"


_Writer = Callable[[Sequence[Destination], Gateways, Language], str]
_FORMATS: Mapping[ListFormat, tuple[str, str, _Writer]] = {
    ListFormat.CSV: ("lotse-gateways.csv", "text/csv", csv_list),
    ListFormat.JSON: ("lotse-gateways.json", "application/json", json_list),
    ListFormat.TEXT: ("lotse-gateways.txt", "text/plain", text_list),
    ListFormat.NFTABLES: ("lotse-gateways.nft", "text/plain", nftables_list),
    ListFormat.WINDOWS: ("lotse-gateways.ps1", "text/plain", windows_rules),
    ListFormat.ACL: ("lotse-gateways-acl.txt", "text/plain", access_list),
}


def write_list(
    rows: Sequence[Gateway], format: ListFormat, gateways: Gateways, language: Language
) -> Document:
    """Return the list of the rows' hosts, each once, with ``ports`` and ``also`` of the rows."""
    name, media_type, write = _FORMATS[format]
    return Document(
        name, media_type, write(destinations_of(rows, gateways, language), gateways, language)
    )
