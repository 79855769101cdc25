"""Contacts: finding, adding, changing and removing people."""

import pytest
from sqlmodel import select

from tests.fixtures.records import company
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import (
    AuditEntry,
    Claim,
    ClaimStatus,
    Contact,
    EmailStatus,
    EnrichmentRun,
    Origin,
    Persona,
    RunStatus,
    Seniority,
    Stage,
)
from yardflow.services.records import contact_query, contacts
from yardflow.services.records.contacts import ContactQuery

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ann(session, bob, acme, techexpo):
    """Ann Lee at Acme, whom Bob added to TechExpo's list."""
    added = contacts.create(
        session,
        bob,
        {
            "account_id": acme.id,
            "first_name": "Ann",
            "last_name": "Lee",
            "title": "VP of Operations",
            "email": "Ann.Lee@Acme.com",
        },
        event_id=techexpo.id,
    )
    session.commit()
    return added


def names(page) -> list[str]:
    return [row.name for row in page.items]


def test_a_new_contact_is_normalised_and_told_apart_by_its_title(ann):
    assert (ann.email, ann.email_status) == ("ann.lee@acme.com", EmailStatus.GIVEN)
    assert (ann.personas, ann.seniority) == (["ExecOps"], Seniority.VP)
    assert ann.account_name == "Acme"


def test_a_new_contact_changes_the_score_of_its_account(session, ann, acme):
    session.refresh(acme)
    assert acme.icp_score == 4 + 10 + 5


def test_only_declared_fields_are_taken(session, bob, acme):
    row = contacts.create(
        session,
        bob,
        {
            "account_id": acme.id,
            "first_name": "Max",
            "id": 77,
            "owner_id": 1,
            "version": 9,
            "event_id": 5,
            "enrichment_confidence": 1,
        },
    )
    assert row.id != 77
    assert (row.owner_id, row.events, row.enrichment_confidence) == (None, 0, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("phone", "call me"),
        ("linkedin_url", "javascript:alert(1)"),
        ("linkedin_url", "https://linkedin.com.evil.example/in/x"),
        ("personas", ["King"]),
        ("personas", "Ops"),
        ("seniority", "King"),
        ("title", "x" * 201),
        ("title", 7),
        ("account_id", "DROP TABLE"),
        ("account_id", 10**30),
    ],
)
def test_a_value_that_cannot_be_taken_is_named(session, bob, ann, field, value):
    with pytest.raises(Invalid) as refused:
        contacts.update(session, bob, ann.id, ann.version, {field: value})
    assert field in refused.value.fields


def test_what_the_database_cannot_store_is_removed(session, bob, ann):
    row = contacts.update(session, bob, ann.id, None, {"title": "a\x00b\ud800c"})
    assert row.title == "abc"


def test_an_accent_and_its_letter_are_one_sign(session, bob, ann):
    row = contacts.update(session, bob, ann.id, None, {"last_name": "Nu\u0301n\u0303ez"})
    assert row.last_name == "Núñez"


def test_an_address_is_one_person(session, bob, ann, techexpo):
    other = company(session, techexpo, "Globex")
    with pytest.raises(Conflict, match="Ann Lee at Acme already has"):
        contacts.create(
            session,
            bob,
            {"account_id": other.id, "first_name": "A.", "email": "ANN.LEE@acme.com"},
        )


def test_an_address_of_a_role_is_no_one_s(session, bob, ann, acme):
    for name in ("Joe", "Zoe"):
        row = contacts.create(
            session, bob, {"account_id": acme.id, "first_name": name, "email": "sales@acme.com"}
        )
        assert (row.email, row.email_shared) == ("sales@acme.com", True)
    with pytest.raises(Conflict, match="Zoe at Acme already exists"):
        contacts.update(
            session, bob, ann.id, None, {"first_name": "Zoe", "last_name": "", "email": ""}
        )


