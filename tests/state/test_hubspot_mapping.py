"""The page of the mapping: what it shows, changes at once, and asks before it creates."""

import pytest

from tests.fixtures.hubspot_mapping import CONTACT, TARGET
from tests.fixtures.hubspot_properties import work
from tests.fixtures.state_tab import call, tab
from yardflow.services.hubspot import guide
from yardflow.services.hubspot.mapping import store, views
from yardflow.services.hubspot.syncing import switch
from yardflow.state.hubspot.guide import HubspotGuide
from yardflow.state.hubspot.mapping import MappedItem, MappingState
from yardflow.state.hubspot.mapping_adding import MappingAdding
from yardflow.state.hubspot.mapping_creating import MappingCreating
from yardflow.state.hubspot.mapping_values import MappingValues

PATH = "/hubspot/mapping/"


@pytest.fixture
def connected(session, portal, connect):
    """HubSpot is connected, and its properties were read."""
    connect()
    work(session)


@pytest.fixture
async def page(session, alice, connected) -> MappingState:
    state = tab(session, alice, MappingState, PATH)
    await call(state, MappingState.load)
    return state


def item_of(page: MappingState, name: str) -> MappedItem:
    return next(item for part in page.sections for item in part.rows if item.property == name)


def row_of(session, who, record: str, name: str) -> views.RowView:
    session.expire_all()
    rows = views.get(session, who).rows
    return next(row for row in rows if (row.record, row.property) == (record, name))


async def test_it_shows_each_kind_of_record_with_hubspots_words(page):
    assert [part.title for part in page.sections] == ["Accounts", "Contacts", "Target accounts"]
    title, stage = item_of(page, "jobtitle"), item_of(page, "dealstage")
    assert (title.label, title.property_label, title.direction) == ("Title", "Job title", "both")
    assert stage.values_note == "5 of 7 values"
    assert page.problem_links == [] and page.read_at
    assert page.to_create == ["ICP score", "Personas", "Seniority", "Events", "Event"]


async def test_a_direction_is_saved_at_once(session, alice, page):
    await call(page, MappingState.choose_direction, item_of(page, "jobtitle").id, "from_hubspot")
    assert item_of(page, "jobtitle").direction == "from_hubspot"
    assert row_of(session, alice, CONTACT, "jobtitle").direction == "from_hubspot"
    await call(page, MappingState.choose_direction, item_of(page, "jobtitle").id, "sideways")
    await call(page, MappingState.choose_direction, 999_999, "off")
    assert item_of(page, "jobtitle").direction == "from_hubspot"


async def test_who_asks_where_both_changed_is_chosen(session, alice, page):
    await call(page, MappingState.choose_asks, item_of(page, "jobtitle").id, "ask")
    assert row_of(session, alice, CONTACT, "jobtitle").asks
    await call(page, MappingState.choose_asks, item_of(page, "jobtitle").id, "latest")
    assert not row_of(session, alice, CONTACT, "jobtitle").asks


async def test_what_someone_else_changed_is_shown_and_not_overwritten(session, alice, page):
    row = row_of(session, alice, CONTACT, "jobtitle")
    store.change(session, alice, row.id, row.version, direction="off")
    session.commit()
    await call(page, MappingState.choose_direction, row.id, "to_hubspot")
    assert "Someone else just changed this field" in page.notice.text
    assert item_of(page, "jobtitle").direction == "off"


async def test_a_problem_is_listed_with_the_way_to_its_row(session, alice, page):
    row = store.add(session, alice, CONTACT, "title", "nowhere", "to_hubspot")
    session.commit()
    await call(page, MappingState.refresh)
    (link,) = page.problem_links
    assert link.href == f"#row-{row.id}" and "no property nowhere" in link.text
    assert item_of(page, "nowhere").problems == [link.text]


async def test_a_field_that_is_off_is_removed(session, alice, page):
    row = store.add(session, alice, CONTACT, "title", "role")
    session.commit()
    await call(page, MappingState.refresh)
    await call(page, MappingState.remove, row.id)
    assert "no longer mapped" in page.notice.text
    assert "role" not in [item.property for part in page.sections for item in part.rows]


async def test_hubspot_is_asked_again(session, page):
    led = await call(page, MappingState.read_again)
    assert page.reading and led is not None
    work(session)
    await call(page, MappingState.refresh)
    assert not page.reading


async def test_values_are_chosen_and_saved_together(session, alice, connected):
    state = tab(session, alice, MappingValues, PATH)
    row = row_of(session, alice, TARGET, "dealstage")
    await call(state, MappingValues.ask, row.id)
    assert state.is_open and not state.only_forward
    assert {item.ours: item.there for item in state.written}["Won"] == "closedwon"
    shown = {item.value: item.ours for item in state.others}
    assert shown == {"decisionmakerboughtin": "Checked In", "contractsent": "Checked In"}
    await call(state, MappingValues.choose, "No Show", "contractsent")
    assert [item.value for item in state.others] == ["decisionmakerboughtin"]
    await call(state, MappingValues.choose_other, "decisionmakerboughtin", "Booked")
    await call(state, MappingValues.save)
    assert not state.is_open
    values = row_of(session, alice, TARGET, "dealstage").values
    assert values["No Show"] == ["contractsent"]
    assert values["Booked"] == ["appointmentscheduled", "decisionmakerboughtin"]
    assert values["Checked In"] == ["presentationscheduled"]


