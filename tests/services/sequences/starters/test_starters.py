"""The five sequences to start from: each can be published as it is, and reads well for anyone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from yardflow.errors import Conflict, UnknownReference
from yardflow.models import Template
from yardflow.services.access import Principal
from yardflow.services.sequences.decisions.earliest import earliest
from yardflow.services.sequences.decisions.facts import ShowFacts
from yardflow.services.sequences.definitions import checks
from yardflow.services.sequences.definitions.steps import Definition, EntryRules, Schedule
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.starters import service
from yardflow.services.sequences.starters.catalog import EMAILS, STARTERS
from yardflow.services.sequences.templates import library, pinning
from yardflow.services.sequences.templates.rendering import Source, render


def test_each_has_its_emails_and_no_email_is_without_a_sequence():
    assert len(STARTERS) == 5 == len({starter.key for starter in STARTERS})
    assert {name for starter in STARTERS for name in starter.emails} == EMAILS.keys()
    for starter in STARTERS:
        ids = {name: number for number, name in enumerate(starter.emails, 1)}
        used = {getattr(step, "template_id", None) for step in starter.steps(ids)}
        assert used - {None} == {*ids.values()}


def test_all_five_are_published_as_they_are(session: Session, alice: Principal) -> None:
    for starter in STARTERS:
        row = service.create(session, alice, starter.key, starter.name)
        draft = drafts.draft(session, alice, row.id)
        assert checks.problems(draft.definition) == []
        assert publishing.publish(session, alice, row.id).number == 1
    templates = session.exec(select(Template)).all()
    assert len(templates) == len(EMAILS), "two share one"
    remarks = pinning.remarks(session, alice, {template.id or 0 for template in templates})
    assert [each.text for listed in remarks.values() for each in listed if each.blocks] == []


@pytest.mark.parametrize("hall", [(time(9), time(17)), (time(10), time(18)), (None, None)])
def test_every_email_goes_out_at_an_ordinary_event(hall: tuple[time | None, time | None]) -> None:
    show = ShowFacts(date(2026, 12, 8), date(2026, 12, 10), ZoneInfo("America/Los_Angeles"), *hall)
    for starter in STARTERS:
        steps = starter.steps({name: number for number, name in enumerate(starter.emails, 1)})
        definition = Definition(
            steps[0].key, {step.key: step for step in steps}, Schedule(), EntryRules()
        )
        passages = earliest(definition, show, "US", datetime(2026, 11, 2, 18, tzinfo=UTC))
        for step in steps:
            passage = passages[step.key]
            assert passage.left_at is not None and not passage.late, (starter.key, step.key)


@pytest.mark.parametrize("name", EMAILS)
def test_an_email_reads_well_with_and_without_what_may_be_missing(name: str) -> None:
    known = {
        "event.name": "Expo West",
        "account.name": "Acme",
        "sender.name": "Sam Rivera",
        "workplace.postal_address": "1 Main Street",
        "unsubscribe_url": "https://example.com/u",
    }
    more = {
        "contact.first_name": "Ann",
        "event.booth": "2210",
        "sender.booking_url": "https://example.com/b",
    }
    subject, text = EMAILS[name]
    for values in (known, known | more):
        for wording in (0, 1):
            email = render(Source(subject=subject, text=text), values, wording=wording)
            assert (email.missing, email.links[-1:]) == ((), ("https://example.com/u",))
            for written in (email.subject, email.text):
                assert "{" not in written and "  " not in written and " ." not in written


def test_a_template_of_the_team_is_used_in_its_stead(session: Session, alice: Principal) -> None:
    ours = library.create(
        session,
        alice,
        {"name": "good to MEET you", "subject": "Hi", "text": "{{ unsubscribe_url }}"},
    )
    row = service.create(session, alice, "hot", "After the show")
    steps = drafts.draft(session, alice, row.id).definition.steps
    assert steps["thanks"].template_id == ours.id
    with pytest.raises(Conflict):
        service.create(session, alice, "hot", "After the show")
    library.archive(session, alice, ours.id)
    again = service.create(session, alice, "hot", "After the next show")
    steps = drafts.draft(session, alice, again.id).definition.steps
    assert steps["thanks"].template_id != ours.id, "what was archived is left alone"
    with pytest.raises(UnknownReference):
        service.create(session, alice, "made up", "Other")
