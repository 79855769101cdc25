"""What is kept of each step is what the tables say, whatever happens to them."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.services.sequences.engine.conftest import ALWAYS, NOW
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import RecordKind
from yardflow.services.records import deletion
from yardflow.services.sequences import moving
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    Email,
    EntryRules,
    Exit,
    Split,
    Unit,
    Wait,
)
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.ending import end_by_hand
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.running import acts, funnel, tallies
from yardflow.services.sequences.running.tallies import Tallies

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
STEPS = (
    Split("split", (1, 1), ("left", "right")),
    Email("left", 1, next="wait"),
    Email("right", 1),
    Wait("wait", Duration(2, Unit.DAYS), next="gone"),
    Exit("gone", "Done with it"),
)

# Others at the same company, in the same sequence.
COPIES = text("""
WITH others AS (
    INSERT INTO contact (account_id, account_sort, first_name, last_name, name_key, title, email,
        email_status, phone, linkedin_url, country, version, created_at, updated_at)
    SELECT account_id, account_sort, first_name, n::text, 'ann ' || n, '', n || '@acme.com',
        email_status, '', '', '', 1, now(), now()
    FROM (SELECT * FROM contact LIMIT 1) c, generate_series(1, :count) n RETURNING id)
INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status, exit_reason, step,
    visit, entered_at, due_at, source, enrolled_at)
