"""A draft is read at once with what its canvas says of it."""

from datetime import timedelta

import pytest

from tests.services.sequences.templates.test_pinning import template
from yardflow import clock
from yardflow.models import Event
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Definition,
    Email,
    EntryRules,
    Schedule,
    ShowMoment,
    Wait,
)
from yardflow.services.sequences.forecast import open_draft
from yardflow.services.sequences.lifecycle import drafts

pytestmark = pytest.mark.usefixtures("database")


def made(session, alice, *steps) -> int:
    listed = {step.key: step for step in steps}
    definition = Definition(steps[0].key, listed, Schedule(), EntryRules())
    document = reading.write(definition)
    return drafts.create(session, alice, {"name": "Draft", "draft": document}).id


def test_its_event_is_the_chosen_one_else_its_own_else_the_usual_one(session, alice, techexpo):
    ahead = clock.now().date() + timedelta(days=30)
    techexpo.starts_on = techexpo.ends_on = ahead
    own = Event(name="Own", starts_on=ahead + timedelta(days=9), ends_on=ahead + timedelta(days=9))
    session.add_all([techexpo, own])
    session.flush()
    number = made(session, alice, Wait("wait", ShowMoment(Anchor.FIRST_DAY, 0)))

    def shown(chosen: int | None) -> tuple[int | None, str]:
        read = open_draft.read(
            session, alice, number, {}, event_id=chosen, usual_event_id=techexpo.id
        )
        return read.event_id, read.outlook.steps["wait"].when

    usual = shown(None)
    assert usual[0] == techexpo.id and f"{ahead:%b} {ahead.day}" in usual[1]
    drafts.update(session, alice, number, None, {"event_id": own.id})
    assert shown(None)[0] == own.id
    assert shown(0)[0] == own.id
    assert shown(techexpo.id) == usual


def test_what_templates_and_senders_lack_is_in_it(session, alice):
    email = made(session, alice, Email("intro", template(session, alice, "<p>Hello</p>")))
    read = open_draft.read(session, alice, email, {}, event_id=None, usual_event_id=None)
    assert [len(each) for each in read.remarks.values()] == [1]
    assert "No sender can email yet" in read.shortage
    drafts.update(
        session,
        alice,
        email,
        None,
        {"draft": reading.write(Definition("", {}, Schedule(), EntryRules()))},
    )
    without = open_draft.read(session, alice, email, {}, event_id=None, usual_event_id=None)
    assert (without.remarks, without.shortage) == ({}, ""), "nothing is emailed"
