"""Many records synced because someone asked for it: paused, resumed, killed, and gone on with."""

from dataclasses import asdict

import pytest
from sqlmodel import Session, select

from tests.services.hubspot.syncing.test_asked import ask
from yardflow import db, jobs
from yardflow.errors import Contradictory, Forbidden, Invalid, NotFound
from yardflow.models import (
    Account,
    Direction,
    HubSpotDryRecord,
    HubSpotLink,
    HubSpotRun,
    Job,
    JobStatus,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.journal import runs
from yardflow.services.hubspot.syncing import asked, backfill, dry_runs, record_filter, switch
from yardflow.services.hubspot.syncing.record_filter import Position, RecordFilter


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch has two records."""
    monkeypatch.setattr(record_filter, "BATCH", 2)


@pytest.fixture
def people(acme: Account, works_at) -> list[int]:
    """Five contacts of Acme."""
    return [works_at(acme, f"Ann {each}", email=f"ann{each}@acme.com") for each in "abcde"]


def start(session: Session, who: Principal, *, dry_run: bool = False) -> int:
    """The id of a job that syncs everything."""
    job = asked.start(
        session,
        who,
        subjects={},
        everything=True,
        direction=Direction.BOTH,
        dry_run=dry_run,
    )
    session.commit()
    return int(job.id or 0)


def read(job_id: int) -> Job:
    with db.session() as session:
        return session.get_one(Job, job_id)


def run_of(session: Session, who: Principal, job_id: int) -> runs.RunView:
    session.expire_all()
    run_id = session.exec(select(HubSpotRun.id).where(HubSpotRun.job_id == job_id)).one()
    return runs.get(session, who, int(run_id or 0))


def linked(session: Session) -> set[int | None]:
    return set(session.exec(select(HubSpotLink.contact_id)).all()) - {None}


def test_all_records_are_synced_and_the_run_says_what_it_did(
    rounds, portal, session: Session, alice: Principal, people
):
    portal.create(email="anna@acme.com")
    job_id = start(session, alice)
    jobs.perform(job_id, backfill.run)
    assert read(job_id).status == JobStatus.SUCCEEDED, read(job_id).error
    assert linked(session) == set(people)
    view = run_of(session, alice, job_id)
    assert (view.asked_by, view.done, view.total) == ("Alice", 7, 7)
    assert (view.linked, view.created) == (2, 4) and view.changed_there > 5
    assert [each.id for each in runs.search(session, alice)] == [view.id]


def test_it_waits_while_it_is_paused_and_goes_on_where_it_was(
    rounds, portal, session: Session, alice: Principal, bob: Principal, people, small_batches
):
    job_id = start(session, alice)
    run_id = run_of(session, alice, job_id).id
    with pytest.raises(NotFound):
        backfill.pause(session, bob, run_id)
    backfill.pause(session, alice, run_id)
    session.commit()
    with pytest.raises(Contradictory, match="paused already"):
        backfill.pause(session, alice, run_id)
    session.rollback()
    jobs.perform(job_id, backfill.run)
    assert read(job_id).status == JobStatus.WAITING and "Paused" in (read(job_id).note or "")
    assert linked(session) == set() and runs.still_open(session, alice)[0].paused
    backfill.resume(session, alice, run_id)
    session.commit()
    jobs.perform(job_id, backfill.run)
    assert read(job_id).status == JobStatus.SUCCEEDED and linked(session) == set(people)
    with pytest.raises(Contradictory, match="has ended"):
        backfill.pause(session, alice, run_id)


def test_it_waits_while_all_syncing_is_paused(
    rounds, portal, session: Session, alice: Principal, people
):
    job_id = start(session, alice)
    switch.pause(session, alice)
    session.commit()
    jobs.perform(job_id, backfill.run)
    assert read(job_id).status == JobStatus.WAITING and linked(session) == set()


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_killed_worker_s_job_goes_on_behind_the_last_batch(
    rounds, portal, session: Session, alice: Principal, people, small_batches, dry_run
):
    job_id = start(session, alice, dry_run=dry_run)
    work = dry_runs.run if dry_run else backfill.run

    def dies(running: jobs.Running) -> None:
        kept, batches = running.keep, []

        def keep(keeping: Session) -> None:
            batches.append(1)
            if len(batches) == 3:
                raise KeyboardInterrupt
            kept(keeping)

        running.keep = keep  # type: ignore[method-assign]
        work(running)

    with pytest.raises(KeyboardInterrupt):
        jobs.perform(job_id, dies)
    with db.session() as other:
        job = other.get_one(Job, job_id)
        job.status, job.lease, job.leased_until = JobStatus.QUEUED, None, None
        other.add(job)
    jobs.perform(job_id, work)
    assert read(job_id).status == JobStatus.SUCCEEDED, read(job_id).error
    if dry_run:
        listed = session.exec(select(HubSpotDryRecord.record_id).filter_by(record="contact")).all()
        assert sorted(listed) == sorted(people)
        assert dry_runs.get(session, alice, job_id).counts["created"] == 6
    else:
        rounds()  # those that the dead worker had
        assert linked(session) == set(people)


def test_what_hubspot_does_not_take_now_waits_and_is_no_failed_attempt(
    rounds, portal, session: Session, alice: Principal, people
):
    job_id = start(session, alice)
    portal.control("PUT", "limits", window=10**9, searches=10**9, daily=0)
    jobs.perform(job_id, backfill.run)
    job = read(job_id)
    assert (job.status, job.attempts) == (JobStatus.WAITING, 0) and "today" in (job.note or "")


def test_a_filter_chooses_records(
    rounds, portal, session: Session, alice: Principal, bob: Principal, techexpo, acme, works_at
):
    other = Account(name="Globex", name_key="globex", owner_id=bob.user_id)
    session.add(other)
    session.flush()
    target = session.exec(select(Target).where(Target.account_id == acme.id)).one()
    ann, eve = works_at(acme, "Ann Lee"), works_at(other, "Eve Orr", at=None)

    def ids(chosen: RecordFilter) -> dict[str, list[int]]:
        position, listed = Position(), {}
        while batch := chosen.next(session, position):
            listed.setdefault(batch.record, []).extend(batch.ids)
            position = batch.then
        assert position.done == chosen.total(session) == sum(map(len, listed.values()))
        return listed

    assert ids(RecordFilter(event=techexpo.id)) == {
        "account": [acme.id],
        "contact": [ann],
        "target": [target.id],
    }
    assert ids(RecordFilter(owner=bob.user_id)) == {"account": [other.id], "contact": [eve]}
    assert ids(RecordFilter(owner=bob.user_id, event=techexpo.id)) == {}
    assert len(ids(RecordFilter(everything=True))["contact"]) == 2
    assert ids(RecordFilter(everything=True, linked_only=True)) == {}
    session.add(HubSpotLink(record="contact", hubspot_id="1", contact_id=eve))
    session.flush()
    assert ids(RecordFilter(everything=True, linked_only=True)) == {"contact": [eve]}
    assert ids(RecordFilter(contact=ann)) == {"contact": [ann]}


@pytest.mark.parametrize(
    "chosen",
    [
        RecordFilter(),
        RecordFilter(linked_only=True),
        RecordFilter(everything=True, owner=1),
        RecordFilter(contact=1, event=1),
        RecordFilter(contact=1, linked_only=True),
    ],
)
def test_a_filter_names_one_thing(session: Session, chosen: RecordFilter):
    with pytest.raises(Invalid, match="Name what to sync"):
        chosen.check(session)
    assert record_filter.filter_of(asdict(chosen)) == chosen


def test_only_administrators_sync_many(rounds, session: Session, bob: Principal, people):
    with pytest.raises(Forbidden):
        start(session, bob)
    assert start(session, bob, dry_run=True)


def test_a_dry_run_is_read_by_what_would_happen(
    rounds, portal, session: Session, alice: Principal, acme, people, works_at
):
    portal.create(email="bob@acme.com", jobtitle="CIO")
    bob = works_at(acme, "Bob Ray", email="bob@acme.com")
    job = ask(session, alice, dry_run=True, event=None, owner=None, everything=True)
    for outcome, number in (("created", 5), ("linked", 2), ("changed_here", 1)):
        listed = dry_runs.records(session, alice, int(job.id or 0), outcome=outcome)
        assert len(listed) == number, outcome
    assert [each.record_id for each in listed] == [bob]
    first = dry_runs.records(session, alice, int(job.id or 0), most=2)
    rest = dry_runs.records(session, alice, int(job.id or 0), after=first[-1].id)
    assert len({each.id for each in [*first, *rest]}) == len(first) + len(rest) >= 7
