"""A forecast that a job makes: of everyone in a sequence and those about to be, as things are and
as they would be.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.test_forecast import MONDAY, OFFICE, gone_through
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, jobs
from yardflow.errors import Contradictory, Invalid, NotFound, TooMany
from yardflow.models import Enrollment, Event, Job, Message, RecordKind, SuppressionReason
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.checks import CLOSES_FIRST
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Duration,
    Email,
    ShowMoment,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.forecast import job
from yardflow.services.sequences.forecast import reading as forecast_reading
from yardflow.services.sequences.forecast.assumptions import Assumed, replies
from yardflow.services.sequences.forecast.question import Question, Version, check, read_question
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import NEW
from yardflow.services.sequences.lifecycle.publishing import NotPublishable
from yardflow.services.sequences.suppressions import service as suppressions

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
TODAY = date(2027, 3, 9)
STEPS = (
    Email("intro", 1, next="wait"),
    Wait("wait", Duration(2, Unit.DAYS), next="again"),
    Email("again", 1, not_after=ShowMoment(Anchor.FIRST_DAY, 0)),
)


@pytest.fixture
def show(session: Session, techexpo: Event) -> Event:
    """TechExpo, from the Thursday after."""
    techexpo.starts_on, techexpo.ends_on = date(2027, 3, 25), date(2027, 3, 26)
    techexpo.timezone = "Europe/Berlin"
    session.add(techexpo)
    session.commit()
    return techexpo


@pytest.fixture
def crowd(works_at, acme, first_touches_at_once, show) -> list[int]:
    return [
        works_at(acme, f"Person{n} Lee", email=f"p{n}@acme.com", country="Germany")
        for n in range(12)
    ]


def made(
    session: Session,
    principal,
    sequence_id: int,
    selection: Selection | None = None,
    **values: object,
) -> job.Made:
    """A forecast, and what it came to."""
    number = job.start(session, principal, sequence_id, values, selection).id
    session.commit()
    jobs.perform(number, job.run)
    session.expire_all()
    view = session.get_one(Job, number)
    assert view.status == "succeeded", view.error
    return job.latest(session, principal, sequence_id)


def test_it_says_who_is_reached_before_the_event_and_what_would_change_that(
    session, bob, alice, publish, crowd, start, show
):
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        drafts.update(session, alice, sequence_id, None, {"event_id": show.id})
        start(sequence_id, crowd, sender_of(session, daily_cap=3, timezone="Europe/Berlin"))
        said = made(session, bob, sequence_id, more_senders=1)
        assert session.scalar(select(func.count()).select_from(Message)) == 0
        now, after = said.result, said.after
        assert (now.people, now.show_on) == (12, date(2027, 3, 25))
        # Nine in three days; of who is first the second email goes out on the third.
        assert now.before_event + now.groups.missed.count == 12
        assert now.groups.missed.count > after.groups.missed.count == 0
        assert said.comparison.startswith(
            f"With 1 more sender, 12 of 12 contacts are reached before the event, "
            f"instead of {now.before_event}"
        )
        assert {load.name for load in after.senders} == {"Ann Lee", "Added sender"}
        assert all(max(load.counts) <= 3 == max(load.caps) for load in after.senders)
    gone_through(session, MONDAY + timedelta(days=90))
    sent = session.scalars(select(Message).where(col(Message.sent_at).is_not(None))).all()
    days = Counter(message.sent_at.date() for message in sent)
    (load,) = now.senders
    assert dict(zip(now.days, load.counts, strict=True)) | {} == {
        day: days.get(day, 0) for day in now.days
    }
    assert now.emails == len(sent) and now.late.count == 24 - len(sent) > 0
    before = {
        m.contact_id for m in sent if m.sent_at < datetime(2027, 3, 24, 23, tzinfo=MONDAY.tzinfo)
    }
    assert now.before_event == len(before)
    assert {*now.groups.missed.contact_ids} == {*crowd} - before


def test_limits_hours_and_days_of_the_event_are_compared(
    session, bob, alice, publish, crowd, start, show
):
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        drafts.update(session, alice, sequence_id, None, {"event_id": show.id})
        start(sequence_id, crowd, sender_of(session, daily_cap=2, timezone="Europe/Berlin"))
        more = made(session, bob, sequence_id, daily_cap="4")
        later = made(session, bob, sequence_id, starts_on="2027-04-12")
        hours = made(session, bob, sequence_id, opens="00:00", closes="23:59", daily_cap=50)
    missed = more.result.groups.missed.count
    assert missed > more.after.groups.missed.count
    assert "a daily limit of 4" in more.comparison
    assert later.after.show_on == date(2027, 4, 12) and later.after.groups.missed.count == 0
    assert later.comparison.startswith("With the event from Apr 12, 12 of 12")
    assert hours.after.last_at < more.after.last_at
    assert "With a daily limit of 50 and sending hours 12:00 AM–11:59 PM" in hours.comparison
    assert job.latest(session, bob, sequence_id) == hours


def test_those_about_to_enroll_are_in_it_and_who_can_not_is_said(
    session, bob, alice, publish, crowd, show, works_at, acme
):
    nowhere = works_at(acme, "No Address")
    suppressions.add(session, bob, "p3@acme.com", SuppressionReason.MANUAL)
    sender_of(session, timezone="Europe/Berlin")
    draft = drafts.create(session, alice, {"name": "New", "event_id": show.id})
    steps = publish(*STEPS, schedule=OFFICE)
    drafts.save(session, alice, draft.id, None, drafts.draft(session, alice, steps).definition)
    session.commit()
    said = made(session, bob, draft.id, listed(event_id=show.id))
    assert (said.result.people, session.scalar(select(func.count()).select_from(Enrollment))) == (
        11,
        0,
    )
    skipped = {each.why: each.people.contact_ids for each in said.result.skipped}
    assert skipped == {"No email address": [nowhere], "Suppressed": [crowd[3]]}
    for selection, people in (
        (listed(event_id=show.id, persona="Tech"), 0),
        (listed(event_id=show.id, q="Person1"), 3),
        (listed(q="Person1", texts={"country": "Germany"}), 3),
        (Selection(RecordKind.CONTACT, (crowd[0], crowd[3], nowhere)), 1),
    ):
        chosen = made(session, bob, draft.id, selection)
        assert chosen.result.people == people
        assert chosen.question.selection == selection


def listed(**filters: Any) -> Selection:
    """All contacts that a list's filters leave."""
    return Selection(RecordKind.CONTACT, query=ContactQuery(**filters))


