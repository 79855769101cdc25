"""Cells that are an object of a program, as exports of databases have them: ``[{"type": "work",
"value": "ann@acme.com"}]`` in JSON, ``['Buyer', 'Planner']`` in Python, ``[12, "Acme"]`` of another
record with its number.
"""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

_BEGINNING = re.compile(r"""\{|\[\s?(?:[{'"]|\d{1,9},\s?['"])""")
_LONGEST = 1_000
# What a key ends with whose value says of which kind another one is.
_OF_KINDS = ("type", "label", "kind", "id", "code", "context", "title")


def values_in(text: str) -> list[str]:
    """The texts of the object that is all of a cell, in their order; none if it is no object."""
    if len(text) > _LONGEST or not _BEGINNING.match(text):
        return []
    for read in (json.loads, ast.literal_eval):
        try:
            values = list(_values(read(text)))
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        texts = [each for each in values if isinstance(each, str)]
        return texts or list(map(str, values))
    return []


def _values(value: Any) -> Iterator[str | int]:
    if isinstance(value, dict):
        for key, part in value.items():
            if not str(key).lower().endswith(_OF_KINDS):
                yield from _values(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _values(part)
    elif isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value
