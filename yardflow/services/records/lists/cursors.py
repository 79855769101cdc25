"""Where a page of a list starts, as its address says it."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yardflow.errors import UnknownReference
from yardflow.services.records.values.fields import LARGEST_ID, LARGEST_NUMBER, printable


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort value and id of the row that a page starts behind, its place and the way."""

    sort: str
    start: int
    value: Any
    id: int
    backwards: bool

    def __str__(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        parts = [self.sort, self.start, value, self.id, self.backwards]
        text = json.dumps(parts, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, sort: str, value_of: Callable[[Any], Any]) -> Cursor:
    """The cursor of a list in this order; ``value_of`` reads its sort value.

    Raises:
        UnknownReference: it is none, or of another order.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        of_sort, start, value, ident, backwards = json.loads(base64.urlsafe_b64decode(padded))
        if of_sort != sort:
            raise ValueError
        if not (0 < int(start) <= LARGEST_ID and 0 < int(ident) <= LARGEST_ID):
            raise ValueError
        value = value_of(value)
        if isinstance(value, str) and value != printable(value):
            raise ValueError
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise ValueError
        return Cursor(sort, int(start), value, int(ident), bool(backwards))
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        raise UnknownReference("This page no longer exists. Start from the first page.") from None
