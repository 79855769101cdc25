"""What the pages of events, accounts and contacts do, behind one tab."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from tests.fixtures.records import company
from tests.fixtures.state_tab import call, move, tab
from yardflow.errors import Invalid
from yardflow.models import Account, Contact, Event, Origin, Seniority, Stage, Target
from yardflow.services.records import accounts, active_event, contacts, events, targets
from yardflow.services.records.accounts import AccountQuery
from yardflow.state.accounts.index import AccountsState
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.contacts.record import ContactState
from yardflow.state.dashboard import DashboardState
from yardflow.state.events import EventsState

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ann(session: Session, acme: Account, works_at) -> Contact:
    """Ann Lee, who runs operations at Acme."""
    who = works_at(acme, "Ann Lee", title="VP of Operations", personas=["ExecOps"])
    return session.get_one(Contact, who)


@pytest.fixture(autouse=True)
def bob_works_on_techexpo(session: Session, bob, techexpo: Event) -> Iterator[None]:
    """Everything below is about Bob's active event."""
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    yield


def opened(session, who, kind, path):
    """A tab on a page, as far as the frame has filled it in."""
    state = tab(session, who, kind, path)
    state.active_event_id = str(active_event.choices(session, who)[1] or "")
    return state


def address(event) -> str:
    """Where a handler leads."""
    return {str(name): str(value) for name, value in event.args}["path"].strip('"')


# Lists


async def test_the_list_shows_what_its_address_asks_for(session, bob, acme, ann, works_at):
    works_at(acme, "Joe Smith", personas=["Sales"])
    page = opened(session, bob, ContactsState, "/contacts/?q=acme&persona=ExecOps")
    await call(page, ContactsState.load)
    assert [row.name for row in page.rows] == ["Ann Lee"]
    assert (page.summary, page.narrowed, page.loaded, page.problem) == ("1–1 of 1", True, True, "")
    assert [name for _, name in page.owner_choices] == ["Bob"]


async def test_search_filters_and_order_lead_to_an_address(session, bob, ann):
    page = opened(session, bob, ContactsState, "/contacts/?persona=ExecOps")
    await call(page, ContactsState.load)
    searched = await call(page, ContactsState.search, "ann & co")
    assert address(searched) == "/contacts/?q=ann+%26+co&persona=ExecOps"
    sorted_once = await call(page, ContactsState.sort_by, "name")
    assert address(sorted_once) == "/contacts/?q=ann+%26+co&persona=ExecOps&sort=-name"
    narrowed = await call(page, ContactsState.narrow, "persona", "")
    assert address(narrowed) == "/contacts/?q=ann+%26+co&sort=-name"
    widened = await call(page, ContactsState.widen)
    assert address(widened) == "/contacts/?sort=-name"


async def test_a_filter_that_does_not_exist_changes_no_address(session, bob, ann):
    page = opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.load)
    led = await call(page, ContactsState.narrow, "//evil.example", "x")
    assert address(led) == "/contacts/"


@pytest.mark.slow
async def test_pages_follow_each_other_through_the_address(session, bob, techexpo):
    for number in range(51):
        company(session, techexpo, f"Company {number:02}")
    first = opened(session, bob, AccountsState, "/accounts/?sort=name")
    await call(first, AccountsState.load)
    assert (first.summary, first.has_previous, first.has_next) == ("1–50 of 51", False, True)
    second = opened(
        session, bob, AccountsState, address(await call(first, AccountsState.next_page))
    )
    await call(second, AccountsState.load)
    assert (second.summary, [row.name for row in second.rows]) == ("51–51 of 51", ["Company 50"])
    back = opened(
        session, bob, AccountsState, address(await call(second, AccountsState.previous_page))
    )
    await call(back, AccountsState.load)
    assert back.summary == "1–50 of 51"


@pytest.mark.slow
async def test_a_page_is_shown_as_it_is_turned_to_and_read_once(session, bob, techexpo):
    for number in range(51):
        company(session, techexpo, f"Company {number:02}")
    page = opened(session, bob, AccountsState, "/accounts/?sort=name")
    await call(page, AccountsState.load)
    led = address(await call(page, AccountsState.next_page))
    assert (page.summary, [row.name for row in page.rows]) == ("51–51 of 51", ["Company 50"])
    company(session, techexpo, "Company 99")
    move(page, led)
    await call(page, AccountsState.load)
    assert (page.summary, page.list_href) == ("51–51 of 51", led)
    await call(page, AccountsState.load)
    assert page.summary == "51–52 of 52"


