"""The mapping: its defaults, what will not work of it, and who may change it."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, PROPERTIES, TARGET, choice, row
from tests.fixtures.rows import each_row
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.models import AuditEntry, Direction, HubSpotField
from yardflow.services.access import Principal
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.mapping.defaults import DEFAULTS, DefaultField
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.hubspot.mapping.problems import ProblemKind, new_property, problems
from yardflow.services.hubspot.mapping.properties import Property, PropertyType, is_closed

BOTH, TO, FROM, OFF = (
    Direction.BOTH,
    Direction.TO_HUBSPOT,
    Direction.FROM_HUBSPOT,
    Direction.OFF,
)
DEAL = [row(TARGET, "name", "dealname", TO), row(TARGET, "stage", "dealstage", TO)]


def kinds_of(*rows: DefaultField, **more: Property) -> list[ProblemKind]:
    """What is the matter with a mapping of these rows; ``more`` are properties of contacts."""
    described = {**PROPERTIES, CONTACT: {**PROPERTIES[CONTACT], **more}}
    return [problem.kind for problem in problems(rows, described)]


def test_the_defaults_work_with_what_hubspot_has_from_the_start():
    assert problems(DEFAULTS, PROPERTIES) == []


def test_every_default_is_of_a_field_of_ours():
    assert all((each.record, each.field) in FIELDS for each in DEFAULTS)


@each_row(
    "name", ["hs_object_id", "hs_email_bounce", "hs_lastmodifieddate", "notes_last_contacted"]
)
def test_what_hubspot_sets_itself_can_only_be_synced_from_there(
    session: Session, alice: Principal, name
):
    for direction in (TO, BOTH):
        with pytest.raises(Invalid, match=f"HubSpot sets {name} automatically"):
            store.add(session, alice, CONTACT, "title", name, direction)
    taken = store.add(session, alice, CONTACT, "title", name, FROM)
    with pytest.raises(Invalid, match=f"HubSpot sets {name} automatically"):
        store.change(session, alice, int(taken.id or 0), taken.version, direction=BOTH)
    session.rollback()


def test_no_default_writes_what_is_hubspots_own():
    assert not any(is_closed(each.property) for each in DEFAULTS)


@each_row(
    ("mapped", "kind"),
    [
        (row(CONTACT, "title", "role"), ProblemKind.MISSING),
        (row(CONTACT, "seniority", "yardflow_seniority"), ProblemKind.CREATE),
        (row(CONTACT, "title", "hs_analytics_source"), ProblemKind.READ_ONLY),
        (row(CONTACT, "title", "notes_last_contacted", TO), ProblemKind.READ_ONLY),
        (row(CONTACT, "title", "notes_last_updated"), ProblemKind.READ_ONLY),
        (row(CONTACT, "email", "hubspot_owner_id"), ProblemKind.WRONG_TYPE),
        (row(CONTACT, "personas", "hs_lead_status", TO), ProblemKind.WRONG_TYPE),
        (row(CONTACT, "stage", "lifecyclestage", BOTH, {}), ProblemKind.NOT_FILLED_HERE),
        (
            row(CONTACT, "stage", "lifecyclestage", TO, {"Won": ["client"]}),
            ProblemKind.OPTION_MISSING,
        ),
        (
            row(CONTACT, "stage", "lifecyclestage", TO, {"Winning": ["customer"]}),
            ProblemKind.OPTION_MISSING,
        ),
        (
            row(CONTACT, "stage", "lifecyclestage", TO, {"Won": ["lead"], "Lead": ["lead"]}),
            ProblemKind.OPTION_TWICE,
        ),
    ],
)
def test_what_will_not_work_is_said(mapped: DefaultField, kind: ProblemKind):
    assert kind in kinds_of(mapped)
    assert kinds_of(replace(mapped, direction=OFF)) == []


def test_hubspots_own_may_be_read():
    assert kinds_of(row(CONTACT, "lawful_basis_source", "notes_last_updated", FROM)) == [
        ProblemKind.WRONG_TYPE
    ]
    source = Property("hs_analytics_source", "Source", read_only=True)
    assert (
        kinds_of(
            row(CONTACT, "lawful_basis_source", "hs_analytics_source", FROM),
            hs_analytics_source=source,
        )
        == []
    )


def test_two_of_ours_on_the_same_property_are_named():
    rows = [row(CONTACT, "phone", "phone"), row(CONTACT, "mobile", "phone", TO)]
    (problem,) = problems(rows, PROPERTIES)
    assert problem.kind == ProblemKind.TWO_ON_ONE
    assert problem.text == "Phone and Mobile are both mapped to phone. Turn one of them off."


def test_a_field_goes_to_several_properties_and_comes_from_one():
    rows = [row(CONTACT, "phone", "phone"), row(CONTACT, "phone", "mobilephone", TO)]
    assert kinds_of(*rows) == []
    assert kinds_of(rows[0], replace(rows[1], direction=FROM)) == [ProblemKind.TWO_INTO_ONE]


def test_a_deal_needs_its_name_and_its_stage():
    assert ProblemKind.NOT_MAPPED not in kinds_of(*DEAL)
    assert kinds_of(DEAL[0]).count(ProblemKind.NOT_MAPPED) == 1
    assert kinds_of(row(TARGET, "closes_on", "closedate", TO)).count(ProblemKind.NOT_MAPPED) == 2


def test_options_that_come_from_elsewhere_are_not_looked_for():
    prop = Property("level", "Level", PropertyType.ENUMERATION, options_elsewhere=True)
    assert kinds_of(row(CONTACT, "seniority", "level"), level=prop) == []
    listed = choice("level", "Level", "VP")
    assert ProblemKind.OPTION_MISSING in kinds_of(row(CONTACT, "seniority", "level"), level=listed)


def test_a_property_of_ours_is_created_as_its_field_needs_it():
    created = new_property(row(CONTACT, "personas", "yardflow_personas"))
    assert (created.type, created.several) == (PropertyType.ENUMERATION, True)
    assert list(created.options) == ["ExecOps", "Ops", "Procurement", "Sales", "Tech", "NonOps"]
    score = new_property(row(ACCOUNT, "icp_score", "yardflow_icp_score", TO))
    assert score.type == PropertyType.NUMBER
    day = new_property(row(CONTACT, "lawful_basis_date", "yardflow_since"))
    assert day.type == PropertyType.DATE
    rows = [row(CONTACT, "personas", created.name)]
    assert problems(rows, {CONTACT: {created.name: created}}) == []


def title(session: Session) -> HubSpotField:
    """The row of a contact's title."""
    store.add_defaults(session)
    rows = select(HubSpotField).where(HubSpotField.record == CONTACT, HubSpotField.field == "title")
    return session.exec(rows).one()


