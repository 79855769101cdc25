"""A small trade: Acme at TechExpo, and a way to put people there."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from yardflow.models import Account, Contact, Event
from yardflow.services.records import normalize

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme(session: Session, techexpo: Event) -> Account:
    """An account with a name and nothing else."""
    return company(session, techexpo, "Acme")


@pytest.fixture
def works_at(session: Session) -> Callable[..., Contact]:
    """``works_at(acme, "Ann Lee", personas=["Ops"])`` puts a person straight into the table."""

    def put(account: Account, name: str, **fields: object) -> Contact:
        first, last = normalize.split_name(name)
        contact = Contact(
            account_id=account.id,
            event_id=account.event_id,
            first_name=first,
            last_name=last,
            name_key=normalize.name_key(name),
            **fields,
        )
        session.add(contact)
        session.commit()
        return contact

    return put


def company(session: Session, event: Event, name: str, **fields: object) -> Account:
    """An account, straight into the table."""
    account = Account(event_id=event.id, name=name, name_key=normalize.company_key(name), **fields)
    session.add(account)
    session.commit()
    return account
