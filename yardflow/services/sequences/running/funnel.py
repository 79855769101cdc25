"""How people of a sequence go through the steps of its published version."""

from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import Session

from yardflow.errors import NotFound
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences import definitions
from yardflow.services.sequences.conversations.ladder import NEVER
from yardflow.services.sequences.definitions import graph, wording
from yardflow.services.sequences.definitions.steps import Step, StepKey
from yardflow.services.sequences.running import tallies
from yardflow.services.sequences.running.tallies import StepCounts, Tallies
from yardflow.services.sequences.templates.rows import names

# So many replies are counted.
MOST_REPLIES = 1_000
_MARK = text("""
SELECT version_id, (SELECT max(id) FROM step_tally WHERE sequence_id = s.id) AS last_change,
    (SELECT count(*) FROM (SELECT FROM reply WHERE sequence_id = s.id AND kind = 'human'
        AND decided_at IS NULL LIMIT :most) new) AS replies,
    (SELECT count(*) FROM (SELECT FROM reply WHERE placed_by IS NULL AND kind <> ALL(:never)
        AND decided_at IS NULL LIMIT :most) open) AS to_place
FROM sequence s WHERE id = :id""")


@dataclass(frozen=True, slots=True)
class Mark:
    """What differs once a count has changed. ``replies`` of the sequence are new, and ``to_place``
    replies of the workplace have no conversation yet, either up to `MOST_REPLIES`.
    """

    version_id: int | None = None
    last_change: int | None = None
    replies: int = 0
    to_place: int = 0


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step in words, how many people ``came`` to it in whatever version, and its counts."""

    step: Step
    summary: str
    came: int
    counts: StepCounts


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps in the order of the walk, none before the sequence is published."""

    tallies: Tallies = field(default_factory=Tallies)
    steps: tuple[FunnelStep, ...] = ()
    mark: Mark = Mark()


def mark(session: Session, principal: Principal, sequence_id: int) -> Mark:
    """The mark of a sequence as it is now: one cheap look at indexes.

    Raises:
        NotFound: there is no such sequence.
    """
    about = {
        "id": min(sequence_id, LARGEST_ID),
        "never": [kind.value for kind in NEVER],
        "most": MOST_REPLIES,
    }
    row = session.execute(_MARK, about).one_or_none()
    if row is None:
        raise NotFound.of("sequence")
    return Mark(*row)


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> Funnel:
    """How far people of a sequence have come, as it is now.

    Raises:
        NotFound: there is no such sequence.
    """
    seen = mark(session, principal, sequence_id)
    said = tallies.of_sequence(session, principal, sequence_id)
    steps = _steps(session, principal, seen.version_id, said) if seen.version_id else ()
    return Funnel(said, steps, seen)


def _steps(
    session: Session, principal: Principal, version_id: int, said: Tallies
) -> tuple[FunnelStep, ...]:
    definition = definitions.version(session, version_id)
    of_templates = names(session, principal)
    return tuple(
        FunnelStep(
            step := definition.steps[key],
            wording.summary(step, of_templates, definition.steps),
            _came(said, key),
            said.steps.get(key, StepCounts()),
        )
        for key in graph.in_order(definition)
    )


def _came(said: Tallies, key: StepKey) -> int:
    """Whoever is at a step, ended there or went on from it. Who comes again is counted each time,
    and who is deleted stays counted where they went on: so never more than there are people.
    """
    here = said.steps.get(key, StepCounts())
    went_on = sum(people for (step, _), people in said.went.items() if step == key)
    return min(here.waiting + here.ended + went_on, said.enrolled)
