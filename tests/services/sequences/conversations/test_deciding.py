"""What a person decides in the inbox: whom to write to instead, and until when someone is away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.conversations.test_following import TWO, later, states, suppressed
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import Contact, EnrollmentStatus, Hold, SequenceTask, SuppressionReason
from yardflow.services.sequences.conversations import absences, doubts, history, inbox, successors
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def test_a_successor_is_added_once_at_the_account_with_the_same_owner(
    publish, people, start, sent, answer, reply_host, session: Session, alice
):
    contacts = people(1)
    session.execute(text("UPDATE contact SET owner_id = :alice"), {"alice": alice.user_id})
    start(publish(*TWO), contacts)
    (message,) = sent()
    reply = answer(message, kind="left")
    assert inbox.get(session, alice, reply.id).successor_id is None
    found = successors.add(session, alice, reply.id)
    session.commit()
    assert (found.name, found.is_new) == ("Robin Vale", True)
    robin, before = session.get(Contact, found.contact_id), session.get(Contact, contacts[0])
    assert robin.email == "robin.vale@acme.com"
    assert (robin.account_id, robin.owner_id) == (before.account_id, alice.user_id)
    again = successors.add(session, alice, reply.id)
    assert (again.contact_id, again.is_new) == (found.contact_id, False)
    assert inbox.get(session, alice, reply.id).successor_id == found.contact_id


def test_a_reply_that_names_no_one_or_has_no_place_adds_no_one(
    publish, people, start, sent, answer, reply_host, session: Session, alice
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    human = answer(message)
    forged = {"elsewhere": True, "unthreaded": True, "unproven": True}
    unplaced = answer(message, kind="left", **forged)
    for reply in (human, unplaced):
        with pytest.raises(Conflict):
            successors.add(session, alice, reply.id)
    with pytest.raises(NotFound):
        successors.add(session, alice, 2**60)


def test_a_person_says_when_someone_is_back_and_no_later_reply_ends_it_sooner(
    publish, people, start, sent, answer, reply_host, session: Session, alice
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    away = {"kind": "out_of_office", "text": "I am out of the office until March 15."}
    reply = answer(message, **away)
    assert inbox.get(session, alice, reply.id).held_until == datetime(2027, 3, 15, 23, tzinfo=UTC)
    absences.change(session, alice, reply.id, date(2027, 4, 1))
    session.commit()
    # The midnight in Germany at which April 1 begins.
    back = datetime(2027, 3, 31, 22, tzinfo=UTC)
    assert inbox.get(session, alice, reply.id).held_until == back
    assert absences.back_on(session, alice, reply.id) == date(2027, 4, 1)
    answer(message, **away | {"text": "I am out of the office until March 10."})
    lasting = select(Hold.until).where(col(Hold.until) > clock.now()).order_by(col(Hold.until))
    assert session.scalars(lasting).all()[-1] == back
    with pytest.raises(Contradictory):
        absences.change(session, alice, reply.id, date(2027, 3, 1))
    session.rollback()
    assert later(sent, 20) == 1
    absences.release(session, alice, reply.id)
    session.commit()
    assert inbox.get(session, alice, reply.id).held_until is None
    # The later reply held them for a day and a half of the two that they wait.
    assert later(sent, 4) == 2


def test_only_an_absence_holds_and_is_changed(
    publish, people, start, sent, answer, reply_host, session: Session, alice
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    reply = answer(message)
    for change in (
        lambda: absences.change(session, alice, reply.id, date(2027, 4, 1)),
        lambda: absences.release(session, alice, reply.id),
        lambda: absences.back_on(session, alice, reply.id),
    ):
        with pytest.raises(Conflict):
            change()


def test_successors_and_absences_over_http(
    publish, people, start, sent, answer, reply_host, session: Session, alice, sign_in
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    away = answer(message, kind="out_of_office", text="I am out of the office until March 15.")
    left = answer(message, kind="left")
    browser = sign_in(alice)
    hold = f"/api/replies/{away.id}/hold"
    changed = browser.put(hold, json={"backOn": "2027-04-01"})
    assert changed.json() == {"until": "2027-03-31T22:00:00Z"}
    assert inbox.get(session, alice, away.id).held_until == datetime(2027, 3, 31, 22, tzinfo=UTC)
    for wrong in ({}, {"backOn": "soon"}, {"backOn": "2027-04-01", "reason": ""}):
        assert browser.put(hold, json=wrong).status_code == 422
    assert browser.put(hold, json={"backOn": "2027-03-01"}).status_code == 409
    assert browser.delete(hold).status_code == 204
    assert browser.put(f"/api/replies/{left.id}/hold", json={"backOn": "2027-04-01"}).is_error
    path = f"/api/replies/{left.id}/successor"
    added = browser.post(path).json()
    assert (added["name"], added["isNew"]) == ("Robin Vale", True)
    assert browser.post(path).json() == {**added, "isNew": False}
    assert browser.post(f"/api/replies/{away.id}/successor").status_code == 409
    assert browser.post("/api/replies/999999/successor").status_code == 404


def test_a_doubtful_stop_is_decided_and_undone(
    publish, people, start, sent, answer, reply_host, session: Session, alice
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    elsewhere = "ann@private.example"
    reply = answer(message, kind="unsure", sender=elsewhere)
    before = reply.outcome
    stop = doubts.suppress(session, alice, reply.id)
    session.commit()
    assert {*suppressed(session)} == {"person0@acme.com", elsewhere}
    assert {*suppressed(session).values()} == {SuppressionReason.OBJECTED}
    assert reply.outcome == f"{before} No more emails go to them."
    (task,) = session.scalars(select(SequenceTask))
    assert (task.done_by, reply.decided_by) == (alice.user_id, alice.user_id)
    assert doubts.suppress(session, alice, reply.id).suppression_ids == ()
    session.rollback()
    doubts.undo(session, alice, stop)
    session.commit()
    session.refresh(task)
    assert (suppressed(session), task.done_at, reply.decided_at) == ({}, None, None)
    assert reply.outcome == before


def test_a_doubtful_stop_ends_what_only_waits(
    publish, people, start, sent, answer, reply_host, session: Session, alice, sign_in
):
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_reply": "pause"})
    session.commit()
    start(number, people(1))
    (message,) = sent()
    plain, unsure = answer(message), answer(message, kind="unsure")
    browser = sign_in(alice)
    shown = browser.post(f"/api/replies/{unsure.id}/suppress").json()
    assert shown["decidedAt"] and shown["outcome"].endswith("No more emails go to them.")
    assert browser.post(f"/api/replies/{plain.id}/suppress").status_code == 409
    assert browser.post("/api/replies/999999/suppress").status_code == 404
    drained()
    exited = (EnrollmentStatus.EXITED, "The address is suppressed: objected.")
    assert states(session) == [exited]


def test_the_conversation_shows_what_we_wrote_and_a_mark_says_that_it_went_on(
    publish, people, start, sent, answer, reply_host, session: Session, alice
):
    contacts = people(1)
    start(publish(*TWO), contacts)
    before = (inbox.mark(session, alice), history.mark(session, alice, contacts[0]))
    (message,) = sent()
    session.rollback()
    between = history.mark(session, alice, contacts[0])
    answer(message, text="Let's talk.")
    after = (inbox.mark(session, alice), history.mark(session, alice, contacts[0]))
    assert before[0] != after[0] and len({before[1], between, after[1]}) == 3
    ours, theirs = history.of_contact(session, alice, contacts[0])
    assert ours.text.startswith("Hello Person0.") and "No more" in ours.text
    assert theirs.text == "Let's talk." and "Hello Person0." in theirs.quoted
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert inbox.mark(session, alice) == after[0], "time alone changes nothing"
