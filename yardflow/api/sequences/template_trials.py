"""Trying a template out over HTTP before it is published."""

from datetime import datetime

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Id, Sent, with_fields_of
from yardflow.services.sequences import test_emails
from yardflow.services.sequences.templates import links

router = APIRouter(prefix="/api/templates", tags=["templates"])


class TestEmailIn(Sent):
    """The sender of the test email, and the contact that it shows; without `contactId` it has
    sample values."""

    sender_id: Id
    contact_id: Id | None = None


class TestEmailOut(Api):
    """A test email on its way to your own address. Poll the job `jobId` until it ends; its `error`
    says why SendGrid refused it."""

    job_id: int
    address: str


@router.post("/{template_id:int}/test", status_code=202)
async def send_test_email(template_id: Key, body: TestEmailIn, principal: SignedIn) -> TestEmailOut:
    """Sends the saved version of a template to your own email address, marked as a test. It counts
    nowhere, and its unsubscribe link does nothing. At most five a minute.

    The answer is 409 if the contact lacks a value that the email needs.
    """
    test_email = await db.run(
        test_emails.ask, principal, template_id, body.sender_id, body.contact_id
    )
    return TestEmailOut.model_validate(test_email)


@with_fields_of(links.Link)
class LinkOut(Api):
    """A link of a template, with sample values in it. `moved`: it leads to the page `leadsTo`;
    `gone`: its page or website is not there; `not_checked`: no one knows, and `reason` says why."""


class LinksOut(Api):
    """The links of the saved version. `checkedAt` is when they were checked last, null if never;
    `checking`: a background job is at it."""

    links: list[LinkOut]
    checked_at: datetime | None
    checking: bool


class LinkCheckOut(Api):
    """The background job that checks links."""

    job_id: int


@router.get("/{template_id:int}/links")
async def list_template_links(template_id: Key, principal: SignedIn) -> LinksOut:
    """Lists the links of a template, except the one to unsubscribe, and what the last check says of
    each."""
    return LinksOut.model_validate(await db.run(links.report, principal, template_id))


@router.post("/{template_id:int}/links/check", status_code=202)
async def check_template_links(template_id: Key, principal: SignedIn) -> LinkCheckOut:
    """Checks the first 50 links of a template in the background, at public addresses alone. Poll
    its links until `checking` is false. At most five times a minute."""
    return LinkCheckOut(job_id=await db.run(links.check, principal, template_id))
