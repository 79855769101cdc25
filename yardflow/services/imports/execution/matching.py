"""Which records the rows of an import are about: for the run, and for what a draft would do."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from yardflow.models import Import, ImportKind
from yardflow.services.imports import drafts
from yardflow.services.imports.columns import overwriting
from yardflow.services.imports.columns.mapping import from_json
from yardflow.services.imports.execution import (
    account_upsert,
    contact_matching,
    namesakes,
    staging,
    staging_tables,
)


def match(
    session: Session,
    cursor: Any,
    record: Import,
    show: Callable[[float, str], None] = lambda share, note: None,
) -> int:
    """Leaves what `account_upsert.match` and `contact_matching.match` leave; says how many contacts
    have an address that turned out to be shared, and marks them. ``show`` is called with the share
    of the whole import that is done, and what is going on.
    """
    import_id, has_people = record.id or 0, record.kind == ImportKind.CONTACTS
    show(0.02, "Reading the rows")
    drafts.renew(session, record)
    mapped = set(overwriting.staged(from_json(record.mapping)))
    if record.counts.get(staging.KEPT):
        mapped.add("notes")
    staging_tables.create(cursor, import_id, record.kind, mapped)
    namesakes.resolve(cursor, import_id, by_address=has_people)
    staging_tables.create_companies(cursor, record.kind)
    show(0.1, "Matching accounts")
    if not has_people:
        account_upsert.match(cursor, staging_tables.companies(cursor))
        return 0
    marked = contact_matching.mark_shared(cursor)
    needed = contact_matching.needed_companies(cursor)
    account_upsert.match(cursor, staging_tables.companies(cursor), needed)
    show(0.15, "Matching contacts")
    contact_matching.match(cursor)
    return marked
