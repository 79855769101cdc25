"""Snippets: what templates share. A change shows in every template that has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow.errors import Conflict, Invalid
from yardflow.models import Snippet, Template, TemplateVersion
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import Cleaner
from yardflow.services.sequences.templates import rendering, sources
from yardflow.services.sequences.templates.library import LONGEST_TEXT, part
from yardflow.services.sequences.templates.rendering import Refused, Source, compiled
from yardflow.services.sequences.templates.snippet_changes import refuse_unsendable

LONGEST_NAME, MOST = 60, 200
CLEANERS: Mapping[str, Cleaner] = {
    "name": fields.line(LONGEST_NAME, needed="Enter the snippet's name."),
    "html": part(fields.prose(LONGEST_TEXT)),
    "text": part(fields.prose(LONGEST_TEXT)),
}


@dataclass(frozen=True, slots=True)
class SnippetRow:
    """A snippet in its two forms."""

    id: int
    version: int
    name: str
    html: str
    text: str
    updated_at: datetime


def every(session: Session, principal: Principal) -> list[SnippetRow]:
    """All snippets by name; there are at most 200."""
    rows = session.exec(select(Snippet).order_by(func.lower(Snippet.name)))
    return [_row(snippet) for snippet in rows]


def create(session: Session, principal: Principal, values: Mapping[str, object]) -> SnippetRow:
    """Adds a snippet.

    Raises:
        Invalid: a form can't be rendered or it would contain itself, or there are 200.
        Conflict: there is a snippet of this name.
    """
    if session.exec(select(func.count(col(Snippet.id)))).one() >= MOST:
        raise Invalid(f"There are {MOST} snippets already. Delete one that you no longer use.")
    snippet = Snippet(name="", created_by=principal.user_id)
    return _saved(session, principal, snippet, {"name": "", **values}, "created")


def update(
    session: Session,
    principal: Principal,
    snippet_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> SnippetRow:
    """Changes a snippet, in all templates that have it. ``version`` is the one the person saw.

    Raises:
        NotFound: there is no such snippet.
        Invalid: a form can't be rendered or it would contain itself.
        Conflict: someone changed it since, another has this name, a template has it by its name, or
            one that can be sent no longer could.
    """
    snippet = load_record(session, Snippet, snippet_id, version, lock=True)
    return _saved(session, principal, snippet, values, "updated")


def delete(
    session: Session, principal: Principal, snippet_id: int, version: int | None = None
) -> None:
    """Deletes a snippet that no template has.

    Raises:
        NotFound: there is no such snippet.
        Conflict: someone changed it since, or a template or snippet has it.
    """
    snippet = load_record(session, Snippet, snippet_id, version, lock=True)
    _refuse_in_use(session, snippet.name)
    session.delete(snippet)
    audit.record(session, principal, "snippet.deleted", "snippet", snippet_id)
    session.flush()


def _saved(
    session: Session,
    principal: Principal,
    snippet: Snippet,
    values: Mapping[str, object],
    done: str,
) -> SnippetRow:
    clean = {name: str(value) for name, value in fields.cleaned(values, CLEANERS).items()}
    name, before = clean.get("name", snippet.name), snippet.name
    if '"' in name:
        raise Invalid("A name has no quotation marks.", {"name": "Remove the quotation marks."})
    if before and name != before:
        _refuse_in_use(session, before)
    _refuse_taken_name(session, snippet.id, name)
    forms = (clean.get("html", snippet.html), clean.get("text", snippet.text))
    written = rendering.Snippet(name, *forms)
    _refuse_circles(session, written, before)
    if name == before:
        refuse_unsendable(session, written)
    for field, text in clean.items():
        setattr(snippet, field, text)
    save_record(session, snippet)
    audit.record(
        session,
        principal,
        f"snippet.{done}",
        "snippet",
        snippet.id,
        after={"fields": sorted(clean)},
    )
    session.flush()
    return _row(snippet)


def _refuse_circles(session: Session, snippet: rendering.Snippet, before: str) -> None:
    others = sources.of(session, {}, without=(before, snippet.name)).snippets
    try:
        compiled(Source(snippets=(*others, snippet)))
    except Refused as problem:
        raise Invalid(str(problem), {"html": str(problem)}) from None


def _refuse_taken_name(session: Session, snippet_id: int | None, name: str) -> None:
    taken = session.exec(
        select(Snippet.id).where(
            func.lower(Snippet.name) == name.lower(),
            col(Snippet.id).is_distinct_from(snippet_id),
        )
    ).first()
    if taken is not None:
        raise Conflict(f"{name} already exists. Choose another name.")


def _refuse_in_use(session: Session, name: str) -> None:
    """Looks at what is saved last: older versions that name it would miss it when they are sent."""
    rows = session.exec(
        select(Template.name, TemplateVersion)
        .join(TemplateVersion, col(TemplateVersion.id) == Template.version_id)
        .where(
            col(TemplateVersion.html).contains("snippet")
            | col(TemplateVersion.text).contains("snippet")
            | col(TemplateVersion.subject).contains("snippet")
        )
    )
    for template, version in rows:
        source = sources.of(session, {each: getattr(version, each) for each in rendering.PARTS})
        if any(name in block.snippets for block in compiled(source).parts.values()):
            raise Conflict(f"The template {template} has this snippet. Take it out there first.")
    for other in sources.of(session, {}).snippets:
        if (
            name != other.name
            and name in compiled(Source(html=other.html, text=other.text)).parts["html"].snippets
        ):
            raise Conflict(f"The snippet {other.name} has this one. Take it out there first.")


def _row(snippet: Snippet) -> SnippetRow:
    return SnippetRow(
        snippet.id or 0,
        snippet.version,
        snippet.name,
        snippet.html,
        snippet.text,
        snippet.updated_at,
    )
