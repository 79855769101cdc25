"""A sequence as another one: cloned, or taken along as a file."""

from sqlalchemy import text
from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Sequence
from yardflow.services.access import Principal
from yardflow.services.records import fields
from yardflow.services.records.load import load_record
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.edits import without_pins
from yardflow.services.sequences.definitions.reading import NAME, Unreadable
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import SEQUENCE
from yardflow.services.sequences.lifecycle.rows import SequenceRow

_MOST_COPIES = 999
_LONGEST_NAME = fields.shape(NAME)["maxLength"]
_FIRST_FREE = text("""
SELECT name FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS candidate (name, place)
WHERE NOT EXISTS (SELECT FROM sequence s WHERE lower(s.name) = lower(candidate.name))
ORDER BY place LIMIT 1""")


def clone(session: Session, principal: Principal, sequence_id: int) -> SequenceRow:
    """Adds a sequence with the same draft, owned by who clones it; no one is in it.

    Raises:
        NotFound: there is no such sequence.
    """
    sequence = load_record(session, Sequence, sequence_id)
    values = {
        "name": _free_name(session, sequence.name),
        "description": sequence.description,
        "event_id": sequence.event_id,
        "on_reply": sequence.on_reply,
        "on_colleague": sequence.on_colleague,
    }
    return drafts.add(session, principal, values, drafts.definition_of(sequence))


def export(session: Session, principal: Principal, sequence_id: int) -> dict[str, object]:
    """The draft of a sequence as JSON that `import_file` reads.

    Raises:
        NotFound: there is no such sequence.
    """
    sequence = load_record(session, Sequence, sequence_id)
    definition = drafts.definition_of(sequence)
    return reading.write_file(sequence.name, sequence.description, definition)


def import_content(session: Session, principal: Principal, content: str) -> SequenceRow:
    """Adds the sequence in the text of a file.

    Raises:
        Invalid: it is no sequence, with what is wrong.
    """
    try:
        document = reading.parse(content)
    except Unreadable as unreadable:
        raise drafts.refusal(unreadable) from None
    return import_file(session, principal, document)


def import_file(session: Session, principal: Principal, document: object) -> SequenceRow:
    """Adds the sequence that a file describes; its templates are those with the same numbers here.

    Raises:
        Invalid: it is no sequence, with what is wrong.
    """
    try:
        name, description, definition = reading.read_file(document)
    except Unreadable as unreadable:
        raise drafts.refusal(unreadable) from None
    clean = fields.cleaned({"name": name, "description": description}, SEQUENCE.cleaners)
    clean["name"] = _free_name(session, str(clean["name"]))
    return drafts.add(session, principal, clean, without_pins(definition))


def _free_name(session: Session, name: str) -> str:
    """The name, or with the first number behind it that none has: ``Intro (2)``."""
    base, opening, number = name.removesuffix(")").rpartition(" (")
    if not (name.endswith(")") and opening and number.isascii() and number.isdigit()):
        base = name
    numbers = range(2, _MOST_COPIES + 1)
    numbered = [f"{base[: _LONGEST_NAME - len(f' ({n})')]} ({n})" for n in numbers]
    free = session.execute(_FIRST_FREE, {"names": [name, *numbered]}).scalar_one_or_none()
    if free is None:
        raise Conflict("There are too many copies of this sequence. Rename one of them.")
    return str(free)