SELECT sequence_id, version_id, o.id, sender_id, status, '', step, 1, entered_at, due_at, source,
    enrolled_at FROM enrollment, others o""")


def counted(session) -> dict[tuple[str, str], int]:
    """What the tables themselves say, by kind and step."""
    counts: Counter[tuple[str, str]] = Counter()
    for status, step, stuck in session.execute(
        text("SELECT status, step, stuck FROM enrollment")
    ).all():
        counts["enrolled", ""] += 1
        counts["waiting", step] += status == "active"
        counts["ended", step] += status == "exited"
        counts["stuck", stuck] += status == "active" and stuck != ""
    messages = text("SELECT status, step, sent_at IS NOT NULL FROM message")
    for status, step, sent in session.execute(messages).all():
        counts["sent", step] += sent
        counts["failed", step] += status in ("failed", "bounced", "dropped")
        counts["missed", step] += status == "missed"
    return {key: count for key, count in counts.items() if count}


def kept(said: Tallies) -> dict[tuple[str, str], int]:
    names = ("waiting", "ended", "sent", "failed", "missed")
    counts = {
        (name, step): getattr(each, name) for step, each in said.steps.items() for name in names
    }
    counts |= {("stuck", gate.value): count for gate, count in said.stuck.items()}
    counts["enrolled", ""] = said.enrolled
    return {key: count for key, count in counts.items() if count}


def came(session, principal, sequence_id: int) -> dict[str, int]:
    session.commit()
    steps = funnel.of_sequence(session, principal, sequence_id).steps
    return {each.step.key: each.came for each in steps}


@pytest.fixture
def said(session, bob):
    def of(sequence_id: int) -> Tallies:
        session.expire_all()
        session.commit()
        return tallies.of_sequence(session, bob, sequence_id)

    return of


def test_counts_follow_people_from_step_to_step(
    session, bob, publish, people, start, said, first_touches_at_once
):
    sequence_id = publish(*STEPS)
    start(sequence_id, people(20))
    assert kept(said(sequence_id)) == counted(session)
    drained()
    after = said(sequence_id)
    assert kept(after) == counted(session)
    left, right = after.went["split", "left"], after.went["split", "right"]
    assert left + right == 20 and left and right
    assert after.went["left", "wait"] == left and after.went["right", None] == right
    assert after.steps["left"].sent == left and after.steps["wait"].waiting == left
    with clock.at(NOW + timedelta(days=3)):
        drained()
    assert kept(said(sequence_id)) == counted(session)
    assert said(sequence_id).steps["gone"].ended == left


def test_who_is_held_ended_deleted_and_restored_is_counted_once(
    session, bob, alice, publish, people, start, said
):
    sequence_id = publish(Wait("wait", Duration(2, Unit.DAYS)))
    contacts = people(4)
    start(sequence_id, contacts)
    drained()
    ids = session.scalars(text("SELECT id FROM enrollment ORDER BY id")).all()
    holds.hold(session, bob, HoldOn(enrollment_id=ids[0]), "Not now")
    end_by_hand(session, bob, ids[1], "Talks to us")
    assert said(sequence_id).stuck == {Gate.ENROLLMENT_HELD: 1}
    deleted = deletion.delete(session, alice, RecordKind.CONTACT, [contacts[0], contacts[2]])
    after = said(sequence_id)
    assert (after.enrolled, after.stuck) == (2, {}) and kept(after) == counted(session)
    deletion.undo(session, alice, deleted)
    assert kept(said(sequence_id)) == counted(session) and said(sequence_id).enrolled == 4


def test_summing_up_changes_no_count(session, bob, publish, people, start, said, monkeypatch):
    sequence_id = publish(*STEPS)
    start(sequence_id, people(3))
    drained()
    before = said(sequence_id)
    monkeypatch.setattr(tallies, "_MANY", 1)
    tallies.sum_up(session)
    assert said(sequence_id) == before
    parts = session.scalar(text("SELECT count(*) FROM step_tally"))
    assert parts == session.scalar(
        text("SELECT count(*) FROM (SELECT DISTINCT step, kind, about FROM step_tally) each")
    )


def test_who_goes_on_is_counted_in_linear_time_whatever_was_counted_before(
    session, publish, people, start
):
    wait = Wait("wait", Duration(2, Unit.DAYS), next="gone")
    sequence_id = publish(wait, Exit("gone", "Done with it"))
    start(sequence_id, people(1))
    # The plan that the connection keeps is one for few.
    assert counting(session, 1) > 0
    session.execute(COPIES, {"count": 2_000})
    assert counting(session, 2_000) < 40 * counting(session, 200)


def counting(session, count: int) -> float:
    """How long it takes to count so many who go from step to step, in ms; the least of three."""
    update = text("EXPLAIN (ANALYZE, FORMAT json) UPDATE enrollment SET step = :step WHERE id IN"
        " (SELECT id FROM enrollment ORDER BY id LIMIT :count)")  # fmt: skip
    plans = [
        session.execute(update, {"step": step, "count": count}).scalar_one()
        for step in ("gone", "wait", "gone")
    ]
    session.execute(text("UPDATE enrollment SET step = 'wait'"))
    return min(
        trigger["Time"]
        for plan in plans
        for trigger in plan[0]["Triggers"]
        if trigger["Trigger Name"] == "enrollment_tallied_on_update"
    )


def test_of_a_sequence_that_is_gone_nothing_is_kept(session, bob, said):
    session.execute(
        text("INSERT INTO step_tally (sequence_id, step, kind, about, count)"
             " VALUES (999, 'a', 'waiting', '', 1)")
    )  # fmt: skip
    tallies.sum_up(session)
    assert session.scalar(text("SELECT count(*) FROM step_tally")) == 0
    with pytest.raises(NotFound):
        said(999)


def test_no_more_came_to_a_step_than_there_are_people(
    session, alice, publish, people, start, template, first_touches_at_once
):
    intro, again = Email("intro", 1, next="wait"), Email("again", 1)
    wait = Wait("wait", Duration(2, Unit.DAYS), next="again")
    sequence_id = publish(intro, wait, again)
    start(sequence_id, people(3))
    drained()
    assert came(session, alice, sequence_id) == {"intro": 3, "wait": 3, "again": 0}
    # Whoever waits is moved to a version that begins with the wait.
    definition = Definition("wait", {"wait": wait, "again": again}, ALWAYS, EntryRules())
    drafts.update(session, alice, sequence_id, None, {"draft": reading.write(definition)})
    publishing.publish(session, alice, sequence_id, pin=lambda ids: dict.fromkeys(ids, 1))
    moving.move(session, alice, sequence_id, 2)
    assert came(session, alice, sequence_id) == {"wait": 3, "again": 0}
    with clock.at(NOW + timedelta(days=3)):
        drained()
    assert came(session, alice, sequence_id) == {"wait": 3, "again": 3}


def test_who_starts_at_a_step_again_is_one_person_there(session, bob, publish, people, start):
    wait = Wait("wait", Duration(2, Unit.DAYS))
    sequence_id = publish(Email("intro", 1, next="wait"), wait)
    start(sequence_id, people(1))
    drained()
    ids = session.scalars(text("SELECT id FROM enrollment")).all()
    acts.start_at(session, bob, [*ids], "intro")
    session.commit()
    drained()
    assert tallies.of_sequence(session, bob, sequence_id).went["wait", "intro"] == 1
    assert came(session, bob, sequence_id) == {"intro": 1, "wait": 1}
