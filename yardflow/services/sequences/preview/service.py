"""What one contact would go through."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.config import settings
from yardflow.errors import Conflict, NotFound
from yardflow.models import Attendee, Contact, Event, Sequence, SequenceVersion, User
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions import edits
from yardflow.services.sequences.definitions.steps import Definition, Email
from yardflow.services.sequences.engine.reading import BEHIND, Entering, ahead, standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.assumptions import Assumed, at_steps
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.lifecycle import drafts, template_versions
from yardflow.services.sequences.preview.stops import Stop, Stops
from yardflow.services.sequences.senders import choosing, email_settings
from yardflow.services.sequences.senders.identities import OWN_LINK, identities
from yardflow.services.sequences.templates.rows import names as names_of_templates
from yardflow.services.sequences.templates.variables import BOOKING, UNSUBSCRIBE
from yardflow.services.sequences.unsubscribing import TEST_KEY

# So far ahead, and so many steps: in a loop there is no last one.
AHEAD, MOST_STEPS = timedelta(days=400), 300
_NO_STEPS = "This sequence has no steps yet. Add one first."


@dataclass(frozen=True, slots=True)
class Preview:
    """The way of a contact through the draft or, of a version, its ``number``. ``zone`` is the
    contact's, empty where no one knows it; ``to_the_end``: the way ends, and is not only too long
    or at a step that waits for a change.
    """

    contact_id: int
    contact_name: str
    account_name: str
    zone: str
    sender: str
    event: str
    number: int | None
    stops: tuple[Stop, ...]
    to_the_end: bool


def preview(
    session: Session,
    principal: Principal,
    sequence_id: int,
    contact_id: int,
    *,
    draft: bool = False,
    assumed: Mapping[str, Collection[Assumed]] | None = None,
) -> Preview:
    """What the contact would go through if they were enrolled now by themselves: in the published
    version, or the ``draft``; a paused sequence is taken to go on. ``assumed`` is what they do
    about the email of a step.

    Raises:
        NotFound: there is no such sequence or contact.
        Conflict: there are no steps.
    """
    sequence = load_record(session, Sequence, sequence_id)
    load_record(session, Contact, contact_id)
    number, entering = _entering(session, principal, sequence, contact_id, draft=draft)
    assert entering.definition is not None
    situation = _situation(session, ahead(session, [], clock.now(), entering=entering))
    row = situation.rows[BEHIND + contact_id]
    simulation = Simulation(
        situation,
        email_settings.read(session).policy,
        situation.now + AHEAD,
        assumptions=at_steps(assumed or {}),
        watched=frozenset({row.id}),
        most=MOST_STEPS,
    )
    simulation.run()
    names = names_of_templates(session, principal)
    values = _own_links(situation.values.get(row.id, {}))
    stops = Stops(simulation, row.id, entering.definition, names, values, assumed or {})
    # Its facts say whose time zone counts.
    zone = situation.facts(row).zone
    mailbox = identities(session, [*entering.senders.values()]).get(row.sender_id or 0)
    event = session.get(Event, row.event_id) if row.event_id else None
    return Preview(
        contact_id=contact_id,
        contact_name=row.contact_name,
        account_name=row.account_name,
        zone=zone.key if zone else "",
        sender=f"{mailbox.name} <{mailbox.address}>" if mailbox else "",
        event=event.name if event else "",
        number=number,
        stops=tuple(stops.all()),
        to_the_end=simulation.complete and row.id not in simulation.waits,
    )


def anyone(session: Session, principal: Principal, sequence_id: int) -> int:
    """A contact at random of the event that the sequence or the person works for; of all contacts
    where there is none.

    Raises:
        NotFound: there is no such sequence, or no contact.
    """
    sequence = load_record(session, Sequence, sequence_id)
    event_id = _event_id(session, principal, sequence)
    attendees = select(col(Attendee.contact_id)).where(col(Attendee.event_id) == event_id)
    everyone = select(col(Contact.id))
    for ids in (attendees, everyone):
        count = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
        place = func.floor(func.random() * count)
        chosen = session.scalar(ids.order_by(ids.selected_columns[0]).offset(place).limit(1))
        if chosen is not None:
            return int(chosen)
    raise NotFound("There are no contacts yet. Import or add some first.")


def _entering(
    session: Session, principal: Principal, sequence: Sequence, contact_id: int, *, draft: bool
) -> tuple[int | None, Entering]:
    """With the number of the version."""
    number: int | None = None
    if draft or sequence.version_id is None:
        definition = _pinned(session, drafts.definition_of(sequence))
    else:
        definition = definitions.version(session, sequence.version_id)
        number = session.get_one(SequenceVersion, sequence.version_id).number
    if definition.start not in definition.steps:
        raise Conflict(_NO_STEPS)
    senders = choosing.choose(session, [contact_id], choosing.working(session))
    event_id = _event_id(session, principal, sequence)
    chosen = {contact_id: senders.get(contact_id, 0)}
    return number, Entering(sequence.id or 0, 0, event_id, chosen, definition)


def _pinned(session: Session, draft: Definition) -> Definition:
    emails = {step.template_id for step in draft.steps.values() if isinstance(step, Email)}
    return edits.pinned(draft, template_versions.current(session, emails))


def _event_id(session: Session, principal: Principal, sequence: Sequence) -> int | None:
    if sequence.event_id is not None:
        return sequence.event_id
    return session.get_one(User, principal.user_id).active_event_id


def _situation(session: Session, known: Situation) -> Situation:
    """As for someone to whom nothing of the sequence was sent, and while it isn't paused."""
    known.sent_to = set()
    known.rows = {number: standing(row, paused_at=None) for number, row in known.rows.items()}
    return known


def _own_links(values: Mapping[str, str]) -> dict[str, str]:
    """Those that each message has of its own lead to what test emails have in their place."""
    own = {UNSUBSCRIBE: f"{settings().url}/api/unsubscribe/{TEST_KEY}"}
    if values.get(BOOKING) == OWN_LINK:
        own[BOOKING] = f"{settings().url}/api/book/{TEST_KEY}"
    return own
