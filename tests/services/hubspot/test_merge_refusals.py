"""What one side can't have stays on the other, and is said."""

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET, field_of
from tests.fixtures.merging import (
    KEEP,
    PERSON,
    THERE,
    ago,
    decide,
)
from tests.fixtures.rows import each_row
from yardflow.models import Direction, Side, SyncedRecord
from yardflow.services.hubspot.mapping.mapped import MappedField
from yardflow.services.hubspot.merging.merge import Action
from yardflow.services.hubspot.merging.values import Value


@each_row(
    ("record", "field", "ours", "theirs", "action", "why"),
    [
        (TARGET, "stage", "No Show", "closedwon", KEEP, "has no value for No Show"),
        (ACCOUNT, "industry", "Logistics", "ACCOUNTING", KEEP, "has no value for Logistics"),
    ],
)
def test_what_hubspot_cannot_have_stays_here(
    record: SyncedRecord, field: str, ours: str, theirs: str, action: Action, why: str
):
    decision = decide(Value(ours, ago(1), PERSON), Value(theirs, ago(5)), field_of(record, field))
    assert (decision.action, decision.winner) == (action, Side.HERE)
    assert why in decision.why


@each_row(
    ("record", "field", "ours", "theirs", "why"),
    [
        (ACCOUNT, "domain", "acme.com", "gmail.com", "Anyone can use gmail.com"),
        (ACCOUNT, "name", "Acme", "", "Name can't be empty here"),
        (ACCOUNT, "name", "Acme", " . ", "Enter the account's name"),
        (TARGET, "stage", "Won", "", "Stage can't be empty here"),
        (CONTACT, "email", "ann@acme.com", "ann at acme", "email"),
        (CONTACT, "first_name", "Ann", "A" * 101, "100"),
    ],
)
def test_what_we_cannot_have_stays_in_hubspot(
    record: SyncedRecord, field: str, ours: str, theirs: str, why: str
):
    decision = decide(Value(ours, ago(5), PERSON), Value(theirs, ago(1)), field_of(record, field))
    assert (decision.action, decision.winner) == (KEEP, Side.THERE)
    assert why in decision.why


def lifecycle(*, may_lower: bool) -> MappedField:
    return field_of(CONTACT, "stage", Direction.TO_HUBSPOT, may_lower=may_lower)


def test_a_lifecycle_stage_moves_forward():
    decision = decide(
        Value("Won", ago(1), PERSON), Value("lead", ago(5)), lifecycle(may_lower=False)
    )
    assert (decision.action, decision.text, decision.clears) == (THERE, "customer", False)


def test_a_lower_lifecycle_stage_is_written_after_clearing_or_not_at_all():
    ours, theirs = Value("Lead", ago(1), PERSON), Value("customer", ago(5))
    kept = decide(ours, theirs, lifecycle(may_lower=False))
    assert (kept.action, kept.why) == (KEEP, "HubSpot has Customer, which is further.")
    lowered = decide(ours, theirs, lifecycle(may_lower=True))
    assert (lowered.action, lowered.text, lowered.clears) == (THERE, "lead", True)


def test_further_goes_by_the_order_that_hubspot_gives_its_stages():
    mapped = lifecycle(may_lower=False)
    assert mapped.order == tuple(mapped.prop.options)
    assert not mapped.lowers("lead", "a stage of their own")
