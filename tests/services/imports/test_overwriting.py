"""Lists that overwrite what records have, in the fields that a person chose; and what differs."""

import pytest

from tests.services.imports.execution.test_matching import claims, guess
from tests.services.imports.test_forecast import outcome
from tests.services.records.test_event_lists import different
from yardflow import db
from yardflow.errors import Conflict, Invalid
from yardflow.models import Contact, DifferenceResult, EmailStatus, Origin
from yardflow.services import imports
from yardflow.services.records import accounts, attendees, contacts, notes

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

KNOWN = (
    "Name,Company,Website,Email,Job title,Phone,Country,Industry,Seniority,Personas\n"
    "Ann Lee,Acme,acme.example,ann@acme.example,COO,+14155550165,USA,Steel,VP,Sales\n"
    "Bob Ray,Acme,,info@acme.example,Buyer,,,,,\n"
    "Cy Ok,Birch,birch.example,cy@birch.example,Driver,,,,,\n"
)
NEWER = (
    "Name,Company,Website,Email,Job title,Phone,Country,Industry,Seniority,Personas\n"
    "Anna Lee,Acme,www.linkedin.com/company/acme,ann@acme.example,CEO,030 901820,Germany,Rail,"
    "Director,Ops\n"
    "Bob Ray,Acme,,sales@acme.example,,,,,,\n"  # no title
    "Cy Ok,Cedar,,cy@birch.example,Plant Manager,,,,,\n"  # at another company by now
    "Cy Ok,Birch,,cy@birch.example,Clerk,,France,,,\n"  # the same person once more
)


def everything(desk) -> list[dict]:
    passing = {"version", "updated_at"}
    records = [*desk.contacts(), *desk.accounts(), *desk.attendees(), *desk.targets()]
    return [record.model_dump(exclude=passing) for record in records]


def test_what_differs_is_listed_and_nothing_of_it_changes(desk):
    desk.bring(KNOWN)
    view = desk.upload(NEWER)
    before, listed = everything(desk), desk.differences(view)
    assert listed == [
        (1, "country", "kept", "USA", "Germany"),
        (1, "industry", "kept", "Steel", "Rail"),
        (1, "name", "kept", "Ann Lee", "Anna Lee"),
        (1, "personas", "kept", "Sales", "Ops"),
        (1, "phone", "kept", "+14155550165", "030 901820"),
        (1, "seniority", "kept", "VP", "Director"),
        (1, "title", "kept", "COO", "CEO"),
        (1, "website", "kept", "https://acme.example", "https://www.linkedin.com/company/acme"),
        (2, "email", "kept", "info@acme.example", "sales@acme.example"),
        (3, "company", "kept", "Birch", "Cedar"),
        (3, "title", "kept", "Driver", "Plant Manager"),
        (4, "title", "duplicate", "Plant Manager", "Clerk"),
    ]
    forecast = desk.forecast(view)
    done = desk.run(view)
    assert desk.differences(done) == listed
    assert outcome(done) == forecast and forecast.updated == 1  # France
    assert [row["title"] for row in everything(desk)[:3]] == [row["title"] for row in before[:3]]


def test_a_list_that_wins_replaces_what_it_says_and_gives_it_back(desk):
    desk.bring(KNOWN)
    before = everything(desk)
    fields = ("title", "phone", "country", "industry", "seniority", "personas", "email", "website")
    view = desk.overwrite(desk.upload(NEWER), *fields)
    forecast = desk.forecast(view)
    assert forecast.updated == 3 and forecast.unchanged == 0
    done = desk.run(view)
    assert outcome(done) == forecast
    ann, bob, cy = desk.contacts()
    acme = desk.accounts()[0]
    assert (ann.title, ann.phone, ann.country) == ("CEO", "+4930901820", "Germany")
    assert (ann.seniority, ann.personas, ann.personas_origin) == ("Director", ["Ops"], "imported")
    assert (bob.email, bob.email_shared, bob.title) == ("sales@acme.example", True, "Buyer")
    assert (cy.title, cy.seniority, cy.personas, cy.country) == (
        *("Plant Manager", "Manager", ["Ops"], "France"),
    )
    # A page on someone else's site is not the website that the account is known by.
    assert (acme.industry, acme.website) == ("Rail", "https://acme.example")
    assert acme.icp_score not in [record.get("icp_score") for record in before]
    results = {(row, field): result for row, field, result, *_ in desk.differences(done)}
    assert results[1, "website"] == "protected" and results[1, "name"] == "kept"
    assert results[3, "company"] == "kept" and results[4, "title"] == "duplicate"
    assert results[1, "title"] == results[2, "email"] == "overwritten"
    assert different() == []
    assert desk.undo(done).counts["undo"]["kept"] == 0
    assert everything(desk) == before


