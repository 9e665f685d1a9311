"""Short ways to write JSON schemas, so that a description reads like a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]
JSON_TYPES: Mapping[type, str] = {str: "string", bool: "boolean", dict: "object"}

TEXT: Schema = {"type": "string"}
PRINTABLE: Schema = {"type": "string", "pattern": "^[ -~\u00a1-\u00ac\u00ae-\u017f]*$"}
"""What is printable without doubt; the server takes all that Unicode calls so."""
TIME: Schema = {"type": "string", "format": "date-time"}
PLACE: Schema = {"type": "integer", "minimum": 1}
"""A place in the queue."""
SECONDS: Schema = {"type": "integer", "minimum": 1}
STATUS: Schema = {"type": "integer", "minimum": 400, "maximum": 599}
NUMBER_OR_NONE: Schema = {"type": ["integer", "null"]}


def named(name: str) -> Schema:
    """Return a reference to a schema among the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(values: Iterable[str]) -> Schema:
    """Return the schema of a word from a closed list."""
    return {"type": "string", "enum": list(values)}


def or_none(schema: Schema) -> Schema:
    """Return the schema of a value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def closed(properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Return the schema of an object that has these fields and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in set(optional)],
        "additionalProperties": False,
    }


def request_of(
    fields: Mapping[str, type], required: Iterable[str] = (), **rules: Mapping[str, Any]
) -> Schema:
    """Return the schema of a request from the table by which it is read."""
    properties = {
        name: {"type": JSON_TYPES[kind], **rules.get(name, {})} for name, kind in fields.items()
    }
    return closed(properties, set(fields) - set(required))
