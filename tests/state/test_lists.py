"""What lists share: filters of several values, chips, and what others read of them."""

import pytest

from tests.fixtures.state_tab import call, move, tab
from yardflow.components.records.contact_card import contact_card
from yardflow.pages.accounts.index import accounts as accounts_page
from yardflow.pages.accounts.record import account
from yardflow.pages.contacts.index import contacts as contacts_page
from yardflow.services.records import active_event, contacts
from yardflow.state.contacts.index import ContactsState
from yardflow.state.list_fields import Filter, toggled
from yardflow.state.selection import MOST_SELECTED
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")


async def opened(session, who, path: str = "/contacts/") -> ContactsState:
    page = tab(session, who, ContactsState, path)
    await call(page.parent_state, Workplace.enter)
    await call(page, ContactsState.load)
    return page


async def test_values_are_added_to_a_filter_and_taken_out(session, bob, people):
    page = await opened(session, bob)
    await call(page, ContactsState.choose, "persona", "Ops", True)
    led = await call(page, ContactsState.choose, "persona", "Tech", True)
    assert "persona=Ops,Tech" in str(led.args)
    assert page.chips == {"persona": "Ops, Tech"}
    led = await call(page, ContactsState.choose, "persona", "Ops", False)
    assert "persona=Tech" in str(led.args)
    assert page.chips == {"persona": "Tech"}


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("persona=Ops,Tech", True),
        ("persona=Ops,Kings", False),
        ("persona=,", False),
        ("enriched=yes,no", False),
        ("owner=me,none", True),
        ("owner=me,42", True),
        ("owner=me,x", False),
        ("country=Germany", True),
        (f"country={'x' * 100}", False),
        ("sort=-account", False),
    ],
)
async def test_only_values_of_a_filter_narrow(session, bob, people, text: str, narrowed: bool):
    page = await opened(session, bob, f"/contacts/?{text}")
    assert (page.problem, page.narrowed, bool(page.chips)) == ("", narrowed, narrowed)


async def test_chips_name_owners_and_texts(session, bob, people):
    page = await opened(session, bob, f"/contacts/?owner=me,{bob.user_id}&country=Poland&q=ann")
    assert page.chips == {"owner": f"Mine, {bob.name}", "country": "Poland"}


async def test_a_typed_filter_is_a_plain_text_of_the_record(session, bob, people):
    contacts.update(session, bob, people[0], None, {"country": "Poland"})
    session.commit()
    page = await opened(session, bob, "/contacts/?country=poland")
    assert [(row.id, row.texts["country"]) for row in page.rows] == [(people[0], "Poland")]
    assert "country=poland" in page.enrich_all
    led = await call(page, ContactsState.narrow_text, "country", "Chile")
    assert "country=Chile" in str(led.args)
    move(page, "/enrichment/")
    assert await call(page, ContactsState.narrow_text, "country", "Peru") is None


async def test_others_read_which_records_are_shown_and_the_way_back(session, bob, people):
    page = await opened(session, bob, "/contacts/?sort=-name&q=acme")
    ids = [row.id for row in page.rows]
    assert (page.shown.ids, page.shown.start, page.shown.total) == (ids, 1, 3)
    assert (page.shown.next, page.shown.previous, page.shown.capped) == ("", "", False)
    move(page, f"/contacts/{ids[0]}/")
    assert page.list_href == "/contacts/?q=acme&sort=-name"


async def test_a_tab_that_has_seen_no_list_goes_back_to_its_beginning(session, bob):
    assert tab(session, bob, ContactsState, "/contacts/1/").list_href == "/contacts/"


async def test_only_rows_of_the_page_are_selected(session, bob, people):
    page = await opened(session, bob, "/contacts/?q=ann")
    await call(page, ContactsState.select, [*people, 987654], True)
    assert page.selected == [people[0]]


