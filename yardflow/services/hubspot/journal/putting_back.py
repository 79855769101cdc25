"""Writing what HubSpot has, or what was here before, as a person does who edits it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from yardflow.errors import Invalid, NotFound
from yardflow.models import Account, Contact, SyncedRecord, Target, User
from yardflow.services.access import Principal
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.fields import ACCOUNT_OF
from yardflow.services.hubspot.mapping.kinds import BETWEEN
from yardflow.services.records import accounts, contacts, targets
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.values import fields

_MODELS: dict[SyncedRecord, type[Account | Contact | Target]] = {
    SyncedRecord.ACCOUNT: Account,
    SyncedRecord.CONTACT: Contact,
    SyncedRecord.TARGET: Target,
}


def version_of(session: Session, record: SyncedRecord, record_id: int) -> int:
    """The version of a record as it is now.

    Raises:
        NotFound: it was deleted.
    """
    version = session.exec(
        select(_MODELS[record].version).where(_MODELS[record].id == record_id)
    ).one_or_none()
    if version is None:
        raise NotFound.of(record)
    return version


def write(
    session: Session,
    principal: Principal,
    record: SyncedRecord,
    record_id: int,
    version: int | None,
    values: Mapping[str, str],
) -> None:
    """Sets fields to these values, each a text, with all that follows from an edit.

    Raises:
        NotFound: the record was deleted.
        Invalid: a value is not valid here, or not anymore.
        Conflict: someone changed the record since ``version``, or another one has this value.
    """
    if record == SyncedRecord.TARGET:
        target = session.get_one(Target, record_id)
        targets.set_stage(
            session, principal, target.event_id, target.account_id, version, values["stage"]
        )
        return
    service: Any = accounts if record == SyncedRecord.ACCOUNT else contacts
    stored = _stored({name: value for name, value in values.items() if name != _OWNER})
    if ACCOUNT_OF in values:
        stored[ACCOUNT_OF] = _account(session, values[ACCOUNT_OF])
    if stored:
        version = service.update(session, principal, record_id, version, stored).version
    if _OWNER in values:
        owner_id = _teammate(session, values[_OWNER])
        service.assign(session, principal, record_id, version, owner_id)


def goes_together(record: SyncedRecord, values: Mapping[str, str]) -> bool:
    """Whether these values can be written by `write_many`, as far as that is known beforehand."""
    if record != SyncedRecord.CONTACT or not values.keys() <= contacts.TOGETHER:
        return False
    try:
        fields.cleaned(_stored(values), CONTACT.cleaners)
    except Invalid:
        return False
    return True


def write_many(
    session: Session,
    principal: Principal,
    versions: Mapping[int, int],
    values: Mapping[int, Mapping[str, str]],
) -> None:
    """`write` for many contacts, by their ids, whose values go together.

    Raises:
        NotFound, Invalid, Conflict: as in `write`, for any of them.
    """
    stored = {record_id: _stored(of_record) for record_id, of_record in values.items()}
    contacts.update_many(session, principal, versions, stored)


def _stored(values: Mapping[str, str]) -> dict[str, object]:
    return {name: _STORED.get(name, str)(value) for name, value in values.items()}


_OWNER = "owner_id"
_STORED: dict[str, Callable[[str], object]] = {
    "personas": lambda value: value.split(BETWEEN) if value else [],
    "seniority": lambda value: value or None,
}


def _account(session: Session, company_id: str) -> int:
    account_id = links.owners(session, SyncedRecord.ACCOUNT, [company_id]).get(company_id)
    if account_id is None:
        raise NotFound("The company in HubSpot is no account here. Add it as an account first.")
    return account_id


def _teammate(session: Session, address: str) -> int | None:
    if not address:
        return None
    known = select(User.id).where(User.email == address, col(User.removed_at).is_(None))
    owner_id = session.exec(known).one_or_none()
    if owner_id is None:
        raise NotFound(f"{address} is no longer on the team. Choose another owner.")
    return owner_id