def test_the_defaults_are_added_once_and_leave_changes_as_they_are(
    session: Session, alice: Principal
):
    mapped = title(session)
    store.change(session, alice, mapped.id, mapped.version, direction=OFF)
    store.add_defaults(session)
    assert len(store.rows(session)) == len(DEFAULTS)
    assert title(session).direction == OFF


def test_an_administrator_changes_a_row_and_the_audit_log_says_so(
    session: Session, alice: Principal
):
    mapped = title(session)
    store.change(session, alice, mapped.id, mapped.version, direction=FROM, asks=True)
    assert (mapped.direction, mapped.asks, mapped.updated_by) == (FROM, True, alice.user_id)
    entry = session.exec(
        select(AuditEntry).where(AuditEntry.action == "hubspot_field.updated")
    ).one()
    assert (entry.before["direction"], entry.after["direction"]) == ("both", "from_hubspot")


def test_members_read_the_mapping_only(session: Session, bob: Principal):
    mapped = title(session)
    with pytest.raises(Forbidden):
        store.change(session, bob, mapped.id, mapped.version, direction=OFF)
    with pytest.raises(Forbidden):
        store.add(session, bob, CONTACT, "title", "role")
    assert len(store.rows(session)) == len(DEFAULTS)


def test_a_lost_update_of_a_row_is_refused(session: Session, alice: Principal):
    mapped = title(session)
    version = mapped.version
    store.change(session, alice, mapped.id, version, direction=OFF)
    with pytest.raises(Conflict, match="Someone else just changed this field"):
        store.change(session, alice, mapped.id, version, direction=BOTH)
    with pytest.raises(NotFound):
        store.change(session, alice, 10**18, None, direction=OFF)


def test_rows_that_would_write_the_same_are_refused(session: Session, alice: Principal):
    title(session)
    mapped = store.add(session, alice, CONTACT, "mobile", "phone")
    assert mapped.direction == OFF
    with pytest.raises(Conflict, match="Phone is mapped to phone already"):
        store.change(session, alice, mapped.id, None, direction=TO)
    session.rollback()
    title(session)
    mapped = store.add(session, alice, CONTACT, "mobile", "othermobile")
    with pytest.raises(Conflict, match="comes from mobilephone already"):
        store.change(session, alice, mapped.id, None, direction=BOTH)
    session.rollback()
    title(session)
    with pytest.raises(Conflict, match="Mobile is mapped to mobilephone already"):
        store.add(session, alice, CONTACT, "mobile", "mobilephone")


