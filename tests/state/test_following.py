"""What follows something goes on once the database answers again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from sqlmodel import Session

from tests.conftest import no_database
from tests.fixtures.state_tab import call, tab
from yardflow import jobs as queue
from yardflow.services.access import Principal
from yardflow.state import dashboard, jobs, jobs_tray
from yardflow.state.dashboard import DashboardState
from yardflow.state.enrichment import bulks
from yardflow.state.enrichment.bulks import BulksState
from yardflow.state.jobs import JobsState
from yardflow.state.jobs_tray import JobsTray

LOOPS = [
    (dashboard, DashboardState, "/", "jobs_open"),
    (jobs, JobsState, "/jobs/", "open_count"),
    (jobs_tray, JobsTray, "/events/", "open_count"),
    (bulks, BulksState, "/enrichment/", "loaded"),
]


@asynccontextmanager
async def following(loop: Any) -> AsyncIterator[asyncio.Task]:
    task = asyncio.create_task(loop)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(("module", "kind", "path", "shown"), LOOPS)
async def test_a_page_that_follows_goes_on_when_the_database_is_back(
    session: Session, bob: Principal, techexpo, monkeypatch, caplog, module, kind, path, shown
) -> None:
    for pause in ("WHILE_OPEN_S", "WHILE_QUIET_S"):
        monkeypatch.setattr(module, pause, 0.01)
    page = tab(session, bob, kind, path)
    async with following(call(page, kind.follow)) as task:
        with no_database():
            async with asyncio.timeout(20):
                while "the database does not answer" not in caplog.text:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
        assert not task.done()
        queue.enqueue(session, "run_import", subject="import:3", asked_by=bob.user_id)
        session.commit()
        async with asyncio.timeout(20):
            while not getattr(page, shown) or getattr(page, "problem", ""):
                await asyncio.sleep(0.01)
