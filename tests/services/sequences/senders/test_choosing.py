"""Who writes to whom: the owner's sender, else whoever has the least to do; the same each time."""

from collections import Counter

import pytest
from sqlalchemy import text

from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.models import Message
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.senders.choosing import choose


@pytest.fixture
def people(acme, work_at, bob, alice) -> list[int]:
    """Six contacts: the first and third are Bob's, the second is Alice's, three are no one's."""
    owners = (bob.user_id, alice.user_id, bob.user_id, None, None, None)
    return [
        key
        for number, owner_id in enumerate(owners)
        for key in work_at(acme, [f"Person N{number}"], owner_id=owner_id)
    ]


def test_an_owner_with_a_sender_writes_and_the_rest_is_spread(session, bob, people):
    hers, first, second = (
        sender_of(session, user_id=bob.user_id),
        *map(sender_of, [session] * 2),
    )
    chosen = choose(session, people, [second, first])
    assert (chosen[people[0]], chosen[people[2]]) == (hers, hers)
    # Alice has no sender of his own.
    assert [chosen[each] for each in (people[1], *people[3:])] == [first, second, first, second]
    assert choose(session, people[::-1], [first, second]) == chosen


def test_evenly_means_by_what_each_has_already(session, people):
    first, second = sender_of(session), sender_of(session)
    assert Counter(choose(session, people, [first, second], "evenly").values()) == {
        first: 3,
        second: 3,
    }
    chosen = choose(session, people, [first, second], "evenly", {first: 4})
    assert Counter(chosen.values()) == {second: 5, first: 1}


def test_what_owners_write_counts_as_their_load(session, bob, people):
    hers, other = sender_of(session, user_id=bob.user_id), sender_of(session)
    assert Counter(choose(session, people, [hers, other]).values()) == {hers: 3, other: 3}


def test_a_paused_sender_gets_no_one_while_others_are_there(session, bob, people):
    paused = {"paused_at": clock.now(), "pause_reason": "On leave"}
    off = sender_of(session, user_id=bob.user_id, **paused)
    on = sender_of(session, user_id=bob.user_id)
    assert set(choose(session, people, [off, on]).values()) == {on}
    assert set(choose(session, people, [off], "evenly").values()) == {off}


def test_whoever_has_left_writes_to_no_one_and_without_senders_no_one_is_written_to(
    session, alice, people
):
    his = sender_of(session, user_id=alice.user_id)
    assert choose(session, people, []) == {people[1]: his}
    session.execute(
        text("UPDATE app_user SET removed_at = now() WHERE id = :id"), {"id": alice.user_id}
    )
    assert choose(session, people, []) == {}
    assert choose(session, [10**30, -1, 2**62], [his]) == {}


def test_a_person_keeps_the_sender_of_their_first_email_for_good(
    session, bob, alice, people, techexpo
):
    """Whatever is chosen later, and whether or not that one is paused by then."""
    hers, other = sender_of(session, user_id=bob.user_id), sender_of(session)
    bound = sender_of(session, paused_at=clock.now(), pause_reason="On leave")
    draft = {"name": "Follow-up"}
    sequence_id = drafts.create(session, alice, draft).id
    mailed = [
        Message(
            sequence_id=sequence_id,
            step="intro",
            contact_id=people[0],
            sender_id=sender_id,
            address=f"n{place}@acme.com",
            due_at=clock.now(),
            sending_at=clock.now(),
        )
        for place, sender_id in enumerate((bound, other))
    ]
    session.add_all(mailed)
    session.commit()
    for how in ("owner", "evenly"):
        chosen = choose(session, people, [other], how)
        assert chosen[people[0]] == bound
    assert choose(session, people, [other])[people[2]] == hers
