"""SendGrid's dynamic templates over HTTP: imported, compared with ours, and updated."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from yardflow import db
from yardflow.api.deps import Admin, SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Failure, Id, Sent
from yardflow.api.sequences.templates import TemplateOut
from yardflow.services.sequences.templates import sendgrid_link
from yardflow.services.sequences.templates.sendgrid_link import MOST_NAMES
from yardflow.services.sequences.templates.twins import Seen, Standing

router = APIRouter(prefix="/api/templates", tags=["templates"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    502: {"model": Failure, "description": "SendGrid refused"}
}
SendGridId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,60}$", max_length=60)]
VersionName = Annotated[str, Field(max_length=60)]


class OfferOut(Api):
    """A dynamic template in SendGrid. `templateId` is the template it is linked to here."""

    id: str
    name: str
    subject: str
    updated_at: str
    template_id: int | None


Names = Annotated[
    dict[
        Annotated[str, Field(max_length=100)],
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$|^$", max_length=100)],
    ],
    Field(max_length=MOST_NAMES),
]


class ImportIn(Sent):
    """Which dynamic template. `names` says which variable here each of its names is, or an empty
    text to omit it; usual names such as `first_name` are known."""

    sendgrid_id: SendGridId
    names: Names = Field(default_factory=dict)


class NamesIn(Sent):
    """Which variable here each name in the dynamic template is, or an empty text to omit it."""

    names: Names


class SeenIn(Sent):
    """The version in SendGrid that you saw, from `seen` of the comparison."""

    version_id: VersionName
    updated_at: VersionName


class PushIn(Sent):
    """`seen` is omitted for a template that isn't linked yet."""

    seen: SeenIn | None = None


class PullIn(Sent):
    """`version` is that of the template you saw."""

    seen: SeenIn
    version: Id | None = None


class SeenOut(Api):
    """A version in SendGrid."""

    version_id: str
    updated_at: str


class DifferenceOut(Api):
    """A part that differs: `here` is ours, `there` is SendGrid's, in our language if possible."""

    part: str
    here: str
    there: str


class ComparisonOut(Api):
    """A template beside the one in SendGrid. `notHere` says what keeps theirs from being imported,
    `notThere` what keeps ours from being sent to SendGrid. `unnamed` are the names in theirs that
    are no variables here yet."""

    sendgrid_id: str
    standing: Standing
    seen: SeenOut
    differences: list[DifferenceOut]
    not_here: list[str]
    not_there: list[str]
    unnamed: list[str]


@router.get("/sendgrid", responses=_REFUSED)
async def list_sendgrid_templates(principal: SignedIn) -> list[OfferOut]:
    """Lists the dynamic templates in SendGrid, and which of them are linked to a template."""
    rows = await db.run(sendgrid_link.offers, principal)
    return [OfferOut(**asdict(offer), template_id=template_id) for offer, template_id in rows]


@router.post("/sendgrid", status_code=201, responses=_REFUSED)
async def import_sendgrid_template(body: ImportIn, principal: SignedIn) -> TemplateOut:
    """Imports the active version of a dynamic template as a template that is linked to it. What
    can't be translated is named, and then nothing is imported."""
    row = await db.run(sendgrid_link.take_in, principal, body.sendgrid_id, body.names)
    return TemplateOut.model_validate(row)


@router.get("/{template_id:int}/sendgrid", responses=_REFUSED)
async def compare_with_sendgrid(template_id: Key, principal: SignedIn) -> ComparisonOut:
    """Compares a template with the one in SendGrid that it is linked to."""
    compared = await db.run(sendgrid_link.compare, principal, template_id)
    return ComparisonOut.model_validate(compared)


@router.post("/{template_id:int}/sendgrid/names", status_code=204)
async def name_sendgrid_variables(template_id: Key, body: NamesIn, principal: SignedIn) -> Response:
    """Says which variables the names in SendGrid's template are. What was said of others still
    holds."""
    await db.run(sendgrid_link.name, principal, template_id, body.names)
    return Response(status_code=204)


@router.post("/{template_id:int}/sendgrid/pull", responses=_REFUSED)
async def import_from_sendgrid(template_id: Key, body: PullIn, principal: SignedIn) -> TemplateOut:
    """Makes what SendGrid has the latest version here. The answer is 409 if either changed since
    you saw it."""
    seen = Seen(body.seen.version_id, body.seen.updated_at)
    row = await db.run(sendgrid_link.pull, principal, template_id, seen, body.version)
    return TemplateOut.model_validate(row)


@router.post("/{template_id:int}/sendgrid/push", responses=_REFUSED)
async def update_sendgrid(template_id: Key, body: PushIn, principal: Admin) -> TemplateOut:
    """Adds the saved version to SendGrid and makes it the active one there; older versions stay.
    The answer is 409 if SendGrid's changed since you saw it. ADMIN only."""
    seen = Seen(body.seen.version_id, body.seen.updated_at) if body.seen else None
    row = await db.run(sendgrid_link.push, principal, template_id, seen)
    return TemplateOut.model_validate(row)


@router.delete("/{template_id:int}/sendgrid", status_code=204)
async def unlink_from_sendgrid(template_id: Key, principal: SignedIn) -> Response:
    """Removes the link; both templates stay as they are."""
    await db.run(sendgrid_link.unlink, principal, template_id)
    return Response(status_code=204)
