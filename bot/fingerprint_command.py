"""``python -m bot fingerprint``: digests to compare two servers by, or a server and a release."""

from __future__ import annotations

import argparse
import json

from bot.fingerprints import fingerprints
from bot.settings import Settings


def fingerprint(settings: Settings, options: argparse.Namespace) -> int:
    """Print the digests of model, knowledge and code, each on a line of its own or as JSON."""
    found = vars(fingerprints(settings))
    if options.json:
        print(json.dumps(found))
        return 0
    for name, digest in found.items():
        print(f"{name:<10} {digest or 'none'}")
    return 0
