"""What enrichment came to is kept with each contact, whoever changes claims, runs or contacts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.fixtures.claims import claim, says, settled
from tests.fixtures.product import until
from tests.fixtures.records import company, contact
from yardflow import db
from yardflow.services.access import Principal
from yardflow.services.records import contacts
from yardflow.services.records.contact_query import ContactQuery

pytestmark = pytest.mark.usefixtures("database")
_REJECT = "UPDATE claim SET status = 'rejected', settled_at = now() WHERE id = {}"
_RUN = """
    INSERT INTO enrichment_run (contact_id, status, due_at, asked_at, input_tokens, output_tokens)
    VALUES ({}, '{}', now(), now(), 0, 0)
"""


def run_sql(statement: str) -> None:
    with db.session() as session:
        session.execute(text(statement))


def came_to(*contact_ids: int) -> list[list[str]]:
    """What each came to, which their attendees repeat."""
    with db.session() as session:
        for repeated, own in session.execute(
            text("SELECT a.enrichment, c.enrichment FROM attendee a JOIN contact c"
                 " ON c.id = a.contact_id")
        ):  # fmt: skip
            assert repeated == own
    return [contact(contact_id).enrichment for contact_id in contact_ids]


def test_it_follows_claims_of_the_person_and_of_the_company(
    session: Session, bob: Principal, acme, works_at, techexpo
):
    ann, max_ = works_at(acme, "Ann Lee"), works_at(acme, "Max Berg")
    assert came_to(ann, max_) == [["never"], ["never"]]
    settled(max_)
    assert came_to(ann, max_) == [["never"], ["nothing_found"]]
    settled(ann, says("industry", "Logistics", "0.95"), says("title", "COO", "0.60"))
    assert came_to(ann, max_) == [["filled_in", "needs_review"], ["filled_in"]]
    elsewhere = company(session, techexpo, "Birch")
    run_sql(f"UPDATE contact SET account_id = {elsewhere.id} WHERE id = {max_}")
    assert came_to(max_) == [["nothing_found"]]
    run_sql(f"UPDATE contact SET account_id = {acme.id} WHERE id = {max_}")
    assert came_to(max_) == [["filled_in"]]
    run_sql("UPDATE contact SET title = 'COO' WHERE first_name = 'Ann'")
    assert came_to(ann) == [["filled_in"]]
    run_sql("DELETE FROM claim")
    assert came_to(ann, max_) == [["nothing_found"], ["nothing_found"]]
    found = contacts.search(session, bob, ContactQuery(enrichment="nothing_found,failed"))
    assert [row.id for row in found.items] == [max_, ann]


def test_only_the_last_run_says_that_it_failed(acme, works_at):
    ann = works_at(acme, "Ann Lee")
    run_sql(_RUN.format(ann, "failed"))
    assert came_to(ann) == [["failed", "never"]]
    run_sql(_RUN.format(ann, "queued"))
    assert came_to(ann) == [["never"]]
    run_sql("UPDATE enrichment_run SET status = 'failed' WHERE status = 'queued'")
    assert came_to(ann) == [["failed", "never"]]
    run_sql("DELETE FROM enrichment_run")
    assert came_to(ann) == [["never"]]


def test_of_two_who_reject_at_the_same_moment_neither_misses_the_other(acme, works_at):
    """One the company's value and one the person's: together nothing is left."""
    ann = works_at(acme, "Ann Lee")
    settled(ann, says("industry", "Logistics", "0.95"), says("title", "COO", "0.95"))
    of_company, of_person = claim(account_id=acme.id).id, claim(ann, field="title").id
    with ThreadPoolExecutor(1) as others, db.session() as first:
        first.execute(text(_REJECT.format(of_company)))
        second = others.submit(run_sql, _REJECT.format(of_person))
        assert until(_someone_waits)
        first.commit()
        second.result(60)
    assert came_to(ann) == [["nothing_found"]]


def _someone_waits() -> bool:
    with db.session() as session:
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(session.execute(text(waits)).scalar_one())


def test_a_plan_that_was_made_without_claims_reads_few_of_them(session: Session, acme, work_at):
    people = work_at(acme, [f"Ann Lee{n}" for n in range(300)])
    ask = text("SELECT enrichment_of(id, account_id, true) FROM contact")
    read = text("SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'claim'")
    session.execute(text("DISCARD PLANS"))
    session.execute(ask).all()
    session.execute(
        text("""
        INSERT INTO enrichment_run (contact_id, status, due_at, asked_at, input_tokens,
            output_tokens) SELECT id, 'succeeded', now(), now(), 0, 0 FROM contact;
        INSERT INTO claim (run_id, contact_id, field, value, confidence, source, how, status,
            created_at, applied_at)
        SELECT id, contact_id, 'title', 'COO', 0.9, 'OpenAI', '', 'applied', now(), now()
        FROM enrichment_run
    """)
    )
    before = session.execute(read).scalar_one()
    assert session.execute(ask).scalars().all() == [["filled_in"]] * len(people)
    assert session.execute(read).scalar_one() - before < 5 * len(people)
