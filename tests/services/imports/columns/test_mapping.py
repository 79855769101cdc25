"""Which column means what, and what is wrong with which cell."""

import pytest

from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Origin

pytestmark = pytest.mark.usefixtures("database")


def mapped(view) -> dict[str, str]:
    return {column.header: column.field for column in view.columns}


def test_columns_are_mapped_by_what_lists_call_them(desk):
    view = desk.upload(
        "First Name;Last Name;Company Name;Title;E-mail;Mobile;Scanned At;Rating (1-5);Notes\n"
        "Ann;Lee;Acme;COO;ann@acme.example;n/a;2026-02-11;5;\n"
    )
    assert mapped(view) == {
        "First Name": "first_name",
        "Last Name": "last_name",
        "Company Name": "company",
        "Title": "title",
        "E-mail": "email",
        "Mobile": "mobile",
        "Scanned At": "notes",
        "Rating (1-5)": "notes",
        "Notes": "notes",
    }


def test_words_that_lists_put_in_front_change_nothing(desk):
    view = desk.upload(
        "Attendee First Name,Attendee Last Name,Contact Email,Company,PersonScore\nA,B,a@b.co,C,7\n"
    )
    assert list(mapped(view).values()) == ["first_name", "last_name", "email", "company", ""]


def test_scan_time_and_rating_go_to_the_notes_with_their_names(desk):
    desk.bring("Name,Company,Notes,Scanned At,Rating (1-5)\nAnn Lee,Acme,met Tuesday,09:30,hot\n")
    assert desk.notes()[0].text == "met Tuesday\nScanned At: 09:30\nRating: hot"


def test_a_number_of_a_fax_is_in_the_notes(desk):
    desk.bring(
        "Name,Company,Phone (Fax),Tel./Fax\n"
        "Ann Lee,Acme,+13125550199,+1 312-555-0100 / +1 312-555-0198\n"
    )
    ann = desk.contact("Ann")
    assert (ann.phone, ann.mobile) == ("+13125550100", "")
    assert desk.notes()[0].text == "Phone (Fax): +13125550199\nTel./Fax: +13125550198"


def test_a_second_company_stands_in_for_the_first_or_is_in_the_notes(desk):
    desk.bring("Name,Company,Account Name\nAnn Lee,Acme,acme\nBo Ek,,Beta\nCy Ok,Acme,Acme Rail\n")
    assert [desk.account_of(contact) for contact in desk.contacts()] == ["Acme", "Beta", "Acme"]
    assert [note.text for note in desk.notes()] == ["Account Name: Acme Rail"]


def test_a_form_of_address_is_no_job_title(desk):
    desk.bring(
        "Name,Company,Title\nAnn Lee,Acme,Mr.\nBo Ek,Acme,Yard  Manager\n"
        "Cy Ok,Acme,Prof. Dr.\nDi Po,Acme,Professor\nEd Ray,Acme,Buyer\nFlo Kim,Acme,COO\n"
    )
    titles = [(contact.title, contact.seniority) for contact in desk.contacts()]
    assert titles[0] == titles[2] == ("", None)
    assert [title for title, _ in titles] == ["", "Yard Manager", "", "Professor", "Buyer", "COO"]
    assert desk.notes() == []


def test_one_name_column_is_split(desk):
    desk.bring('Name,Company\nEmiliano de la Cruz,Acme\n"Lange, Siegried",Acme\nAngela,Acme\n')
    names = [(contact.first_name, contact.last_name) for contact in desk.contacts()]
    assert names == [("Emiliano", "de la Cruz"), ("Siegried", "Lange"), ("Angela", "")]


def test_what_stands_for_nothing_is_nothing(desk):
    desk.bring("Name,Company,Mobile,Title,E-mail\nAnn Lee,Acme,n/a,-,N/A\n")
    ann = desk.contact("Ann")
    assert (ann.phone, ann.title, ann.email) == ("", "", None)


def test_flags_decide_the_personas_they_speak_of_and_the_title_the_rest(desk):
    desk.bring(
        "Name,Company,Job Title,is_ops,is_sales\n"
        "Ann Lee,Acme,Sales Engineer,TRUE,FALSE\n"
        "Bob Ray,Acme,Yard Manager,,\n"
    )
    ann, bob = desk.contact("Ann"), desk.contact("Bob")
    assert (ann.personas, ann.personas_origin) == (["Tech", "Ops"], Origin.IMPORTED)
    assert (bob.personas, bob.personas_origin) == (["Ops"], Origin.INFERRED)


def test_a_column_of_personas_or_seniority_decides_alone(desk):
    desk.bring(
        "Name,Company,Title,Personas,Seniority\nAnn Lee,Acme,Yard Manager,Sales; Tech,C-Level\n"
    )
    ann = desk.contact("Ann")
    assert (ann.personas, ann.seniority) == (["Sales", "Tech"], "C-Level")
    assert ann.personas_origin == ann.seniority_origin == Origin.IMPORTED


