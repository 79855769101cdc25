"""Who was erased, as a keyed hash: enough to know them again, and for nothing else."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock
from yardflow.config import settings
from yardflow.models import Tombstone

_KNOWN = text("SELECT digest FROM tombstone WHERE digest = ANY(CAST(:digests AS text[]))")
_PURPOSE = b"yardflow tombstone\x00"


def digest(address: str) -> str:
    """What is kept of an address, whatever its capitals."""
    key = hmac.digest(settings().secret().encode(), _PURPOSE, "sha256")
    return hmac.new(key, address.strip().lower().encode(), sha256).hexdigest()


def add(session: Session, addresses: Iterable[str]) -> None:
    """Whoever has one of these addresses is not to come back."""
    rows = [{"digest": digest(each), "at": clock.now()} for each in addresses if each.strip()]
    if rows:
        session.execute(insert(Tombstone).values(rows).on_conflict_do_nothing())


def erased(session: Session, addresses: Iterable[str]) -> set[str]:
    """Those among these addresses whose person was erased."""
    by_digest = {digest(each): each for each in addresses if each.strip()}
    known = session.scalars(_KNOWN, {"digests": [*by_digest]})
    return {by_digest[each] for each in known}
