"""The list of sequences and the page of one, as the person behind the tab gets them."""

from typing import Any

import pytest
from hypothesis import given, settings
from sqlmodel import Session, select

from tests.fixtures.sequences import FOLLOW_UP, current, steps
from tests.fixtures.state_tab import call, move, tab
from yardflow.models import Sequence
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Condition, EmailTest, FieldTest, Split
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.state.sequences.index import SequencesState
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.sent_step import step_json
from yardflow.state.sequences.step_form import StepForm, field_test, form_of


def made(session: Session, who: Principal, name: str = "Follow-up") -> int:
    document = reading.write(FOLLOW_UP)
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
    again = reading.read_step(step_json(form, form.key, sent(form)))
    before, after = reading.write_step(step), reading.write_step(again)
    # A version is pinned by publishing, and the form knows minutes.
    for written in (before, after):
        written.pop("templateVersionId", None)
        if isinstance(written.get("notAfter"), str):
            written["notAfter"] = written["notAfter"][:16]
    assert after == before


async def test_a_sequence_is_added_and_opened(session: Session, bob: Principal) -> None:
    page = tab(session, bob, SequencesState, "/sequences/")
    await call(page, SequencesState.load)
    await call(page, SequencesState.ask_new, True)
    assert await call(page, SequencesState.add, {"name": " "}) is None
    assert page.errors == {"name": "Enter the sequence's name."}
    await call(page, SequencesState.add, {"name": "Follow-up"})
    assert not page.adding
    await call(page, SequencesState.add, {"name": "FOLLOW-UP"})
    assert "already" in page.errors["form"]
    await call(page, SequencesState.load)
    assert [(row.name, row.status, row.steps) for row in page.rows] == [("Follow-up", "draft", 0)]


async def test_an_exported_sequence_is_pasted(session: Session, bob: Principal) -> None:
    page = tab(session, bob, SequencesState, "/sequences/")
    await call(page, SequencesState.ask_import, True)
    await call(page, SequencesState.import_file, {"content": "{"})
    assert "not a sequence exported as JSON" in page.errors["content"]
    file = '{"name": "Calls", "format": 1, "start": "", "steps": []}'
    await call(page, SequencesState.import_file, {"content": file})
    assert page.notice.text == "Imported as Calls"


async def test_steps_are_added_edited_moved_and_deleted(session: Session, bob: Principal) -> None:
    sequence_id = drafts.create(session, bob, {"name": "Calls"}).id
    session.commit()
    page = await opened(session, bob, sequence_id)
    assert page.problems == ["Add the first step."]
    for kind, after, form in (
        ("wait", "/0", {"amount": "3", "unit": "business_days"}),
        ("task", "wait/0", {"task": "call", "title": "Ask about the demo"}),
        ("email", "wait/0", {"template": "7", "threaded": "on", "next": "task"}),
    ):
        await call(page, SequenceState.add_step, kind, after)
        await call(page, SequenceState.save_step, form)
        assert (page.step_errors, page.step_open) == ([], False)
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
    await call(page, SequenceState.save_step, {"amount": "none", "unit": "days"})
    assert page.step_errors == ["Enter a whole number from 1 to 525,600."]
    await call(page, SequenceState.save_step, {"amount": "500", "unit": "days"})
    assert page.steps[2].problems == ["This is longer than a year. Enter a shorter time."]
    await call(page, SequenceState.delete_step, "task")
    assert [step.key for step in page.steps] == ["email", "wait"]


async def test_a_condition_has_as_many_tests_as_were_added(
    session: Session, bob: Principal
) -> None:
    page = await opened(session, bob, made(session, bob))
    await call(page, SequenceState.add_step, "condition", "opened/0")
    await call(page, SequenceState.add_test, True)
    await call(page, SequenceState.add_test, False)
    await call(page, SequenceState.remove_test, 0)
    assert page.emails[0] == ("intro", "1. Email template 1")
    tests = {
        "step-1": "intro",
        "happened-1": "not clicked",
        "field-2": "account.icp_score",
        "operator-2": "at_least",
        "value-2": "80",
    }
    await call(page, SequenceState.save_step, {**tests, "yes": "call", "no": ""})
    session.expire_all()
    document = session.exec(select(Sequence)).one().draft
    condition = reading.read(document).steps["condition"]
    assert isinstance(condition, Condition)
    negated, field = condition.tests
    assert isinstance(negated, EmailTest) and negated.negated
    assert field == FieldTest("account.icp_score", field.operator, "80")


async def test_steps_are_moved_and_copied_with_their_branches_and_every_edit_is_undone(
    session: Session, bob: Principal
) -> None:
    page = await opened(session, bob, made(session, bob))
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
    session: Session, bob: Principal, place: str
) -> None:
    page = await opened(session, bob, made(session, bob))
    before = [step.key for step in page.steps]
    await call(page, SequenceState.add_step, "wait", place)
    await call(page, SequenceState.move_step, "wait", place)
    await call(page, SequenceState.copy_step, "wait", place)
    await call(page, SequenceState.move_step, "gone", "intro/0")
    assert not page.step_open
    assert [step.key for step in page.steps] == before


async def test_a_version_is_restored_and_that_is_undone(session: Session, bob: Principal) -> None:
    sequence_id = made(session, bob)
    publishing.publish(session, bob, sequence_id, pin=current)
    session.commit()
    page = await opened(session, bob, sequence_id)
    await call(page, SequenceState.delete_step, "opened")
    await call(page, SequenceState.restore_version, 1)
    assert (page.changes, len(page.steps)) == ([], 5)
    await call(page, SequenceState.undo_edit)
    assert len(page.steps) == 2
    await call(page, SequenceState.restore_version, 2)
    assert "Version not found" in page.notice.text


