"""An account in HubSpot as there are in the world: each ends as a person would want it."""

import pytest
from sqlmodel import Session, col, delete, select

from tests.fixtures.hubspot import AS_PERSON, Portal
from tests.fixtures.records import company, contact
from tests.services.hubspot.syncing.world import Crash, Edit, after_transactions
from yardflow import db
from yardflow.models import (
    Account,
    Contact,
    Event,
    HubSpotChange,
    HubSpotDecision,
    HubSpotField,
    HubSpotLink,
    LinkState,
    SyncAction,
    SyncedRecord,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.records import accounts, attendees, contacts, targets

CONTACT = SyncedRecord.CONTACT
pytestmark = pytest.mark.usefixtures("unpaced")


def link_of(**of: int) -> HubSpotLink:
    with db.session() as session:
        return session.exec(select(HubSpotLink).filter_by(**of)).one()


def there(contact_id: int) -> str:
    return link_of(contact_id=contact_id).hubspot_id


def look(*contact_ids: int) -> None:
    """HubSpot reported that they changed."""
    with db.session() as session:
        pending.add(session, CONTACT, contact_ids)


def live(portal: Portal, kind: str = "contacts") -> int:
    return int(portal.control("GET")["records"].get(kind, {"live": 0})["live"])


def associated(
    portal: Portal, kind: str, record_id: str, other: str
) -> dict[str, list[str | None]]:
    """To what a record belongs there, with the labels, page by page."""
    listed: dict[str, list[str | None]] = {}
    query: dict[str, object] = {"limit": 100}
    while True:
        path = f"crm/v4/objects/{kind}/{record_id}/associations/{other}"
        page = portal.say("GET", path, **query)
        for each in page["results"]:
            labels = [type_["label"] for type_ in each["associationTypes"]]
            listed[str(each["toObjectId"])] = labels
        if "paging" not in page:
            return listed
        query["after"] = page["paging"]["next"]["after"]


def primary(portal: Portal, contact_id: int) -> str:
    companies = associated(portal, "contacts", there(contact_id), "companies")
    return next((each for each, labels in companies.items() if "Primary" in labels), "")


def kept(**of: object) -> list[str]:
    """Why fields stay as they are on both sides."""
    stays = col(HubSpotDecision.action).in_([SyncAction.KEEP, SyncAction.REFUSE])
    with db.session() as session:
        query = select(HubSpotDecision).where(stays).filter_by(**of)
        return [each.why for each in session.exec(query.order_by(col(HubSpotDecision.id)))]


@pytest.fixture
def ann(acme: Account, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


@pytest.fixture
def beta(session: Session, techexpo: Event) -> Account:
    """Another account."""
    return company(session, techexpo, "Beta", domain="beta.com")


def test_a_company_of_250_contacts_is_known_and_gets_250_more(
    rounds, portal: Portal, acme: Account, work_at
):
    (firm,) = portal.lay("companies", {"name": "Acme", "domain": "acme.com"})
    known = [{"email": f"p{n}@acme.com", "jobtitle": "Buyer"} for n in range(250)]
    portal.lay("contacts", *known)
    for n in range(250):
        work_at(acme, [f"Pat {n}"], email=f"p{n}@acme.com")
    rounds()
    assert live(portal) == 250
    with db.session() as session:
        titles = set(session.exec(select(Contact.title)))
    assert titles == {"Buyer"}
    work_at(acme, [f"Max {n}" for n in range(250)])
    rounds()
    assert live(portal) == 500 and live(portal, "companies") == 1
    assert len(associated(portal, "companies", firm, "contacts")) == 500


def test_a_contact_who_moves_to_another_account_here_moves_there(
    rounds, portal: Portal, session: Session, alice: Principal, acme, beta, ann
):
    rounds()
    firm, other = (link_of(account_id=each.id).hubspot_id for each in (acme, beta))
    assert primary(portal, ann) == firm
    contacts.update(session, alice, ann, None, {"account_id": beta.id})
    session.commit()
    rounds()
    assert primary(portal, ann) == other
    assert firm in associated(portal, "contacts", there(ann), "companies")


def test_a_contact_whose_primary_company_changes_there_moves_here(
    rounds, portal: Portal, acme, beta, ann
):
    rounds()
    other = link_of(account_id=beta.id).hubspot_id
    labels = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    path = f"crm/v4/objects/contacts/{there(ann)}/associations/companies/{other}"
    portal.say("PUT", path, labels)
    look(ann)
    rounds()
    assert contact(ann).account_id == beta.id
    second = company_of_no_account(portal)
    portal.say("PUT", f"{path.rpartition('/')[0]}/{second}", labels)
    look(ann)
    rounds()
    assert contact(ann).account_id == beta.id
    assert kept(field="account_id") == [
        "The company in HubSpot is no account here. Add it as an account first."
    ]


def test_who_moved_before_their_account_was_known_there_follows_it(
    rounds, portal: Portal, session: Session, alice: Principal, techexpo: Event, ann, sandbox
):
    rounds()
    gamma = company(session, techexpo, "Gamma", domain="gamma.com")
    contacts.update(session, alice, ann, None, {"account_id": gamma.id})
    session.commit()
    sandbox.fail("error", "hubspot", path="/companies/batch/create", status=400)
    rounds()
    assert primary(portal, ann) != ""
    with db.session() as writing:
        pending.add(writing, SyncedRecord.ACCOUNT, [gamma.id or 0])
    rounds()
    assert primary(portal, ann) == link_of(account_id=gamma.id).hubspot_id


def test_the_company_of_a_new_contact_is_not_there_twice(
    rounds, portal: Portal, session: Session, acme: Account, ann
):
    """HubSpot makes one of their domain, which its search knows later, where it has none."""
    session.execute(delete(HubSpotChange).where(col(HubSpotChange.record) == SyncedRecord.ACCOUNT))
    session.commit()
    portal.control("PUT", "account", indexLag=60)
    rounds()
    with db.session() as writing:
        pending.add(writing, SyncedRecord.ACCOUNT, [acme.id or 0])
    rounds()
    page = portal.say("GET", "crm/v3/objects/companies", properties="name")
    assert [each["properties"]["name"] for each in page["results"]] == ["Acme"]
    assert primary(portal, ann) == link_of(account_id=acme.id).hubspot_id


def company_of_no_account(portal: Portal) -> str:
    return portal.create("companies", name="Gamma", domain="gamma.com")


def test_who_writes_from_a_mail_provider_is_in_no_company_of_that_name(
    rounds, portal: Portal, acme: Account, works_at
):
    (mail,) = portal.lay("companies", {"name": "Gmail", "domain": "gmail.com"})
    joe = works_at(acme, "Joe Fox", email="joe.fox@gmail.com")
    rounds()
    firm = link_of(account_id=acme.id).hubspot_id
    assert firm != mail and primary(portal, joe) == firm
    assert associated(portal, "companies", mail, "contacts") == {}


def test_an_option_that_is_gone_is_named_and_stops_no_one_else(
    rounds, portal: Portal, session: Session, alice: Principal, acme, beta
):
    rounds()
    path = "crm/v3/properties/companies/industry"
    options = [each for each in portal.say("GET", path)["options"] if each["value"] != "MACHINERY"]
    portal.say("PATCH", path, {"options": options})
    changes = {"industry": "Machinery", "website": "https://acme.com/new"}
    accounts.update(session, alice, acme.id, None, changes)
    accounts.update(session, alice, beta.id, None, {"industry": "Retail"})
    session.commit()
    rounds()
    firm, other = (link_of(account_id=each.id).hubspot_id for each in (acme, beta))
    assert portal.values(firm, "website", "industry", kind="companies")[1] is None
    assert "acme.com/new" in str(portal.values(firm, "website", kind="companies")[0])
    assert portal.values(other, "industry", kind="companies") == ["RETAIL"]
    (why,) = set(kept(account_id=acme.id, field="industry"))
    assert "MACHINERY was not one of the allowed options" in why and "RETAIL" in why


def test_a_property_that_was_deleted_there_is_named(
    rounds, portal: Portal, session: Session, alice: Principal, ann
):
    name = "yardflow_mobile"
    made = {"name": name, "label": "M", "type": "string", "fieldType": "text"}
    portal.say("POST", "crm/v3/properties/contacts", made | {"groupName": "contactinformation"})
    row = session.exec(select(HubSpotField).where(HubSpotField.field == "mobile")).one()
    row.property = name
    session.commit()
    rounds()
    assert portal.ask("DELETE", f"crm/v3/properties/contacts/{name}").is_success
    contacts.update(session, alice, ann, None, {"mobile": "+14155550166", "title": "CFO"})
    session.commit()
    rounds()
    assert portal.values(there(ann), "jobtitle") == ["CFO"]
    assert set(kept(contact_id=ann, field="mobile")) == {f'Property "{name}" does not exist'}


def test_another_address_on_either_side_is_the_same_person(
    rounds, portal: Portal, session: Session, alice: Principal, ann
):
    rounds()
    before = there(ann)
    contacts.update(session, alice, ann, None, {"email": "ann.lee@acme.com"})
    session.commit()
    rounds()
    assert portal.values(before, "email") == ["ann.lee@acme.com"]
    portal.update(before, email="ann@beta.com")
    look(ann)
    rounds()
    assert contact(ann).email == "ann@beta.com"
    assert there(ann) == before and live(portal) == 1


def test_two_here_with_one_address_are_one_there_and_both_say_so(
    rounds, portal: Portal, acme, works_at
):
    both = [
        works_at(acme, name, email="info@acme.com", email_shared=True)
        for name in ("Ann Lee", "Joe Fox")
    ]
    rounds()
    assert live(portal) == 1
    first, second = (link_of(contact_id=each) for each in both)
    assert first.hubspot_id == second.hubspot_id
    assert {first.state, second.state} == {LinkState.LINKED, LinkState.DUPLICATE}
    assert "Only that one is synced" in first.note + second.note


@pytest.mark.heavy
def test_who_is_created_there_while_we_create_them_is_linked(
    rounds, portal: Portal, acme, works_at
):
    rounds()
    linked = 0
    for moment in range(1, 40, 3):
        email = f"joe{moment}@acme.com"
        joe = works_at(acme, f"Joe {moment}", email=email, title="Buyer")
        made: list[str] = []

        def create(_: Edit | Crash, email: str = email, made: list[str] = made) -> None:
            body = {"properties": {"email": email}}
            answer = portal.ask("POST", "crm/v3/objects/contacts", body, headers=AS_PERSON)
            made += [answer.json()["id"]] if answer.status_code == 201 else []

        with after_transactions({moment: Crash()}, create):
            rounds()
        rounds()
        if made:
            linked += 1
            assert there(joe) == made[0] and portal.values(made[0], "jobtitle") == ["Buyer"]
    assert linked > 2
    assert live(portal) == 13


def test_a_deal_belongs_to_its_company_and_to_who_attends(
    rounds, portal: Portal, session: Session, alice: Principal, techexpo: Event, acme, ann, works_at
):
    rounds()
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    target_id = session.exec(select(Target.id).where(Target.account_id == acme.id)).one()
    deal, firm = link_of(target_id=target_id).hubspot_id, link_of(account_id=acme.id).hubspot_id
    assert list(associated(portal, "deals", deal, "companies")) == [firm]
    assert list(associated(portal, "deals", deal, "contacts")) == [there(ann)]
    joe = works_at(acme, "Joe Fox", email="joe@acme.com")
    rounds()
    assert associated(portal, "deals", deal, "contacts").keys() == {there(ann), there(joe)}


def test_who_comes_to_an_event_later_belongs_to_the_deal_from_then_on(
    rounds, portal: Portal, session: Session, alice: Principal, techexpo: Event, acme, ann
):
    attendees.remove(session, alice, techexpo.id, [ann])
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    target_id = session.exec(select(Target.id).where(Target.account_id == acme.id)).one()
    deal = link_of(target_id=target_id).hubspot_id
    assert associated(portal, "deals", deal, "contacts") == {}
    attendees.add(session, alice, techexpo.id, [ann])
    session.commit()
    rounds()
    assert associated(portal, "deals", deal, "contacts").keys() == {there(ann)}


@pytest.mark.parametrize("may_lower", [False, True])
def test_a_lower_lifecycle_stage_is_kept_or_cleared_first(
    rounds, portal: Portal, session: Session, alice: Principal, techexpo: Event, acme, may_lower
):
    rounds()
    firm = link_of(account_id=acme.id).hubspot_id
    portal.update(firm, kind="companies", lifecyclestage="customer")
    row = session.exec(
        select(HubSpotField).where(
            HubSpotField.record == SyncedRecord.ACCOUNT, HubSpotField.field == "stage"
        )
    ).one()
    row.may_lower = may_lower
    session.commit()
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    stage = portal.values(firm, "lifecyclestage", kind="companies")
    assert stage == (["salesqualifiedlead"] if may_lower else ["customer"])
    assert kept(account_id=acme.id, field="stage") == (
        [] if may_lower else ["HubSpot has Customer, which is further."]
    )
