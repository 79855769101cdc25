"""Email templates over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Changed, Key, ListQuery, RecordIn
from yardflow.api.schema import Api, Flag, Id, Listed, Many, OneOf, Sent, Takes, with_fields_of
from yardflow.api.sequences.attachments import AttachmentOut
from yardflow.services.records.lists.parts import sorts
from yardflow.services.sequences.templates import attachment_files, library, preview, rows
from yardflow.services.sequences.templates.library import CLEANERS
from yardflow.services.sequences.templates.rows import TemplateQuery

router = APIRouter(prefix="/api/templates", tags=["templates"])

Name = Annotated[str, Takes(CLEANERS["name"])]
Subject = Annotated[str, Takes(CLEANERS["subject"])]
Preheader = Annotated[str, Takes(CLEANERS["preheader"])]
Html = Annotated[str, Takes(CLEANERS["html"])]
Text = Annotated[str, Takes(CLEANERS["text"])]


class TemplateSummary(Api):
    """A template. `number` is the version that was saved last, `versionId` its id."""

    id: int
    version: int
    name: str
    version_id: int
    number: int
    subject: str
    preheader: str
    author: str
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class TemplateOut(TemplateSummary):
    """A template with its two bodies; of an empty one the other is made when it is sent."""

    html: str
    text: str
    attachments: list[AttachmentOut]


class AttachmentIn(Sent):
    """A file that was uploaded to `/api/attachments`, and what it is called in the email. Its type
    follows from the end of `name`."""

    id: Id
    name: Annotated[
        str,
        Field(max_length=attachment_files.LONGEST_NAME, pattern=attachment_files.NAME_PATTERN),
    ]


class TemplateParts(RecordIn):
    """The parts of a template, in Liquid: `{{ contact.first_name | default: "there" }}`,
    `{% if %}`, `{% unless %}`, `{% snippet "name" %}` and
    `{% variant %}…{% or %}…{% endvariant %}`. A part that can't be rendered is refused, with its
    line."""

    subject: Subject = ""
    preheader: Preheader = ""
    html: Html = ""
    text: Text = ""
    attachments: Annotated[
        Many[AttachmentIn], Field(max_length=attachment_files.MOST, default_factory=list)
    ]


class TemplateIn(TemplateParts):
    """A new template."""

    name: Name


class TemplateChange(TemplateParts, Changed):
    """A change to a template. Omitted parts stay as they are; what changes one is a new version."""

    name: Name = Field(default_factory=str)


class TemplatesQuery(ListQuery):
    """Which templates. `q` is part of a name or subject. `sort` is `name` or `updatedAt`; put `-`
    in front for descending order."""

    q: Annotated[str, Field(max_length=200)] = ""
    archived: Flag = False
    sort: Annotated[str, OneOf(sorts(rows.SORTS))] = "-updatedAt"


@with_fields_of(library.VersionRow)
class VersionOut(Api):
    """A version of a template. `current`: it was saved last."""


class Restored(Sent):
    """Which version is to be the latest again. `version` is that of the template you saw."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    version: Id | None = None


class PreviewIn(Sent):
    """Who would get it; without `contactId` a sample."""

    contact_id: Id | None = None


class PreviewOut(Api):
    """An email as the contact would get it. `missing` are the variables that it needs and that are
    empty: it would wait. `size` is that of `html` in bytes."""

    contact_id: int | None
    subject: str
    preheader: str
    html: str
    text: str
    links: list[str]
    missing: list[str]
    size: int


class ProblemOut(Api):
    """What is wrong with a template. `line` is 0 for all of the part; unless it `blocks`, the
    template can be published all the same."""

    part: str
    line: int
    text: str
    blocks: bool


@router.get("")
async def list_templates(
    principal: SignedIn, query: Annotated[TemplatesQuery, Query()]
) -> Listed[TemplateSummary]:
    """Lists templates, those that changed last first."""
    page = await db.run(rows.search, principal, TemplateQuery(**query.parameters()))
    summaries = [TemplateSummary.model_validate(row) for row in page.items]
    return Listed(items=summaries, total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_template(body: TemplateIn, principal: SignedIn) -> TemplateOut:
    """Adds a template."""
    return TemplateOut.model_validate(await db.run(library.create, principal, body.sent()))


@router.get("/{template_id:int}")
async def get_template(template_id: Key, principal: SignedIn) -> TemplateOut:
    """Returns a template."""
    return TemplateOut.model_validate(await db.run(rows.get, principal, template_id))


@router.patch("/{template_id:int}")
async def update_template(
    template_id: Key, body: TemplateChange, principal: SignedIn
) -> TemplateOut:
    """Updates the parts in the body, as a new version."""
    row = await db.run(library.update, principal, template_id, body.version, body.sent())
    return TemplateOut.model_validate(row)


@router.post("/{template_id:int}/clone", status_code=201)
async def clone_template(template_id: Key, principal: SignedIn) -> TemplateOut:
    """Adds a copy of a template."""
    return TemplateOut.model_validate(await db.run(library.clone, principal, template_id))


@router.post("/{template_id:int}/archive")
async def archive_template(template_id: Key, principal: SignedIn) -> TemplateOut:
    """Archives a template; sequences that use it continue."""
    return TemplateOut.model_validate(await db.run(library.archive, principal, template_id))


@router.post("/{template_id:int}/unarchive")
async def unarchive_template(template_id: Key, principal: SignedIn) -> TemplateOut:
    """Puts an archived template back in the list."""
    row = await db.run(library.archive, principal, template_id, archived=False)
    return TemplateOut.model_validate(row)


@router.get("/{template_id:int}/versions")
async def list_template_versions(template_id: Key, principal: SignedIn) -> list[VersionOut]:
    """Lists the last 200 versions of a template, latest first."""
    versions = await db.run(library.versions, principal, template_id)
    return [VersionOut.model_validate(row) for row in versions]


@router.post("/{template_id:int}/restore")
async def restore_template_version(
    template_id: Key, body: Restored, principal: SignedIn
) -> TemplateOut:
    """Makes an earlier version the latest again, as a new version."""
    row = await db.run(library.restore, principal, template_id, body.number, body.version)
    return TemplateOut.model_validate(row)


@router.get("/{template_id:int}/problems")
async def list_template_problems(template_id: Key, principal: SignedIn) -> list[ProblemOut]:
    """Lists what keeps a template from being published, and its dead links, which don't."""
    problems = await db.run(preview.checked, principal, template_id)
    return [ProblemOut.model_validate(problem) for problem in problems]


@router.post("/{template_id:int}/preview")
async def preview_template(template_id: Key, body: PreviewIn, principal: SignedIn) -> PreviewOut:
    """Renders a template as a contact would get it at your active event."""
    shown = await db.run(preview.preview, principal, template_id, body.contact_id)
    email = shown.email
    return PreviewOut(
        contact_id=shown.contact_id,
        subject=email.subject,
        preheader=email.preheader,
        html=email.html,
        text=email.text,
        links=list(email.links),
        missing=list(email.missing),
        size=email.size,
    )
