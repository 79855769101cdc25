"""What a person says of an address: it works, it bounced, it was given."""

from decimal import Decimal

import pytest
from sqlmodel import Session, select

from tests.fixtures.programs import program
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import AuditEntry, Claim, ClaimStatus, Contact, EmailStatus, EnrichmentRun
from yardflow.services.records import email_status

pytestmark = pytest.mark.usefixtures("database")
ADDRESS = "ann.lee@acme.com"


@pytest.fixture
def ann(session: Session, acme, works_at) -> Contact:
    """Ann, whose address somebody wrote down."""
    return session.get_one(Contact, works_at(acme, "Ann Lee", email=ADDRESS))


@pytest.fixture
def guessed(session: Session, acme, works_at) -> Contact:
    """Zoe, whose address was guessed."""
    zoe = session.get_one(
        Contact,
        works_at(acme, "Zoe Quinn", email="zq@acme.com", email_status=EmailStatus.GUESSED),
    )
    run = EnrichmentRun(contact_id=zoe.id)
    session.add(run)
    session.flush()
    claim = Claim(
        run_id=run.id,
        contact_id=zoe.id,
        field="email",
        value="zq@acme.com",
        confidence=Decimal("0.8"),
        source="email_pattern",
        how="guessed",
        status=ClaimStatus.APPLIED,
        applied_at=run.asked_at,
    )
    session.add(claim)
    session.commit()
    return zoe


def claim_of(session: Session, contact: Contact) -> Claim:
    session.expire_all()
    return session.exec(select(Claim).where(Claim.contact_id == contact.id)).one()


@pytest.mark.parametrize("status", ["verified", "bounced"])
def test_what_a_person_says_of_an_address_stands_on_the_record(session, bob, ann, status):
    row = email_status.mark(session, bob, ann.id, ann.version, status)
    assert (row.email, row.email_status) == (ADDRESS, status)
    assert row.version > 1


@pytest.mark.parametrize("status", ["verified", "bounced"])
def test_it_is_audited_without_the_address(session, bob, ann, status):
    email_status.mark(session, bob, ann.id, None, status)
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.record_id, entry.user_id) == (
        f"contact.email_{status}",
        ann.id,
        bob.user_id,
    )
    assert ADDRESS not in str((entry.before, entry.after))


def test_saying_it_twice_changes_nothing_more(session, bob, ann):
    first = email_status.mark(session, bob, ann.id, None, "bounced")
    assert email_status.mark(session, bob, ann.id, None, "bounced").version == first.version
    assert len(session.exec(select(AuditEntry)).all()) == 1


@pytest.mark.parametrize("status", ["verified", "given"])
def test_whoever_vouches_for_a_guessed_address_makes_it_theirs(session, bob, guessed, status):
    email_status.mark(session, bob, guessed.id, None, status)
    claim = claim_of(session, guessed)
    assert (claim.status, claim.settled_by) == (ClaimStatus.APPLIED, bob.user_id)


def test_a_guessed_address_that_bounced_is_nobody_s_word(session, bob, guessed):
    email_status.mark(session, bob, guessed.id, None, "bounced")
    assert claim_of(session, guessed).settled_by is None


@pytest.mark.parametrize("status", ["guessed", "none", "dead", ""])
def test_only_what_a_person_can_know_is_taken(session, bob, ann, status):
    with pytest.raises(Invalid):
        email_status.mark(session, bob, ann.id, None, status)


def test_without_an_address_there_is_nothing_to_say(session, bob, acme, works_at):
    with pytest.raises(Invalid, match="Add an email first"):
        email_status.mark(session, bob, works_at(acme, "Cher"), None, "verified")


def test_a_contact_that_somebody_changed_since_is_left_alone(session, bob, ann):
    email_status.mark(session, bob, ann.id, ann.version, "verified")
    with pytest.raises(Conflict):
        email_status.mark(session, bob, ann.id, 1, "bounced")


def test_a_contact_that_is_gone_is_said_to_be(session, bob):
    with pytest.raises(NotFound):
        email_status.mark(session, bob, 404, None, "bounced")


def test_over_http_it_is_one_call(session, bob, ann):
    client = program(session, bob)
    address = f"/api/contacts/{ann.id}/email-status"
    answer = client.post(address, json={"status": "bounced"})
    assert (answer.status_code, answer.json()["emailStatus"]) == (200, "bounced")
    assert client.post(address, json={"status": "guessed"}).status_code == 422
    assert client.post(address, json={"status": "given", "version": 1}).status_code == 409
