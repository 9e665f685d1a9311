"""A spaCy pipeline that does not keep for ever each word that people write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MOST_NEW_WORDS = 10_000
"""About 8 MiB of them; one message has a hundred at most, and a new pipeline takes 0.15 CPU s."""


class ForgetfulPipeline:
    """Calls a pipeline, and puts a new one in its place when it has seen many words.

    spaCy adds each word that it has never seen to its vocabulary and its tokenizer's cache, and
    takes none out again.
    """

    def __init__(self, build: Callable[[], Any], most_new_words: int = MOST_NEW_WORDS) -> None:
        self._build = build
        self._most_new_words = most_new_words
        self._pipeline: Any = None
        self._renew()

    def _renew(self) -> None:
        if self._pipeline is not None:
            _take_apart(self._pipeline)
        self._pipeline = self._build()
        self._first_words = len(self._pipeline.vocab.strings)

    @property
    def new_words(self) -> int:
        """Return how many words it keeps that it was not made with."""
        return len(self._pipeline.vocab.strings) - self._first_words

    def __call__(self, text: str) -> Any:
        """Return the document of a text."""
        if self.new_words > self._most_new_words:
            self._renew()
        return self._pipeline(text)


def _take_apart(pipeline: Any) -> None:
    """Let a pipeline's memory be free at once; its parts know one another, which would keep it."""
    for name in pipeline.pipe_names:
        _, part = pipeline.remove_pipe(name)
        part.nlp = None
    pipeline.tokenizer = None
