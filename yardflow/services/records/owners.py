"""The owners of records: who is responsible, not who may see or change them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from yardflow.errors import Invalid
from yardflow.models import User
from yardflow.services.access import Principal
from yardflow.services.records.fields import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Owner:
    """A colleague who can own records."""

    id: int
    name: str


def choices(session: Session, principal: Principal) -> list[Owner]:
    """All colleagues, by name."""
    rows = session.exec(
        select(User.id, User.name)
        .where(col(User.removed_at).is_(None))
        .order_by(col(User.name), col(User.id))
    ).all()
    return [Owner(int(key or 0), name) for key, name in rows]


def checked(session: Session, owner_id: int | None) -> int | None:
    """The id of a colleague, or None for no owner.

    Raises:
        Invalid: there is no such colleague, or they have left.
    """
    if owner_id is None:
        return None
    user = session.get(User, owner_id) if 0 < owner_id <= LARGEST_ID else None
    if user is None or user.removed_at is not None:
        raise Invalid(
            "Choose an owner who is on your team.", {"owner": "Choose someone on your team."}
        )
    return owner_id
