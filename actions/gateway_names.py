"""Name gateways for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.gateway import Gateway, Gateways, Role
from kb.language import Language

_ROLES: Mapping[Language, Mapping[Role, str]] = {
    Language.ENGLISH: {Role.SINGLE: "", Role.PRIMARY: "primary", Role.BACKUP: "backup"},
    Language.GERMAN: {Role.SINGLE: "", Role.PRIMARY: "Hauptserver", Role.BACKUP: "Ersatzserver"},
}

MOST_NAMED = 3
_MORE = {
    Language.ENGLISH: "{names} and {count} more",
    Language.GERMAN: "{names} und {count} weitere",
}


def label(row: Gateway, gateways: Gateways, language: Language) -> str:
    """Return a row's name for people: ``TWS Europe (Zurich), primary``."""
    place = place_name(row, gateways, language)
    product = gateways.products[row.product][language][0]
    name = f"{product} {place}" if place else product
    role = _ROLES[language][row.role]
    return f"{name}, {role}" if role and row.product == "tws" else name


def place_name(row: Gateway, gateways: Gateways, language: Language) -> str:
    """Return ``Europe (Zurich)``; of a website only its country; empty where there is none."""
    names = [gateways.places[place][language][0] for place in row.places]
    city = f"{names[-2]} ({names[-1]})" if row.product == "tws" and len(names) > 1 else ""
    return city or "".join(names[-1:])


def names_of(rows: Sequence[Gateway], gateways: Gateways, language: Language) -> str:
    """Return what the rows are together: ``TWS Europe (Zurich), TWS Asia (Hong Kong)``."""
    # A backup may stand in no city: it goes by the name of its region's primary.
    by_region: dict[tuple[str, str], str] = {}
    for row in rows:
        name = label(row, gateways, language).partition(",")[0]
        regions = [place for place in row.places if place not in gateways.cities]
        by_region.setdefault((row.product, regions[-1] if regions else row.id), name)
    names = list(dict.fromkeys(by_region.values()))
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    left = len(names) - MOST_NAMED
    return _MORE[language].format(names=", ".join(names[:MOST_NAMED]), count=left)
