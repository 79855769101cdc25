"""The ICP score of an account: how well it fits, 0 to 100, calculated by the rules below.

It is calculated in SQL, so that one changed contact and an import of a hundred thousand take the
same path. What people see and change of it is in `yardflow.services.records.scores`.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Account, Contact, Note, Persona, ScoreChange, Seniority
from yardflow.services.records.memberships import among_ids

# persona: points for each contact that has it, and the most they bring together.
PERSONA_POINTS = {
    Persona.EXEC_OPS: (10, 20),
    Persona.OPS: (5, 10),
    Persona.PROCUREMENT: (3, 6),
    Persona.SALES: (2, 4),
}
EXECUTIVES = (Seniority.C_LEVEL, Seniority.VP)
# people needed: points they bring, the highest step first.
EXECUTIVE_STEPS = {5: 20, 3: 15, 2: 10, 1: 5}
CONTACT_STEPS = {10: 20, 7: 15, 5: 10, 3: 5}
COMPLETE = ("name", "website", "industry", "headquarters", "notes")
COMPLETE_POINTS = 4
# What is scored at once is one value of the database, of some 400 bytes an account.
AT_ONCE = 10_000
MOST = {"personas": 40, "executives": 20, "contacts": 20, "completeness": 20}


_account: Any = Account.__table__  # type: ignore[attr-defined]
_contact: Any = Contact.__table__  # type: ignore[attr-defined]
_note: Any = Note.__table__  # type: ignore[attr-defined]
_change: Any = ScoreChange.__table__  # type: ignore[attr-defined]


def recalculate(
    session: Session, account_ids: Iterable[int], why: str, user_id: int | None = None
) -> None:
    """Scores these accounts again; ``why`` and the person go into the history of those that change.

    One statement for up to `AT_ONCE` accounts. A record that someone has open is not made stale by
    it: its version stays.
    """
    ids = sorted(set(account_ids))
    if not ids:
        return
    session.flush()
    session.execute(_locking(), {"ids": ids}).all()
    values = {"why": why, "user_id": user_id, "at": clock.now()}
    for first in range(0, len(ids), AT_ONCE):
        session.execute(_scoring(), {"ids": ids[first : first + AT_ONCE], **values})
    _forget_loaded(session, set(ids))


def of_new(accounts: Any, people: Any) -> Any:
    """A query of what accounts will score that are about to be added: their ``account_id``, the
    ``parts`` and the ``total``.

    ``accounts`` is a table of them with the texts that `COMPLETE` names, ``people`` one of all
    their contacts (``account_id``, ``personas``, ``seniority``).
    """
    of_people = _people_counted(people)
    counts = select(people.c.account_id, *of_people).group_by(people.c.account_id).subquery()
    counted = (
        select(
            accounts.c.account_id,
            *[func.coalesce(counts.c[count.name], 0).label(count.name) for count in of_people],
            *_filled(accounts, accounts.c.notes != ""),
        )
        .join_from(accounts, counts, accounts.c.account_id == counts.c.account_id, isouter=True)
        .subquery("counted")
    )
    return select(
        counted.c.account_id, _parts(counted).label("parts"), _total(counted).label("total")
    )


@cache
def _locking() -> Any:
    """One after the other, so that two who add a contact at once both end up counted.

    NO KEY UPDATE, because each holds a key share on the account through its new contact already.
    """
    return (
        select(_account.c.id)
        .where(among_ids(_account.c.id))
        .order_by(_account.c.id)
        .with_for_update(key_share=True)
    )


@cache
def _scoring() -> Any:
    """Made once: it takes longer to put together than to run for a few accounts."""
    changed = _rescore().cte("changed")
    return insert(_change).from_select(
        ["account_id", "old", "new", "why", "user_id", "at"],
        select(
            changed.c.id,
            changed.c.old,
            changed.c.new,
            bindparam("why", type_=_change.c.why.type),
            bindparam("user_id", type_=BigInteger),
            bindparam("at", type_=_change.c.at.type),
        ).where(changed.c.old != changed.c.new),
    )


def _rescore() -> Any:
    """Each account is looked up in what was scored, as in all of it that it counted: what the
    database takes for empty, as a table that was just filled, it would join row by row.
    """
    counted = _counted().lateral("counted")
    of_each = func.jsonb_build_object(
        "old", _account.c.icp_score, "parts", _parts(counted), "total", _total(counted)
    )
    scored = (
        select(func.jsonb_object_agg(_account.c.id, of_each).label("rows"))
        .join_from(_account, counted, true())
        .where(among_ids(_account.c.id))
        .cte("scored")
    )
    row = select(scored.c.rows).scalar_subquery().op("->")(cast(_account.c.id, Text))
    return (
        update(_account)
        .where(among_ids(_account.c.id))
        .values(
            icp_parts=row.op("->", return_type=JSONB)("parts"),
            icp_score=func.coalesce(_account.c.icp_override, _number(row, "total")),
            updated_at=_account.c.updated_at,
        )
        .returning(
            _account.c.id, _number(row, "old").label("old"), _account.c.icp_score.label("new")
        )
    )


def _number(row: Any, name: str) -> Any:
    return cast(row.op("->>")(name), Integer)


def _counted() -> Any:
    """What there is of one account."""
    has_note = exists().where(_note.c.account_id == _account.c.id).correlate(_account)
    return (
        select(*_people_counted(_contact), *_filled(_account, has_note))
        .select_from(_contact)
        .where(_contact.c.account_id == _account.c.id)
        .correlate(_account)
    )


def _people_counted(people: Any) -> list[Any]:
    personas = [
        func.count().filter(people.c.personas.contains([persona.value])).label(persona.value)
        for persona in PERSONA_POINTS
    ]
    executives = func.count().filter(people.c.seniority.in_(EXECUTIVES)).label("executives")
    return [*personas, executives, func.count().label("contacts")]


def _filled(account: Any, has_note: Any) -> list[Any]:
    return [
        case(
            (has_note if field == "notes" else func.btrim(account.c[field]) != "", 1), else_=0
        ).label(f"has_{field}")
        for field in COMPLETE
    ]


def _points(counted: Any) -> dict[str, Any]:
    personas = [
        func.least(counted.c[persona.value] * each, most)
        for persona, (each, most) in PERSONA_POINTS.items()
    ]
    filled = [counted.c[f"has_{field}"] * COMPLETE_POINTS for field in COMPLETE]
    return {
        "personas": cast(sum(personas[1:], personas[0]), Integer),
        "executives": _step(counted.c.executives, EXECUTIVE_STEPS),
        "contacts": _step(counted.c.contacts, CONTACT_STEPS),
        "completeness": sum(filled[1:], filled[0]),
    }


def _step(count: Any, steps: dict[int, int]) -> Any:
    return case(*[(count >= needed, points) for needed, points in steps.items()], else_=0)


def _total(counted: Any) -> Any:
    first, *others = _points(counted).values()
    return sum(others, first)


def _parts(counted: Any) -> Any:
    pairs: list[Any] = []
    for name, points in _points(counted).items():
        pairs += [name, points]
    counts: list[Any] = []
    for name in [*(persona.value for persona in PERSONA_POINTS), "executives", "contacts"]:
        counts += [name, counted.c[name]]
    missing = func.array_remove(
        array([case((counted.c[f"has_{field}"] == 0, field), else_=null()) for field in COMPLETE]),
        null(),
    )
    return func.jsonb_build_object(
        *pairs, "counts", func.jsonb_build_object(*counts), "missing", missing, type_=JSONB
    )


def _forget_loaded(session: Session, ids: set[int]) -> None:
    for loaded in session.identity_map.values():
        if isinstance(loaded, Account) and loaded.id in ids:
            session.expire(loaded, ["icp_score", "icp_parts"])
