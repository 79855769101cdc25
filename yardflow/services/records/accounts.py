"""Accounts: the companies that the team wants to meet."""

from collections.abc import Mapping

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from yardflow.errors import Conflict
from yardflow.models import Account, Contact, RecordKind
from yardflow.services import audit, hooks
from yardflow.services.access import Principal
from yardflow.services.records import deletion, icp, memberships, resource, targets
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.account_rows import AccountQuery, AccountRow, get, search
from yardflow.services.records.changes import FieldsEdited
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values import fields
from yardflow.services.records.values.domains import own_domain

__all__ = [
    "AccountQuery",
    "AccountRow",
    "add_website",
    "assign",
    "create",
    "delete",
    "get",
    "search",
    "update",
]

_SCORED = {"name", "website", "industry", "headquarters"}


def create(
    session: Session,
    principal: Principal,
    values: Mapping[str, object],
    *,
    event_id: int | None = None,
) -> AccountRow:
    """Adds an account, and makes it a target of an event if one is given; only declared fields of
    ``values`` count.

    Raises:
        NotFound: there is no such event.
        Invalid: a field's value is not valid.
        Conflict: there is an account of this domain, or of this name and without a domain.
    """
    clean = fields.cleaned({"name": "", **values}, ACCOUNT.cleaners)
    if event_id is not None:
        memberships.lock_event(session, event_id)
    account = Account(name="", name_key="")
    _put(session, account, clean)
    save_record(session, account)
    assert account.id is not None
    resource.note_creation(session, principal, ACCOUNT, account.id, clean)
    icp.recalculate(session, [account.id], "Account added", principal.user_id)
    if event_id is not None:
        targets.add(session, principal, event_id, [account.id])
    return get(session, principal, account.id, event_id)


def update(
    session: Session,
    principal: Principal,
    account_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> AccountRow:
    """Changes fields of an account. ``version`` is the one the person saw; None skips the check.

    Raises:
        NotFound: there is no such account.
        Invalid: a field's value is not valid.
        Conflict: someone changed it since, or another account has this name or domain.
    """
    if "name" in values:
        memberships.lock_contacts_of(session, [account_id])
    edit = resource.edit(session, principal, ACCOUNT, account_id, version, values, _put)
    if edit.changed:
        hooks.call(session, principal, FieldsEdited(edit.record, edit.changed))
    if _SCORED & edit.changed:
        icp.recalculate(session, [account_id], "Account edited", principal.user_id)
    return get(session, principal, account_id)


def add_website(
    session: Session, principal: Principal, account_id: int, website: str
) -> AccountRow:
    """Gives an account without a domain the one of this website, which it shows if it had none.

    Raises:
        NotFound: there is no such account.
        Invalid: it is no company's website.
        Conflict: the account has a domain by now, or another account has this one.
    """
    account = load_record(session, Account, account_id, lock=True)
    if account.domain is not None:
        raise Conflict(f"{account.name} already has a website. Reload the page to see it.")
    values = {"domain": website} | ({} if account.website else {"website": website})
    return update(session, principal, account_id, None, values)


def assign(
    session: Session,
    principal: Principal,
    account_id: int,
    version: int | None,
    owner_id: int | None,
) -> AccountRow:
    """Sets the owner; None for none.

    Raises:
        NotFound: there is no such account.
        Invalid: the owner is not in the workplace.
        Conflict: someone changed the account since ``version``.
    """
    resource.assign(session, principal, ACCOUNT, account_id, version, owner_id)
    return get(session, principal, account_id)


def delete(
    session: Session, principal: Principal, account_id: int, version: int | None = None
) -> int:
    """Deletes an account together with its contacts; the id of the deletion, to undo it by.

    Raises:
        NotFound: there is no such account.
        Conflict: someone changed it since ``version``.
    """
    deletion.lock(session, "account", [account_id])
    session.expire_all()  # what was loaded may be older
    account = load_record(session, Account, account_id, version)
    contacts = session.execute(select(func.count()).where(col(Contact.account_id) == account.id))
    audit.record(
        session,
        principal,
        "account.deleted",
        "account",
        account.id,
        before={"name": account.name, "contacts": contacts.scalar_one()},
    )
    return deletion.delete(session, principal, RecordKind.ACCOUNT, [account_id])


def _put(session: Session, account: Account, clean: Mapping[str, object]) -> None:
    follows = account.domain is None or account.domain == own_domain(account.website)
    if "website" in clean and "domain" not in clean and follows:
        clean = {**clean, "domain": own_domain(str(clean["website"]))}
    if {"name", "domain"} & clean.keys():
        _refuse_duplicate(session, account, clean)
    for name, value in clean.items():
        if getattr(account, name) != value:
            setattr(account, name, value)
    if "name" in clean and account.name_key != company_key(account.name):
        account.name_key = company_key(account.name)


def _refuse_duplicate(session: Session, account: Account, clean: Mapping[str, object]) -> None:
    """A domain is one company, and so is a name, but where both have a domain and they differ."""
    domain = clean.get("domain", account.domain)
    name_key = company_key(str(clean["name"])) if "name" in clean else account.name_key
    same_name = col(Account.name_key) == name_key
    same = same_name
    if domain is not None:
        without_domain = and_(same_name, col(Account.domain).is_(None))
        same = or_(without_domain, col(Account.domain) == domain)
    with session.no_autoflush:
        other = session.execute(
            select(Account.name, Account.domain)  # type: ignore[call-overload]
            .where(same, col(Account.id).is_distinct_from(account.id))
            .limit(1)
        ).first()
    if other is not None:
        noun = "domain" if domain is not None and other.domain == domain else "name"
        raise Conflict(f"{other.name} already has this {noun}. Open that account instead.")