def test_an_own_address_does_not_give_way_to_a_shared_one(desk):
    desk.bring(KNOWN)
    view = desk.overwrite(
        desk.upload("Name,Company,Email\nCy Ok,Birch,info@birch.example\n"), "email"
    )
    assert desk.differences(view) == [
        (1, "email", "protected", "cy@birch.example", "info@birch.example")
    ]
    assert desk.run(view).counts["unchanged"] == 1
    assert desk.contact("Cy").email == "cy@birch.example"


def test_accounts_are_overwritten_and_what_was_edited_since_is_kept(desk, session, bob):
    desk.bring("Company,Website,Industry,Size\nAcme,acme.example,Bakery,1-10\n", "accounts")
    before = everything(desk)
    rows = (
        "Company,Website,Industry,Size\nACME,acme.example/en,Logistics,10000\n"
        "Acme,acme.example,Toys,\n"
    )
    view = desk.overwrite(desk.upload(rows, "accounts"), "industry", "website", "size")
    done = desk.run(view)
    (acme,) = desk.accounts()
    assert (acme.name, acme.website) == ("Acme", "https://acme.example/en")
    assert (acme.industry, acme.domain) == ("Logistics", "acme.example")
    assert desk.differences(done) == [
        (1, "company", "kept", "Acme", "ACME"),
        (1, "industry", "overwritten", "Bakery", "Logistics"),
        (1, "size", "overwritten", "1-10", "10000"),
        (1, "website", "overwritten", "https://acme.example", "https://acme.example/en"),
        (2, "company", "duplicate", "ACME", "Acme"),
        (2, "industry", "duplicate", "Logistics", "Toys"),
        (2, "website", "duplicate", "https://acme.example/en", "https://acme.example"),
    ]
    desk.undo(done)
    assert everything(desk) == before
    edited = desk.run(desk.overwrite(desk.upload(rows, "accounts"), "industry"))
    accounts.update(session, bob, desk.accounts()[0].id, None, {"size": "11-50"})
    session.commit()
    assert desk.undo(edited).counts["undo"]["kept"] == 1
    assert desk.accounts()[0].industry == "Logistics"


def test_what_a_person_decided_gives_way_only_where_the_list_wins(desk, session, bob):
    desk.bring(KNOWN)
    ann = desk.contact("Ann")
    contacts.update(session, bob, ann.id, None, {"personas": [], "title": "Boss"})
    session.commit()
    rows = "Name,Company,Email,Personas,Job title\nAnn Lee,Acme,ann@acme.example,Tech,CTO\n"
    kept = desk.bring(rows)
    assert kept.counts["unchanged"] == 1 and desk.contact("Ann").title == "Boss"
    assert desk.differences(kept)[0] == (1, "personas", "kept", "", "Tech")
    desk.run(desk.overwrite(desk.upload(rows), "personas"))
    ann = desk.contact("Ann")
    assert (ann.personas, ann.personas_origin, ann.title) == (["Tech"], Origin.IMPORTED, "Boss")


def test_a_flag_replaces_nothing_that_a_person_set(desk, session, bob):
    desk.bring(KNOWN)
    contacts.update(session, bob, desk.contact("Ann").id, None, {"personas": ["Tech"]})
    contacts.update(session, bob, desk.contact("Ann").id, None, {"seniority": "Director"})
    session.commit()
    rows = (
        "Name,Company,Email,Personas,is_sales,Seniority,Executive\n"
        "Ann Lee,Acme,ann@acme.example,,No,,Yes\n"
    )
    view = desk.overwrite(desk.upload(rows), "personas", "seniority")
    assert desk.differences(view) == []
    desk.run(view)
    assert (desk.contact("Ann").personas, desk.contact("Ann").seniority) == (["Tech"], "Director")
    # A later row of hers has a column's word, which counts before a flag's.
    more = rows + "Ann Lee,Acme,ann@acme.example,Ops,,VP,\n"
    view = desk.overwrite(desk.upload(more), "personas", "seniority")
    desk.run(view)
    assert (desk.contact("Ann").personas, desk.contact("Ann").seniority) == (["Ops"], "VP")


