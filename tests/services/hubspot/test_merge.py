"""Who wins a field: by moments, by evidence, and never by an echo."""

import pytest

from tests.fixtures.hubspot_mapping import CONTACT, field_of
from tests.fixtures.merging import (
    ASK,
    ENRICHMENT,
    HERE,
    HUBSPOT,
    IMPORT,
    KEEP,
    MET,
    NOTHING,
    NOW,
    PERSON,
    THERE,
    TITLE,
    ago,
    decide,
)
from tests.fixtures.rows import each_row
from yardflow.models import Direction, Side
from yardflow.services.hubspot.merging.merge import Action, merge, winner_of
from yardflow.services.hubspot.merging.values import Evidence, Ledger, Ruling, Value, Written


@each_row(
    ("ours", "theirs", "action", "text"),
    [
        # The later change wins, whoever made it.
        (Value("CTO", ago(5), ENRICHMENT), Value("VP", ago(9)), THERE, "CTO"),
        (Value("CTO", ago(9), MET), Value("VP", ago(5)), HERE, "VP"),
        # Where moments say nothing, the evidence does.
        (Value("CTO", ago(5), PERSON), Value("VP", ago(5)), THERE, "CTO"),
        (Value("CTO", ago(5), MET), Value("VP", ago(5)), THERE, "CTO"),
        (Value("CTO", ago(5), ENRICHMENT), Value("VP", ago(5)), HERE, "VP"),
        (Value("CTO", ago(5), IMPORT), Value("VP", ago(5)), HERE, "VP"),
        (Value("CTO", None, PERSON), Value("VP", ago(5)), THERE, "CTO"),
        (Value("CTO", None, ENRICHMENT), Value("VP", ago(5)), HERE, "VP"),
        (Value("CTO", ago(5), PERSON), Value("VP", None), THERE, "CTO"),
        (Value("CTO", None, HUBSPOT), Value("VP", None), HERE, "VP"),
        # Of an unknown moment it may be known that it was earlier.
        (Value("CTO", None, PERSON, latest=ago(9)), Value("VP", ago(5)), HERE, "VP"),
        (Value("CTO", None, PERSON, latest=ago(5)), Value("VP", ago(9)), THERE, "CTO"),
        (Value("CTO", ago(5), IMPORT), Value("VP", None, latest=ago(9)), THERE, "CTO"),
        (Value("CTO", None, PERSON, latest=ago(9)), Value("", ago(5)), HERE, ""),
        # Blank is no value, and clears nothing.
        (Value(""), Value("VP", ago(5)), HERE, "VP"),
        (Value(""), Value("VP"), HERE, "VP"),
        (Value("CTO", None, ENRICHMENT), Value(""), THERE, "CTO"),
        (Value(""), Value(""), NOTHING, ""),
        # Clearing is an act, with a moment.
        (Value("", ago(5), PERSON), Value("VP", ago(9)), THERE, ""),
        (Value("", ago(9), PERSON), Value("VP", ago(5)), HERE, "VP"),
        (Value("CTO", ago(9), PERSON), Value("", ago(5)), HERE, ""),
        (Value("", ago(5), MET), Value("VP", None), HERE, "VP"),
        (Value("", ago(5), MET), Value("VP", ago(5)), HERE, "VP"),
        (Value("CTO", None, ENRICHMENT), Value("", ago(5)), THERE, "CTO"),
        (Value("", ago(5), PERSON), Value(""), NOTHING, ""),
        # A clock that is ahead does not win for ever.
        (Value("CTO", NOW, PERSON), Value("VP", ago(-60)), THERE, "CTO"),
        (Value("CTO", ago(-5), ENRICHMENT), Value("VP", ago(-60)), HERE, "VP"),
        # What both say needs no writing, however it is written.
        (Value("CTO", ago(5), PERSON), Value("CTO", ago(9)), NOTHING, ""),
        (Value("CTO", ago(5), PERSON), Value(" CTO ", ago(1)), NOTHING, ""),
    ],
)
def test_a_field_goes_to_its_winner(ours: Value, theirs: Value, action: Action, text: str):
    decision = decide(ours, theirs)
    assert (decision.action, decision.text) == (action, text)
    assert decision.why.endswith(".")


SENT = Written("CTO", ago(10), PERSON, ago(9))


