"""The versions of templates that a sequence goes by if it is published now."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Template


def current(session: Session, template_ids: Collection[int]) -> dict[int, int]:
    """The current version of each template that has one, ready or not."""
    rows = session.execute(
        select(col(Template.id), col(Template.version_id)).where(
            col(Template.id).in_(template_ids),
            col(Template.archived_at).is_(None),
            col(Template.version_id).is_not(None),
        )
    )
    return {number: version_id for number, version_id in rows if version_id is not None}