async def test_a_sequence_starts_from_one_of_the_five(session: Session, bob: Principal) -> None:
    page = tab(session, bob, SequencesState, "/sequences/")
    await call(page, SequencesState.add, {"name": "Before the show", "starter": "pre-show"})
    await call(page, SequencesState.load)
    assert [(row.name, row.steps) for row in page.rows] == [("Before the show", 6)]
    await call(page, SequencesState.add, {"name": "Other", "starter": "made up"})
    assert "Choose" in str(page.errors)


async def test_what_someone_else_changed_is_not_undone(
    session: Session, bob: Principal, alice: Principal
) -> None:
    sequence_id = made(session, bob)
    page, other = await opened(session, bob, sequence_id), await opened(session, alice, sequence_id)
    await call(page, SequenceState.delete_step, "reminder")
    await call(other, SequenceState.load)
    await call(other, SequenceState.delete_step, "opened")
    await call(page, SequenceState.undo_edit)
    assert "changed since" in page.notice.text
    await call(page, SequenceState.load)
    assert (page.can_undo, [step.key for step in page.steps]) == (False, ["intro", "wait", "call"])


async def test_after_someone_else_s_edit_ours_is_made_again(
    session: Session, bob: Principal, alice: Principal
) -> None:
    sequence_id = made(session, bob)
    page, other = await opened(session, bob, sequence_id), await opened(session, alice, sequence_id)
    await call(other, SequenceState.delete_step, "call")
    await call(page, SequenceState.delete_step, "reminder")
    assert "Someone else just changed this sequence" in page.notice.text
    assert "call" not in [step.key for step in page.steps], "their edit is shown"
    await call(page, SequenceState.delete_step, "reminder")
    assert [step.key for step in page.steps] == ["intro", "wait", "opened"]


async def test_a_field_that_is_a_choice_offers_its_values_in_words(
    session: Session, bob: Principal
) -> None:
    page = await opened(session, bob, made(session, bob))
    await call(page, SequenceState.add_step, "condition", "opened/0")
    assert page.form.tests[0].choices == [], "a title is any text"
    await call(page, SequenceState.choose_field, 0, "meeting.outcome")
    (test,) = page.form.tests
    assert (test.field, test.operator) == ("meeting.outcome", "is")
    assert ("no_show", "No-show") in test.choices
    await call(page, SequenceState.choose_field, 0, "contact.password")
    assert page.form.tests == [test]
    for value, choices in (("Won", 8), ("o", 9), ("", 8)):
        test = field_test(0, "target.stage", "contains", value)
        assert test.value in dict(test.choices), "what is compared is among them"
        assert len(test.choices) == choices, value


async def test_what_another_tab_changed_is_not_overwritten(
    session: Session, bob: Principal, alice: Principal
) -> None:
    sequence_id = made(session, bob)
    page, other = await opened(session, bob, sequence_id), await opened(session, alice, sequence_id)
    await call(other, SequenceState.delete_step, "call")
    await call(page, SequenceState.delete_step, "reminder")
    assert "Someone else just changed this sequence" in page.notice.text
    await call(page, SequenceState.load)
    assert "reminder" in [step.key for step in page.steps]


async def test_publishing_says_what_is_in_the_way(session: Session, bob: Principal) -> None:
    page = await opened(session, bob, made(session, bob))
    await call(page, SequenceState.publish)
    assert "Template 1 doesn't exist" in page.notice.text
    assert page.versions == []


async def test_a_published_sequence_is_paused_edited_and_archived(
    session: Session, bob: Principal
) -> None:
    sequence_id = made(session, bob)
    publishing.publish(session, bob, sequence_id, pin=current)
    session.commit()
    page = await opened(session, bob, sequence_id)
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
    assert page.changes[-1].startswith("Removed: Call")
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


async def test_settings_are_saved_together_or_not_at_all(session: Session, bob: Principal) -> None:
    sequence_id = made(session, bob)
    page = await opened(session, bob, sequence_id)
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
    assert page.sequence.window == "Monday, Sunday, 08:00–12:00"
    assert (page.sequence.on_reply, page.sequence.on_colleague) == ("pause", "stop")
    assert page.sequence.entry.endswith("2 contacts of an account at a time")
    assert len(page.steps) == 5


async def test_a_form_of_another_sequence_changes_nothing(session: Session, bob: Principal) -> None:
    first, second = made(session, bob), made(session, bob, "Second")
    page = await opened(session, bob, first)
    await call(page, SequenceState.ask_settings, True)
    move(page, f"/sequences/{second}/")
    await call(page, SequenceState.load)
    await call(page, SequenceState.ask_settings, True)
    await call(page, SequenceState.save_settings, {**SETTINGS, "sequence": str(first)})
    assert (page.sequence.id, page.sequence.name) == (second, "Second")


@pytest.mark.parametrize("path", ["/sequences/999/", "/sequences/x/", "/sequences/-1/"])
async def test_a_sequence_that_does_not_exist_is_not_found(
    session: Session, bob: Principal, path: str
) -> None:
    page = tab(session, bob, SequenceState, path)
    await call(page, SequenceState.load)
    assert page.gone
    for handler in (SequenceState.publish, SequenceState.resume, SequenceState.clone):
        await call(page, handler)
        assert "not found" in page.notice.text
