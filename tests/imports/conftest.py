"""A list, a person's program to send it, and the work of the worker done here."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from yardflow import db, jobs
from yardflow.api.app import make
from yardflow.models import Event, Job, JobStatus
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.team import tokens

LIST = (
    "First name,Last name,Company,E-mail,Shoe size\n"
    "Ann,Lee,Acme Inc,ann.lee@acme.example,38\n"
    "Ben,Moss,Birch Logistics,ben at birch,44\n"
    "Cleo,Park,ACME,cleo@acme.example,41\n"
)
WORK = {"run_import": imports.run, "undo_import": imports.undo}


@pytest.fixture
def calls(session: Session) -> Callable[..., TestClient]:
    """``calls(bob)`` is Bob's program, with a token that reads and writes."""

    def program(who: Principal, scopes: tuple[str, ...] = ("read", "write")) -> TestClient:
        secret = tokens.create(session, who, "Test", list(scopes), None).secret
        session.commit()
        headers = {"Authorization": f"Bearer {secret}"}
        return TestClient(make(), headers=headers, raise_server_exceptions=False)

    return program


def send(
    client: TestClient,
    event: Event,
    content: str | bytes = LIST,
    filename: str = "people.csv",
    fields: dict[str, str] | None = None,
    **more: Any,
):
    """Posts a list of contacts as a program would."""
    told = {"kind": "contacts", "eventId": str(event.id), **(fields or {})}
    return client.post("/api/imports", data=told, files={"file": (filename, content)}, **more)


def work() -> None:
    """Does the jobs of imports that wait."""
    with db.session() as session:
        waiting = session.exec(
            select(Job).where(Job.status == JobStatus.QUEUED).order_by(Job.id)
        ).all()
    for job in waiting:
        jobs.perform(job.id or 0, WORK[job.kind])
