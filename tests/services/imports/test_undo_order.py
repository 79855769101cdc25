"""Imports that name the same people and companies, undone in any order: each takes away what only
it had brought.
"""

from itertools import permutations

import pytest

from yardflow import db
from yardflow.models import Account, Event, Seniority
from yardflow.services.records import accounts, attendees, contacts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

ANN = "Name,Company,E-mail,Notes\nAnn Lee,Acme,ann@acme.com,{note}\n"
ORDERS = [*permutations(range(3))]


@pytest.fixture
def later(session) -> int:
    """Another event."""
    event = Event(name="Later")
    session.add(event)
    session.commit()
    return event.id or 0


def test_what_a_second_import_has_too_stays_and_is_that_one_s(desk):
    first = desk.bring(ANN.format(note="Wants a demo"))
    second = desk.bring(ANN.format(note="Has moved"))
    undone = desk.undo(first)
    assert undone.counts["undo"]["attendees_removed"] == 0
    assert undone.counts["undo"]["kept"] == 1
    assert [row.import_id for row in [*desk.attendees(), *desk.targets()]] == [second.id] * 2
    assert [(note.text, note.import_id) for note in desk.notes()] == [("Has moved", second.id)]
    desk.undo(second)
    assert desk.contacts() == desk.accounts() == desk.notes() == desk.targets() == []


def test_a_note_that_both_have_goes_with_the_second(desk, later):
    first = desk.bring(ANN.format(note="Wants a demo"))
    event, desk.event_id = desk.event_id, later
    second = desk.bring(ANN.format(note="Wants a demo"))
    assert [(note.import_id, note.event_id) for note in desk.notes()] == [(first.id, event)]
    desk.undo(first)
    assert [(note.import_id, note.event_id) for note in desk.notes()] == [(second.id, later)]
    desk.undo(second)
    assert desk.notes() == desk.contacts() == []


def test_a_note_of_several_rows_that_both_have_goes_with_the_second(desk):
    rows = ANN.format(note="Wants a demo") + "Ann Lee,Acme,ann@acme.com,Has moved\n"
    first, second = desk.bring(rows), desk.bring(rows)
    (note,) = desk.notes()
    desk.undo(first)
    assert [(kept.text, kept.import_id) for kept in desk.notes()] == [(note.text, second.id)]
    desk.undo(second)
    assert desk.notes() == desk.contacts() == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("at_one_event", [True, False])
def test_what_imports_added_and_filled_in_is_gone_when_all_are_undone(
    desk, later, order, at_one_event
):
    views = []
    for number, columns in enumerate(("Title", "Mobile,Industry", "Country,Website")):
        values = ("COO", "+14155550165,Toys", "France,acme.com")[number]
        views.append(desk.bring(f"Name,Company,{columns}\nAnn Lee,Acme,{values}\n"))
        desk.event_id = desk.event_id if at_one_event else later
    for number in order:
        desk.undo(views[number])
        assert len(desk.contacts()) == (1 if number != order[-1] else 0)
    assert desk.contacts() == desk.accounts() == desk.targets() == desk.attendees() == []


@pytest.mark.parametrize("order", ORDERS)
def test_what_imports_filled_in_one_after_the_other_is_emptied_in_any_order(
    desk, session, bob, order
):
    desk.undo(desk.bring("Name,Company\nJoe Smith,Acme\n"))
    kept = desk.bring("Name,Company\nAnn Lee,Acme\n")
    attendees.add(session, bob, desk.event_id, [desk.contact("Ann").id])
    session.commit()
    before = desk.contact("Ann").model_dump(exclude={"version", "updated_at"})
    # An address that a role has is replaced by her own; what is inferred, by what a list says.
    lists = (
        "Name,Company,E-mail,Title\nAnn Lee,Acme,sales@acme.com,COO\n",
        "Name,Company,E-mail,is_sales\nAnn Lee,Acme,ann@acme.com,TRUE\n",
        "Name,Company,Mobile\nAnn Lee,Acme,+14155550165\n",
    )
    views = [desk.bring(each) for each in lists]
    filled = desk.contact("Ann")
    assert (filled.email, filled.email_shared, filled.personas) == (
        "ann@acme.com",
        False,
        ["Sales"],
    )
    for number in order:
        assert desk.undo(views[number]).counts["undo"]["contacts_restored"] == 1
    assert desk.contact("Ann").model_dump(exclude={"version", "updated_at"}) == before
    assert desk.undo(kept).counts["undo"]["kept"] == 1


@pytest.mark.parametrize("order", ORDERS)
def test_a_value_that_several_imports_brought_stays_until_the_last_is_undone(
    desk, session, bob, order
):
    acme = accounts.create(session, bob, {"name": "Acme"})
    contacts.create(session, bob, {"account_id": acme.id, "first_name": "Ann", "last_name": "Lee"})
    session.commit()
    rows = (
        "Name,Company,Title,E-mail,Industry\nAnn Lee,Acme,COO,ann@acme.com,Steel\n",
        "Name,Company,Title,E-mail,Industry,Country\nAnn Lee,Acme,COO,ann@acme.com,Steel,Germany\n",
        "Name,Company,Title,E-mail,Industry\nAnn Lee,Acme,COO,ann@acme.com,Steel\n"
        "Ann Lee,Acme,COO,ann@acme.com,Steel\n",
    )
    views = [desk.bring(each) for each in rows]
    for place in order[:-1]:
        desk.undo(views[place])
        (ann,), (account,) = desk.contacts(), desk.accounts()
        assert (ann.title, ann.email, ann.email_status) == ("COO", "ann@acme.com", "given")
        assert account.industry == "Steel"
        assert (ann.personas, ann.seniority) == (["ExecOps"], Seniority.C_LEVEL)
    undone = desk.undo(views[order[-1]])
    (ann,), (account,) = desk.contacts(), desk.accounts()
    assert (ann.title, ann.email, ann.email_status, ann.country) == ("", None, "none", "")
    assert (account.industry, undone.counts["undo"]["kept"]) == ("", 0)
    assert (ann.personas, ann.seniority) == ([], None)


