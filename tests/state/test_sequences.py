"""The list of sequences and the page of one, as the person behind the tab gets them."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from sqlmodel import Session, select

from tests.fixtures.sequences import FOLLOW_UP, current, steps
from tests.fixtures.state_tab import call, move, tab
from yardflow import clock
from yardflow.models import Event, Sequence
from yardflow.services.access import Principal
from yardflow.services.records import attendees
from yardflow.services.sequences.definitions import edits, reading
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    FieldTest,
    Happened,
    Schedule,
    ShowMoment,
    Split,
    Unit,
    Wait,
)
from yardflow.services.sequences.lifecycle import drafts, publishing, rows
from yardflow.services.sequences.templates import library
from yardflow.state.sequences.index import SequencesState
from yardflow.state.sequences.lacking import LackingState
from yardflow.state.sequences.publishing import PublishingState
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.sent_step import step_json
from yardflow.state.sequences.step_form import StepForm, field_test, form_of
from yardflow.state.templates.record import TemplateState

NOW = datetime(2030, 12, 2, 18, tzinfo=UTC)
ROUND = Definition(
    "wait",
    {
        "wait": Wait("wait", Duration(1, Unit.DAYS), next="email"),
        "email": Email("email", 1, not_after=ShowMoment(Anchor.FIRST_DAY, 0), next="wait"),
    },
    Schedule(),
    EntryRules(),
)


def made(
    session: Session, who: Principal, name: str = "Follow-up", draft: Definition = FOLLOW_UP
) -> int:
    document = reading.write(draft)
    sequence_id = drafts.create(session, who, {"name": name, "draft": document}).id
    session.commit()
    return sequence_id


async def opened(session: Session, who: Principal, sequence_id: int) -> SequenceState:
    page = tab(session, who, SequenceState, f"/sequences/{sequence_id}/")
    await call(page, SequenceState.load)
    return page


def sent(form: StepForm) -> dict[str, Any]:
    """What the browser sends of a form that was opened and left as it is."""
    fields = {
        name: getattr(form, name)
        for name in StepForm.__dataclass_fields__
        if name not in ("tests", "ways", "any_of") and getattr(form, name) is not False
    }
    for test in form.tests:
        fields |= {
            f"{name}-{test.number}": getattr(test, name)
            for name in ("field", "operator", "value", "step", "happened")
        }
    for way in form.ways:
        fields |= {f"weight-{way.number}": way.weight, f"way-{way.number}": way.target}
    return {**fields, "any_of": "any" if form.any_of else "all"}


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(steps())
def test_a_form_that_is_sent_as_it_opened_changes_nothing(step):
    if isinstance(step, Split) and len(step.weights) != len(step.ways):
        return  # no form can say that
    form = form_of(step)
    again = reading.read_step(step_json(form, sent(form), NOW))
    before, after = reading.write_step(step), reading.write_step(again)
    # A version is pinned by publishing, and the form knows minutes.
    for written in (before, after):
        written.pop("templateVersionId", None)
        if isinstance(written.get("notAfter"), str):
            written["notAfter"] = written["notAfter"][:16]
    assert after == before


async def test_a_sequence_is_added_and_opened(session: Session, alice: Principal) -> None:
    page = tab(session, alice, SequencesState, "/sequences/")
    await call(page, SequencesState.load)
    await call(page, SequencesState.ask_new, True)
    assert await call(page, SequencesState.add, {"name": " "}) is None
    assert page.errors == {"name": "Enter the sequence's name."}
    await call(page, SequencesState.ask_new, True)
    await call(page, SequencesState.add, {"name": "Follow-up"})
    assert not page.adding
    # Pressed twice: the first was enough.
    assert await call(page, SequencesState.add, {"name": "Follow-up"}) is None
    assert page.errors == {}
    await call(page, SequencesState.ask_new, True)
    await call(page, SequencesState.add, {"name": "FOLLOW-UP"})
    assert "already" in page.errors["form"]
    await call(page, SequencesState.load)
    assert [(row.name, row.status, row.steps) for row in page.rows] == [("Follow-up", "draft", 0)]


async def test_an_imported_sequence_is_opened_with_what_it_lacks(
    session: Session, alice: Principal
) -> None:
    sequence_id = made(session, alice, "Calls")
    page = tab(session, alice, SequencesState, "/sequences/")
    for sent, said in (
        (f"{sequence_id} ", "Imported as Calls"),
        (f"{sequence_id} 1 template is not here.", "Imported as Calls. 1 template is not here."),
        ("999999 ", "Sequence not found."),
        ("none", "Sequence not found."),
    ):
        await call(page, SequencesState.ask_import, True)
        await call(page, SequencesState.open_imported, sent)
        assert said in page.notice.text, sent
        assert page.importing == ("not found" in said)


async def test_a_step_is_pasted_from_another_sequence(session: Session, alice: Principal) -> None:
    source, here = made(session, alice, "Source"), made(session, alice, "Here", ROUND)
    page = await opened(session, alice, here)
    await call(page, SequenceState.paste_step, f"{source} wait", "email/0")
    copied = page.steps[-1]
    assert (copied.key, copied.kind) == ("wait-2", "wait")
    assert page.announcement == "Pasted."
    await call(page, SequenceState.undo_edit)
    assert [step.key for step in page.steps] == ["wait", "email"]
    for wrong in (f"{source} gone", "999999 wait", "none", "", f"{source}"):
        await call(page, SequenceState.paste_step, wrong, "email/0")
        assert page.notice.kind == "error", wrong
        assert len(page.steps) == 2
    await call(page, SequenceState.paste_step, f"{here} wait", "email/0")
    assert len(page.steps) == 3


async def test_steps_are_added_edited_moved_and_deleted(session: Session, alice: Principal) -> None:
    sequence_id = drafts.create(session, alice, {"name": "Calls"}).id
    session.commit()
    page = await opened(session, alice, sequence_id)
    assert page.problems == ["Add the first step."]
    for kind, after, form in (
        ("wait", "/0", {"amount": "3", "unit": "business_days"}),
        ("task", "wait/0", {"task": "call", "title": "Ask about the demo"}),
        ("email", "wait/0", {"template": "7", "threaded": "on"}),
    ):
        await call(page, SequenceState.add_step, kind, after)
        assert page.form.key == kind, "a new step is drawn and open"
        await call(page, SequenceState.save_step, {"step": kind, **form})
        assert page.step_errors == {}
    assert [step.summary for step in page.steps] == [
        "Wait 3 business days",
        "Email template 7",
        "Call: Ask about the demo",
    ]
    assert [(step.can_move_up, step.can_move_down) for step in page.steps] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    await call(page, SequenceState.move_down, "wait")
    assert [step.key for step in page.steps] == ["email", "wait", "task"]
    await call(page, SequenceState.move_up, "task")
    assert [step.key for step in page.steps] == ["email", "task", "wait"]
    await call(page, SequenceState.edit_step, "wait")
    await call(page, SequenceState.save_step, {"step": "wait", "amount": "none", "unit": "days"})
    assert page.step_errors == {"amount": "Enter a whole number from 1 to 525,600."}
    await call(page, SequenceState.save_step, {"step": "wait", "amount": "500", "unit": "days"})
    too_long = "This is longer than a year. Enter a shorter time."
    assert (page.steps[2].problems, page.step_errors) == ([too_long], {"amount": too_long})
    (problem,) = [each for each in page.step_problems if each.key == "wait"]
    assert (problem.number, problem.field) == (3, "amount")
    await call(page, SequenceState.delete_step, "task")
    assert [step.key for step in page.steps] == ["email", "wait"]


async def test_a_condition_has_as_many_tests_as_were_added(
    session: Session, alice: Principal
) -> None:
    page = await opened(session, alice, made(session, alice))
    await call(page, SequenceState.add_step, "condition", "opened/0")
    await call(page, SequenceState.add_test, True)
    await call(page, SequenceState.add_test, False)
    await call(page, SequenceState.remove_test, 0)
    assert page.emails[0] == ("intro", "1. Email template 1")
    tests = {"step-0": "intro", "happened-0": "not clicked", "field-1": "account.icp_score"}
    kept = {"step": "condition", "yes": "call", "no": "", **tests}
    await call(page, SequenceState.save_step, kept)
    assert page.form.tests[1].operator == "at_least", "another field starts over"
    with_value = {**kept, "operator-1": "at_least", "value-1": "80"}
    await call(page, SequenceState.save_step, with_value)
    session.expire_all()
    document = session.exec(select(Sequence)).one().draft
    condition = reading.read(document).steps["condition"]
    assert isinstance(condition, Condition)
    negated, field = condition.tests
    assert isinstance(negated, EmailTest) and negated.negated
    assert field == FieldTest("account.icp_score", field.operator, "80")


async def test_steps_are_moved_and_copied_with_their_branches_and_every_edit_is_undone(
    session: Session, alice: Principal
) -> None:
    page = await opened(session, alice, made(session, alice))
    before = [step.key for step in page.steps]
    assert [spot.says for spot in page.picture.spots][:3] == [
        "Add a step at the start",
        "Add a step after step 1",
        "Add a step after step 2",
    ]
    await call(page, SequenceState.move_step, "opened", "intro/0")
    assert [step.key for step in page.steps] == ["intro", "opened", "call", "reminder", "wait"]
    await call(page, SequenceState.copy_step, "wait", "wait/0")
    assert [step.key for step in page.steps][3:] == ["reminder", "wait", "wait-2"]
    await call(page, SequenceState.delete_step, "opened")
    assert [step.key for step in page.steps] == ["intro", "wait", "wait-2"]
    assert page.announcement == "Deleted with 2 steps on its branches"
    assert page.notice.text == "Deleted with 2 steps on its branches"
    for left in (6, 5, 5):
        await call(page, SequenceState.undo_edit)
        assert len(page.steps) == left
    assert [step.key for step in page.steps] == before
    assert (page.can_undo, page.can_redo) == (False, True)
    await call(page, SequenceState.undo_edit)
    for left in (5, 6, 3):
        await call(page, SequenceState.redo_edit)
        assert len(page.steps) == left
    assert (page.can_undo, page.can_redo) == (True, False)


@pytest.mark.parametrize(
    "place", ["", "/1", "intro", "intro/1", "intro/-1", "opened/٢", "gone/0", "gone/join", "x" * 99]
)
async def test_a_place_that_is_not_there_is_left_alone(
    session: Session, alice: Principal, place: str
) -> None:
    page = await opened(session, alice, made(session, alice))
    before = [step.key for step in page.steps]
    await call(page, SequenceState.add_step, "wait", place)
    await call(page, SequenceState.move_step, "wait", place)
    await call(page, SequenceState.copy_step, "wait", place)
    await call(page, SequenceState.move_step, "gone", "intro/0")
    assert page.form.key == ""
    assert [step.key for step in page.steps] == before


async def test_a_version_is_restored_and_that_is_undone(session: Session, alice: Principal) -> None:
    sequence_id = made(session, alice)
    publishing.publish(session, alice, sequence_id, pin=current)
    session.commit()
    page = await opened(session, alice, sequence_id)
    await call(page, SequenceState.delete_step, "opened")
    await call(page, SequenceState.restore_version, 1)
    assert (page.changes, len(page.steps)) == ([], 5)
    await call(page, SequenceState.undo_edit)
    assert len(page.steps) == 2
    await call(page, SequenceState.restore_version, 2)
    assert "Version not found" in page.notice.text


async def test_a_sequence_starts_from_one_of_the_five(session: Session, alice: Principal) -> None:
    page = tab(session, alice, SequencesState, "/sequences/")
    await call(page, SequencesState.ask_new, True)
    await call(page, SequencesState.add, {"name": "Before the show", "starter": "pre-show"})
    await call(page, SequencesState.load)
    assert [(row.name, row.steps) for row in page.rows] == [("Before the show", 6)]
    await call(page, SequencesState.ask_new, True)
    await call(page, SequencesState.add, {"name": "Other", "starter": "made up"})
    assert "Choose" in str(page.errors)


async def test_what_someone_else_changed_is_not_undone(
    session: Session, alice: Principal, carol: Principal
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    await call(page, SequenceState.delete_step, "reminder")
    await call(other, SequenceState.load)
    await call(other, SequenceState.delete_step, "opened")
    await call(page, SequenceState.undo_edit)
    assert "has changed this since" in page.notice.text
    await call(page, SequenceState.load)
    assert (page.can_undo, [step.key for step in page.steps]) == (False, ["intro", "wait", "call"])


async def test_an_edit_elsewhere_keeps_what_someone_else_changed(
    session: Session, alice: Principal, carol: Principal
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    await call(other, SequenceState.edit_step, "wait")
    await call(other, SequenceState.save_step, {"step": "wait", "amount": "9"})
    await call(page, SequenceState.delete_step, "reminder")
    assert [step.summary for step in page.steps][1] == "Wait 9 business days"
    assert [step.key for step in page.steps] == ["intro", "wait", "opened", "call"]
    await call(page, SequenceState.undo_edit)
    assert len(page.steps) == 5
    assert page.steps[1].summary == "Wait 9 business days"


async def test_two_who_add_alike_steps_at_once_both_have_theirs(
    session: Session, alice: Principal, carol: Principal
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    await call(other, SequenceState.add_step, "exit", "call/0")
    await call(page, SequenceState.add_step, "exit", "reminder/0")
    assert page.form.key == "exit-2"
    await call(other, SequenceState.copy_step, "wait", "intro/0")
    await call(page, SequenceState.copy_step, "wait", "exit-2/0")
    await call(page, SequenceState.copy_step, "wait", "wait/0")
    assert [step.key for step in page.steps if step.kind == "wait"] == ["wait-2", "wait", "wait-3"]
    await call(page, SequenceState.undo_edit)
    assert len([step for step in page.steps if step.kind == "wait"]) == 2


async def test_an_edit_of_what_someone_else_changed_is_not_made(
    session: Session, alice: Principal, carol: Principal
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    await call(other, SequenceState.add_step, "exit", "opened/1")
    await call(page, SequenceState.delete_step, "opened")
    assert "Someone else has changed this since" in page.notice.text
    assert "exit" in [step.key for step in page.steps], "their edit is shown"
    assert not page.can_undo


async def test_of_two_who_change_different_parts_of_a_step_both_are_kept(
    session: Session, alice: Principal, carol: Principal
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    for each in (page, other):
        await call(each, SequenceState.edit_step, "call")
    saved = {"step": "call", "task": "call", "due_amount": "1", "due_unit": "days"}
    await call(other, SequenceState.save_step, {**saved, "title": "Ask about trucks"})
    mine = {**saved, "title": "Ask about the demo", "holds": "on"}
    await call(page, SequenceState.save_step, mine)
    assert page.rival.by == ""
    assert page.steps[3].summary == (
        "Call: Ask about trucks (due in 1 day; the sequence waits for it)"
    )


@pytest.mark.parametrize(("keep", "days"), [("keep_mine", "2"), ("keep_theirs", "9")])
async def test_of_two_who_change_the_same_the_later_chooses(
    session: Session, alice: Principal, carol: Principal, keep: str, days: str
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    for each in (page, other):
        await call(each, SequenceState.edit_step, "wait")
    await call(other, SequenceState.save_step, {"step": "wait", "amount": "9"})
    await call(page, SequenceState.save_step, {"step": "wait", "amount": "2"})
    assert (page.rival.by, page.rival.theirs, page.rival.mine) == (
        carol.name,
        "Wait 9 business days",
        "Wait 2 business days",
    )
    await call(page, getattr(SequenceState, keep))
    assert (page.rival.by, page.form.amount) == ("", days)
    assert page.steps[1].summary == f"Wait {days} business days"


async def test_who_else_has_the_draft_open_is_said_and_their_edits_are_shown(
    session: Session, alice: Principal, carol: Principal
) -> None:
    sequence_id = made(session, alice)
    page, other = (
        await opened(session, alice, sequence_id),
        await opened(session, carol, sequence_id),
    )
    for each in (page, other, page):
        await each._look_at_others()
    assert [editor.name for editor in page.others] == [carol.name]
    await call(page, SequenceState.edit_step, "wait")
    await call(other, SequenceState.edit_step, "wait")
    await call(other, SequenceState.save_step, {"step": "wait", "amount": "9"})
    await page._look_at_others()
    assert page.steps[1].summary == "Wait 9 business days"
    assert (page.rival.by, page.rival.mine) == (carol.name, "")
    await call(page, SequenceState.keep_theirs)
    assert page.form.amount == "9"
    await call(other, SequenceState.delete_step, "wait")
    await page._look_at_others()
    assert page.form.key == "", "the panel of a step that is gone is closed"


async def test_who_opens_the_address_is_said_although_following_begins_before_it_is_read(
    session: Session, alice: Principal, carol: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yardflow.state.sequences.record.LOOK_AGAIN_S", 0.01)
    sequence_id = made(session, alice)
    other = await opened(session, carol, sequence_id)
    await other._look_at_others()
    page = tab(session, alice, SequenceState, f"/sequences/{sequence_id}/")
    following = asyncio.create_task(call(page, SequenceState.follow))
    await asyncio.sleep(0.05)
    assert page.others == [] and not following.done(), "nothing is read yet"
    await call(page, SequenceState.enter)
    await call(page, SequenceState.load)
    async with asyncio.timeout(20):
        while [editor.name for editor in page.others] != [carol.name]:
            await asyncio.sleep(0.01)
        move(page, "/sequences/")
        await following


async def test_a_field_that_is_a_choice_offers_its_values_in_words(
    session: Session, alice: Principal
) -> None:
    page = await opened(session, alice, made(session, alice))
    await call(page, SequenceState.add_step, "condition", "opened/0")
    assert page.form.tests[0].choices == [], "a title is any text"
    chosen = {"step": "condition", "field-0": "meeting.outcome", "operator-0": "contains"}
    await call(page, SequenceState.save_step, chosen)
    (test,) = page.form.tests
    assert (test.field, test.operator) == ("meeting.outcome", "is")
    assert ("no_show", "No-show") in test.choices
    for value, choices in (("Won", 8), ("o", 9), ("", 8)):
        test = field_test(0, "target.stage", "contains", value)
        assert test.value in dict(test.choices), "what is compared is among them"
        assert len(test.choices) == choices, value


async def test_the_panel_says_dates_for_the_event_that_is_chosen(
    session: Session, alice: Principal, techexpo: Event
) -> None:
    techexpo.starts_on, techexpo.location = date(2031, 12, 8), "Las Vegas, NV"
    session.commit()
    sequence_id = made(session, alice)
    page = await opened(session, alice, sequence_id)
    await call(page, SequenceState.enter)
    await call(page, SequenceState.edit_step, "wait")
    moment = {"step": "wait", "until": "event", "days": "-1", "at": "10:00"}
    await call(page, SequenceState.save_step, moment)
    assert page.when == ""
    await call(page, SequenceState.show_dates_for, "999")
    await call(page, SequenceState.show_dates_for, str(techexpo.id))
    assert page.when == "Sun Dec 7, 2031, 10:00 AM in Las Vegas"


@pytest.mark.parametrize(
    ("starts_on", "limit"),
    [
        (date(2030, 12, 8), ("2030-12-08", "17:00")),
        (date(2030, 11, 2), ("2030-12-03", "17:00")),
        (None, ("2030-12-03", "09:00")),
    ],
)
async def test_a_limit_that_was_just_chosen_is_ahead(
    session: Session, alice: Principal, techexpo: Event, starts_on: date | None, limit: tuple
) -> None:
    techexpo.starts_on = techexpo.ends_on = starts_on
    techexpo.timezone = "America/Los_Angeles"
    session.commit()
    with clock.at(NOW):
        page = await opened(session, alice, made(session, alice))
        await call(page, SequenceState.enter)
        await call(page, SequenceState.show_dates_for, str(techexpo.id))
        await call(page, SequenceState.edit_step, "intro")
        await call(page, SequenceState.save_step, {"step": "intro", "not_after": "moment"})
        assert (page.form.moment_day, page.form.moment_time) == limit
        assert "has passed" not in page.limit
        passed = {"step": "intro", "not_after": "moment", "moment_day": "2030-12-02"}
        await call(page, SequenceState.save_step, passed | {"moment_time": "17:00"})
        assert "has passed. Change the limit." in page.limit


async def test_a_split_that_makes_no_difference_is_a_warning(
    session: Session, alice: Principal
) -> None:
    page = await opened(session, alice, made(session, alice))
    await call(page, SequenceState.add_step, "split", "wait/0")
    said = {each.key: each.text for each in page.step_problems if each.minor}
    assert said["split"].startswith("All branches lead to the same place")
    await call(page, SequenceState.add_step, "wait", "split/1")
    assert "split" not in {each.key for each in page.step_problems if each.minor}


async def test_a_template_is_edited_beside_its_step(session: Session, alice: Principal) -> None:
    values = {"name": "Intro", "subject": "Hi", "text": "See you"}
    template = library.create(session, alice, values)
    draft = edits.put(FOLLOW_UP, Email("intro", template.id, next="wait"))
    sequence_id = made(session, alice, draft=draft)
    page = await opened(session, alice, sequence_id)
    assert "No sender can email yet" in page.problems[0]
    (before,) = [each.text for each in page.step_problems if each.number == 1]
    assert "isn't ready" in before
    editor = tab(session, alice, TemplateState, f"/sequences/{sequence_id}/")
    await call(editor, TemplateState.open_here, str(template.id))
    await call(editor, TemplateState.write, "text", "Hello {{ contact.first_name }}")
    assert editor.shown.text.startswith("Hello ")
    whole = "See you. {{ unsubscribe_url }} {{ workplace.postal_address }}"
    form = {"template": str(template.id), "name": "First email", "subject": "Hi", "text": whole}
    assert await call(editor, TemplateState.save, form) is None
    await call(page, SequenceState.read_templates)
    assert page.steps[0].summary == "Email “First email”"
    assert [each for each in page.step_problems if each.number == 1] == []


async def test_what_never_ends_and_what_is_late_is_a_warning(
    session: Session, alice: Principal, techexpo: Event
) -> None:
    techexpo.starts_on = date(2020, 12, 8)
    session.commit()
    values = {"name": "Round", "event_id": techexpo.id, "draft": reading.write(ROUND)}
    sequence_id = drafts.create(session, alice, values).id
    session.commit()
    page = await opened(session, alice, sequence_id)
    said = [(each.number, each.minor, each.text.partition(":")[0]) for each in page.step_problems]
    assert said == [
        (1, True, "No way leads from here to the end"),
        (2, True, "It would be skipped"),
        (2, True, "No way leads from here to the end"),
    ]


async def test_publishing_says_what_is_in_the_way(session: Session, alice: Principal) -> None:
    page = await opened(session, alice, made(session, alice))
    await call(page, SequenceState.publish)
    assert "Template 1 doesn't exist" in page.notice.text
    assert page.versions == []


async def test_publishing_asks_before(session: Session, alice: Principal) -> None:
    wait = Wait("wait", Duration(1, Unit.DAYS))
    draft = Definition("wait", {"wait": wait}, Schedule(), EntryRules())
    sequence_id = made(session, alice, draft=draft)
    page = tab(session, alice, PublishingState, f"/sequences/{sequence_id}/")
    await call(page, PublishingState.publish, False)
    assert rows.get(session, alice, sequence_id).version_number is None, "no one was asked"
    for number, said in ((1, "nothing is emailed"), (2, "No one is in this sequence right now")):
        await call(page, PublishingState.ask)
        assert (page.is_open, page.title) == (True, f"Publish version {number}?")
        assert said in page.staying and page.groups == []
        publish, *more = await call(page, PublishingState.publish, False)
        assert publish is SequenceState.publish and more == []
        publishing.publish(session, alice, sequence_id)
        longer = edits.put(draft, replace(wait, until=Duration(2, Unit.DAYS)))
        drafts.save(session, alice, sequence_id, None, longer)
        session.commit()
    refused = await call(page, PublishingState.ask)
    assert (refused is SequenceState.publish, page.is_open) == (True, False)


async def test_the_form_of_a_condition_keeps_an_email_that_was_deleted(
    session: Session, alice: Principal
) -> None:
    condition = Condition("asks", (EmailTest("gone", Happened.OPENED),))
    email = Email("there", 1, next="asks")
    draft = Definition("there", {"there": email, "asks": condition}, Schedule(), EntryRules())
    page = await opened(session, alice, made(session, alice, draft=draft))
    await call(page, SequenceState.edit_step, "asks")
    assert [key for key, _ in page.emails] == ["there", "gone"]
    assert "a missing email" in page.open_summary
    kept = {**sent(page.form), "step": "asks", "within_amount": "2", "within_unit": "days"}
    await call(page, SequenceState.save_step, kept)
    stored = drafts.definition(session, alice, page.sequence.id).steps["asks"]
    assert stored.tests == condition.tests and stored.within == Duration(2, Unit.DAYS)
    await call(page, SequenceState.add_test, True)
    stored = drafts.definition(session, alice, page.sequence.id).steps["asks"]
    assert stored.tests[-1] == EmailTest("there", Happened.OPENED)


async def test_a_published_sequence_is_paused_edited_and_archived(
    session: Session, alice: Principal
) -> None:
    sequence_id = made(session, alice)
    publishing.publish(session, alice, sequence_id, pin=current)
    session.commit()
    page = await opened(session, alice, sequence_id)
    assert (page.sequence.status, page.changes) == ("active", [])
    await call(page, SequenceState.pause, {"reason": "x" * 301})
    assert "300" in page.errors["reason"]
    await call(page, SequenceState.pause, {"reason": "Holidays"})
    assert (page.sequence.paused, page.sequence.pause_reason) == (True, "Holidays")
    await call(page, SequenceState.archive)
    assert (page.sequence.status, page.sequence.paused) == ("archived", True)
    await call(page, SequenceState.restore)
    await call(page, SequenceState.resume)
    assert (page.sequence.status, page.sequence.paused) == ("active", False)
    await call(page, SequenceState.delete_step, "call")
    assert page.changes[-1].startswith("Removed what was step 4: Call")
    await call(page, SequenceState.ask_delete, True)
    await call(page, SequenceState.delete)
    assert "Archive it instead" in page.notice.text


SETTINGS = {
    "on_reply": "pause",
    "on_colleague": "stop",
    "name": "Nurture",
    "description": "",
    "event_id": "",
    "owner_id": "",
    "opens": "08:00",
    "closes": "12:00",
    "day-0": "on",
    "day-6": "on",
    "account_limit": "2",
}


async def test_settings_are_saved_together_or_not_at_all(
    session: Session, alice: Principal
) -> None:
    sequence_id = made(session, alice)
    page = await opened(session, alice, sequence_id)
    await call(page, SequenceState.ask_settings, True)
    form = {**SETTINGS, "sequence": str(sequence_id)}
    for wrong, field in (
        ({"name": ""}, "name"),
        ({"opens": "late"}, "schedule.opens"),
        ({"account_limit": "many"}, "entry.accountLimit"),
        ({"account_limit": "0"}, "entry.accountLimit"),
    ):
        await call(page, SequenceState.save_settings, {**form, **wrong})
        assert field in page.errors, page.errors
    assert page.sequence.name == "Follow-up"
    await call(page, SequenceState.save_settings, form)
    assert (page.sequence.name, page.sequence.owner) == ("Nurture", "")
    assert page.sequence.window == "Monday, Sunday, 8:00 AM–12:00 PM"
    assert (page.sequence.on_reply, page.sequence.on_colleague) == ("pause", "stop")
    assert page.sequence.entry.endswith("2 contacts of an account at a time")
    assert len(page.steps) == 5


async def test_a_form_of_another_sequence_changes_nothing(
    session: Session, alice: Principal
) -> None:
    first, second = made(session, alice), made(session, alice, "Second")
    page = await opened(session, alice, first)
    await call(page, SequenceState.ask_settings, True)
    move(page, f"/sequences/{second}/")
    await call(page, SequenceState.load)
    await call(page, SequenceState.ask_settings, True)
    await call(page, SequenceState.save_settings, {**SETTINGS, "sequence": str(first)})
    assert (page.sequence.id, page.sequence.name) == (second, "Second")


@pytest.mark.parametrize("path", ["/sequences/999/", "/sequences/x/", "/sequences/-1/"])
async def test_a_sequence_that_does_not_exist_is_not_found(
    session: Session, alice: Principal, path: str
) -> None:
    page = tab(session, alice, SequenceState, path)
    await call(page, SequenceState.load)
    assert page.gone
    for handler in (SequenceState.publish, SequenceState.resume, SequenceState.clone):
        await call(page, handler)
        assert "not found" in page.notice.text


async def test_who_would_wait_for_a_variable_is_counted_and_listed(
    session: Session, alice: Principal, techexpo: Event, acme, works_at
) -> None:
    html = (
        "<p>{{ contact.title }}</p><p>{{ workplace.postal_address }}"
        ' <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>'
    )
    shown = library.create(session, alice, {"name": "Bare", "subject": "Hi", "html": html}).id
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    attendees.add(session, alice, techexpo.id or 0, [ann])
    steps = {"intro": Email("intro", shown)}
    draft = Definition("intro", steps, Schedule(), EntryRules())
    sequence_id = made(session, alice, draft=draft)
    page = await opened(session, alice, sequence_id)
    (problem,) = [each for each in page.step_problems if each.template]
    assert (problem.minor, problem.template) == (True, str(shown))
    assert "has no fallback for job title" in problem.text
    counting = tab(session, alice, LackingState, f"/sequences/{sequence_id}/")
    await call(counting, LackingState.count, str(techexpo.id))
    assert counting.said == {str(shown): "1 of 1 contact"}
    await call(counting, LackingState.show, str(shown))
    assert counting.listing == "1 contact would wait"
    assert [(each.name, each.href) for each in counting.listed] == [
        ("Ann Lee", f"/contacts/{ann}/")
    ]
    await call(counting, LackingState.close, False)
    assert counting.listing == ""
    await call(counting, LackingState.count, "")
    assert counting.said == {}
