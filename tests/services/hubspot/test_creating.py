"""Properties of our own are created in HubSpot once a person agrees, and synced from then on."""

from collections.abc import Callable, Sequence

import pytest
from sqlmodel import Session, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET
from tests.fixtures.hubspot_properties import work
from tests.fixtures.sandbox import Sandbox
from yardflow import jobs
from yardflow.errors import Contradictory, Forbidden, Invalid
from yardflow.models import Direction, HubSpotConnection, HubSpotField
from yardflow.models.job import JobStatus
from yardflow.services.access import Principal
from yardflow.services.hubspot.mapping import creating, schema, store, views
from yardflow.services.hubspot.mapping.problems import ProblemKind

Connect = Callable[[], HubSpotConnection]
PERSONAS = "crm/v3/properties/contacts/yardflow_personas"


@pytest.fixture
def connected(portal: Portal, connect: Connect, session: Session) -> None:
    """HubSpot is connected, and its properties were read."""
    connect()
    work(session)


def row_of(session: Session, name: str) -> HubSpotField:
    session.expire_all()
    return session.exec(select(HubSpotField).where(HubSpotField.property == name)).one()


def ids(session: Session, *names: str) -> Sequence[int]:
    return [row_of(session, name).id or 0 for name in names]


@pytest.mark.usefixtures("connected")
def test_what_would_be_created_is_shown_before(session: Session, alice: Principal, portal: Portal):
    planned = creating.plan(session, alice)
    assert {(each.record, each.property.name) for each in planned.missing} == {
        (ACCOUNT, "yardflow_icp_score"),
        (CONTACT, "yardflow_personas"),
        (CONTACT, "yardflow_seniority"),
        (CONTACT, "yardflow_events"),
        (TARGET, "yardflow_event"),
    }
    assert planned.refusal == ""
    assert portal.ask("GET", PERSONAS).status_code == 404


@pytest.mark.usefixtures("connected")
def test_they_are_created_as_their_fields_need_them_and_synced_from_then_on(
    session: Session, alice: Principal, portal: Portal
):
    wanted = ids(session, "yardflow_personas", "yardflow_icp_score")
    creating.request(session, alice, wanted)
    assert work(session).status == JobStatus.SUCCEEDED
    personas = portal.say("GET", PERSONAS)
    assert (personas["type"], personas["fieldType"], personas["groupName"]) == (
        "enumeration",
        "checkbox",
        "yardflow",
    )
    assert personas["label"] == "YardFlow Personas"
    assert [each["value"] for each in personas["options"]][:2] == ["ExecOps", "Ops"]
    score = portal.say("GET", "crm/v3/properties/companies/yardflow_icp_score")
    assert (score["type"], score["fieldType"]) == ("number", "number")
    assert row_of(session, "yardflow_personas").direction == Direction.BOTH
    assert row_of(session, "yardflow_icp_score").direction == Direction.TO_HUBSPOT
    assert row_of(session, "yardflow_seniority").direction == Direction.OFF
    assert not any(row.problems for row in views.get(session, alice).rows)


@pytest.mark.usefixtures("connected")
def test_what_is_there_already_stays_as_it_is(session: Session, alice: Principal, portal: Portal):
    (seniority,) = ids(session, "yardflow_seniority")
    made = creating.request(session, alice, [seniority])
    theirs = {"name": "yardflow_seniority", "label": "Theirs", "groupName": "contactinformation"}
    portal.say(
        "POST", "crm/v3/properties/contacts", theirs | {"type": "string", "fieldType": "text"}
    )
    assert work(session).status == JobStatus.SUCCEEDED
    there = portal.say("GET", "crm/v3/properties/contacts/yardflow_seniority")
    assert there["label"] == "Theirs"
    with pytest.raises(Invalid, match="in HubSpot already"):
        creating.request(session, alice, [seniority])
    jobs.perform(made.id or 0, creating.run)
    assert portal.say("GET", "crm/v3/properties/contacts/yardflow_seniority") == there


@pytest.mark.usefixtures("connected")
def test_a_field_that_comes_from_elsewhere_goes_to_hubspot_alone(
    session: Session, alice: Principal
):
    row = store.add(session, alice, CONTACT, "title", "yardflow_title")
    creating.request(session, alice, [row.id or 0])
    work(session)
    assert row_of(session, "yardflow_title").direction == Direction.TO_HUBSPOT


def test_a_missing_scope_is_named_before_anything_is_asked(
    session: Session,
    alice: Principal,
    portal: Portal,
    connect: Connect,
    sandbox: Sandbox,
):
    sandbox.choose_oauth(scopes=["oauth", "crm.objects.contacts.read", "crm.schemas.deals.write"])
    connect()
    work(session)
    wanted = ids(session, "yardflow_personas")
    refusal = creating.plan(session, alice, wanted).refusal
    assert refusal == (
        "Contact properties can't be added in HubSpot. Reconnect HubSpot with the scope "
        "crm.schemas.contacts.write."
    )
    with pytest.raises(Contradictory, match=r"crm\.schemas\.contacts\.write"):
        creating.request(session, alice, wanted)


@pytest.mark.usefixtures("connected")
def test_what_hubspot_refuses_leaves_the_mapping_as_it_is(
    session: Session, alice: Principal, sandbox: Sandbox
):
    creating.request(session, alice, ids(session, "yardflow_personas"))
    sandbox.choose_oauth(revoke=True)
    failed = work(session)
    assert failed.status == JobStatus.FAILED and "no longer accepts" in (failed.error or "")
    assert row_of(session, "yardflow_personas").direction == Direction.OFF


@pytest.mark.usefixtures("connected")
def test_only_administrators_create_properties(session: Session, bob: Principal):
    with pytest.raises(Forbidden):
        creating.plan(session, bob)
    with pytest.raises(Forbidden):
        creating.request(session, bob, ids(session, "yardflow_personas"))


@pytest.mark.usefixtures("connected")
def test_a_property_of_ours_that_is_mapped_and_missing_is_a_problem(
    session: Session, alice: Principal
):
    row = store.add(session, alice, CONTACT, "title", "yardflow_title", Direction.TO_HUBSPOT)
    shown = next(each for each in views.get(session, alice).rows if each.id == row.id)
    assert shown.missing and [each.kind for each in shown.problems] == [ProblemKind.CREATE]
    assert schema.read(session).read_at
