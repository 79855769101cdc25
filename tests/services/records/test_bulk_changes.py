"""Changes to a selection: each kind, what it counts, and its undo."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from tests.fixtures.records import company
from yardflow import clock, db, jobs
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import (
    Account,
    Attendee,
    AuditEntry,
    BulkChange,
    Contact,
    EnrichmentBulk,
    Event,
    Import,
    Job,
    JobStatus,
    Origin,
    RecordKind,
    ScoreChange,
    Stage,
    Target,
)
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.operations import jobs as job_service
from yardflow.services.records import accounts, bulk_changes, contacts, targets
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.bulk_changes import (
    AddToEvent,
    BulkChangeView,
    ChangePersonas,
    RemoveFromEvent,
    SetOwner,
    SetStage,
    SetStatus,
    batches,
    job,
    steps,
)
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.selection import Selection

pytestmark = pytest.mark.usefixtures("database")
ACCOUNT, CONTACT = RecordKind.ACCOUNT, RecordKind.CONTACT


@pytest.fixture
def people(acme, works_at) -> list[int]:
    """Three attendees of TechExpo, at Acme."""
    return [
        works_at(acme, "Ann Lee", title="VP Operations", personas=["ExecOps"]),
        works_at(acme, "Ben Moss", title="Buyer", personas=["Procurement"]),
        works_at(acme, "Zoe Quinn"),
    ]


@pytest.fixture
def later(session: Session) -> Event:
    """Another event, with nothing on its lists."""
    event = Event(name="MODEX")
    session.add(event)
    session.commit()
    return event


def made(who, kind: RecordKind, ids: Any, change: bulk_changes.Change) -> BulkChangeView:
    """The change, made at once, of records or of all that a query describes."""
    selection = Selection(kind, ids) if isinstance(ids, list) else Selection(kind, query=ids)
    with db.session() as session:
        return bulk_changes.start(session, who, selection, change)


def undone(who, view: BulkChangeView) -> BulkChangeView:
    with db.session() as session:
        return bulk_changes.undo(session, who, view.id)


def worked(job_id: int | None) -> Job:
    """The job, done as a worker would."""
    assert job_id is not None
    with db.session() as session:
        kind = session.get_one(Job, job_id).kind
    jobs.perform(job_id, job.change if kind == "change_records" else job.undo)
    with db.session() as session:
        return session.get_one(Job, job_id)


def counts(view: BulkChangeView) -> dict[str, int]:
    """The outcomes that there are."""
    every = ("pending", "changed", "unchanged", "missing", "undone", "kept")
    return {name: count for name, count in asdict(view).items() if name in every and count}


def contact(contact_id: int) -> Contact:
    with db.session() as session:
        return session.get_one(Contact, contact_id)


def owners_of(ids: list[int]) -> list[int | None]:
    return [contact(contact_id).owner_id for contact_id in ids]


def on_list(kind: Any, event: Event) -> dict[int, dict[str, Any]]:
    """An event's rows by their record, but for when they were written."""
    key = "account_id" if kind is Target else "contact_id"
    with db.session() as session:
        rows = session.exec(select(kind).where(kind.event_id == event.id)).all()
        return {getattr(row, key): row.model_dump(exclude={"updated_at"}) for row in rows}


def test_an_owner_is_set_once_and_each_changed_record_has_a_new_version(bob, alice, people):
    view = made(bob, CONTACT, people, SetOwner(alice.user_id))
    assert (view.label, counts(view), view.job_id) == (
        "Set owner of 3 contacts",
        {"changed": 3},
        None,
    )
    assert owners_of(people) == [alice.user_id] * 3
    assert {contact(key).version for key in people} == {2}
    again = made(bob, CONTACT, people, SetOwner(alice.user_id))
    assert (counts(again), again.can_undo) == ({"unchanged": 3}, False)
    assert {contact(key).version for key in people} == {2}
    assert counts(made(bob, CONTACT, people, SetOwner(None))) == {"changed": 3}
    assert owners_of(people) == [None] * 3


def test_accounts_have_owners_too_and_their_rows_on_lists_follow(session, bob, acme, techexpo):
    birch = company(session, techexpo, "Birch")
    view = made(bob, ACCOUNT, AccountQuery(event_id=techexpo.id), SetOwner(bob.user_id))
    assert counts(view) == {"changed": 2}
    assert {row["owner_id"] for row in on_list(Target, techexpo).values()} == {bob.user_id}
    assert counts(undone(bob, view)) == {"undone": 2}
    assert {row["owner_id"] for row in on_list(Target, techexpo).values()} == {None}
    with db.session() as current:
        assert current.get_one(Account, birch.id).version == 3


