"""Published definitions by the id of their version."""

from sqlmodel import Session

from yardflow.errors import NotFound
from yardflow.models import SequenceVersion
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition

# A version never changes and is never deleted, so what was read once is true for good.
READ: dict[int, Definition] = {}


def version(session: Session, version_id: int) -> Definition:
    """The definition of a published version.

    Raises:
        NotFound: there is none with this id.
    """
    if version_id not in READ:
        row = session.get(SequenceVersion, version_id)
        if row is None:
            raise NotFound.of("version")
        READ[version_id] = reading.read(row.definition)
    return READ[version_id]
