"""All or nothing: whatever happens in the middle, the records are as before, or done."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.workers import killed_where_it_hangs
from yardflow import clock, db, jobs
from yardflow.models import AuditEntry, EnrichmentBulk, ImportStatus, Job, JobStatus
from yardflow.services import imports
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.imports.execution import outcomes
from yardflow.services.operations import jobs as job_service

pytestmark = pytest.mark.usefixtures("database")

LIST = "Name,Company,E-mail\n" + "".join(
    f"Ann{n} Lee,Acme {n % 7},ann{n}@acme.example\n" for n in range(50)
)


def test_the_jobs_result_and_the_import_say_the_same(desk):
    view = desk.bring(LIST)
    job = desk.job(view.job_id)
    assert job.status == JobStatus.SUCCEEDED and job.result["created"] == 50
    assert view.status == ImportStatus.DONE and view.counts["created"] == 50
    assert job.progress_total == 50 and view.finished_at is not None


def test_an_import_says_that_it_waits_until_a_worker_takes_it(desk):
    view = desk.upload(LIST)
    desk.start(view)
    assert desk.look(view).status == ImportStatus.RUNNING and desk.look(view).under_way


def test_a_defect_near_the_end_leaves_nothing_behind(desk, monkeypatch):
    def stumbles(*args, **kwargs):
        raise RuntimeError("a defect")

    view = desk.upload(LIST)
    job_id = desk.start(view)
    monkeypatch.setattr(outcomes, "write", stumbles)
    jobs.perform(job_id, imports.run)
    assert desk.contacts() == desk.accounts() == []
    monkeypatch.undo()
    with clock.at(clock.now() + timedelta(minutes=5)):
        jobs.perform(job_id, imports.run)
    assert len(desk.contacts()) == 50 and desk.look(view).status == ImportStatus.DONE


def test_progress_is_seen_while_it_runs_and_the_contacts_only_at_the_end(desk, monkeypatch):
    seen: list[tuple[int, int]] = []
    write = outcomes.write

    def watch(*args, **kwargs):
        now = desk.look(view)
        seen.append((now.done, len(desk.contacts())))
        return write(*args, **kwargs)

    view = desk.upload(LIST)
    monkeypatch.setattr(outcomes, "write", watch)
    desk.run(view)
    assert seen == [(47, 0)] and len(desk.contacts()) == 50


@pytest.mark.slow
def test_a_cancelled_import_is_a_draft_again(desk, bob):
    view = desk.upload(LIST)
    job_id = desk.start(view)
    with db.session() as other:
        job_service.cancel(other, bob, job_id)
    jobs.perform(job_id, imports.run)
    assert desk.look(view).status == ImportStatus.DRAFT and desk.contacts() == []
    assert desk.run(desk.look(view)).counts["created"] == 50


def test_a_failed_import_says_why_and_can_be_run_again(desk, session, bob):
    view = desk.upload(LIST)
    job_id = desk.start(view)
    session.execute(text("UPDATE app_user SET removed_at = now() WHERE name = 'Bob'"))
    session.commit()
    jobs.perform(job_id, imports.run)
    failed = desk.look(view)
    assert failed.status == ImportStatus.FAILED and "no longer on the team" in (failed.error or "")
    session.execute(text("UPDATE app_user SET removed_at = NULL"))
    session.commit()
    assert desk.run(failed).status == ImportStatus.DONE


@pytest.mark.slow
def test_an_old_job_does_not_run_what_a_newer_one_did(desk, session, bob):
    view = desk.upload(LIST)
    old = desk.start(view)
    job_service.cancel(session, bob, old)
    session.commit()
    desk.run(desk.look(view))
    job_service.run_again(session, bob, old)
    session.commit()
    jobs.perform(old, imports.run)
    assert desk.job(old).status == JobStatus.FAILED and len(desk.contacts()) == 50


@pytest.mark.slow
def test_two_imports_of_one_list_at_once_make_no_duplicates(desk):
    views = [desk.upload(LIST) for _ in range(3)]
    ids = [desk.start(view) for view in views]
    threads = [threading.Thread(target=jobs.perform, args=(job_id, imports.run)) for job_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(desk.contacts()) == 50 and len(desk.accounts()) == 7
    counts = sorted(desk.look(view).counts.get("created", 0) for view in views)
    assert counts == [0, 0, 50]
    assert {desk.look(view).status for view in views} == {ImportStatus.DONE}


@pytest.mark.slow
def test_somebody_who_adds_the_same_person_meanwhile_only_delays_it(
    desk, session, bob, monkeypatch
):
    from yardflow.services.imports.execution import contact_upsert

    add = contact_upsert.add

    def overtaken(*args, **kwargs):
        monkeypatch.setattr(contact_upsert, "add", add)
        with db.session() as other:
            other.execute(
                text(
                    "INSERT INTO account (name, name_key, website, industry, size,"
                    " headquarters, created_at, updated_at)"
                    " VALUES ('X', 'x', '', '', '', '', now(), now())"
                ),
            )
            other.execute(
                text(
                    "INSERT INTO contact (account_id, first_name, last_name, name_key,"
                    " title, email, email_status, phone, linkedin_url, country,"
                    " created_at, updated_at) SELECT id, 'Ann3', '', 'ann3', '',"
                    " 'ann3@acme.example', 'given', '', '', '', now(), now() FROM account"
                    " WHERE name = 'X'"
                )
            )
        return add(*args, **kwargs)

    view = desk.upload(LIST)
    job_id = desk.start(view)
    monkeypatch.setattr(contact_upsert, "add", overtaken)
    jobs.perform(job_id, imports.run)
    assert desk.job(job_id).status == JobStatus.QUEUED and len(desk.contacts()) == 1
    with clock.at(clock.now() + timedelta(minutes=5)):
        jobs.perform(job_id, imports.run)
    assert desk.look(view).counts["created"] == 49 and len(desk.contacts()) == 50


WORKER = """
from yardflow import jobs
from yardflow.services import imports
from yardflow.services.imports.execution import outcomes
def hangs(*args, **kwargs):
    hang()