@each_row(
    ("ours", "theirs", "written", "action"),
    [
        # Our own write comes back: an echo, of the moment that ours was changed.
        (Value("CTO", ago(10), PERSON), Value("CTO", ago(9)), (SENT,), NOTHING),
        (Value("COO", ago(9.5), PERSON), Value("CTO", ago(9)), (SENT,), THERE),
        (Value("COO", ago(9.5), PERSON), Value("CTO ", ago(9)), (SENT,), THERE),
        (Value("", ago(9.5), PERSON), Value("CTO", ago(9)), (SENT,), THERE),
        # Of a value whose moment no one knows, cleared here since.
        (
            Value("", ago(5), PERSON),
            Value("CTO", ago(9)),
            (Written("CTO", None, PERSON, ago(9)),),
            THERE,
        ),
        # Of which no answer came.
        (
            Value("COO", ago(9.5), PERSON),
            Value("CTO", ago(9)),
            (Written("CTO", ago(10), PERSON, sending_at=ago(9)),),
            THERE,
        ),
        # What was never sent comes back from no one.
        (
            Value("COO", ago(9.5), PERSON),
            Value("CTO", ago(9)),
            (Written("CTO", ago(10), PERSON),),
            HERE,
        ),
        (
            Value("COO", ago(8), PERSON),
            Value("CTO", ago(2)),
            (Written("CTO", ago(10), PERSON, sending_at=ago(9)),),
            HERE,
        ),
        # Another value is HubSpot's, however soon it comes.
        (Value("CTO", ago(10), PERSON), Value("VP", ago(9)), (SENT,), HERE),
        (Value("CTO", ago(10), PERSON), Value("cto", ago(8.9)), (SENT,), HERE),
        (Value("CTO", ago(10), PERSON), Value("", ago(8.9)), (SENT,), HERE),
        # So is one that we wrote once, when something else was written since.
        (
            Value("COO", ago(7), PERSON),
            Value("CTO", ago(4)),
            (SENT, Written("COO", ago(7), PERSON, ago(6))),
            HERE,
        ),
        # And the same one, when a person chose it again later.
        (Value("COO", ago(8.5), PERSON), Value("CTO", ago(2)), (SENT,), HERE),
        # A stale answer still shows what we wrote before.
        (
            Value("COO", ago(9.5), PERSON),
            Value("CTO", ago(9)),
            (SENT, Written("COO", ago(9.5), PERSON, ago(8))),
            KEEP,
        ),
        # The blank between clearing and writing is no act of anyone there.
        (
            Value("CTO", ago(10), PERSON),
            Value("", ago(9)),
            (Written("", ago(10), PERSON, ago(9)),),
            THERE,
        ),
    ],
)
def test_an_echo_is_our_own_and_anything_else_is_not(
    ours: Value, theirs: Value, written: tuple[Written, ...], action: Action
):
    assert decide(ours, theirs, TITLE, *written).action == action


def test_without_a_moment_the_last_write_is_an_echo_and_one_before_is_not():
    later = Written("COO", ago(7), PERSON, ago(6))
    ours = Value("CEO", ago(5), ENRICHMENT)
    assert decide(ours, Value("COO", None), TITLE, SENT, later).action == THERE
    assert decide(ours, Value("CTO", None), TITLE, SENT, later).action == HERE


def test_what_hubspot_ignored_is_not_written_again_until_it_changes_here():
    ours, theirs = Value("CTO", ago(10), PERSON), Value("VP", ago(60))
    assert decide(ours, theirs, TITLE).action == THERE
    ignored = decide(ours, theirs, TITLE, SENT)
    assert (ignored.action, ignored.winner) == (KEEP, Side.HERE)
    assert "kept its own" in ignored.why
    assert decide(Value("CTO", ago(1), PERSON), theirs, TITLE, SENT).action == THERE
    unknown = Written("CTO", None, PERSON, ago(9))
    assert decide(Value("CTO", None, PERSON), theirs, TITLE, unknown).action == KEEP


def test_what_was_taken_from_hubspot_stays_as_it_fits_here():
    ours = Value("VP of Ops", ago(5), HUBSPOT)
    assert decide(ours, Value("VP of Operations", ago(5))).action == NOTHING
    assert decide(ours, Value("VP of Operations", ago(4))).action == HERE


