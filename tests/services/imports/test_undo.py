"""Undoing an import as a whole; and the rows that were skipped."""

import csv
import io

import pytest

from yardflow import db
from yardflow.errors import Conflict, NotFound
from yardflow.models import ImportStatus
from yardflow.services import imports
from yardflow.services.records import accounts, contacts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

TWO = "Name,Company,E-mail\nAnn Lee,Acme,ann@acme.example\nBob Ray,Bosch,\n"


def test_undo_removes_what_the_import_added(desk):
    undone = desk.undo(desk.bring(TWO))
    assert undone.status == ImportStatus.UNDONE and undone.undone_by == "Bob"
    assert desk.contacts() == desk.accounts() == []
    assert undone.counts["undo"] == {
        "contacts_removed": 2,
        "contacts_restored": 0,
        "accounts_removed": 2,
        "accounts_restored": 0,
        "attendees_removed": 2,
        "targets_removed": 2,
        "kept": 0,
    }


def test_undo_empties_what_the_import_filled_in(desk):
    desk.bring("Name,Company,Title\nAnn Lee,Acme,Yard Manager\n")
    before = [(contact.email, contact.personas, contact.phone) for contact in desk.contacts()]
    filled = desk.bring(
        "Name,Company,E-mail,Mobile,is_sales,Industry\n"
        "Ann Lee,Acme,ann@acme.example,+14155550165,TRUE,Toys\n"
    )
    assert filled.counts["updated"] == 1 and desk.accounts()[0].industry == "Toys"
    undone = desk.undo(filled)
    assert [
        (contact.email, contact.personas, contact.phone) for contact in desk.contacts()
    ] == before
    assert desk.accounts()[0].industry == ""
    assert undone.counts["undo"]["contacts_restored"] == 1


def test_imports_are_undone_from_the_last_to_the_first(desk):
    first = desk.bring("Name,Company\nAnn Lee,Acme\n")
    second = desk.bring("Name,Company,Title,HQ\nAnn Lee,Acme,COO,Berlin\n")
    third = desk.bring("Name,Company,Country,Industry\nAnn Lee,Acme,France,Toys\n")
    for view in (third, second, first):
        assert desk.undo(view).counts["undo"]["kept"] == 0
    assert desk.contacts() == desk.accounts() == []


def test_what_somebody_edited_since_stays_and_is_told(desk, session, bob):
    view = desk.bring(TWO)
    ann = desk.contact("Ann")
    contacts.update(session, bob, ann.id, ann.version, {"title": "COO"})
    session.commit()
    undone = desk.undo(view)
    assert [contact.first_name for contact in desk.contacts()] == ["Ann"]
    assert [account.name for account in desk.accounts()] == ["Acme"]
    assert undone.counts["undo"]["kept"] == 1
    assert desk.problems(undone) == {
        1: [
            "The contact was edited since, so it was kept. "
            "The account has other contacts by now, so it was kept."
        ]
    }


def test_an_account_that_somebody_uses_by_now_stays(desk, session, bob):
    view = desk.bring(TWO)
    acme = desk.accounts()[0]
    contacts.create(session, bob, {"account_id": acme.id, "first_name": "Carol"})
    session.commit()
    undone = desk.undo(view)
    assert [contact.first_name for contact in desk.contacts()] == ["Carol"]
    assert undone.counts["undo"]["kept"] == 1


def test_an_account_that_somebody_edited_stays(desk, session, bob):
    view = desk.bring("Company\nAcme\nBosch\n", "accounts")
    accounts.update(session, bob, desk.accounts()[0].id, None, {"industry": "Toys"})
    session.commit()
    assert desk.undo(view).counts["undo"]["accounts_removed"] == 1
    assert [account.name for account in desk.accounts()] == ["Acme"]


def test_a_later_import_that_filled_something_in_keeps_the_first_one_s_people(desk):
    first = desk.bring("Name,Company\nAnn Lee,Acme\n")
    desk.bring("Name,Company,Title\nAnn Lee,Acme,COO\n")
    assert desk.undo(first).counts["undo"]["kept"] == 1
    assert desk.contact("Ann").title == "COO"


def test_the_score_is_as_before_after_an_undo(desk):
    desk.bring("Name,Company,Title\nAnn Lee,Acme,COO\n")
    before = desk.accounts()[0].icp_score
    more = desk.bring("Name,Company,Title\nBob Ray,Acme,VP Supply Chain\n")
    assert desk.accounts()[0].icp_score > before
    desk.undo(more)
    assert desk.accounts()[0].icp_score == before


def test_a_draft_is_thrown_away_at_once(desk, session, bob):
    view = desk.upload(TWO)
    assert imports.remove(session, bob, view.id) is None
    session.commit()
    with pytest.raises(NotFound):
        desk.look(view)
    assert desk.nothing_is_left()


def test_nothing_is_undone_twice_or_while_it_runs(desk, session, bob):
    view = desk.upload(TWO)
    desk.start(view)
    with pytest.raises(Conflict, match="still running"):
        imports.remove(session, bob, view.id)
    session.rollback()
    done = desk.undo(desk.bring(TWO))
    with pytest.raises(Conflict, match="already undone"):
        imports.remove(session, bob, done.id)


def test_bad_rows_are_skipped_and_the_others_are_imported(desk):
    done = desk.bring("Name,Company,E-mail\nAnn Lee,unknown,ann@acme.example\nBob Ray,Bosch,\n")
    assert (done.counts["created"], done.counts["skipped"]) == (1, 1)
    assert [account.name for account in desk.accounts()] == ["Bosch"]
    assert [row.outcome for row in desk.rows(done)] == ["skipped", "created"]


def test_skipped_rows_are_imported_once_they_are_fixed(desk):
    text = (
        "Name;Company;E-mail;Mobile;Notes\n"
        'Ann Lee;unknown;ann@acme.example;+1 (415) 555-0165;"=HYPERLINK(""x"")\nsecond line"\n'
        "@Bob;unknown;bob@b.example;00441 555 906;-Bosch\n"
    ).encode("cp1252")
    view = desk.upload(text)
    file = desk.skipped(view)
    rows = list(csv.reader(io.StringIO(file, newline="")))
    assert rows[0] == ["Why it was skipped", "Name", "Company", "E-mail", "Mobile", "Notes"]
    assert rows[1][0] == "Company: Enter a company."
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    again = desk.upload(file.replace("unknown", "Acme"))
    assert [column.header for column in again.columns] == [
        "Name",
        "Company",
        "E-mail",
        "Mobile",
        "Notes",
    ]
    desk.run(again)
    ann, bob = desk.contacts()
    assert (ann.email, ann.mobile) == ("ann@acme.example", "+14155550165")
    assert desk.notes()[0].text == '=HYPERLINK("x")\nsecond line'
    assert (bob.first_name, desk.notes()[1].text) == ("@Bob", "-Bosch")


def test_before_the_run_the_file_holds_what_would_be_skipped(desk):
    view = desk.upload("Name,Company,E-mail\nAnn Lee,unknown,ann@acme.example\nBob Ray,Bosch,\n")
    assert "Ann Lee" in desk.skipped(view) and "Bob Ray" not in desk.skipped(view)


def test_only_the_owner_gets_the_skipped_rows(desk, session):
    from tests.conftest import person
    from yardflow.models import Role

    view = desk.upload("Name,Company\n,Acme\n")
    with pytest.raises(NotFound), db.session() as other:
        imports.skipped_rows(other, person(session, "Carol", Role.MEMBER), view.id)
