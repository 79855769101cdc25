"""Who in a list is who in the records: no duplicates, and nothing that is there is changed."""

from decimal import Decimal

import pytest
from sqlmodel import Session, select

from yardflow import clock, db
from yardflow.models import (
    Claim,
    ClaimStatus,
    Contact,
    EmailStatus,
    EnrichmentRun,
    Event,
    Origin,
    RunStatus,
    ScoreChange,
)
from yardflow.services.records import accounts, contacts

pytestmark = pytest.mark.usefixtures("database")


def guess(session: Session, contact: Contact, **values: str) -> None:
    """What an enrichment leaves when it filled these fields."""
    run = EnrichmentRun(contact_id=contact.id, status=RunStatus.SUCCEEDED)
    session.add(run)
    session.flush()
    known = session.get_one(Contact, contact.id, populate_existing=True)
    for field, value in values.items():
        session.add(
            Claim(
                run_id=run.id,
                contact_id=contact.id,
                field=field,
                value=value,
                confidence=Decimal("0.87"),
                source="email_pattern",
                how="first.last",
                status=ClaimStatus.APPLIED,
                applied_at=clock.now(),
            )
        )
        setattr(known, field, value)
    if "email" in values:
        known.email_status = EmailStatus.GUESSED
    session.commit()


def claims(session: Session) -> list[str]:
    session.expire_all()
    return [claim.status for claim in session.exec(select(Claim).order_by(Claim.id))]


def people(desk) -> list[str]:
    return [f"{contact.first_name} {contact.last_name}".strip() for contact in desk.contacts()]


def test_an_account_that_a_contact_names_is_created(desk):
    done = desk.bring("Name,Company,Company Website\nAnn Lee,Acme Inc.,www.acme.example\n")
    (acme,) = desk.accounts()
    assert (acme.name, acme.domain, acme.website) == (
        "Acme Inc.",
        "acme.example",
        "https://www.acme.example",
    )
    assert done.counts["accounts_created"] == 1 and desk.contact("Ann").account_id == acme.id


@pytest.mark.slow
def test_case_punctuation_accents_and_legal_forms_make_no_second_account(desk):
    desk.bring("Name,Company\nA A,Müller GmbH\nB B,MULLER\nC C,Muller Inc.\n")
    desk.bring("Company\nmüller & Co\nMüller AG\n", "accounts")
    assert [account.name for account in desk.accounts()] == ["Müller GmbH"]


def test_accounts_of_one_domain_are_one(desk):
    done = desk.bring(
        "Company,Website,Industry\n"
        "Acme,https://www.acme.example/en,\n"
        "Acme Holding,acme.example,Toys\n",
        "accounts",
    )
    (acme,) = desk.accounts()
    assert (acme.name, acme.industry) == ("Acme", "Toys")
    assert (done.counts["created"], done.counts["duplicate"]) == (1, 1)


def test_the_domain_counts_more_than_the_name(desk):
    desk.bring("Company,Website\nAcme,acme.example\nBosch,bosch.example\n", "accounts")
    done = desk.bring("Company,Website\nBosch,acme.example\n", "accounts")
    assert done.counts["unchanged"] == 1 and len(desk.accounts()) == 2


def test_a_mail_providers_domain_makes_no_two_companies_one(desk):
    desk.bring("Company,Website\nAcme,gmail.com\nBosch,gmail.com\n", "accounts")
    assert [(account.name, account.domain) for account in desk.accounts()] == [
        ("Acme", None),
        ("Bosch", None),
    ]


@pytest.mark.parametrize("host", ["linkedin.com/company", "facebook.com", "sites.google.com"])
def test_pages_at_one_social_network_make_no_two_companies_one(desk, host):
    desk.bring(f"Name,Company,Website\nAnn,Acme,{host}/acme\nBob,Bosch,{host}/bosch\n")
    assert [(account.name, account.domain) for account in desk.accounts()] == [
        ("Acme", None),
        ("Bosch", None),
    ]
    assert desk.account_of(desk.contact("Bob")) == "Bosch"


def test_parts_of_one_companys_domain_are_one_company(desk):
    desk.bring("Company,Website\nAcme,acme.com\n", "accounts")
    done = desk.bring(
        "Company,Website\nAcme HQ,https://hq.acme.com/\nAcme US,us.acme.com\n", "accounts"
    )
    assert [(account.name, account.domain) for account in desk.accounts()] == [("Acme", "acme.com")]
    assert (done.counts["unchanged"], done.counts["duplicate"]) == (1, 1)


