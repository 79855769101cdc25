"""A sequence as a file that another workplace reads, too.

Ids mean nothing elsewhere, so what the sequence goes by is in the file with its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from yardflow.models import OnColleague, OnReply
from yardflow.services.sequences.definitions.codecs import (
    FLAG,
    Codec,
    choice,
    cleaned,
    many,
    optional,
    shape,
    text,
)
from yardflow.services.sequences.definitions.documents import (
    DESCRIPTION,
    ID,
    MOST_STEPS,
    NAME,
    PARTS,
    Document,
)
from yardflow.services.sequences.definitions.reading import definition_of, document_of, read_as
from yardflow.services.sequences.definitions.steps import Definition

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A record where the file was written."""

    id: int
    name: str

    def among(self, records: Iterable[tuple[int, str]]) -> int | None:
        """The id of the record that is meant: this one if it has the name, else the first that
        has it.
        """
        alike = [id_ for id_, name in records if name.lower() == self.name.lower()]
        return self.id if self.id in alike else next(iter(alike), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFile(Document):
    """A sequence as a file. ``templates`` are those of its emails; one that isn't named is meant by
    its id alone.
    """

    name: str
    description: str = ""
    event: Named | None = None
    on_reply: OnReply = OnReply.END
    on_colleague: OnColleague = OnColleague.PAUSE
    skip_open_deals: bool = False
    templates: tuple[Named, ...] = ()


_NAMED = shape(Named, id=ID, name=text(_LONGEST_NAME))
_OWN: dict[str, Codec] = {
    "name": cleaned(NAME),
    "description": cleaned(DESCRIPTION),
    "event": optional(_NAMED),
    "on_reply": choice(OnReply),
    "on_colleague": choice(OnColleague),
    "skip_open_deals": FLAG,
    "templates": many(_NAMED, 0, MOST_STEPS),
}
FILE = shape(SequenceFile, **_OWN, **PARTS)


def read_file(document: object) -> tuple[SequenceFile, Definition]:
    """The sequence that a JSON value describes, and its definition.

    Raises:
        Unreadable: it is none, with all that is wrong.
    """
    file: SequenceFile = read_as(FILE, document)
    return file, definition_of(file)


def write_file(definition: Definition, **own: Any) -> dict[str, Any]:
    """A sequence as a file, its name first; ``own`` are the other fields of `SequenceFile`."""
    document = document_of(definition)
    shared = {each.name: getattr(document, each.name) for each in fields(document)}
    return FILE.write(SequenceFile(**shared, **own))
