"""An owner for 5,000 attendees: the job of a bulk change from its start to its end, and its undo.

Beside it the bare UPDATE of the same contacts in one statement, with the triggers by which their
rows on events' lists follow, as anyone would write it who needs no way back.
"""

import time

from sqlalchemy import text

from bench import own_workplace
from bench.figures import Figure, percentile
from yardflow import db, jobs
from yardflow.models import Event, EventStatus, Job, RecordKind, Role, User
from yardflow.services.access import Principal
from yardflow.services.records import attendees, bulk_changes
from yardflow.services.records.bulk_changes import ChangePersonas, SetOwner, job
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.selection import Selection

CONTACTS, OTHERS, ROUNDS = 5_000, 15_000, 5

_ACCOUNTS = text("""
INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size, headquarters)
SELECT 'Company ' || n, 'company ' || n, now(), now(), '', '', '', ''
FROM generate_series(1, 1000) n RETURNING id
""")
_PEOPLE = text("""
INSERT INTO contact (account_id, first_name, last_name, name_key, title, linkedin_url, phone,
    country, created_at, updated_at)
SELECT (CAST(:accounts AS bigint[]))[1 + n % 1000], 'Ann', 'Lee ' || n, 'ann lee ' || n, :title,
    '', '', '', now(), now() FROM generate_series(1, :people) n RETURNING id
""")
_BARE = text("""
UPDATE contact SET owner_id = :owner, version = contact.version + 1, updated_at = now()
FROM attendee a WHERE a.event_id = :event AND a.contact_id = contact.id
""")


def measure() -> list[Figure]:
    with own_workplace.opened(durable=True):
        principal, event_id = _prepare()
        query = ContactQuery(event_id=event_id)
        bare, owners, undone, personas = [], [], [], []
        for number in range(ROUNDS):
            bare.append(_bare(event_id, principal.user_id if number % 2 else None))
            change = SetOwner(None if number % 2 else principal.user_id)
            seconds, change_id = _change(principal, query, change)
            owners.append(seconds)
            undone.append(_undo(principal, change_id))
        for persona in ("Ops", "Sales", "Tech"):
            personas.append(_change(principal, query, ChangePersonas(add=(persona,)))[0])
        floor = percentile(bare, 0.5)
        return [
            Figure("owner of 5,000 contacts", percentile(owners, 0.5), "s", floor, "value <= 5"),
            Figure("its undo", percentile(undone, 0.5), "s", floor),
            Figure("personas of 5,000 contacts", percentile(personas, 0.5), "s"),
        ]


def _prepare() -> tuple[Principal, int]:
    with db.session() as session:
        user = User(name="Bench", email="bench@yardflow.test", role=Role.ADMIN, password_hash="!")
        event = Event(name="Spring Show", status=EventStatus.ACTIVE)
        session.add_all([user, event])
        session.flush()
        principal = Principal(int(user.id or 0), Role.ADMIN, user.name, user.email)
        accounts = list(session.scalars(_ACCOUNTS).all())
        values = {"accounts": accounts, "title": "Yard Manager"}
        session.execute(_PEOPLE, {**values, "people": OTHERS})
        values["title"] = "Director of Yards"
        people = session.scalars(
            text(
                str(_PEOPLE).replace("'Lee ' || n", "'Moss ' || n").replace("ann lee", "ann moss")
            ),
            {**values, "people": CONTACTS},
        ).all()
        attendees.add(session, principal, int(event.id or 0), people)
        event_id = int(event.id or 0)
    with db.session() as session:
        session.execute(text("ANALYZE account, contact, target, attendee"))
    return principal, event_id


def _bare(event_id: int, owner: int | None) -> float:
    began = time.perf_counter()
    with db.session() as session:
        session.execute(_BARE, {"event": event_id, "owner": owner})
    return time.perf_counter() - began


def _change(
    principal: Principal, query: ContactQuery, change: bulk_changes.Change
) -> tuple[float, int]:
    began = time.perf_counter()
    with db.session() as session:
        selection = Selection(RecordKind.CONTACT, query=query)
        view = bulk_changes.start(session, principal, selection, change)
    jobs.perform(view.job_id or 0, job.change)
    seconds = time.perf_counter() - began
    with db.session() as session:
        counts = bulk_changes.get(session, principal, view.id)
    assert counts.changed == CONTACTS, counts
    return seconds, view.id


def _undo(principal: Principal, change_id: int) -> float:
    began = time.perf_counter()
    with db.session() as session:
        bulk_changes.undo(session, principal, change_id)
        undoing = session.query(Job.id).order_by(Job.id.desc()).limit(1).scalar()  # type: ignore[attr-defined]
    jobs.perform(int(undoing), job.undo)
    seconds = time.perf_counter() - began
    with db.session() as session:
        assert bulk_changes.get(session, principal, change_id).undone == CONTACTS
    return seconds
