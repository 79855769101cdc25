"""Who was erased here stays erased, and what is remembered of our writes does not pile up."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from yardflow import clock, db
from yardflow.models import (
    Contact,
    HubSpotDecision,
    HubSpotLink,
    HubSpotWrite,
    SyncAction,
    SyncedRecord,
)
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.links import tombstones

ADDRESS = "ann@acme.com"


def erase(*addresses: str) -> None:
    with db.session() as session:
        tombstones.add(session, addresses)


def look(contact_id: int) -> None:
    with db.session() as session:
        pending.add(session, SyncedRecord.CONTACT, [contact_id])


def links(session: Session, contact_id: int) -> list[HubSpotLink]:
    session.expire_all()
    return list(session.exec(select(HubSpotLink).filter_by(contact_id=contact_id)))


def rename(session: Session, contact_id: int, **values: str) -> None:
    person = session.get_one(Contact, contact_id)
    for name, value in values.items():
        setattr(person, name, value)
    session.commit()


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email=ADDRESS, title="CTO")


def test_who_is_added_again_is_not_linked_with_whom_hubspot_still_has(
    session, rounds, portal: Portal, ann
):
    erase(ADDRESS)
    there = portal.create(email=ADDRESS, jobtitle="CEO")
    look(ann)
    rounds()
    with clock.at(clock.now() + timedelta(seconds=11)):
        rounds()
    assert links(session, ann) == [] and contact(ann).title == "CTO"
    assert portal.values(there, "jobtitle", "firstname") == ["CEO", None]


def test_who_is_linked_syncs_no_more_in_either_direction(session, rounds, portal: Portal, ann):
    rounds()
    (link,) = links(session, ann)
    erase(ADDRESS)
    portal.update(link.hubspot_id, jobtitle="CEO")
    rename(session, ann, title="Chair")
    rounds()
    session.expire_all()
    assert contact(ann).title == "Chair"
    assert portal.values(link.hubspot_id, "jobtitle") == ["CEO"]


def test_an_erased_address_does_not_come_back_as_someone_else_s(
    session, rounds, portal: Portal, ann
):
    rounds()
    (link,) = links(session, ann)
    erase("joe@acme.com")
    with clock.at(clock.now() + timedelta(minutes=1)):
        portal.update(link.hubspot_id, email="joe@acme.com", jobtitle="CEO")
        look(ann)
        rounds()
    assert (contact(ann).email, contact(ann).title) == (ADDRESS, "CEO")
    kept = select(HubSpotDecision).where(
        HubSpotDecision.action == SyncAction.REFUSE, HubSpotDecision.field == "email"
    )
    assert "erased here" in session.exec(kept).one().why


def test_of_our_writes_to_a_property_the_last_is_remembered_for_good(
    session, rounds, portal: Portal, ann
):
    rounds()

    def written(days: float, title: str) -> list[str]:
        with clock.at(clock.now() + timedelta(days=days)):
            rename(session, ann, title=title)
            look(ann)
            rounds()
        session.expire_all()
        of_title = select(HubSpotWrite.value).where(
            HubSpotWrite.property == "jobtitle", HubSpotWrite.contact_id == ann
        )
        return list(session.exec(of_title.order_by(col(HubSpotWrite.id))))

    assert written(0, "CEO") == ["CTO", "CEO"]
    assert written(0, "Chair") == ["CTO", "CEO", "Chair"]
    assert written(8, "Owner") == ["Chair", "Owner"]