def test_two_people_without_an_address_need_different_names(session, bob, acme):
    contacts.create(
        session, bob, {"account_id": acme.id, "first_name": "José", "last_name": "Cruz"}
    )
    with pytest.raises(Conflict, match="José Cruz at Acme"):
        contacts.create(
            session, bob, {"account_id": acme.id, "first_name": "JOSE", "last_name": "Cruz"}
        )


def test_a_contact_needs_a_name_and_an_account(session, bob, acme):
    unseen = ["\u200b", "\u202e", "\u2060\ufeff", "\u3164", "\u200d", "\u2800", "\xad", ".", "?!"]
    for name in ("", *unseen):
        with pytest.raises(Invalid, match="first or a last name"):
            names = {"first_name": name, "last_name": name}
            contacts.create(session, bob, {**names, "account_id": acme.id})
    with pytest.raises(Invalid, match="first or a last name"):
        contacts.create(session, bob, {"account_id": acme.id, "email": "x@acme.com"})
    with pytest.raises(Invalid, match="account"):
        contacts.create(session, bob, {"first_name": "Ann", "account_id": 999})


def test_the_second_of_two_who_edit_the_same_contact_is_refused(session, bob, alice, ann):
    contacts.update(session, bob, ann.id, ann.version, {"title": "COO"})
    with pytest.raises(Conflict, match="Someone else just changed this contact"):
        contacts.update(session, alice, ann.id, ann.version, {"title": "CFO"})


def test_a_new_title_changes_what_was_inferred(session, bob, ann, acme):
    row = contacts.update(session, bob, ann.id, ann.version, {"title": "Procurement Manager"})
    assert (row.personas, row.seniority) == (["Procurement"], Seniority.MANAGER)
    session.refresh(acme)
    assert acme.icp_score == 4 + 3


def test_a_persons_own_choice_survives_a_new_title(session, bob, ann):
    chosen = {"personas": ["Tech", "Ops"], "seniority": "Director"}
    contacts.update(session, bob, ann.id, None, chosen)
    row = contacts.update(session, bob, ann.id, None, {"title": "Procurement Manager"})
    assert (row.personas, row.personas_origin) == (["Ops", "Tech"], Origin.PERSON)
    assert (row.seniority, row.seniority_origin) == (Seniority.DIRECTOR, Origin.PERSON)


def test_choosing_nobody_is_a_choice_too_and_can_be_handed_back(session, bob, ann):
    assert contacts.update(session, bob, ann.id, None, {"personas": []}).personas == []
    back = contacts.update(session, bob, ann.id, None, {"personas": None, "seniority": ""})
    assert (back.personas, back.personas_origin) == (["ExecOps"], Origin.INFERRED)


def test_moving_to_another_account_rescores_both(session, bob, ann, acme, techexpo):
    globex = company(session, techexpo, "Globex")
    row = contacts.update(session, bob, ann.id, None, {"account_id": globex.id})
    session.refresh(acme)
    session.refresh(globex)
    assert (row.account_name, acme.icp_score, globex.icp_score) == ("Globex", 4, 19)


def test_a_contact_changes_companies_and_stays_on_its_lists(session, bob, ann, techexpo):
    globex = company(session, techexpo, "Globex", Stage.WON)
    contacts.update(session, bob, ann.id, None, {"account_id": globex.id})
    (row,) = contacts.search(session, bob, ContactQuery(event_id=techexpo.id, stage="Won")).items
    assert (row.name, row.account_name, row.stage) == ("Ann Lee", "Globex", Stage.WON)
    elsewhere = company(session, None, "Initech")
    row = contacts.update(session, bob, ann.id, None, {"account_id": elsewhere.id})
    assert contacts.get(session, bob, ann.id, techexpo.id).stage is None


def test_an_edited_field_is_the_persons_and_no_longer_the_claims(session, bob, ann):
    run = EnrichmentRun(contact_id=ann.id, status=RunStatus.SUCCEEDED)
    session.add(run)
    session.flush()
    for field in ("title", "email"):
        session.add(
            Claim(
                run_id=run.id,
                contact_id=ann.id,
                field=field,
                value="x",
                confidence=0.9,
                source="sandbox",
                how="asked",
                status=ClaimStatus.APPLIED,
                applied_at=clock.now(),
            )
        )
    session.commit()
    contacts.update(
        session, bob, ann.id, None, {"title": "Head of Yards", "email": "ann.lee@acme.com"}
    )
    statuses = {
        claim.field: (claim.status, claim.settled_by) for claim in session.exec(select(Claim)).all()
    }
    assert statuses == {
        "title": (ClaimStatus.CORRECTED, bob.user_id),
        "email": (ClaimStatus.APPLIED, None),
    }


