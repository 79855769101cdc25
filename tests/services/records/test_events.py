"""Events: adding, changing, removing, and the one a person works on."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from tests.fixtures.rows import each_row
from yardflow.errors import Conflict, Contradictory, Forbidden, Invalid, NotFound
from yardflow.models import Account, Attendee, AuditEntry, Contact, EventStatus, Target, User
from yardflow.services.records import active_event, events, hall_hours
from yardflow.services.records.events import EventQuery

pytestmark = pytest.mark.usefixtures("database")

MODEX = {
    "name": "MODEX 2027",
    "location": "Atlanta, GA",
    "timezone": "America/New_York",
    "booth": "C1200",
    "starts_on": "2027-04-12",
    "ends_on": "2027-04-15",
    "target_personas": ["Procurement", "ExecOps"],
    "cost": "$48,500.5",
}


def test_an_event_keeps_what_was_written_in_the_form(session, bob):
    row = events.create(session, bob, MODEX)
    assert (row.starts_on, row.ends_on) == (date(2027, 4, 12), date(2027, 4, 15))
    assert (row.cost, row.status) == (Decimal("48500.50"), EventStatus.PLANNING)
    assert row.target_personas == ["ExecOps", "Procurement"]


def test_the_first_event_becomes_the_one_a_person_works_on(session, bob):
    assert events.create(session, bob, MODEX).active
    assert not events.create(session, bob, {"name": "Another"}).active


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b"),
        ("name", " . "),
        ("timezone", "Mars/Base"),
        ("timezone", "localtime"),
        ("timezone", "posixrules"),
        ("timezone", "Factory"),
        ("timezone", "posix/America/Chicago"),
        ("timezone", "../../etc/passwd"),
        ("starts_on", "soon"),
        ("starts_on", ""),  # with a last day
        ("starts_on", 1804464000),
        ("ends_on", "2027-04-01"),
        ("cost", "-1"),
        ("cost", "NaN"),
        ("cost", "1e40"),
        ("status", "OVER"),
        ("target_personas", ["King"]),
    ],
)
def test_a_value_that_cannot_be_taken_is_named(session, bob, field, value):
    with pytest.raises(Invalid) as refused:
        events.create(session, bob, {**MODEX, field: value})
    assert field in refused.value.fields


def test_the_hall_s_hours_are_kept_with_the_days_that_have_others(session, bob):
    days = [
        {"day": "2027-04-15", "opens": "09:00", "closes": "14:00"},
        {"day": "2027-04-12", "opens": "", "closes": None},
    ]
    hours = {"hall_opens": "09:00", "hall_closes": "00:00", "hall_days": days}
    row = events.create(session, bob, {**MODEX, **hours})
    assert hall_hours.words(row) == "9:00 AM–12:00 AM; Apr 12 closed; Apr 15 9:00 AM–2:00 PM"
    none = {"hall_opens": "", "hall_closes": "", "hall_days": []}
    assert hall_hours.words(events.update(session, bob, row.id, None, none)) == ""
    audited = session.exec(
        select(AuditEntry.before).where(AuditEntry.action == "event.updated")
    ).one()
    assert (audited["hall_opens"], audited["hall_days"][0]["day"]) == ("09:00:00", "2027-04-12")


@each_row(
    ("values", "field", "problem"),
    [
        ({"hall_opens": "nine"}, "hall_opens", "Enter a time of day"),
        ({"hall_opens": "24:00"}, "hall_opens", "Enter a time of day"),
        ({"hall_opens": "9" * 9_999}, "hall_opens", "at most 40"),
        ({"hall_opens": "09:00"}, "hall_closes", "when it closes"),
        ({"hall_opens": "18:00", "hall_closes": "09:00"}, "hall_closes", "can't close before"),
        ({"hall_opens": "22:00", "hall_closes": "02:00"}, "hall_closes", "00:00 for midnight"),
        ({"hall_opens": "09:00", "hall_closes": "09:00"}, "hall_closes", "can't close before"),
        ({"hall_days": "Monday"}, "hall_days", "a list of days"),
        ({"hall_days": ["Monday"]}, "hall_days", "a list of days"),
        ({"hall_days": [{"day": "soon"}]}, "hall_days", "valid date"),
        ({"hall_days": [{"opens": "09:00", "closes": "18:00"}]}, "hall_days", "Enter the day"),
        (
            {"hall_days": [{"day": "2027-04-13", "opens": "09:00"}]},
            "hall_days",
            "Apr 13: Enter both",
        ),
        (
            {"hall_days": [{"day": "2027-04-13", "opens": "09:00", "closes": "08:00"}]},
            "hall_days",
            "Apr 13: The hall can't close before",
        ),
        ({"hall_days": [{"day": "2027-04-13"}] * 2}, "hall_days", "Apr 13 is listed twice"),
        ({"hall_days": [{"day": "2027-04-13"}] * 32}, "hall_days", "at most 31"),
        ({"hall_days": [{"day": "2027-04-16"}]}, "hall_days", "Apr 16 is no day of this event"),
        (
            {"hall_days": [{"day": "2027-04-12"}], "starts_on": "", "ends_on": ""},
            "hall_days",
            "is no",
        ),
    ],
)
def test_hall_hours_that_can_t_be_are_refused_in_words(session, bob, values, field, problem):
    with pytest.raises(Invalid) as refused:
        events.create(session, bob, {**MODEX, **values})
    assert problem in refused.value.fields[field]


def days_of(event) -> list[str]:
    return [day["day"][5:] for day in event.hall_days]


@pytest.mark.parametrize("in_form", [False, True])
def test_days_with_other_hours_move_with_the_event(session, bob, in_form):
    hours = {"opens": "09:00", "closes": "14:00"}
    listed = [{"day": "2027-04-12", **hours}, {"day": "2027-04-15", **hours}]
    event = events.create(session, bob, {**MODEX, "hall_days": listed})
    # A form sends all of its days, also those that no one touched.
    sent = {"hall_days": listed} if in_form else {}
    values = {"starts_on": "2027-06-07", "ends_on": "2027-06-10", **sent}
    assert days_of(events.tried(session, event.id, values)) == ["06-07", "06-10"]
    assert days_of(events.update(session, bob, event.id, None, values)) == ["06-07", "06-10"]
    session.commit()
    shorter = {"starts_on": "2027-06-14", "ends_on": "2027-06-15"}
    with pytest.raises(Contradictory, match="Jun 10 would move past the last day"):
        events.update(session, bob, event.id, None, shorter)
    session.rollback()
    with pytest.raises(Contradictory, match="Jun 10 would move past the last day"):
        events.tried(session, event.id, {"starts_on": "9999-12-31", "ends_on": ""})


def test_a_day_that_is_entered_while_the_event_moves_is_taken_as_it_is(session, bob):
    closed = {"opens": None, "closes": None}
    listed = [{"day": "2027-04-12", **closed}]
    event = events.create(session, bob, {**MODEX, "hall_days": listed})
    values = {"starts_on": "2027-06-07", "ends_on": "2027-06-10"}
    values["hall_days"] = [*listed, {"day": "2027-06-09"}]
    assert days_of(events.update(session, bob, event.id, None, values)) == ["06-07", "06-09"]


def test_the_database_refuses_a_hall_that_closes_before_it_opens(session, techexpo):
    for opens, closes in (("'18:00'", "'09:00'"), ("'09:00'", "NULL"), ("'09:00'", "'09:00'")):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE event SET hall_opens = {opens}, hall_closes = {closes}"))


def test_an_event_is_there_once(session, bob):
    events.create(session, bob, MODEX)
    with pytest.raises(Conflict, match="already exists"):
        events.create(session, bob, {**MODEX, "name": "modex 2027"})
    events.create(session, bob, {"name": "Undated"})
    with pytest.raises(Conflict, match=r"^UNDATED already exists\. "):
        events.create(session, bob, {"name": "UNDATED"})


def test_an_edit_is_audited_and_a_stale_one_refused(session, bob):
    row = events.create(session, bob, MODEX)
    events.update(session, bob, row.id, row.version, {"status": "ACTIVE", "cost": "1"})
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "event.updated")).one()
    assert entry.after == {"status": "ACTIVE", "cost": "1.00"}
    with pytest.raises(Conflict):
        events.update(session, bob, row.id, row.version, {"booth": "A"})


def test_only_an_admin_removes_an_event_and_its_records_stay(
    session, alice, bob, techexpo, acme, works_at
):
    works_at(acme, "Ann Lee")
    active_event.switch(session, bob, techexpo.id)
    with pytest.raises(Forbidden):
        events.delete(session, bob, techexpo.id)
    events.delete(session, alice, techexpo.id)
    session.commit()
    assert len(session.exec(select(Account.id)).all()) == 1
    assert len(session.exec(select(Contact.id)).all()) == 1
    assert session.exec(select(Target.id)).all() == session.exec(select(Attendee.id)).all() == []
    assert session.exec(select(User.active_event_id)).all() == [None, None]
    with pytest.raises(NotFound):
        events.get(session, bob, techexpo.id)


@pytest.mark.slow
def test_events_are_listed_with_their_counts_the_latest_first(
    session, bob, techexpo, acme, works_at
):
    works_at(acme, "Ann Lee")
    later = events.create(session, bob, MODEX)
    active_event.switch(session, bob, techexpo.id)
    page = events.search(session, bob, EventQuery())
    assert [(row.name, row.accounts, row.contacts, row.active) for row in page.items] == [
        (later.name, 0, 0, False),
        ("TechExpo 2026", 1, 1, True),
    ]
    assert events.search(session, bob, EventQuery(status="ACTIVE")).total == 1
    assert events.search(session, bob, EventQuery(limit=1)).next
    with pytest.raises(Invalid):
        events.search(session, bob, EventQuery(status="OVER"))
