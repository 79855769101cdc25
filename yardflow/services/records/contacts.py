"""Contacts: the people that the team wants to meet, each at an account."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from yardflow.errors import Contradictory, Invalid, UnknownReference
from yardflow.models import Account, Contact, EmailStatus, Origin, RecordKind, Seniority
from yardflow.services import audit, hooks
from yardflow.services.access import Principal
from yardflow.services.records import (
    accounts,
    attendees,
    deletion,
    icp,
    memberships,
    resource,
    targets,
)
from yardflow.services.records.changes import ContactCreated, FieldsEdited, RecordsEdited
from yardflow.services.records.contact_duplicates import has_shared_address, refuse_duplicate
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.contact_rows import ContactRow, get, search
from yardflow.services.records.inferred import is_refused
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values import fields, phones
from yardflow.services.records.values.countries import regions_of
from yardflow.services.records.values.domains import own_domain
from yardflow.services.records.values.normalize import name_key
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.seniority import seniority_of

__all__ = [
    "ContactQuery",
    "ContactRow",
    "assign",
    "create",
    "create_at",
    "delete",
    "get",
    "search",
    "update",
]

PHONES = {"phone", "mobile"}
_SCORED = {"account_id", "title", "personas", "seniority"}
# They say nothing of who someone is: none of them makes two contacts the same.
TOGETHER = CONTACT.cleaners.keys() - {"account_id", "email", "first_name", "last_name"}


def create(
    session: Session,
    principal: Principal,
    values: Mapping[str, object],
    *,
    event_id: int | None = None,
    run_hooks: bool = True,
    may_cost_money: bool = True,
) -> ContactRow:
    """Adds a contact to the account in ``values``, and to an event's list if one is given; only
    declared fields count.

    ``run_hooks`` is False where nothing else is to follow from it, as with demo data;
    ``may_cost_money`` where nothing that is paid for is, as by a program that doesn't ask for it.

    Raises:
        NotFound: there is no such event.
        Invalid: a field's value is not valid, or there is no such account.
        Conflict: another contact has this address, or of the account this name.
    """
    clean: Any = fields.cleaned({"account_id": "", **values}, CONTACT.cleaners)
    if event_id is not None:
        memberships.lock_event(session, event_id)
        targets.lock_attendees(session, event_id, [clean["account_id"]])
    contact = Contact(account_id=clean["account_id"], name_key="")
    _put(session, contact, clean)
    save_record(session, contact)
    assert contact.id is not None
    resource.note_creation(session, principal, CONTACT, contact.id, clean)
    if event_id is not None:
        attendees.add(session, principal, event_id, [contact.id])
    icp.recalculate(session, [contact.account_id], "Contact added", principal.user_id)
    if run_hooks:
        hooks.call(session, principal, ContactCreated(contact.id, event_id, may_cost_money))
    return get(session, principal, contact.id, event_id)


def create_at(
    session: Session,
    principal: Principal,
    event_id: int | None,
    company: str,
    values: Mapping[str, object],
) -> ContactRow:
    """Adds a contact to the account of that name, which is added if there is none yet. Where
    several accounts have that name, the contact's own address may tell which one is meant.

    Raises:
        NotFound: there is no such event.
        Invalid: a field's value is not valid, or several accounts have that name.
        Conflict: another contact has this address, or of the account this name.
    """
    account_id = _named(session, company, str(values.get("email", "")))
    if account_id is None:
        try:
            account = accounts.create(session, principal, {"name": company}, event_id=event_id)
        except Invalid as problem:
            message = problem.fields.get("name", problem.message)
            raise Invalid(message, {"account": message}) from None
        account_id = account.id
    return create(session, principal, {**values, "account_id": account_id}, event_id=event_id)


def update(
    session: Session,
    principal: Principal,
    contact_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> ContactRow:
    """Changes fields of a contact; enrichment never overwrites them from then on.

    ``version`` is the one the person saw; None skips the check.

    Raises:
        NotFound: there is no such contact.
        Invalid: a field's value is not valid, or there is no such account.
        Conflict: someone changed it since, or it would be a duplicate.
    """
    edit = resource.edit(session, principal, CONTACT, contact_id, version, values, _put)
    contact, changed = edit.record, edit.changed
    if edited := _edited(edit):
        hooks.call(session, principal, FieldsEdited(contact, edited))
    if _SCORED & changed:
        touched = {edit.before["account_id"], contact.account_id}
        icp.recalculate(session, touched, "Contact edited", principal.user_id)
    return get(session, principal, contact_id)


def update_many(
    session: Session,
    principal: Principal,
    versions: Mapping[int, int],
    values: Mapping[int, Mapping[str, object]],
) -> None:
    """`update` for many contacts, by their ids, of fields among `TOGETHER`.

    Raises:
        NotFound, Invalid, Conflict: as in `update`, for any of them.
    """
    at = select(Contact.account_id).where(col(Contact.id).in_(values))
    # Held until the end: whose phone is completed is looked up among what is loaded.
    accounts_loaded = session.exec(select(Account).where(col(Account.id).in_(at))).all()
    edits = resource.edit_many(session, principal, CONTACT, versions, values, _fill)
    edited = (FieldsEdited(each.record, _edited(each)) for each in edits)
    hooks.call(session, principal, RecordsEdited(tuple(each for each in edited if each.fields)))
    touched = {each.record.account_id for each in edits if _SCORED & each.changed}
    icp.recalculate(session, touched, "Contact edited", principal.user_id)
    del accounts_loaded


def assign(
    session: Session,
    principal: Principal,
    contact_id: int,
    version: int | None,
    owner_id: int | None,
) -> ContactRow:
    """Sets the owner; None for none.

    Raises:
        NotFound: there is no such contact.
        Invalid: the owner is not in the workplace.
        Conflict: someone changed the contact since ``version``.
    """
    resource.assign(session, principal, CONTACT, contact_id, version, owner_id)
    return get(session, principal, contact_id)


def delete(
    session: Session, principal: Principal, contact_id: int, version: int | None = None
) -> int:
    """Deletes a contact and all its enrichment data; the id of the deletion, to undo it by.

    Raises:
        NotFound: there is no such contact.
        Conflict: someone changed it since ``version``.
    """
    deletion.lock(session, "contact", [contact_id])
    session.expire_all()  # what was loaded may be older
    contact = load_record(session, Contact, contact_id, version)
    audit.record(session, principal, "contact.deleted", "contact", contact.id)
    return deletion.delete(session, principal, RecordKind.CONTACT, [contact_id])


def _named(session: Session, company: str, email: str) -> int | None:
    """The id of the account of that name, if there is one."""
    namesakes = session.exec(
        select(Account.id, Account.domain)
        .where(col(Account.name_key) == company_key(company))
        .order_by(col(Account.id))
    ).all()
    if len(namesakes) <= 1:
        return namesakes[0][0] if namesakes else None
    host = own_domain(email.rpartition("@")[2]) if email else None
    for account_id, domain in namesakes:
        if host is not None and domain == host:
            return account_id
    message = "Several accounts have this name. Open the right one and add the contact there."
    raise Invalid(message, {"account": message})


def _put(session: Session, contact: Contact, clean: Mapping[str, object]) -> None:
    _fill(session, contact, clean)
    with session.no_autoflush:
        refuse_duplicate(session, contact)


def _fill(session: Session, contact: Contact, clean: Mapping[str, object]) -> None:
    # An account that a contact comes to is not deleted before this work ends.
    kept = {"read": True, "key_share": True}
    if "account_id" in clean and not session.get(
        Account, clean["account_id"], with_for_update=kept
    ):
        raise UnknownReference(
            "Choose an account.", {"account_id": "Account not found. Choose another one."}
        )
    changed = {name: value for name, value in clean.items() if getattr(contact, name) != value}
    level = seniority_of(contact.title)
    for name in PHONES & changed.keys():
        if changed[name] == phones.shown(getattr(contact, name), *_regions(session, contact)):
            del changed[name]  # it comes back as it was shown
    chosen = {"personas", "seniority"} & clean.keys()
    for name in changed.keys() - chosen:
        setattr(contact, name, changed[name])
    contact.name_key = name_key(f"{contact.first_name} {contact.last_name}")
    if not any(sign.isalnum() for sign in contact.name_key):
        # A name that is stored may be the only one.
        refusal = Invalid if contact.id is None else Contradictory
        raise refusal(
            "Enter a first or a last name.", {"first_name": "Enter a first or a last name."}
        )
    for name in PHONES:
        setattr(
            contact, name, phones.completed(getattr(contact, name), *_regions(session, contact))
        )
    if "email" in changed:
        contact.email_status = EmailStatus.GIVEN if contact.email else EmailStatus.NONE
        contact.email_shared = has_shared_address(session, contact)
    if is_refused(contact) and seniority_of(contact.title) != level:
        contact.seniority_origin = Origin.INFERRED  # it was said of another title
    _choose(contact, clean, retitled="title" in changed)


def _edited(edit: resource.Edit) -> frozenset[str]:
    """What a person wrote of a contact."""
    edited = edit.changed & edit.clean.keys()
    return edited | {"seniority"} if "seniority_origin" in edit.changed else edited


def _regions(session: Session, contact: Contact) -> tuple[str, ...]:
    with session.no_autoflush:
        account = session.get_one(Account, contact.account_id)
    return regions_of(contact.country, account.headquarters)


def _choose(contact: Contact, clean: Mapping[str, object], *, retitled: bool) -> None:
    """Applies a person's choice of personas and seniority, else infers them from a new title."""
    if "personas" in clean:
        personas = clean["personas"]
        contact.personas_origin = Origin.INFERRED if personas is None else Origin.PERSON
        if isinstance(personas, list):
            contact.personas = personas
    if "seniority" in clean:
        seniority = clean["seniority"]
        contact.seniority_origin = Origin.INFERRED if seniority is None else Origin.PERSON
        if isinstance(seniority, Seniority):
            contact.seniority = seniority
    if contact.personas_origin == Origin.INFERRED and (retitled or "personas" in clean):
        contact.personas = [persona.value for persona in personas_of(contact.title)]
    if contact.seniority_origin == Origin.INFERRED and (retitled or "seniority" in clean):
        contact.seniority = seniority_of(contact.title)
