"""Records sync from when an administrator starts it, but for the time it is paused."""

import pytest
from sqlmodel import select

from yardflow.errors import Contradictory, Forbidden
from yardflow.models import Account, HubSpotChange, HubSpotConnection
from yardflow.services.hubspot.connection import connecting
from yardflow.services.hubspot.syncing import switch
from yardflow.services.hubspot.syncing.round import Sync


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
