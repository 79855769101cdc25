"""Jobs as the person who asked for them sees and steers them."""

import pytest
from sqlmodel import Session

from yardflow import jobs as queue
from yardflow.errors import Conflict, NotFound
from yardflow.models import Account
from yardflow.models.job import Job, JobStatus
from yardflow.services.access import Principal
from yardflow.services.operations import jobs


def ask(session: Session, who: Principal, kind: str = "enrich_contact", **values: object) -> Job:
    job = queue.enqueue(session, kind, subject="contact:7", asked_by=who.user_id)
    for name, value in values.items():
        setattr(job, name, value)
    session.add(job)
    session.commit()
    return job


def test_one_sees_one_s_own_jobs_the_newest_first(session: Session, bob: Principal) -> None:
    first, second = ask(session, bob), ask(session, bob)
    page = jobs.search(session, bob)
    assert [job.id for job in page.items] == [second.id, first.id]
    assert page.items[0].asked_by == "Bob"
    assert page.next is None


def test_a_member_sees_nobody_else_s_jobs(
    session: Session, alice: Principal, bob: Principal
) -> None:
    job = ask(session, alice, "run_import")
    assert jobs.search(session, bob).items == []
    with pytest.raises(NotFound):
        jobs.get(session, bob, job.id)
    with pytest.raises(NotFound):
        jobs.cancel(session, bob, job.id)
    with pytest.raises(NotFound):
        jobs.run_again(session, bob, job.id)


def test_an_enrichment_is_read_by_everybody_and_steered_by_who_asked(
    session: Session, alice: Principal, bob: Principal
) -> None:
    job = ask(session, alice)
    assert jobs.get(session, bob, job.id).asked_by == "Alice"
    assert jobs.search(session, bob).items == []
    with pytest.raises(NotFound):
        jobs.cancel(session, bob, job.id)
    with pytest.raises(NotFound):
        jobs.run_again(session, bob, job.id)


def test_an_admin_sees_everybody_s_jobs(session: Session, alice: Principal, bob: Principal) -> None:
    job = ask(session, bob)
    assert jobs.get(session, alice, job.id).asked_by == "Bob"
    assert [job.id for job in jobs.search(session, alice).items] == [job.id]


def test_a_long_list_comes_in_parts(session: Session, bob: Principal) -> None:
    ids = [ask(session, bob).id for _ in range(3)]
    first = jobs.search(session, bob, limit=2)
    assert [job.id for job in first.items] == [ids[2], ids[1]]
    rest = jobs.search(session, bob, before=first.next, limit=2)
    assert [job.id for job in rest.items] == [ids[0]]
    assert rest.next is None


def test_a_group_narrows_the_list_and_every_group_is_counted(
    session: Session, bob: Principal
) -> None:
    ask(session, bob)
    failed = ask(session, bob, status=JobStatus.FAILED, error="It broke.")
    ask(session, bob, status=JobStatus.SUCCEEDED)
    page = jobs.search(session, bob, "failed")
    assert [job.id for job in page.items] == [failed.id]
    assert page.counts == {"open": 1, "failed": 1, "done": 1}


def test_a_queued_job_is_cancelled_at_once(session: Session, bob: Principal) -> None:
    job = ask(session, bob)
    seen = jobs.cancel(session, bob, job.id)
    assert (seen.status, seen.ended, seen.stopping) == (JobStatus.CANCELLED, True, False)


def test_a_running_job_stops_at_its_next_step(session: Session, bob: Principal) -> None:
    job = ask(session, bob, status=JobStatus.RUNNING)
    seen = jobs.cancel(session, bob, job.id)
    assert (seen.status, seen.stopping) == (JobStatus.RUNNING, True)


def test_what_has_ended_cannot_be_cancelled(session: Session, bob: Principal) -> None:
    job = ask(session, bob, status=JobStatus.SUCCEEDED)
    with pytest.raises(Conflict):
        jobs.cancel(session, bob, job.id)


def test_a_failed_job_goes_back_to_the_queue_as_new(session: Session, bob: Principal) -> None:
    job = ask(session, bob, status=JobStatus.FAILED, error="It broke.", attempts=5, progress_done=3)
    seen = jobs.run_again(session, bob, job.id)
    assert (seen.status, seen.error, seen.attempts, seen.done) == (JobStatus.QUEUED, None, 0, 0)


def test_a_job_under_way_is_not_run_twice(session: Session, bob: Principal) -> None:
    job = ask(session, bob, status=JobStatus.RUNNING)
    with pytest.raises(Conflict):
        jobs.run_again(session, bob, job.id)


def test_a_job_whose_work_a_newer_one_does_is_not_run_again(
    session: Session, bob: Principal
) -> None:
    old = ask(session, bob, status=JobStatus.FAILED, unique_key="enrich:7")
    ask(session, bob, unique_key="enrich:7")
    with pytest.raises(Conflict, match="newer job"):
        jobs.run_again(session, bob, old.id)


def test_a_job_is_called_by_the_name_of_its_record(
    session: Session, bob: Principal, acme: Account, works_at
) -> None:
    job = ask(session, bob, subject=f"contact:{works_at(acme, 'Ann Lee')}")
    gone = ask(session, bob, subject="contact:4711")
    assert jobs.get(session, bob, job.id).title == "Enrich Ann Lee"
    assert [job.title for job in jobs.search(session, bob).items] == [
        "Enrich a contact",
        "Enrich Ann Lee",
    ]
    assert jobs.get(session, bob, gone.id).title == "Enrich a contact"


def test_at_a_glance_are_the_open_and_lately_failed_jobs_one_may_see(
    session: Session, alice: Principal, bob: Principal
) -> None:
    ask(session, alice)
    ask(session, bob)
    failed, old, _ = ask(session, bob), ask(session, bob), ask(session, bob)
    failed.status = old.status = JobStatus.FAILED
    old.created_at -= jobs.FAILED_WITHIN
    session.commit()
    glance = jobs.at_a_glance(session, bob)
    assert (glance.open, glance.failed) == (2, 1)
    assert [job.asked_by for job in glance.latest] == ["Bob"] * 4
    everything = jobs.at_a_glance(session, alice)
    assert (everything.open, len(everything.latest)) == (3, jobs.LATEST)