def test_an_undo_restores_each_record_s_own_owner(session, bob, alice, people):
    contacts.assign(session, bob, people[0], None, bob.user_id)
    session.commit()
    view = made(bob, CONTACT, people, SetOwner(alice.user_id))
    assert counts(undone(bob, view)) == {"undone": 3}
    assert owners_of(people) == [bob.user_id, None, None]


def test_an_undo_leaves_what_someone_changed_since(session, bob, alice, people):
    view = made(bob, CONTACT, people, SetOwner(alice.user_id))
    contacts.update(session, bob, people[1], None, {"title": "Head of Sourcing"})
    contacts.delete(session, bob, people[2])
    session.commit()
    after = undone(bob, view)
    assert counts(after) == {"undone": 1, "kept": 2}
    assert owners_of(people[:2]) == [None, alice.user_id]
    assert bulk_changes.undone_in_words(after) == (
        "1 contact restored. 2 contacts were changed or deleted since, so we restored nothing there"
    )


def test_it_is_undone_once_and_by_who_made_it(session, bob, alice, people):
    view = made(bob, CONTACT, people, SetOwner(bob.user_id))
    carl = type(bob)(alice.user_id, bob.role, "Carl", "carl@yardflow.test")
    with pytest.raises(NotFound):
        undone(carl, view)
    undone(alice, view)
    with pytest.raises(Conflict, match="undone already"):
        undone(bob, view)


def test_what_is_chosen_is_changed_whatever_a_list_shows_now(bob, acme, people):
    """Others narrow a chosen selection by the list's filters, and change nothing."""
    made(bob, CONTACT, people[:1], SetOwner(bob.user_id))
    assert counts(made(bob, CONTACT, people[:1], SetOwner(None))) == {"changed": 1}


@pytest.mark.parametrize("text", ['O\'Neill "& Co"', "%", "' OR 1=1 --", "nothing like it"])
def test_a_search_that_matches_nothing_changes_nothing(bob, people, text):
    query = ContactQuery(q=text) if text != "%" else ContactQuery(q="%zzz")
    with pytest.raises(Invalid, match="Nothing is selected"):
        made(bob, CONTACT, query, SetOwner(bob.user_id))
    assert owners_of(people) == [None] * 3


def test_nothing_selected_is_nothing_and_never_everything(bob, people):
    with pytest.raises(Invalid, match="Nothing is selected"):
        made(bob, CONTACT, [], SetOwner(bob.user_id))
    with pytest.raises(Invalid, match="Nothing is selected"):
        made(bob, CONTACT, [0, -1, 10**12, 2**80], SetOwner(bob.user_id))
    assert owners_of(people) == [None] * 3


def test_a_change_that_takes_records_out_of_its_own_filter_reaches_all_of_them(
    session, bob, acme, works_at, monkeypatch
):
    """Paging through "Unassigned" while assigning skips every second page."""
    monkeypatch.setattr(steps, "SIZE", 4)
    for number in range(11):
        works_at(acme, f"Ann{number} Lee")
    with db.session() as current:
        monkeypatch.setattr(bulk_changes.service, "SIZE", 4)
        selection = Selection(CONTACT, query=ContactQuery(owner="none"))
        view = bulk_changes.start(current, bob, selection, SetOwner(bob.user_id))
    assert worked(view.job_id).result == {"changed": 11}
    unassigned = contacts.search(session, bob, ContactQuery(owner="none"))
    assert unassigned.total == 0


@pytest.mark.parametrize(
    ("change", "personas"),
    [
        (ChangePersonas(add=("Ops",)), [["ExecOps", "Ops"], ["Ops", "Procurement"], ["Ops"]]),
        (ChangePersonas(remove=("ExecOps", "Procurement")), [[], [], []]),
        (ChangePersonas(add=("Sales",), replace=True), [["Sales"], ["Sales"], ["Sales"]]),
        (ChangePersonas(replace=True), [[], [], []]),
        (
            ChangePersonas(add=("Tech", "Ops"), remove=("ExecOps",)),
            [["Ops", "Tech"], ["Ops", "Procurement", "Tech"], ["Ops", "Tech"]],
        ),
    ],
)
def test_personas_are_added_removed_and_replaced(bob, people, techexpo, change, personas):
    before = [(contact(key).personas, contact(key).personas_origin) for key in people]
    view = made(bob, CONTACT, people, change)
    assert [contact(key).personas for key in people] == personas
    listed = on_list(Attendee, techexpo)
    assert [listed[key]["personas"] for key in people] == personas
    after = undone(bob, view)
    assert (after.undone, after.kept) == (view.changed, 0)
    assert [(contact(key).personas, contact(key).personas_origin) for key in people] == before


