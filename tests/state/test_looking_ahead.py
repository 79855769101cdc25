"""The pages of a preview and of a forecast, and the question before an event is moved."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from tests.fixtures.sequences import FOLLOW_UP, current
from tests.fixtures.state_tab import call, move, tab
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, jobs
from yardflow.models import Event, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Definition,
    EntryRules,
    Schedule,
    ShowMoment,
    Task,
    TaskKind,
    Wait,
)
from yardflow.services.sequences.enrollments import Enrolling, enroll
from yardflow.services.sequences.forecast import job
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.replay import job as replay_job
from yardflow.state.events import EventsState
from yardflow.state.sequences.audience import CHOSEN
from yardflow.state.sequences.enroll import EnrollState
from yardflow.state.sequences.forecasting import CHANGED, NOW, ForecastingState
from yardflow.state.sequences.preview import PreviewState
from yardflow.state.sequences.replaying import ATTENDEES, ReplayState


@pytest.fixture
def publish(session: Session, alice: Principal):
    def published(definition: Definition = FOLLOW_UP) -> int:
        values = {"name": "Follow-up", "draft": reading.write(definition)}
        row = drafts.create(session, alice, values)
        publishing.publish(session, alice, row.id, pin=current)
        session.commit()
        return row.id

    return published


async def test_the_way_of_someone_is_stepped_through(session, bob, publish, people):
    sender_of(session)
    sequence_id = publish()
    page = tab(session, bob, PreviewState, f"/sequences/preview/{sequence_id}/")
    await call(page, PreviewState.load)
    assert page.loaded and not page.problem
    assert page.contact_name in ("Ann Lee", "Joe Smith", "Eve Moss")
    assert (page.place, page.detail.summary) == (1, page.stops[0].summary)
    await call(page, PreviewState.go_to, len(page.stops) + 1)
    assert page.place == 1
    await call(page, PreviewState.find_person, "Joe")
    assert page.contact_name == "Joe Smith"
    await call(page, PreviewState.choose_person, "999")
    assert page.contact_name == "Joe Smith"
    await call(page, PreviewState.choose_version, "draft")
    assert page.version == "draft" and page.stops
    await call(page, PreviewState.assume, "replied", True)
    await call(page, PreviewState.assume, "x" * 1000, True)
    assert page.detail.reactions in ([], ["replied"])


async def test_a_sequence_that_does_not_exist_has_no_preview_forecast_or_replay(session, bob):
    pages = ((PreviewState, "preview"), (ForecastingState, "forecast"), (ReplayState, "replay"))
    for state, place in pages:
        page = tab(session, bob, state, f"/sequences/{place}/999/")
        await call(page, state.load)
        assert page.gone and "not found" in page.problem


async def test_a_forecast_is_made_and_shown_as_it_is_and_with_the_change(
    session, bob, publish, people, works_at, acme, techexpo
):
    sender_of(session, timezone="Europe/Berlin")
    works_at(acme, "Zoe Fox", email="zoe@acme.com", country="Germany")
    sequence_id = publish()
    page = tab(session, bob, ForecastingState, f"/sequences/forecast/{sequence_id}/")
    await call(page, ForecastingState.load)
    assert (page.loaded, page.made_at) == (True, "")
    await call(page, ForecastingState.choose_audience, "x" * 1000)
    assert page.audience == ""
    await call(page, ForecastingState.choose_audience, str(techexpo.id))
    form = {"sequence": str(sequence_id), "more_senders": "x"}
    await call(page, ForecastingState.make, form)
    assert "more_senders" in page.errors and not page.running
    await call(page, ForecastingState.make, {**form, "more_senders": "1", "replies": "10"})
    assert page.running and page.errors == {}
    jobs.perform(page._job_id, job.run)
    await call(page, ForecastingState.follow)
    assert (page.running, page.view, page.has_change) == (False, CHANGED, True)
    assert page.comparison.startswith("With 1 more sender")
    assert page.form.more_senders == "1" and page.form.replies == 10
    assert page.versions == [("published", "Version 1"), ("draft", "Draft")]
    assert page.form.version == "published"
    skipped = page.outcome.skipped[0]
    assert (skipped.label, skipped.count) == ("No email address", "3")
    await call(page, ForecastingState.list_group, skipped.key)
    assert [each.name for each in page.listed] == ["Ann Lee", "Joe Smith", "Eve Moss"]
    await call(page, ForecastingState.close_list, False)
    await call(page, ForecastingState.list_group, "x" * 1000)
    assert page.listing == ""
    await call(page, ForecastingState.choose_view, "now")
    assert page.view == NOW


async def test_who_is_selected_to_be_enrolled_is_in_the_forecast(
    session, bob, publish, people, works_at, acme
):
    sender_of(session, timezone="Europe/Berlin")
    zoe = works_at(acme, "Zoe Fox", email="zoe@acme.com", country="Germany")
    sequence_id = publish()
    dialog = tab(session, bob, EnrollState, "/contacts/")
    await call(dialog, EnrollState.look_ahead)
    await call(dialog, EnrollState.ask_contact, zoe, "Zoe Fox")
    assert dialog.sequence_id == str(sequence_id)
    path = f"/sequences/forecast/{sequence_id}/"
    assert path in str(await call(dialog, EnrollState.look_ahead)) and not dialog.is_open
    page = await dialog.get_state(ForecastingState)
    move(page, path)
    await call(page, ForecastingState.load)
    assert (page.audience, page.chosen) == (CHOSEN, "1 selected contact")
    await call(page, ForecastingState.make, {"sequence": str(sequence_id)})
    jobs.perform(page._job_id, job.run)
    await call(page, ForecastingState.follow)
    assert page.outcome.headline.endswith("to 1 contact")
    assert (page.audience, page.chosen) == (CHOSEN, "1 selected contact")


async def test_a_past_sequence_is_replayed_beside_what_went_out(
    session, bob, sequence_id, message_to
):
    # Its templates are gone since.
    message_to("Ann Lee")
    page = tab(session, bob, ReplayState, f"/sequences/replay/{sequence_id}/")
    await call(page, ReplayState.load)
    assert (page.loaded, page.made_at) == (True, "")
    form = {"sequence": str(sequence_id), "event_id": "", "who": ATTENDEES}
    await call(page, ReplayState.make, {**form, "sequence": "999"})
    await call(page, ReplayState.make, form)
    assert "event_id" in page.errors and not page.running
    await call(page, ReplayState.make, {**form, "who": "same"})
    assert page.running and page.errors == {}
    jobs.perform(page._job_id, replay_job.run)
    await call(page, ReplayState.follow)
    assert not page.running
    assert page.headline == "0 emails would go out; 0 of 1 at the same minute"
    assert page.note == "1 email went out to 1 contact."
    assert [(row.day, row.recorded, row.replayed) for row in page.days] == [("Day 1", "1", "0")]
    assert len(page.chart.bars) == 1 and page.chart.legend
    (difference,) = page.differences
    assert (difference.name, difference.replayed_at) == ("Ann Lee", "")
    assert difference.step.startswith("Email") and difference.recorded_at
    await call(page, ReplayState.make, {**form, "who": "same", "starts_on": "2031-01-01"})
    jobs.perform(page._job_id, replay_job.run)
    await call(page, ReplayState.follow)
    assert "had no event with dates" in page.errors["form"]


async def test_moving_an_event_is_asked_about_and_saved_once_it_was_seen(
    session, bob, publish, works_at, acme, techexpo: Event
):
    today = clock.now().date()
    techexpo.starts_on = techexpo.ends_on = today + timedelta(days=40)
    session.add(techexpo)
    before = ShowMoment(Anchor.FIRST_DAY, -3)
    waits = Wait("wait", before, next="call")
    steps = {"wait": waits, "call": Task("call", TaskKind.CALL, "Call")}
    sequence_id = publish(Definition("wait", steps, Schedule(), EntryRules()))
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    chosen = Enrolling(Selection(RecordKind.CONTACT, (ann,)), (sender_of(session),), techexpo.id)
    enroll(session, bob, sequence_id, chosen)
    session.commit()
    page = tab(session, bob, EventsState, f"/events/?edit={techexpo.id}")
    await call(page, EventsState.load)
    moved = {
        "event": str(techexpo.id),
        "name": techexpo.name,
        "timezone": techexpo.timezone,
        "status": "ACTIVE",
        "starts_on": str(today + timedelta(days=20)),
        "ends_on": str(today + timedelta(days=21)),
    }
    await call(page, EventsState.save, moved)
    session.expire_all()
    assert page.moved == "1 contact is rescheduled."
    (move,) = page.moves
    assert (move.name, move.href, move.step, move.late) == (
        "Ann Lee",
        f"/contacts/{ann}/",
        "Call: Call",
        False,
    )
    assert date.fromisoformat(move.was[:10]) - date.fromisoformat(move.becomes[:10]) == timedelta(
        days=20
    )
    await call(page, EventsState.next_moves)
    assert (page.moves, page.moves_behind, page.moves_before) == ([], False, True)
    await call(page, EventsState.previous_moves)
    assert (page.moves, page.moves_shown) == ([move], "1–1 of 1")
    assert session.get_one(Event, techexpo.id).starts_on == today + timedelta(days=40)
    await call(page, EventsState.close_moving, False)
    await call(page, EventsState.save_moved)
    session.expire_all()
    assert session.get_one(Event, techexpo.id).starts_on == today + timedelta(days=40)
    await call(page, EventsState.save, moved)
    await call(page, EventsState.save_moved)
    session.expire_all()
    assert session.get_one(Event, techexpo.id).starts_on == date.fromisoformat(moved["starts_on"])


async def test_the_forecast_of_a_draft_that_is_not_ready_says_what_to_do(session, alice):
    row = drafts.create(session, alice, {"name": "New"})
    session.commit()
    page = tab(session, alice, ForecastingState, f"/sequences/forecast/{row.id}/")
    await call(page, ForecastingState.load)
    await call(page, ForecastingState.make, {"sequence": str(row.id)})
    assert not page.running
    assert page.notice.text == "The draft isn't ready. Add the first step."
