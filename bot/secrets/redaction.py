"""Replace the secrets in what somebody wrote by what kind they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.secrets.card_values import find_card_values
from bot.secrets.cued import CuedNumbers
from bot.secrets.entered import find_entered
from bot.secrets.folding import Folded, fold
from bot.secrets.kept import (
    find_addresses_and_times,
    find_bracketed,
    find_placeholders,
    find_public,
)
from bot.secrets.kinds import RANKS, Kind, Secret
from bot.secrets.loose import find_loose
from bot.secrets.passwords import find_passwords
from bot.secrets.phones import find_phones
from bot.secrets.shapes import find_shapes
from bot.secrets.tokens import find_tokens
from bot.secrets.words import cut, find_cues

_MOST_PASSES = 10  # two are the rule, three are rare
_WALL = "\x1f"


@dataclass(frozen=True)
class Redacted:
    """A text without its secrets, and which kinds there were, each once, in order of place."""

    text: str
    kinds: tuple[Kind, ...]


def redact(text: str) -> Redacted:
    """Return the text with ``[PIN]``, ``[CODE]`` and so on where secrets stood.

    Doing it twice changes nothing: what a placeholder brings to light is taken out at once.
    """
    kinds: dict[Kind, None] = {}
    for _ in range(_MOST_PASSES):
        secrets = find_secrets(text)
        if not secrets:
            break
        kinds.update((secret.kind, None) for secret in secrets)
        text = _replaced(text, secrets)
    return Redacted(text, tuple(kinds))


def find_secrets(text: str) -> list[Secret]:
    """Return the secrets of a text in order, none overlapping another."""
    folded = fold(text)
    if not folded.low.strip():
        return []
    whole = _walled(folded, find_placeholders(folded))
    kept, bracketed = list(find_public(whole)), list(find_bracketed(folded))
    found = [
        _with_whole(each, bracketed)
        for each in _find_all(whole, kept)
        if not _is_inside(each, kept)
    ]
    placed = (Secret(each.kind, *folded.original(each.start, each.end)) for each in found)
    return _merged(placed)


def _find_all(folded: Folded, kept: Iterable[tuple[int, int]]) -> Iterator[Secret]:
    tokens = cut(folded.low)
    cues = tuple(find_cues(tokens))
    yield from find_tokens(folded)
    yield from find_shapes(folded)
    yield from find_passwords(folded, tokens, cues)
    yield from find_phones(folded, tokens, cues)
    yield from find_entered(folded, tokens, cues)
    yield from CuedNumbers(folded, tokens, cues).find()
    yield from find_card_values(folded.low)
    blank = _blanked(folded.low, [*find_addresses_and_times(folded), *kept])
    yield from find_loose(blank, folded, tokens)


def _walled(folded: Folded, places: Iterable[tuple[int, int]]) -> Folded:
    """Return a text with signs that mean nothing where placeholders stand."""
    plain, low = folded.plain, folded.low
    for start, end in places:
        wall = _WALL * (end - start)
        plain, low = plain[:start] + wall + plain[end:], low[:start] + wall + low[end:]
    return Folded(plain, low, folded.places, folded.length)


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_inside(secret: Secret, kept: Iterable[tuple[int, int]]) -> bool:
    return any(start <= secret.start and secret.end <= end for start, end in kept)


def _with_whole(secret: Secret, placeholders: Iterable[tuple[int, int]]) -> Secret:
    """Return the secret with all of the placeholders that it begins or ends within."""
    start, end = secret.start, secret.end
    for first, last in placeholders:
        start = first if first < start < last else start
        end = last if first < end < last else end
    return Secret(secret.kind, start, end)


def _merged(secrets: Iterable[Secret]) -> list[Secret]:
    merged: list[Secret] = []
    for each in sorted(secrets, key=lambda secret: (secret.start, -secret.end)):
        if merged and each.start < merged[-1].end:
            last = merged[-1]
            kind = min(last.kind, each.kind, key=RANKS.__getitem__)
            merged[-1] = Secret(kind, last.start, max(last.end, each.end))
        else:
            merged.append(each)
    return merged


def _replaced(text: str, secrets: Iterable[Secret]) -> str:
    parts, place = [], 0
    for secret in secrets:
        parts += [text[place : secret.start], secret.kind.placeholder]
        place = secret.end
    return "".join([*parts, text[place:]])