def test_what_two_lists_replaced_is_given_back_when_both_are_undone(desk, session, bob):
    desk.bring(KNOWN)
    decided = {"personas": ["Tech", "Sales"], "seniority": "Director"}
    contacts.update(session, bob, desk.contact("Ann").id, None, decided)
    session.commit()
    before = everything(desk)
    rows = "Name,Company,Email,Personas,Seniority\nAnn Lee,Acme,ann@acme.example,Ops,VP\n"
    first, second = (
        desk.run(desk.overwrite(desk.upload(rows), "personas", "seniority")) for _ in range(2)
    )
    filling = desk.bring(rows)
    desk.undo(first)
    ann = desk.contact("Ann")
    assert (ann.personas, ann.personas_origin) == (["Ops"], Origin.IMPORTED)
    assert (ann.seniority, ann.seniority_origin) == ("VP", Origin.IMPORTED)
    desk.undo(second)
    assert everything(desk) == before
    assert desk.undo(filling).counts["undo"]["kept"] == 0


@pytest.mark.parametrize("order", [(2, 1, 0), (0, 2, 1), (1, 2, 0), (0, 1, 2)])
def test_a_claim_counts_again_only_where_its_value_is_back(desk, session, order):
    desk.bring("Name,Company,Email\nAnn Lee,Acme,ann@acme.example\n")
    guess(session, desk.contact("Ann"), title="COO")
    rows = "Name,Company,Email,Title\nAnn Lee,Acme,ann@acme.example,{}\n"
    views = [
        desk.run(desk.overwrite(desk.upload(rows.format(title)), "title"))
        for title in ("CEO", "COO", "CTO")
    ]
    assert claims(session) == ["replaced"]
    for number in order[:-1]:
        desk.undo(views[number])
        assert claims(session) == ["replaced"]
    desk.undo(views[order[-1]])
    assert claims(session) == ["applied"] and desk.contact("Ann").title == "COO"


def test_the_second_number_of_a_cell_goes_with_the_first(desk):
    head = "Name,Company,Email,Phone{}\nAnn Lee,Acme,ann@acme.example,{}\n"
    desk.bring(head.format(",Mobile", "+14155550165,+14155550142"))
    view = desk.upload(head.format("", "+14155550165 / +14155550177"))
    assert desk.differences(view) == [(1, "mobile", "kept", "+14155550142", "+14155550177")]
    done = desk.run(desk.overwrite(view, "phone"))
    assert desk.contact("Ann").mobile == "+14155550177"
    assert desk.differences(done)[0][2] == "overwritten"


def test_a_difference_names_the_row_whose_value_is_used(desk, session, bob):
    desk.bring("Name,Company,Email,Country,HQ\nAnn Lee,Acme,ann@acme.example,Italy,Rome\n")
    rows = (
        "Name,Company,Email,Country,HQ,Title\n"
        "Bo Ray,Acme,,,,\n"
        "Ann Lee,Acme,ann@acme.example,,,COO\n"
        "Ann Lee,Acme,ann@acme.example,France,Berlin,\n"
        "Ann Lee,Acme,ann@acme.example,Spain,Oslo,CEO\n"
    )
    view = desk.upload(rows)
    with db.session() as other:
        draft = imports.differences(other, bob, view.id).items
    assert [(d.row, d.field, d.says, d.used_line) for d in draft] == [
        (3, "country", "France", None),
        (3, "headquarters", "Berlin", None),
        (4, "country", "Spain", 4),
        (4, "headquarters", "Oslo", 4),
        (4, "title", "CEO", 3),
    ]
    desk.run(view)
    assert imports.differences(session, bob, view.id).items == draft
    companies = "Company,HQ,Industry\nAcme,,Toys\nAcme,Berlin,\nAcme,Oslo,Rail\n"
    listed = imports.differences(session, bob, desk.bring(companies, "accounts").id).items
    assert [(d.row, d.field, d.used_line) for d in listed] == [
        (2, "headquarters", None),
        (3, "headquarters", 3),
        (3, "industry", 2),
    ]


