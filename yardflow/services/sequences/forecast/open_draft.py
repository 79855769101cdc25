"""A draft with all that its canvas says of it, read at once: it is read again after each edit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from yardflow.services.access import Principal
from yardflow.services.sequences.definitions.changes import Change
from yardflow.services.sequences.definitions.steps import Definition, Email
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.forecast.outlook import Outlook, outlook
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import Draft
from yardflow.services.sequences.senders import capacity
from yardflow.services.sequences.templates import pinning
from yardflow.services.sequences.templates.problems import Problem


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """``remarks`` are on templates, by their ids; ``outlook`` has the dates of steps for the event
    (None: no event), ``shortage`` says why no sender can email.
    """

    draft: Draft
    remarks: Mapping[int, list[Problem]]
    event_id: int | None
    outlook: Outlook
    shortage: str


def edit(
    session: Session,
    principal: Principal,
    sequence_id: int,
    change: Callable[[Definition], Definition],
    names: Names,
    **events: int | None,
) -> tuple[Change, OpenDraft]:
    """Makes a change to a draft, as `drafts.edit` does, and `read`s what it is by then.

    Raises:
        Forbidden, NotFound, Conflict: as `drafts.edit`.
    """
    done, left = drafts.edit(session, principal, sequence_id, change)
    return done, read(session, principal, sequence_id, names, left, **events)


def read(
    session: Session,
    principal: Principal,
    sequence_id: int,
    names: Names,
    known: Definition | None = None,
    *,
    event_id: int | None = None,
    usual_event_id: int | None = None,
) -> OpenDraft:
    """A draft with dates for an event: the one that is asked for, else the sequence's, else the
    usual one. ``names`` and ``known`` are as in `drafts.draft`.

    Raises:
        NotFound: there is no such sequence.
    """
    draft = drafts.draft(session, principal, sequence_id, names, known)
    event = event_id or draft.row.event_id or usual_event_id
    emails = [step for step in draft.definition.steps.values() if isinstance(step, Email)]
    return OpenDraft(
        draft,
        pinning.remarks(session, principal, {step.template_id for step in emails})
        if emails
        else {},
        event,
        outlook(session, principal, draft.definition, event),
        capacity.shortage(session, principal) if emails else "",
    )