@pytest.mark.slow
async def test_back_reads_the_page_that_was_left(session, bob, techexpo):
    for number in range(51):
        company(session, techexpo, f"Company {number:02}")
    page = opened(session, bob, AccountsState, "/accounts/?sort=name")
    await call(page, AccountsState.load)
    await call(page, AccountsState.next_page)
    move(page, "/accounts/?sort=name")
    await call(page, AccountsState.load)
    assert page.summary == "1–50 of 51"


@pytest.mark.slow
async def test_a_page_of_which_nothing_is_left_gives_way_to_the_first(session, bob, techexpo):
    ids = [company(session, techexpo, f"Company {number:02}").id for number in range(52)]
    page = opened(session, bob, AccountsState, "/accounts/?sort=name")
    await call(page, AccountsState.load)
    await call(page, AccountsState.next_page)
    move(page, page.address)
    await call(page, AccountsState.load)
    await call(page, AccountsState.select_page, True)
    for account_id in ids[50:]:
        accounts.delete(session, bob, account_id)
    session.commit()
    await call(page, AccountsState.load)
    assert (page.summary, page.list_href) == ("1–50 of 50", "/accounts/?sort=name")
    assert page.has_next is page.has_previous is False


async def test_a_place_in_the_list_that_means_nothing_says_so(session, bob, ann):
    page = opened(session, bob, ContactsState, "/contacts/?at=nonsense")
    await call(page, ContactsState.load)
    assert page.problem
    assert page.loaded


async def test_who_adds_a_record_is_shown_another_that_may_be_the_same(session, bob, acme):
    page = opened(session, bob, AccountsState, "/accounts/")
    await call(page, AccountsState.load)
    await call(page, AccountsState.ask_new, True)
    await call(page, AccountsState.add, {"name": "Müller GmbH"})
    assert page.notice.link.href == ""
    await call(page, AccountsState.ask_new, True)
    await call(page, AccountsState.add, {"name": "Mueller GmbH"})
    link = page.notice.link
    assert (page.notice.text, link.before, link.text) == (
        "Account added",
        "There is also",
        "Müller GmbH",
    )
    people = opened(session, bob, ContactsState, "/contacts/")
    await call(people, ContactsState.load)
    person = {"first_name": "Ann", "last_name": "Lee", "account": "Mueller GmbH"}
    await call(people, ContactsState.ask_new, True)
    await call(people, ContactsState.add, person)
    shown = people.notice.link
    assert (shown.before, shown.text) == ("There is also the account", "Müller GmbH")
    assert shown.href == link.href
    twin = {"first_name": "Ann", "last_name": "Le e", "account": "Mueller GmbH"}
    await call(people, ContactsState.ask_new, True)
    await call(people, ContactsState.add, twin)
    assert people.notice.link.text == "Ann Lee"
    assert people.notice.link.href.startswith("/contacts/")


async def test_a_new_contact_may_bring_a_new_account(session, bob, acme):
    page = opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.load)
    form = {"first_name": "Max", "last_name": "Berg", "account": "Globex Inc", "id": 7}
    await call(page, ContactsState.ask_new, True)
    led = await call(page, ContactsState.add, form)
    added = session.query(Contact).one()
    assert address(led) == f"/contacts/{added.id}/"
    assert session.get(Account, added.account_id).name == "Globex Inc"


async def test_a_new_contact_joins_an_account_of_that_name(session, bob, acme):
    page = opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.load)
    await call(page, ContactsState.ask_new, True)
    await call(page, ContactsState.add, {"first_name": "Max", "account": "ACME, Inc."})
    assert session.query(Contact).one().account_id == acme.id


async def test_a_form_that_cannot_be_taken_stays_open_and_says_where(session, bob, acme, ann):
    page = opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.ask_new, True)
    await call(page, ContactsState.add, {"first_name": "Max", "account": "", "email": ""})
    assert (page.adding, set(page.errors)) == (True, {"account"})
    await call(page, ContactsState.ask_new, True)
    await call(page, ContactsState.add, {"first_name": "Max", "account": "Acme", "email": "x"})
    assert set(page.errors) == {"email"}
    await call(page, ContactsState.ask_new, True)
    await call(
        page, ContactsState.add, {"first_name": "ann", "last_name": "lee", "account": "Acme"}
    )
    assert "Ann Lee at Acme" in page.errors["form"]


