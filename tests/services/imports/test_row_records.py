"""Each row of an import that has run says what record it was imported into, and a duplicate why."""

import pytest

from yardflow.models import RecordKind, RowOutcome
from yardflow.services.records import contacts

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = (
    "Name,Company,Email\n"
    "Ann Lee,Acme,ann@acme.example\n"
    "A. Lee,Acme,ann@acme.example\n"  # the same address
    "Bob Ray,Acme,\n"
    "BOB RAY,ACME Inc,\n"  # the same name there
    ",Acme,\n"  # nobody
)


def records(desk, view, **which) -> dict[int, tuple]:
    return {
        row.number: (row.outcome, row.record and (row.record.name, row.record.same_as))
        for row in desk.rows(view, **which)
    }


def test_of_people(desk):
    view = desk.bring(PEOPLE)
    assert records(desk, view) == {
        1: ("created", ("Ann Lee", None)),
        2: ("duplicate", ("Ann Lee", 1)),
        3: ("created", ("Bob Ray", None)),
        4: ("duplicate", ("Bob Ray", 3)),
        5: ("skipped", None),
    }
    rows = desk.rows(view, outcome=RowOutcome.DUPLICATE)
    assert [(row.number, row.record.same_by) for row in rows] == [
        (2, "same email"),
        (4, "same name and company"),
    ]
    assert {row.record.kind for row in rows} == {RecordKind.CONTACT}


def test_of_companies(desk):
    view = desk.bring(
        "Company,Website\nAcme,acme.example\nAcme Rail,www.acme.example\nBirch,\nBIRCH Inc,\n",
        "accounts",
    )
    assert records(desk, view) == {
        1: ("created", ("Acme", None)),
        2: ("duplicate", ("Acme", 1)),
        3: ("created", ("Birch", None)),
        4: ("duplicate", ("Birch", 3)),
    }
    same_by = [row.record.same_by for row in desk.rows(view, outcome=RowOutcome.DUPLICATE)]
    assert same_by == ["same website", "same name"]


def test_who_was_there_already(desk):
    desk.bring("Name,Company,Email\nAnn Lee,Acme,ann@acme.example\n")
    view = desk.bring("Name,Company,Email,Title\nAnn L.,Acme,ann@acme.example,COO\n")
    assert records(desk, view) == {1: ("updated", ("Ann Lee", None))}


def test_a_record_that_is_gone_is_not_named(desk, session, bob):
    view = desk.bring(PEOPLE)
    ann = desk.rows(view)[0].record.id
    contacts.delete(session, bob, ann)
    session.commit()
    assert records(desk, view)[2] == ("duplicate", None)
    assert records(desk, desk.undo(view))[3] == ("created", None)


def test_a_draft_has_no_records_and_no_outcomes(desk):
    view = desk.upload(PEOPLE)
    assert {row.record for row in desk.rows(view)} == {None}
    assert desk.rows(view, outcome=RowOutcome.CREATED) == []