def test_the_audit_log_names_fields_of_a_contact_and_never_values(session, bob, ann):
    contacts.update(session, bob, ann.id, None, {"phone": "+1 415 555 0100"})
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "contact.created",
        "attendees.added",
        "contact.updated",
    ]
    assert entries[2].after == {"fields": ["phone"]}
    assert "Lee" not in str([(entry.before, entry.after) for entry in entries])


def test_a_change_that_changes_nothing_leaves_no_trace(session, bob, ann):
    row = contacts.update(session, bob, ann.id, ann.version, {"title": ann.title})
    assert row.version == ann.version
    assert len(session.exec(select(AuditEntry.id)).all()) == 2


def test_a_removed_contact_takes_its_points_along(session, bob, ann, acme):
    contacts.delete(session, bob, ann.id, ann.version)
    session.commit()
    session.refresh(acme)
    assert acme.icp_score == 4
    with pytest.raises(NotFound):
        contacts.get(session, bob, ann.id)


@pytest.mark.parametrize("contact_id", [0, -1, 999_999, 10**30])
def test_a_contact_that_is_not_there_is_not_found(session, bob, contact_id):
    with pytest.raises(NotFound):
        contacts.get(session, bob, contact_id)


def test_an_owner_is_somebody_in_the_workplace(session, bob, alice, ann):
    owned = contacts.assign(session, bob, ann.id, ann.version, alice.user_id)
    assert owned.owner_name == "Alice"
    with pytest.raises(Invalid, match="on your team"):
        contacts.assign(session, bob, ann.id, None, 999)
    assert contacts.assign(session, bob, ann.id, None, None).owner_id is None


@pytest.mark.parametrize(
    "typed", ["ann", "LE", "lee ann", "ann.lee@acme.com", "acme", "ann acme", "operat", "  Ánn "]
)
def test_search_finds_the_beginnings_of_words_in_any_order(
    session, bob, ann, acme, works_at, techexpo, typed
):
    works_at(company(session, techexpo, "Globex"), "Joe Smith")
    page = contacts.search(session, bob, ContactQuery(event_id=techexpo.id, q=typed))
    assert names(page) == ["Ann Lee"]


@pytest.mark.parametrize("typed", ["' | 'x", "a & !", "\\", "(((", ":*", "\x00", "%", "a'b"])
def test_search_takes_anything_that_is_typed(session, bob, ann, typed):
    contacts.search(session, bob, ContactQuery(q=typed))


@pytest.mark.slow
def test_search_finds_accents_with_and_without_them(session, bob, acme, works_at):
    works_at(acme, "Jörg Müller", title="Geschäftsführer")
    for typed in ("müller", "muller", "Geschäfts", "jorg"):
        assert names(contacts.search(session, bob, ContactQuery(q=typed))) == ["Jörg Müller"]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"persona": "Ops"}, ["Joe Smith"]),
        ({"seniority": "VP"}, ["Ann Lee"]),
        ({"email_status": "none"}, ["Joe Smith"]),
        ({"email_status": "given"}, ["Ann Lee"]),
        ({"enrichment": "nothing_found"}, ["Joe Smith"]),
        ({"enrichment": "never"}, ["Ann Lee"]),
        ({"owner": "me"}, ["Joe Smith"]),
        ({"owner": "none"}, ["Ann Lee"]),
        ({"stage": "Lead"}, ["Ann Lee", "Joe Smith"]),
        ({"stage": "Won"}, []),
        ({"account_id": 999}, []),
    ],
)
def test_filters_narrow_the_list(session, bob, ann, acme, works_at, narrowed, expected):
    works_at(acme, "Joe Smith", personas=["Ops"], owner_id=bob.user_id, enriched_at=clock.now())
    assert names(contacts.search(session, bob, ContactQuery(**narrowed))) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"persona": "King"},
        {"stage": "x"},
        {"owner": "x"},
        {"owner": "1" * 40},
        {"enrichment": "maybe"},
        {"sort": "password_hash"},
        {"sort": "--name"},
        {"cursor": "x"},
        {"cursor": "WzEsIngiLDEsdHJ1ZSwxXQ"},
        {"sort": "createdAt", "cursor": "WzEsIngiLDEsdHJ1ZV0"},
    ],
)
def test_a_question_that_means_nothing_is_refused(session, bob, wrong):
    with pytest.raises(Invalid):
        contacts.search(session, bob, ContactQuery(**wrong))


