"""The five sequences to start from: each can be published as it is, and reads well for anyone."""

import pytest
from sqlmodel import Session, select

from yardflow.errors import Conflict, UnknownReference
from yardflow.models import Template
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import checks
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


def test_all_five_are_published_as_they_are(session: Session, bob: Principal) -> None:
    for starter in STARTERS:
        row = service.create(session, bob, starter.key, starter.name)
        draft = drafts.draft(session, bob, row.id)
        assert checks.problems(draft.definition) == []
        assert publishing.publish(session, bob, row.id).number == 1
    templates = session.exec(select(Template)).all()
    assert len(templates) == len(EMAILS), "two share one"
    remarks = pinning.remarks(session, bob, {template.id or 0 for template in templates})
    assert [each.text for listed in remarks.values() for each in listed if each.blocks] == []


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


def test_a_template_of_the_team_is_used_in_its_stead(session: Session, bob: Principal) -> None:
    ours = library.create(
        session,
        bob,
        {"name": "good to MEET you", "subject": "Hi", "text": "{{ unsubscribe_url }}"},
    )
    row = service.create(session, bob, "hot", "After the show")
    steps = drafts.draft(session, bob, row.id).definition.steps
    assert steps["thanks"].template_id == ours.id
    with pytest.raises(Conflict):
        service.create(session, bob, "hot", "After the show")
    library.archive(session, bob, ours.id)
    again = service.create(session, bob, "hot", "After the next show")
    steps = drafts.draft(session, bob, again.id).definition.steps
    assert steps["thanks"].template_id != ours.id, "what was archived is left alone"
    with pytest.raises(UnknownReference):
        service.create(session, bob, "made up", "Other")