async def test_an_option_for_two_values_is_refused_in_the_dialog(session, alice, connected):
    state = tab(session, alice, MappingValues, PATH)
    row = row_of(session, alice, TARGET, "dealstage")
    await call(state, MappingValues.ask, row.id)
    await call(state, MappingValues.choose, "No Show", "closedwon")
    await call(state, MappingValues.save)
    assert state.is_open and "stands for several values" in state.error
    assert row_of(session, alice, TARGET, "dealstage").values == row.values


async def test_a_stage_that_only_rises_may_be_allowed_to_fall(session, alice, connected):
    state = tab(session, alice, MappingValues, PATH)
    row = row_of(session, alice, CONTACT, "lifecyclestage")
    await call(state, MappingValues.ask, row.id)
    assert state.only_forward and not state.takes
    await call(state, MappingValues.turn_may_lower, True)
    await call(state, MappingValues.save)
    assert row_of(session, alice, CONTACT, "lifecyclestage").may_lower


async def test_a_field_is_added_with_a_property_that_was_searched(session, alice, connected):
    state = tab(session, alice, MappingAdding, PATH)
    await call(state, MappingAdding.ask, "contact")
    assert state.field_label == "Lawful basis source"
    await call(state, MappingAdding.choose_field, "title")
    await call(state, MappingAdding.save)
    assert state.error == "Choose a property."
    await call(state, MappingAdding.search, "message")
    assert [item.name for item in state.matches] == ["message"]
    await call(state, MappingAdding.choose, "message")
    await call(state, MappingAdding.save)
    assert "comes from jobtitle already" in state.error
    await call(state, MappingAdding.choose_direction, "to_hubspot")
    await call(state, MappingAdding.save)
    assert not state.is_open
    assert row_of(session, alice, CONTACT, "message").direction == "to_hubspot"


async def test_a_property_that_does_not_fit_can_not_be_chosen(session, alice, connected):
    state = tab(session, alice, MappingAdding, PATH)
    await call(state, MappingAdding.ask, "contact")
    await call(state, MappingAdding.choose_field, "phone")
    await call(state, MappingAdding.search, "owner")
    assert state.matches[0].unfit
    await call(state, MappingAdding.choose, state.matches[0].name)
    assert state.chosen == ""


async def test_a_row_gets_another_property(session, alice, connected):
    state = tab(session, alice, MappingAdding, PATH)
    row = row_of(session, alice, CONTACT, "jobtitle")
    await call(state, MappingAdding.ask_other, row.id)
    await call(state, MappingAdding.search, "message")
    await call(state, MappingAdding.choose, "message")
    await call(state, MappingAdding.save)
    changed = row_of(session, alice, CONTACT, "message")
    assert (changed.id, changed.direction) == (row.id, "both")


async def test_what_would_be_created_is_shown_and_then_created(session, alice, page):
    state = tab(session, alice, MappingCreating, PATH)
    await call(state, MappingCreating.ask, 0)
    assert [item.name for item in state.items] == [
        "yardflow_icp_score",
        "yardflow_personas",
        "yardflow_seniority",
        "yardflow_events",
        "yardflow_event",
    ]
    assert (state.items[1].type, state.items[0].options) == ("Several choices", "")
    await call(state, MappingCreating.create)
    assert state.busy
    work(session)
    await call(state, MappingCreating.follow)
    assert not state.is_open and state.notice.text == "5 properties created in HubSpot"
    await call(page, MappingState.refresh)
    assert page.to_create == [] and item_of(page, "yardflow_personas").direction == "both"


async def test_a_refusal_of_hubspots_stays_in_the_dialog(session, alice, page, sandbox):
    state = tab(session, alice, MappingCreating, PATH)
    await call(state, MappingCreating.ask, item_of(page, "yardflow_personas").id)
    await call(state, MappingCreating.create)
    sandbox.choose_oauth(revoke=True)
    work(session)
    await call(state, MappingCreating.follow)
    assert state.is_open and not state.busy and "no longer accepts" in state.refusal


async def test_members_read_it(session, bob, page):
    state = tab(session, bob, MappingState, PATH)
    await call(state, MappingState.load)
    assert state.loaded and state.problem == "" and len(state.sections) == 3
    await call(state, MappingState.choose_direction, item_of(page, "jobtitle").id, "off")
    assert state.notice.kind == "error"


async def test_the_guide_says_how_far_the_workplace_is(session, alice, connected):
    state = tab(session, alice, HubspotGuide, "/settings/?tab=hubspot")
    await call(state, HubspotGuide.load)
    assert (state.problems, state.previewed, state.started) == (0, False, False)
    store.add(session, alice, CONTACT, "title", "nowhere", "to_hubspot")
    switch.start(session, alice)
    assert guide.get(session, alice) == guide.Guide(1, previewed=False, started=True)
