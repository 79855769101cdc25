"""What a job works on, by its name: ``contact:7`` is Ann Lee, ``import:3`` is people.csv."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from yardflow.models import Account, Contact, EnrichmentBulk, Import


def names(session: Session, subjects: Iterable[str]) -> dict[str, str]:
    """The names of those subjects that still exist, in one query a kind."""
    wanted: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, key = subject.partition(":")
        if kind in _NAMED and key.isdigit():
            wanted.setdefault(kind, set()).add(int(key))
    found = {}
    for kind, keys in wanted.items():
        key, *parts = _NAMED[kind]
        for row in session.execute(select(key, *parts).where(key.in_(keys))):
            found[f"{kind}:{row[0]}"] = " ".join(filter(None, row[1:]))
    return found


_NAMED: dict[str, tuple[Any, ...]] = {
    "contact": (col(Contact.id), Contact.first_name, Contact.last_name),
    "account": (col(Account.id), Account.name),
    "import": (col(Import.id), Import.filename),
    "bulk": (col(EnrichmentBulk.id), EnrichmentBulk.label),
}