def test_an_address_is_one_in_either_spelling_of_its_domain(desk):
    desk.bring("Name,Company,Email\nAnn Lee,Acme,ann@straße.de\n")
    done = desk.bring("Name,Company,Email\nAnn Lee,Acme,Ann@xn--strae-oqa.de\n")
    assert done.counts["unchanged"] == 1
    assert [contact.email for contact in desk.contacts()] == ["ann@xn--strae-oqa.de"]


@pytest.mark.slow
def test_a_national_number_belongs_to_the_country_of_the_row_or_of_the_account(desk):
    desk.bring('Company,Headquarters\nAcme,"Duluth, MN"\n', "accounts")
    desk.bring(
        "Name,Company,Phone,Country\nAnn,Acme,(415) 555-0165,\nBob,Bosch,020 7946 0000,UK\n"
        "Cy,Bosch,(415) 555-0166,\nDi,Acme,030 123456,Germany\n"
    )
    assert [contact.phone for contact in desk.contacts()] == [
        *("+14155550165", "+442079460000", "(415) 555-0166", "+4930123456")
    ]


@pytest.mark.slow
def test_a_national_number_belongs_to_the_country_that_a_contact_has_already(desk):
    desk.bring("Name,Company,Country\nAnn Lee,Acme,USA\n")
    done = desk.bring("Name,Company,Phone\nAnn Lee,Acme,(415) 555-0165 x7\n")
    assert done.counts["updated"] == 1 and desk.contact("Ann").phone == "+14155550165 x7"


def test_a_person_is_found_by_the_address(desk):
    desk.bring("Name,Company,E-mail\nAnn Lee,Acme,ann@acme.example\n")
    done = desk.bring("Name,Company,E-mail\nAnna Lee-Smith,Acme Europe,ANN@acme.example\n")
    assert people(desk) == ["Ann Lee"] and done.counts["unchanged"] == 1
    assert [account.name for account in desk.accounts()] == ["Acme"]


def test_without_an_address_a_person_is_found_by_name_within_the_account(desk):
    desk.bring("Name,Company\nAnn Lee,Acme\nAnn Lee,Bosch\n")
    desk.bring('Name,Company\n"LEE, Ann",ACME Inc.\n')
    assert people(desk) == ["Ann Lee", "Ann Lee"]


@pytest.mark.slow
def test_a_name_takes_the_address_that_a_later_list_brings(desk):
    desk.bring("Name,Company\nAnn Lee,Acme\n")
    done = desk.bring("Name,Company,E-mail\nAnn Lee,Acme,ann@acme.example\n")
    (ann,) = desk.contacts()
    assert (ann.email, ann.email_status) == ("ann@acme.example", EmailStatus.GIVEN)
    assert done.counts["updated"] == 1


@pytest.mark.slow
def test_a_guessed_address_gives_way_to_one_that_a_list_gives(desk, session):
    desk.bring("Name,Company\nAnn Lee,Acme\nBob Ray,Acme\n")
    guess(session, desk.contact("Ann"), email="ann.lee@acme.example")
    guess(session, desk.contact("Bob"), email="bob@acme.example")
    given = desk.bring(
        "Name,Company,E-mail\nAnn Lee,Acme,al@acme.example\nBob Ray,Acme,bob@acme.example\n"
    )
    assert people(desk) == ["Ann Lee", "Bob Ray"] and given.counts["updated"] == 2
    emails = [(contact.email, contact.email_status) for contact in desk.contacts()]
    assert emails == [("al@acme.example", "given"), ("bob@acme.example", "given")]
    assert claims(session) == ["replaced", "replaced"]
    desk.undo(given)
    emails = [(contact.email, contact.email_status) for contact in desk.contacts()]
    assert emails == [("ann.lee@acme.example", "guessed"), ("bob@acme.example", "guessed")]
    assert claims(session) == ["applied", "applied"]


@pytest.mark.slow
def test_a_guessed_seniority_gives_way_to_a_title_that_a_list_gives(desk, session):
    desk.bring("Name,Company\nAnn Lee,Acme\n")
    guess(session, desk.contact("Ann"), seniority="VP")
    given = desk.bring("Name,Company,Title\nAnn Lee,Acme,Warehouse Clerk\n")
    assert desk.contact("Ann").seniority == "Staff" and claims(session) == ["replaced"]
    desk.undo(given)
    assert desk.contact("Ann").seniority == "VP" and claims(session) == ["applied"]


