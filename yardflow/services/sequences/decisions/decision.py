"""What happens next to one enrollment: one pure function, which all that ask go by.

Who sends acts on it, "why hasn't this person been emailed?" shows its reasons, and a forecast runs
it with a moving clock. It reads nothing, writes nothing and knows no time but the one it is given.
"""

from datetime import datetime

from yardflow.services.sequences.decisions import conditions
from yardflow.services.sequences.decisions.facts import (
    EmailFacts,
    EmailState,
    EnrollmentFacts,
    Facts,
    Policy,
)
from yardflow.services.sequences.decisions.gates import before_any_step, before_email, last_end
from yardflow.services.sequences.decisions.moments import end_of, show_moment, without_holds
from yardflow.services.sequences.decisions.outcomes import (
    Branch,
    Decision,
    Exit,
    Gate,
    Reason,
    Send,
    Skip,
    Wait,
    Why,
)
from yardflow.services.sequences.decisions.splits import place_of
from yardflow.services.sequences.decisions.tasks import task_times
from yardflow.services.sequences.definitions import steps
from yardflow.services.sequences.definitions.steps import Definition, Late


def decide(
    enrollment: EnrollmentFacts,
    definition: Definition,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> Decision:
    """What happens to this person at ``now``, an aware moment.

    Who is suppressed leaves, whatever the step. A hold or an exclusion keeps a person where they
    are, for as long as it lasts, unless the sequence ends by it. Raises LookupError where the
    version has no such step.
    """
    step = definition.steps.get(enrollment.step)
    if step is None:
        raise LookupError(f"Enrollment {enrollment.id} is at {enrollment.step!r}, which is no step")
    if facts.suppressed:
        return Exit(Why.SUPPRESSED, facts.suppressed)
    if isinstance(step, steps.Exit):
        return Exit(Why.EXIT_STEP, step.reason)
    if facts.excluded and facts.excluded_ends:
        return Exit(Why.EXCLUDED, facts.excluded)
    kept = before_any_step(facts, now)
    passed = _passed(step, enrollment, facts)
    if passed is not None:
        return _waiting(kept, last_end(kept, now)) if kept else passed
    if isinstance(step, steps.Email):
        schedule = None if enrollment.hurried else definition.schedule
        return _email(step, kept, schedule, facts, policy, now)
    verdict = _other(step, enrollment, facts, now)
    if isinstance(verdict, Reason):
        kept.append(verdict)
    elif not kept:
        return verdict
    return _waiting(kept, last_end(kept, now))


def _passed(step: steps.Step, enrollment: EnrollmentFacts, facts: Facts) -> Branch | None:
    """Past a step that was done before they were moved here, unless this is where it was done."""
    if step.key not in enrollment.passed:
        return None
    if isinstance(step, steps.Email) and facts.email is None:
        return Branch(step.next, Why.DONE_BEFORE)
    if isinstance(step, steps.Task) and facts.task is None:
        return Branch(step.next, Why.DONE_BEFORE)
    return None


def _email(
    email: steps.Email,
    kept: list[Reason],
    schedule: steps.Schedule | None,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> Send | Skip | Wait | Branch:
    """An email that is certain to be late is skipped at once, even where something else would keep
    it for good; where that isn't certain yet, it is looked at again when it becomes late.
    """
    if facts.email is not None and facts.email.state is not EmailState.OPEN:
        return _written(email, facts.email)
    if facts.address_sent:
        return Skip(Why.ADDRESS_SENT, email.next)
    if email.not_after is None and not kept and _is_stale(facts, policy, now):
        return Skip(Why.STALE, email.next)
    deadline = _deadline(email, facts)
    is_late = email.late is Late.SEND and isinstance(deadline, datetime) and now >= deadline
    if email.late is Late.SEND:
        deadline = None
    if isinstance(deadline, Reason):
        kept, deadline = [*kept, deadline], None
    reasons, open_at = before_email(kept, email, schedule, facts, policy, now)
    if deadline is not None and open_at >= deadline:
        return Skip(Why.LATE, email.next, tuple(reasons))
    return _waiting(reasons, open_at, deadline) if reasons else Send(email.next, is_late)


def _written(email: steps.Email, written: EmailFacts) -> Branch | Wait:
    """What may have gone out is never sent again from here."""
    if written.state is EmailState.SENT:
        return Branch(email.next, Why.EMAIL_SENT)
    failed = written.state is EmailState.FAILED
    gate = Gate.EMAIL_FAILED if failed else Gate.EMAIL_UNCONFIRMED
    return Wait(None, (Reason(gate, detail=written.error),))


def _is_stale(facts: Facts, policy: Policy, now: datetime) -> bool:
    """Decided long ago, and not to be found in an inbox out of the blue. What people held back
    meanwhile is as fresh as when they let it go.
    """
    written, sender = facts.email, facts.sender
    if written is None or written.free_since is None or (sender is not None and sender.paused):
        return False
    ends = [hold.until for hold in facts.holds if hold.until is not None and hold.until <= now]
    return now - max([written.free_since, *ends]) >= policy.stale_after


def _waiting(reasons: list[Reason], open_at: datetime, deadline: datetime | None = None) -> Wait:
    """Where something only opens by a change, the deadline is the next moment to look."""
    for_good = any(reason.opens_at is None for reason in reasons)
    return Wait(deadline if for_good else open_at, tuple(reasons))


def _deadline(email: steps.Email, facts: Facts) -> datetime | Reason | None:
    if email.not_after is None:
        return None
    if isinstance(email.not_after, datetime):
        return email.not_after
    return show_moment(email.not_after, facts)


def _other(
    step: steps.Wait | steps.Condition | steps.Split | steps.Task,
    enrollment: EnrollmentFacts,
    facts: Facts,
    now: datetime,
) -> Branch | Reason:
    """Where a step that sends nothing leads, or why not yet."""
    match step:
        case steps.Wait():
            return _wait(step, enrollment, facts, now)
        case steps.Condition():
            return _condition(step, enrollment, facts, now)
        case steps.Split():
            way = place_of(step, enrollment)
            why = Why.CHOSEN if step.key in enrollment.ways else Why.CHANCE
            return Branch(step.ways[way], why, way)
        case steps.Task():
            return _task(step, enrollment, facts, now)


def _wait(
    wait: steps.Wait, enrollment: EnrollmentFacts, facts: Facts, now: datetime
) -> Branch | Reason:
    end = end_of(wait.until, enrollment.entered_at, facts)
    if isinstance(end, Reason):
        return end
    if isinstance(wait.until, steps.Duration):
        end = without_holds(end, enrollment.entered_at, facts.holds)
    return Branch(wait.next, Why.TIME_PASSED) if end <= now else Reason(Gate.WAIT, end)


def _condition(
    condition: steps.Condition, enrollment: EnrollmentFacts, facts: Facts, now: datetime
) -> Branch | Reason:
    end: datetime | Reason = now
    if condition.within is not None:
        end = end_of(condition.within, enrollment.entered_at, facts)
    over = isinstance(end, datetime) and end <= now
    if conditions.hold(condition, facts, over=over):
        return Branch(condition.yes, Why.HOLDS)
    if over:
        return Branch(condition.no, Why.HOLDS_NOT)
    return end if isinstance(end, Reason) else Reason(Gate.CONDITION, end)


def _task(
    task: steps.Task, enrollment: EnrollmentFacts, facts: Facts, now: datetime
) -> Branch | Reason:
    if not task.holds:
        return Branch(task.next, Why.TASK_MADE)
    if facts.task is not None and facts.task.done_at is not None:
        return Branch(task.next, Why.TASK_DONE)
    times = facts.task or task_times(task, enrollment.entered_at, facts)
    if times.expires_at is not None and times.expires_at <= now:
        return Branch(task.next, Why.TASK_EXPIRED)
    return Reason(Gate.TASK, times.expires_at, task.title)
