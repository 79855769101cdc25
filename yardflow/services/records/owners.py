"""Who answers for a record: a responsibility, not a fence."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from yardflow.errors import Invalid
from yardflow.models import User
from yardflow.services.access import Principal
from yardflow.services.records.fields import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who can be made the owner of a record."""

    id: int
    name: str


def choices(session: Session, principal: Principal) -> list[Owner]:
    """Everybody in the workplace, by name."""
    rows = session.exec(
        select(User.id, User.name)
        .where(col(User.removed_at).is_(None))
        .order_by(col(User.name), col(User.id))
    ).all()
    return [Owner(int(key or 0), name) for key, name in rows]


def checked(session: Session, owner_id: int | None) -> int | None:
    """The id, if it is somebody in the workplace, or None for nobody.

    Raises:
        Invalid: there is no such person, or they have left.
    """
    if owner_id is None:
        return None
    user = session.get(User, owner_id) if 0 < owner_id <= LARGEST_ID else None
    if user is None or user.removed_at is not None:
        raise Invalid(
            "This person is not in the workplace. Choose another owner.",
            {"owner": "Choose somebody in the workplace."},
        )
    return owner_id
