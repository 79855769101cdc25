"""The team's templates as people see them: listed, and each with what was saved last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from yardflow.models import Template, TemplateVersion, User
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.load import load_record
from yardflow.services.sequences.templates import attachments
from yardflow.services.sequences.templates.attachments import AttachmentRow
from yardflow.services.sequences.templates.rendering import PARTS

SORTS = {
    "name": SortKey(func.lower(Template.name)),
    "updatedAt": SortKey(col(Template.updated_at), read=datetime.fromisoformat),
}


_NAMES = select_rows(col(Template.id), col(Template.name)).order_by(
    func.lower(Template.name), col(Template.id)
)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template with what was saved last, which is its version ``number``."""

    id: int
    version: int
    name: str
    version_id: int
    number: int
    subject: str
    preheader: str
    html: str
    text: str
    attachments: tuple[AttachmentRow, ...]
    author: str
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateQuery:
    """What to list; ``q`` is part of a name or a subject."""

    q: str = ""
    archived: bool = False
    sort: str = "-updatedAt"
    limit: int = 50
    cursor: str = ""


def search(session: Session, principal: Principal, query: TemplateQuery) -> Page[TemplateRow]:
    """One page of the templates, what changed last first unless sorted otherwise.

    Raises:
        Invalid: a sort or cursor that means nothing.
    """
    archived = col(Template.archived_at)
    statement: Any = select_rows(col(Template.id)).where(
        archived.is_not(None) if query.archived else archived.is_(None)
    )
    if words := query.q.strip().lower():
        statement = statement.join(
            TemplateVersion, col(TemplateVersion.id) == Template.version_id
        ).where(
            func.lower(Template.name).contains(words, autoescape=True)
            | func.lower(TemplateVersion.subject).contains(words, autoescape=True)
        )
    return read_page(
        session,
        statement,
        SORTS,
        query.sort,
        col(Template.id),
        lambda ids: _rows(session, col(Template.id).in_(ids)),
        limit=query.limit,
        cursor=query.cursor,
        exact=True,
    )


def get(session: Session, principal: Principal, template_id: int) -> TemplateRow:
    """One template.

    Raises:
        NotFound: there is none with this id.
    """
    template = load_record(session, Template, template_id)
    session.flush()
    return _rows(session, col(Template.id) == template.id)[0]


def names(session: Session, principal: Principal) -> dict[int, str]:
    """What all templates are called, by id; steps may go by one that is archived."""
    return dict(session.execute(_NAMES).tuples().all())


def offered(session: Session, principal: Principal) -> dict[int, str]:
    """Those of `names` that are not archived, in the order of their names."""
    statement = _NAMES.where(col(Template.archived_at).is_(None))
    return dict(session.execute(statement).tuples().all())


def _rows(session: Session, condition: Any) -> list[TemplateRow]:
    rows = session.execute(
        select_rows(Template, TemplateVersion, func.coalesce(col(User.name), "").label("author"))
        .join(TemplateVersion, col(TemplateVersion.id) == Template.version_id)
        .outerjoin(User, col(User.id) == TemplateVersion.created_by)
        .where(condition)
        .execution_options(populate_existing=True)
    ).all()
    files = attachments.of_versions(session, [version.id for _, version, _ in rows])
    return [
        TemplateRow(
            id=template.id,
            version=template.version,
            name=template.name,
            version_id=version.id,
            number=version.number,
            **{name: getattr(version, name) for name in PARTS},
            attachments=files[version.id],
            author=author,
            archived_at=template.archived_at,
            created_at=template.created_at,
            updated_at=template.updated_at,
        )
        for template, version, author in rows
    ]
