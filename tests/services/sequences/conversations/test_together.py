"""Posts are read many at a time, and come to what they come to one by one."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.services.sequences.conversations.conftest import FORM
from tests.services.sequences.conversations.test_following import TWO
from yardflow.models import Account
from yardflow.sandbox.sendgrid.inbound import Answering, fields_of, form_of
from yardflow.services.sequences.conversations import reading, storing
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
AWAY = "I am out of the office until {}."
# Who answers, of Acme the first three, and how; in this order.
ANSWERS: tuple[tuple[int, dict[str, Any]], ...] = (
    (0, {"text": "Let's talk."}),
    (3, {"kind": "stop"}),
    (1, {"kind": "out_of_office", "text": AWAY.format("March 15")}),
    (4, {"kind": "unsure"}),
    (1, {"kind": "out_of_office", "text": AWAY.format("March 12")}),
    (3, {"text": "Did that arrive?"}),
    (2, {"kind": "left"}),
    (0, {"text": "I forgot: on Monday, please."}),
    (5, {"kind": "bounce"}),
    (6, {"kind": "human", "sender": "someone@else.example", "elsewhere": True, "unthreaded": True}),
    (6, {"kind": "left", "elsewhere": True, "unthreaded": True, "unproven": True}),
    (3, {"kind": "stop", "sender": "private@mail.example"}),
    (6, {"kind": "acknowledgement"}),
)
# What followed, without the numbers that rows get, or the order of what has none.
FOLLOWED = (
    "SELECT sender, kind, placed_by, contact_id, enrollment_id, message_id, outcome"
    " FROM reply ORDER BY id",
    "SELECT id, status, exit_reason, reasons, due_at FROM enrollment ORDER BY id",
    "SELECT enrollment_id, what FROM enrollment_change ORDER BY 1, 2",
    "SELECT h.enrollment_id, h.contact_id, h.reason, h.until, r.sender"
    " FROM hold h LEFT JOIN reply r ON r.id = h.reply_id ORDER BY 5, 1, 2, 3, 4",
    "SELECT value, reason, note FROM suppression ORDER BY 1",
    "SELECT enrollment_id, title FROM sequence_task ORDER BY 1, 2",
    "SELECT id, status, error FROM message ORDER BY id",
    "SELECT message_id, kind, details FROM message_event ORDER BY 1, 2",
    "SELECT n.user_id, n.reason FROM brake_notice n ORDER BY 1, 2",
    "SELECT action, count(*) FROM audit_log GROUP BY 1 ORDER BY 1",
)


def followed(session: Session, most: int) -> list[list[tuple[Any, ...]]]:
    """What follows when so many are read at a time; nothing of it stays."""
    with session.begin_nested() as nested:
        while reading.read(session, most):
            pass
        tables = [[tuple(row) for row in session.execute(text(each))] for each in FOLLOWED]
        nested.rollback()
    return tables


@pytest.mark.parametrize("rule", ["pause", "stop"])
def test_together_or_one_by_one_the_same_follows(
    publish, people, start, sent, works_at, reply_host, session, alice, rule
):
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_colleague": rule})
    contacts = people(3)
    for place in range(3, 7):
        account = Account(name=f"C{place}", name_key=f"c{place}", domain=f"c{place}.com")
        session.add(account)
        session.commit()
        address = f"person{place}@c{place}.com"
        contacts.append(works_at(account, f"Person{place} Lee", email=address, country="Germany"))
    start(number, contacts)
    messages = {each["recipient"].partition("@")[0]: each for each in sent()}
    for place, how in ANSWERS:
        answering = Answering(message=1, **how)
        fields = fields_of(messages[f"person{place}"], answering)
        assert storing.store(session, FORM, form_of(fields, FORM.partition("=")[2]))
    together, alone = followed(session, len(ANSWERS)), followed(session, 1)
    for statement, one, other in zip(FOLLOWED, together, alone, strict=True):
        assert one == other, statement
    assert len(together[0]) == len(ANSWERS)
