"""HubSpot on records and lists: what is shown, synced, looked at, undone and decided."""

from pkgutil import resolve_name

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from tests.fixtures.state_tab import call, move, tab
from yardflow import db, jobs, registry
from yardflow.models import HubSpotField, HubSpotLink, Job, SyncedRecord
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.syncing import switch
from yardflow.services.records import accounts, contacts, targets
from yardflow.state.accounts.index import AccountsState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.hubspot import standings
from yardflow.state.hubspot.event import HubspotEvent
from yardflow.state.hubspot.record import EntryItem, HubspotRecord


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


@pytest.fixture
def page(session, bob, ann) -> HubspotRecord:
    """A MEMBER's, on Ann's record."""
    return tab(session, bob, HubspotRecord, f"/contacts/{ann}/")


def edit(session: Session, who, contact_id: int, **values: str) -> None:
    contacts.update(session, who, contact_id, None, values)
    session.commit()


def there(contact_id: int) -> str:
    with db.session() as session:
        return session.exec(select(HubSpotLink).filter_by(contact_id=contact_id)).one().hubspot_id


async def have_done(page: HubspotRecord | HubspotEvent) -> None:
    """The worker does what was asked for, and the page hears of it."""
    with db.session() as session:
        job = session.exec(select(Job).order_by(Job.id.desc())).first()  # type: ignore[union-attr]
    jobs.perform(job.id, resolve_name(registry.job_kinds()[job.kind].work))
    async for _ in type(page).follow_job.fn(page):
        pass


def title(page: HubspotRecord) -> EntryItem:
    return next(each for each in page.entries if each.label == "Title")


async def test_it_is_not_there_where_hubspot_never_was_connected(page):
    assert await call(page, HubspotRecord.load_contact) is None
    assert page.loaded and not page.shown


async def test_it_says_how_the_record_stands_and_why_nothing_syncs(
    connect, portal, session, alice, page
):
    connect()
    await call(page, HubspotRecord.load_contact)
    assert page.shown and page.record.off == switch.NOT_STARTED and page.record.connected
    assert page.record.standing.state == ""
    switch.start(session, alice)
    session.commit()
    assert await call(page, HubspotRecord.load_contact) is not None
    assert (page.record.off, page.record.standing.state) == ("", "not_linked")


async def test_a_sync_now_says_what_it_changed(rounds, portal: Portal, session, alice, page, ann):
    rounds()
    portal.update(there(ann), jobtitle="CEO")
    edit(session, alice, ann, country="France")
    await call(page, HubspotRecord.load_contact)
    await call(page, HubspotRecord.sync, ann)
    assert page.working == "sync"
    await have_done(page)
    assert (page.working, page.result) == ("", "1 field changed here, 1 in HubSpot.")
    assert not page.failed
    rounds()  # what was written is read back once
    await call(page, HubspotRecord.read_again)
    assert page.record.standing.state == "synced"
    assert (title(page).ours.text, title(page).theirs.text, title(page).winner) == (
        "CTO",
        "CEO",
        "there",
    )


async def test_a_look_shows_each_field_and_writes_nothing(rounds, portal, page, ann):
    rounds()
    portal.update(there(ann), jobtitle="CEO")
    await call(page, HubspotRecord.load_contact)
    await call(page, HubspotRecord.look, ann)
    assert page.working == "dry_run"
    await have_done(page)
    assert page.dry_run_open and page.would_counts == ["1 field changed here"]
    row = page.would[0]
    assert (row.label, row.side, row.is_new) == ("Title", "Here", False)
    assert (row.before.text, row.after.text) == ("CTO", "CEO")
    assert contact(ann).title == "CTO"
    await call(page, HubspotRecord.close_dry_run, False)
    assert not page.dry_run_open


async def test_why_a_sync_failed_is_said(rounds, portal, sandbox, page, ann):
    rounds()
    await call(page, HubspotRecord.load_contact)
    await call(page, HubspotRecord.sync, ann)
    sandbox.choose_oauth(revoke=True)
    await have_done(page)
    assert page.failed and page.result and not page.working


