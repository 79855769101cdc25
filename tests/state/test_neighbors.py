"""Walking from record to record along the list that one was opened from."""

from itertools import islice, product
from string import ascii_lowercase

import pytest
from sqlmodel import Session

from tests.fixtures.records import company
from tests.fixtures.state_tab import call, move, tab
from yardflow.services.records import accounts, active_event, contacts
from yardflow.services.records.lists.listing import PAGE_SIZE
from yardflow.state.accounts.index import AccountsState
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.contacts.record import ContactState
from yardflow.state.records.neighbors import UNREAD

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


@pytest.fixture
def crew(session: Session, bob, techexpo, acme, work_at) -> list[int]:
    """Two pages of contacts and three more, in the order of their names; all at Bob's event."""
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    count = 2 * PAGE_SIZE + 3
    return work_at(acme, [f"Person {number:03}" for number in range(count)], title="Driver")


async def listed(session, who, kind, path):
    """A tab on a list that has been read."""
    page = tab(session, who, kind, path)
    page.active_event_id = str(active_event.choices(session, who)[1] or "")
    await call(page, kind.load)
    return page


async def opened(listing, kind, record_id: int):
    """The record, in the tab of the list."""
    page = await listing.get_state(kind)
    folder = "accounts" if kind is AccountState else "contacts"
    move(page, f"/{folder}/{record_id}/")
    await call(page, kind.load)
    return page


def way(page) -> tuple[str, str, str]:
    return page.previous_record, page.place, page.next_record


async def test_a_record_has_the_neighbors_of_its_list(session, bob, crew):
    listing = await listed(session, bob, ContactsState, "/contacts/?sort=-name")
    page = await opened(listing, ContactState, crew[-2])
    assert way(page) == (f"/contacts/{crew[-1]}/", "2 of 103", f"/contacts/{crew[-3]}/")
    assert (page.no_previous, page.no_next) == ("", "")
    page = await opened(listing, ContactState, crew[-1])
    assert way(page) == ("", "1 of 103", f"/contacts/{crew[-2]}/")
    assert (page.no_previous, page.no_next) == ("This is the first of the list.", "")


async def test_the_way_leads_over_the_edges_of_the_list_s_pages(session, bob, crew):
    listing = await listed(session, bob, ContactsState, "/contacts/")
    page = await opened(listing, ContactState, crew[0])
    for number, contact_id in enumerate(crew[:-1]):
        assert page.place == f"{number + 1} of 103"
        assert page.next_record == f"/contacts/{crew[number + 1]}/", contact_id
        page = await opened(listing, ContactState, crew[number + 1])
    assert way(page) == (f"/contacts/{crew[-2]}/", "103 of 103", "")


async def test_the_way_leads_back_over_the_edge_of_a_later_page(session, bob, crew):
    first = await listed(session, bob, ContactsState, "/contacts/")
    move(first, f"/contacts/?at={first.shown.next}")
    await call(first, ContactsState.load)
    page = await opened(first, ContactState, crew[PAGE_SIZE])
    assert way(page) == (
        f"/contacts/{crew[PAGE_SIZE - 1]}/",
        "51 of 103",
        f"/contacts/{crew[PAGE_SIZE + 1]}/",
    )
    page = await opened(first, ContactState, crew[PAGE_SIZE - 1])
    assert page.place == "50 of 103"
    page = await opened(first, ContactState, crew[0])
    assert way(page) == ("", "1 of 103", f"/contacts/{crew[1]}/")


async def test_the_filters_of_the_list_hold_beyond_its_page(session, bob, acme, crew, work_at):
    letters = map("".join, product("abc", ascii_lowercase))
    names = [f"Chief X{each}" for each in islice(letters, PAGE_SIZE + 1)]
    work_at(acme, names, personas=["ExecOps"])
    listing = await listed(session, bob, ContactsState, "/contacts/?persona=ExecOps")
    page = await opened(listing, ContactState, listing.shown.ids[-1])
    assert page.place == "50 of 51"
    last = contacts.get(session, bob, int(page.next_record.split("/")[2]))
    assert last.name == names[-1]


async def test_a_list_that_was_narrowed_since_has_another_way(session, bob, crew):
    listing = await listed(session, bob, ContactsState, "/contacts/")
    await opened(listing, ContactState, crew[7])
    move(listing, "/contacts/?q=007")
    await call(listing, ContactsState.load)
    page = await opened(listing, ContactState, crew[7])
    assert way(page) == ("", "1 of 1", "")
    assert (page.no_previous, page.no_next) == (
        "This is the first of the list.",
        "This is the last of the list.",
    )


async def test_a_deep_link_has_no_neighbors(session, bob, crew):
    page = tab(session, bob, ContactState, f"/contacts/{crew[3]}/")
    await call(page, ContactState.load)
    assert (page.contact.id, way(page)) == (crew[3], ("", "", ""))


async def test_a_record_that_is_gone_can_be_passed(session, bob, crew):
    listing = await listed(session, bob, ContactsState, "/contacts/")
    contacts.delete(session, bob, crew[1], None)
    session.commit()
    page = await opened(listing, ContactState, crew[1])
    assert page.gone
    assert way(page) == (f"/contacts/{crew[0]}/", "2 of 103", f"/contacts/{crew[2]}/")


async def test_accounts_have_neighbors_too(session, bob, techexpo):
    active_event.switch(session, bob, techexpo.id)
    ids = [company(session, techexpo, f"Company {number}").id for number in range(3)]
    session.commit()
    listing = await listed(session, bob, AccountsState, "/accounts/?sort=name")
    page = await opened(listing, AccountState, ids[1])
    assert way(page) == (f"/accounts/{ids[0]}/", "2 of 3", f"/accounts/{ids[2]}/")
    assert accounts.get(session, bob, ids[1]).name == page.account.name


async def test_a_list_that_can_t_be_read_on_leaves_the_record_in_sight(session, bob, crew):
    listing = await listed(session, bob, ContactsState, "/contacts/")
    listing.shown.next = "nonsense"
    page = await opened(listing, ContactState, crew[PAGE_SIZE - 1])
    assert (page.problem, page.contact.id) == ("", crew[PAGE_SIZE - 1])
    assert way(page) == (f"/contacts/{crew[PAGE_SIZE - 2]}/", "50 of 103", "")
    assert page.no_next == UNREAD


async def test_a_filter_on_its_way_does_not_lead_along_another_list(session, bob, crew):
    listing = await listed(session, bob, ContactsState, "/contacts/")
    await call(listing, ContactsState.narrow, "email", "verified")  # which leaves none
    page = await opened(listing, ContactState, crew[PAGE_SIZE - 1])
    assert way(page) == (
        f"/contacts/{crew[PAGE_SIZE - 2]}/",
        "50 of 103",
        f"/contacts/{crew[PAGE_SIZE]}/",
    )