async def test_accounts_are_suggested_while_typing(session, bob, acme):
    page = opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.suggest, "ac")
    assert page.companies == ["Acme"]
    await call(page, ContactsState.suggest, " ")
    assert page.companies == []


async def test_a_new_account_opens_and_a_duplicate_is_named(session, bob, acme):
    page = opened(session, bob, AccountsState, "/accounts/")
    await call(page, AccountsState.load)
    await call(page, AccountsState.ask_new, True)
    led = await call(
        page, AccountsState.add, {"name": "Globex", "website": "globex.com", "stage": "Won"}
    )
    added = session.query(Account).filter_by(name="Globex").one()
    target = session.query(Target).filter_by(account_id=added.id).one()
    assert (address(led), target.stage, added.domain) == (
        f"/accounts/{added.id}/",
        Stage.WON,
        "globex.com",
    )
    await call(page, AccountsState.ask_new, True)
    await call(page, AccountsState.add, {"name": "ACME", "stage": "Lead"})
    assert "Acme already has this name" in page.errors["form"]


# Records


async def saved(page, group: str, values: dict[str, str], /, **sent: str):
    """What the browser sends when the form of a group is saved, on the record it was opened on."""
    form = {"group": group, "record": str(page.editing.get(group, 0)), "left": "", **values}
    return await call(page, type(page).save, {**form, **sent})


async def test_a_field_is_edited_in_place(session, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    assert (page.contact.name, page.account.name) == ("Ann Lee", "Acme")
    await call(page, ContactState.edit, "title")
    await saved(page, "title", {"title": "Yard Manager", "email": "not@this.example"})
    assert (page.contact.title, page.contact.email, page.editing) == ("Yard Manager", "", {})
    assert page.contact.personas == ["Ops"]


async def test_a_wrong_value_stays_in_its_form(session, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "email")
    await saved(page, "email", {"email": "nobody"})
    assert (set(page.editing), page.edit_errors) == (
        {"email"},
        {"email": "Enter a valid email address."},
    )
    await call(page, ContactState.edit, "title")
    await saved(page, "title", {"title": "COO"})
    assert (set(page.editing), set(page.edit_errors)) == ({"email"}, {"email"})
    await call(page, ContactState.stop_editing, "email", True)
    assert (page.editing, page.edit_errors) == ({}, {})


@pytest.mark.slow
async def test_a_field_that_was_left_gives_the_focus_to_nobody(session, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "title")
    by_enter = await saved(page, "title", {"title": "COO"})
    await call(page, ContactState.edit, "title")
    by_leaving = await saved(page, "title", {"title": "CFO"}, left="yes")
    assert (len(by_enter), len(by_leaving)) == (2, 1)
    assert page.contact.title == "CFO"
    await call(page, ContactState.edit, "title")
    assert await call(page, ContactState.stop_editing, "title", False) is None


@pytest.mark.parametrize("sent", [{"group": "country"}, {"record": "4711"}, {"record": ""}])
async def test_a_late_form_changes_no_other_field_and_no_other_record(session, bob, ann, sent):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "title")
    await saved(page, "title", {"title": "CEO", "country": "France"}, **sent)
    session.refresh(ann)
    assert (ann.title, ann.country, set(page.editing)) == ("VP of Operations", "", {"title"})


async def test_a_form_of_the_record_before_is_not_saved_in_this_one(
    session, bob, acme, ann, works_at
):
    joe = works_at(acme, "Joe Smith", title="Driver")
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "title")
    page.router = opened(session, bob, ContactState, f"/contacts/{joe}/").router
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "title")
    await saved(page, "title", {"title": "CEO"}, record=str(ann.id))
    assert (contacts.get(session, bob, joe).title, set(page.editing)) == ("Driver", {"title"})


async def test_nothing_is_saved_without_an_open_form(session, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "owner_id")
    await saved(page, "owner_id", {"owner_id": "1", "title": "CEO"}, record=str(ann.id))
    await saved(page, "title", {"owner_id": "1", "title": "CEO"}, record=str(ann.id))
    session.refresh(ann)
    assert (page.editing, ann.title, ann.owner_id) == ({}, "VP of Operations", None)


@pytest.mark.slow
async def test_personas_are_chosen_or_left_to_the_title(session, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "personas")
    await saved(page, "personas", {"Tech": "on", "Ops": "on"})
    assert (page.contact.personas, page.contact.personas_own) == (["Ops", "Tech"], True)
    assert page.contact.inferred == ["ExecOps"]
    await call(page, ContactState.edit, "personas")
    await saved(page, "personas", {"auto": "on", "Tech": "on"})
    assert (page.contact.personas, page.contact.personas_own) == (["ExecOps"], False)