@each_row(
    ("field", "name"),
    [("shoe_size", "shoes"), ("title", ""), ("title", "Job Title"), ("title", "x" * 101)],
)
def test_a_row_is_of_a_field_and_a_property(
    field: str, name: str, session: Session, alice: Principal
):
    with pytest.raises(Invalid):
        store.add(session, alice, CONTACT, field, name)


@each_row(
    "values",
    [
        {"Winning": ["customer"]},
        {"Won": ["customer"], "Lead": ["customer"]},
        {"Won": [""]},
        {"Won": ["x" * 3_001]},
        {"Won": list(map(str, range(5_001)))},
    ],
)
def test_values_are_those_of_the_field_each_with_options_of_its_own(
    values: dict, session: Session, alice: Principal
):
    store.add_defaults(session)
    stage = session.exec(
        select(HubSpotField).where(HubSpotField.record == TARGET, HubSpotField.field == "stage")
    ).one()
    with pytest.raises(Invalid):
        store.change(session, alice, stage.id, None, direction=BOTH, values=values)
    session.rollback()


def test_what_follows_from_other_records_never_comes_from_hubspot(
    session: Session, alice: Principal
):
    mapped = store.add(session, alice, CONTACT, "stage", "lifecyclestage")
    with pytest.raises(Invalid, match="Sync it to HubSpot only"):
        store.change(session, alice, mapped.id, None, direction=BOTH)


def test_what_hubspot_sets_automatically_is_never_written(session: Session, alice: Principal):
    with pytest.raises(Invalid, match="Sync it from HubSpot only"):
        store.add(session, alice, CONTACT, "title", "hs_analytics_source", BOTH)
    mapped = store.add(session, alice, CONTACT, "title", "hs_analytics_source", FROM)
    with pytest.raises(Invalid, match="sets hs_analytics_source automatically"):
        store.change(session, alice, mapped.id, None, direction=TO)


def test_a_row_gets_another_property_and_begins_without_values(session: Session, alice: Principal):
    title(session)
    rows = select(HubSpotField).where(HubSpotField.record == TARGET, HubSpotField.field == "stage")
    stage = session.exec(rows).one()
    changed = store.change(
        session, alice, stage.id, stage.version, direction=BOTH, name="show_stage"
    )
    assert (changed.property, changed.values, changed.direction) == ("show_stage", {}, BOTH)
    with pytest.raises(Conflict, match="Name is mapped to dealname already"):
        store.change(session, alice, stage.id, None, direction=BOTH, name="dealname")


def test_a_row_is_removed_by_an_administrator_who_has_seen_it(
    session: Session, alice: Principal, bob: Principal
):
    mapped = title(session)
    with pytest.raises(Forbidden):
        store.remove(session, bob, mapped.id, mapped.version)
    with pytest.raises(Conflict, match="Someone else just changed this field"):
        store.remove(session, alice, mapped.id, mapped.version + 1)
    store.remove(session, alice, mapped.id, mapped.version)
    session.flush()
    assert len(store.rows(session)) == len(DEFAULTS) - 1
    entry = session.exec(
        select(AuditEntry).where(AuditEntry.action == "hubspot_field.deleted")
    ).one()
    assert entry.before["property"] == "jobtitle"
    with pytest.raises(NotFound):
        store.remove(session, alice, mapped.id, None)


@pytest.mark.parametrize(
    "rows",
    [
        "('contact', 'title', 'jobtitle', 'both'), ('contact', 'phone', 'jobtitle', 'to_hubspot')",
        "('contact', 'title', 'a', 'both'), ('contact', 'title', 'b', 'from_hubspot')",
        "('contact', 'title', 'a', 'off'), ('contact', 'title', 'a', 'off')",
        "('contact', 'title', '', 'off')",
        "('contact', 'title', 'a', 'sideways')",
    ],
)
def test_the_database_refuses_a_mapping_that_contradicts_itself(session: Session, rows: str):
    values = rows.replace("')", "', now())")
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO hubspot_field (record, field, property, direction, updated_at) "
                f"VALUES {values}"
            )
        )
