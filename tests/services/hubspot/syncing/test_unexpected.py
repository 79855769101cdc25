"""What went wrong for others who sync with HubSpot: values and answers that no one expects."""

import json
from collections.abc import Callable

import httpx
import pytest
from sqlmodel import Session, col, select

from tests.fixtures.hubspot import AS_PERSON, Portal
from tests.fixtures.records import contact
from tests.fixtures.rows import each_row
from yardflow import db
from yardflow.models import (
    Direction,
    HubSpotChange,
    HubSpotDecision,
    HubSpotField,
    HubSpotLink,
    SyncAction,
    SyncedRecord,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.mapping import views
from yardflow.services.hubspot.syncing import switch
from yardflow.services.hubspot.syncing.round import Sync
from yardflow.services.records import contacts

ENUMERATION = {
    "name": "mobile_kind",
    "label": "M",
    "type": "enumeration",
    "fieldType": "select",
    "groupName": "contactinformation",
    "options": [{"label": "None", "value": "none"}],
}


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


@pytest.fixture
def bob(acme, works_at) -> int:
    return works_at(acme, "Bob Ray", email="bob@acme.com", title="CFO")


def there(contact_id: int) -> str:
    with db.session() as session:
        return session.exec(select(HubSpotLink.hubspot_id).filter_by(contact_id=contact_id)).one()


def look(*ids: int) -> None:
    with db.session() as session:
        pending.add(session, SyncedRecord.CONTACT, ids)


def waiting() -> int:
    with db.session() as session:
        query = select(HubSpotChange.record_id).where(col(HubSpotChange.since).is_not(None))
        return len(session.exec(query).all())


def written_raw(portal: Portal, hubspot_id: str, title: str) -> None:
    """As JSON has it, also where no text of ours could be sent."""
    body = json.dumps({"properties": {"jobtitle": title}})
    url = f"{portal.url}/hubspot/crm/v3/objects/contacts/{hubspot_id}"
    headers = {**AS_PERSON, "Content-Type": "application/json"}
    httpx.patch(url, content=body, headers=headers, verify=False).raise_for_status()


@each_row(
    ("value", "title"),
    [
        ("C\0E\0O", "CEO"),
        ("\u202eCEO", "CEO"),
        ("\U0001f600 CEO", "\U0001f600 CEO"),
        (r"C\u0000EO", r"C\u0000EO"),
    ],
)
def test_a_value_that_cannot_be_stored_as_it_is_holds_up_no_one(
    rounds, portal: Portal, ann, bob, value, title
):
    rounds()
    written_raw(portal, there(ann), value)
    portal.update(there(bob), jobtitle="COO")
    look(ann, bob)
    rounds()
    assert (contact(ann).title, contact(bob).title) == (title, "COO") and waiting() == 0


def test_who_is_refused_without_being_named_is_isolated(
    rounds, portal: Portal, sandbox, ann, bob, session: Session, alice: Principal
):
    rounds()
    portal.say("POST", "crm/v3/properties/contacts", ENUMERATION)
    row = session.exec(select(HubSpotField).where(HubSpotField.field == "mobile")).one()
    row.property = ENUMERATION["name"]
    session.commit()
    contacts.update(session, alice, ann, None, {"mobile": "+14155550166"})
    contacts.update(session, alice, bob, None, {"title": "COO"})
    session.commit()
    sandbox.fail("untraced", "hubspot", path="/contacts/batch/update", times=3)
    rounds()
    assert portal.values(there(bob), "jobtitle") == ["COO"] and waiting() == 0
    with db.session() as reading:
        refused = reading.exec(select(HubSpotDecision).filter_by(action=SyncAction.REFUSE)).all()
        assert {each.contact_id for each in refused} == {ann} and all(each.why for each in refused)


CONTACTS = ["oauth", "crm.objects.contacts.read", "crm.objects.contacts.write"]


@pytest.fixture
def granted(sandbox, connect, alice: Principal, session: Session) -> Callable[[list[str]], Sync]:
    """Connects with these scopes alone, and starts the sync."""

    def started(scopes: list[str]) -> Sync:
        sandbox.choose_oauth(scopes=scopes)
        connect()
        sandbox.choose_oauth()
        switch.start(session, alice)
        session.commit()
        return Sync()

    return started


def go_round(sync: Sync) -> None:
    while sync.round():
        pass


def test_what_the_connection_may_not_do_keeps_nothing_else_from_being_synced(
    portal: Portal, granted, ann, session: Session, alice: Principal
):
    portal.lay("contacts", {"email": "ann@acme.com", "jobtitle": "CEO"})
    sync = granted(CONTACTS)
    look(ann)
    go_round(sync)
    assert contact(ann).title == "CEO"
    contacts.update(session, alice, ann, None, {"title": "COO"})
    session.commit()
    go_round(sync)
    assert portal.values(there(ann), "jobtitle") == ["COO"]
    assert portal.control("GET")["records"].get("companies", {"live": 0})["live"] == 0
    mapping = views.get(session, alice)
    assert "Deals can't be read from HubSpot." in mapping.lacking and len(mapping.lacking) == 5
    assert [each.text for row in mapping.rows for each in row.problems if not row.missing] == []
    synced = [row for row in mapping.rows if row.record == SyncedRecord.CONTACT]
    assert mapping.synced == sum(row.direction != Direction.OFF for row in synced)


def test_where_nothing_may_be_written_there_it_is_only_read(
    portal: Portal, granted, ann, bob, session: Session, alice: Principal
):
    portal.lay("contacts", {"email": "ann@acme.com", "jobtitle": "CEO"})
    sync = granted(CONTACTS[:2])
    look(ann, bob)
    go_round(sync)
    assert contact(ann).title == "CEO" and portal.search()["total"] == 1
    contacts.update(session, alice, ann, None, {"title": "COO"})
    session.commit()
    go_round(sync)
    assert portal.values(there(ann), "jobtitle") == ["CEO"] and waiting() == 0
