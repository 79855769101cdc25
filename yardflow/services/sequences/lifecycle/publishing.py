"""A draft becomes the next version, which never changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import Sequence, SequenceStatus, SequenceVersion, User
from yardflow.services import audit, hooks
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.load import load_record
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions import checks, differences, edits, reading
from yardflow.services.sequences.definitions.reading import Problem
from yardflow.services.sequences.definitions.steps import Definition, Email
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import MOST_NAMED

# The version of each of these templates that goes out from now on, or why it can't go out, in a
# sentence; none for what is no template.
Pin = Callable[[set[int]], Mapping[int, int | str]]


class NotPublishable(Contradictory):
    """The draft isn't ready. ``problems`` are all that is in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        named = {problem.step or "draft": problem.sentence for problem in problems[:MOST_NAMED]}
        super().__init__(" ".join(map(str, problems[:MOST_NAMED])), named)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TemplatesPinned:
    """A sequence is about to go by these templates. Who keeps templates puts the id of each one's
    current version into ``versions``, or a sentence that says why it can't go out.
    """

    template_ids: frozenset[int]
    versions: dict[int, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with what is different from the one before, in words."""

    id: int
    number: int
    published_by: str
    published_at: datetime
    steps: int
    changes: list[str]


def publish(
    session: Session,
    principal: Principal,
    sequence_id: int,
    version: int | None = None,
    pin: Pin | None = None,
) -> SequenceVersion:
    """Makes the draft the version that who enrolls from now on goes by. A paused sequence stays
    paused, and those in it stay on their version. ``pin`` is asked for templates, in place of the
    domains.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        NotPublishable: the draft isn't ready.
        Conflict: it is archived, is what is published already, or changed since ``version``.
    """
    require_admin(principal)
    sequence = load_record(session, Sequence, sequence_id, version, lock=True)
    if sequence.status == SequenceStatus.ARCHIVED:
        raise Conflict("This sequence is archived. Restore it before you publish it.")
    definition = pinned(session, principal, drafts.definition_of(sequence), pin)
    number = 1
    if sequence.version_id is not None:
        last = session.get_one(SequenceVersion, sequence.version_id)
        if definitions.version(session, sequence.version_id) == definition:
            raise Conflict(f"Nothing changed since version {last.number}. Edit the draft first.")
        number = last.number + 1
    published = SequenceVersion(
        sequence_id=sequence_id,
        number=number,
        definition=reading.write(definition),
        published_by=principal.user_id,
    )
    session.add(published)
    session.flush()
    sequence.version_id = published.id
    if sequence.status == SequenceStatus.DRAFT:
        sequence.status = SequenceStatus.ACTIVE
    audit.record(
        session,
        principal,
        "sequence.published",
        "sequence",
        sequence_id,
        after={"name": sequence.name, "number": number},
    )
    session.flush()
    return published


def pinned(
    session: Session, principal: Principal, definition: Definition, pin: Pin | None = None
) -> Definition:
    """A draft with the versions of its templates, as it would be published.

    Raises:
        NotPublishable: the draft isn't ready.
    """
    pin = pin or _asking(session, principal)
    emails = [step for step in definition.steps.values() if isinstance(step, Email)]
    current = pin({step.template_id for step in emails}) if emails else {}
    problems = [*checks.problems(definition), *_refused(emails, current)]
    if problems:
        raise NotPublishable(problems)
    versions = {number: known for number, known in current.items() if isinstance(known, int)}
    return edits.pinned(definition, versions)


def versions(
    session: Session, principal: Principal, sequence_id: int, names: Names | None = None
) -> list[VersionRow]:
    """All versions of a sequence, the latest first; ``names`` are what templates are called.

    Raises:
        NotFound: there is no such sequence.
    """
    load_record(session, Sequence, sequence_id)
    published = session.exec(
        select(SequenceVersion, User.name)
        .outerjoin(User, col(User.id) == SequenceVersion.published_by)
        .where(SequenceVersion.sequence_id == sequence_id)
        .order_by(col(SequenceVersion.number))
    ).all()
    shown: list[VersionRow] = []
    before: Definition | None = None
    for row, name in published:
        assert row.id is not None
        definition = definitions.version(session, row.id)
        changes = differences.differences(before, definition, names) if before else []
        steps = len(definition.steps)
        shown.append(VersionRow(row.id, row.number, name or "", row.published_at, steps, changes))
        before = definition
    return shown[::-1]


def published(session: Session, principal: Principal, sequence_id: int, number: int) -> Definition:
    """What a version says, as a draft of it would.

    Raises:
        NotFound: the sequence has no such version.
    """
    version_id = session.exec(
        select(SequenceVersion.id).where(
            SequenceVersion.sequence_id == sequence_id, SequenceVersion.number == number
        )
    ).first()
    if version_id is None:
        raise NotFound.of("version")
    return edits.without_pins(definitions.version(session, version_id))


def _asking(session: Session, principal: Principal) -> Pin:
    def ask(template_ids: set[int]) -> Mapping[int, int | str]:
        change = TemplatesPinned(frozenset(template_ids))
        hooks.call(session, principal, change)
        return change.versions

    return ask


def _refused(emails: list[Email], current: Mapping[int, int | str]) -> Iterator[Problem]:
    for step in filter(lambda step: step.template_id, emails):
        known = current.get(step.template_id)
        if known is None:
            known = f"Template {step.template_id} doesn't exist. Choose another."
        if isinstance(known, str):
            yield Problem(step.key, known, "templateId")
