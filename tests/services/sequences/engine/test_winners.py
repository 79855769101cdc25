"""A way of a split that wins automatically: by what its step counts, with enough people, and only
once it is likely enough; a person's decision stays.
"""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.conftest import NOW
from tests.services.sequences.engine.test_sending_once import drained
from tests.services.sequences.engine.test_split_ways import LONG, SHORT, SPLIT, ways
from yardflow import clock
from yardflow.models import AuditEntry, BrakeNotice, Meeting, Sequence, SplitWay, SplitWinner
from yardflow.services.sequences import split_results
from yardflow.services.sequences.definitions.steps import EntryRules, Metric, Split, Winning
from yardflow.services.sequences.engine.round import Engine
from yardflow.services.sequences.events import notices

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
BY_REPLIES = Split("split", SPLIT.weights, SPLIT.ways, Winning(Metric.REPLIES, 10, 90))
BESIDE = EntryRules(beside_others=True)
# What people of a way did, the first so many of them.
REPLIED = text("""
INSERT INTO reply (fingerprint, kind, sender, sender_name, subject, mail_id, successor_address,
    successor_name, received_at, outcome, enrollment_id)
SELECT 'r' || :way || enrollment_id, 'human', 'a@b.co', '', '', '', '', '', :now, '', enrollment_id
FROM split_way WHERE way = :way ORDER BY enrollment_id LIMIT :count
ON CONFLICT DO NOTHING""")
WENT = text("""
SELECT e.contact_id FROM split_way w JOIN enrollment e ON e.id = w.enrollment_id
WHERE w.way = :way ORDER BY e.id LIMIT :count""")


def replied(session: Session, way: int, count: int) -> None:
    session.execute(REPLIED, {"way": way, "count": count, "now": clock.now()})
    session.commit()


def winner(session: Session) -> SplitWinner | None:
    session.expire_all()
    return session.scalars(select(SplitWinner)).one_or_none()


def test_a_way_wins_once_it_is_likely_enough_and_its_owner_knows(
    session, alice, publish, people, start
):
    contacts = people(50)
    number = publish(BY_REPLIES, SHORT, LONG, entry=BESIDE)
    session.get_one(Sequence, number).owner_id = alice.user_id
    sender = start(number, contacts[:40])
    engine = Engine()
    drained(engine)
    went = ways(session)
    assert min(went.values()) >= 10
    replied(session, 0, 2)
    replied(session, 1, 3)
    with clock.at(NOW + timedelta(minutes=11)):
        drained(engine)
        assert winner(session) is None
    replied(session, 1, 9)
    # It isn't looked for all the time.
    with clock.at(NOW + timedelta(minutes=15)):
        drained(engine)
        assert winner(session) is None
    with clock.at(NOW + timedelta(minutes=22)):
        drained(engine)
        chosen = winner(session)
        assert chosen is not None and (chosen.way, chosen.chosen_by) == (1, None)
        said = f"9 of {went[1]} contacts replied, 2 of {went[0]} in the next best branch."
        assert chosen.reason.startswith(said)
        (entry,) = session.scalars(
            select(AuditEntry).where(col(AuditEntry.action) == "sequence.winner_chosen")
        ).all()
        assert entry.user_id is None and entry.after["reason"] == chosen.reason
        (notice,) = notices.unread(session, alice)
        assert (notice.kind, notice.subject_id, notice.reason) == ("winner", number, chosen.reason)
        start(number, contacts[40:], sender)
        drained(engine)
    assert ways(session) == went + Counter({1: 10})
    (split,) = split_results.of_sequence(session, alice, number)
    assert (split.winner, split.reason, split.automatic) == (1, chosen.reason, None)


def test_nothing_wins_by_too_few_people_or_without_being_asked_to(
    session, alice, publish, people, start
):
    contacts = people(30)
    many = Split("split", SPLIT.weights, SPLIT.ways, Winning(Metric.REPLIES, 1_000))
    for split in (SPLIT, many):
        start(publish(split, SHORT, LONG, entry=BESIDE), contacts)
    drained()
    replied(session, 1, 100)
    drained()
    assert winner(session) is None
    assert session.scalars(select(BrakeNotice)).all() == []


def test_meetings_win_where_meetings_count(session, alice, publish, people, start):
    by_meetings = Split("split", SPLIT.weights, SPLIT.ways, Winning(Metric.MEETINGS, 10, 90))
    start(publish(by_meetings, SHORT, LONG), people(40))
    engine = Engine()
    drained(engine)
    replied(session, 1, 15)
    at = {"starts_at": NOW, "ends_at": NOW + timedelta(minutes=30), "created_at": NOW}
    met = session.scalars(WENT, {"way": 0, "count": 9})
    session.add_all([Meeting(contact_id=each, timezone="UTC", **at) for each in met])
    session.commit()
    with clock.at(NOW + timedelta(minutes=11)):
        drained(engine)
    chosen = winner(session)
    assert chosen is not None and chosen.way == 0 and "had a meeting" in chosen.reason


def test_what_a_person_decides_stays(session, alice, publish, people, start):
    number = publish(BY_REPLIES, SHORT, LONG)
    start(number, people(40))
    drained()
    replied(session, 1, 15)
    split_results.choose(session, alice, number, "split", None)
    session.commit()
    drained()
    chosen = winner(session)
    assert chosen is not None and (chosen.way, chosen.chosen_by) == (None, alice.user_id)
    session.execute(text("DELETE FROM split_winner"))
    session.expire_all()
    session.expunge_all()
    split_results.choose(session, alice, number, "split", 0)
    session.commit()
    drained()
    chosen = winner(session)
    assert chosen is not None and chosen.way == 0
    assert session.scalars(select(SplitWay.way)).all()


@pytest.mark.parametrize("terms", [{"least": 9}, {"chance": 79}, {"chance": 100}, {"metric": "x"}])
def test_terms_are_bounded(sign_in, alice, terms):
    split = {
        "type": "split",
        "key": "split",
        "weights": [1, 1],
        "ways": [None, None],
        "winner": {"metric": "replies", **terms},
    }
    draft = {"format": 1, "start": "split", "steps": [split]}
    browser = sign_in(alice)
    answer = browser.post("/api/sequences", json={"name": "A/B", "draft": draft})
    assert answer.status_code == 422
    split["winner"] = {"metric": "replies"}
    made = browser.post("/api/sequences", json={"name": "A/B", "draft": draft})
    assert made.status_code == 201
    number = made.json()["id"]
    kept = browser.get(f"/api/sequences/{number}").json()["draft"]["steps"][0]
    assert kept["winner"] == {"metric": "replies", "least": 30, "chance": 95}
