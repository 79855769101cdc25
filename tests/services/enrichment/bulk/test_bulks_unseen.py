"""A bulk of which the database has no figures yet, as right after the first large import."""

import time

import pytest
from sqlalchemy import text

from yardflow import clock, db
from yardflow.models import EnrichmentBulk, Trigger
from yardflow.services.enrichment.runs import store as run_store

pytestmark = pytest.mark.usefixtures("database")
MANY = 3_000
# What a planner chooses that takes the table for nearly empty.
MISLED = ("enable_hashagg", "enable_sort", "enable_hashjoin", "enable_mergejoin", "enable_material")
WITHOUT_INDEXES = ("enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan")


def test_a_slice_is_taken_at_once_however_the_database_is_misled(bob, techexpo):
    with db.session() as session:
        bulk = EnrichmentBulk(trigger=Trigger.BULK, label="Many", total=MANY, asked_by=bob.user_id)
        session.add(bulk)
        session.flush()
        session.execute(
            text("""
                INSERT INTO enrichment_run (bulk_id, event_id, trigger, status, forced, attempts,
                    input_tokens, output_tokens, asked_at, due_at, steps, cost_usd)
                SELECT :bulk, :event, 'bulk', 'queued', false, 0, 0, 0, :now, :now, '[]', 0
                FROM generate_series(1, :many)
            """),
            {"bulk": bulk.id, "event": techexpo.id, "now": clock.now(), "many": MANY},
        )
        bulk_id = int(bulk.id or 0)
    with db.session() as session:
        job = session.execute(
            text("""
                INSERT INTO job (kind, subject, status, payload, progress_done, attempts,
                    created_at, due_at)
                VALUES ('enrich_bulk', '', 'running', '{}', 0, 1, now(), now()) RETURNING id
            """)
        ).scalar_one()
        for name in (*MISLED, *WITHOUT_INDEXES):
            session.execute(text(f"SET LOCAL {name} = off"))
        began = time.monotonic()
        taken = run_store.start_due(session, bulk_id, job, 16)
        assert time.monotonic() - began < 1
    assert len(taken) == 16 and len({run.run_id for run in taken}) == 16
