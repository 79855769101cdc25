"""One conversation: emails that name each other, answers that find their way, and queues for those
that don't.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.services.sequences.engine.conftest import EMAIL
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Account, PlacedBy, ReplyKind
from yardflow.services.sequences.conversations import placing, threads
from yardflow.services.sequences.definitions.steps import Duration, Email, EntryRules, Unit, Wait

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
HELLO = Email("hello", 1, next="days")
DAYS = Wait("days", Duration(2, Unit.DAYS), next="again")
AGAIN = Email("again", 1, next="more")
MORE = Wait("more", Duration(2, Unit.DAYS), next="anew")
ANEW = Email("anew", 1, threaded=False)


def test_follow_ups_stay_in_the_thread_and_each_person_has_their_own(
    publish, people, start, sent, reply_host
):
    contacts = people(3)
    start(publish(HELLO, DAYS, AGAIN, MORE, ANEW), contacts)
    first = sent()
    assert len({each["message_id"] for each in first}) == 1, "they share a request"
    assert len({each["reply_to"] for each in first}) == 3
    assert all(each["reply_to"].endswith(f"@{reply_host}") for each in first)
    for days in (2.1, 4.2):
        with clock.at(clock.now() + timedelta(days=days)):
            everything = sent()
    by_person: dict[str, list[dict[str, Any]]] = {}
    for each in everything:
        by_person.setdefault(each["recipient"], []).append(each)
    references: set[str] = set()
    for one, two, three in by_person.values():
        own = one["headers"]["Message-ID"]
        assert "In-Reply-To" not in one["headers"]
        assert two["headers"]["In-Reply-To"] == own == two["headers"]["References"]
        assert two["subject"] == f"Re: {one['subject']}"
        assert "References" not in three["headers"]
        assert three["subject"] == one["subject"]
        references.add(two["headers"]["References"])
    assert len(references) == 3, "two people share a reference"


def test_of_five_hundred_in_a_batch_no_two_share_a_reference(
    publish, people, start, sent, session, reply_host
):
    start(publish(HELLO, DAYS, AGAIN, MORE, ANEW), people(500))
    assert len(sent()) == 500
    with clock.at(clock.now() + timedelta(days=2.1)):
        drained()
    rows = session.execute(
        text("SELECT id, enrollment_id, reply_token FROM message WHERE step = 'again'")
    )
    standing = [threads.Threaded(*row, replies=True) for row in rows.tuples()]
    found = threads.of_messages(session, standing).values()
    assert len({thread.references for thread in found}) == 500
    assert {len(thread.references) for thread in found} == {2}
    assert len({thread.token for thread in found}) == 500


def test_an_answer_finds_its_conversation_by_a_ladder(
    publish, people, start, sent, answer, reply_host, session
):
    contacts = people(1)
    start(publish(EMAIL), contacts)
    (message,) = sent()
    for how, by in (
        ({}, PlacedBy.ADDRESS),
        ({"sender": "ann.lee@elsewhere.example", "unthreaded": True}, PlacedBy.ADDRESS),
        ({"elsewhere": True, "sender": "alias@acme.de"}, PlacedBy.REFERENCES),
        ({"elsewhere": True, "unthreaded": True}, PlacedBy.SENDER),
        ({"elsewhere": True, "unthreaded": True, "sender": "other@acme.com"}, None),
    ):
        reply = answer(message, text=f"An answer, {how}", **how)
        assert (reply.placed_by, reply.contact_id) == (by, contacts[0] if by else None), how


def test_our_own_copy_and_a_list_are_no_answers(publish, people, start, sent, answer, reply_host):
    start(publish(EMAIL), people(1))
    (message,) = sent()
    for kind in ("own", "list"):
        reply = answer(message, kind=kind)
        assert (reply.kind.value, reply.placed_by) == (kind, None)


def test_a_report_finds_the_message_that_bounced(publish, people, start, sent, answer, reply_host):
    contacts = people(1)
    start(publish(EMAIL), contacts)
    (message,) = sent()
    reply = answer(message, kind="bounce", elsewhere=True)
    assert (reply.kind, reply.contact_id) == (ReplyKind.BOUNCE, contacts[0])


RUNNING = (HELLO, Wait("days", Duration(300, Unit.DAYS), next="again"), AGAIN, MORE, ANEW)
ENDED = (EMAIL,)


@pytest.mark.parametrize(
    ("conversations", "place"),
    [
        # Each with how many days ago its last email went out; which one is meant, if it is certain.
        ([(RUNNING, 3)], 0),
        ([(RUNNING, 100)], 0),
        ([(ENDED, 20)], 0),
        ([(ENDED, 120)], 0),
        ([(ENDED, 200)], None),
        ([(ENDED, 120), (RUNNING, 3)], 1),
        ([(RUNNING, 100), (ENDED, 60)], 0),
        ([(ENDED, 120), (ENDED, 20)], 1),
        ([(ENDED, 20), (RUNNING, 3)], None),
        ([(ENDED, 20), (ENDED, 3)], None),
        ([(ENDED, 120), (ENDED, 60)], None),
        ([(RUNNING, 100), (RUNNING, 3)], None),
        ([(ENDED, 200), (ENDED, 120)], 1),
    ],
)
def test_an_answer_without_ids_belongs_to_the_one_open_conversation(
    publish, people, start, sent, answer, reply_host, session, conversations, place
):
    contacts = people(1)
    now = clock.now()
    for steps, days in conversations:
        with clock.at(now - timedelta(days=days)):
            start(publish(*steps, entry=EntryRules(beside_others=True)), contacts)
            everything = sent()
    ids = session.scalars(text("SELECT id FROM message ORDER BY id")).all()
    assert len(ids) == len(conversations)
    reply = answer(everything[-1], elsewhere=True, unthreaded=True)
    assert reply.message_id == (None if place is None else ids[place])
    assert (reply.placed_by == PlacedBy.SENDER) == (place is not None)


def test_a_conversation_in_which_they_wrote_lately_is_open(
    publish, people, start, sent, answer, reply_host, session
):
    contacts = people(1)
    now = clock.now()
    beside = EntryRules(beside_others=True)
    with clock.at(now - timedelta(days=60)):
        start(publish(EMAIL, entry=beside), contacts)
        (first,) = sent()
    with clock.at(now - timedelta(days=20)):
        answer(first, text="Later, perhaps")
    with clock.at(now - timedelta(days=3)):
        start(publish(EMAIL, entry=beside), contacts)
        sent()
    assert answer(first, elsewhere=True, unthreaded=True).placed_by is None


def test_with_two_conversations_a_person_says_which_it_is(
    publish, people, start, sent, answer, reply_host, session, bob
):
    contacts = people(1)
    beside = EntryRules(beside_others=True)
    for _ in range(2):
        start(publish(EMAIL, entry=beside), contacts)
    message, _ = sent()
    reply = answer(message, elsewhere=True, unthreaded=True)
    assert reply.placed_by is None
    listed = placing.candidates(session, bob, reply.id)
    assert {each.contact_id for each in listed} == {*contacts}
    assert len(listed) == 2
    placing.place_by_hand(session, bob, reply.id, listed[0].message_id)
    assert (reply.placed_by, reply.contact_id) == (PlacedBy.PERSON, contacts[0])
    with pytest.raises(Conflict):
        placing.place_by_hand(session, bob, reply.id, listed[0].message_id)
    with pytest.raises(NotFound):
        placing.place_by_hand(session, bob, reply.id, 2**60)


def test_a_reply_from_a_private_mailbox_has_its_writer_s_and_its_subject_s_candidates(
    publish, people, start, sent, answer, reply_host, session, bob, works_at
):
    contacts = people(2)
    account = Account(name="Birch", name_key="birch", domain="birch.com")
    session.add(account)
    session.commit()
    more = {"email": "petit@birch.com", "country": "Germany"}
    contacts.append(works_at(account, "Anne Petit", **more))
    start(publish(EMAIL), contacts)
    message = sent()[0]
    how = {"elsewhere": True, "unthreaded": True}
    reply = answer(message, sender="Anne Petit <anne.private@gmail.com>", subject="Hi!", **how)
    assert (reply.placed_by, reply.sender_name) == (None, "Anne Petit")
    (found,) = placing.candidates(session, bob, reply.id)
    assert (found.contact_name, found.contact_id) == ("Anne Petit", contacts[2])
    subject = f"RE: Aw : {message['subject'].upper()}"
    reply = answer(message, sender="someone@gmail.com", subject=subject, **how)
    (found,) = placing.candidates(session, bob, reply.id)
    assert found.subject == message["subject"]
    reply = answer(message, sender="someone@gmail.com", subject="Another", **how)
    assert placing.candidates(session, bob, reply.id) == []


def test_without_a_host_for_replies_they_go_to_the_sender(publish, people, start, sent):
    start(publish(EMAIL), people(1))
    (message,) = sent()
    assert message["reply_to"] == ""
    assert message["headers"]["Message-ID"].endswith("@yardflow.example>")