def test_who_waits_for_a_change_is_said_with_what_for(session, bob, publish, crowd, start):
    sequence_id = publish(Email("intro", 1))
    start(sequence_id, crowd, sender_of(session))
    gone = "UPDATE contact SET email = NULL, email_status = 'none' WHERE id = :id"
    session.execute(text(gone), {"id": crowd[0]})
    suppressions.add(session, bob, "p3@acme.com", SuppressionReason.MANUAL)
    session.commit()
    waiting = {
        each.why: each.people.contact_ids for each in made(session, bob, sequence_id).result.waiting
    }
    assert waiting == {
        "There's no email address. Add one to the contact.": [crowd[0]],
        "Suppressed": [crowd[3]],
    }


def test_the_same_people_reply_each_time_and_more_of_them_at_a_higher_share(
    session, bob, publish, crowd, start
):
    always = [replace(step, not_after=None) for step in STEPS if isinstance(step, Email)]
    sequence_id = publish(always[0], STEPS[1], always[1], schedule=OFFICE)
    start(sequence_id, crowd, sender_of(session))
    none, some, again = (
        made(session, bob, sequence_id, replies=share).result for share in (0, 30, 30)
    )
    assert (none.replies, some) == (0, again)
    # Who replies is not emailed again, and their colleagues wait.
    assert 0 < some.replies < 12 and some.emails < none.emails
    low, high = replies(10), replies(30)
    who = [(person, step) for person in range(2_000) for step in ("intro", "again")]
    at_low, at_high = ({each for each in who if share(*each)} for share in (low, high))
    assert at_low < at_high and 0.27 < len(at_high) / len(who) < 0.33
    assert low(*next(iter(at_low))) == (Assumed.REPLIED,)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"replies": 31}, "replies"),
        ({"replies": "-1"}, "replies"),
        ({"daily_cap": "many"}, "daily_cap"),
        ({"more_senders": 10**9}, "more_senders"),
        ({"opens": "9am"}, "opens"),
        ({"opens": "09:00"}, "closes"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"event_id": "x" * 1000}, "event_id"),
    ],
)
def test_what_can_not_be_forecast_is_refused(values, field):
    with pytest.raises((Invalid, Contradictory)) as refused:
        read_question(values)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("values", "wrong", "field"),
    [
        ({"starts_on": "9999-12-31"}, "first day", "starts_on"),
        ({"starts_on": "0001-01-01"}, "first day", "starts_on"),
        ({"starts_on": "2026-03-08"}, "first day", "starts_on"),
        ({"starts_on": "2030-03-09"}, "first day", "starts_on"),
        ({"opens": "09:00", "closes": "09:00"}, CLOSES_FIRST, "closes"),
        ({"opens": "18:00", "closes": "09:00"}, CLOSES_FIRST, "closes"),
    ],
)
def test_what_no_sequence_could_have_is_not_forecast(session, bob, publish, values, wrong, field):
    sequence_id = publish(*STEPS)
    with pytest.raises(Invalid, match=wrong) as refused:
        job.start(session, bob, sequence_id, values)
    assert [*refused.value.fields] == [field]
    for far in ("2026-03-09", "2030-03-08"):
        check(read_question({"starts_on": far, "opens": "09:00", "closes": "09:01"}), TODAY)


