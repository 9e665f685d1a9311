"""What articles and gateways become in Rasa's training data."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.importer import KnowledgeImporter
from bot.training import CONFIG, DATA
from kb.articles import read_articles
from kb.language import Language


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return KnowledgeImporter(str(CONFIG), str(DATA / "domain"), [str(DATA)]).get_nlu_data()


def test_every_article_is_a_retrieval_intent(data: TrainingData) -> None:
    expected = {f"ask/{article}" for article in read_articles()[Language.GERMAN]}

    taught = {example.get(INTENT_RESPONSE_KEY) for example in data.training_examples}

    assert taught - {None} == expected


def test_every_example_knows_its_language(data: TrainingData) -> None:
    languages = [
        (example.get(METADATA) or {}).get("example", {}).get("language")
        for example in data.training_examples
    ]

    assert set(languages) == {"de", "en"}


def test_exam_questions_are_not_taught(data: TrainingData) -> None:
    taught = {example.get(TEXT) for example in data.training_examples}
    articles = read_articles()

    for language in Language:
        for article in articles[language].values():
            assert taught.isdisjoint(article.exam_questions)
            assert taught.issuperset(article.questions)


def test_names_of_gateways_are_lookup_tables(data: TrainingData) -> None:
    tables = {table["name"]: table["elements"] for table in data.lookup_tables}

    assert "Zürich" in tables["place"]
    assert "Risk Navigator" in tables["product"]