@pytest.mark.slow
def test_what_waits_on_a_field_that_a_list_fills_waits_no_longer(desk, session):
    desk.bring("Name,Company\nAnn Lee,Acme\n")
    ann = desk.contact("Ann")
    run = EnrichmentRun(contact_id=ann.id, status=RunStatus.SUCCEEDED)
    session.add(run)
    session.flush()
    shared = {"confidence": Decimal("0.5"), "source": "openai", "how": "asked"}
    session.add(Claim(run_id=run.id, contact_id=ann.id, field="title", value="COO", **shared))
    session.add(
        Claim(run_id=run.id, account_id=ann.account_id, field="industry", value="x", **shared)
    )
    session.commit()
    desk.bring("Name,Company,Title,Industry\nAnn Lee,Acme,CEO,Toys\n")
    assert claims(session) == ["unused", "unused"]


def test_two_addresses_are_two_people_of_one_name(desk):
    desk.bring(
        "Name,Company,E-mail\nJohn Mai,Acme,john@acme.example\nJohn Mai,Acme,mai@acme.example\n"
    )
    assert people(desk) == ["John Mai", "John Mai"]


def test_a_name_with_a_dot_stays_as_it_is_and_finds_who_was_split_before(desk):
    desk.bring("First Name,Last Name,Company\n马克,吐温,Acme\n")
    names = "约翰·史密斯,Acme\n约翰・史密斯,Acme\n马克·吐温,Acme\n"
    view = desk.bring(f"Name,Company\n{names}")
    assert [row.outcome for row in desk.rows(view)] == ["created", "duplicate", "unchanged"]
    assert [contact.name for contact in desk.contacts()] == ["吐温马克", "约翰·史密斯"]


def test_rows_of_one_person_are_put_together(desk):
    done = desk.bring(
        "Name,Company,E-mail,Title,Mobile,Notes\n"
        "Ann Lee,Acme,,,+1 415 555 0165,first\n"
        "Ann Lee,ACME,ann@acme.example,COO,,second\n"
        "A. Lee,Acme,ann@acme.example,CEO,,\n"
    )
    (ann,) = desk.contacts()
    assert (ann.email, ann.title, ann.mobile) == ("ann@acme.example", "COO", "+14155550165")
    assert set(desk.notes()[0].text.split("\n")) == {"first", "second"}
    assert ann.seniority == "C-Level"
    assert (done.counts["created"], done.counts["duplicate"]) == (1, 2)


@pytest.mark.slow
def test_a_name_that_belongs_to_another_rows_address_is_that_person(desk):
    desk.bring("Name,Company,E-mail\nAnn Lee,Acme,ann@acme.example\n")
    desk.bring("Name,Company,E-mail\nAnn Lee,Acme,\nAnna Lee,Acme,ann@acme.example\n")
    assert people(desk) == ["Ann Lee"]


@pytest.mark.slow
def test_the_same_list_twice_changes_nothing(desk):
    text = "Name,Company,E-mail,Title\nAnn Lee,Acme,ann@acme.example,COO\nBob Ray,Acme,,CEO\n"
    desk.bring(text)
    before = [contact.model_dump() for contact in desk.contacts()]
    done = desk.bring(text)
    assert done.counts["unchanged"] == 2
    assert [contact.model_dump() for contact in desk.contacts()] == before


@pytest.mark.slow
def test_a_list_fills_what_is_empty_and_never_changes_what_is_there(desk, session):
    desk.bring("Name,Company,E-mail,Title\nAnn Lee,Acme,ann@acme.example,COO\n")
    desk.bring(
        "Name,Company,E-mail,Title,Country,Industry\n"
        "Ann Lee,Acme,ann@acme.example,CEO,France,Toys\n"
    )
    ann, (acme,) = desk.contact("Ann"), desk.accounts()
    assert (ann.title, ann.country, acme.industry) == ("COO", "France", "Toys")
    assert (ann.version, acme.version) == (2, 2)


