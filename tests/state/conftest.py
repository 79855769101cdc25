"""Acme at TechExpo with three people, as far as the pages about many need it."""

import pytest
from sqlmodel import Session

from yardflow.models import Account, Contact, Event
from yardflow.services.access import Principal
from yardflow.services.records import active_event, normalize

NAMES = ("Ann Lee", "Joe Smith", "Eve Moss")


@pytest.fixture
def people(session: Session, bob: Principal, techexpo: Event) -> list[int]:
    """Three contacts at Acme, of Bob's active event, with nothing but their names."""
    account = Account(
        event_id=techexpo.id, name="Acme", name_key=normalize.company_key("Acme"), domain="acme.com"
    )
    session.add(account)
    session.flush()
    found = []
    for name in NAMES:
        first, last = normalize.split_name(name)
        found.append(
            Contact(
                account_id=account.id,
                event_id=techexpo.id,
                first_name=first,
                last_name=last,
                name_key=normalize.name_key(name),
            )
        )
    session.add_all(found)
    session.commit()
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    return [int(one.id or 0) for one in found]