def test_a_persona_is_removed_from_those_who_have_it_and_the_others_go_by_their_title(
    session, bob, people
):
    view = made(bob, CONTACT, people, ChangePersonas(remove=("Procurement",)))
    assert (view.changed, view.unchanged) == (1, 2)
    contacts.update(session, bob, people[2], None, {"title": "VP of Sales"})
    session.commit()
    assert contact(people[2]).personas == ["Sales"]


def test_a_chosen_persona_stays_when_enrichment_fills_in_a_title(session, bob, people):
    made(bob, CONTACT, people, ChangePersonas(add=("ExecOps",)))
    assert {contact(key).personas_origin for key in people} == {Origin.PERSON}
    contacts.update(session, bob, people[2], None, {"title": "Sales Manager"})
    session.commit()
    assert contact(people[2]).personas == ["ExecOps"]


def test_scores_follow_personas_and_come_back(session, bob, acme, people):
    made(bob, CONTACT, people, ChangePersonas(replace=True))
    with db.session() as current:
        low = current.get_one(Account, acme.id).icp_score
    view = made(bob, CONTACT, people, ChangePersonas(add=("ExecOps",)))
    with db.session() as current:
        assert current.get_one(Account, acme.id).icp_score == low + 20
        why = current.exec(select(ScoreChange).order_by(col(ScoreChange.id).desc())).first()
        assert (why.why, why.user_id) == ("Personas changed", bob.user_id)
    undone(bob, view)
    with db.session() as current:
        assert current.get_one(Account, acme.id).icp_score == low


def test_stages_are_of_targets_and_attendees_follow(session, bob, acme, techexpo, people):
    nowhere = company(session, None, "Cedar")
    view = made(bob, ACCOUNT, [acme.id, nowhere.id], SetStage(techexpo.id, "Won"))
    assert counts(view) == {"changed": 1, "missing": 1}
    assert on_list(Target, techexpo)[acme.id]["stage"] == Stage.WON
    assert {row["stage"] for row in on_list(Attendee, techexpo).values()} == {Stage.WON}
    undone(bob, view)
    assert {row["stage"] for row in on_list(Attendee, techexpo).values()} == {Stage.LEAD}


def test_the_stage_of_contacts_is_that_of_their_accounts(
    session, bob, acme, techexpo, people, works_at
):
    birch, nowhere = company(session, techexpo, "Birch"), company(session, None, "Cedar")
    joe, sue = works_at(birch, "Joe Smith"), works_at(nowhere, "Sue Fox")
    targets.set_stage(session, bob, techexpo.id, birch.id, None, "Won")
    targets.remove(session, bob, techexpo.id, [nowhere.id])
    session.commit()
    view = made(bob, CONTACT, [*people, joe, sue], SetStage(techexpo.id, "Won"))
    assert counts(view) == {"changed": 3, "unchanged": 1, "missing": 1}
    assert on_list(Target, techexpo)[acme.id]["stage"] == Stage.WON
    assert counts(undone(bob, view)) == {"undone": 3, "unchanged": 1, "missing": 1}
    assert on_list(Target, techexpo)[acme.id]["stage"] == Stage.LEAD
    assert on_list(Target, techexpo)[birch.id]["stage"] == Stage.WON


def test_an_account_whose_contacts_are_in_several_batches_is_moved_once(
    session, bob, acme, techexpo, people, monkeypatch
):
    for module in (steps, bulk_changes.service):
        monkeypatch.setattr(module, "SIZE", 2)
    view = made(bob, CONTACT, people, SetStage(techexpo.id, "Qualified"))
    worked(view.job_id)
    with db.session() as current:
        assert counts(bulk_changes.get(current, bob, view.id)) == {"changed": 3}
        targets.set_stage(current, bob, techexpo.id, acme.id, None, "Booked")
    undone(bob, view)
    worked(session.exec(select(func.max(Job.id))).one())
    with db.session() as current:
        assert counts(bulk_changes.get(current, bob, view.id)) == {"kept": 3}
    assert on_list(Target, techexpo)[acme.id]["stage"] == Stage.BOOKED


