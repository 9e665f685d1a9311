"""What a letter asks of IT, and what the connections are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from actions.evidence.observation import Evidence, Vantage
from actions.letters.destinations import WEB_PORTS, Destination
from actions.letters.issuers import foreign_certificates
from actions.letters.letter_words import REQUESTS, WORDS
from actions.probing.finding import Reason
from kb.gateway import Gateway, Gateways
from kb.language import Language

_TRADING = {"tws", "ib-cam"}
_WEB = {"website", "client-portal"}
_TOOLS = {"auto-update", "risk-navigator", "cloud-settings", "diagnostics"}
_NO_NAME = (Reason.NAME_NOT_FOUND, Reason.DNS_FAILURE)
API_PORT = 4001  # a gateway's SSL port, and also the local API port of IB Gateway


def what_it_is_for(
    rows: Sequence[Gateway], gateways: Gateways, language: Language
) -> Iterator[str]:
    """Return why the products of the rows need their connections."""
    words = WORDS[language]
    products = {row.product: gateways.products[row.product][language][0] for row in rows}
    if _TRADING & set(products):
        yield words["why_trading"]
    if _WEB & set(products):
        yield words["why_web"]
    if tools := [name for product, name in products.items() if product in _TOOLS]:
        yield words["why_tools"].format(tools=", ".join(tools))
    for row in rows:
        if row.product == "cloud-settings":
            yield words["why_cloud"].format(host=row.host)
    others = [name for product, name in products.items() if product not in _TRADING | _WEB | _TOOLS]
    if others:
        yield words["why_others"].format(products=", ".join(others))


def requests(
    destinations: Sequence[Destination],
    evidence: Evidence,
    gateways: Gateways,
    language: Language,
) -> Iterator[str]:
    """Return the requests, each a sentence or more; the last ones follow from what was seen."""
    words = REQUESTS[language]
    ports = sorted({port for each in destinations for port in each.ports})
    yield words["allow"]
    if direct := [port for port in ports if port not in WEB_PORTS]:
        yield words["direct"].format(ports=_enumerate(direct, language))
    if API_PORT in ports:
        yield words["not_the_api"]
    if spelled := [each for each in destinations if each.other_spelling]:
        names = ", ".join(each.other_spelling or "" for each in spelled)
        yield words["spelling"].format(names=names)
    yield from _name_servers(destinations, evidence, language)
    yield from _inspection(destinations, evidence, gateways, language)


def _enumerate(ports: Sequence[int], language: Language) -> str:
    *others, last = map(str, ports)
    return f"{', '.join(others)} {WORDS[language]['and']} {last}" if others else last


def _name_servers(
    destinations: Iterable[Destination], evidence: Evidence, language: Language
) -> Iterator[str]:
    failed = {each.host for each in evidence.of(Vantage.COMPUTER) if each.reason in _NO_NAME}
    # A name that our server does not find either is no fault of their name servers.
    failed -= {
        each.host for each in evidence.of(Vantage.SERVER) if each.reason is Reason.NAME_NOT_FOUND
    }
    if hosts := [each.host for each in destinations if each.host in failed]:
        yield REQUESTS[language]["name_servers"].format(hosts=", ".join(hosts))


def _inspection(
    destinations: Sequence[Destination],
    evidence: Evidence,
    gateways: Gateways,
    language: Language,
) -> Iterator[str]:
    words = REQUESTS[language]
    foreign = foreign_certificates(evidence, destinations)
    if not foreign:
        return
    ports = {port for each in destinations for port in each.ports} & gateways.tls_ports
    ports |= {each.port for each in foreign}
    seen: dict[tuple[str, str | None], list[str]] = {}
    for each in foreign:
        seen.setdefault((each.issuer, each.expected), []).append(f"{each.host}:{each.port}")
    sentences = [words["inspection"].format(ports=_enumerate(sorted(ports), language))]
    for (issuer, expected), where in seen.items():
        sentence = words["foreign_instead"] if expected else words["foreign"]
        text = sentence.format(where=", ".join(where), issuer=issuer, expected=expected)
        sentences.append(text)
    yield " ".join(sentences)
