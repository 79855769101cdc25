"""Lists of this event or of all, and what is selected there on events' lists."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.fixtures.records import company
from tests.fixtures.state_tab import call, tab
from yardflow.models import Account, Attendee, AttendeeStatus, Contact, Event, Stage, Target
from yardflow.services.records import active_event, attendees, targets
from yardflow.state.accounts.index import AccountsState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def modex(session: Session, bob, techexpo: Event, acme: Account) -> Event:
    """Another event with Birch on its list; Bob works on TechExpo, where Acme is."""
    event = Event(name="Modex")
    session.add(event)
    session.commit()
    company(session, event, "Birch")
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    return event


def memberships(session: Session) -> list[dict[str, Any]]:
    """Every event's lists, but for what tells a row from the same row put back."""
    session.expire_all()
    rows = [
        *session.exec(select(Target).order_by(col(Target.event_id))),
        *session.exec(select(Attendee).order_by(col(Attendee.event_id))),
    ]
    return [row.model_dump(exclude={"id", "updated_at"}) for row in rows]


def address(event) -> str:
    """Where a handler leads."""
    return {str(name): str(value) for name, value in event.args}["path"].strip('"')


async def opened(session: Session, who, kind, path: str) -> Any:
    page = tab(session, who, kind, path)
    frame = page.parent_state
    await call(frame, Workplace.enter)
    await call(page, kind.load)
    return page


def at(session: Session, event: Event) -> set[str]:
    """The names of the contacts on an event's list."""
    rows = session.exec(
        select(Contact.first_name)
        .join(Attendee, col(Attendee.contact_id) == Contact.id)
        .where(Attendee.event_id == event.id)
    )
    return set(rows.all())


async def test_a_list_is_about_the_active_event_unless_its_address_says_all(session, bob, modex):
    page = await opened(session, bob, AccountsState, "/accounts/")
    assert [(row.name, row.stage) for row in page.rows] == [("Acme", "Lead")]
    page = await opened(session, bob, AccountsState, "/accounts/?event=all&sort=name")
    assert [(row.name, row.stage, row.events, row.event_names) for row in page.rows] == [
        ("Acme", "", 1, "TechExpo 2026"),
        ("Birch", "", 1, "Modex"),
    ]
    assert not page.narrowed


async def test_without_an_active_event_a_list_is_about_all(session, bob, modex, acme, works_at):
    works_at(acme, "Ann Lee")
    active_event.switch(session, bob, None)
    session.commit()
    page = await opened(session, bob, ContactsState, "/contacts/")
    assert ([row.name for row in page.rows], page.listed_event) == (["Ann Lee"], "")


async def test_the_switch_keeps_what_both_have_and_drops_what_only_an_event_has(
    session, bob, modex
):
    page = await opened(session, bob, ContactsState, "/contacts/?q=ann&status=Met&stage=Won")
    led = await call(page, ContactsState.list_event, "all")
    assert address(led) == "/contacts/?event=all&q=ann"
    page = await opened(session, bob, ContactsState, "/contacts/?event=all&q=ann")
    led = await call(page, ContactsState.list_event, "")
    assert address(led) == "/contacts/?q=ann"


async def test_a_filter_of_an_event_narrows_no_list_of_all(session, bob, modex, acme, works_at):
    works_at(acme, "Ann Lee")
    page = await opened(session, bob, ContactsState, "/contacts/?status=Met")
    assert (page.rows, page.narrowed) == ([], True)
    page = await opened(session, bob, ContactsState, "/contacts/?event=all&status=Met&stage=Won")
    assert ([row.name for row in page.rows], page.narrowed) == (["Ann Lee"], False)


@pytest.mark.parametrize("sort", ["stage", "-stage"])
async def test_a_list_of_all_has_no_stages_to_sort_by(session, bob, modex, sort):
    page = await opened(session, bob, AccountsState, f"/accounts/?event=all&sort={sort}")
    assert (page.problem, page.sort, len(page.rows)) == ("", "-icpScore", 2)
    page = await opened(session, bob, AccountsState, f"/accounts/?sort={sort}")
    assert page.sort == sort
    led = await call(page, AccountsState.list_event, "all")
    assert address(led) == "/accounts/?event=all"


async def test_a_new_record_goes_on_the_list_in_sight(session, bob, modex, techexpo):
    page = await opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.ask_new, True)
    await call(page, ContactsState.add, {"first_name": "Max", "account": "Globex"})
    page = await opened(session, bob, ContactsState, "/contacts/?event=all")
    await call(page, ContactsState.ask_new, True)
    await call(page, ContactsState.add, {"first_name": "Eve", "account": "Globex"})
    accounts_page = await opened(session, bob, AccountsState, "/accounts/?event=all")
    await call(accounts_page, AccountsState.ask_new, True)
    await call(accounts_page, AccountsState.add, {"name": "Cedar", "stage": "Won"})
    assert at(session, techexpo) == {"Max"}
    everyone = set(session.exec(select(Contact.first_name)).all())
    cedar = session.exec(select(Account.id).where(Account.name == "Cedar")).one()
    assert everyone == {"Max", "Eve"}
    assert session.exec(select(Target).where(Target.account_id == cedar)).all() == []


