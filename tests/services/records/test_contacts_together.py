"""What is written of many contacts at once is what would be written of each alone."""

import pytest
from sqlmodel import Session, select

from tests.fixtures.claims import claims, says, settled
from tests.fixtures.records import contact
from yardflow import db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import AuditEntry, Contact, ScoreChange
from yardflow.services.access import Principal
from yardflow.services.records import contacts

pytestmark = pytest.mark.usefixtures("database")
EDITS: list[dict[str, object]] = [
    {"title": "VP Operations"},
    {"title": "Chief Buyer", "seniority": "Director"},
    {"personas": ["Ops"], "phone": "030 123456"},
    {"mobile": "+49 170 1234567", "country": "germany"},
    {"lawful_basis": "Consent", "lawful_basis_source": "Card", "lawful_basis_date": "2026-02-09"},
    {"title": "", "linkedin_url": "linkedin.com/in/ann"},
    {"seniority": None, "personas": None},
    {"title": "Buyer"},
]
# What is another one of each, or of another moment.
OWN = {"id", "created_at", "updated_at", "enriched_at", "search"}
OWN |= {"name", "name_key", "sort_name", "last_name"}


@pytest.fixture
def people(acme, works_at) -> dict[str, list[int]]:
    """Two of each kind, of whom enrichment knows the same."""
    both = {
        how: [
            works_at(acme, f"Ann {how}{number}", title="Buyer", seniority="VP")
            for number in range(len(EDITS))
        ]
        for how in ("alone", "together")
    }
    for ids in both.values():
        settled(ids[0], says("title", "Head of Buying"), says("country", "France"))
        settled(ids[3], says("country", "Germany"))
    return both


def written(contact_id: int) -> dict[str, object]:
    return {
        name: value for name, value in contact(contact_id).model_dump().items() if name not in OWN
    }


def of_claims(contact_id: int) -> list[tuple[object, ...]]:
    return [(each.field, each.value, each.status, each.settled_by) for each in claims(contact_id)]


def noted(contact_id: int) -> list[object]:
    with db.session() as session:
        query = select(AuditEntry).filter_by(record="contact", record_id=contact_id)
        return [
            (each.action, each.user_id, each.before, each.after) for each in session.exec(query)
        ]


def test_it_is_the_same_as_each_alone(session: Session, alice: Principal, people):
    for contact_id, values in zip(people["alone"], EDITS, strict=True):
        contacts.update(session, alice, contact_id, None, values)
    session.commit()
    values = dict(zip(people["together"], EDITS, strict=True))
    versions = {each: contact(each).version for each in values}
    contacts.update_many(session, alice, versions, values)
    session.commit()
    assert session.exec(select(ScoreChange)).all()
    for alone, together in zip(people["alone"], people["together"], strict=True):
        assert written(together) == written(alone)
        assert of_claims(together) == of_claims(alone)
        assert noted(together) == noted(alone)


def test_nothing_is_written_where_one_of_them_does_not_fit(
    session: Session, alice: Principal, people
):
    ids = people["together"]
    versions = {each: contact(each).version for each in ids}
    refused = [
        (Invalid, versions, {ids[0]: {"title": "CEO"}, ids[1]: {"title": "x" * 100_000}}),
        (Conflict, versions | {ids[1]: 99}, {ids[0]: {"title": "CEO"}, ids[1]: {"title": "CFO"}}),
        (NotFound, versions | {10**9: 1}, {ids[0]: {"title": "CEO"}, 10**9: {"title": "CFO"}}),
    ]
    for error, known, values in refused:
        with pytest.raises(error):
            contacts.update_many(session, alice, known, values)
        session.rollback()
    assert "CEO" not in {contact(each).title for each in ids}


def test_what_says_who_someone_is_is_written_alone():
    assert not {"email", "first_name", "last_name", "account_id"} & contacts.TOGETHER
    assert set(Contact.model_fields) >= contacts.TOGETHER
