"""Which wording of a template contacts have in a sequence, or would have: colleagues read different
ones, as far as there are.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences.templates.rendering import (
    Refused,
    Source,
    compiled,
    shift,
    wording,
)

# The step that shows the template to each: in the sequence that they are in, or else the latest
# that is in use.
_STEPS = text("""
SELECT DISTINCT ON (c.id) c.id, c.account_id, q.id AS sequence_id, s.step ->> 'key' AS step
FROM contact c CROSS JOIN sequence q
JOIN sequence_version v ON v.id = q.version_id
CROSS JOIN LATERAL jsonb_array_elements(v.definition -> 'steps') WITH ORDINALITY s (step, place)
LEFT JOIN enrollment e ON e.contact_id = c.id AND e.sequence_id = q.id
WHERE c.id = ANY(CAST(:contacts AS bigint[])) AND s.step ->> 'type' = 'email'
    AND s.step -> 'templateId' = to_jsonb(CAST(:template AS bigint))
ORDER BY c.id, e.id DESC NULLS LAST, q.id DESC, s.place""")
_TAKEN = text("""
SELECT m.contact_id, m.wording_shift FROM message m
WHERE m.account_id = :account AND m.contact_id IS NOT NULL AND m.sequence_id = :sequence
    AND m.step = :step AND m.status NOT IN ('failed', 'cancelled', 'missed')
ORDER BY m.id""")


def of_contacts(
    session: Session, template_id: int, source: Source, contact_ids: Sequence[int]
) -> dict[int, int]:
    """The numbers that choose their wordings of a template, by contact; by chance alone where no
    sequence that is in use has it.
    """
    ways = _ways(source)
    about = {"contacts": db.ids_of(contact_ids), "template": template_id}
    rows = session.execute(_STEPS, about).all() if ways > 1 else []
    by_chance = {each: wording(each, "") for each in contact_ids}
    return by_chance | {row.id: _number(session, row, ways) for row in rows}


def _ways(source: Source) -> int:
    """How many ways of saying the same it has; what can't be understood has none to choose from."""
    try:
        return compiled(source).wordings
    except Refused:
        return 1


def _number(session: Session, row: Any, ways: int) -> int:
    """What they got stays; else the first from that by chance on that no colleague has."""
    place = {"account": row.account_id, "sequence": row.sequence_id, "step": row.step}
    taken = dict(session.execute(_TAKEN, place).tuples().all())
    by_chance = wording(row.id, row.step)
    if row.id in taken:
        return by_chance + int(taken[row.id])
    others = [wording(each, row.step) + moved for each, moved in taken.items()]
    return by_chance + shift(by_chance, ways, others)
