"""A sequence made from one of the five, with the templates that it needs."""

from collections.abc import Mapping

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow.errors import UnknownReference
from yardflow.models import Template
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition, EntryRules, Schedule
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.rows import SequenceRow
from yardflow.services.sequences.starters.catalog import BY_KEY, EMAILS
from yardflow.services.sequences.templates import library

_ACCOUNT_LIMIT = 3


def create(session: Session, principal: Principal, key: str, name: str) -> SequenceRow:
    """Adds the sequence as a draft under this name, and those of its templates that the team has
    none of by name.

    Raises:
        UnknownReference: there is no such sequence to start from.
        Invalid: the name is not valid.
        Conflict: another sequence has this name.
    """
    starter = BY_KEY.get(key)
    if starter is None:
        wrong = "Choose what to start from in the list."
        raise UnknownReference(wrong, {"starter": wrong})
    ids = _templates(session, principal, starter.emails)
    steps = starter.steps(ids)
    definition = Definition(
        steps[0].key,
        {step.key: step for step in steps},
        Schedule(),
        EntryRules(account_limit=_ACCOUNT_LIMIT),
    )
    values = {
        "name": name,
        "description": starter.description,
        "draft": reading.write(definition),
    }
    return drafts.create(session, principal, values)


def _templates(session: Session, principal: Principal, names: tuple[str, ...]) -> Mapping[str, int]:
    lowered = [name.lower() for name in names]
    known = select(func.lower(Template.name), Template.id).where(
        func.lower(Template.name).in_(lowered), col(Template.archived_at).is_(None)
    )
    ids = dict(session.execute(known).tuples().all())
    return {name: ids.get(name.lower()) or _created(session, principal, name) for name in names}


def _created(session: Session, principal: Principal, name: str) -> int:
    subject, text = EMAILS[name]
    free = library.free_name(session, name)  # an archived one may have it
    return library.create(session, principal, {"name": free, "subject": subject, "text": text}).id
