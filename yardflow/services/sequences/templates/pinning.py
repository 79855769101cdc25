"""Which versions of templates a sequence goes by when it is published."""

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Template
from yardflow.services.access import Principal
from yardflow.services.sequences.lifecycle.publishing import TemplatesPinned
from yardflow.services.sequences.templates.problems import publishable


def pin(session: Session, principal: Principal, pinned: TemplatesPinned) -> None:
    """Names each template's current version, or why it can't go out."""
    rows = session.execute(
        select(col(Template.id), col(Template.name), col(Template.version_id)).where(
            col(Template.id).in_(pinned.template_ids),
            col(Template.archived_at).is_(None),
            col(Template.version_id).is_not(None),
        )
    )
    for number, name, version_id in rows.all():
        problems = publishable(session, version_id)
        pinned.versions[number] = version_id
        if problems:
            pinned.versions[number] = f"The template “{name}” isn't ready: {problems[0].text}"
