"""Deleting behind a tab: the confirmation, the notice that undoes it, and what can be restored."""

import pytest
from sqlmodel import Session, select

from tests.conftest import person
from tests.fixtures.state_tab import call, tab
from yardflow.models import Account, Contact, RecordKind, Role
from yardflow.services.records import contacts, deletion
from yardflow.services.records.deletion import service
from yardflow.state.accounts.index import AccountsState
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.contacts.record import ContactState
from yardflow.state.settings.deleted import DeletedState
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")


async def opened(session: Session, who, kind, path: str):
    page = tab(session, who, kind, path)
    await call(page.parent_state, Workplace.enter)
    await call(page, kind.load)
    return page


def names(session: Session, kind=Contact) -> set[str]:
    session.rollback()
    session.expire_all()
    column = Contact.first_name if kind is Contact else Account.name
    return set(session.exec(select(column)))


async def undo(page) -> None:
    assert page.notice.undo, page.notice.text
    await call(page, Workplace.undo, page.notice.number)


@pytest.mark.slow
async def test_a_contact_is_deleted_and_the_notice_on_the_list_restores_it(session, bob, people):
    page = await opened(session, bob, ContactState, f"/contacts/{people[0]}/")
    await call(page, ContactState.ask_delete, True)
    await call(page, ContactState.delete)
    assert names(session) == {"Joe", "Eve"}
    await undo(page)
    assert (page.notice.text, names(session)) == ("1 contact restored", {"Ann", "Joe", "Eve"})


@pytest.mark.slow
async def test_an_account_is_deleted_with_its_contacts_and_restored(session, bob, people, acme):
    page = await opened(session, bob, AccountState, f"/accounts/{acme.id}/")
    assert "with its 3 contacts" in page.delete_warning and "24 hours" in page.delete_warning
    await call(page, AccountState.ask_delete, True)
    await call(page, AccountState.delete)
    assert names(session, Account) == names(session) == set()
    await undo(page)
    assert page.notice.text == "1 account and 3 contacts restored"
    assert names(session, Account) == {"Acme"} and len(names(session)) == 3


async def test_what_is_selected_is_deleted_after_a_confirmation(session, bob, people):
    page = await opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.select, people[:2], True)
    await call(page, ContactsState.ask_delete_selected, True)
    assert (page.confirming_delete_selected, page.delete_selected_title) == (
        True,
        "Delete 2 contacts?",
    )
    assert len(names(session)) == 3
    await call(page, ContactsState.delete_selected)
    assert (page.notice.text, page.selected, page.confirming_delete_selected) == (
        "2 contacts deleted",
        [],
        False,
    )
    assert names(session) == {"Eve"}
    await undo(page)
    assert len(names(session)) == 3


async def test_a_confirmation_that_was_closed_deletes_nothing(session, bob, people):
    page = await opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.delete_selected)
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.ask_delete_selected, True)
    await call(page, ContactsState.ask_delete_selected, False)
    await call(page, ContactsState.delete_selected)
    assert len(names(session)) == 3 and page.notice.text == ""


async def test_all_that_match_are_what_was_confirmed(session, bob, people, acme, works_at):
    page = await opened(session, bob, ContactsState, "/contacts/?q=acme")
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.ask_delete_selected, True)
    assert page.delete_selected_title == "Delete 3 contacts?"
    works_at(acme, "Zoe Quinn")
    await call(page, ContactsState.delete_selected)
    assert page.notice.kind == "error" and "4 records" in page.notice.text
    assert len(names(session)) == 4


async def test_accounts_say_how_many_contacts_go_along(session, bob, people, acme):
    page = await opened(session, bob, AccountsState, "/accounts/")
    await call(page, AccountsState.select, [acme.id], True)
    await call(page, AccountsState.ask_delete_selected, True)
    assert page.delete_selected_title == "Delete Acme?"
    assert "with its 3 contacts, notes" in page.delete_selected_text
    await call(page, AccountsState.delete_selected)
    assert names(session, Account) == set()


async def test_a_large_selection_is_a_job_that_says_where_it_is_undone(
    session, bob, people, monkeypatch
):
    monkeypatch.setattr(service, "AT_ONCE", 2)
    page = await opened(session, bob, ContactsState, "/contacts/")
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.ask_delete_selected, True)
    await call(page, ContactsState.delete_selected)
    assert page.notice.text.startswith("Deleting 3 contacts. You can undo this for 24 hours")
    assert not page.notice.undo and len(names(session)) == 3


@pytest.mark.slow
async def test_a_place_that_is_taken_is_said(session, bob, people, acme, works_at):
    page = await opened(session, bob, ContactState, f"/contacts/{people[0]}/")
    await call(page, ContactState.ask_delete, True)
    await call(page, ContactState.delete)
    works_at(acme, "Ann Lee")
    await undo(page)
    assert page.notice.kind == "error" and "We couldn't restore Ann Lee" in page.notice.text


@pytest.mark.slow
async def test_the_settings_list_what_can_be_restored_and_restore_it(
    session, bob, alice, people, acme, works_at
):
    for contact_id in people[:2]:
        contacts.delete(session, bob, contact_id)
        session.commit()
    page = await opened(session, bob, DeletedState, "/settings/?tab=deleted")
    assert [(row.label, row.busy) for row in page.rows] == [
        ("Joe Smith", False),
        ("Ann Lee", False),
    ]
    await call(page, DeletedState.restore, page.rows[1].id)
    await call(page, DeletedState.load)
    assert [row.label for row in page.rows] == ["Joe Smith"] and "Ann" in names(session)
    carol = person(session, "Carol", Role.MEMBER)
    hers = await opened(session, carol, DeletedState, "/settings/?tab=deleted")
    await call(hers, DeletedState.restore, page.rows[0].id)
    assert (hers.rows, hers.notice.kind) == ([], "error") and "Joe" not in names(session)
    for_admin = await opened(session, alice, DeletedState, "/settings/?tab=deleted")
    assert [(row.label, row.made_by) for row in for_admin.rows] == [("Joe Smith", "Bob")]


async def test_what_could_not_be_restored_stays_listed(session, bob, people, acme, works_at):
    deletion_id = deletion.delete(session, bob, RecordKind.CONTACT, people[:2])
    session.commit()
    works_at(acme, "Ann Lee")
    page = await opened(session, bob, DeletedState, "/settings/?tab=deleted")
    await call(page, DeletedState.restore, deletion_id)
    assert page.notice.text.startswith("1 contact restored. We couldn't restore Ann Lee")
    await call(page, DeletedState.load)
    assert "Ann Lee" in page.rows[0].problem
