"""Turn articles and gateway names into training data, so that nobody writes anything twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.knowledge import shared_library
from bot.settings import read_settings
from bot.taught_sentence import TaughtSentence
from kb.article import Article
from kb.gateways import read_gateways
from kb.language import Language

RETRIEVAL_INTENT = "ask"


class KnowledgeImporter(RasaFileImporter):
    """Rasa's own importer, plus the questions of all articles as retrieval intents ``ask/<id>``.

    Every example carries its language in its metadata: that of its article, or of the folder
    ``nlu/<language>`` its file lies in. Gateway names become lookup tables, for the spelling.
    """

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the training data of all files, articles and gateways, whatever the language."""
        return self._all_nlu_data()

    @cached_method  # type: ignore[untyped-decorator]  # Rasa's; it asks for two languages
    def _all_nlu_data(self) -> TrainingData:
        files = [_with_language(load_data(path), path) for path in sorted(self._nlu_files)]
        return TrainingData().merge(*files, _knowledge())  # one merge: each copies and hashes all


def _with_language(data: TrainingData, path: str) -> TrainingData:
    language = Language.parse(Path(path).parent.name)
    data.training_examples = [TaughtSentence.of(each) for each in data.training_examples]
    if language is not None:
        for example in data.training_examples:
            metadata = {**(example.get(METADATA) or {}), METADATA_EXAMPLE: _tag(language)}
            example.set(METADATA, metadata)
    return data


def _knowledge() -> TrainingData:
    articles = shared_library().current.articles
    examples = [
        example
        for language in Language
        for article in articles[language].values()
        for example in _examples(article)
    ]
    responses = {
        f"utter_{RETRIEVAL_INTENT}/{article.id}": [{"text": article.id}]
        for each in articles.values()
        for article in each.values()
    }
    return TrainingData(examples, lookup_tables=list(_lookup_tables()), responses=responses)


def _examples(article: Article) -> Iterator[Message]:
    for question in (article.title, *article.questions):  # people quote titles
        built = Message.build(question, f"{RETRIEVAL_INTENT}/{article.id}")
        example = TaughtSentence.of(built)
        example.set(METADATA, {METADATA_EXAMPLE: _tag(article.language)})
        yield example


def _tag(language: Language) -> dict[str, str]:
    return {"language": language.value}


def _lookup_tables() -> Iterator[dict[str, Any]]:
    gateways = read_gateways(read_settings().gateways)
    for name, names in (("place", gateways.places), ("product", gateways.products)):
        aliases = {
            alias for languages in names.values() for both in languages.values() for alias in both
        }
        yield {"name": name, "elements": sorted(aliases)}