def test_a_value_that_a_person_had_emptied_between_is_not_kept_for_the_first(desk, session, bob):
    acme = accounts.create(session, bob, {"name": "Acme"})
    named = {"account_id": acme.id, "first_name": "Ann", "last_name": "Lee"}
    ann = contacts.create(session, bob, named)
    session.commit()
    row = "Name,Company,Title\nAnn Lee,Acme,COO\n"
    desk.bring(row)
    contacts.update(session, bob, ann.id, None, {"title": ""})
    session.commit()
    desk.undo(desk.bring(row))
    assert [contact.title for contact in desk.contacts()] == [""]


def test_work_of_a_person_between_two_imports_is_kept_whichever_is_undone(desk, session, bob):
    first = desk.bring("Name,Company\nAnn Lee,Acme\n")
    contacts.update(session, bob, desk.contact("Ann").id, None, {"country": "France"})
    session.commit()
    second = desk.bring("Name,Company,Title\nAnn Lee,Acme,COO\n")
    assert desk.undo(first).counts["undo"]["kept"] == 1
    desk.undo(second)
    assert (desk.contact("Ann").country, desk.contact("Ann").title) == ("France", "")


def test_whom_a_person_removed_is_not_back_because_of_an_earlier_import(desk, session, bob):
    first = desk.bring("Name,Company\nAnn Lee,Acme\n")
    attendees.remove(session, bob, desk.event_id, [desk.contact("Ann").id])
    session.commit()
    second = desk.bring("Name,Company\nAnn Lee,Acme\n")
    assert [row.import_id for row in desk.attendees()] == [second.id]
    desk.undo(second)
    assert desk.attendees() == [] and [row.import_id for row in desk.targets()] == [first.id]


def test_an_account_stays_with_its_domain_where_another_of_its_name_has_none(desk):
    desk.bring("Company\nAcme\n", "accounts")
    given = desk.bring("Company,Website\nAcme,acme.com\n", "accounts")
    with db.session() as session:
        session.add(Account(name="Acme", name_key="acme"))
    assert desk.undo(given).counts["undo"]["kept"] == 1
    assert [account.domain for account in desk.accounts()] == ["acme.com", None]


SHARED = "Name,Company,E-mail\nLeo Fox,Acme,fox@acme.com\nIda Fox,Acme,fox@acme.com\n"


def test_an_address_is_a_person_s_own_again_when_no_import_says_it_is_shared(desk, session):
    desk.bring("Name,Company,E-mail\nEva Fox,Acme,fox@acme.com\n")
    version = desk.contact("Eva").version
    first = desk.bring(SHARED)
    assert first.counts["addresses_shared"] == 1
    assert (desk.contact("Eva").email_shared, desk.contact("Eva").version) == (True, version + 1)
    second = desk.bring("Name,Company,E-mail\nSam Fox,Acme,fox@acme.com\n")
    assert second.counts["addresses_shared"] == 0
    desk.undo(first)
    assert desk.contact("Eva").email_shared  # Sam has it too
    desk.undo(second)
    assert not desk.contact("Eva").email_shared and len(desk.contacts()) == 1


def test_whose_address_is_shared_by_a_list_and_who_is_on_it_has_her_own_again(desk):
    hers = desk.bring("Name,Company,E-mail\nEva Fox,Acme,fox@acme.com\n")
    given = SHARED + "Eva Fox,Acme,eva.fox@acme.com\n"
    list_ = desk.bring(given)
    assert desk.contact("Eva").email == "eva.fox@acme.com"
    desk.undo(list_)
    assert (desk.contact("Eva").email, desk.contact("Eva").email_shared) == ("fox@acme.com", False)
    desk.undo(hers)
    assert desk.contacts() == []


def test_whom_a_person_edited_since_keeps_the_shared_address(desk, session, bob):
    desk.bring("Name,Company,E-mail\nEva Fox,Acme,fox@acme.com\n")
    first = desk.bring(SHARED)
    contacts.update(session, bob, desk.contact("Eva").id, None, {"title": "COO"})
    session.commit()
    assert desk.undo(first).counts["undo"]["kept"] == 1
    assert desk.contact("Eva").email_shared


def test_an_address_that_the_same_import_gave_to_others_is_her_own_again(desk):
    desk.bring("Name,Company,E-mail\nEva Fox,Acme,fox@acme.com\nLeo Fox,Acme,\n")
    desk.undo(desk.bring(SHARED))
    assert [(row.email, row.email_shared) for row in desk.contacts()] == [
        ("fox@acme.com", False),
        (None, False),
    ]
