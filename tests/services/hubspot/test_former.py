"""Nothing that was remembered of an account in HubSpot is used for another one."""

import json
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, SQLModel, select

from tests.fixtures.hubspot import UNLIMITED, Portal
from tests.services.hubspot.syncing.world import Crash, after_transactions
from yardflow import clock, db, jobs
from yardflow.errors import Conflict, Contradictory, Forbidden, NotFound
from yardflow.integrations.errors import AccountError
from yardflow.integrations.hubspot import webhook
from yardflow.models import (
    AuditEntry,
    Direction,
    HubSpotConnection,
    HubSpotLink,
    HubSpotSync,
    SyncedRecord,
)
from yardflow.sandbox.hubspot.portal import PORTAL_ID
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.connection import former, views
from yardflow.services.hubspot.journal import store
from yardflow.services.hubspot.syncing import asked, backfill, dry_runs, events, switch
from yardflow.services.hubspot.syncing.round import Sync

FORMER = 123
# What is about the connection, the mapping or our own records, whatever account is synced.
KEPT = {
    *("hubspot_authorization", "hubspot_change", "hubspot_connection", "hubspot_field"),
    *("hubspot_schema", "hubspot_webhooks"),
}


@pytest.fixture
def moved(rounds, session: Session, acme, works_at) -> int:
    """A contact that was synced with another account than the connected one."""
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    rounds()
    session.execute(update(HubSpotSync).values(portal_id=FORMER))
    session.commit()
    return ann


def links(session: Session) -> list[str]:
    session.expire_all()
    return [link.hubspot_id for link in session.exec(select(HubSpotLink))]


def test_until_it_is_decided_nothing_of_it_is_used(session, alice, moved, rounds, client):
    ours = {"contact": moved, "account": None, "event": None}
    for start in (
        lambda: switch.start(session, alice),
        lambda: asked.start(session, alice, subjects=ours, direction=Direction.BOTH, dry_run=True),
    ):
        with pytest.raises(Contradictory, match=f"account {FORMER} .*Settings › HubSpot"):
            start()
    assert rounds() == 0
    assert views.get(session, alice).former == former.Former(FORMER, 2)


def test_forgotten_it_leaves_our_records_and_syncs_afresh(
    session, alice, moved, rounds, portal: Portal
):
    before = links(session)
    former.forget(session, alice)
    session.commit()
    assert links(session) == [] and former.get(session) is None
    switch.start(session, alice)
    pending.add(session, SyncedRecord.CONTACT, [moved])
    session.commit()
    # The same id is someone else there, as it is in another account.
    there = next(
        each for each in before if portal.ask("GET", f"crm/v3/objects/contacts/{each}").is_success
    )
    portal.update(there, email="other@example.com")
    rounds()
    (link,) = session.exec(select(HubSpotLink).where(HubSpotLink.contact_id == moved))
    assert link.hubspot_id != there
    assert portal.values(there, "email") == ["other@example.com"]


def test_only_an_admin_forgets_and_only_where_there_is_something(session, alice, bob, moved):
    with pytest.raises(Forbidden):
        former.forget(session, bob)
    former.forget(session, alice)
    with pytest.raises(NotFound):
        former.forget(session, alice)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "hubspot.forgotten")).one()
    assert entry.before == {"portal": FORMER, "links": 2}


def test_what_a_worker_still_syncs_is_waited_for(session, alice, moved):
    with db.session() as worker:
        pending.claim_these(worker, SyncedRecord.CONTACT, [moved])
    with pytest.raises(Conflict, match="two minutes"):
        former.forget(session, alice)
    with clock.at(clock.now() + pending.LEASE + timedelta(seconds=1)):
        former.forget(session, alice)


def test_who_reads_for_long_does_not_hold_up_everyone_else(session, alice, moved):
    with db.session() as reading:
        reading.exec(select(HubSpotLink)).all()
        with pytest.raises(Conflict, match="two minutes"):
            former.forget(session, alice)
        session.rollback()
    former.forget(session, alice)


def test_the_same_account_again_goes_on_with_all_it_had(session, alice, moved):
    before = links(session)
    session.execute(update(HubSpotConnection).values(portal_id=FORMER))
    session.commit()
    assert former.get(session) is None and switch.is_on(session) and links(session) == before


def test_reports_from_before_the_start_are_not_kept(session, alice, connect):
    connect()
    changed = {
        "portalId": PORTAL_ID,
        "subscriptionType": "contact.privacyDeletion",
        "objectId": 7,
        "occurredAt": 1_790_000_000_000,
    }
    reported = webhook.events(json.dumps([changed]).encode())
    assert events.store(session, reported) == 0
    switch.start(session, alice)
    session.commit()
    assert events.store(session, reported) == 1


def test_each_table_of_the_sync_is_forgotten_or_kept_on_purpose():
    tables = {name for name in SQLModel.metadata.tables if name.startswith("hubspot_")}
    assert tables == KEPT | {*former.FORGOTTEN}


def test_a_job_that_waited_meanwhile_touches_nothing(session, alice, rounds, moved, sandbox):
    asking = len(sandbox.received("hubspot"))
    with pytest.raises(Contradictory):
        dry_runs.run(None)
    job = jobs.enqueue(session, asked.KIND, subject=f"contact:{moved}", asked_by=alice.user_id)
    store.start_run(session, job.id)
    session.commit()
    with pytest.raises(jobs.Hold):
        backfill.run(SimpleNamespace(id=job.id))
    assert len(sandbox.received("hubspot")) == asking


def test_who_looks_at_hubspot_meanwhile_writes_nothing_of_a_forgotten_account(
    unpaced, rounds, session: Session, alice, portal: Portal, acme, works_at
):
    rounds()
    works_at(acme, "Ann Lee", email="ann@acme.com")
    other, moment, reached, forgotten = PORTAL_ID + 1, 0, 0, 0

    def forget(_: object) -> None:
        nonlocal forgotten
        with suppress(Conflict), db.session() as forgetting:
            forgetting.execute(update(HubSpotConnection).values(portal_id=other))
            former.forget(forgetting, alice)
            forgotten += 1

    while reached >= moment:
        moment += 1
        portal.control("DELETE")
        portal.control("PUT", "limits", **UNLIMITED)
        portal.control("PUT", "account", indexLag=0)
        portal.create(email="ann@acme.com")
        _start_again(session, alice)
        with after_transactions({moment: Crash()}, forget) as ended, suppress(AccountError):
            Sync().round()
        reached = ended[0]
        if links(session):
            assert switch.get(session), f"written after transaction {moment}"
    assert forgotten > 20 and links(session)  # no one forgot it in the last round


def _start_again(session: Session, alice) -> None:
    """As the account was before it was forgotten, with nothing that waits."""
    session.execute(text(f"TRUNCATE {', '.join(former.FORGOTTEN)}"))
    session.execute(update(HubSpotConnection).values(portal_id=PORTAL_ID))
    session.execute(
        text("UPDATE hubspot_change SET since = NULL, lease = NULL, leased_until = NULL")
    )
    session.expire_all()
    switch.start(session, alice)
    session.commit()
