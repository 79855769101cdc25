"""Sequences made, edited and, while they were never published, deleted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow.errors import Conflict, Contradictory, Invalid, UnknownReference
from yardflow.models import Event, OnColleague, OnReply, Sequence, SequenceStatus
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records import resource
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.resource import Resource
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import Cleaner
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions import (
    changes,
    checks,
    differences,
    documents,
    edits,
    reading,
)
from yardflow.services.sequences.definitions.changes import Change
from yardflow.services.sequences.definitions.edits import without_pins
from yardflow.services.sequences.definitions.reading import Problem, Unreadable
from yardflow.services.sequences.definitions.steps import Definition, EntryRules, Schedule
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.lifecycle import editors, rows, template_versions
from yardflow.services.sequences.lifecycle.rows import SequenceRow

# As many as anyone reads.
MOST_NAMED = 20
NEW = Definition("", {}, Schedule(), EntryRules())


def _or_none(cleaner: Cleaner) -> Cleaner:
    return lambda value: None if value is None or value == "" else cleaner(value)


SEQUENCE = Resource(
    Sequence,
    {
        "name": documents.NAME,
        "description": documents.DESCRIPTION,
        "event_id": _or_none(fields.key),
        "on_reply": fields.one_of(OnReply),
        "on_colleague": fields.one_of(OnColleague),
        "skip_open_deals": bool,
    },
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sequence with its draft. ``problems`` are in the way of publishing it, ``changes`` what
    differs from the version that is published, in words.
    """

    row: SequenceRow
    definition: Definition
    problems: list[Problem]
    changes: list[str]


def create(session: Session, principal: Principal, values: Mapping[str, object]) -> SequenceRow:
    """Adds a sequence, with the draft among the values if there is one; who adds it owns it.

    Raises:
        Invalid: a value is not valid.
        Conflict: another sequence has this name.
    """
    clean = fields.cleaned({"name": "", **values}, SEQUENCE.cleaners)
    definition = read_document(values["draft"]) if values.get("draft") is not None else NEW
    return add(session, principal, clean, definition)


def add(
    session: Session, principal: Principal, clean: Mapping[str, object], definition: Definition
) -> SequenceRow:
    """`create` with values that are clean.

    Raises:
        Forbidden: the person is no ADMIN.
        Conflict: another sequence has this name.
    """
    require_admin(principal)
    sequence = Sequence(
        name="",
        draft=reading.write(definition),
        owner_id=principal.user_id,
        created_by=principal.user_id,
    )
    _put(session, sequence, clean)
    save_record(session, sequence)
    assert sequence.id is not None
    resource.note_creation(session, principal, SEQUENCE, sequence.id, clean)
    return rows.get(session, principal, sequence.id)


