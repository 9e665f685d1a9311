"""Ways to change a request so that most become invalid, each a little differently."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from tests.fuzz.odd_values import (
    HEADER_VALUES,
    HEADERS,
    METHODS,
    ODD_JSON,
    ODD_TEXTS,
    ODD_VALUES,
    TARGETS,
)
from tests.fuzz.valid_requests import Request

Change = Callable[[Random, Request], Request]


def change_field(random: Random, request: Request) -> Request:
    """Give a field of the body another value, or add, rename, double or drop one."""
    if not isinstance(request.body, dict) or not request.body:
        return replace(request, body={random.choice(ODD_TEXTS): random.choice(ODD_VALUES)})
    body, name = dict(request.body), random.choice(list(request.body))
    kind = random.randrange(5)
    if kind == 0:
        return replace(request, body=_doubled(body, name))
    if kind == 1:
        body[random.choice(ODD_TEXTS)] = body.pop(name)
    elif kind == 2:
        del body[name]
    elif kind == 3:
        body[random.choice(("text", "button", "sender", "id", "x"))] = random.choice(ODD_VALUES)
    else:
        body[name] = random.choice(ODD_VALUES)
    return replace(request, body=body)


def _doubled(body: dict[str, Any], name: str) -> bytes:
    inner = json.dumps(body)[1:]
    return f"{{{json.dumps(name)}: {json.dumps(body[name])}, {inner}".encode()


def change_body(random: Random, request: Request) -> Request:
    """Replace the body by JSON that is none, or cut or repeat it."""
    content = request.content()
    cut = random.randrange(len(content) + 1)
    choices = (random.choice(ODD_JSON), content[:cut], content + content, content[cut:])
    return replace(request, body=random.choice(choices))


def change_header(random: Random, request: Request) -> Request:
    """Add a header, or drop, double or change one."""
    headers = list(request.headers)
    if not headers:
        return request.with_header(random.choice(HEADERS), random.choice(HEADER_VALUES))
    place, kind = random.randrange(len(headers)), random.randrange(4)
    if kind == 0:
        del headers[place]
    elif kind == 1:
        headers.append(headers[place])
    elif kind == 2:
        headers[place] = headers[place][0], random.choice(HEADER_VALUES)
    else:
        headers.insert(place, (random.choice(HEADERS), random.choice(HEADER_VALUES)))
    return replace(request, headers=tuple(headers))


def change_method(random: Random, request: Request) -> Request:
    """Use another method."""
    return replace(request, method=random.choice(METHODS))


def change_target(random: Random, request: Request) -> Request:
    """Ask for something else."""
    return replace(request, target=random.choice(TARGETS))


def chunk(random: Random, request: Request) -> Request:
    """Send the body in chunks, well or badly."""
    content = request.content()
    size = random.choice((f"{len(content):x}", "0", "fffffff", "-1", "1", "x"))
    extension = random.choice(("", ";a=b", ";" + "a" * 300))
    chunked = f"{size}{extension}\r\n".encode() + content + b"\r\n0\r\n\r\n"
    return replace(request.with_header("Transfer-Encoding", "chunked"), body=chunked)


PART_CHANGES: Sequence[Change] = (
    change_field, change_field, change_field, change_body, change_body, change_header,
    change_header, change_method, change_target, chunk,
)  # fmt: skip


def change_bytes(random: Random, content: bytes) -> bytes:
    """Flip, drop, insert, repeat or move some bytes of a written request."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        place = random.randrange(len(changed)) if changed else 0
        kind = random.randrange(5)
        if kind == 0 and changed:
            changed[place] ^= 1 << random.randrange(8)
        elif kind == 1:
            del changed[place : place + random.randrange(1, 9)]
        elif kind == 2:
            changed[place:place] = random.choice(
                (b"\r\n", b"\x00", b"\r", b"\n", b" ", b":", b"\xff")
            )
        elif kind == 3:
            changed[place:place] = changed[place : place + random.randrange(1, 64)]
        else:
            changed[place:place] = random.randbytes(random.randrange(1, 8))
    return bytes(changed)