def test_an_executive_flag_speaks_only_where_the_title_says_nothing(desk):
    desk.bring("Name,Company,Title,is_exec\nAnn Lee,Acme,,TRUE\nBob Ray,Acme,Yard Manager,TRUE\n")
    assert [contact.seniority for contact in desk.contacts()] == ["VP", "Manager"]


def test_a_person_changes_the_mapping_and_every_row_is_checked_anew(desk):
    view = desk.upload(
        "Pax,Company,Address\nAnn Lee,Acme,ann at acme\nBob Ray,Acme,bob@a.example\n"
    )
    assert view.needs == ["Choose the column that holds the person’s name."] and not view.can_run
    view = desk.change(view, Pax="name", Address="email")
    assert view.needs == [] and (view.bad, view.kept_in_notes) == (0, 1)
    view = desk.change(view, Address=None)
    assert (view.kept_in_notes, mapped(view)["Address"]) == (0, "")


def test_the_mapping_is_remembered_for_lists_with_the_same_headers(desk):
    desk.change(
        desk.upload("Pax,Company,Where\nAnn Lee,Acme,France\n"), Pax="name", Where="country"
    )
    again = desk.upload("PAX,company,Where\nBob Ray,Bosch,Spain\n")
    assert list(mapped(again).values()) == ["name", "company", "country"]
    other = desk.upload("Pax,Company,Where,Notes\nBob Ray,Bosch,Spain,x\n")
    assert mapped(other)["Pax"] == ""


def test_the_export_of_linkedin_brings_each_person_with_profile_and_company(desk):
    profile = "https://www.linkedin.com/in"
    done = desk.bring(
        'Notes:,,,,,,\n"When exporting your connection data, some emails may be missing.",,,,,,\n'
        ",,,,,,\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        f"Ann,Lee,{profile}/annlee,ann@acmerail.example,Acme Rail,COO,01 Nov 2026\n"
        f"Bo,Ek,{profile}/boek,,Nordbay,Buyer,02 Nov 2026\n"
    )
    assert done.counts["created"] == 2
    people = [(c.first_name, c.linkedin_url, desk.account_of(c)) for c in desk.contacts()]
    assert people == [
        ("Ann", f"{profile}/annlee", "Acme Rail"),
        ("Bo", f"{profile}/boek", "Nordbay"),
    ]
    assert [(account.website, account.domain) for account in desk.accounts()] == [("", None)] * 2


def test_french_people_of_one_first_name_stay_apart(desk):
    desk.bring(
        "Civilité;Nom;Prénom;Société;Fonction;Adresse e-mail\n"
        "Mme;LEROY;Anne;Leroy SARL;Directrice;anne@leroy.example\n"
        "M.;PETIT;Luc;Leroy SARL;Acheteur;luc@leroy.example\n"
        "M.;BLANC;Luc;Leroy SARL;Chauffeur;\n"
        "M.;ROUX;Luc;Leroy SARL;Chef de parc;\n"
    )
    names = [(contact.first_name, contact.last_name) for contact in desk.contacts()]
    assert names == [("Anne", "LEROY"), ("Luc", "PETIT"), ("Luc", "BLANC"), ("Luc", "ROUX")]


def test_who_comes_has_their_own_address_and_who_ordered_is_in_the_notes(desk):
    desk.bring(
        "Order Email,Ticket First Name,Ticket Last Name,Ticket Email,Ticket Company Name\n"
        "boss@acme.example,Ann,Lee,ann@acme.example,Acme\n"
        "boss@acme.example,Bob,Ray,bob@acme.example,Acme\n"
    )
    emails = [contact.email for contact in desk.contacts()]
    assert emails == ["ann@acme.example", "bob@acme.example"]
    assert {note.text for note in desk.notes()} == {"Order Email: boss@acme.example"}


PEOPLE = (
    "First Name,Last Name,Company,Title,Email\n"
    "Ann,Lee,Acme,COO,ann@acme.example\nBo,Ek,Acme,Buyer,bo at acme\n,,Bosch,,\n"
)


def test_what_the_rows_are_is_seen_and_said_where_it_is_another_kind(desk):
    assert desk.upload(PEOPLE, "contacts").other_kind is None
    view = desk.upload(PEOPLE, "accounts")
    assert (view.kind, view.other_kind, view.source["kind"]) == ("accounts", "contacts", "contacts")
    view = desk.upload("First Name,Last Name\nAnn,Lee\nBo,Ek\n", "accounts")
    assert (view.rows, view.other_kind) == (2, "contacts")
    companies = "Exhibitor,Website\nAcme,acme.example\n"
    assert desk.upload(companies, "contacts").other_kind == "accounts"
    assert desk.upload("Pax,Company\nAnn Lee,Acme\n", "contacts").other_kind is None


