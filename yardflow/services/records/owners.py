"""The owners of records: who is responsible, not who may see or change them.

Who has left the team owns nothing. Their records keep the reference, so that a person leaves at
once however many they had; what reads an owner passes here.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, col, select

from yardflow import db
from yardflow.errors import UnknownReference
from yardflow.models import Account, Contact, User
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of

UNASSIGNED = "Unassigned"
# Read with each page of a list, and put together once.
_COLLEAGUES = (
    select(User.id, User.name)
    .where(col(User.removed_at).is_(None))
    .order_by(col(User.name), col(User.id))
)


@dataclass(frozen=True, slots=True)
class Owner:
    """A colleague who can own records."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Owned:
    """How many records a colleague owns."""

    accounts: int
    contacts: int


def is_owner(column: Any) -> Any:
    """The condition that joins the owner of a record, by its column."""
    return and_(col(User.id) == column, col(User.removed_at).is_(None))


def owns_or_owned(column: Any) -> Any:
    """The condition that joins the owner of a record, also one who has left."""
    return col(User.id) == column


def shown() -> list[Any]:
    """The columns ``owner_id``, ``owner_name`` and ``former_owner`` of whom `owns_or_owned`
    joins: the last is who had a record that is unassigned since they left.
    """
    present, name = col(User.removed_at).is_(None), col(User.name)
    return [
        case((present, col(User.id))).label("owner_id"),
        func.coalesce(case((present, name)), "").label("owner_name"),
        case((present, ""), else_=name).label("former_owner"),
    ]


def named() -> Any:
    """Whom `owns_or_owned` joins, in one column: empty where no one ever owned the record."""
    present = col(User.removed_at).is_(None)
    return case((present, col(User.name)), else_=_was(col(User.name))).label("owner")


def unassigned_label(former_owner: str) -> str:
    """What stands where no one owns a record: ``Unassigned (was Ann Lee)``."""
    return str(_was(former_owner)) if former_owner else UNASSIGNED


def unassigned(column: Any) -> Any:
    """Rows that no one on the team owns."""
    left = select(col(User.id)).where(col(User.removed_at).is_not(None)).scalar_subquery()
    return or_(col(column).is_(None), col(column) == func.any(func.array(left)))


def owned_by(column: Any, user_id: int) -> Any:
    """Rows that this colleague owns; none where they have left.

    The planner isn't shown who it is: it takes someone whom its statistics don't know yet for the
    owner of hardly any row.
    """
    present = select(col(User.id)).where(col(User.id) == user_id, col(User.removed_at).is_(None))
    return col(column) == present.scalar_subquery()


def owned(session: Session, principal: Principal, user_id: int) -> Owned:
    """How much a colleague owns."""
    counts = [
        session.exec(select(func.count()).where(owned_by(column, user_id))).one()
        for column in (Account.owner_id, Contact.owner_id)
    ]
    return Owned(*counts)


def _was(name: Any) -> Any:
    return f"{UNASSIGNED} (was " + name + ")"


def choices(session: Session, principal: Principal) -> list[Owner]:
    """All colleagues, by name."""
    return [Owner(int(key or 0), name) for key, name in db.plain(session, _COLLEAGUES)]


def checked(session: Session, owner_id: int | None) -> int | None:
    """The id of a colleague, or None for no owner.

    Raises:
        UnknownReference: there is no such colleague, or they have left.
    """
    if owner_id is None:
        return None
    user = row_of(session, User, owner_id)
    if user is None or user.removed_at is not None:
        raise UnknownReference(
            "Choose an owner who is on your team.", {"owner": "Choose someone on your team."}
        )
    return owner_id
