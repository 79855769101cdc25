"""Snippets of email templates over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Changed, Key, RecordIn, Version
from yardflow.api.schema import Api, Takes, with_fields_of
from yardflow.services.sequences.templates import snippets
from yardflow.services.sequences.templates.snippets import CLEANERS

router = APIRouter(prefix="/api/snippets", tags=["templates"])

Name = Annotated[str, Takes(CLEANERS["name"])]


@with_fields_of(snippets.SnippetRow)
class SnippetOut(Api):
    """A piece of text that templates share, used as `{% snippet "name" %}`."""


class SnippetForms(RecordIn):
    """The two forms of a snippet; of an empty one the other is made when an email is sent."""

    html: Annotated[str, Takes(CLEANERS["html"])] = ""
    text: Annotated[str, Takes(CLEANERS["text"])] = ""


class SnippetIn(SnippetForms):
    """A new snippet."""

    name: Name


class SnippetChange(SnippetForms, Changed):
    """A change to a snippet, which shows in every template that has it. Omitted fields stay as they
    are."""

    name: Name = Field(default_factory=str)


@router.get("")
async def list_snippets(principal: SignedIn) -> list[SnippetOut]:
    """Lists all snippets, by name."""
    rows = await db.run(snippets.every, principal)
    return [SnippetOut.model_validate(row) for row in rows]


@router.post("", status_code=201)
async def add_snippet(body: SnippetIn, principal: SignedIn) -> SnippetOut:
    """Adds a snippet."""
    return SnippetOut.model_validate(await db.run(snippets.create, principal, body.sent()))


@router.patch("/{snippet_id:int}")
async def update_snippet(snippet_id: Key, body: SnippetChange, principal: SignedIn) -> SnippetOut:
    """Updates the fields in the body, in every template that has the snippet."""
    row = await db.run(snippets.update, principal, snippet_id, body.version, body.sent())
    return SnippetOut.model_validate(row)


@router.delete("/{snippet_id:int}", status_code=204)
async def delete_snippet(snippet_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a snippet that no template uses."""
    await db.run(snippets.delete, principal, snippet_id, version)