async def test_what_is_selected_is_added_to_another_event(
    session, bob, modex, techexpo, acme, works_at
):
    ann, joe = works_at(acme, "Ann Lee"), works_at(acme, "Joe Smith")
    attendees.add(session, bob, modex.id, [joe])
    session.commit()
    page = await opened(session, bob, ContactsState, "/contacts/")
    assert [event.name for event in page.other_events] == ["Modex"]
    for contact_id in (ann, joe):
        await call(page, ContactsState.select, [contact_id], True)
    await call(page, ContactsState.add_to_event, str(modex.id))
    assert page.notice.text == "1 contact added to Modex. 1 contact was there already"
    assert at(session, modex) == {"Ann", "Joe"}
    assert (page.selected, page.all_selected) == ([], False)
    for contact_id in (ann, joe):
        await call(page, ContactsState.select, [contact_id], True)
    await call(page, ContactsState.add_to_event, str(modex.id))
    assert page.notice.text == "Already at Modex"


@pytest.mark.slow
async def test_all_that_match_are_added_also_from_other_pages(session, bob, modex, acme, works_at):
    for number in range(60):
        works_at(acme, f"Ann{number} Lee")
    works_at(acme, "Joe Smith")
    page = await opened(session, bob, ContactsState, "/contacts/?q=lee")
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.add_to_event, str(modex.id))
    assert page.notice.text == "60 contacts added to Modex"
    assert "Joe" not in at(session, modex)


async def test_a_removal_is_undone_with_all_that_was_there(
    session, bob, modex, techexpo, acme, works_at
):
    ann = works_at(acme, "Ann Lee")
    attendees.set_status(session, bob, techexpo.id, ann, None, "Met")
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Booked")
    session.commit()
    kept = memberships(session)
    page = await opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.select, [ann], True)
    await call(page, ContactsState.remove_from_event)
    assert page.notice.text == "1 contact removed from this event"
    assert at(session, techexpo) == set()
    await call(page.parent_state, Workplace.undo, page.notice.number)
    assert page.notice.text == "1 contact restored"
    page = await opened(session, bob, AccountsState, "/accounts/")
    await call(page, AccountsState.select_page, True)
    await call(page, AccountsState.remove_from_event)
    assert page.notice.text == "1 account removed from this event"
    await call(page.parent_state, Workplace.undo, page.notice.number)
    assert memberships(session) == kept
    attendee = kept[-1]
    assert (attendee["status"], attendee["stage"]) == (AttendeeStatus.MET, Stage.BOOKED)


@pytest.mark.parametrize(
    ("handler", "arguments"),
    [("widen", ()), ("search", ("",)), ("narrow", ("q", "b")), ("list_event", ("all",))],
)
async def test_what_was_selected_is_not_what_other_filters_leave_before_they_are_read(
    session, bob, modex, techexpo, acme, works_at, handler, arguments
):
    for name in ("Ann Lee", "Bo Ray"):
        works_at(acme, name)
    page = await opened(session, bob, ContactsState, "/contacts/?q=ann")
    for choose, chosen in (
        (ContactsState.select_matching, ()),
        (ContactsState.select_page, (True,)),
    ):
        await call(page, ContactsState.load)
        await call(page, choose, *chosen)
        await call(page, getattr(ContactsState, handler), *arguments)
        await call(page, ContactsState.remove_from_event)
        assert at(session, techexpo) == {"Ann", "Bo"}


async def test_another_order_keeps_what_is_selected(session, bob, techexpo, acme, modex, works_at):
    works_at(acme, "Ann Lee")
    page = await opened(session, bob, ContactsState, "/contacts/?q=ann")
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.sort_by, "account")
    await call(page, ContactsState.remove_from_event)
    assert at(session, techexpo) == set()


async def test_nothing_is_removed_from_a_list_of_all(session, bob, modex, techexpo, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    page = await opened(session, bob, ContactsState, "/contacts/?event=all")
    await call(page, ContactsState.select, [ann], True)
    await call(page, ContactsState.remove_from_event)
    assert (page.notice.kind, at(session, techexpo)) == ("error", {"Ann"})


async def test_in_a_list_of_all_the_event_to_remove_from_is_chosen(
    session, bob, modex, techexpo, acme, works_at
):
    for who, name in ((works_at(acme, "Ann Lee"), "Ann"), (works_at(acme, "Bo Ray"), "Bo")):
        attendees.add(session, bob, modex.id, [who])
        session.commit()
        page = await opened(session, bob, ContactsState, "/contacts/?event=all")
        assert str(modex.id) in {event.id for event in page.other_events}
        await call(page, ContactsState.select, [who], True)
        await call(page, ContactsState.remove_from_event, str(modex.id))
        assert page.notice.text == "1 contact removed from Modex"
        assert name in at(session, techexpo) and name not in at(session, modex)
    await call(page.parent_state, Workplace.undo, page.notice.number)
    assert at(session, modex) == {"Bo"}


async def test_another_scope_clears_the_selection(session, bob, modex, acme):
    page = await opened(session, bob, AccountsState, "/accounts/")
    await call(page, AccountsState.select, [acme.id], True)
    page.router = tab(session, bob, AccountsState, "/accounts/?event=all").router
    await call(page, AccountsState.load)
    assert page.selected == []


async def test_all_contacts_are_enriched_under_no_event(session, bob, modex, techexpo):
    page = await opened(session, bob, ContactsState, "/contacts/?event=all")
    assert page.enrich_all == "/enrichment/new/?event=all"
    page = await opened(session, bob, ContactsState, "/contacts/?status=Met")
    assert page.enrich_all == f"/enrichment/new/?event={techexpo.id}&status=Met"