async def test_a_sync_of_another_record_than_the_page_shows_is_not_asked_for(rounds, page, ann):
    await call(page, HubspotRecord.load_contact)
    assert await call(page, HubspotRecord.sync, ann + 1) is None
    assert page.working == ""


async def test_a_decision_is_undone_once(rounds, portal, session, alice, page, ann):
    rounds()
    edit(session, alice, ann, title="CFO")
    rounds()
    await call(page, HubspotRecord.load_contact)
    assert title(page).can_undo
    await call(page, HubspotRecord.undo_decision, title(page).id)
    assert "next sync" in page.notice.text and title(page).ended == "Undone by Bob"
    await call(page, HubspotRecord.undo_decision, title(page).id)
    assert page.notice.kind == "error"
    rounds()
    assert portal.values(there(ann), "jobtitle") == ["CTO"]


async def test_what_changed_since_is_said(rounds, portal, session, alice, page, ann):
    rounds()
    portal.update(there(ann), jobtitle="CEO")
    await call(page, HubspotRecord.load_contact)
    await call(page, HubspotRecord.sync, ann)
    await have_done(page)
    edit(session, alice, ann, title="Chief of Ops")
    await call(page, HubspotRecord.undo_decision, title(page).id)
    assert "changed to Chief of Ops here since" in page.notice.text
    assert contact(ann).title == "Chief of Ops"


async def test_a_conflict_is_decided_on_the_record(rounds, portal, session, alice, page, ann):
    rounds()
    session.execute(
        update(HubSpotField).where(HubSpotField.property == "jobtitle").values(asks=True)
    )
    portal.update(there(ann), jobtitle="CEO")
    edit(session, alice, ann, title="CFO")
    rounds()
    await call(page, HubspotRecord.load_contact)
    assert title(page).waits and page.record.standing.state == "conflict"
    await call(page, HubspotRecord.rule, title(page).id, "nonsense")
    assert title(page).waits
    await call(page, HubspotRecord.rule, title(page).id, "there")
    assert not title(page).waits and title(page).ended == "Bob decided that HubSpot's value counts"
    rounds()
    assert contact(ann).title == "CEO"


async def test_the_history_is_folded(rounds, page, ann):
    rounds()
    await call(page, HubspotRecord.load_contact)
    folded = len(page.entries)
    assert page.has_older
    await call(page, HubspotRecord.show_older)
    assert len(page.entries) > folded and not page.has_older


async def test_another_record_begins_with_nothing_of_the_former_one(rounds, page, acme, ann):
    rounds()
    await call(page, HubspotRecord.load_contact)
    await call(page, HubspotRecord.sync, ann)
    move(page, f"/accounts/{acme.id}/")
    await call(page, HubspotRecord.load_account)
    assert page.working == "" and page.record.standing.state == "synced"
    assert "/0-2/" in page.record.href


async def test_lists_show_how_their_rows_stand_while_records_sync(
    rounds, session, bob, techexpo, acme, ann
):
    lists = (
        tab(session, bob, ContactsState, "/contacts/?event=all"),
        tab(session, bob, AccountsState, "/accounts/?event=all"),
    )
    rounds()
    for state, key in zip(lists, (ann, acme.id), strict=True):
        await call(state, type(state).load)
        assert state.hubspot[str(key)].state == "synced"
        assert state.hubspot[str(key)].synced_at


async def test_lists_show_nothing_of_hubspot_without_it(session, bob, ann):
    state = tab(session, bob, ContactsState, "/contacts/?event=all")
    await call(state, ContactsState.load)
    assert state.rows and state.hubspot == {}


