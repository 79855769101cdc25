"""Acme with its people, and the sandbox as a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from yardflow import config, db, jobs
from yardflow.models import Account, Contact, EmailStatus, Event, Job
from yardflow.services import enrichment
from yardflow.services.access import Principal
from yardflow.services.enrichment.runs import job as run_job
from yardflow.services.records import normalize

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sandbox:
    """The sandbox, and what tests do to it."""

    url: str

    def fail(self, fault: str, provider: str = "openai", **how: Any) -> None:
        """The next request (or the next ``times``) goes wrong like this."""
        body = {"provider": provider, "fault": fault, **how}
        httpx.post(f"{self.url}/control", json=body).raise_for_status()

    def set_forward(self, seconds: float) -> None:
        """The sandbox's clock is so many seconds ahead from now on."""
        body = {"ahead": seconds}
        httpx.put(f"{self.url}/control/clock", json=body).raise_for_status()

    def put_website(self, domain: str, html: str | None = None, robots: str | None = None) -> None:
        """From now on the domain shows this; without ``html`` nothing."""
        body = {"html": html, "robots": robots}
        httpx.put(f"{self.url}/control/websites/{domain}", json=body).raise_for_status()

    def received(self, provider: str = "openai") -> list[dict]:
        """What came in, the latest first."""
        return httpx.get(f"{self.url}/received", params={"provider": provider}).json()["items"]


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[str]:
    """``python -m yardflow.sandbox``, answering."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "yardflow.sandbox", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        assert process.poll() is None, "the sandbox ended at its start"
        assert time.monotonic() < deadline, "the sandbox does not answer"
        try:
            httpx.get(f"{url}/ping").raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.05)


@pytest.fixture
def sandbox(sandbox_process: str, set_up: Callable[..., None]) -> Sandbox:
    """An obedient sandbox with an empty memory, behind all the providers."""
    httpx.delete(f"{sandbox_process}/control")
    httpx.delete(f"{sandbox_process}/received")
    set_up(
        OPENAI_API_KEY="sandbox",
        OPENAI_BASE_URL=f"{sandbox_process}/openai/v1",
        HUBSPOT_ACCESS_TOKEN="sandbox",
        HUBSPOT_BASE_URL=f"{sandbox_process}/hubspot",
        SENDGRID_API_KEY="sandbox",
        SENDGRID_BASE_URL=f"{sandbox_process}/sendgrid",
        WEBSITE_BASE_URL=f"{sandbox_process}/websites",
    )
    return Sandbox(sandbox_process)


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``set_up(OPENAI_API_KEY="x", OPENAI_BASE_URL=None)``: other settings, for one test."""

    def change(**values: str | None) -> None:
        for name, value in values.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        config.settings.cache_clear()

    yield change
    monkeypatch.undo()
    config.settings.cache_clear()


@pytest.fixture
def acme(session: Session, techexpo: Event) -> Account:
    """An account with a domain."""
    return company(session, techexpo, "Acme", domain="acme.com")


def company(session: Session, event: Event, name: str, **fields: Any) -> Account:
    """An account, straight into the table."""
    account = Account(event_id=event.id, name=name, name_key=normalize.company_key(name), **fields)
    session.add(account)
    session.commit()
    return account


@pytest.fixture
def works_at(session: Session) -> Callable[..., int]:
    """``works_at(acme, "Ann Lee", email="ann.lee@acme.com")`` gives the id of a new contact."""

    def put(account: Account, name: str, **fields: Any) -> int:
        first, last = normalize.split_name(name)
        if fields.get("email"):
            fields.setdefault("email_status", EmailStatus.GIVEN)
        contact = Contact(
            account_id=account.id,
            event_id=account.event_id,
            first_name=first,
            last_name=last,
            name_key=normalize.name_key(name),
            **fields,
        )
        session.add(contact)
        session.commit()
        return int(contact.id or 0)

    return put


@pytest.fixture
def staff(acme: Account, works_at: Callable[..., int]) -> list[int]:
    """Four colleagues at Acme whose addresses follow first.last."""
    names = ("Ada Byron", "Alan Kay", "Grace Hopper", "Linus Berg")
    return [
        works_at(acme, name, email=f"{name.lower().replace(' ', '.')}@acme.com") for name in names
    ]


def press(principal: Principal, contact_id: int) -> int:
    """Presses Enrich Now; the id of the job."""
    with db.session() as session:
        return int(enrichment.request(session, principal, contact_id).id or 0)


def work(job_id: int) -> Job:
    """Does the job as a worker would, and reads it back."""
    jobs.perform(job_id, run_job.enrich)
    with db.session() as session:
        return session.get_one(Job, job_id)


def enriched(principal: Principal, contact_id: int) -> Job:
    """Presses the button and waits for the end."""
    return work(press(principal, contact_id))


def contact(contact_id: int) -> Contact:
    """The contact as it stands now."""
    with db.session() as session:
        return session.get_one(Contact, contact_id)
