"""A plausible answer to a question with a JSON Schema: the same question, the same answer.

The question is taken for a JSON record; what it already says is said back, the rest is chosen
from short lists by a hash, so that a demo looks alive and a test can rely on it.
"""

import hashlib
import json
from typing import Any

TITLES = (
    *("Director of Operations", "VP Supply Chain", "Head of Procurement", "Plant Manager"),
    *("Chief Operating Officer", "Logistics Manager", "Director of Transportation"),
)
INDUSTRIES = (
    *("Logistics and Supply Chain", "Retail", "Consumer Goods", "Manufacturing"),
    *("Food and Beverage", "Automotive", "E-commerce"),
)
WORDS = {"title": TITLES, "industry": INDUSTRIES}
_RANKS = (
    ("VP", ("vp", "vice president")),
    ("C-Level", ("chief", "ceo", "coo", "cfo", "cto", "president", "founder", "owner")),
    ("Director", ("director", "head of")),
    ("Manager", ("manager", "lead", "supervisor")),
)


def answer(schema: dict, question: str) -> Any:
    """A value that fits the schema."""
    try:
        record = json.loads(question)
    except ValueError:
        record = {}
    if isinstance(record, dict) and isinstance(record.get("record"), dict):
        record = record["record"]
    return _Answer(schema, question, record if isinstance(record, dict) else {}).of(schema, ())


class _Answer:
    def __init__(self, root: dict, question: str, record: dict) -> None:
        self._root, self._question, self._record = root, question, record

    def of(self, schema: dict, path: tuple[str, ...]) -> Any:
        """A value for this part of the schema; ``path`` leads to it."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            return self.of(self._root["$defs"][name], path)
        if "anyOf" in schema:
            options = [option for option in schema["anyOf"] if option.get("type") != "null"]
            return self.of(options[0], path)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._one_of(schema["enum"], path)
        return self._typed(schema, path)

    def _typed(self, schema: dict, path: tuple[str, ...]) -> Any:
        kind = schema.get("type")
        if kind == "object":
            return {
                name: self.of(part, (*path, name))
                for name, part in schema.get("properties", {}).items()
            }
        if kind == "array":
            return [self.of(schema.get("items", {"type": "string"}), path)]
        if kind == "number":
            return self._confidence(path)
        if kind == "integer":
            return self._hash(path) % 100
        if kind == "boolean":
            return bool(self._hash(path) % 2)
        return self._word(path)

    def _word(self, path: tuple[str, ...]) -> str:
        if path and path[-1] in ("reason", "why", "how"):
            return "The sandbox made this up from the record it was given."
        topic = self._topic(path)
        if self._record.get(topic):
            return str(self._record[topic])
        words = WORDS.get(topic, ("Example",))
        return words[self._hash((topic,)) % len(words)]

    def _one_of(self, options: list, path: tuple[str, ...]) -> Any:
        known = self._record.get(self._topic(path))
        if known in options:
            return known
        title = str(self._record.get("title") or self._word(("title",))).lower()
        for rank, signs in _RANKS:
            if rank in options and any(sign in title for sign in signs):
                return rank
        return options[self._hash(path) % len(options)]

    def _confidence(self, path: tuple[str, ...]) -> float:
        if self._record.get(self._topic(path)):
            return 0.95
        return round(0.6 + self._hash(path) % 35 / 100, 2)

    @staticmethod
    def _topic(path: tuple[str, ...]) -> str:
        return path[-2] if len(path) > 1 else "".join(path)

    def _hash(self, path: tuple[str, ...]) -> int:
        text = f"{self._question}|{'/'.join(path)}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
