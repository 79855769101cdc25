"""Four weeks of the demo's sequences, played with a moving clock through the same rooms that send.

Nothing is posted: what SendGrid would have answered and reported is in `enrollments.py`. Where
emails go out for real, whoever is still in a sequence leaves it in the end, so that no one who was
made up is ever emailed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.config import settings
from yardflow.demo import replies
from yardflow.demo.enrollments import (
    ANSWERS,
    CALLED,
    COHORTS,
    DELIVERED,
    REACTIONS,
    UNCONFIRMED,
    UNSUBSCRIBED,
    WEEKS,
    Answer,
    Cohort,
    Reaction,
)
from yardflow.integrations.connections import Mode, connection
from yardflow.models import (
    Contact,
    Enrollment,
    EnrollmentStatus,
    MessageStatus,
    RecordKind,
    Sender,
    Sequence,
    SequenceTask,
)
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import tasks, tracking, unsubscribing
from yardflow.services.sequences.engine.batches import compose, materials_of
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decisions_of
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.sending import begin
from yardflow.services.sequences.engine.writing import write
from yardflow.services.sequences.enrollments import Enrolling, enroll, progress
from yardflow.services.sequences.events import HELD_BACK, Report, apply, store

# So often the engine looks, where a worker looks every second: in UTC, when all of America works.
_LOOK = time(17, 40)
_BATCH = 500
_LATELY = timedelta(hours=30)
_ENDED = "The demo emails no one where SendGrid is real"
_NO_ANSWER = "SendGrid did not answer, so this may have gone out."


def sends_for_real() -> bool:
    """Whether emails leave this machine, now or as soon as someone sets a key."""
    mode = connection("sendgrid").mode
    return mode is Mode.LIVE or (mode is Mode.NOT_CONFIGURED and settings().production)


def play(session: Session, team: list[Principal], event_id: int) -> None:
    """Enrolls people over the last weeks, and lets happen to them what happens."""
    past = _Past(session, team, event_id, clock.now())
    for moment in _looks(past.now):
        with clock.at(moment):
            past.happen(moment)
            past.look(moment)
    past.happen(past.now)  # and the engine that runs from now on makes something of it
    if sends_for_real():
        _end_all(session)
    # What claiming set for its transaction.
    session.execute(text("RESET enable_sort; RESET enable_bitmapscan; RESET enable_seqscan"))


def _looks(now: datetime) -> Iterator[datetime]:
    """When the engine looks: once a day, before now."""
    day = (now - WEEKS).date()
    while (moment := _look_on(day)) < now:
        yield moment
        day += timedelta(days=1)


def _look_on(day: date) -> datetime:
    """A little later each day of a week, so that who waits for a day is seen the next."""
    minutes = timedelta(minutes=7 * day.weekday(), seconds=day.toordinal() % 53)
    return datetime.combine(day, _LOOK, UTC) + minutes


@dataclass
class _Past:
    """What is to happen yet: ``coming`` are reports and answers, each with when it comes, to which
    message, and what it says. ``silent`` are those who haven't answered yet.
    """

    session: Session
    team: list[Principal]
    event_id: int
    now: datetime
    names: Mapping[int, str] = field(init=False)
    sequences: Mapping[str, int] = field(init=False)
    senders: tuple[int, ...] = field(init=False)
    cohorts: list[Cohort] = field(init=False)
    coming: list[tuple[datetime, str, Reaction | Answer]] = field(default_factory=list)
    silent: set[str] = field(default_factory=lambda: {*ANSWERS})

    def __post_init__(self) -> None:
        people = self.session.exec(select(Contact.id, Contact.first_name, Contact.last_name))
        self.names = {key or 0: f"{first} {last}" for key, first, last in people}
        self.sequences = {
            name: key or 0 for key, name in self.session.exec(select(Sequence.id, Sequence.name))
        }
        self.senders = tuple(key or 0 for key in self.session.exec(select(Sender.id)))
        self.cohorts = sorted(COHORTS, key=lambda cohort: -cohort.days_ago)

    def happen(self, moment: datetime) -> None:
        """What SendGrid reported and what the team did since the last look."""
        self._report(moment)
        self._enroll(moment)
        self._call(moment)

    def look(self, moment: datetime) -> None:
        """What the engine makes of it."""
        while ids := claim(self.session, moment, _BATCH):
            self._send(ids, moment)

    def _report(self, moment: datetime) -> None:
        due = sorted((each for each in self.coming if each[0] <= moment), key=lambda each: each[0])
        self.coming = [each for each in self.coming if each[0] > moment]
        reports = []
        for at, key, reaction in due:
            if isinstance(reaction, Answer):
                replies.arrive(self.session, key, reaction, at)
                continue
            if reaction is UNSUBSCRIBED:
                unsubscribing.unsubscribe(self.session, key)
                continue
            number = f"demo-{key}-{reaction.kind}-{at:%d%H%M%S}"
            reports.append(Report(number, key, reaction.kind, at, dict(reaction.details)))
        if reports:
            store(self.session, reports)
            with clock.at(moment + HELD_BACK):
                apply(self.session)

    def _enroll(self, moment: datetime) -> None:
        while self.cohorts and moment >= self.now - timedelta(days=self.cohorts[0].days_ago):
            cohort = self.cohorts.pop(0)
            chosen = [key for key, name in self.names.items() if name in cohort.names]
            enrolling = Enrolling(
                Selection(RecordKind.CONTACT, chosen), self.senders, self.event_id
            )
            enroll(self.session, self.team[0], self.sequences[cohort.sequence], enrolling)

    def _call(self, moment: datetime) -> None:
        open_tasks = (
            select(SequenceTask.id, Enrollment.contact_id)
            .join(Enrollment, col(Enrollment.id) == SequenceTask.enrollment_id)
            .where(col(SequenceTask.done_at).is_(None), col(SequenceTask.due_at) <= moment)
        )
        for task_id, contact_id in self.session.exec(open_tasks).all():
            if self.names[contact_id or 0] in CALLED:
                tasks.done(self.session, self.team[1], task_id or 0)

    def _send(self, ids: list[int], moment: datetime) -> None:
        decisions = decisions_of(self.session, ids, moment)
        outgoing = write(self.session, decisions)
        materials = materials_of(self.session, decisions.situation, outgoing)
        composed = compose(outgoing, materials, _BATCH)
        tracking.keep(self.session, composed.links)
        going = begin(self.session, outgoing, moment)
        letters = [letter for batch in composed.batches for letter in batch.only(going).letters]
        record(
            self.session,
            [self._sent(message, letter.subject, moment) for message, letter in letters],
            moment,
        )

    def _sent(self, message: Outgoing, subject: str, moment: datetime) -> Result:
        name = self.names[message.contact_id]
        if name in UNCONFIRMED and not sends_for_real():
            return Result(message, MessageStatus.UNKNOWN, subject, error=_NO_ANSWER)
        happens: list[Reaction | Answer] = [*REACTIONS.get(name, (DELIVERED,))]
        for reaction in [*happens, *self._answers(name)]:
            at = moment + reaction.after
            if reaction.lately:
                at = max(at, self.now - _LATELY)
            self.coming.append((at, message.key, reaction))
        return Result(message, MessageStatus.ACCEPTED, subject, f"demo-{message.key}")

    def _answers(self, name: str) -> list[Answer]:
        """What someone writes back, once; nothing where what is answered would go out for real."""
        if name not in self.silent or sends_for_real():
            return []
        self.silent.remove(name)
        return [ANSWERS[name]]


def _end_all(session: Session) -> None:
    """Whoever is still in a sequence leaves it."""
    now = clock.now()
    active = select(Enrollment.id, Enrollment.step).where(
        Enrollment.status == EnrollmentStatus.ACTIVE
    )
    ends = [(key or 0, step) for key, step in session.exec(active).all()]
    progress.note(session, [(key, step, _ENDED) for key, step in ends], now)
    progress.end(session, [(key, _ENDED) for key, _ in ends], now)
