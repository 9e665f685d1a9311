"""Leave out of a serving process what Rasa and spaCy import and a help bot never uses.

Rasa imports all its channels, its own web server, clients of databases and message brokers, and
what training needs; spaCy its command line and all its trained components. In a serving process
their names stand for absent modules: whoever uses one gets an error that names this file. Training
and Rasa's own commands (``python -m bot rasa …``) have the real ones.

`tests/bot/test_unused_modules.py` holds what a serving process has loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from bot.absent_modules import AbsentFinder
from bot.settings import Settings

CHANNELS = tuple(
    f"rasa.core.channels.{name}"
    for name in (
        "botframework", "callback", "console", "facebook", "hangouts", "mattermost", "rasa_chat",
        "rest", "rocketchat", "slack", "socketio", "telegram", "twilio", "twilio_voice",
        "webexteams",
    )
)  # fmt: skip
"""Rasa's; ours are in `bot.channels`."""
NETWORK = ("aiormq", "apscheduler", "boto3", "jwt", "pymongo", "requests", "sanic")
"""Clients of what others store and send with, and Rasa's own web server."""
TRAINING = (
    "scipy.linalg",  # with a linear algebra of its own beside numpy's
    "scipy.sparse.csgraph",
    "sklearn",
    "rasa.utils.tensorflow.callback",
    "rasa.utils.tensorflow.data_generator",
    "rasa.utils.tensorflow.model_data",
)
DISPLAY = ("dask.widgets", "matplotlib", "randomname", "rich", "terminaltables")
"""What draws, and what shows things on terminals and in notebooks."""
SPACY = (
    "langcodes", "packaging.requirements", "spacy.cli", "srsly.ruamel_yaml", "thinc.layers",
)  # fmt: skip
"""What spaCy needs to fetch, train and show models."""
SPACY_PIPES = tuple(
    f"spacy.pipeline.{name}"
    for name in (
        "attributeruler", "dep_parser", "edit_tree_lemmatizer", "entity_linker", "lemmatizer",
        "morphologizer", "ner", "span_finder", "spancat", "textcat", "textcat_multilabel",
        "tok2vec",
    )
)  # fmt: skip
"""All but the EntityRuler and the Sentencizer, which we use, and what the latter stands on."""
UNUSED = (*CHANNELS, *NETWORK, *TRAINING, *DISPLAY, *SPACY, *SPACY_PIPES)
SLACK = ("slack_bolt", "slack_sdk")
REDIS = ("redis",)


class UnusedModuleError(ImportError):
    """Something used a module that serving processes leave out."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is left out of processes that serve. Take it out of bot/unused_modules.py"
        )


def leave_out_unused(settings: Settings) -> None:
    """Answer for all that these settings do not use; call it before importing Rasa."""
    names: Iterable[str] = (
        *UNUSED,
        *(() if settings.slack_bot_token else SLACK),
        *(() if settings.redis_url else REDIS),
    )
    sys.meta_path.insert(0, AbsentFinder(frozenset(names), UnusedModuleError))
