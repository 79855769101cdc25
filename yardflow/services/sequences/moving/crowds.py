"""All who are on older versions, in crowds to each of whom the same happens."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions.facts import EnrollmentFacts
from yardflow.services.sequences.decisions.landing import (
    Done,
    Landing,
    depends_on_person,
    landing,
)
from yardflow.services.sequences.definitions.steps import StepKey
from yardflow.services.sequences.enrollments import split_ways
from yardflow.services.sequences.moving.landings import SENT, Target

_VERSIONS = text("""
SELECT DISTINCT version_id FROM enrollment
WHERE sequence_id = :sequence AND status = 'active' AND version_id <> :version""")
# Who stands at the same step and has done the same lands at the same place; by ``person`` are told
# apart those of whom that is not so.
_CROWDS = text("""
SELECT v.number, e.version_id, e.step, e.event_id, e.passed,
    coalesce(e.leased_until > :now, false) AS taking_a_step,
    CASE WHEN e.version_id = ANY(:apart) THEN e.contact_id ELSE 0 END AS person,
    emails.done AS emails, tasks.done AS tasks,
    count(*) AS people, (array_agg(e.id ORDER BY e.id))[1:CAST(:most AS int)] AS ids
FROM enrollment e JOIN sequence_version v ON v.id = e.version_id
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(m.step, t.template_id ORDER BY m.step, m.visit) AS done
    FROM message m LEFT JOIN template_version t ON t.id = m.template_version_id
    WHERE m.enrollment_id = e.id AND m.status IN :maybe_sent) emails ON true
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT k.step) AS done FROM sequence_task k
    WHERE k.enrollment_id = e.id) tasks ON true
WHERE e.sequence_id = :sequence AND e.status = 'active' AND e.version_id <> :version
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY min(e.id)""").bindparams(SENT)


@dataclass(slots=True)
class Crowd:
    """People at one step of one version, at one event, who land at the same place. ``ids`` are the
    first of their enrollments, ``people`` how many there are.
    """

    number: int
    version_id: int
    step: StepKey
    taking_a_step: bool
    place: Landing
    people: int = 0
    ids: list[int] = field(default_factory=list)


def crowds(session: Session, target: Target, now: datetime, most: int) -> list[Crowd]:
    """All who are on older versions than ``target``, the longest enrolled first; of each crowd at
    most so many ids.
    """
    about = {"sequence": target.sequence_id, "version": target.version_id}
    versions = session.scalars(_VERSIONS, about).all()
    apart = [each for each in versions if depends_on_person(definitions.version(session, each))]
    rows = session.execute(_CROWDS, {**about, "now": now, "apart": apart, "most": most})
    known: dict[tuple[object, ...], Crowd] = {}
    crowded = rows.all()
    firsts = {row.ids[0]: target.sequence_id for row in crowded if row.version_id in apart}
    ways = split_ways.known(session, firsts) if firsts else {}
    for row in crowded:
        before = definitions.version(session, row.version_id)
        stands = EnrollmentFacts(
            row.ids[0],
            target.sequence_id,
            row.person,
            row.step,
            1,
            now,
            frozenset(row.passed),
            ways.get(row.ids[0], {}),
        )
        done = Done(row.emails or {}, frozenset(row.tasks or ()))
        place = landing(stands, before, target.definition, done)
        key = (row.version_id, row.step, row.event_id, row.taking_a_step, place)
        crowd = known.setdefault(
            key, Crowd(row.number, row.version_id, row.step, row.taking_a_step, place)
        )
        crowd.people += row.people
        crowd.ids += row.ids[: most - len(crowd.ids)]
    return [*known.values()]
