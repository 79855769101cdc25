"""What HubSpot says of its properties is kept, and the mapping is read beside it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, PROPERTIES, TARGET, row
from tests.fixtures.hubspot_properties import work
from tests.fixtures.sandbox import Sandbox
from yardflow.errors import Contradictory, Forbidden, TooMany
from yardflow.models import Direction, HubSpotConnection, HubSpotField, HubSpotSchema
from yardflow.models.job import JobStatus
from yardflow.services.access import Principal
from yardflow.services.hubspot.mapping import schema, store, views
from yardflow.services.hubspot.mapping.problems import ProblemKind, problems
from yardflow.services.hubspot.mapping.views import RowView

Connect = Callable[[], HubSpotConnection]


def view_of(session: Session, who: Principal, record: str, name: str) -> RowView:
    """The row of a property."""
    rows = views.get(session, who).rows
    return next(each for each in rows if (each.record, each.property) == (record, name))


def test_connecting_has_the_properties_read(
    session: Session, bob: Principal, portal: Portal, connect: Connect
):
    connect()
    before = views.get(session, bob)
    assert (before.connected, before.read_at, before.reading) == (True, None, True)
    assert not any(each.problems for each in before.rows)
    assert work(session).status == JobStatus.SUCCEEDED
    after = views.get(session, bob)
    assert after.read_at is not None and not after.reading
    assert view_of(session, bob, CONTACT, "jobtitle").property_label == "Job title"


def test_the_options_of_deals_are_the_pipelines_and_their_stages(
    session: Session, bob: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    assert view_of(session, bob, TARGET, "dealstage").options["closedwon"] == "Closed won"
    assert view_of(session, bob, TARGET, "pipeline").options == {"default": "Sales Pipeline"}
    stages = [{"label": "Met", "stageId": "met", "metadata": {"probability": "0.5"}}]
    body = {"label": "Shows", "pipelineId": "shows", "displayOrder": 1, "stages": stages}
    portal.say("POST", "crm/v3/pipelines/deals", body)
    schema.request(session, bob)
    work(session)
    options = view_of(session, bob, TARGET, "dealstage").options
    assert options["met"] == "Shows › Met" and options["closedwon"] == "Sales Pipeline › Closed won"


def test_the_defaults_work_with_the_account_as_it_is(
    session: Session, bob: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    assert [each.text for row in views.get(session, bob).rows for each in row.problems] == []


def test_a_property_that_is_added_there_is_known_once_it_is_read_again(
    session: Session, alice: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    definition = {"name": "role", "label": "Role", "groupName": "contactinformation"}
    portal.say(
        "POST", "crm/v3/properties/contacts", definition | {"type": "string", "fieldType": "text"}
    )
    store.add(session, alice, CONTACT, "title", "role")
    assert view_of(session, alice, CONTACT, "role").property_label == ""
    schema.request(session, alice)
    work(session)
    assert view_of(session, alice, CONTACT, "role").property_label == "Role"


def test_another_account_s_properties_are_not_taken_for_this_one_s(
    session: Session, bob: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    for kept in session.exec(select(HubSpotSchema)):
        kept.portal_id = 7
    session.commit()
    assert views.get(session, bob).read_at is None
    assert view_of(session, bob, CONTACT, "jobtitle").property_label == ""


def test_why_reading_failed_is_said_until_it_went_well(
    session: Session, alice: Principal, portal: Portal, sandbox: Sandbox, connect: Connect
):
    connect()
    work(session)
    schema.ask(session, alice)
    sandbox.choose_oauth(revoke=True)
    assert work(session).status == JobStatus.FAILED
    failed = views.get(session, alice)
    assert "no longer accepts" in failed.problem and failed.read_at is not None
    connect()
    work(session)
    assert views.get(session, alice).problem == ""


def test_administrators_have_it_read_while_hubspot_is_connected(
    session: Session, alice: Principal, bob: Principal, portal: Portal, connect: Connect
):
    with pytest.raises(Contradictory, match="isn't connected"):
        schema.ask(session, alice)
    connect()
    with pytest.raises(Forbidden):
        schema.ask(session, bob)
    first = schema.ask(session, alice)
    assert schema.ask(session, alice) == first
    for _ in range(schema.PER_MINUTE - 1):
        work(session)
        schema.ask(session, alice)
    work(session)
    with pytest.raises(TooMany):
        schema.ask(session, alice)


def test_properties_are_searched_by_label_and_name_those_that_fit_first(
    session: Session, bob: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    first, *others = views.search(session, bob, CONTACT, "phone", "PHONE number")
    assert (first.name, first.unfit) == ("mobilephone", "")
    assert "phone" in [each.name for each in others]
    (additional,) = views.search(session, bob, CONTACT, "title", "additional email")
    assert additional.closed == "HubSpot sets it automatically." and additional.unfit == ""
    (owner,) = views.search(session, bob, CONTACT, "phone", "hubspot_owner")
    assert owner.unfit == "It can't hold Phone."
    assert views.search(session, bob, CONTACT, "phone", "x" * 10_000) == []
    assert len(views.search(session, bob, CONTACT, "phone", "")) <= views.MOST_MATCHES


def test_what_hubspot_sets_automatically_is_closed(
    session: Session, alice: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    store.add(session, alice, CONTACT, "lawful_basis_source", "hs_analytics_source")
    closed = view_of(session, alice, CONTACT, "hs_analytics_source")
    assert closed.directions == (Direction.FROM_HUBSPOT, Direction.OFF) and closed.closed
    (created,) = views.search(session, alice, TARGET, "closes_on", "createdate")
    assert created.unfit == "HubSpot sets it automatically."


def test_a_stage_of_another_pipeline_is_named():
    stage = PROPERTIES[TARGET]["dealstage"]
    of_shows = replace(stage, pipelines={"closedwon": "shows"})
    described = {**PROPERTIES, TARGET: {**PROPERTIES[TARGET], "dealstage": of_shows}}
    to = Direction.TO_HUBSPOT
    rows = [
        row(TARGET, "name", "dealname", to),
        row(TARGET, "stage", "dealstage", to, {"Won": ["closedwon"]}),
        row(TARGET, "pipeline", "pipeline", to, {"Trade shows": ["default"]}),
    ]
    (problem,) = problems(rows, described)
    assert problem.kind == ProblemKind.OTHER_PIPELINE and problem.row is rows[1]
    rows[2] = row(TARGET, "pipeline", "pipeline", to, {"Trade shows": ["shows"]})
    assert ProblemKind.OTHER_PIPELINE not in [each.kind for each in problems(rows, described)]


def test_a_row_shows_its_values_beside_hubspots_options(
    session: Session, bob: Principal, portal: Portal, connect: Connect
):
    connect()
    work(session)
    stage = view_of(session, bob, ACCOUNT, "lifecyclestage")
    assert stage.only_forward and stage.values["Won"] == ["customer"]
    assert stage.choices[0] == "Lead" and stage.options["customer"] == "Customer"
    assert stage.directions == (Direction.TO_HUBSPOT, Direction.OFF)


def test_removed_rows_stay_removed_when_hubspot_is_connected_again(
    session: Session, alice: Principal, portal: Portal, connect: Connect
):
    connect()
    mapped = session.exec(select(HubSpotField).where(HubSpotField.property == "jobtitle")).one()
    store.remove(session, alice, mapped.id or 0, mapped.version)
    session.commit()
    connect()
    properties = session.exec(select(HubSpotField.property)).all()
    assert properties and "jobtitle" not in properties
