"""Find the rows and ports that command line arguments name; each argument must name something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.name_reader import NameReader, Term, ports_of
from bot.naming_error import NamingErrors
from kb.gateway import Gateway, Gateways
from kb.language import Language


def find_rows(
    names: Sequence[str], gateways: Gateways, language: Language
) -> tuple[tuple[Gateway, ...], list[int]]:
    """Return the rows that are meant, in the list's order, and the named ports, if any.

    Places, products, hosts and row ids add up; roles and ports leave out what has none of them.
    Raises `NamingError` where an argument names nothing, or nothing beside the others.
    """
    errors = NamingErrors(gateways, language)
    if not names:
        raise errors.error("no_name")
    terms = NameReader(gateways, language, errors).read(names)
    if not terms:
        raise errors.unknown(" ".join(names))
    chosen = _chosen(terms, gateways)
    if lost := _lost(_of(terms, "place", "product"), chosen):
        others = [term for term in _of(terms, "place", "product") if term.kind != lost.kind]
        raise errors.not_together(lost.said, _said(others))
    rows = _with_ports(terms, _with_roles(terms, chosen, errors), errors)
    return tuple(rows), list(dict.fromkeys(int(term.value) for term in _of(terms, "port")))


def _with_roles(
    terms: Sequence[Term], chosen: Sequence[Gateway], errors: NamingErrors
) -> list[Gateway]:
    roles = _of(terms, "role")
    if lost := _lost(roles, chosen):
        raise errors.error("role", lost.said)
    rows = _narrowed(chosen, roles)
    if lost := _lost([term for term in terms if term.kind != "port"], rows):
        raise errors.not_together(lost.said, _said(roles))
    return rows


def _with_ports(
    terms: Sequence[Term], chosen: Sequence[Gateway], errors: NamingErrors
) -> list[Gateway]:
    ports = _of(terms, "port")
    if lost := _lost(ports, chosen):
        raise errors.no_such_port(lost.said, ports_of(chosen))
    rows = _narrowed(chosen, ports)
    if lost := _lost(terms, rows):
        own = ports_of(row for row in chosen if lost.names(row))
        raise errors.has_no_port(lost.said, _said(ports), own)
    return rows


def _lost(terms: Iterable[Term], rows: Sequence[Gateway]) -> Term | None:
    """Return the first term that names none of the rows."""
    return next((term for term in terms if not any(term.names(row) for row in rows)), None)


def _of(terms: Iterable[Term], *kinds: str) -> list[Term]:
    return [term for term in terms if term.kind in kinds]


def _said(terms: Iterable[Term]) -> list[str]:
    return list(dict.fromkeys(term.said for term in terms))


def _named(rows: Iterable[Gateway], terms: Sequence[Term]) -> list[Gateway]:
    return [row for row in rows if any(term.names(row) for term in terms)]


def _narrowed(rows: Sequence[Gateway], terms: Sequence[Term]) -> list[Gateway]:
    return _named(rows, terms) if terms else list(rows)


def _chosen(terms: Sequence[Term], gateways: Gateways) -> list[Gateway]:
    """Return the rows that are named, before roles and ports leave some out."""
    places, products = _of(terms, "place"), _of(terms, "product")
    single = _of(terms, "host", "row")
    if not (places or products or single):
        return list(gateways.rows)
    rows = _named(gateways.rows, single)
    for place in places:
        rows += _at(place, products, _of(terms, "port"), gateways)
    # Beside a place, a product is meant there, unless it is everywhere, as Risk Navigator is.
    rows += [row for row in _named(gateways.rows, products) if not places or not row.places]
    meant = {row.id for row in rows}
    return [row for row in gateways.rows if row.id in meant]


def _at(
    place: Term, products: Sequence[Term], ports: Sequence[Term], gateways: Gateways
) -> list[Gateway]:
    """Return the rows at a place: of the products, else with the ports, else for trading."""
    rows = _named(gateways.rows, [place])
    if products:
        return _named(rows, products)
    trading = [row for row in rows if row.product == "tws"]
    return _named(rows, ports) or trading or rows
