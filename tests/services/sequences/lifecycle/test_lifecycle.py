"""Sequences from the first draft on: edited, published, paused, archived, copied, deleted."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from tests.fixtures.sequences import FOLLOW_UP, current
from yardflow import db
from yardflow.errors import Conflict, Invalid, NotFound, UnknownReference
from yardflow.models import AuditEntry, Sequence, SequenceStatus, SequenceVersion
from yardflow.services.access import Principal
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions import edits, reading
from yardflow.services.sequences.definitions.steps import Duration, Email, Unit, Wait
from yardflow.services.sequences.lifecycle import copies, drafts, publishing, rows, status
from yardflow.services.sequences.lifecycle.publishing import NotPublishable
from yardflow.services.sequences.lifecycle.rows import SequenceQuery
from yardflow.services.sequences.templates import library

pytestmark = pytest.mark.usefixtures("database")
DOCUMENT = reading.write(FOLLOW_UP)


def made(session: Session, who: Principal, name: str = "Follow-up") -> int:
    return drafts.create(session, who, {"name": name, "draft": DOCUMENT}).id


def published(session: Session, who: Principal, name: str = "Follow-up") -> int:
    sequence_id = made(session, who, name)
    publishing.publish(session, who, sequence_id, pin=current)
    return sequence_id


def edited(session: Session, who: Principal, sequence_id: int, days: int) -> None:
    wait = Wait("wait", Duration(days, Unit.DAYS), next="opened")
    drafts.save(session, who, sequence_id, None, edits.put(FOLLOW_UP, wait))


def test_a_new_sequence_is_an_empty_draft_of_who_made_it(session, alice):
    row = drafts.create(
        session, alice, {"name": "  Follow-up ", "description": "After\r\nthe show"}
    )
    assert (row.name, row.status, row.steps, row.version_number) == ("Follow-up", "draft", 0, None)
    assert (row.owner_name, row.description) == ("Alice", "After\nthe show")
    assert [p.sentence for p in drafts.draft(session, alice, row.id).problems] == [
        "Add the first step."
    ]


def test_a_name_is_there_once_whatever_its_capitals(session, alice):
    made(session, alice, "Straße")
    with pytest.raises(Conflict, match="already"):
        made(session, alice, "STRAßE")
    with pytest.raises(Invalid, match="name"):
        made(session, alice, "\u200b ")


def test_a_draft_that_is_no_definition_is_refused_and_one_with_problems_is_kept(session, alice):
    sequence_id = made(session, alice)
    with pytest.raises(Invalid) as refused:
        drafts.update(session, alice, sequence_id, None, {"draft": {**DOCUMENT, "steps": [7]}})
    assert "steps.0.type" in refused.value.fields
    lost = {**DOCUMENT, "start": "nowhere"}
    drafts.update(session, alice, sequence_id, None, {"draft": lost})
    assert drafts.draft(session, alice, sequence_id).problems


def test_the_later_of_two_tabs_is_refused(session, alice, carol):
    row = rows.get(session, alice, made(session, alice))
    drafts.update(session, carol, row.id, row.version, {"name": "Alice's"})
    for change in ({"name": "Bob's"}, {"draft": DOCUMENT}, {"owner_id": None}):
        with pytest.raises(Conflict, match="Someone else just changed this sequence"):
            drafts.update(session, alice, row.id, row.version, change)
    assert rows.get(session, alice, row.id).name == "Alice's"


def test_settings_name_what_exists(session, alice, techexpo):
    sequence_id = made(session, alice)
    row = drafts.update(
        session, alice, sequence_id, None, {"event_id": techexpo.id, "owner_id": None}
    )
    assert (row.event_name, row.owner_name) == (techexpo.name, "")
    for wrong in ({"event_id": 9_999}, {"owner_id": 9_999}):
        with pytest.raises(UnknownReference):
            drafts.update(session, alice, sequence_id, None, wrong)
    assert drafts.update(session, alice, sequence_id, None, {"event_id": None}).event_name == ""


def test_publishing_pins_each_email_to_its_templates_version(session, alice):
    sequence_id = made(session, alice)
    version = publishing.publish(session, alice, sequence_id, pin=current)
    definition = definitions.version(session, version.id)
    assert definition == edits.pinned(FOLLOW_UP, {1: 10, 2: 20})
    row = rows.get(session, alice, sequence_id)
    assert (row.status, row.version_number) == ("active", 1)
    assert drafts.draft(session, alice, sequence_id).changes == []
    assert drafts.draft(session, alice, sequence_id).definition == FOLLOW_UP


def test_all_problems_are_said_and_nothing_is_published(session, alice):
    lost = edits.put(FOLLOW_UP, replace(FOLLOW_UP.steps["wait"], next="nowhere"))
    row = drafts.create(session, alice, {"name": "Lost", "draft": reading.write(lost)})
    with pytest.raises(NotPublishable) as refused:
        publishing.publish(session, alice, row.id, pin=lambda ids: {1: 10})
    steps = [problem.step for problem in refused.value.problems]
    assert steps == ["wait", "opened", "opened", "call", "reminder", "reminder"]
    assert session.exec(select(SequenceVersion)).all() == []


def test_a_template_that_no_domain_knows_is_a_problem_of_its_email(session, alice):
    with pytest.raises(NotPublishable, match="Template 1 doesn't exist"):
        publishing.publish(session, alice, made(session, alice))


def test_nothing_is_published_when_nothing_changed(session, alice):
    sequence_id = published(session, alice)
    with pytest.raises(Conflict, match="Nothing changed since version 1"):
        publishing.publish(session, alice, sequence_id, pin=current)
    newer = publishing.publish(session, alice, sequence_id, pin=lambda ids: {1: 11, 2: 20})
    assert newer.number == 2


def test_who_is_in_a_version_keeps_it_after_the_next_one(session, alice):
    sequence_id = published(session, alice)
    first = session.get(Sequence, sequence_id).version_id
    edited(session, alice, sequence_id, 5)
    assert drafts.draft(session, alice, sequence_id).changes == [
        "Step 2: Wait 3 business days → 5 days"
    ]
    second = publishing.publish(session, alice, sequence_id, pin=current)
    assert (second.number, second.id) != (1, first)
    definitions.versions.READ.clear()
    assert definitions.version(session, first).steps["wait"] == FOLLOW_UP.steps["wait"]
    listed = publishing.versions(session, alice, sequence_id)
    assert [(row.number, row.published_by, row.changes) for row in listed] == [
        (2, "Alice", ["Step 2: Wait 3 business days → 5 days"]),
        (1, "Alice", []),
    ]


def test_a_published_version_is_read_once(session, alice):
    sequence_id = published(session, alice)
    version_id = session.get(Sequence, sequence_id).version_id
    definition = definitions.version(session, version_id)
    session.commit()
    assert definitions.version(None, version_id) is definition  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        definitions.version(session, version_id + 1)


def test_a_published_version_cannot_change(session, alice):
    sequence_id = published(session, alice)
    session.commit()
    change = text("UPDATE sequence_version SET definition = '{}' WHERE sequence_id = :id")
    with pytest.raises(DBAPIError):
        session.execute(change, {"id": sequence_id})


def test_two_who_publish_at_once_make_one_version(session, alice):
    sequence_id = made(session, alice)
    session.commit()
    together = Barrier(4)

    def publish(_: int) -> int | str:
        together.wait(10)
        try:
            with db.session() as own:
                return publishing.publish(own, alice, sequence_id, pin=current).number
        except Conflict as conflict:
            return conflict.message

    with ThreadPoolExecutor(4) as threads:
        answers = [*threads.map(publish, range(4))]
    assert answers.count(1) == 1
    assert all("Nothing changed" in answer for answer in answers if answer != 1)


def test_a_paused_sequence_stays_paused_when_it_is_published(session, alice):
    sequence_id = published(session, alice)
    status.pause(session, alice, sequence_id, "Bounces")
    status.pause(session, None, sequence_id, "Too late")
    edited(session, alice, sequence_id, 9)
    publishing.publish(session, alice, sequence_id, pin=current)
    row = rows.get(session, alice, sequence_id)
    assert (row.status, row.pause_reason, row.version_number) == ("paused", "Bounces", 2)
    status.resume(session, alice, sequence_id)
    status.resume(session, alice, sequence_id)
    row = rows.get(session, alice, sequence_id)
    assert (row.status, row.paused_at, row.pause_reason) == ("active", None, "")


def test_archiving_and_restoring_let_no_one_go_on_who_was_paused(session, alice):
    sequence_id = published(session, alice)
    status.pause(session, alice, sequence_id)
    status.archive(session, alice, sequence_id)
    row = rows.get(session, alice, sequence_id)
    assert (row.status, row.pause_reason) == ("archived", "Alice paused it.")
    assert row.paused_at is not None
    with pytest.raises(Conflict, match="Restore it"):
        publishing.publish(session, alice, sequence_id, pin=current)
    status.restore(session, alice, sequence_id)
    assert rows.get(session, alice, sequence_id).status == "paused"


def test_an_archived_sequence_can_be_paused_for_those_in_it(session, alice):
    sequence_id = published(session, alice)
    status.archive(session, alice, sequence_id)
    status.pause(session, None, sequence_id, "5% of the emails bounced.")
    assert rows.get(session, alice, sequence_id).paused_at is not None
    status.resume(session, alice, sequence_id)
    assert rows.get(session, alice, sequence_id).status == "archived"
    status.restore(session, alice, sequence_id)
    assert rows.get(session, alice, sequence_id).status == "active"


def test_the_database_lets_no_running_sequence_be_paused(session, alice):
    sequence_id = published(session, alice)
    session.commit()
    with pytest.raises(DBAPIError, match="paused_has_moment"):
        session.execute(
            text("UPDATE sequence SET paused_at = now() WHERE id = :id"), {"id": sequence_id}
        )


def test_what_was_never_published_is_neither_paused_nor_archived(session, alice):
    sequence_id = made(session, alice)
    for change in (status.pause, status.resume, status.archive, status.restore):
        with pytest.raises(Conflict, match="never published"):
            change(session, alice, sequence_id)


def test_only_what_was_never_published_is_deleted(session, alice):
    kept, gone = published(session, alice), made(session, alice, "Gone")
    with pytest.raises(Conflict, match="Archive it instead"):
        drafts.delete(session, alice, kept)
    drafts.delete(session, alice, gone)
    with pytest.raises(NotFound):
        rows.get(session, alice, gone)
    for number in (gone, 0, -1, 2**70):
        with pytest.raises(NotFound):
            drafts.delete(session, alice, number)


def test_what_people_do_is_in_the_audit_log(session, alice):
    sequence_id = published(session, alice)
    status.pause(session, alice, sequence_id, "Holidays")
    status.resume(session, alice, sequence_id)
    status.archive(session, alice, sequence_id)
    drafts.delete(session, alice, made(session, alice, "Gone"))
    session.flush()
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    actions = [entry.action for entry in entries if entry.record == "sequence"]
    assert actions == [
        "sequence.created",
        "sequence.published",
        "sequence.paused",
        "sequence.resumed",
        "sequence.archived",
        "sequence.created",
        "sequence.deleted",
    ]


def test_a_clone_has_the_next_free_name_and_no_version(session, alice, carol):
    sequence_id = published(session, alice, "Intro (2024)")
    names = [copies.clone(session, carol, sequence_id).name for _ in range(2)]
    assert names == ["Intro (2)", "Intro (3)"]
    copy = copies.clone(session, carol, sequence_id)
    assert (copy.status, copy.version_number, copy.owner_name) == (
        SequenceStatus.DRAFT,
        None,
        "Carol",
    )
    assert drafts.draft(session, carol, copy.id).definition == FOLLOW_UP
    long = made(session, alice, "x" * 120)
    assert copies.clone(session, alice, long).name == "x" * 116 + " (2)"


def test_a_file_comes_back_as_the_sequence_it_was(session, alice):
    sequence_id = published(session, alice)
    file = copies.export(session, alice, sequence_id)
    assert [*file][:2] == ["name", "description"]
    copy = copies.import_file(session, alice, file)
    assert copy.name == "Follow-up (2)"
    assert copies.export(session, alice, copy.id) == {**file, "name": "Follow-up (2)"}


def test_all_that_a_sequence_goes_by_is_in_its_file(session, alice, techexpo):
    sequence_id = made(session, alice)
    own = {"on_reply": "pause", "on_colleague": "stop", "skip_open_deals": True}
    drafts.update(session, alice, sequence_id, None, own | {"event_id": techexpo.id})
    file = copies.export(session, alice, sequence_id)
    copy = copies.import_file(session, alice, file)
    assert copies.export(session, alice, copy.id) == {**file, "name": "Follow-up (2)"}
    assert (copy.event_id, copy.on_reply, copy.on_colleague, copy.skip_open_deals) == (
        techexpo.id,
        "pause",
        "stop",
        True,
    )
    content = json.dumps(file | {"event": {"id": techexpo.id, "name": "Another show"}})
    elsewhere, missing = copies.import_content(session, alice, content.encode())
    assert elsewhere.event_id is None
    assert missing == "There is no event “Another show” here. Choose one in its settings."


def test_a_template_of_a_file_is_the_one_that_has_its_name_here(session, alice):
    ours, other = (
        library.create(session, alice, {"name": name, "subject": "Hi", "text": "Hello"}).id
        for name in ("Intro", "Another")
    )
    draft = edits.put(FOLLOW_UP, Email("intro", other, next="wait"))
    draft = edits.put(draft, Email("reminder", ours + 1_000))
    document = {"name": "From elsewhere", **reading.write(draft)}
    document["templates"] = [
        {"id": other, "name": "INTRO"},
        {"id": ours + 1_000, "name": "Not here"},
    ]
    row, missing = copies.import_content(session, alice, json.dumps(document).encode())
    imported = drafts.draft(session, alice, row.id)
    assert imported.definition.steps["intro"].template_id == ours
    assert imported.definition.steps["reminder"].template_id == 0
    assert [(each.step, each.part) for each in imported.problems] == [("reminder", "templateId")]
    assert missing == "1 template is not here. Choose another in the steps."
    file = copies.export(session, alice, row.id)
    assert file["templates"] == [{"id": ours, "name": "Intro"}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "not a sequence exported as JSON"),
        ("[1]", "Enter an object"),
        ('{"format": 1}', "missing"),
        ('{"format": 1, "start": "", "steps": []}', "name: This is missing"),
        ('{"format": 1, "start": "", "steps": [], "name": "\\ud800"}', "broken character"),
    ],
)
def test_a_file_that_is_no_sequence_is_refused(session, alice, content, words):
    with pytest.raises(Invalid, match=words):
        copies.import_content(session, alice, content.encode())


def test_the_list_is_searched_narrowed_and_sorted(session, alice, carol):
    published(session, alice, "Booth follow-up")
    made(session, carol, "100%_nurture")
    session.flush()

    def names(**query: str) -> list[str]:
        return [row.name for row in rows.search(session, alice, SequenceQuery(**query)).items]

    assert names(sort="name") == ["100%_nurture", "Booth follow-up"]
    assert names(q="FOLLOW") == ["Booth follow-up"]
    assert names(q="%_") == ["100%_nurture"]
    assert names(status="draft") == ["100%_nurture"]
    assert names(owner="me") == ["Booth follow-up"]
    assert names(owner=str(carol.user_id)) == ["100%_nurture"]
    assert names(owner="none") == []
    with pytest.raises(Invalid):
        names(status="gone")


def test_a_draft_without_a_definition_reads_as_an_empty_one(session, alice):
    session.add(Sequence(name="Bare"))
    session.flush()
    (row,) = rows.search(session, alice, SequenceQuery()).items
    assert row.steps == 0
    assert copies.clone(session, alice, row.id).name == "Bare (2)"