def update(
    session: Session,
    principal: Principal,
    sequence_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> SequenceRow:
    """Changes fields of a sequence, its owner or its draft. ``version`` is the one the person saw;
    None skips the check.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Invalid: a value is not valid.
        Conflict: someone changed it since, or another sequence has this name.
    """
    require_admin(principal)
    definition = read_document(values["draft"]) if values.get("draft") is not None else None
    resource.edit(session, principal, SEQUENCE, sequence_id, version, values, _put)
    if "owner_id" in values:
        owner_id: Any = values["owner_id"]
        resource.assign(session, principal, SEQUENCE, sequence_id, None, owner_id)
    if definition is not None:
        save(session, principal, sequence_id, None, definition)
    return rows.get(session, principal, sequence_id)


def save(
    session: Session,
    principal: Principal,
    sequence_id: int,
    version: int | None,
    definition: Definition,
) -> None:
    """Replaces the draft. What is published stays as it is.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: someone changed it since ``version``.
    """
    require_admin(principal)
    sequence = load_record(session, Sequence, sequence_id, version, lock=True)
    _store(session, principal, sequence, definition)


def edit(
    session: Session,
    principal: Principal,
    sequence_id: int,
    change: Callable[[Definition], Definition],
) -> tuple[Change, Definition]:
    """Makes a change to the draft as it is by now, whoever changed it since; what became of it, and
    the draft that it left.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: the change can't be made any more.
    """
    require_admin(principal)
    sequence = load_record(session, Sequence, sequence_id, lock=True)
    before = definition_of(sequence)
    after = change(before)
    _store(session, principal, sequence, after)
    return changes.between(before, after), after


def _store(
    session: Session, principal: Principal, sequence: Sequence, definition: Definition
) -> None:
    document = reading.write(definition)
    if sequence.draft != document:
        sequence.draft = document
        session.flush()
        editors.note(session, principal, sequence.id or 0, changed=True)


def delete(
    session: Session, principal: Principal, sequence_id: int, version: int | None = None
) -> None:
    """Removes a sequence that was never published.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: it was published, or someone changed it since ``version``.
    """
    require_admin(principal)
    sequence = load_record(session, Sequence, sequence_id, version, lock=True)
    if sequence.status != SequenceStatus.DRAFT:
        raise Conflict("This sequence was published, so it can't be deleted. Archive it instead.")
    audit.record(
        session,
        principal,
        "sequence.deleted",
        "sequence",
        sequence.id,
        before={"name": sequence.name},
    )
    session.delete(sequence)
    session.flush()


def draft(
    session: Session,
    principal: Principal,
    sequence_id: int,
    names: Names | None = None,
    known: Definition | None = None,
) -> Draft:
    """A sequence with its draft, what is wrong with it, and what is new in it; ``names`` are what
    templates are called, ``known`` is the draft where it was read already.

    Raises:
        NotFound: there is no such sequence.
    """
    row = rows.get(session, principal, sequence_id)
    sequence = session.get_one(Sequence, row.id)
    definition = known or definition_of(sequence)
    changed = _changed(session, sequence, definition, names)
    return Draft(row, definition, checks.problems(definition), changed)


def _changed(
    session: Session, sequence: Sequence, draft: Definition, names: Names | None
) -> list[str]:
    """What publishing would change; it takes the current versions of templates."""
    if sequence.version_id is None:
        return []
    published = definitions.version(session, sequence.version_id)
    pins = edits.pins(published)
    versions = {**pins, **template_versions.current(session, pins)}
    return differences.differences(published, edits.pinned(draft, versions), names)


def definition(session: Session, principal: Principal, sequence_id: int) -> Definition:
    """The draft of a sequence.

    Raises:
        NotFound: there is no such sequence.
    """
    return definition_of(load_record(session, Sequence, sequence_id))


def definition_of(sequence: Sequence) -> Definition:
    """The draft of a sequence."""
    return reading.read(sequence.draft) if sequence.draft else NEW


def read_document(document: object) -> Definition:
    """The draft that someone sent; templates are pinned by publishing alone.

    Raises:
        Invalid: it is no definition, with what is wrong by step and part.
        Contradictory: two of its steps have the same key.
    """
    try:
        return without_pins(reading.read(document))
    except Unreadable as unreadable:
        raise refusal(unreadable) from None


def refusal(unreadable: Unreadable) -> Invalid:
    """The error that says what is wrong with a document."""
    named = {
        ".".join(filter(None, [problem.step, problem.part])) or "draft": problem.sentence
        for problem in unreadable.problems[:MOST_NAMED]
    }
    kind = Contradictory if unreadable.contradictory else Invalid
    return kind(" ".join(map(str, unreadable.problems[:MOST_NAMED])), named)


def _put(session: Session, sequence: Sequence, clean: Mapping[str, object]) -> None:
    event_id: Any = clean.get("event_id")
    if event_id is not None and session.get(Event, event_id) is None:
        wrong = "Choose an existing event."
        raise UnknownReference(wrong, {"event_id": wrong})
    for name, value in clean.items():
        if getattr(sequence, name) != value:
            setattr(sequence, name, value)
    with session.no_autoflush:
        duplicate = session.exec(
            select(Sequence.id).where(
                func.lower(Sequence.name) == func.lower(sequence.name),
                col(Sequence.id).is_distinct_from(sequence.id),
            )
        ).first()
    if duplicate is not None:
        raise Conflict(f"There is a sequence named {sequence.name} already. Choose another name.")
