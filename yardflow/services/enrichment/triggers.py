"""What starts an enrichment without anybody pressing a button, as far as an ADMIN lets it."""

from sqlalchemy import Select, literal, select
from sqlmodel import Session, col

from yardflow.models import Contact, ImportRow, RowOutcome, Trigger
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.bulk import creation as bulk_creation
from yardflow.services.enrichment.bulk.selection import READY
from yardflow.services.enrichment.runs.request import request
from yardflow.services.imports.changes import ContactsImported
from yardflow.services.records.changes import AccountQualified, ContactCreated


def contact_created(session: Session, principal: Principal, change: ContactCreated) -> None:
    """Requests a run for a contact that a person added."""
    if enrichment_settings.read(session).starts(Trigger.CREATED):
        request(session, principal, change.contact_id, trigger=Trigger.CREATED)


def account_qualified(session: Session, principal: Principal, change: AccountQualified) -> None:
    """Starts a bulk run over the contacts of an account that is worth knowing better."""
    if enrichment_settings.read(session).starts(Trigger.QUALIFIED):
        account = change.account
        people = _ready().where(col(Contact.account_id) == account.id)
        label = f"{account.name} became Qualified"
        _bulk(session, principal, people, Trigger.QUALIFIED, label, account.event_id)


def contacts_imported(session: Session, principal: Principal, change: ContactsImported) -> None:
    """Starts a bulk run over the contacts that an import added."""
    if enrichment_settings.read(session).starts(Trigger.IMPORTED):
        added = select(col(ImportRow.contact_id)).where(
            col(ImportRow.import_id) == change.import_id,
            col(ImportRow.outcome) == RowOutcome.CREATED,
        )
        people = _ready().where(
            col(Contact.event_id) == change.event_id, col(Contact.id).in_(added)
        )
        label = f"Imported from {change.filename}"
        _bulk(session, principal, people, Trigger.IMPORTED, label, change.event_id)


def _ready() -> Select:
    return select(
        col(Contact.id),
        col(Contact.event_id),
        col(Contact.account_id),
        literal(READY).label("state"),
    )


def _bulk(
    session: Session,
    principal: Principal,
    people: Select,
    trigger: Trigger,
    label: str,
    event_id: int,
) -> None:
    found = session.execute(people.limit(1)).first()
    if found is not None:
        by = {"asked_by": principal.user_id, "event_id": event_id}
        bulk_creation.create(session, people, trigger, label, **by)
