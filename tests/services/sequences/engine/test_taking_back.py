"""Who takes back that they unsubscribed goes on where they were."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from tests.services.sequences.engine.conftest import NOW
from tests.services.sequences.engine.test_going_on import DAY, TWO_EMAILS, at
from tests.services.sequences.engine.test_sending_once import drained, steps
from yardflow import clock
from yardflow.models import EnrollmentChange, Message
from yardflow.services.sequences import unsubscribing
from yardflow.services.sequences.unsubscribing import Undone

pytestmark = pytest.mark.usefixtures("database")


def test_who_takes_back_that_they_unsubscribed_goes_on_where_they_were(
    session, publish, people, start, book
):
    start(publish(*TWO_EMAILS), people(1))
    at(NOW)
    key = session.scalars(select(Message)).one().key
    with clock.at(NOW + timedelta(hours=1)):
        unsubscribing.unsubscribe(session, key)
        session.commit()
        drained()
    assert steps(session) == {("exited", "wait"): 1}
    with clock.at(NOW + timedelta(hours=2)):
        assert unsubscribing.resubscribe(session, key) is Undone.AS_BEFORE
        session.commit()
        drained()
        assert steps(session) == {("active", "wait"): 1}
        said = session.scalars(
            select(EnrollmentChange.what).order_by(col(EnrollmentChange.id))
        ).all()
        assert "Continues, because they undid what they asked for." in said
    at(NOW + 2 * DAY)
    assert len(book()) == 2 and steps(session) == {("finished", "again"): 1}
    with clock.at(NOW + 3 * DAY):
        unsubscribing.unsubscribe(session, key)
        assert unsubscribing.resubscribe(session, key) is Undone.ONLY_NEW
        session.commit()
    assert steps(session) == {("finished", "again"): 1}


def test_an_undo_brings_no_one_back_who_left_before_or_is_in_the_sequence_anew(
    session, publish, people, start
):
    start(publish(*TWO_EMAILS), people(1))
    at(NOW)
    key = session.scalars(select(Message)).one().key
    reason = "The address is suppressed: unsubscribed."
    leave = text("""UPDATE enrollment SET status = 'exited', exit_reason = :reason,
        ended_at = :at, due_at = NULL""")
    session.execute(leave, {"reason": reason, "at": NOW})
    session.commit()
    with clock.at(NOW + timedelta(hours=1)):
        unsubscribing.unsubscribe(session, key)
        assert unsubscribing.resubscribe(session, key) is Undone.ONLY_NEW
        session.commit()
        assert steps(session) == {("exited", "wait"): 1}
    session.execute(leave, {"reason": reason, "at": NOW + 2 * DAY})
    session.commit()
    # As after two contacts became one.
    session.execute(
        text("""INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status,
                exit_reason, step, entered_at, due_at, source, enrolled_at, visit)
            SELECT sequence_id, version_id, contact_id, sender_id, 'active', '', step, entered_at,
                enrolled_at, source, enrolled_at, 1 FROM enrollment""")
    )
    session.commit()
    with clock.at(NOW + timedelta(hours=3)):
        unsubscribing.unsubscribe(session, key)
        assert unsubscribing.resubscribe(session, key) is Undone.AS_BEFORE
        session.commit()
    assert sorted(status for status, _ in steps(session)) == ["active", "exited"]