@pytest.mark.parametrize("sort", sorted(contact_query.OF_ALL))
@pytest.mark.parametrize("direction", ["", "-"])
def test_pages_show_every_contact_once_forward_and_back(
    session, bob, acme, works_at, sort, direction
):
    for number in range(11):
        works_at(acme, f"P{number} Smith{number % 3}", title=f"t{number % 2}")
    forward, pages, cursor = [], [], ""
    while True:
        query = ContactQuery(sort=direction + sort, limit=4, cursor=cursor)
        page = contacts.search(session, bob, query)
        forward += [row.id for row in page.items]
        pages.append([row.id for row in page.items])
        assert (page.total, page.capped, page.start) == (11, False, 4 * len(pages) - 3)
        if page.next is None:
            break
        cursor = page.next
    assert sorted(forward) == sorted(session.exec(select(Contact.id)).all())
    back = [pages[-1]]
    while page.previous:
        query = ContactQuery(sort=direction + sort, limit=4, cursor=page.previous)
        page = contacts.search(session, bob, query)
        back.append([row.id for row in page.items])
    assert back == pages[::-1]
    assert page.start == 1


def test_every_persona_can_be_chosen(session, bob, ann):
    everything = [persona.value for persona in Persona]
    assert (
        contacts.update(session, bob, ann.id, None, {"personas": everything}).personas == everything
    )


@pytest.mark.slow
def test_filters_take_several_values_and_combine(session, alice, acme, techexpo, works_at):
    for name, values in {
        "Ann Lee": {"personas": ["Ops"], "seniority": Seniority.VP, "country": "Germany"},
        "Bob Ost": {"personas": ["Sales", "Ops"], "country": "GERMANY"},
        "Cy Ost": {"personas": ["Tech"], "seniority": Seniority.DIRECTOR, "country": "France"},
    }.items():
        works_at(acme, name, **values)

    def listed(event_id, **filters):
        query = ContactQuery(event_id=event_id, **filters)
        return [row.name for row in contacts.search(session, alice, query).items]

    for event_id in (techexpo.id, None):
        assert listed(event_id, persona="Sales,Tech") == ["Bob Ost", "Cy Ost"]
        assert listed(event_id, persona="Sales, Tech", seniority="Director,VP") == ["Cy Ost"]
        assert listed(event_id, texts={"country": "germany"}) == ["Ann Lee", "Bob Ost"]
        assert listed(event_id, texts={"country": "Germany"}, q="ann") == ["Ann Lee"]
        assert listed(event_id, texts={"country": "  "}) == listed(event_id)
        assert listed(event_id, texts={"country": ""}, owner=f"none,{alice.user_id}")
        assert listed(event_id, owner="me") == []
        assert listed(event_id, stage="Lead,Won", status="Listed,Met") == [
            "Ann Lee",
            "Bob Ost",
            "Cy Ost",
        ]
        for wrong in (
            {"persona": "Sales,Boss"},
            {"persona": ","},
            {"seniority": "VP," * 100_000},
            {"owner": "me,you"},
            {"owner": "1," * 100_000},
            {"texts": {"country": "x" * 81}},
        ):
            with pytest.raises(Invalid):
                listed(event_id, **wrong)
