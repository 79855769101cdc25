"""How many files one Enrich Now runs through, for whoever follows a press to its end."""

import asyncio
import inspect
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlmodel import Session, select

import yardflow
from tests.fixtures.state_tab import call, tab
from yardflow import db, jobs
from yardflow.models import Job, JobStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.runs import pipeline
from yardflow.state.enrichment.enrich_now import EnrichNow

pytestmark = pytest.mark.usefixtures("database")
MOST_FILES = 30
ROOT = Path(yardflow.__file__).parent.parent


@contextmanager
def files_called() -> Iterator[set[str]]:
    """The product's files of which a function is called meanwhile, here and in new threads."""
    files: set[str] = set()
    roots = (f"{ROOT}/yardflow/", f"{ROOT}/actors/")

    def see(frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        is_function = code.co_flags & inspect.CO_OPTIMIZED and not code.co_name.startswith("<")
        if event == "call" and is_function and code.co_filename.startswith(roots):
            files.add(code.co_filename.removeprefix(f"{ROOT}/"))

    threading.setprofile(see)
    sys.setprofile(see)
    try:
        yield files
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


async def test_one_enrich_now_runs_through_few_files_of_enrichment(
    sandbox, session: Session, bob: Principal, acme, works_at, staff
):
    """Of the feature's own: state, services and actor. What every request, job or record passes
    (sign-in, queue, clock, ICP), and the clients of the outside services, are not counted.
    """
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichNow, "/contacts/1/")
    with files_called() as files:
        await call(page, EnrichNow.press, zoe)
        job_id = session.exec(select(Job.id)).one()
        await asyncio.to_thread(jobs.perform, job_id, pipeline.enrich)
        await call(page, EnrichNow.watch, [zoe])
    with db.session() as stored:
        assert stored.get_one(Job, job_id).status == JobStatus.SUCCEEDED
    assert page.shown[str(zoe)].progress == "filled_in"
    own = sorted(file for file in files if "/enrichment/" in file)
    assert "yardflow/services/enrichment/runs/commit.py" in own
    assert len(own) <= MOST_FILES, own
