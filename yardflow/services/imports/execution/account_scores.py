"""What accounts score that an import adds, in SQL over its temporary tables."""

from functools import cache

from sqlalchemy import (
    BigInteger,
    Boolean,
    FromClause,
    Integer,
    Text,
    column,
    false,
    null,
    select,
    table,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY

from yardflow.models import ImportKind
from yardflow.services.records import icp

_ACCOUNT = table(
    "incoming_account",
    column("account_id", BigInteger),
    column("is_new", Boolean),
    *[column(name, Text) for name in icp.COMPLETE],
)
_PERSON = table("person", column("number", Integer), column("account_id", BigInteger))
_ROW = table(
    "incoming",
    column("number", Integer),
    column("personas", ARRAY(Text)),
    column("seniority", Text),
)


@cache
def of_new(kind: ImportKind) -> str:
    """A query of the ``account_id``, ``parts`` and ``total`` of each new one in
    ``incoming_account``, and of its contacts in ``person``.
    """
    accounts = select(_ACCOUNT).where(_ACCOUNT.c.is_new).subquery("new_account")
    compiled = icp.of_new(accounts, _people(kind)).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    return str(compiled)


def _people(kind: ImportKind) -> FromClause:
    if kind == ImportKind.CONTACTS:
        people = select(_PERSON.c.account_id, _ROW.c.personas, _ROW.c.seniority)
        return people.join_from(_PERSON, _ROW, _PERSON.c.number == _ROW.c.number).subquery("people")
    personas, seniority = (null().cast(each.type).label(each.name) for each in list(_ROW.c)[1:])
    return select(_ACCOUNT.c.account_id, personas, seniority).where(false()).subquery("people")
