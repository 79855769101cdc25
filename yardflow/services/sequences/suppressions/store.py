"""Writing suppressions, so that one which is there is never weakened or doubled.

What is added again keeps the stronger reason with where that is from; of equal ones that of the
recipient or the provider. It is remembered that others want it too: then neither the undo of an
import nor that of a person takes it away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, Text, any_, case, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Suppression, SuppressionKind, SuppressionReason, SuppressionSource

# Rows of one statement, for what may be a long list.
AT_ONCE = 5_000
# Who can't be mistaken about it.
_CERTAIN = (SuppressionSource.RECIPIENT, SuppressionSource.SENDGRID)
_WRITTEN = ("kind", "value", "reason", "source", "note", "added_by", "added_at", "import_ids")


@dataclass(frozen=True, slots=True)
class Wish:
    """An address or a domain that is to be suppressed, in the form that `value_of` gives."""

    value: str
    reason: SuppressionReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """The row of a wish; ``added``: it is new."""

    id: int
    value: str
    added: bool


def put(
    session: Session,
    wishes: Sequence[Wish],
    source: SuppressionSource,
    *,
    added_by: int | None = None,
    added_at: datetime | None = None,
    import_ids: Sequence[int] = (),
) -> list[Stored]:
    """Suppresses these; each value stands among them once.

    In the order of values, so that two who write the same wait for each other and don't block.
    """
    in_order = sorted(wishes, key=lambda wish: wish.value)
    stored: list[Stored] = []
    for start in range(0, len(in_order), AT_ONCE):
        some = in_order[start : start + AT_ONCE]
        rows = _rows(some, source, added_by, added_at or clock.now(), list(import_ids))
        inserted = insert(Suppression).from_select(list(_WRITTEN), rows)
        statement = inserted.on_conflict_do_update(
            index_elements=["value"], set_=_merged(inserted.excluded)
        ).returning(
            col(Suppression.id),
            col(Suppression.value),
            col(Suppression.repeated_at).is_(None).label("added"),
        )
        stored += [Stored(*row) for row in session.execute(statement)]
    return stored


def _rows(
    wishes: Sequence[Wish],
    source: SuppressionSource,
    added_by: int | None,
    added_at: datetime,
    import_ids: list[int],
) -> Any:
    """As three values: a statement takes 65,535 at most."""
    lists = (
        [wish.value for wish in wishes],
        [wish.reason.value for wish in wishes],
        [wish.note for wish in wishes],
    )
    named = [column(name, Text) for name in ("value", "reason", "note")]
    each: Any = (
        func.unnest(*[cast(texts, ARRAY(Text)) for texts in lists])
        .table_valued(*named)
        .render_derived("each")
    )
    kinds = case(
        (func.strpos(each.c.value, "@") > 0, literal(SuppressionKind.ADDRESS.value)),
        else_=literal(SuppressionKind.DOMAIN.value),
    )
    fixed = (literal(source.value), each.c.note, cast(added_by, BigInteger), literal(added_at))
    columns = (kinds, each.c.value, each.c.reason, *fixed, cast(import_ids, ARRAY(BigInteger)))
    return select(*columns).order_by(each.c.value)


def _merged(new: Any) -> Mapping[str, Any]:
    there: Any = Suppression.__table__.c  # type: ignore[attr-defined]
    stronger = _strength(new) > _strength(there)
    taken = ("reason", "source", "note", "added_by", "added_at")
    return {
        **{name: case((stronger, new[name]), else_=there[name]) for name in taken},
        "repeated_at": new.added_at,
        "import_ids": _import_ids(there.import_ids, new.import_ids),
    }


def _strength(row: Any) -> Any:
    order = cast([reason.value for reason in SuppressionReason], ARRAY(Text))
    certain = [source.value for source in _CERTAIN]
    rank = func.array_position(order, cast(row.reason, Text), type_=Integer) * 2
    return rank + case((cast(row.source, Text) == any_(cast(certain, ARRAY(Text))), 1), else_=0)


def _import_ids(there: Any, new: Any) -> Any:
    """All imports that it is from; none as soon as anything else asked for it."""
    none = cast([], ARRAY(BigInteger))
    return case(
        ((there == none) | (new == none), none),
        (there.contains(new), there),
        else_=func.array_cat(there, new, type_=ARRAY(BigInteger)),
    )