@each_row(
    ("direction", "ours", "theirs", "action"),
    [
        (Direction.TO_HUBSPOT, Value("CTO", ago(5), PERSON), Value("VP", ago(9)), THERE),
        (Direction.TO_HUBSPOT, Value("CTO", ago(9), PERSON), Value("VP", ago(5)), KEEP),
        (Direction.TO_HUBSPOT, Value(""), Value("VP", ago(5)), KEEP),
        (Direction.FROM_HUBSPOT, Value("CTO", ago(9), PERSON), Value("VP", ago(5)), HERE),
        (Direction.FROM_HUBSPOT, Value("CTO", ago(5), PERSON), Value("VP", ago(9)), KEEP),
        (Direction.FROM_HUBSPOT, Value("CTO", ago(5), PERSON), Value(""), KEEP),
    ],
)
def test_a_side_that_gets_nothing_is_never_written(
    direction: Direction, ours: Value, theirs: Value, action: Action
):
    assert decide(ours, theirs, field_of(CONTACT, "title", direction)).action == action


ASKING = field_of(CONTACT, "title", asks=True)


@each_row(
    ("ours", "theirs", "written", "action"),
    [
        (Value("CTO", ago(5), PERSON), Value("VP", ago(9)), (), ASK),
        (Value("CTO", ago(9), PERSON), Value("VP", ago(5)), (), ASK),
        (Value("", ago(9), PERSON), Value("VP", ago(5)), (), ASK),
        (Value("CTO", ago(5), PERSON), Value("CTO", ago(9)), (), NOTHING),
        # One side alone has something new.
        (Value(""), Value("VP", ago(9)), (), HERE),
        (Value("COO", ago(2), PERSON), Value("CTO", ago(9)), (SENT,), THERE),
        (Value("CTO", ago(10), PERSON), Value("VP", ago(2)), (SENT,), HERE),
        (Value("CTO", ago(9), HUBSPOT), Value("VP", ago(5)), (), HERE),
    ],
)
def test_a_person_is_asked_where_both_sides_changed(
    ours: Value, theirs: Value, written: tuple[Written, ...], action: Action
):
    decision = decide(ours, theirs, ASKING, *written)
    assert (decision.action, decision.winner is None) == (action, action in (ASK, NOTHING))


@each_row(
    ("ruling", "ours", "theirs", "action"),
    [
        (Ruling(ago(3), Side.HERE), Value("CTO", ago(9), PERSON), Value("VP", ago(5)), THERE),
        (Ruling(ago(3), Side.THERE), Value("CTO", ago(4), PERSON), Value("VP", ago(5)), HERE),
        (Ruling(ago(3), None), Value("CTO", ago(4), PERSON), Value("VP", ago(5)), ASK),
        (Ruling(ago(3), None), Value("CTO", None, PERSON), Value("VP", None), ASK),
        # Until one side changes.
        (Ruling(ago(3), Side.HERE), Value("CTO", ago(9), PERSON), Value("VP", ago(2)), ASK),
        (Ruling(ago(3), None), Value("CTO", ago(2), PERSON), Value("VP", ago(5)), ASK),
    ],
)
def test_what_a_person_decided_holds_until_one_side_changes(
    ruling: Ruling, ours: Value, theirs: Value, action: Action
):
    assert decide(ours, theirs, ASKING, ruling=ruling).action == action


def test_an_undo_in_hubspot_is_not_done_again():
    """The compensating write comes back as an echo of the moment of the undo."""
    undone = Written("VP", ago(3), PERSON, ago(2))
    ours, theirs = Value("CTO", ago(10), PERSON), Value("VP", ago(2))
    assert decide(ours, theirs, TITLE, SENT, undone, ruling=Ruling(ago(3), None)).action == NOTHING


@pytest.mark.parametrize("better", [PERSON, MET])
def test_both_sides_are_judged_alike(better: Evidence):
    """Swapping them swaps the winner, by moments and by evidence."""
    pairs = [
        (Value("a", ago(5), better), Value("b", ago(9))),
        (Value("a", ago(5), better), Value("b", ago(5))),
        (Value("a", None, better), Value("b", ago(5))),
        (Value("a"), Value("")),
        (Value("", ago(5), better), Value("b", ago(9))),
        (Value("", ago(5), better), Value("b", None)),
    ]
    for left, right in pairs:
        first, second = winner_of(left, right)[0], winner_of(right, left)[0]
        assert {first, second} == {Side.HERE, Side.THERE}, (left, right)


def test_fields_are_decided_each_for_itself():
    mapping = [TITLE, field_of(CONTACT, "phone"), field_of(CONTACT, "country")]
    decisions = merge(
        {"title": Value("CTO", ago(1), PERSON), "phone": Value("+14155550100", ago(9), PERSON)},
        {"jobtitle": Value("VP", ago(5)), "phone": Value("+14155550199", ago(5))},
        mapping,
        Ledger(),
        NOW,
    )
    assert [each.action for each in decisions] == [THERE, HERE, NOTHING]