async def test_ticks_follow_the_server_again_when_it_refuses(session, bob, people):
    page = await opened(session, bob)
    page.selected = list(range(1000, 1000 + MOST_SELECTED))
    before = page.ticks_refused
    await call(page, ContactsState.select, people, True)
    assert (page.ticks_refused, len(page.selected)) == (before + 1, MOST_SELECTED)


async def test_a_tick_on_a_row_that_is_not_there_anymore_does_not_stay(session, bob, people):
    page = await opened(session, bob)
    before = page.ticks_refused
    await call(page, ContactsState.select, [people[0]], True)
    assert (page.ticks_refused, page.selected) == (before, [people[0]])
    await call(page, ContactsState.select, [people[1], 987654], True)
    assert (page.ticks_refused, page.selected) == (before + 1, people[:2])


async def test_ticks_follow_wherever_a_selection_ends(session, bob, people):
    page = await opened(session, bob)
    for end in (
        lambda: call(page, ContactsState.select_none),
        lambda: call(page, ContactsState.narrow, "email", "none"),
        lambda: _load_other_list(page, "/contacts/?q=ann"),
    ):
        await call(page, ContactsState.select, [people[0]], True)
        before = page.ticks_refused
        await end()
        assert page.selected == [] and page.ticks_refused > before


async def _load_other_list(page: ContactsState, address: str) -> None:
    move(page, address)
    await call(page, ContactsState.load)


async def test_a_contact_is_reached_by_its_links(session, bob, people):
    values = {"email": "ann+booth@acme.example", "phone": "+1 415 555 0165", "mobile": ""}
    contacts.update(session, bob, people[0], None, values)
    session.commit()
    rows = {row.id: row for row in (await opened(session, bob)).rows}
    assert rows[people[0]].email_href == "mailto:ann%2Bbooth@acme.example"
    assert rows[people[0]].call_href == "tel:+14155550165"
    assert (rows[people[1]].email_href, rows[people[1]].call_href) == ("", "")


async def test_addresses_and_numbers_are_links_and_are_copied_where_lists_show_them(
    session, bob, people
):
    """Those of a contact in its row and on its card, of an account in its row, and of an account's
    people on its page.
    """
    assert "email_href" in str(account().render())
    shown = str(contacts_page().render())
    for label in ("email", "mobile", "phone"):
        assert f"Copy {label} of " in shown
    card = str(contact_card(ContactsState, ContactsState.rows[0]).render())
    for label in ("email", "mobile", "phone"):
        assert f"Copy {label} of " in card
    assert "call_href" in card
    of_accounts = str(accounts_page().render())
    assert "Copy domain of " in of_accounts and "Copy website of " in of_accounts
    page = await opened(session, bob)
    await call(page, ContactsState.copied, "Mobile")
    assert page.notice.text == "Mobile copied"
    await call(page, ContactsState.copied, "anything else")
    assert page.notice.text == "Mobile copied"


async def test_the_event_s_filters_rest_without_one(session, bob, people):
    session.commit()
    active_event.switch(session, bob, None)
    session.commit()
    page = await opened(session, bob, "/contacts/?status=Met&persona=Ops")
    assert page.chips == {"persona": "Ops"}


def test_a_value_is_in_a_filter_once() -> None:
    assert toggled("a,b", "a", True) == "b,a"
    assert toggled("", "a", False) == ""


def test_a_filter_without_options_is_a_text_up_to_its_limit() -> None:
    text = Filter("country", "Country", limit=3)
    assert [text.accepts(value) for value in ("", "abc", "abcd", "a,b")] == [
        True,
        True,
        False,
        True,
    ]


async def test_a_list_says_that_it_shows_similar_names(session, bob, acme, works_at):
    works_at(acme, "Piotr Kowalski")
    page = await opened(session, bob, "/contacts/?q=kowalsky")
    assert (page.similar, page.total, len(page.rows)) == (True, "1", 1)
    page = await opened(session, bob, "/contacts/?q=kowalski")
    assert (page.similar, page.total) == (False, "1")
