"""Sending a template to oneself before contacts get it."""

import asyncio
from typing import Any

import reflex as rx

from yardflow.errors import Unavailable, YardFlowError
from yardflow.models import JobStatus
from yardflow.models.job import OPEN
from yardflow.services.operations import jobs
from yardflow.services.records.values import fields
from yardflow.services.sequences import test_emails
from yardflow.services.sequences.senders import views as senders
from yardflow.services.sequences.senders.views import SenderQuery
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 0.5
_MOST_SENDERS = 200


class TestEmailState(Workplace):
    """The dialog that sends a test email, and what comes of it. ``busy``: its job is not done."""

    is_open: bool = False
    busy: bool = False
    error: str = ""
    senders: list[tuple[str, str]] = []

    @rx.event
    async def ask(self):
        """Opens the dialog with the senders there are."""
        with self._errors_shown():
            page = await self._run(senders.search, SenderQuery(limit=_MOST_SENDERS))
            self.senders = [(str(row.id), f"{row.name}, {row.address}") for row in page.items]
            self.is_open, self.busy, self.error = True, False, ""

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog; what is on its way goes out."""
        if not open:
            self.is_open = self.busy = False

    @rx.event
    async def send(self, form: dict[str, Any]):
        """Sends the template that the form names."""
        contact = form.get("contact") or None
        try:
            test_email = await self._run(
                test_emails.ask,
                fields.key(form.get("template")),
                fields.key(form.get("sender")),
                None if contact is None else fields.key(contact),
            )
        except (YardFlowError, ValueError) as problem:
            self.error = str(problem)
            return None
        self.error, self.busy = "", True
        follow: Any = TestEmailState.follow
        return follow(test_email.job_id, test_email.address)

    @rx.event(background=True, supersedes=True)
    async def follow(self, job_id: int, address: str):
        """Says how it ends while the dialog is open; after that the jobs in the header do."""
        while True:
            async with self:
                if not self.busy:
                    return
                try:
                    job = await self._run(jobs.get, int(job_id))
                except Unavailable:
                    job = None
                except YardFlowError as problem:
                    self.error, self.busy = problem.message, False
                    return
                if job is not None and job.status not in OPEN:
                    self.busy, self.error = False, job.error or ""
                    if job.status == JobStatus.SUCCEEDED:
                        self.is_open = False
                        self._say(f"Test sent to {str(address)[:320]}")
                    return
            await asyncio.sleep(LOOK_AGAIN_S)
