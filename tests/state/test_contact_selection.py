"""Choosing contacts in the list, and the screen that the choice leads to."""

import pytest
from sqlmodel import Session

from tests.fixtures.state_tab import call, move, tab
from yardflow.models import Account, Event
from yardflow.services.records import active_event, contacts
from yardflow.state.contacts.index import ContactsState
from yardflow.state.selection import MOST_SELECTED

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def people(session: Session, bob, techexpo: Event, acme: Account, work_at) -> list[int]:
    """Three contacts of Bob's active event."""
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    return work_at(acme, ["Ann Lee", "Joe Smith", "Eve Moss"])


async def opened(session: Session, who, path: str = "/contacts/") -> ContactsState:
    page = tab(session, who, ContactsState, path)
    page.active_event_id = str(active_event.choices(session, who)[1] or "")
    await call(page, ContactsState.load)
    return page


async def test_the_chosen_contacts_are_named_in_the_address(session, bob, people, techexpo):
    page = await opened(session, bob)
    await call(page, ContactsState.select, [people[0]], True)
    await call(page, ContactsState.select, [people[2]], True)
    query = f"/enrichment/new/?event={techexpo.id}&contacts={people[0]},{people[2]}"
    assert page.enrich_selected == query
    await call(page, ContactsState.select, [people[0]], False)
    assert page.selected == [people[2]]


async def test_the_head_of_the_list_chooses_the_page_and_lets_go_of_it(session, bob, people):
    page = await opened(session, bob)
    await call(page, ContactsState.select_page, True)
    assert (page.page_selected, sorted(page.selected)) == (True, sorted(people))
    await call(page, ContactsState.select_page, False)
    assert (page.page_selected, page.selected) == (False, [])


async def test_all_that_match_are_named_by_their_filters(session, bob, people, techexpo):
    page = await opened(session, bob, "/contacts/?q=acme&email=none")
    await call(page, ContactsState.select_matching)
    query = f"/enrichment/new/?event={techexpo.id}&q=acme&email=none"
    assert (page.total, page.enrich_selected) == ("3", query)


async def test_all_that_match_ends_with_another_list_even_if_that_can_t_be_read(
    session, bob, people
):
    for chosen in (ContactsState.select_matching, None):
        page = await opened(session, bob)
        if chosen:
            await call(page, chosen)
        else:
            await call(page, ContactsState.select, people[:2], True)
        move(page, "/contacts/?q=joe&at=nonsense")
        await call(page, ContactsState.load)
        assert page.problem
        assert (page.all_selected, page.selected) == (False, [])


async def test_similar_names_are_chosen_where_they_are_in_sight(session, bob, acme, works_at):
    lee, leh = works_at(acme, "Ann Kowalsky"), works_at(acme, "Eva Kowalski")
    page = await opened(session, bob, "/contacts/?q=kowalsky")
    await call(page, ContactsState.select_matching)
    assert (page._all_in_sight().similar, "similar" in page.enrich_selected) == (False, False)
    contacts.delete(session, bob, lee)
    session.commit()
    await call(page, ContactsState.load)
    assert (page.similar, page.shown.ids, page.all_selected) == (True, [leh], False)
    await call(page, ContactsState.select_matching)
    assert page._all_in_sight().similar
    assert page.enrich_selected == "/enrichment/new/?event=all&q=kowalsky&similar=true"


async def test_taking_one_out_of_all_that_match_leaves_those_in_sight(session, bob, people):
    page = await opened(session, bob)
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.select, [people[1]], False)
    assert (page.all_selected, set(page.selected)) == (False, {people[0], people[2]})


async def test_other_filters_clear_the_selection_and_another_order_keeps_it(session, bob, people):
    page = await opened(session, bob)
    await call(page, ContactsState.select, [people[0]], True)
    page.router = tab(session, bob, ContactsState, "/contacts/?sort=-name").router
    await call(page, ContactsState.load)
    assert page.selected == [people[0]]
    page.router = tab(session, bob, ContactsState, "/contacts/?q=ann").router
    await call(page, ContactsState.load)
    assert page.selected == []


async def test_no_more_are_selected_than_an_address_holds(session, bob, people):
    page = await opened(session, bob)
    page.selected = list(range(1000, 1000 + MOST_SELECTED))
    await call(page, ContactsState.select, [people[0]], True)
    assert len(page.selected) == MOST_SELECTED
    assert "select all" in page.notice.text


async def test_a_search_that_comes_late_calls_nobody_back_to_the_list(session, bob, people):
    page = await opened(session, bob)
    page.router = tab(session, bob, ContactsState, "/enrichment/").router
    assert await call(page, ContactsState.search, "ann") is None
