"""The list as a CSV file, written in pieces while it is downloaded: no piece waits for the next,
and none is held in memory. Imported again it gives the same suppressions.
"""

import csv
import io
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Suppression, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.formula_escape import escaped
from yardflow.services.sequences.suppressions import list_file
from yardflow.services.sequences.suppressions.listing import SuppressionQuery, matching

AT_ONCE = 2_000
_HEAD = (
    list_file.VALUE,
    list_file.REASON,
    list_file.NOTE,
    "Source",
    "Added by",
    "Added at (UTC)",
)


def begin(session: Session, principal: Principal, query: SuppressionQuery) -> bytes:
    """The first bytes of the file; the audit log says who took it away.

    Raises:
        Invalid: a filter that means nothing.
    """
    matching(query)
    audit.record_often(session, principal, "suppressions.exported", key=f"user:{principal.user_id}")
    return _written([_HEAD]).encode("utf-8-sig")


def piece(session: Session, query: SuppressionQuery, after: int) -> tuple[bytes, int] | None:
    """The rows behind the id ``after`` in the order in which they were added, and the last one's
    id; None behind the last one.
    """
    of_query = matching(query).where(col(Suppression.id) > after)
    ids = of_query.order_by(col(Suppression.id)).limit(AT_ONCE).subquery()
    rows = session.execute(
        select(Suppression, col(User.name))
        .join(ids, ids.c.id == col(Suppression.id))
        .outerjoin(User, col(User.id) == Suppression.added_by)
        .order_by(col(Suppression.id))
    ).all()
    if not rows:
        return None
    cells = [
        (
            row.value,
            row.reason.value,
            row.note,
            row.source.value,
            name or "",
            f"{row.added_at:%F %R}",
        )
        for row, name in rows
    ]
    return _written(cells).encode(), rows[-1][0].id


def _written(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
        [escaped(cell) for cell in row] for row in rows
    )
    return file.getvalue()
