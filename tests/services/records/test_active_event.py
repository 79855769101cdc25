"""The event that a person works on."""

from datetime import date

import pytest
from sqlmodel import Session, select

from yardflow.errors import NotFound
from yardflow.models import AuditEntry, Event
from yardflow.services.access import Principal
from yardflow.services.records import active_event


def test_each_person_has_their_own(
    session: Session, alice: Principal, bob: Principal, techexpo: Event
) -> None:
    active_event.switch(session, alice, techexpo.id)
    assert active_event.choices(session, alice)[1] == techexpo.id
    assert active_event.choices(session, bob)[1] is None


def test_the_latest_event_comes_first(session: Session, bob: Principal) -> None:
    for name, day in (("Old", 1), ("New", 9)):
        session.add(Event(name=name, starts_on=date(2026, 5, day), ends_on=date(2026, 5, day)))
    session.commit()
    names = [event.name for event in active_event.choices(session, bob)[0]]
    assert names == ["New", "Old"]


def test_a_change_is_noted_and_the_same_again_is_none(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    for _ in range(2):
        active_event.switch(session, bob, techexpo.id)
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.user_id) == ("user.active_event_changed", bob.user_id)
    assert (entry.before, entry.after) == ({"event_id": None}, {"event_id": techexpo.id})


def test_one_may_work_on_none(session: Session, bob: Principal, techexpo: Event) -> None:
    active_event.switch(session, bob, techexpo.id)
    active_event.switch(session, bob, None)
    assert active_event.choices(session, bob)[1] is None


def test_an_event_that_is_gone_cannot_be_chosen(session: Session, bob: Principal) -> None:
    with pytest.raises(NotFound):
        active_event.switch(session, bob, 4711)