def test_a_value_that_is_typed_otherwise_is_the_same(desk):
    head = "Name,Company,Email,Phone,Mobile,LinkedIn,Industry,Size,Country\n"
    desk.bring(
        f"{head}Ann Lee,Acme,ann@acme.example,+1 415 555 0165,+49 30 23125 123 x12,"
        'linkedin.com/in/ann-lee,Software,"5,001–10,000",\n'
    )
    again = (
        f"{head}Ann Lee,Acme,ann@acme.example,(415) 555-0165,+49 30 23125123,"
        "linkedin.com/in/annlee,software,5001-10000,\n"
        "Ann Lee,Acme,ann@acme.example,415.555.0165,030 23125-123,,SOFTWARE,,\n"
    )
    fields = ("phone", "mobile", "linkedin_url", "industry", "size")
    before = everything(desk)
    view = desk.overwrite(desk.upload(again), *fields)
    assert [difference[:3] for difference in desk.differences(view)] == [
        (1, "linkedin_url", "overwritten")
    ]
    desk.undo(desk.run(view))
    assert everything(desk) == before


def test_only_fields_of_its_columns_are_chosen(desk):
    view = desk.overwrite(desk.upload(KNOWN), "title", "phone")
    assert view.overwrites == ["title", "phone", "mobile"]  # a second number in its cells
    assert [c.field for c in view.columns if c.overwrites is None] == ["name", "company"]
    assert desk.change(view, Phone="mobile").overwrites == ["title"]
    for field in ("mobile phone", "linkedin_url", "company", "name", "stage", ""):
        with pytest.raises(Invalid, match="can't be overwritten"):
            desk.overwrite(view, field)
    assert desk.change_kind(view, "accounts").overwrites == []
    desk.change_kind(view, "contacts")
    done = desk.run(desk.overwrite(view, "title"))
    assert done.overwrites == ["title"] and "“Job title”" in done.policy
    with pytest.raises(Conflict, match="already started"):
        desk.overwrite(done, "title")


def test_differences_come_page_by_page(desk, session, bob):
    desk.bring(KNOWN)
    done = desk.bring(NEWER)
    first = imports.differences(session, bob, done.id, limit=7)
    rest = imports.differences(session, bob, done.id, skipped=first.next or 0, limit=7)
    assert (first.total, first.next, rest.next, len(rest.items)) == (12, 7, None, 5)
    titles = imports.differences(session, bob, done.id, field="title")
    assert [(each.row, each.record) for each in titles.items] == [
        *((1, "Ann Lee"), (3, "Cy Ok"), (4, "Cy Ok")),
    ]
    again = imports.differences(session, bob, done.id, result=DifferenceResult.DUPLICATE)
    assert [(each.row, each.line, each.label) for each in again.items] == [(4, 5, "Job title")]


def test_a_list_that_wins_says_nothing_of_what_is_not_in_it(desk, session, bob):
    """Other importers emptied the fields of missing columns and of empty cells, took an empty cell
    for the one above, and put back what is known of a person beside the list.
    """
    desk.bring(KNOWN.replace("Driver,", "Driver,+4930901820"))
    _, _, cy = desk.contacts()
    contacts.assign(session, bob, cy.id, None, bob.user_id)
    attendees.set_status(session, bob, desk.event_id, cy.id, None, "Met")
    notes.add(session, bob, "Wants a call.", contact_id=cy.id)
    session.get_one(Contact, cy.id).email_status = EmailStatus.BOUNCED
    session.commit()
    before = everything(desk)
    view = desk.upload(
        "Name,Company,Email,Job title,Phone\n"
        "Ann Lee,Acme,ann@acme.example,CEO,+14155550199\n"
        "Bob Ray,Acme,info@acme.example,,\n"
        "Cy Ok,Birch,cy@birch.example,,\n"
    )
    desk.run(desk.overwrite(view, "title", "phone", "email"))
    changed = [
        {name: value for name, value in new.items() if value != old[name]}
        for old, new in zip(before, everything(desk), strict=True)
    ]
    contact, *others = [each for each in changed if each]
    del contact["search"]
    assert contact == {"title": "CEO", "phone": "+14155550199"}
    assert [set(each) for each in others] == [{"search"}]  # as an attendee
    assert desk.run_again_changes_nothing((desk.folder / "list.csv").read_bytes(), "contacts")