def test_what_does_not_exist_has_no_forecast(session, bob, publish):
    sequence_id = publish(*STEPS)
    for sequence in (0, 999, 2**70):
        with pytest.raises(NotFound):
            job.start(session, bob, sequence, {})
    with pytest.raises(NotFound, match="no forecast"):
        job.latest(session, bob, sequence_id)
    for values, selection in (({"event_id": 999}, None), ({}, listed(event_id=999))):
        with pytest.raises(NotFound, match="Event"):
            job.start(session, bob, sequence_id, values, selection)
    with pytest.raises(Invalid):
        job.start(session, bob, sequence_id, {}, listed(persona="Boss"))
    for _ in range(job.PER_MINUTE):
        job.start(session, bob, sequence_id, {})
    with pytest.raises(TooMany):
        job.start(session, bob, sequence_id, {})


LOOP = {
    "start": "intro",
    "steps": [
        {"key": "intro", "type": "email", "templateId": 1, "next": "again"},
        {"key": "again", "type": "email", "templateId": 1, "next": "intro"},
    ],
}


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        ({}, "Add the first step."),
        (LOOP, "This loop has no wait in it. Add a wait."),
        (
            {"start": "a", "steps": [{"key": "a", "type": "email", "templateId": 99}]},
            "Template 99 doesn't exist.",
        ),
    ],
)
def test_a_draft_that_could_not_be_published_is_not_forecast(
    session, alice, bob, template, draft, wrong
):
    whole = reading.write(NEW) | draft
    row = drafts.create(session, alice, {"name": "New", "draft": whole})
    with pytest.raises(NotPublishable, match=wrong):
        job.start(session, bob, row.id, {})
    session.rollback()


def test_a_draft_that_is_spoiled_while_its_forecast_waits_fails_with_what_is_wrong(
    session, alice, bob, template
):
    steps = [{"key": "intro", "type": "email", "templateId": 1}]
    whole = reading.write(NEW) | {"start": "intro", "steps": steps}
    row = drafts.create(session, alice, {"name": "New", "draft": whole})
    number = job.start(session, bob, row.id, {}).id
    drafts.update(session, alice, row.id, None, {"draft": reading.write(NEW)})
    session.commit()
    jobs.perform(number, job.run)
    session.expire_all()
    failed = session.get_one(Job, number)
    assert (failed.status, failed.error) == ("failed", "start: Add the first step.")


def test_a_loop_ends_after_so_many_decisions_and_its_progress_follows_them(
    session, bob, publish, crowd, start, monkeypatch
):
    sequence_id = publish(
        Wait("wait", Duration(1, Unit.MINUTES), next="call"),
        Task("call", TaskKind.CALL, "Call", next="wait"),
    )
    start(sequence_id, crowd, sender_of(session))
    monkeypatch.setattr(job, "MOST_DECISIONS", 8_000)
    now, shares = clock.now(), []
    known = forecast_reading.read(session, bob, sequence_id, Question(), now)
    said = job.forecast_of(known, Question(), now, shares.append)
    assert not said.complete
    assert shares == sorted({*shares}) and len(shares) >= 3
    assert shares[0] < 0.3 and shares[-1] > 0.6


def test_whoever_enrolls_goes_through_the_draft_and_whoever_is_enrolled_stays_on_their_version(
    session, alice, publish, crowd, start, show, works_at, acme
):
    sequence_id = publish(replace(STEPS[0], next=None), schedule=OFFICE)
    start(sequence_id, crowd[:4], sender_of(session))
    longer = publish(*(replace(STEPS[0]), STEPS[1], Email("again", 1)), schedule=OFFICE)
    draft = drafts.draft(session, alice, longer).definition
    drafts.save(session, alice, sequence_id, None, draft)
    session.commit()
    about = listed(event_id=show.id)
    published = made(session, alice, sequence_id, about)
    of_draft = made(session, alice, sequence_id, about, version="draft", daily_cap=50)
    assert (published.result.people, published.result.emails) == (12, 12)
    assert (of_draft.result.people, of_draft.result.emails) == (12, 4 + 2 * 8)
    assert of_draft.after.emails == of_draft.result.emails
    assert of_draft.question.version is Version.DRAFT
    drafts.update(session, alice, sequence_id, None, {"draft": reading.write(NEW)})
    assert job.start(session, alice, sequence_id, {}).id
    with pytest.raises(NotPublishable):
        job.start(session, alice, sequence_id, {"version": "draft"})
