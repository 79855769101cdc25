"""Two people press start over the same contacts at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import select

from yardflow import db
from yardflow.errors import Invalid
from yardflow.models import EnrichmentBulk, EnrichmentRun
from yardflow.services.access import Principal
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk.service import BulkSelection

pytestmark = pytest.mark.usefixtures("database")


def begin(who: Principal, contact_ids: list[int]) -> int:
    with db.session() as session:
        return bulk_service.start(session, who, BulkSelection(contact_ids=tuple(contact_ids))).id


def wait_until_one_waits() -> None:
    deadline = time.monotonic() + 20
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while time.monotonic() < deadline:
        with db.session() as session:
            if session.execute(waiting).scalar_one():
                return
        time.sleep(0.01)
    raise TimeoutError("nobody waits")


def test_who_comes_second_is_told_so_and_leaves_no_empty_bulk(sandbox, alice, bob, acme, works_at):
    crowd = [works_at(acme, f"Person{sign} Lee") for sign in "abcdef"]
    with ThreadPoolExecutor(1) as other:
        with db.session() as session:
            first = bulk_service.start(session, alice, BulkSelection(contact_ids=tuple(crowd))).id
            second = other.submit(begin, bob, crowd)
            wait_until_one_waits()
        with pytest.raises(Invalid, match="someone else just started"):
            second.result(20)
    with db.session() as session:
        assert session.exec(select(EnrichmentBulk.id)).all() == [first]
        runs = session.exec(select(EnrichmentRun)).all()
    assert {run.bulk_id for run in runs} == {first} and len(runs) == len(crowd)
