"""The outbox, and what a person settles there."""

import pytest
from sqlmodel import Session, select

from tests.fixtures.sequences import FOLLOW_UP, current
from tests.fixtures.state_tab import call, tab
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.models import Enrollment, EnrollmentStatus, Message, MessageStatus
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.state.sequences.outbox import OutboxState


@pytest.fixture
def written(session: Session, alice: Principal, works_at, acme) -> dict[str, int]:
    """A message of each status, each to an address of its own; their ids. Of the failed one and
    the one in doubt the contact is in the sequence; the one in doubt doesn't know its contact.
    """
    draft = {"name": "Follow-up", "draft": reading.write(FOLLOW_UP)}
    sequence_id = drafts.create(session, alice, draft).id
    version = publishing.publish(session, alice, sequence_id, pin=current)
    contact_id = works_at(acme, "Ann Lee", email="failed@acme.com")
    now, sender = clock.now(), sender_of(session)
    enrollments = {
        status: Enrollment(
            sequence_id=sequence_id,
            version_id=version.id,
            contact_id=contact,
            sender_id=sender,
            step="intro",
            entered_at=now,
            enrolled_at=now,
            due_at=now,
        )
        for status, contact in (
            (MessageStatus.FAILED, contact_id),
            (MessageStatus.UNKNOWN, works_at(acme, "Ben Ode", email="unknown@acme.com")),
        )
    }
    session.add_all(enrollments.values())
    session.flush()
    made = {
        status.value: Message(
            sequence_id=sequence_id,
            step="intro",
            enrollment_id=enrollments[status].id if status in enrollments else None,
            contact_id=contact_id if status == MessageStatus.FAILED else None,
            sender_id=sender,
            address=f"{status.value}@acme.com",
            subject="Hello",
            status=status,
            error="It took too long" if status == MessageStatus.UNKNOWN else "",
            due_at=now,
            sending_at=now,
        )
        for status in MessageStatus
    }
    session.add_all(made.values())
    session.commit()
    return {status: message.id or 0 for status, message in made.items()}


async def opened(session: Session, who: Principal, address: str = "/outbox/") -> OutboxState:
    page = tab(session, who, OutboxState, address)
    await call(page, OutboxState.load)
    return page


def status_of(session: Session, message_id: int) -> MessageStatus:
    session.expire_all()
    return session.exec(select(Message.status).where(Message.id == message_id)).one()


async def test_messages_are_listed_and_narrowed_by_status(session, alice, written):
    page = await opened(session, alice)
    assert {row.status for row in page.rows} == set(written)
    named = {row.status: (row.name, row.href != "") for row in page.rows}
    assert named["failed"] == ("Ann Lee", True)
    assert named["unknown"] == ("unknown@acme.com", False)
    page.router = tab(session, alice, OutboxState, "/outbox/?status=unknown").router
    await call(page, OutboxState.load)
    assert [(row.status, row.error) for row in page.rows] == [("unknown", "It took too long")]
    assert page.chips == {"status": "Unconfirmed"}


async def test_what_failed_is_sent_again_at_once(session, alice, written):
    page = await opened(session, alice)
    await call(page, OutboxState.send_again, written["failed"])
    assert page.notice.text == "Email to failed@acme.com is queued again"
    assert status_of(session, written["failed"]) == MessageStatus.QUEUED


async def test_what_may_have_arrived_is_sent_again_after_a_question(session, alice, written):
    page = await opened(session, alice)
    await call(page, OutboxState.send_again, written["unknown"])
    assert page.doubtful_address == "unknown@acme.com"
    await call(page, OutboxState.close_doubt, False)
    await call(page, OutboxState.send_doubtful)
    assert status_of(session, written["unknown"]) == MessageStatus.UNKNOWN
    await call(page, OutboxState.send_again, written["unknown"])
    await call(page, OutboxState.send_doubtful)
    assert status_of(session, written["unknown"]) == MessageStatus.QUEUED


@pytest.mark.parametrize("how", ["exited", "gone"])
async def test_what_can_no_longer_be_sent_says_so_and_stays(session, alice, written, how):
    message = session.get_one(Message, written["failed"])
    enrollment = session.get_one(Enrollment, message.enrollment_id)
    if how == "gone":
        message.enrollment_id = None
    else:
        enrollment.status, enrollment.exit_reason = EnrollmentStatus.EXITED, "They replied"
        enrollment.ended_at = clock.now()
    session.commit()
    page = await opened(session, alice)
    await call(page, OutboxState.send_again, written["failed"])
    assert "has left the sequence" in page.notice.text
    assert status_of(session, written["failed"]) == MessageStatus.FAILED


async def test_what_a_person_knows_to_be_sent_is_marked_once(session, alice, written):
    page, other = await opened(session, alice), await opened(session, alice)
    await call(page, OutboxState.mark_sent, written["unknown"])
    assert status_of(session, written["unknown"]) == MessageStatus.ACCEPTED
    # Another tab still shows it as it was.
    await call(other, OutboxState.send_again, written["unknown"])
    await call(other, OutboxState.send_doubtful)
    assert other.notice.kind == "error"
    assert status_of(session, written["unknown"]) == MessageStatus.ACCEPTED


async def test_nothing_else_is_sent_again(session, alice, written):
    page = await opened(session, alice)
    for status in set(written) - {"unknown", "failed"}:
        await call(page, OutboxState.send_again, written[status])
        await call(page, OutboxState.mark_sent, written[status])
        assert page.notice.kind == "error", status
        assert status_of(session, written[status]) == status


async def test_a_sequence_that_is_gone_takes_its_messages_along(session, alice, written):
    session.delete(session.exec(select(SequenceRow)).one())
    session.commit()
    assert (await opened(session, alice)).rows == []


async def test_messages_of_one_sequence_or_sender_have_an_address_and_names(
    session, alice, written
):
    message = session.get_one(Message, written["failed"])
    other = drafts.create(session, alice, {"name": "Other"}).id
    stranger = sender_of(session, name="Ben", address="ben@us.test")
    session.commit()
    for address, rows in (
        (f"/outbox/?sequence={message.sequence_id}", len(written)),
        (f"/outbox/?sequence={other}", 0),
        (f"/outbox/?sender={message.sender_id}&status=failed", 1),
        (f"/outbox/?sender={stranger}", 0),
        ("/outbox/?sequence=9" + "9" * 30, len(written)),
        ("/outbox/?sequence=a'--&sender=-1", len(written)),
    ):
        page = await opened(session, alice, address)
        assert (len(page.rows), page.problem) == (rows, ""), address
    page = await opened(session, alice, f"/outbox/?sender={stranger}")
    assert page.chips == {"sender": "Ben"}
    names = [name for _, name in page.id_choices["sequence"]]
    assert names == ["Follow-up"], "what was never published has sent nothing"