async def test_a_change_by_somebody_else_is_not_overwritten(session, alice, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    contacts.update(session, alice, ann.id, None, {"title": "COO"})
    session.commit()
    await call(page, ContactState.edit, "title")
    await saved(page, "title", {"title": "CFO"})
    assert "Someone else just changed this contact" in page.edit_errors["title"]
    assert contacts.get(session, bob, ann.id).title == "COO"


@pytest.mark.slow
async def test_what_others_did_to_other_fields_meanwhile_stops_no_one(
    session, alice, bob, ann, acme, works_at
):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.edit, "country")
    contacts.update(session, alice, ann.id, None, {"title": "COO"})  # as enrichment does, too
    session.commit()
    await saved(page, "country", {"country": "Germany"})
    assert (page.editing, page.edit_errors) == ({}, {})
    assert (page.contact.texts["country"], page.contact.title) == ("Germany", "COO")
    session.expire_all()
    contacts.update(session, alice, ann.id, None, {"title": "CFO"})
    session.commit()
    await call(page, ContactState.assign, ann.id, str(alice.user_id))
    assert (page.contact.owner_id, page.contact.title) == (str(alice.user_id), "CFO")
    session.expire_all()
    contacts.assign(session, alice, ann.id, None, bob.user_id)
    session.commit()
    await call(page, ContactState.assign, ann.id, "")
    assert page.notice.text.startswith("Someone else just changed this contact")
    of_account = opened(session, bob, AccountState, f"/accounts/{acme.id}/")
    await call(of_account, AccountState.load)
    await call(of_account, AccountState.edit, "industry")
    accounts.update(session, alice, acme.id, None, {"size": "51-200"})
    session.commit()
    await saved(of_account, "industry", {"industry": "Retail"})
    texts = of_account.account.texts
    assert (texts["industry"], texts["size"]) == ("Retail", "51-200")


async def test_the_owner_is_chosen_on_the_record(session, alice, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.assign, ann.id, str(alice.user_id))
    assert (page.contact.owner_id, page.notice.text) == (
        str(alice.user_id),
        "Owner set to Alice",
    )
    await call(page, ContactState.assign, ann.id, "somebody")
    assert page.contact.owner_id == ""


@pytest.mark.parametrize(("origin", "own"), [(each, each != "inferred") for each in Origin])
async def test_only_what_the_title_implies_is_called_inferred(session, bob, ann, origin, own):
    ann.seniority, ann.seniority_origin, ann.personas_origin = Seniority.VP, origin, origin
    session.commit()
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    assert (page.contact.seniority_own, page.contact.personas_own) == (own, own)


async def test_a_deleted_contact_leads_back_to_the_list(session, bob, ann):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.ask_delete, True)
    assert address(await call(page, ContactState.delete)) == "/contacts/"
    assert session.query(Contact).count() == 0


async def test_what_was_asked_for_on_one_record_never_reaches_the_next(
    session, alice, bob, ann, works_at, techexpo
):
    joe = works_at(session.get_one(Account, ann.account_id), "Joe Smith", email="joe@acme.com")
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.ask_delete, True)
    move(page, f"/contacts/{joe}/")  # Back, or J: what was pressed before arrives after
    await call(page, ContactState.load)
    for handler, arguments in (
        (ContactState.assign, (ann.id, str(alice.user_id))),
        (ContactState.mark_email, (ann.id, "bounced")),
        (ContactState.change_at_event, (ann.id, str(techexpo.id), "Met")),
        (ContactState.remove_from_event, (ann.id, str(techexpo.id))),
        (ContactState.add_to_event, (ann.id, str(techexpo.id))),
        (ContactState.add_note, ({"record": str(ann.id), "note": "Wants a demo."},)),
    ):
        await call(page, handler, *arguments)
        assert page.notice.text.startswith("This page went on to another record"), handler
        page.notice.text = ""
    assert await call(page, ContactState.delete) is None
    await call(page, ContactState.load)
    shown = page.contact
    assert (shown.name, shown.owner_id, shown.email_status) == ("Joe Smith", "", "given")
    assert (page.at_current, page.notes) == ("Listed", [])