def test_a_draft_becomes_one_of_the_other_kind_with_all_its_rows(desk):
    view = desk.upload(PEOPLE, "accounts")
    assert (view.bad, mapped(view)["Email"]) == (0, "")
    view = desk.change_kind(view, "contacts")
    assert (view.kind, view.other_kind, view.needs) == ("contacts", None, [])
    assert list(mapped(view).values()) == ["first_name", "last_name", "company", "title", "email"]
    assert desk.problems(view) == {3: ["Enter a name."]}
    back = desk.change_kind(view, "accounts")
    assert (back.kind, back.bad) == ("accounts", 0)
    done = desk.run(desk.change_kind(back, "contacts"))
    assert (done.counts["created"], done.other_kind) == (2, None)
    assert desk.account_of(desk.contact("Ann")) == "Acme"
    with pytest.raises(Conflict):
        desk.change_kind(done, "accounts")


def test_the_mapping_of_the_other_kind_is_remembered_apart(desk):
    people = "Pax,Company,Where\nAnn Lee,Acme,France\n"
    desk.change(desk.upload(people), Pax="name", Where="country")
    view = desk.upload(people, "accounts")
    assert list(mapped(view).values()) == ["", "company", ""]
    view = desk.change_kind(view, "contacts")
    assert list(mapped(view).values()) == ["name", "company", "country"]
    assert view.source["remembered"]


def test_columns_and_fields_that_there_are_not_are_refused(desk):
    view = desk.upload("Name,Company\nAnn Lee,Acme\n")
    with pytest.raises(Invalid) as problem:
        desk.change(view, Name="stage", Shoes="title")
    assert set(problem.value.fields) == {"Name", "Shoes"}


def test_every_bad_cell_says_what_is_wrong_with_it(desk):
    view = desk.upload(
        "Name,Company,E-mail,Mobile,LinkedIn,Website,is_ops\n"
        "Ann Lee,Acme,ann at acme.example,call me,acme.example/ann,not a site,perhaps\n"
        ",Acme,,,,,\n"
        "Bob Ray,,,,,,\n"
        f"{'x' * 161},Acme,,,,,\n"
    )
    problems = {row.number: row.problems for row in desk.rows(view, only_bad=True)}
    assert set(desk.rows(view)[0].remarks) == {"2", "3", "4", "5", "6"}
    assert problems[2] == {"0": "Enter a name."}
    assert problems[3] == {"1": "Enter a company."}
    assert problems[4]["0"] == "Enter at most 160 characters."
    assert (view.rows, view.bad) == (4, 3)


def test_a_bad_cell_is_fixed_in_place(desk):
    view = desk.upload("Name,Company,E-mail\nAnn Lee,Acme,ann at acme\nBob Ray,Acme,\n")
    assert view.kept_in_notes == 1
    view = desk.fix(view, (1, "E-mail", "Ann@Acme.example"))
    assert view.kept_in_notes == 0
    desk.run(view)
    assert desk.notes() == []
    assert desk.contact("Ann").email == "ann@acme.example"


def test_a_fixed_cell_can_be_worse(desk):
    view = desk.upload("Name,Company,E-mail\nAnn Lee,Acme,ann@acme.example\nBob Ray,Acme,\n")
    worse = desk.fix(view, (1, "1", ""), (2, "E-mail", "bob at home"))
    assert (worse.bad, worse.kept_in_notes) == (1, 1)


@pytest.mark.parametrize(
    "cell",
    [(7, "Name", "x"), (1, "Nose", "x"), (1, "Name", "x" * 30_000)],
    ids=["row", "column", "length"],
)
def test_cells_that_there_are_not_are_refused(desk, cell):
    view = desk.upload("Name,Company\nAnn Lee,Acme\n")
    with pytest.raises(Invalid):
        desk.fix(view, cell)


def test_a_list_without_a_good_row_or_a_needed_column_does_not_run(desk):
    with pytest.raises(Invalid):
        desk.start(desk.upload("Name,Company\n,Acme\n"))
    with pytest.raises(Invalid, match="Choose the column"):
        desk.start(desk.upload("Name,Country\nAnn Lee,France\n"))


def test_what_was_started_is_not_changed_any_more(desk):
    view = desk.bring("Name,Company\nAnn Lee,Acme\n")
    with pytest.raises(Conflict):
        desk.fix(view, (1, "Name", "Bob"))
    with pytest.raises(Conflict):
        desk.change(view, Name=None)
    with pytest.raises(Conflict):
        desk.start(view)


def test_an_import_belongs_to_who_made_it_and_to_administrators(desk, session, alice):
    from tests.conftest import person
    from yardflow.models import Role
    from yardflow.services import imports

    view = desk.upload("Name,Company\nAnn Lee,Acme\n")
    carol = person(session, "Carol", Role.MEMBER)
    with pytest.raises(NotFound):
        imports.get(session, carol, view.id)
    assert imports.search(session, carol).total == 0
    assert imports.get(session, alice, view.id).id == view.id
    assert imports.search(session, alice).total == 1
