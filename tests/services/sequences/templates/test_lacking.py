"""How many of a sequence's audience lack what an email shows without a fallback."""

import pytest
from sqlmodel import Session

from tests.services.sequences.senders.cast import sender_of
from tests.services.sequences.templates.test_pinning import READY, template
from yardflow.models import Contact, RecordKind
from yardflow.services.records import attendees
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition, Email, EntryRules, Schedule
from yardflow.services.sequences.enrollments import Enrolling, enroll
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.templates import lacking
from yardflow.services.sequences.templates.lacking import Lacking
from yardflow.services.sequences.templates.variables import VARIABLES

pytestmark = pytest.mark.usefixtures("database")
BARE = READY.replace(' | default: "there" }}', " }} {{ account.industry }}")


@pytest.fixture
def shown(session: Session, alice) -> int:
    return template(session, alice, BARE)


@pytest.fixture
def sequence_id(session: Session, alice, shown) -> int:
    other = template(session, alice)
    steps = {"intro": Email("intro", shown, next="again"), "again": Email("again", other)}
    draft = reading.write(Definition("intro", steps, Schedule(), EntryRules()))
    return drafts.create(session, alice, {"name": "S", "draft": draft}).id


@pytest.fixture
def crowd(session: Session, acme, works_at) -> list[int]:
    acme.industry = "Logistics"
    session.add(acme)
    return [works_at(acme, name, email=f"a{n}@acme.com") for n, name in enumerate(("Ann", "Bea"))]


def nameless(session: Session, contact_id: int) -> None:
    session.get_one(Contact, contact_id).first_name = " "
    session.flush()


def test_before_anyone_is_in_it_the_event_s_attendees_count(
    session, alice, techexpo, sequence_id, shown, crowd
):
    attendees.add(session, alice, techexpo.id, crowd)
    assert lacking.counts(session, alice, sequence_id, techexpo.id) == {shown: Lacking(0, 2)}
    nameless(session, crowd[1])
    assert lacking.counts(session, alice, sequence_id, techexpo.id) == {shown: Lacking(1, 2)}
    about = (sequence_id, techexpo.id)
    assert lacking.people(session, alice, *about, shown, 10) == (1, [crowd[1]])
    for nowhere in (None, 999_999):
        assert lacking.counts(session, alice, sequence_id, nowhere) == {}
    assert lacking.people(session, alice, *about, shown + 100, 10) == (0, [])


def test_once_someone_is_in_it_only_they_count(session, alice, techexpo, sequence_id, shown, crowd):
    attendees.add(session, alice, techexpo.id, crowd)
    nameless(session, crowd[1])
    publishing.publish(session, alice, sequence_id)
    chosen = Enrolling(Selection(RecordKind.CONTACT, crowd[:1]), (sender_of(session),), techexpo.id)
    enroll(session, alice, sequence_id, chosen)
    assert lacking.counts(session, alice, sequence_id, techexpo.id) == {shown: Lacking(0, 1)}


def test_each_variable_of_contacts_is_looked_for():
    of_contacts = {each.name for each in VARIABLES if each.group in ("contact", "account")}
    assert lacking.COLUMNS.keys() == of_contacts