async def test_forms_of_one_account_are_not_sent_for_the_next(session, bob, techexpo, acme, ann):
    other = company(session, techexpo, "Borealis")
    page = opened(session, bob, AccountState, f"/accounts/{acme.id}/")
    await call(page, AccountState.load)
    for handler in (AccountState.ask_delete, AccountState.ask_override, AccountState.ask_new):
        await call(page, handler, True)
    move(page, f"/accounts/{other.id}/")
    await call(page, AccountState.load)
    await call(page, AccountState.delete)
    await call(page, AccountState.override, {"score": "77", "reason": "They called us"})
    await call(page, AccountState.add, {"first_name": "Max"})
    await call(page, AccountState.release, acme.id)
    await call(page, AccountState.load)
    assert (page.account.name, page.account.overridden, page.contacts) == ("Borealis", False, [])


async def test_a_deletion_leads_back_to_the_list_as_it_was(session, bob, ann):
    listing = opened(session, bob, ContactsState, "/contacts/?q=ann&sort=-name")
    await call(listing, ContactsState.load)
    page = await listing.get_state(ContactState)
    move(page, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    await call(page, ContactState.ask_delete, True)
    assert address(await call(page, ContactState.delete)) == "/contacts/?q=ann&sort=-name"


@pytest.mark.parametrize("path", ["/contacts/999/", "/contacts/x/", "/contacts/" + "9" * 40 + "/"])
async def test_a_record_that_is_not_there_says_so_and_shows_nothing_else(session, bob, ann, path):
    page = opened(session, bob, ContactState, f"/contacts/{ann.id}/")
    await call(page, ContactState.load)
    page.router = opened(session, bob, ContactState, path).router
    await call(page, ContactState.load)
    assert "Contact not found" in page.problem
    assert page.contact.id == 0
    await call(page, ContactState.ask_delete, True)
    await call(page, ContactState.delete)
    assert session.get(Contact, ann.id) is not None


@pytest.mark.slow
async def test_a_stage_is_changed_and_the_score_overridden_on_the_account(session, bob, acme, ann):
    page = opened(session, bob, AccountState, f"/accounts/{acme.id}/")
    await call(page, AccountState.load)
    assert [row.name for row in page.contacts] == ["Ann Lee"]
    at = page.current_event.id
    await call(page, AccountState.change_at_event, acme.id, at, "Booked")
    await call(page, AccountState.ask_override, True)
    await call(page, AccountState.override, {"score": "x", "reason": "Because"})
    assert set(page.errors) == {"score"}
    await call(page, AccountState.override, {"score": "77", "reason": "They called us"})
    assert (page.at_current, page.account.score, page.account.overridden) == ("Booked", 77, True)
    assert page.history[0].reason == "Score overridden: They called us"
    await call(page, AccountState.release, acme.id)
    assert (page.account.score, page.account.overridden) == (page.account.calculated, False)
    await call(page, AccountState.change_at_event, acme.id, at, "Married")
    assert (page.at_current, page.notice.kind) == ("Booked", "error")


async def test_a_contact_is_added_on_the_account_and_counts_at_once(session, bob, acme):
    page = opened(session, bob, AccountState, f"/accounts/{acme.id}/")
    await call(page, AccountState.load)
    await call(page, AccountState.ask_new, True)
    await call(page, AccountState.add, {"first_name": "Max", "title": "COO", "account_id": "99"})
    assert [row.title for row in page.contacts] == ["COO"]
    assert {factor.name: factor.points for factor in page.factors}["Personas"] == 10
    await call(page, AccountState.ask_new, True)
    await call(page, AccountState.add, {"first_name": "", "email": "x@acme.com"})
    assert "first_name" in page.errors


async def test_an_account_is_edited_assigned_and_deleted(session, bob, acme, ann):
    page = opened(session, bob, AccountState, f"/accounts/{acme.id}/")
    await call(page, AccountState.load)
    await call(page, AccountState.edit, "industry")
    await saved(page, "industry", {"industry": "Retail"})
    await call(page, AccountState.assign, acme.id, str(bob.user_id))
    assert (page.account.texts["industry"], page.account.owner_id) == ("Retail", str(bob.user_id))
    await call(page, AccountState.ask_delete, True)
    assert address(await call(page, AccountState.delete)) == "/accounts/"
    assert session.query(Account).count() == 0


# Events and the dashboard


async def test_an_event_is_added_through_its_form(session, bob, techexpo):
    page = opened(session, bob, EventsState, "/events/?edit=new")
    await call(page, EventsState.load)
    assert (page.form_open, page.form.id) == (True, 0)
    form = {"name": "MODEX", "starts_on": "2027-04-12", "ends_on": "2027-04-11", "status": "ACTIVE"}
    await call(page, EventsState.save, {"event": str(page.form.id), **form})
    assert set(page.errors) == {"ends_on"}
    await call(
        page,
        EventsState.save,
        {"event": str(page.form.id), **form, "ends_on": "2027-05-02", "Ops": "on"},
    )
    await call(page, EventsState.load)
    added = next(row for row in page.rows if row.name == "MODEX")
    assert (added.days, added.status) == ("Apr 12 – May 2, 2027", "ACTIVE")
    assert events.get(session, bob, added.id).target_personas == ["Ops"]


async def test_an_event_is_edited_and_made_the_active_one(session, bob, techexpo):
    other = events.create(session, bob, {"name": "Other"})
    session.commit()
    page = opened(session, bob, EventsState, f"/events/?edit={other.id}")
    await call(page, EventsState.load)
    assert page.form.name == "Other"
    await call(
        page,
        EventsState.save,
        {"event": str(page.form.id), "name": "Renamed", "status": "PLANNING"},
    )
    await call(page, EventsState.work_on, other.id)
    assert {row.name: row.active for row in page.rows} == {
        "TechExpo 2026": False,
        "Renamed": True,
    }


async def test_a_member_deletes_no_event_and_an_admin_does(session, alice, bob, techexpo):
    page = opened(session, bob, EventsState, "/events/")
    await call(page, EventsState.ask_delete, techexpo.id, techexpo.name)
    await call(page, EventsState.delete)
    assert "Only administrators can do this" in page.notice.text
    page = opened(session, alice, EventsState, "/events/")
    await call(page, EventsState.ask_delete, techexpo.id, techexpo.name)
    await call(page, EventsState.delete)
    assert session.query(Event).count() == 0


async def test_the_dashboard_shows_the_active_event(session, bob, techexpo, acme, ann):
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Booked")
    session.commit()
    page = opened(session, bob, DashboardState, "/")
    await call(page, DashboardState.load)
    assert (page.event.name, page.accounts, page.contacts) == ("TechExpo 2026", "1", "1")
    booked = next(row for row in page.funnel if row.stage == "Booked")
    assert (booked.count, booked.percent, booked.href) == (1, 100, "/accounts/?stage=Booked")
    assert [row.kind for row in page.next_steps] == ["enrich", "owner"]


async def test_nobody_reads_any_of_it(session, bob, techexpo, acme, ann):
    for kind, path in (
        (DashboardState, "/"),
        (EventsState, "/events/"),
        (AccountsState, "/accounts/"),
        (AccountState, f"/accounts/{acme.id}/"),
        (ContactState, f"/contacts/{ann.id}/"),
    ):
        page = tab(session, None, kind, path)
        page.active_event_id = str(techexpo.id)
        await call(page, kind.load)
        assert "not signed in" in page.problem


@pytest.mark.parametrize("query", ["stage=NOPE", "owner=x", "score=1e9", "sort=nope"])
async def test_what_an_address_asks_that_means_nothing_is_ignored(session, bob, acme, query):
    page = opened(session, bob, AccountsState, f"/accounts/?{query}")
    await call(page, AccountsState.load)
    assert ([row.name for row in page.rows], page.problem) == ([acme.name], "")
    assert not page.narrowed


async def test_a_contact_filter_that_means_nothing_is_ignored(session, bob, ann):
    page = opened(session, bob, ContactsState, "/contacts/?persona=King&email=NOPE&view=NOPE")
    await call(page, ContactsState.load)
    assert (len(page.rows), page.problem, page.query["view"]) == (1, "", "table")


def test_who_only_reads_is_not_told_that_nothing_was_saved(session, bob):
    with pytest.raises(Invalid, match=r"^Choose from") as refused:
        accounts.search(session, bob, AccountQuery(stage="NOPE"))
    assert "saved" not in refused.value.message


@pytest.mark.parametrize(
    ("kind", "path"), [(ContactState, "/contacts/4711/"), (AccountState, "/accounts/4711/")]
)
async def test_a_record_that_is_not_there_is_gone_and_not_only_late(session, bob, kind, path):
    page = opened(session, bob, kind, path)
    await call(page, kind.load)
    assert (page.gone, "not found" in page.problem) == (True, True)