@pytest.mark.slow
def test_flags_replace_a_guess_and_never_a_persons_choice(desk, session, bob):
    desk.bring("Name,Company,Title\nAnn Lee,Acme,Yard Manager\nBob Ray,Acme,Yard Manager\n")
    chosen = desk.contact("Bob")
    contacts.update(session, bob, chosen.id, chosen.version, {"personas": ["Tech"]})
    session.commit()
    desk.bring("Name,Company,is_sales,is_ops\nAnn Lee,Acme,TRUE,FALSE\nBob Ray,Acme,TRUE,FALSE\n")
    ann, other = desk.contact("Ann"), desk.contact("Bob")
    assert (ann.personas, ann.personas_origin) == (["Sales"], Origin.IMPORTED)
    assert (other.personas, other.personas_origin) == (["Tech"], Origin.PERSON)


@pytest.mark.slow
def test_a_title_that_is_filled_in_says_personas_and_seniority(desk):
    desk.bring("Name,Company\nAnn Lee,Acme\n")
    desk.bring("Name,Company,Title\nAnn Lee,Acme,VP Supply Chain\n")
    ann = desk.contact("Ann")
    assert (ann.personas, ann.seniority) == (["ExecOps"], "VP")


@pytest.mark.slow
def test_a_person_on_the_list_of_another_event_is_the_same_person(desk, session):
    desk.bring("Name,Company,E-mail,Notes\nAnn Lee,Acme,ann@acme.example,Wants a demo\n")
    other = Event(name="Another show")
    session.add(other)
    session.commit()
    first, desk.event_id = desk.event_id, other.id
    done = desk.bring("Name,Company,E-mail,Notes\nAnn Lee,Acme,ann@acme.example,Has moved\n")
    assert (done.counts["updated"], done.counts["attendees_added"]) == (1, 1)
    ann, acme = desk.contact("Ann"), desk.accounts()[0]
    assert [(note.text, note.event_id) for note in desk.notes()] == [
        ("Wants a demo", first),
        ("Has moved", other.id),
    ]
    both = [(first, ann.id), (other.id, ann.id)]
    assert [(row.event_id, row.contact_id) for row in desk.attendees()] == both
    assert [(row.event_id, row.account_id) for row in desk.targets()] == [
        (first, acme.id),
        (other.id, acme.id),
    ]


def test_the_score_follows_with_a_line_in_its_history(desk, session):
    desk.bring("Name,Company,Title\nAnn Lee,Acme,VP Supply Chain\nBob Ray,Acme,COO\n")
    (acme,) = desk.accounts()
    assert acme.icp_score > 30
    (change,) = session.exec(select(ScoreChange))
    assert (change.why, change.new) == ("Imported from list.csv", acme.icp_score)


def test_what_a_person_typed_is_matched_like_what_was_imported(desk, session, bob):
    row = accounts.create(session, bob, {"name": "The Kroger Co."}, event_id=desk.event_id)
    contacts.create(session, bob, {"account_id": row.id, "first_name": "Ann", "last_name": "Lee"})
    session.commit()
    done = desk.bring("Name,Company\nAnn Lee,KROGER\n")
    assert done.counts["unchanged"] == 1 and len(desk.accounts()) == 1


def test_an_account_list_takes_stage_and_details(desk):
    desk.bring("Company,Stage,Size,HQ,Notes\nAcme,checked in,500,Berlin,big yard\n", "accounts")
    (acme,) = desk.accounts()
    assert (acme.size, acme.headquarters) == ("500", "Berlin")
    assert desk.targets()[0].stage == "Checked In" and desk.notes()[0].text == "big yard"
    desk.bring("Company,Stage,Notes\nAcme,Lost,big yard\n", "accounts")
    assert desk.targets()[0].stage == "Checked In" and len(desk.notes()) == 1


def test_nobody_is_left_without_a_key(desk):
    desk.bring("Name,Company\n???,!!!\n张伟,华为\n")
    with db.session() as session:
        assert all(contact.name_key for contact in session.exec(select(Contact)))


def test_notes_of_all_rows_of_an_account_are_put_together_and_undone(desk):
    rows = "Company,Notes\nAcme,hall 3\nAcme Inc.,hall 5\nAcme,hall 3\n"
    view = desk.bring(rows, "accounts")
    assert [note.text for note in desk.notes()] == ["hall 3\nhall 5"]
    again = desk.bring(rows, "accounts")
    assert again.counts["unchanged"] == 1
    desk.undo(view)
    assert [note.import_id for note in desk.notes()] == [again.id]
    desk.undo(again)
    assert desk.notes() == desk.accounts() == []