outcomes.write = hangs
jobs.perform(job_id, imports.run)
"""


@pytest.mark.heavy
def test_kill_9_in_the_middle_and_another_worker_does_it_once(desk):
    view = desk.upload(LIST)
    job_id = desk.start(view)
    killed_where_it_hangs(WORKER, job_id=job_id)
    assert desk.contacts() == []
    with clock.at(clock.now() + timedelta(minutes=2)):
        with db.session() as session:
            jobs.sweep(session)
        jobs.perform(job_id, imports.run)
    assert len(desk.contacts()) == 50 and desk.look(view).status == ImportStatus.DONE
    assert desk.job(job_id).attempts == 2


@pytest.mark.slow
def test_who_imported_and_who_undid_stands_in_the_audit_log(desk, session):
    desk.undo(desk.bring(LIST))
    said = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert said == [
        "import.uploaded",
        "import.started",
        "import.finished",
        "import.undo_started",
        "import.undone",
    ]


def test_the_job_carries_no_personal_data(desk, session):
    desk.bring(LIST)
    rows = [(job.payload, job.result, job.note, job.subject) for job in session.query(Job)]
    assert "ann" not in str(rows).lower()


@pytest.mark.slow
@pytest.mark.parametrize("switched_on", [True, False])
def test_who_a_list_adds_is_enriched_where_an_admin_wants_it(desk, session, alice, switched_on):
    triggers = ["imported"] if switched_on else []
    enrichment_settings.save(session, alice, None, {"triggers": triggers})
    session.commit()
    view = desk.bring("First name,Last name,Company\nAnn,Lee,Acme\nBen,Moss,Birch\n")
    desk.bring("First name,Last name,Company,Title\nAnn,Lee,Acme,COO\n")  # adds nobody
    started = session.exec(select(EnrichmentBulk)).all()
    assert [(job.label, job.total) for job in started] == (
        [(f"Imported from {view.filename}", 2)] if switched_on else []
    )


def test_rows_that_were_staged_when_records_had_other_fields_are_staged_again(desk):
    view = desk.upload(LIST)
    with db.session() as session:
        session.execute(text("UPDATE import_row SET cleaned = cleaned[2:]"))
    jobs.perform(desk.start(view), imports.run)
    assert desk.look(view).counts["created"] == 50
    assert {account.name for account in desk.accounts()} == {f"Acme {n}" for n in range(7)}
