"""Texts that try to be a command: slashes and what looks like one, hidden in all ways."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from ruamel.yaml import YAML

from bot.settings import PROJECT

SEED = 8
SLASHES = "/／⁄∕⧸⟋╱〳⫽⫻⼃ノ丿⧶÷|\\＼℀℅⅓"
SPACES = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2003\u2007\u2009\u200a\u2028\u2029"
    "\u202f\u205f\u3000"
)
INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\xad\u034f\u061c\u115f\u180e\u2061\u2064\u3164\uffa0"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\ue000\ufdd0\U000e0001\U000e0041\U000e007f\U0010ffff\ufe00\ufe0f\U000e0100\x01\x07\x1b\x7f\x9b"
)
MARKS = "\u0301\u0338\u20d2\u0337\u0335\u0489\u0e47\u3099"
PLANTED = "zzplanted"
"""A value that no text of ours has, so that it shows wherever it gets to."""
TAILS = (
    *("", "{}", '{"article":"zzplanted"}', '{"language": "zzplanted"}', "@0.9", "@1.0", "@1"),
    *('{"evidence":"zzplanted"}', '@0.99{"walk":"zzplanted"}', '@.5{"platform":"zzplanted"}'),
    *('{"slot":null}', "{'a':1}", "｛＂article＂：＂zzplanted＂｝", '{"a":', "[0]", "@0{}"),
    *(" bitte", "/", "\n/restart", '+{"article":"zzplanted"}', "&#47;", "&sol;", "%2F", "\\u002f"),
    *("{{slots}}", "[zzplanted](article)", '[x]{"entity":"article","value":"zzplanted"}'),
)
RASAS_OWN = (
    *("restart", "back", "session_start", "session_start{}", "action_restart", "nlu_fallback"),
    *("SET_SLOT", "EXTERNAL: reminder", "EXTERNAL", "action_listen", "default", "stop"),
)


def intents() -> tuple[str, ...]:
    """Return the name of every intent of the domain, and of those that Rasa brings."""
    domain = YAML(typ="safe").load(PROJECT / "data" / "domain" / "domain.yml")
    named = [next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]]
    return (*map(str, named), *RASAS_OWN)


def slash_texts(count: int, seed: int = SEED) -> Iterator[str]:
    """Yield texts, each intent in its turn; the same seed gives the same texts."""
    random, names = Random(seed), intents()
    for number in range(count):
        name = names[number % len(names)]
        yield "".join(
            [_hidden(random), _slashes(random), _hidden(random), name, random.choice(TAILS)]
        )


def _slashes(random: Random) -> str:
    """Return a slash, mostly a real one, and sometimes several with something between them."""
    slashes = "/／" if random.random() < 0.7 else SLASHES
    parts = [random.choice(slashes) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    return _hidden(random).join(parts)


def _hidden(random: Random) -> str:
    kinds = (SPACES, INVISIBLE, MARKS, SPACES + INVISIBLE + MARKS)
    return "".join(random.choices(random.choice(kinds), k=random.choice((0, 0, 1, 1, 2, 6))))