@pytest.mark.parametrize("switched_on", [True, False])
def test_accounts_that_become_qualified_are_enriched_in_one_bulk_run(
    session, bob, alice, acme, techexpo, people, works_at, switched_on
):
    birch = company(session, techexpo, "Birch")
    works_at(birch, "Joe Smith")
    triggers = ["qualified"] if switched_on else []
    enrichment_settings.save(session, alice, None, {"triggers": triggers})
    session.commit()
    made(bob, ACCOUNT, [acme.id, birch.id], SetStage(techexpo.id, "Qualified"))
    started = session.exec(select(EnrichmentBulk)).all()
    assert [(bulk.label, bulk.total) for bulk in started] == (
        [("2 accounts became Qualified", 4)] if switched_on else []
    )


def test_statuses_are_of_attendees(session, bob, acme, techexpo, people, works_at):
    view = made(bob, CONTACT, people, SetStatus(techexpo.id, "Met"))
    assert {row["status"] for row in on_list(Attendee, techexpo).values()} == {"Met"}
    assert counts(undone(bob, view)) == {"undone": 3}
    assert {row["status"] for row in on_list(Attendee, techexpo).values()} == {"Listed"}


def test_contacts_bring_their_account_to_an_event_and_take_it_back(
    session, bob, acme, later, people
):
    view = made(bob, CONTACT, people, AddToEvent(later.id))
    assert (view.label, counts(view)) == ("Add 3 contacts to MODEX", {"changed": 3})
    assert set(on_list(Target, later)) == {acme.id}
    assert {row["stage"] for row in on_list(Attendee, later).values()} == {Stage.LEAD}
    assert counts(made(bob, CONTACT, people, AddToEvent(later.id))) == {"unchanged": 3}
    assert counts(undone(bob, view)) == {"undone": 3}
    assert on_list(Target, later) == on_list(Attendee, later) == {}


def test_an_account_stays_at_an_event_where_others_of_it_came_since(
    session, bob, acme, later, people
):
    view = made(bob, CONTACT, people[:2], AddToEvent(later.id))
    made(bob, CONTACT, people[2:], AddToEvent(later.id))
    assert counts(undone(bob, view)) == {"undone": 2}
    assert set(on_list(Attendee, later)) == {people[2]} and set(on_list(Target, later)) == {acme.id}


def test_what_an_import_brought_is_a_person_s_until_that_is_undone(
    session, bob, alice, acme, techexpo, people
):
    brought = Import(filename="list.csv", kind="contacts", size=1, sha256="x", asked_by=bob.user_id)
    session.add(brought)
    session.commit()
    row = session.exec(select(Attendee).where(Attendee.contact_id == people[0])).one()
    row.import_id, row.added_by = brought.id, alice.user_id
    session.commit()
    view = made(bob, CONTACT, people[:1], AddToEvent(techexpo.id))
    adopted = on_list(Attendee, techexpo)[people[0]]
    assert (counts(view), adopted["import_id"], adopted["added_by"]) == (
        {"unchanged": 1},
        None,
        bob.user_id,
    )
    undone(bob, view)
    given_back = on_list(Attendee, techexpo)[people[0]]
    assert (given_back["import_id"], given_back["added_by"]) == (brought.id, alice.user_id)


def test_a_removal_comes_back_as_it_was(session, bob, acme, techexpo, people):
    made(bob, CONTACT, people[:1], SetStatus(techexpo.id, "Met"))
    made(bob, ACCOUNT, [acme.id], SetStage(techexpo.id, "Booked"))
    rows = on_list(Attendee, techexpo), on_list(Target, techexpo)
    accounts_removed = made(bob, ACCOUNT, [acme.id], RemoveFromEvent(techexpo.id))
    view = made(bob, CONTACT, [*people, 10**9], RemoveFromEvent(techexpo.id))
    assert counts(view) == {"changed": 3}
    assert on_list(Attendee, techexpo) == on_list(Target, techexpo) == {}
    assert counts(undone(bob, view)) == {"undone": 3}
    assert counts(undone(bob, accounts_removed)) == {"undone": 1}
    assert (on_list(Attendee, techexpo), on_list(Target, techexpo)) == rows


