"""Conversations with the trained model and an action of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasa_sdk import Action

from bot.admission import Admission, Limits
from bot.agent import AgentThread
from bot.checks import Checks
from bot.conversation import Conversations
from bot.model_file import digest_of
from bot.service import read_resources
from bot.settings import Settings
from bot.stores.database import open_database
from bot.stores.sessions import SessionStore
from bot.stores.trackers import ConversationStore
from bot.stores.writer import Writer


@contextmanager
def conversations(
    model: Path, folder: Path, action: Action, limits: Limits | None = None
) -> Iterator[Conversations]:
    """Talk while the block runs; what is kept lies in ``folder``."""
    engine = open_database(f"sqlite:///{folder / 'lotse.sqlite'}")
    writer = Writer(engine)
    trackers = ConversationStore(engine, writer)
    agent = AgentThread(trackers, [action])
    agent.load(model, digest_of(model))
    checks, sessions = Checks(read_resources(Settings())), SessionStore(engine, writer)
    yield Conversations(agent, trackers, sessions, checks, Admission(limits))
    agent.close()
    writer.close()
