"""A column of a file with its field, and what its cells are there."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from yardflow.counts import counted
from yardflow.services.imports.cells.fillers import (
    NOTHING,
    NOTHING_IN_COMPANIES,
    NOTHING_IN_FLAGS,
    NOTHING_IN_NAMES,
    Fillers,
)
from yardflow.services.imports.cells.objects import values_in
from yardflow.services.imports.columns.fields import BY_NAME, FLAGS
from yardflow.services.imports.normalization.cleaners import CLEANED
from yardflow.services.imports.normalization.repairs import LONGEST, REPAIRS, Repaired

NAMES = ("name", "first_name", "last_name")
# What says who the row is about.
IDENTIFYING = frozenset({"company", *NAMES})
_FILLERS = {
    "company": NOTHING_IN_COMPANIES,
    **dict.fromkeys(NAMES, NOTHING_IN_NAMES),
    **dict.fromkeys((*FLAGS, "is_executive"), NOTHING_IN_FLAGS),
}
_IN_PART = "The field takes only part of this cell."


class MappedColumn(NamedTuple):
    """``limit`` is in characters; without ``cleaned`` any text fits; ``fillers`` say nothing."""

    name: str
    position: int
    limit: int
    cleaned: Callable[[str], object] | None
    fillers: Fillers

    def read(self, text: str) -> Repaired:
        """A cell's value, or what can still be read in it and why it is odd."""
        text = "; ".join(values_in(text)) or text
        try:
            if len(text) > self.limit:
                raise ValueError(f"Enter at most {counted(self.limit, 'character')}.")
            return Repaired(self.cleaned(text) if self.cleaned else " ".join(text.split()))
        except ValueError as error:
            refusal = str(error)
        if self.cleaned and self.name not in IDENTIFYING and not _says_something(text):
            return Repaired()
        repair = REPAIRS.get(self.name)
        if repair and len(text) <= LONGEST:
            with suppress(ValueError):
                repaired = repair(text)
                why = _IN_PART if repaired.value is not None else refusal
                return replace(repaired, why=repaired.why or why)
        return Repaired(rest=text, why=refusal)


def mapped_column(name: str, position: int) -> MappedColumn:
    """The column at this position, of the field with this name."""
    fillers = _FILLERS.get(name, NOTHING)
    return MappedColumn(name, position, BY_NAME[name].limit, CLEANED.get(name), fillers)


def _says_something(text: str) -> bool:
    """Whether there is more than signs, zeros and x, as in ``xxx-xxx-xxxx``."""
    return any(sign.isalnum() and sign not in "0xX" for sign in text)