def test_a_removed_contact_that_was_deleted_or_added_again_stays_so(session, bob, techexpo, people):
    view = made(bob, CONTACT, people, RemoveFromEvent(techexpo.id))
    made(bob, CONTACT, people[:1], AddToEvent(techexpo.id))
    made(bob, CONTACT, people[:1], SetStatus(techexpo.id, "Met"))
    contacts.delete(session, bob, people[1])
    session.commit()
    assert counts(undone(bob, view)) == {"undone": 1, "kept": 2}
    assert on_list(Attendee, techexpo)[people[0]]["status"] == "Met"


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        (CONTACT, SetOwner(10**6), "owner"),
        (CONTACT, SetOwner(2**70), "owner"),
        (ACCOUNT, SetStage(1, "Sold"), "stage"),
        (CONTACT, SetStatus(1, "Sold"), "status"),
        (CONTACT, ChangePersonas(add=("Boss",)), "add"),
        (CONTACT, ChangePersonas(), "personas"),
    ],
)
def test_a_value_that_does_not_exist_is_refused(bob, people, acme, techexpo, kind, change, field):
    with pytest.raises(Invalid) as refused:
        made(bob, kind, people, change)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (ACCOUNT, ChangePersonas(add=("Ops",))),
        (ACCOUNT, SetStatus(1, "Met")),
    ],
)
def test_a_field_of_the_other_record_is_refused(bob, people, techexpo, kind, change):
    with pytest.raises(Invalid, match="can't be changed on"):
        made(bob, kind, people, change)


@pytest.mark.parametrize("event_id", [0, -1, 10**9, 2**70])
def test_there_is_no_such_event(bob, people, event_id):
    for change in (AddToEvent(event_id), RemoveFromEvent(event_id), SetStatus(event_id, "Met")):
        with pytest.raises(NotFound, match="Event not found"):
            made(bob, CONTACT, people, change)


def test_a_change_has_one_entry_in_the_audit_log_without_a_contact_s_values(
    session, bob, alice, people
):
    undone(bob, made(bob, CONTACT, people, SetOwner(alice.user_id)))
    entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert [(entry.action, entry.after) for entry in entries] == [
        ("contacts.changed", {"field": "owner", "records": {"changed": 3}}),
        ("contacts.change_undone", {"field": "owner", "records": {"undone": 3}}),
    ]


def test_after_a_day_it_can_not_be_undone_and_is_forgotten(session, bob, people):
    view = made(bob, CONTACT, people, SetOwner(bob.user_id))
    with clock.at(clock.now() + timedelta(hours=25)):
        with db.session() as current:
            assert not bulk_changes.get(current, bob, view.id).can_undo
        with pytest.raises(Conflict, match="more than a day old"):
            undone(bob, view)
        with db.session() as current:
            bulk_changes.purge(current)
    assert session.exec(select(BulkChange)).all() == []
    with pytest.raises(NotFound, match="too old"):
        undone(bob, view)


def test_more_than_a_batch_is_a_job_that_can_be_undone_where_jobs_are(
    session, bob, alice, acme, works_at, monkeypatch
):
    for module in (steps, bulk_changes.service):
        monkeypatch.setattr(module, "SIZE", 2)
    people = [works_at(acme, f"Ann{number} Lee") for number in range(5)]
    view = made(bob, CONTACT, people, SetOwner(alice.user_id))
    assert owners_of(people) == [None] * 5 and not view.can_undo and not view.ended
    with pytest.raises(Conflict, match="still running"):
        undone(bob, view)
    done = worked(view.job_id)
    assert (done.status, done.progress_done, done.progress_total) == (JobStatus.SUCCEEDED, 5, 5)
    with db.session() as current:
        [shown] = job_service.search(current, bob).items
        assert (shown.title, shown.can_undo) == ("Set owner of 5 contacts", True)
        said = job_service.undo(current, bob, shown.id)
        assert said == "Undoing this for 5 contacts in the background"
    with db.session() as current:
        undoing, changed = job_service.search(current, bob).items
        assert (undoing.title, changed.can_undo) == ("Undo: Set owner of 5 contacts", False)
    assert worked(undoing.id).result == {"undone": 5}
    assert owners_of(people) == [None] * 5


def test_batches_are_no_larger_than_what_is_changed_at_once():
    assert steps.SIZE == bulk_changes.service.SIZE == batches.SIZE


def test_accounts_are_listed_as_before(session, bob, acme, techexpo):
    made(bob, ACCOUNT, [acme.id], SetOwner(bob.user_id))
    assert accounts.search(session, bob, AccountQuery(owner="me")).total == 1
