"""Whatever is edited on both sides, and whatever gets lost on the way, both come to the same: in
every field the later edit, in bounded calls, with no record twice.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from tests.services.hubspot.syncing.world import (
    FIELDS,
    Crash,
    Edit,
    Fault,
    LeasesEnd,
    Report,
    Round,
    Step,
    Undo,
    World,
    emptied,
    written,
)

PEOPLE = ("ann", "joe")
# So many transactions the longest round has.
LAST_TRANSACTION = 70
# Each of its moments in a long run; in a usual one every second, to spare time.
MOMENTS_APART = 1 if examples(1) > 1 else 2
MOST_CALLS_A_STEP = 14

edits = st.builds(
    Edit,
    st.sampled_from(["here", "there"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(["Germany", "France", "Spain", ""]),
)
meanwhile = st.tuples(st.integers(1, LAST_TRANSACTION), st.one_of(edits, st.just(Crash())))
STEPS = st.lists(
    st.one_of(
        edits,
        edits,
        st.builds(Round, st.lists(meanwhile, max_size=2).map(tuple)),
        st.just(Round()),
        st.builds(Report, st.integers(0, 2)),
        st.builds(
            Fault,
            st.sampled_from(["lost", "down", "rate_limited", "drop"]),
            st.sampled_from(["/batch/update", "/batch/create", "/batch/read"]),
        ),
        st.just(LeasesEnd()),
        st.builds(Undo, st.just("ann")),
    ),
    min_size=2,
    max_size=10,
)


UNDONE = [Round(), Edit("here", "ann", "title", "France"), Round(), Undo("ann")]


@pytest.mark.heavy
@settings(max_examples=examples(12))
@given(polls=st.booleans(), steps=STEPS)
@example(polls=False, steps=[*UNDONE, Edit("there", "ann", "title", "Spain"), Round()])
@example(
    polls=False, steps=[Fault("lost", "/contacts/batch/create"), Round(), LeasesEnd(), Round()]
)
@example(polls=True, steps=[Round(), Edit("there", "ann", "title", "Spain"), Round()])
def test_both_sides_come_to_the_later_edit(
    unpaced, rounds, portal, sandbox, alice, acme, works_at, polls: bool, steps: list[Step]
):
    emptied(portal)
    ids = {
        "ann": works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO"),
        "joe": works_at(acme, "Joe Fox"),
    }
    world = World(portal, sandbox, alice, ids, polls)
    before = portal.control("GET")["calls"]["used"]
    for step in steps:
        world.do(step)
    world.come_to_rest()
    # What was not reported is seen by looking.
    world.look()
    assert world.values() == world.last
    state = portal.control("GET")
    assert state["records"]["contacts"]["live"] == len(ids)
    companies = portal.say(
        "GET", "crm/v3/objects/companies", properties="name,domain,hs_object_source_label"
    )
    assert [each["properties"]["name"] for each in companies["results"]] == ["Acme"], companies
    assert state["calls"]["used"] - before <= MOST_CALLS_A_STEP * (len(steps) + 5)
    at_rest = written()
    world.look()
    assert written() == at_rest


# What gives a round something to do, and what happens in the middle of it.
HERE, THERE = (Edit(side, "ann", "title", "A{n}") for side in ("here", "there"))
HERE_TOO, THERE_TOO = (Edit(side, "ann", "title", "B{n}") for side in ("here", "there"))
LOST = Fault("lost", "/batch/update")
RACES: list[tuple[Edit, Edit | Crash, tuple[Fault, ...]]] = [
    *((HERE, then, ()) for then in (THERE_TOO, HERE_TOO, Crash())),
    *((THERE, then, ()) for then in (THERE_TOO, HERE_TOO, Crash())),
    # HubSpot has it, and no one heard of that.
    *((HERE, then, (LOST,)) for then in (THERE_TOO, HERE_TOO)),
]


@pytest.mark.heavy
@pytest.mark.parametrize(("first", "then", "faults"), RACES)
def test_it_does_not_matter_at_which_moment_of_a_round_something_happens(
    unpaced, rounds, portal, sandbox, alice, acme, works_at, first: Edit, then: Edit | Crash, faults
):
    emptied(portal)
    ids = {"ann": works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")}
    world = World(portal, sandbox, alice, ids, polls=False)
    world.come_to_rest()
    moment, wrong = 1, []
    while True:
        edit, other = _numbered(first, moment), _numbered(then, moment)
        for step in (edit, *_reported(edit), *faults, Round(((moment, other),)), *_reported(other)):
            world.do(step)
        if world.reached < moment:
            break
        world.come_to_rest()
        if world.values() != world.last:
            wrong.append((moment, world.values(), world.last | {}))
            world = World(portal, sandbox, alice, ids, polls=False)
        moment += MOMENTS_APART
    assert not wrong and moment > 20


def _reported(what: Edit | Crash) -> list[Step]:
    return [Report(1)] if isinstance(what, Edit) and what.side == "there" else []


def _numbered(what: Edit | Crash, number: int) -> Edit | Crash:
    return what._replace(value=what.value.format(n=number)) if isinstance(what, Edit) else what