async def test_a_conflict_comes_before_what_is_later(rounds, portal, session, alice, page, ann):
    rounds()
    session.execute(
        update(HubSpotField).where(HubSpotField.property == "jobtitle").values(asks=True)
    )
    portal.update(there(ann), jobtitle="CEO")
    edit(session, alice, ann, title="CFO")
    rounds()
    for country in ("France", "Spain", "Italy", "Austria"):
        edit(session, alice, ann, country=country)
        rounds()
    await call(page, HubspotRecord.load_contact)
    assert [each.waits for each in page.entries] == [True, False, False, False]


async def test_an_event_is_looked_at_and_synced(rounds, portal, session, alice, techexpo, ann):
    page = tab(session, alice, HubspotEvent, "/events/")
    await call(page, HubspotEvent.load)
    assert page.connected and page.off == ""
    await call(page, HubspotEvent.ask, techexpo.id, techexpo.name)
    await call(page, HubspotEvent.look)
    await have_done(page)
    assert page.dry_run_open and "2 records created in HubSpot" in page.would_counts
    assert portal.control("GET")["records"].get("contacts", {"live": 0})["live"] == 0
    await call(page, HubspotEvent.sync)
    assert not page.dry_run_open
    await have_done(page)
    assert page.result == "3 records synced." and there(ann)


async def test_an_event_is_synced_by_administrators_alone(rounds, session, bob, techexpo):
    page = tab(session, bob, HubspotEvent, "/events/")
    await call(page, HubspotEvent.ask, techexpo.id, techexpo.name)
    await call(page, HubspotEvent.sync)
    assert page.working == "" and "administrator" in page.notice.text


async def test_a_list_follows_rows_that_wait_until_none_does(
    rounds, session, alice, ann, monkeypatch
):
    monkeypatch.setattr(standings, "SOONEST_S", 0.0)
    rounds()
    page = tab(session, alice, ContactsState, "/contacts/?event=all")
    assert await call(page, ContactsState.load) == []
    edit(session, alice, ann, title="CFO")
    assert await call(page, ContactsState.load) == [ContactsState.follow_standings]
    assert page.hubspot[str(ann)].state == "pending"
    rounds()
    await ContactsState.follow_standings.fn(page)
    assert page.hubspot[str(ann)].state == "synced"


async def test_a_list_does_not_follow_while_nothing_is_synced(
    rounds, session, alice, acme, monkeypatch
):
    monkeypatch.setattr(standings, "SOONEST_S", 0.0)
    page = tab(session, alice, AccountsState, "/accounts/?event=all")
    assert await call(page, AccountsState.load) == [AccountsState.follow_standings]
    switch.pause(session, alice)
    session.commit()
    await AccountsState.follow_standings.fn(page)
    assert page.hubspot[str(acme.id)].state == "pending"


async def test_a_company_in_the_history_is_the_account_that_it_is(
    rounds, portal: Portal, session, alice, works_at, page, ann
):
    birch = accounts.create(session, alice, {"name": "Birch", "website": "birch.example"})
    session.commit()
    rounds()
    with db.session() as reading:
        of = reading.exec(select(HubSpotLink).filter_by(account_id=birch.id)).one().hubspot_id
    path = f"crm/v4/objects/contacts/{there(ann)}/associations/companies/{of}"
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    portal.say("PUT", path, types)
    with db.session() as adding:
        pending.add(adding, SyncedRecord.CONTACT, [ann])
    rounds()
    await call(page, HubspotRecord.load_contact)
    entry = next(each for each in page.entries if each.label == "Account")
    assert (entry.theirs.text, entry.theirs.href) == ("Birch", f"/accounts/{birch.id}/")
    assert entry.ours.text == "Acme"


async def test_an_account_shows_its_deals(rounds, session, alice, acme, techexpo):
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    session.execute(text("UPDATE hubspot_deal SET amount = 12500, currency = 'USD'"))
    session.commit()
    page = tab(session, alice, HubspotRecord, f"/accounts/{acme.id}/")
    await call(page, HubspotRecord.load_account)
    (deal,) = page.deals
    assert (deal.event, deal.stage, deal.amount) == (techexpo.name, "Qualified", "12,500 USD")
