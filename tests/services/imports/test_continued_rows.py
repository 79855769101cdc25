"""Rows that only have more addresses and numbers of the person above."""

import pytest
from sqlmodel import col, select

from yardflow import db
from yardflow.models import Note

# As ERPNext exports a contact with its child tables.
LIST = """\
ID,First Name,Last Name,Company Name,Status,Email ID (Email IDs),Is Primary (Email IDs),Number
C-1,Ann,Lee,Acme,Open,ann@acme.example,1,+1 312 555 0100
,,,,,ann@home.example,0,+1 312 555 0101
,,,,,lee@old.example,0,+1 312 555 0102
C-2,Bob,Ray,Acme,Open,,,+1 312 555 0103
,,,,,bob@acme.example,1,
,,,,,bob@home.example,0,
C-3,,,Acme,Open,cy@acme.example,1,
,,,,,di@acme.example,1,
"""


def notes(name: str, desk) -> str:
    (contact,) = [each for each in desk.contacts() if each.first_name == name]
    with db.session() as session:
        texts = session.scalars(select(col(Note.text)).where(col(Note.contact_id) == contact.id))
        return "\n".join(texts)


def test_they_give_what_they_say_to_the_person_above(desk):
    view = desk.bring(LIST)
    people = {each.first_name: each for each in desk.contacts()}
    ann, bob = people["Ann"], people["Bob"]
    assert (ann.email, ann.phone, ann.mobile) == (
        "ann@acme.example",
        "+13125550100",
        "+13125550101",
    )
    for kept in ("ann@home.example", "lee@old.example", "+13125550102"):
        assert kept in notes("Ann", desk)
    assert (bob.email, bob.phone) == ("bob@acme.example", "+13125550103")
    assert "bob@home.example" in notes("Bob", desk)
    assert len(people) == 2
    outcomes = [row.outcome for row in desk.rows(view)]
    assert outcomes == ["created", "duplicate", "duplicate"] + outcomes[3:6] + ["skipped"] * 2
    assert sorted(outcomes[3:6]) == ["created", "duplicate", "duplicate"]
    same = [row.record and (row.record.same_as, row.record.same_by) for row in desk.rows(view)]
    assert same[1:3] == [(1, "continues it")] * 2


def test_the_preview_says_what_is_kept_of_them_in_notes(desk):
    view = desk.upload(LIST)
    assert desk.forecast(view).duplicates == 4
    rows = desk.rows(view)
    assert rows[1].remarks.keys() == {"5"}
    assert rows[2].remarks.keys() == {"5", "7"}
    assert [bool(row.problems) for row in rows] == [False] * 6 + [True] * 2


def test_who_is_fixed_gets_the_rows_below_too(desk):
    view = desk.upload(LIST)
    fixed = desk.fix(view, (7, "First Name", "Cy"))
    assert fixed.bad == 0
    desk.run(fixed)
    assert "di@acme.example" in notes("Cy", desk)


def test_a_fixed_name_is_that_of_the_rows_below_too(desk):
    view = desk.fix(desk.upload(LIST), (1, "First Name", "Anne"), (3, "Last Name", "Other"))
    assert view.bad == 3  # the third row is someone else's now, and lacks a company
    desk.run(view)
    assert "ann@home.example" in notes("Anne", desk)


@pytest.mark.parametrize(
    "rows",
    [
        # Someone of whom only the address is known, with a number of their own in the list.
        "Ticket,Name,Company,Email\n1,Ann Lee,Acme,ann@acme.example\n2,,,bob@acme.example\n",
        "Name,Company,Email,Ticket\nAnn Lee,Acme,ann@acme.example,1\n,,bob@acme.example,2\n",
        "Name,Company,Title,Email\nAnn Lee,Acme,COO,ann@acme.example\n,,CFO,bob@acme.example\n",
        "Name,Company,Email\nAnn Lee,Acme,ann@acme.example\n,Acme,bob@acme.example\n",
        "Name,Company,Email\n,,bob@acme.example\nAnn Lee,Acme,ann@acme.example\n",
    ],
)
def test_a_row_that_may_be_someone_elses_is_skipped(desk, rows):
    view = desk.bring(rows)
    assert (view.counts["created"], view.counts["skipped"]) == (1, 1)
    assert "bob" not in notes("Ann", desk)


def test_only_so_many_rows_are_one_persons(desk):
    more = "".join(f",,a{at}@home.example\n" for at in range(12))
    view = desk.bring(f"Name,Company,Email\nAnn Lee,Acme,ann@acme.example\n{more}")
    assert (view.counts["duplicate"], view.counts["skipped"]) == (9, 3)


def test_a_list_read_again_under_another_mapping_has_them_too(desk):
    view = desk.change(desk.upload(LIST), Number="mobile")
    assert view.bad == 2
    desk.run(view)
    (ann,) = [each for each in desk.contacts() if each.first_name == "Ann"]
    assert (ann.phone, ann.mobile) == ("", "+13125550100")
    assert "+13125550101" in notes("Ann", desk)
