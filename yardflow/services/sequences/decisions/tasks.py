"""When a task is due and when it expires."""

from dataclasses import dataclass
from datetime import UTC, datetime

from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.decisions.moments import after
from yardflow.services.sequences.definitions.steps import Task


@dataclass(frozen=True, slots=True)
class TaskTimes:
    """None: at no particular time."""

    due_at: datetime | None
    expires_at: datetime | None


def task_times(task: Task, since: datetime, facts: Facts) -> TaskTimes:
    """The times of a task that a person arrived at ``since``; for whoever makes it then."""
    zone = facts.zone or UTC
    due, expires = (
        None if duration is None else after(duration, since, zone, facts.country)
        for duration in (task.due, task.expires)
    )
    return TaskTimes(due, expires)
