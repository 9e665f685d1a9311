"""What the broker's own articles state is in the knowledge base, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kb.articles import Articles, read_articles
from kb.gateways import GATEWAYS_FILE
from kb.language import Language
from kb.passages import passages_of

FACTS_FILE = Path(__file__).parent / "seed_facts.yml"
ARTICLE_KEYS = {"fact", "article", "en", "de"}
GATEWAY_KEYS = {"fact", "gateways", "patterns"}

Entry = Mapping[str, Any]


def read_entries() -> list[Entry]:
    entries: list[Entry] = YAML(typ="safe").load(FACTS_FILE.read_text(encoding="utf-8"))
    return entries


ENTRIES = read_entries()
IN_ARTICLES = [entry for entry in ENTRIES if "article" in entry]
IN_GATEWAYS = [entry for entry in ENTRIES if "article" not in entry]


def name_of(entry: Entry) -> str:
    return str(entry.get("fact"))


def missing(patterns: Sequence[str], text: str) -> list[str]:
    return [pattern for pattern in patterns if not re.search(pattern, text, re.IGNORECASE)]


@pytest.fixture(scope="module")
def articles() -> Articles:
    return read_articles()


@pytest.fixture(scope="module")
def gateways_text() -> str:
    return GATEWAYS_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("entry", IN_ARTICLES, ids=name_of)
def test_the_fact_is_in_its_article(entry: Entry, language: Language, articles: Articles) -> None:
    passages = passages_of(articles[language][entry["article"]])

    text = "\n".join(passage.text for passage in passages)  # '.' never leaves a passage

    assert missing(entry[language.value], text) == []


@pytest.mark.parametrize("entry", IN_GATEWAYS, ids=name_of)
def test_the_fact_is_in_the_list_of_gateways(entry: Entry, gateways_text: str) -> None:
    assert missing(entry["patterns"], gateways_text) == []


def test_every_entry_has_the_keys_of_its_kind() -> None:
    assert [entry for entry in IN_ARTICLES if set(entry) != ARTICLE_KEYS] == []
    assert [entry for entry in IN_GATEWAYS if set(entry) != GATEWAY_KEYS] == []
    assert all(entry["gateways"] is True for entry in IN_GATEWAYS)


def test_every_entry_has_patterns() -> None:
    lists = [entry[key] for entry in ENTRIES for key in ("en", "de", "patterns") if key in entry]

    assert all(isinstance(patterns, list) and patterns for patterns in lists)
    assert all(isinstance(pattern, str) and pattern for patterns in lists for pattern in patterns)


def test_every_fact_stands_once() -> None:
    facts = [name_of(entry) for entry in ENTRIES]

    assert sorted(facts) == sorted(set(facts))


@pytest.mark.parametrize("language", Language)
def test_every_article_of_a_fact_exists(language: Language, articles: Articles) -> None:
    assert {entry["article"] for entry in IN_ARTICLES} <= set(articles[language])
