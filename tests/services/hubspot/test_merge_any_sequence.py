"""Any sequence of edits on both sides, syncs, answers that are lost and writes that never arrive:
both sides come to say the same, it is what was said last, and then nothing is written anymore.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.hubspot_mapping import CONTACT, field_of
from yardflow.services.hubspot.merging.merge import Action, Decision, merge
from yardflow.services.hubspot.merging.values import Evidence, Ledger, Value, Written

START = datetime(2026, 11, 1, tzinfo=UTC)
APART, MOMENT = timedelta(minutes=3), timedelta(seconds=1)
TITLE = field_of(CONTACT, "title")
# More than any sequence needs to come to rest.
ROUNDS = 4


@dataclass
class World:
    """One field on both sides, with a HubSpot that trims what it is given."""

    ours: Value
    theirs: Value
    now: datetime = START
    written: list[Written] = field(default_factory=list)
    acts: list[tuple[datetime, str]] = field(default_factory=list)
    calls: int = 0

    def edit_here(self, text: str, by: Evidence) -> None:
        text = text.strip()
        if text != self.ours.text:
            self.ours = Value(text, self.now, by)
            self.acts.append((self.now, text))

    def edit_there(self, text: str) -> None:
        if text.strip() != self.theirs.text:
            self.theirs = Value(text.strip(), self.now)
            self.acts.append((self.now, text))

    def decide(self) -> Decision:
        ledger = Ledger({"jobtitle": tuple(self.written)})
        (decision,) = merge(
            {"title": self.ours}, {"jobtitle": self.theirs}, [TITLE], ledger, self.now
        )
        return decision

    def sync(self, fate: str = "done", meanwhile: str = "") -> Action:
        """One step. ``fate``: the write is ``done``, its answer is ``lost``, or it ``dies`` before
        it is sent; ``meanwhile`` is written here while it is on its way.
        """
        decision = self.decide()
        if decision.action == Action.WRITE_HERE:
            self.ours = Value(decision.text, decision.theirs.at or self.now, Evidence.HUBSPOT)
        if decision.action == Action.WRITE_THERE:
            ours = decision.ours
            self.written.append(Written(decision.text, ours.at, ours.by, sending_at=self.now))
            self.now += MOMENT
            if meanwhile:
                self.edit_here(meanwhile, Evidence.PERSON)
            self.now += MOMENT
            if fate != "dies":
                self.arrive(decision.text, confirmed=fate == "done")
        return decision.action

    def arrive(self, text: str, *, confirmed: bool) -> None:
        self.calls += 1
        if text.strip() != self.theirs.text:
            self.theirs = Value(text.strip(), self.now)
        if confirmed:
            self.now += MOMENT
            self.written[-1] = replace(self.written[-1], sent_at=self.now)


FATES = st.sampled_from(["done", "done", "lost", "dies"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("here"), st.booleans(), st.sampled_from(list(Evidence)[:2])),
        st.tuples(st.just("there"), st.booleans()),
        st.tuples(st.just("again"), st.booleans()),
        st.tuples(st.just("sync"), FATES, st.booleans()),
    ),
    max_size=25,
)
FIRST = st.sampled_from(
    [Value(""), Value("Ops", None, Evidence.PERSON, latest=START), Value("Head", START)]
)


def play(world: World, steps: list) -> None:
    """Each edit says something that no one has said yet, clears, or says again what was said."""
    for number, step in enumerate(steps):
        world.now += APART
        text = f"Title {number}"
        match step:
            case ("here", clears, by):
                world.edit_here("" if clears and world.ours.text else text, by)
            case ("there", clears):
                world.edit_there("" if clears and world.theirs.text else f"{text} ")
            case ("again", here) if world.acts:
                said = world.acts[len(world.acts) // 2][1]
                world.edit_here(said, Evidence.PERSON) if here else world.edit_there(said)
            case ("sync", fate, busy):
                world.sync(fate, f"Meanwhile {number}" if busy else "")


@given(FIRST, FIRST, STEPS)
def test_both_sides_come_to_say_what_was_said_last(ours: Value, theirs: Value, steps: list):
    world = World(ours, theirs)
    play(world, steps)
    calls = world.calls
    for _ in range(ROUNDS):
        world.now += APART
        last = world.sync()
    assert last == Action.NOTHING
    assert world.calls - calls <= 1
    assert TITLE.agrees(world.ours.text, world.theirs.text)
    if world.acts:
        assert world.ours.text == max(world.acts)[1].strip()


@given(FIRST, FIRST, STEPS)
def test_deciding_twice_decides_the_same_and_writing_twice_changes_nothing(
    ours: Value, theirs: Value, steps: list
):
    world = World(ours, theirs)
    play(world, steps)
    decision = world.decide()
    assert decision == world.decide()
    world.sync()
    said = world.ours.text, world.theirs.text
    world.sync()
    assert (world.ours.text, world.theirs.text) == said


VALUES = st.builds(
    Value,
    st.sampled_from(["", "CTO", "VP", " VP "]),
    st.one_of(st.none(), st.integers(-3, 3).map(lambda n: START + n * APART)),
    st.sampled_from(list(Evidence)),
)
WRITTEN = st.lists(
    st.builds(
        Written,
        st.sampled_from(["", "CTO", "VP", "COO"]),
        st.one_of(st.none(), st.integers(-3, 3).map(lambda n: START + n * APART)),
        st.sampled_from(list(Evidence)),
        st.one_of(st.none(), st.integers(-3, 3).map(lambda n: START + n * APART + MOMENT)),
    ),
    max_size=3,
)


@given(VALUES, VALUES, WRITTEN)
def test_from_anywhere_it_comes_to_rest(ours: Value, theirs: Value, written: list[Written]):
    world = World(ours, replace(theirs, by=Evidence.HUBSPOT), START, written)
    for _ in range(ROUNDS):
        world.now += APART
        last = world.sync()
    assert last in (Action.NOTHING, Action.KEEP)
    assert world.calls <= 1
