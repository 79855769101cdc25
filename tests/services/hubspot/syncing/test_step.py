"""Both sides are brought together: what is later counts, and nothing is written twice."""

import pytest
from sqlmodel import Session, col, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from yardflow import clock, db
from yardflow.integrations.errors import AccountError, TemporaryError
from yardflow.models import (
    Account,
    Event,
    HubSpotCreation,
    HubSpotDecision,
    HubSpotLink,
    HubSpotWrite,
    LinkState,
    SyncAction,
    SyncedRecord,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.changes.pending import LEASE
from yardflow.services.hubspot.journal import undo
from yardflow.services.hubspot.links import tombstones
from yardflow.services.records import contacts, targets

CONTACT = SyncedRecord.CONTACT


def link_of(**of: int) -> HubSpotLink:
    with db.session() as session:
        return session.exec(select(HubSpotLink).filter_by(**of)).one()


def there(contact_id: int) -> str:
    """Its id in HubSpot."""
    return link_of(contact_id=contact_id).hubspot_id


def look(contact_id: int) -> None:
    """HubSpot reported that it changed."""
    with db.session() as session:
        pending.add(session, CONTACT, [contact_id])


def live(portal: Portal, kind: str = "contacts") -> int:
    return int(portal.control("GET")["records"].get(kind, {"live": 0})["live"])


def decisions(**of: object) -> list[HubSpotDecision]:
    """The oldest first."""
    with db.session() as session:
        listed = select(HubSpotDecision).filter_by(**of).order_by(col(HubSpotDecision.id))
        return list(session.exec(listed))


@pytest.fixture
def ann(acme: Account, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def test_who_is_new_here_is_created_there_in_their_company(rounds, portal, acme, ann):
    assert rounds() > 0
    person, firm = there(ann), link_of(account_id=acme.id).hubspot_id
    assert portal.values(person, "firstname", "jobtitle", "email") == [
        "Ann",
        "CTO",
        "ann@acme.com",
    ]
    assert portal.values(firm, "name", "domain", kind="companies") == ["Acme", "acme.com"]
    associated = portal.say("GET", f"crm/v4/objects/contacts/{person}/associations/companies")
    assert [str(each["toObjectId"]) for each in associated["results"]] == [firm]
    assert live(portal, "companies") == 1


def test_who_is_there_already_is_linked_and_not_created(rounds, portal, ann):
    known = portal.create(email="ann.lee@acme.com", firstname="Ann")
    portal.update(known, hs_additional_emails="ann@acme.com")
    look(ann)
    rounds()
    assert there(ann) == known and live(portal) == 1


def test_a_later_change_there_comes_here_and_goes_no_further(rounds, portal, ann):
    look(ann)
    rounds()
    portal.update(there(ann), jobtitle="CEO")
    look(ann)
    rounds()
    assert contact(ann).title == "CEO"
    assert [each.action for each in decisions(property="jobtitle")][-1] == SyncAction.WRITE_HERE
    written = len(decisions())
    look(ann)
    rounds()
    assert len(decisions()) == written


def test_a_later_change_here_goes_there(rounds, portal, session: Session, alice: Principal, ann):
    look(ann)
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    rounds()
    assert portal.values(there(ann), "jobtitle") == ["CFO"]
    assert contact(ann).title == "CFO"


def test_a_value_that_does_not_fit_here_is_kept_there_with_the_reason(
    rounds, portal, session: Session, alice: Principal, works_at, acme, ann
):
    bob = works_at(acme, "Bob Ray", email="bob@acme.com")
    for each in (ann, bob):
        look(each)
    rounds()
    portal.update(there(bob), email="bob.ray@acme.com", jobtitle="CIO")
    contacts.update(session, alice, ann, None, {"email": "bob.ray@acme.com"})
    session.commit()
    look(bob)
    rounds()
    assert contact(bob).title == "CIO" and contact(bob).email == "bob@acme.com"
    kept = [each for each in decisions(contact_id=bob, property="email") if each.action == "refuse"]
    assert kept and "already has the email" in kept[-1].why


def test_a_merge_an_archive_and_a_restore_there_are_followed(rounds, portal, acme, ann, works_at):
    bob = works_at(acme, "Bob Ray", email="bob@acme.com")
    for each in (ann, bob):
        look(each)
    rounds()
    merging = {"primaryObjectId": there(ann), "objectIdToMerge": there(bob)}
    made = portal.say("POST", "crm/v3/objects/contacts/merge", merging)["id"]
    for each in (ann, bob):
        look(each)
    rounds()
    assert there(ann) == made and link_of(contact_id=bob).state == LinkState.DUPLICATE
    portal.ask("DELETE", f"crm/v3/objects/contacts/{made}")
    look(ann)
    rounds()
    assert link_of(contact_id=ann).state == LinkState.ARCHIVED and contact(ann).title == "CTO"
    portal.control("POST", f"records/contacts/{made}/restore")
    look(ann)
    rounds()
    assert link_of(contact_id=ann).state == LinkState.LINKED


def test_who_was_erased_is_not_created_and_not_lost(rounds, portal, acme, ann, works_at):
    look(ann)
    rounds()
    body = {"objectId": there(ann)}
    portal.say("POST", "crm/v3/objects/contacts/gdpr-delete", body)
    look(ann)
    rounds()
    assert link_of(contact_id=ann).state == LinkState.ERASED and live(portal) == 0
    joe = works_at(acme, "Joe Fox", email="joe@acme.com")
    with db.session() as session:
        tombstones.add(session, ["joe@acme.com"])
    look(joe)
    rounds()
    assert live(portal) == 0


def test_a_creation_without_an_answer_is_searched_for_before_it_is_repeated(
    rounds, portal, sandbox, acme, works_at
):
    rounds()
    joe = works_at(acme, "Joe Fox")
    sandbox.fail("lost", "hubspot", path="/batch/create")
    with pytest.raises(TemporaryError):
        rounds()
    assert live(portal) == 1
    with clock.at(clock.now() + LEASE * 2):
        rounds()
    assert live(portal) == 1 and there(joe)
    with db.session() as session:
        assert session.exec(select(HubSpotCreation)).all() == []


@pytest.mark.parametrize("fault", ["lost", "down", "rate_limited"])
def test_a_write_without_an_answer_is_settled_by_what_is_there(
    rounds, portal, sandbox, session: Session, alice: Principal, ann, fault
):
    look(ann)
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    sandbox.fail(fault, "hubspot", path="/batch/update")
    with pytest.raises(TemporaryError):
        rounds()
    with clock.at(clock.now() + LEASE * 2):
        rounds()
    assert portal.values(there(ann), "jobtitle") == ["CFO"] and contact(ann).title == "CFO"
    assert (
        len(
            portal.read(there(ann), propertiesWithHistory="jobtitle")["propertiesWithHistory"][
                "jobtitle"
            ]
        )
        == 2
    )


def test_an_undo_puts_back_what_hubspot_had(
    rounds, portal, session: Session, alice: Principal, ann
):
    look(ann)
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    rounds()
    wrote = decisions(property="jobtitle", action=SyncAction.WRITE_THERE)[-1]
    undo.undo(session, alice, int(wrote.id or 0))
    session.commit()
    rounds()
    assert portal.values(there(ann), "jobtitle") == ["CTO"] and contact(ann).title == "CFO"
    with db.session() as reading:
        assert all(each.sent_at for each in reading.exec(select(HubSpotWrite)))


def test_an_undo_leaves_what_someone_changed_in_hubspot_since(
    rounds, portal, session: Session, alice: Principal, ann
):
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    rounds()
    wrote = decisions(property="jobtitle", action=SyncAction.WRITE_THERE)[-1]
    undo.undo(session, alice, int(wrote.id or 0))
    session.commit()
    portal.update(there(ann), jobtitle="CEO")
    rounds()
    read = portal.read(there(ann), propertiesWithHistory="jobtitle")
    versions = [each["value"] for each in read["propertiesWithHistory"]["jobtitle"]]
    assert versions == ["CEO", "CFO", "CTO"] and contact(ann).title == "CEO"


def test_a_target_that_qualified_is_a_deal_of_its_company(
    rounds, portal, session: Session, alice: Principal, techexpo: Event, acme: Account
):
    rounds()
    assert live(portal, "deals") == 0
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    target_id = session.exec(select(Target.id).where(Target.account_id == acme.id)).one()
    deal, firm = link_of(target_id=target_id).hubspot_id, link_of(account_id=acme.id).hubspot_id
    assert portal.values(deal, "dealstage", "dealname", kind="deals") == [
        "qualifiedtobuy",
        "Acme – TechExpo 2026",
    ]
    associated = portal.say("GET", f"crm/v4/objects/deals/{deal}/associations/companies")
    assert [str(each["toObjectId"]) for each in associated["results"]] == [firm]


def test_an_undo_of_what_is_archived_there_wakes_no_one(
    rounds, portal, session: Session, alice: Principal, ann
):
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    rounds()
    portal.ask("DELETE", f"crm/v3/objects/contacts/{there(ann)}")
    look(ann)
    rounds()
    wrote = decisions(property="jobtitle", action=SyncAction.WRITE_THERE)[-1]
    undo.undo(session, alice, int(wrote.id or 0))
    session.commit()
    assert rounds() == 0


def test_what_the_connection_may_not_do_is_planned_as_before(
    rounds, portal, sandbox, session: Session, alice: Principal, ann
):
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    sandbox.fail("refusing", "hubspot", path="/batch/update")
    with pytest.raises(AccountError):
        rounds()
    rounds()
    assert portal.values(there(ann), "jobtitle") == ["CFO"]
