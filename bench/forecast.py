"""A forecast of everyone in a sequence of five steps, as its job makes it.

The floor is a bare loop: for each of as many people, the decision at each of these steps, about
facts that are there already.
"""

import time
from datetime import timedelta

from bench import sequence_people
from bench.figures import Figure
from tests.fixtures.decisions import NOW, OPEN
from yardflow import clock, db
from yardflow.models import Role
from yardflow.services.access import Principal
from yardflow.services.sequences.decisions import Policy, decide
from yardflow.services.sequences.decisions.facts import EnrollmentFacts
from yardflow.services.sequences.definitions.steps import Definition, EntryRules, Schedule
from yardflow.services.sequences.forecast import job, reading
from yardflow.services.sequences.forecast.question import Question

PEOPLE = 10_000


def measure() -> list[Figure]:
    with sequence_people.opened(PEOPLE, five=True) as workplace:
        sequence_people.enroll(workplace)
        took, emails = _forecast(workplace)
    assert emails == 3 * PEOPLE, emails
    return [Figure("forecast of 10,000 people, five steps", took, "s", _bare(), "value <= 20")]


def _forecast(workplace: sequence_people.Workplace) -> tuple[float, int]:
    """Seconds of the processor and of waiting for the database, and how many emails it says."""
    principal, question, now = Principal(1, Role.ADMIN, "Ann", ""), Question(replies=0), clock.now()
    began = time.perf_counter()
    with db.session() as session:
        known = reading.read(session, principal, workplace.sequence_id, question, now)
    said = job.forecast_of(known, question, now)
    return time.perf_counter() - began, said.emails


def _bare() -> float:
    steps = sequence_people.five_steps(1)
    definition = Definition("intro", {step.key: step for step in steps}, Schedule(), EntryRules())
    policy, later = Policy(), NOW + timedelta(days=3)
    began = time.perf_counter()
    for number in range(PEOPLE):
        for step in steps:
            decide(
                EnrollmentFacts(number, 1, number, step.key, 1, NOW),
                definition,
                OPEN,
                policy,
                later,
            )
    return time.perf_counter() - began
