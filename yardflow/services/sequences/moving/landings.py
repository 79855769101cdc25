"""Where people on older versions would stand in the published one."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, text
from sqlmodel import Session

from yardflow.errors import Conflict, NotFound
from yardflow.models import Sequence as SequenceRow
from yardflow.models import SequenceVersion
from yardflow.models.message import MAYBE_SENT
from yardflow.services.records.load import row_of
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions.facts import EnrollmentFacts
from yardflow.services.sequences.decisions.landing import Done, Landing, landing
from yardflow.services.sequences.definitions.steps import Definition, StepKey
from yardflow.services.sequences.enrollments import split_ways

SIGN_BYTES = 8
_NOT_PUBLISHED = "Publish this sequence before you move anyone."
# Whoever a worker has claimed, perhaps to email them, is left where they are.
_LOCKED = text("""
SELECT e.id, e.sequence_id, e.version_id, e.contact_id, e.step, e.visit, e.entered_at, e.passed,
    v.number
FROM enrollment e JOIN sequence_version v ON v.id = e.version_id
WHERE e.sequence_id = :sequence AND e.status = 'active' AND e.version_id <> :version
    AND e.id > :after AND (e.leased_until IS NULL OR e.leased_until <= :now)
ORDER BY e.id LIMIT :most FOR NO KEY UPDATE OF e SKIP LOCKED""")
SENT: BindParameter = bindparam(
    "maybe_sent", [status.value for status in MAYBE_SENT], expanding=True
)
_EMAILS = text("""
SELECT m.enrollment_id, m.step, t.template_id
FROM message m LEFT JOIN template_version t ON t.id = m.template_version_id
WHERE m.enrollment_id = ANY(:ids) AND m.status IN :maybe_sent""").bindparams(SENT)
_TASKS = text("SELECT enrollment_id, step FROM sequence_task WHERE enrollment_id = ANY(:ids)")


@dataclass(frozen=True, slots=True)
class Target:
    """The published version of a sequence."""

    sequence_id: int
    name: str
    version_id: int
    number: int
    definition: Definition


def target_of(session: Session, sequence_id: int, *, lock: bool = False) -> Target:
    """The version to move to. With ``lock`` no other is published until the transaction ends.

    Raises:
        NotFound: there is no such sequence.
        Conflict: it was never published.
    """
    sequence = row_of(session, SequenceRow, sequence_id, {"read": True} if lock else False)
    if sequence is None:
        raise NotFound.of("sequence")
    if sequence.version_id is None:
        raise Conflict(_NOT_PUBLISHED)
    version = session.get_one(SequenceVersion, sequence.version_id)
    definition = definitions.version(session, sequence.version_id)
    return Target(sequence_id, sequence.name, sequence.version_id, version.number, definition)


def locked(
    session: Session, target: Target, now: datetime, most: int, after: int = 0
) -> Sequence[Any]:
    """Those on older versions whom no worker has claimed, locked, from the one behind ``after``."""
    about = {"sequence": target.sequence_id, "version": target.version_id, "now": now}
    return session.execute(_LOCKED, {**about, "most": most, "after": after}).all()


def sign(number: int, step: StepKey, place: Landing) -> str:
    """What happens to someone who stands at this step of version ``number``, as a short text: the
    same for all to whom the same happens.
    """
    said = [number, step, place.way.value, place.step, sorted(place.passed)]
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=SIGN_BYTES).hexdigest()


def landings(session: Session, rows: Sequence[Any], target: Target) -> dict[int, Landing]:
    """Where each of the people would stand."""
    done = _done(session, [row.id for row in rows])
    ways = split_ways.known(session, {row.id: row.sequence_id for row in rows})
    return {
        row.id: landing(
            EnrollmentFacts(
                row.id,
                row.sequence_id,
                row.contact_id,
                row.step,
                row.visit,
                row.entered_at,
                frozenset(row.passed),
                ways.get(row.id, {}),
            ),
            definitions.version(session, row.version_id),
            target.definition,
            done.get(row.id, Done()),
        )
        for row in rows
    }


def _done(session: Session, ids: list[int]) -> dict[int, Done]:
    emails: dict[int, dict[str, int | None]] = defaultdict(dict)
    for enrollment_id, step, template_id in session.execute(_EMAILS, {"ids": ids}):
        emails[enrollment_id][step] = template_id
    tasks: dict[int, set[str]] = defaultdict(set)
    for enrollment_id, step in session.execute(_TASKS, {"ids": ids}):
        tasks[enrollment_id].add(step)
    return {
        number: Done(emails.get(number, {}), frozenset(tasks.get(number, ())))
        for number in {*emails, *tasks}
    }
