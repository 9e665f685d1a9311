"""Wire what the channels need of the port checks: evidence that people bring, and progress."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timezone

from actions.evidence.given import BrowserCheckError, Given, read_browser_check, read_given
from actions.progress import OnProgress
from actions.resources import Resources
from bot.conversation import BroughtEvidence, UnusableEvidenceError
from kb.language import Language


class Checks:
    """The port checks of some resources, as conversations use them."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def read_text(self, text: str) -> BroughtEvidence | None:
        """Return the evidence in a text, be it a result code or tool output; None without."""
        given = read_given(text, self._resources.gateways)
        return _brought(given) if given else None

    def read_browser(
        self, results: Mapping[str, str], language: Language | None
    ) -> BroughtEvidence:
        """Return what a browser saw; raise `UnusableEvidenceError` for what none can have seen."""
        try:
            now = datetime.now(timezone.utc)
            spoken = language or Language.ENGLISH
            return _brought(read_browser_check(results, self._resources.gateways, now, spoken))
        except BrowserCheckError as error:
            raise UnusableEvidenceError from error

    def watched(
        self, conversation: str, watcher: OnProgress | None
    ) -> AbstractContextManager[None]:
        """Let a watcher see the checks of a conversation, from the agent's thread."""
        return self._resources.progress.watched(conversation, watcher)


def _brought(given: Given) -> BroughtEvidence:
    return BroughtEvidence(given.as_text(), given.said)
