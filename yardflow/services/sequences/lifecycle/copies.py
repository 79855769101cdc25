"""A sequence as another one: cloned, or taken along as a file."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from yardflow.counts import counted
from yardflow.errors import Conflict, TooLarge
from yardflow.models import Event, OnColleague, OnReply, Sequence, Template
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields
from yardflow.services.sequences.definitions import files, reading
from yardflow.services.sequences.definitions.documents import NAME
from yardflow.services.sequences.definitions.edits import with_steps, without_pins
from yardflow.services.sequences.definitions.files import Named, SequenceFile
from yardflow.services.sequences.definitions.reading import Unreadable
from yardflow.services.sequences.definitions.steps import Definition, Email
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
        "skip_open_deals": sequence.skip_open_deals,
    }
    return drafts.add(session, principal, values, drafts.definition_of(sequence))


def export(session: Session, principal: Principal, sequence_id: int) -> dict[str, object]:
    """The draft of a sequence as JSON that `import_file` reads.

    Raises:
        NotFound: there is no such sequence.
    """
    sequence = load_record(session, Sequence, sequence_id)
    definition = drafts.definition_of(sequence)
    event = session.get(Event, sequence.event_id) if sequence.event_id else None
    return files.write_file(
        definition,
        name=sequence.name,
        description=sequence.description,
        event=Named(event.id or 0, event.name) if event else None,
        on_reply=OnReply(sequence.on_reply),
        on_colleague=OnColleague(sequence.on_colleague),
        skip_open_deals=sequence.skip_open_deals,
        templates=_templates_of(session, definition),
    )


def too_large() -> TooLarge:
    """Of a file that no sequence fills."""
    return TooLarge(reading.TOO_LARGE)


def import_content(
    session: Session, principal: Principal, content: bytes
) -> tuple[SequenceRow, str]:
    """Adds the sequence in a file; and what of the file isn't here, in a sentence or
    empty.

    Raises:
        Invalid: it is no sequence, with what is wrong.
    """
    try:
        document = reading.parse(content)
    except Unreadable as unreadable:
        raise drafts.refusal(unreadable) from None
    return _import(session, principal, document)


def import_file(session: Session, principal: Principal, document: object) -> SequenceRow:
    """Adds the sequence that a file describes. Its event and templates are those with the same name
    here; without one it has no event, and an email no template.

    Raises:
        Invalid: it is no sequence, with what is wrong.
    """
    return _import(session, principal, document)[0]


def _import(session: Session, principal: Principal, document: object) -> tuple[SequenceRow, str]:
    try:
        file, definition = files.read_file(document)
    except Unreadable as unreadable:
        raise drafts.refusal(unreadable) from None
    event_id = file.event.among(_events(session, file.event)) if file.event else None
    values = {
        "name": file.name,
        "description": file.description,
        "event_id": event_id,
        "on_reply": file.on_reply.value,
        "on_colleague": file.on_colleague.value,
        "skip_open_deals": file.skip_open_deals,
    }
    clean = fields.cleaned(values, SEQUENCE.cleaners)
    clean["name"] = _free_name(session, str(clean["name"]))
    here = _templates_here(session, file.templates)
    row = drafts.add(session, principal, clean, _with_templates(without_pins(definition), here))
    return row, _missing(file, event_id, here)


def _missing(file: SequenceFile, event_id: int | None, templates: Mapping[int, int]) -> str:
    said = []
    if file.event is not None and event_id is None:
        said.append(f"There is no event “{file.event.name}” here. Choose one in its settings.")
    lacking = len(file.templates) - sum(map(bool, templates.values()))
    if lacking:
        them = "another" if lacking == 1 else "others"
        are = "is" if lacking == 1 else "are"
        said.append(f"{counted(lacking, 'template')} {are} not here. Choose {them} in the steps.")
    return " ".join(said)


def _templates_of(session: Session, definition: Definition) -> tuple[Named, ...]:
    used = {step.template_id for step in definition.steps.values() if isinstance(step, Email)}
    named = select(Template.id, Template.name).where(col(Template.id).in_(used))
    rows = session.execute(named.order_by(col(Template.id))).tuples()
    return tuple(Named(id_ or 0, name) for id_, name in rows)


def _templates_here(session: Session, named: tuple[Named, ...]) -> dict[int, int]:
    """The id here of each template of a file by its id there; 0 where there is none."""
    names = {each.name.lower() for each in named}
    alike = select(Template.id, Template.name).where(func.lower(Template.name).in_(names))
    unarchived_first = (col(Template.archived_at).is_not(None), col(Template.id))
    records = session.execute(alike.order_by(*unarchived_first)).tuples().all()
    known = [(id_ or 0, name) for id_, name in records]
    return {each.id: each.among(known) or 0 for each in named}


def _events(session: Session, named: Named) -> list[tuple[int, str]]:
    alike = select(Event.id, Event.name).where(func.lower(Event.name) == named.name.lower())
    rows = session.execute(alike.order_by(col(Event.id).desc())).tuples()
    return [(id_ or 0, name) for id_, name in rows]


def _with_templates(definition: Definition, here: Mapping[int, int]) -> Definition:
    steps = {
        key: replace(step, template_id=here.get(step.template_id, step.template_id))
        if isinstance(step, Email)
        else step
        for key, step in definition.steps.items()
    }
    return with_steps(definition, steps)


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
