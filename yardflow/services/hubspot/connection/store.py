"""The row of the connection. Whoever changes its tokens says which generation they began with, and
changes nothing where it is another one by now. Each is a transaction of its own, or of the caller.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import SecretStr
from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import db, encryption
from yardflow.integrations.hubspot.app import USUAL_CALLS, Access
from yardflow.integrations.hubspot.oauth import Allowed, Tokens
from yardflow.models import HubSpotConnection, HubSpotConnectionKind

_row: Any = HubSpotConnection.__table__  # type: ignore[attr-defined]
# Longer than a refresh may take: who still has it then is dead.
LEASE = timedelta(seconds=60)
_MOST_CALLS = 1_000


@dataclass(frozen=True, slots=True)
class Stored:
    """The connection as it was read; tokens are sealed."""

    kind: HubSpotConnectionKind
    portal_id: int
    access_token: str
    refresh_token: str | None
    expires_at: datetime | None
    generation: UUID
    refreshing_until: datetime | None
    lost_because: str | None
    scopes: list[str]
    calls: int

    def access(self) -> Access:
        """With what HubSpot is called.

        Raises:
            NoEncryptionKey: the key is missing that sealed the token.
        """
        token = SecretStr(encryption.unseal(self.access_token))
        return Access(token, self.calls, self.portal_id, frozenset(self.scopes))


def read(session: Session | None = None) -> Stored | None:
    """The connection; None where there is none."""
    if session is None:
        with db.session() as reading:
            return read(reading)
    names = [name for name in Stored.__dataclass_fields__ if name != "calls"]
    row = session.execute(select(*(_row.c[name] for name in names), _row.c.limits)).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    most = (values.pop("limits") or {}).get("window_most") or USUAL_CALLS
    return Stored(**values, calls=max(10, min(most, _MOST_CALLS)))


def replace(session: Session, kind: HubSpotConnectionKind, **values: Any) -> None:
    """Connects to an account in place of any other; tokens come in clear and are sealed here."""
    sealed = {
        name: encryption.seal(values[name])
        for name in ("access_token", "refresh_token")
        if values.get(name)
    }
    whole = HubSpotConnection(kind=kind, **(values | sealed)).model_dump()
    session.execute(
        insert(_row).values(whole).on_conflict_do_update(index_elements=["id"], set_=whole)
    )


def remove(session: Session, generation: UUID) -> bool:
    """Forgets the connection with its tokens; False where the tokens are others by now."""
    mine = delete(_row).where(_row.c.generation == generation)
    return bool(session.execute(mine.returning(_row.c.id)).first())


def claim(generation: UUID, now: datetime) -> bool:
    """Takes the turn to refresh; False while someone else has it, or has done it."""
    free = or_(_row.c.refreshing_until.is_(None), _row.c.refreshing_until <= now)
    return _changed(generation, free, refreshing_until=now + LEASE)


def release(generation: UUID, in_doubt_at: datetime | None = None) -> None:
    """Gives the turn back, with nothing done; or with nothing known since ``in_doubt_at``."""
    _changed(generation, refreshing_until=in_doubt_at)


def renew(generation: UUID, tokens: Tokens, now: datetime) -> bool:
    """Stores what a refresh gave; False where the tokens are others by now, which stay."""
    return _changed(
        generation,
        access_token=encryption.seal(tokens.access.get_secret_value()),
        refresh_token=encryption.seal(tokens.refresh.get_secret_value()),
        expires_at=now + tokens.lifetime,
        generation=uuid4(),
        refreshing_until=None,
        lost_at=None,
        lost_because=None,
    )


def lose(generation: UUID, reason: str, now: datetime) -> bool:
    """HubSpot no longer accepts these tokens; False where they are others by now."""
    return _changed(generation, lost_at=now, lost_because=reason, refreshing_until=None)


def learn(generation: UUID, allowed: Allowed) -> None:
    """What the tokens allow, as HubSpot says now."""
    _changed(generation, scopes=list(allowed.scopes))


def _changed(began_with: UUID, *conditions: Any, **values: Any) -> bool:
    with db.session() as session:
        matches = update(_row).where(_row.c.generation == began_with, *conditions)
        return bool(session.execute(matches.values(**values).returning(_row.c.id)).first())
