"""Where people stand in another version of their sequence, and what they aren't sent again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.decisions import NOW, OPEN, SENDER
from tests.fixtures.rows import each_row
from yardflow.services.sequences.decisions import Branch, Wait, decide
from yardflow.services.sequences.decisions.facts import (
    EmailFacts,
    EmailState,
    EnrollmentFacts,
    Policy,
    TaskFacts,
)
from yardflow.services.sequences.decisions.landing import Done, Way, landing
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EntryRules,
    Exit,
    FieldTest,
    Operator,
    Schedule,
    Split,
    Step,
    Task,
    TaskKind,
    Unit,
)
from yardflow.services.sequences.definitions.steps import (
    Wait as WaitStep,
)

DAY = Duration(1, Unit.DAYS)


def line(*steps: Step) -> Definition:
    """Steps of which each leads to the next, unless it leads somewhere already."""
    listed = {}
    for number, step in enumerate(steps):
        following = steps[number + 1].key if number + 1 < len(steps) else None
        if isinstance(step, Email | WaitStep | Task) and step.next is None:
            step = replace(step, next=following)
        listed[step.key] = step
    return Definition(steps[0].key, listed, Schedule(), EntryRules())


def email(key: str, template: int = 1, next: str | None = None) -> Email:
    return Email(key, template, next=next)


def wait(key: str, next: str | None = None) -> WaitStep:
    return WaitStep(key, DAY, next=next)


def call(key: str) -> Task:
    return Task(key, TaskKind.CALL, "Call")


BOSS = Condition("boss", (FieldTest("contact.title", Operator.IS, "VP"),), yes="yes", no="no")
HALVES = Split("halves", (0, 1), ("yes", "no"))
A, W, B, C = email("a"), wait("w"), email("b", 2), email("c", 3)
LOOP = line(A, wait("w", "a"))


@each_row(
    ("before", "at", "after", "sent", "way", "step", "passed"),
    [
        # The same step, wherever it now stands, and with other steps around it.
        (line(A, W, B), "w", line(A, W, C, B), {"a": 1}, Way.STAYS, "w", {"a"}),
        (line(A, W, B), "a", line(W, B, A), {}, Way.STAYS, "a", set()),
        (line(A, W, B), "b", line(C, B), {"a": 1}, Way.STAYS, "b", set()),
        # What was sent and now comes later is passed.
        (line(A, W, B), "w", line(W, A, B), {"a": 1}, Way.STAYS, "w", {"a"}),
        # The same template in the place of an email that is gone is the same email ...
        (line(A, W, B), "w", line(W, email("a2"), B), {"a": 1}, Way.STAYS, "w", {"a2"}),
        # ... and another one, or one that was there beside it before, is not.
        (line(A, W, B), "w", line(W, email("a2", 9), B), {"a": 1}, Way.STAYS, "w", set()),
        (line(A, W, B, email("x")), "w", line(W, email("x")), {"a": 1}, Way.STAYS, "w", set()),
        (line(A, W, B), "w", line(A, W, email("a2"), B), {"a": 1}, Way.STAYS, "w", {"a"}),
        # A key that is of another kind now is another step.
        (line(A, W, B), "w", line(A, call("w"), B), {"a": 1}, Way.CONTINUES, "b", {"a"}),
        # Gone: the next that is still there, past others that are gone.
        (line(A, W, B, C), "w", line(A, C), {"a": 1}, Way.CONTINUES, "c", {"a"}),
        # Replaced, unless it was done or there are several.
        (line(A, W, B), "w", line(A, wait("v"), B), {"a": 1}, Way.REPLACED, "v", {"a"}),
        (line(A, W, B), "a", line(C, W, B), {}, Way.REPLACED, "c", set()),
        (line(A, W, B), "a", line(C, W, B), {"a": 1}, Way.CONTINUES, "w", set()),
        # Nothing is left ahead: what now follows where they came from.
        (line(A, W, B), "b", line(A, W, call("t"), C), {"a": 1}, Way.CONTINUES, "t", {"a"}),
        (line(A, W, B), "w", line(A), {"a": 1}, Way.FINISHES, None, {"a"}),
        (line(A, Exit("end", "Done")), "end", line(A), {"a": 1}, Way.FINISHES, None, {"a"}),
        # Nothing is left at all.
        (line(A, W, B), "w", line(call("t"), email("n")), {"a": 1}, Way.STARTS, "t", {"n"}),
        (line(A, W), "nowhere", line(A, W), {"a": 1}, Way.STARTS, "a", {"a"}),
        # A loop sends again, in both versions; what it is taken out of does not.
        (LOOP, "w", replace(LOOP, schedule=Schedule(opens=Schedule().closes)), {"a": 1},
         Way.STAYS, "w", set()),
        (LOOP, "a", line(A, wait("v", "a")), {"a": 1}, Way.STAYS, "a", set()),
        # Of a condition that is gone the first branch, of a split their own.
        (line(BOSS, email("yes"), email("no")), "boss", line(email("yes"), email("no")), {},
         Way.CONTINUES, "yes", set()),
        (line(HALVES, email("yes"), email("no")), "halves", line(email("yes"), email("no")), {},
         Way.CONTINUES, "no", set()),
        # Where the last that is left has branches, it is asked again.
        (line(BOSS, email("yes"), email("no")), "yes", line(BOSS, wait("u"), wait("no")), {"a": 1},
         Way.CONTINUES, "boss", set()),
    ],
)  # fmt: skip
def test_everyone_has_a_place_and_nothing_is_sent_twice(before, at, after, sent, way, step, passed):
    enrollment = EnrollmentFacts(1, 1, 7, at, 1, NOW)
    place = landing(enrollment, before, after, Done(sent))
    assert (place.way, place.step, place.passed) == (way, step, passed)
    assert place.keeps_time == (way in (Way.STAYS, Way.REPLACED))


def test_a_task_that_was_made_is_passed_and_what_was_passed_before_still_is():
    standing = EnrollmentFacts(1, 1, 7, "w", 1, NOW, frozenset({"b", "x"}))
    place = landing(
        standing, line(call("t"), W, B), line(W, B, call("t")), Done(tasks=frozenset({"t"}))
    )
    assert place.passed == {"t", "b"}
    # A task of this key is no email of it.
    place = landing(standing, line(W, B), line(W, B, email("t")), Done(tasks=frozenset({"t"})))
    assert place.passed == {"b"}


POOL = (A, W, B, C, call("t"), wait("v"), email("d", 4), BOSS, HALVES, email("yes", 5))
LINES = st.lists(st.sampled_from(POOL), min_size=1, unique_by=lambda step: step.key)


@given(LINES, LINES, st.data())
def test_of_any_two_versions_what_was_sent_is_passed_wherever_it_comes(old, new, data):
    """There is no loop among them, in which it would come again."""
    before, after = line(*old), line(*new)
    at = data.draw(st.sampled_from([*before.steps]))
    behind = [*before.steps][: [*before.steps].index(at)]
    sent = data.draw(st.sets(st.sampled_from(behind))) if behind else set()
    place = landing(EnrollmentFacts(1, 1, 7, at, 1, NOW), before, after, Done(dict.fromkeys(sent)))
    emails = {key for key, step in after.steps.items() if isinstance(step, Email)}
    again = set(graph.reached(before.steps, filter(None, graph.ways(before.steps[at]))))
    assert place.passed == (sent & emails) - again
    assert (place.step == at) == (place.way is Way.STAYS) == (at in after.steps)
    assert (place.step is None) == (place.way is Way.FINISHES)


@pytest.mark.parametrize("step", [A, replace(call("a"), holds=True)])
def test_what_is_passed_is_not_done_unless_it_is_where_they_did_it(step):
    enrollment = EnrollmentFacts(1, 1, 7, "a", 2, NOW, frozenset({"a"}))
    sequence = line(step, W)
    facts = OPEN._replace(sender=SENDER)
    assert decide(enrollment, sequence, facts, Policy(), NOW) == Branch("w", Why.DONE_BEFORE)
    other = enrollment._replace(passed=frozenset())
    assert not isinstance(decide(other, sequence, facts, Policy(), NOW), Branch)
    unconfirmed = facts._replace(
        email=EmailFacts(EmailState.UNCONFIRMED), task=TaskFacts(None, None)
    )
    assert isinstance(decide(enrollment, sequence, unconfirmed, Policy(), NOW), Wait)
    on_hold = facts._replace(excluded="customer")
    assert isinstance(decide(enrollment, sequence, on_hold, Policy(), NOW), Wait)
    assert isinstance(decide(enrollment._replace(step="w"), sequence, facts, Policy(), NOW), Wait)
