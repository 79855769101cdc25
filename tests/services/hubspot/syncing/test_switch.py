"""Records sync from when an administrator starts it, but for the time it is paused."""

from contextlib import suppress

import pytest
from sqlmodel import Session, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from tests.services.hubspot.syncing.world import Crash, after_transactions
from yardflow import db
from yardflow.errors import Contradictory, Forbidden, YardFlowError
from yardflow.models import Account, HubSpotChange, HubSpotConnection, HubSpotLink, SyncedRecord
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.connection import connecting
from yardflow.services.hubspot.syncing import switch
from yardflow.services.hubspot.syncing.round import Sync
from yardflow.services.records import contacts


def add_account(session, name):
    session.add(Account(name=name, name_key=name.lower(), domain=f"{name.lower()}.example"))
    session.commit()


def names_there(portal):
    page = portal.say("GET", "crm/v3/objects/companies", properties="name", limit=100)
    return {each["properties"]["name"] for each in page["results"]}


def test_nothing_syncs_before_it_is_started_and_what_waited_does_then(
    session, portal, connect, alice, bob
):
    connect()
    add_account(session, "Acme")
    sync = Sync()
    assert sync.round() == 0 and "Acme" not in names_there(portal)
    with pytest.raises(Contradictory, match="hasn't started"):
        switch.require_on(session)
    with pytest.raises(Forbidden):
        switch.start(session, bob)
    switch.start(session, alice)
    session.commit()
    assert sync.round() > 0 and "Acme" in names_there(portal)
    with pytest.raises(Contradictory, match="started already"):
        switch.start(session, alice)


def test_what_changes_during_a_pause_is_synced_after_it(session, portal, rounds, alice):
    switch.pause(session, alice)
    session.commit()
    add_account(session, "Acme")
    assert rounds() == 0 and "Acme" not in names_there(portal)
    with pytest.raises(Contradictory, match="is paused"):
        switch.require_on(session)
    switch.resume(session, alice)
    session.commit()
    assert rounds() > 0 and "Acme" in names_there(portal)
    with pytest.raises(Contradictory, match="isn't paused"):
        switch.resume(session, alice)


def test_the_same_account_connected_again_goes_on_and_another_does_not(
    session, portal, rounds, connect, admin
):
    connecting.disconnect(session, admin)
    session.commit()
    assert switch.get(session) is None
    add_account(session, "Acme")
    assert session.exec(select(HubSpotChange)).all(), "changes are noted while it is disconnected"
    connect()
    assert rounds() > 0 and "Acme" in names_there(portal)
    row = session.exec(select(HubSpotConnection)).one()
    row.portal_id += 1
    session.add(row)
    session.commit()
    assert switch.get(session) is None and rounds() == 0


def test_nothing_is_decided_about_what_changed_after_a_pause(
    unpaced, rounds, portal: Portal, session: Session, alice: Principal, acme, works_at
):
    ann = works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")
    rounds()
    query = select(HubSpotLink.hubspot_id).where(HubSpotLink.contact_id == ann)
    there = session.exec(query).one()
    moment, reached = 0, 0

    def pause_and_edit(_: object) -> None:
        with db.session() as pausing:
            switch.pause(pausing, alice)
        with db.session() as editing:
            contacts.update(editing, alice, ann, None, {"title": f"Keeper {moment}"})
        portal.update(there, jobtitle=f"Wrangler {moment}")

    while reached >= moment:
        moment += 1
        with db.session() as editing:
            contacts.update(editing, alice, ann, None, {"title": f"Buyer {moment}"})
        sync = Sync()
        happening = after_transactions({moment: Crash()}, pause_and_edit)
        with happening as ended, suppress(YardFlowError):
            sync.round()
        reached = ended[0]
        if reached >= moment:
            # What was on its way when it was paused arrives.
            expected = ([f"Wrangler {moment}"], [f"Buyer {moment}"])
            assert portal.values(there, "jobtitle") in expected, f"transaction {moment}"
            assert contact(ann).title == f"Keeper {moment}"
            with db.session() as resuming:
                switch.resume(resuming, alice)
                pending.add(resuming, SyncedRecord.CONTACT, [ann])
            rounds()
            after = portal.values(there, "jobtitle")
            assert [contact(ann).title] == after == [f"Wrangler {moment}"]
    assert moment > 20
