"""Which way people went at splits, or go because someone chose it for everyone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db

_WINNERS = text("""
SELECT sequence_id, step, way FROM split_winner
WHERE sequence_id = ANY(CAST(:ids AS bigint[])) AND way IS NOT NULL""")
_WENT = text("""
SELECT enrollment_id, step, way FROM split_way
WHERE enrollment_id = ANY(CAST(:ids AS bigint[]))""")
_NOTE = text("""
INSERT INTO split_way (enrollment_id, step, way, at)
SELECT id, step, way, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) w (id bigint, step text, way smallint)
ON CONFLICT DO NOTHING""")


def known(session: Session, enrollments: Mapping[int, int]) -> dict[int, dict[str, int]]:
    """By enrollment, the ways that are not up to chance, by the key of their split; of the
    enrollments with their sequences. Who went one before keeps to it whatever was chosen since.
    """
    ways: dict[int, dict[str, int]] = defaultdict(dict)
    chosen: dict[int, dict[str, int]] = defaultdict(dict)
    sequences = db.ids_of({*enrollments.values()})
    for sequence_id, step, way in db.rows(session, _WINNERS, {"ids": sequences}):
        chosen[sequence_id][step] = way
    for number, sequence_id in enrollments.items():
        if sequence_id in chosen:
            ways[number] = {**chosen[sequence_id]}
    for number, step, way in db.rows(session, _WENT, {"ids": db.ids_of(enrollments)}):
        ways[number][step] = way
    return ways


def note(session: Session, went: Iterable[tuple[int, str, int]], now: datetime) -> None:
    """Keeps which way enrollments went at splits: id, step and way."""
    rows = [{"id": number, "step": step, "way": way} for number, step, way in went]
    if rows:
        db.rows(session, _NOTE, {"rows": db.json_of(rows), "now": now})
