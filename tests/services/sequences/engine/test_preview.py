"""What a preview says of a contact is what the engine does with them, and nothing is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from tests.services.sequences.engine.test_forecast import MONDAY, OFFICE, gone_through
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Contact, Enrollment, Message, Template, TemplateVersion
from yardflow.services.sequences import preview
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    FieldTest,
    Happened,
    Operator,
    Split,
    Unit,
    Wait,
)
from yardflow.services.sequences.forecast.assumptions import Assumed
from yardflow.services.sequences.lifecycle import drafts, status

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
OPENED = Condition(
    "opened",
    (EmailTest("intro", Happened.OPENED),),
    within=Duration(2, Unit.DAYS),
    yes="again",
    no="end",
)
STEPS = (
    Email("intro", 1, next="split"),
    Split("split", (1, 1), ("opened", "opened")),
    OPENED,
    Email("again", 1, next="wait"),
    Wait("wait", Duration(3, Unit.DAYS), next="title"),
    Condition("title", (FieldTest("contact.title", Operator.IS, "CEO"),), yes="last", no="end"),
    Email("last", 1, threaded=False, next="end"),
    Exit("end", "Done"),
)


@pytest.fixture
def ann(works_at, acme) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", country="Germany", title="CEO")


@pytest.fixture
def sender(session: Session) -> int:
    return sender_of(session, timezone="Europe/Berlin", pace_s=300, jitter_s=60)


def kinds_of(said: preview.Preview) -> list[tuple[str, str]]:
    return [(stop.key, stop.branch) for stop in said.stops]


def test_each_step_comes_when_and_as_it_is_previewed(
    session, bob, publish, ann, start, sender, book: Callable[[], list[dict]]
):
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        said = preview.preview(session, bob, sequence_id, ann)
        assert session.scalar(select(func.count()).select_from(Enrollment)) == 0
        start(sequence_id, [ann], sender)
    gone_through(session, MONDAY + timedelta(days=30))
    sent = session.scalars(select(Message).order_by(col(Message.id))).all()
    emails = [stop for stop in said.stops if stop.email is not None]
    assert [(m.step, m.sent_at) for m in sent] == [(stop.key, stop.at) for stop in emails]
    assert [stop.email.subject for stop in emails] == [m.subject for m in sent]
    assert [stop.email.text.split(".")[0] for stop in emails] == ["Hello Ann"] * len(sent)
    assert dict(kinds_of(said))["opened"] == "No"
    assert (said.number, said.zone, said.to_the_end) == (1, "Europe/Berlin", True)
    assert said.stops[-1].outcome == "The sequence ends here: Done."


def test_what_is_assumed_decides_the_branch_and_the_date(session, bob, publish, ann, sender):
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        opened = {"intro": [Assumed.OPENED]}
        said = preview.preview(session, bob, sequence_id, ann, assumed=opened)
        (intro, _, condition, *rest) = said.stops
        assert condition.at == intro.at + timedelta(hours=1)
        assert [key for key, _ in kinds_of(said)][-3:] == ["title", "last", "end"]
        assert dict(kinds_of(said))["opened"] == dict(kinds_of(said))["title"] == "Yes"
        title = next(stop for stop in said.stops if stop.key == "title")
        assert title.known == ("Title: CEO",)
        again = next(stop for stop in rest if stop.key == "again")
        assert again.email.subject == "Re: Hello Ann"
        away = {"intro": [Assumed.OPENED], "again": [Assumed.OUT_OF_OFFICE]}
        said = preview.preview(session, bob, sequence_id, ann, assumed=away)
        later = next(stop for stop in said.stops if stop.key == "wait")
        assert later.at - again.at > timedelta(days=9)
        replied = {"intro": [Assumed.OPENED], "again": [Assumed.REPLIED]}
        said = preview.preview(session, bob, sequence_id, ann, assumed=replied)
        assert said.stops[-1].outcome == "The sequence ends here: They replied."
        assert said.stops[-1].at == again.at + timedelta(days=1)


def test_what_stands_in_the_way_is_said(session, bob, publish, works_at, acme, sender):
    nowhere = works_at(acme, "Joe Fox", country="Germany")
    sequence_id = publish(*STEPS, schedule=OFFICE)
    said = preview.preview(session, bob, sequence_id, nowhere)
    (stop,) = said.stops
    assert "There's no email address. Add one to the contact." in [r.words for r in stop.reasons]
    assert (stop.at, stop.outcome) == (None, "Waits here until something changes.")
    assert stop.email.subject == "Hello Joe" and not said.to_the_end


def test_a_draft_is_previewed_with_what_its_templates_say_now(
    session, bob, alice, publish, ann, sender, template
):
    sequence_id = publish(Email("intro", 1))
    longer = Definition(
        "intro",
        {s.key: s for s in (Email("intro", 1, next="again"), Email("again", 1))},
        replace(OFFICE, opens=time(8)),
        EntryRules(),
    )
    drafts.save(session, alice, sequence_id, None, longer)
    current = session.get_one(TemplateVersion, session.get_one(Template, template).version_id)
    newer = TemplateVersion(template_id=template, number=2, subject="New words", html=current.html)
    session.add(newer)
    session.flush()
    session.get_one(Template, template).version_id = newer.id
    session.commit()
    published = preview.preview(session, bob, sequence_id, ann)
    draft = preview.preview(session, bob, sequence_id, ann, draft=True)
    assert [stop.email.subject for stop in published.stops] == ["Hello Ann"]
    assert [stop.email.subject for stop in draft.stops] == ["New words", "Re: New words"]
    assert (published.number, draft.number) == (1, None)


def test_who_is_in_it_and_a_paused_sequence_are_previewed_as_from_the_beginning(
    session, bob, publish, ann, start, sender
):
    with clock.at(MONDAY):
        sequence_id = publish(Email("intro", 1))
        start(sequence_id, [ann], sender)
    gone_through(session, MONDAY + timedelta(days=1))
    status.pause(session, bob, sequence_id, "Wrong booth")
    session.commit()
    with clock.at(MONDAY + timedelta(days=2)):
        (stop,) = preview.preview(session, bob, sequence_id, ann).stops
    assert stop.outcome == "The email goes out."


def test_a_preview_in_a_loop_has_an_end(session, bob, publish, ann, sender):
    minute = Duration(1, Unit.MINUTES)
    sequence_id = publish(
        Email("intro", 1, next="wait"),
        Wait("wait", minute, next="again"),
        Wait("again", minute, next="wait"),
    )
    said = preview.preview(session, bob, sequence_id, ann)
    assert 100 < len(said.stops) < 400 and not said.to_the_end


def test_anyone_is_someone_of_the_event(session, bob, alice, publish, techexpo, acme, ann):
    sequence_id = publish(Email("intro", 1))
    drafts.update(session, alice, sequence_id, None, {"event_id": techexpo.id})
    elsewhere = Contact(account_id=acme.id, first_name="No", name_key="no")
    session.add(elsewhere)
    session.commit()
    assert {preview.anyone(session, bob, sequence_id) for _ in range(10)} == {ann}


def test_what_does_not_exist_is_not_previewed(session, bob, alice, publish, ann):
    sequence_id = publish(Email("intro", 1))
    for sequence, contact in ((999, ann), (sequence_id, 999), (sequence_id, 2**70)):
        with pytest.raises(NotFound):
            preview.preview(session, bob, sequence, contact)
    empty = drafts.create(session, alice, {"name": "Empty"})
    with pytest.raises(Conflict, match="no steps"):
        preview.preview(session, bob, empty.id, ann)
