"""The notice that contacts are in an older version, the dialog that moves them, the forecast."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from tests.fixtures.sequences import current
from tests.fixtures.state_tab import call, move, tab
from tests.services.sequences.senders.cast import sender_of
from yardflow import jobs
from yardflow.models import RecordKind
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    EntryRules,
    Schedule,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.enrollments import Enrolling, enroll
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.moving import service
from yardflow.state.sequences import moving
from yardflow.state.sequences.forecast import ForecastState
from yardflow.state.sequences.moving import MovingState
from yardflow.state.sequences.record import SequenceState

CALL = Task("call", TaskKind.CALL, "Call", holds=True, next="wait")
CALLS = Definition(
    "call",
    {"call": CALL, "wait": Wait("wait", Duration(2, Unit.DAYS))},
    Schedule(),
    EntryRules(),
)
WAITS = replace(CALLS, start="wait", steps={"wait": CALLS.steps["wait"]})


@pytest.fixture
def sequence_id(session: Session, alice: Principal, works_at, acme) -> int:
    """Three contacts in version 1, which calls them, and version 2 that does not."""
    row = drafts.create(session, alice, {"name": "Calls", "draft": reading.write(CALLS)})
    publishing.publish(session, alice, row.id, pin=current)
    contacts = tuple(
        works_at(acme, f"{name} Lee", email=f"{name.lower()}@acme.com", country="Germany")
        for name in ("Ann", "Joe", "Eve")
    )
    selection = Selection(RecordKind.CONTACT, contacts)
    assert enroll(session, alice, row.id, Enrolling(selection, (sender_of(session),))).ready == 3
    drafts.update(session, alice, row.id, None, {"draft": reading.write(WAITS)})
    publishing.publish(session, alice, row.id, pin=current)
    session.commit()
    return row.id


async def opened(session: Session, who: Principal, sequence_id: int) -> MovingState:
    page = tab(session, who, MovingState, f"/sequences/{sequence_id}/")
    await call(page, MovingState.load)
    return page


async def test_who_is_in_an_older_version_is_moved_after_a_look(
    session, alice, sequence_id, monkeypatch
):
    monkeypatch.setattr(moving, "LISTED", 2)
    page = await opened(session, alice, sequence_id)
    assert page.waiting == "3 contacts are still in version 1"
    await call(page, MovingState.move)
    assert page.waiting
    await call(page, MovingState.look)
    assert (page.is_open, page.title) == (True, "Move 3 contacts to version 2?")
    (group,) = page.groups
    assert (group.count, group.step, group.more) == (
        "3 contacts",
        "Call: Call (the sequence waits for it) · version 1",
        "1 more",
    )
    assert group.what == ["Their step is gone. They continue at: Wait 2 days."]
    assert [(each.name, each.after != "") for each in group.people] == [
        ("Ann Lee", True),
        ("Joe Lee", True),
    ]
    then = await call(page, MovingState.move)
    assert then is not None and page.notice.text == "3 contacts moved to version 2"
    assert (page.is_open, page.waiting) == (False, "")
    await call(page, MovingState.look)
    assert not page.is_open


async def test_who_waits_at_a_step_that_is_deleted_is_said_at_once(session, alice, sequence_id):
    drafts.update(session, alice, sequence_id, None, {"draft": reading.write(CALLS)})
    session.commit()
    page = tab(session, alice, SequenceState, f"/sequences/{sequence_id}/")
    await call(page, SequenceState.load)
    await call(page, SequenceState.delete_step, "wait")
    assert page.notice.text == "", "no one waits there"
    await call(page, SequenceState.delete_step, "call")
    assert page.notice.text == "3 contacts wait at this step until you publish and move them"
    assert page.announcement == page.notice.text
    await call(page, SequenceState.undo_edit)
    assert [step.key for step in page.steps] == ["call"]


async def test_many_are_followed_until_the_job_has_moved_them(
    session, alice, sequence_id, monkeypatch
):
    monkeypatch.setattr(service, "BATCH", 2)
    page = await opened(session, alice, sequence_id)
    await call(page, MovingState.look)
    assert await call(page, MovingState.move) == MovingState.follow
    assert page.under_way
    jobs.perform(page._job_id, service.run)
    assert await call(page, MovingState.follow) is not None
    assert (page.under_way, page.waiting) == (False, "")


async def test_a_version_published_since_the_look_is_looked_at_first(session, alice, sequence_id):
    page = await opened(session, alice, sequence_id)
    await call(page, MovingState.look)
    drafts.update(session, alice, sequence_id, None, {"draft": reading.write(CALLS)})
    session.commit()
    record = tab(session, alice, SequenceState, f"/sequences/{sequence_id}/")
    await call(record, SequenceState.load)
    assert MovingState.load in await call(record, SequenceState.publish)
    await call(page, MovingState.move)
    assert page.notice.text == "Version 3 is published now. Look again before you move."
    move(page, "/sequences/999/")
    await call(page, MovingState.load)
    assert page.waiting == ""


async def test_a_forecast_of_no_emails_says_so_and_of_no_one_shows_nothing(
    session, alice, sequence_id
):
    page = tab(session, alice, ForecastState, f"/sequences/{sequence_id}/")
    await call(page, ForecastState.load)
    assert (page.total, page.bars) == ("No emails in 14 days", [])
    assert "3 contacts wait for a change." in page.note
    move(page, "/sequences/")
    await call(page, ForecastState.load)
    assert (page.total, page.notice.text) == ("", "")
