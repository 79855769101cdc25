"""Cells that are an object of a program, as exports of databases have them: ``[{"type": "work",
"value": "ann@acme.com"}]`` in JSON, ``['Buyer', 'Planner']`` in Python.
"""

import ast
import json
from collections.abc import Iterator
from typing import Any

_BEGINNINGS = ("{", "[{", "['", '["')
_LONGEST = 1_000
# What a key ends with whose value says of which kind another one is.
_OF_KINDS = ("type", "label", "kind", "id", "code", "context", "title")


def values_in(text: str) -> list[str]:
    """The texts of the object that is all of a cell, in their order; none if it is no object."""
    if not text.startswith(_BEGINNINGS) or len(text) > _LONGEST:
        return []
    for read in (json.loads, ast.literal_eval):
        try:
            return list(_texts(read(text)))
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
    return []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if not str(key).lower().endswith(_OF_KINDS):
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        yield str(value).strip()
