"""Fills a database with the demo data: adds what is missing, and leaves alone what was changed or
removed since.
"""

from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.counts import counted
from yardflow.demo import history, meetings, sequences
from yardflow.demo.enrollments import WEEKS
from yardflow.demo.event_lists import LISTS, Lists
from yardflow.demo.people import PEOPLE, password_of, user_of
from yardflow.demo.records import ACCOUNTS, CONTACTS, DOMAINS, EVENTS
from yardflow.demo.templates import TEMPLATES
from yardflow.models import Account, AttendeeStatus, Contact, Event, Note, Stage, Template
from yardflow.services.access import Principal
from yardflow.services.records import accounts, attendees, contacts, events, notes, targets
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values.normalize import name_key
from yardflow.services.sequences.templates import library

ONE_AT_A_TIME = 7_305_031  # the advisory lock that two seeds at once wait for


def fill(session: Session) -> str:
    """Adds what is missing, in this transaction; returns a summary to print.

    Raises:
        Invalid: in production, without passwords of your own.
    """
    passwords = [password_of(person) for person in PEOPLE]
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    users = [user_of(session, *pair) for pair in zip(PEOPLE, passwords, strict=True)]
    team = [
        Principal(user_id=user.id or 0, role=user.role, name=user.name, email=user.email)
        for user in users
    ]
    demo_events = [_event(session, team[0], values) for values in EVENTS]
    techexpo, is_new = demo_events[0]
    # What has a history was there when it began.
    with clock.at(clock.now() - WEEKS):
        added = _add_records(session, team) if is_new else 0
        for template in TEMPLATES if is_new and _has_no_template(session) else ():
            library.create(session, team[0], template)
        has_sequences = is_new and sequences.add(session, team)
    for (event_id, empty), lists in zip(demo_events, LISTS, strict=True):
        if empty:
            _add_lists(session, team, event_id, lists)
    if has_sequences:
        history.play(session, team, techexpo)
        meetings.add(session, team)
    for user in users:
        if user.active_event_id is None:
            user.active_event_id = techexpo
    change = f"Added {counted(added, 'contact')}." if added else "Nothing was missing."
    size = f"{counted(len(users), 'login')}, {counted(len(demo_events), 'event')}"
    return f"The demo data is ready: {size}. {change}"


def _event(session: Session, admin: Principal, values: Mapping[str, object]) -> tuple[int, bool]:
    event_id = session.exec(
        select(Event.id).where(Event.name == values["name"]).order_by(col(Event.id))
    ).first()
    if event_id is not None:
        return event_id, False
    return events.create(session, admin, values).id, True


def _has_no_template(session: Session) -> bool:
    return session.exec(select(Template.id)).first() is None


def _add_records(session: Session, team: list[Principal]) -> int:
    """Adds the accounts and contacts that are missing; how many contacts."""
    for name, domain, industry, size, place, owner in ACCOUNTS:
        if _account_id(session, name) is not None:
            continue
        values: dict[str, object] = {
            "name": name,
            "website": domain,
            "industry": industry,
            "size": size,
            "headquarters": place,
        }
        row = accounts.create(session, team[0], values)
        if owner is not None:
            accounts.assign(session, team[0], row.id, None, team[owner].user_id)
    return sum(_add_contact(session, team[0], *contact) for contact in CONTACTS)


def _add_contact(
    session: Session,
    admin: Principal,
    company: str,
    name: str,
    title: str,
    address: str,
    phone: str,
    country: str,
) -> bool:
    account_id = _account_id(session, company)
    if account_id is None or _contact_id(session, name) is not None:
        return False
    first, _, last = name.partition(" ")
    person: dict[str, object] = {
        "account_id": account_id,
        "first_name": first,
        "last_name": last,
        "title": title,
        "email": f"{address}@{DOMAINS[company]}" if address else "",
        "phone": phone,
        "country": country,
    }
    # Enriching them is for whoever tries the product out.
    row_id = contacts.create(session, admin, person, run_hooks=False).id
    owner_id = session.get_one(Account, account_id).owner_id
    contacts.assign(session, admin, row_id, None, owner_id)
    return True


def _add_lists(session: Session, team: list[Principal], event_id: int, lists: Lists) -> None:
    """Fills an event's lists, without the records that were deleted since."""
    account_ids = {name: _account_id(session, name) for name in lists.targets}
    for name, account_id in account_ids.items():
        if account_id is not None:
            stage = Stage(lists.targets[name])
            targets.add(session, team[0], event_id, [account_id], stage=stage)
    contact_ids = {name: _contact_id(session, name) for name in lists.attendees}
    present = [contact_id for contact_id in contact_ids.values() if contact_id is not None]
    attendees.add(session, team[0], event_id, present)
    for name, contact_id in contact_ids.items():
        status = lists.attendees[name]
        if contact_id is not None and status != AttendeeStatus.LISTED:
            attendees.set_status(session, team[0], event_id, contact_id, None, status)
    for name, note, author in lists.notes:
        about = {"account_id": account_ids.get(name), "contact_id": contact_ids.get(name)}
        written = session.exec(select(Note.id).where(Note.text == note)).first()
        if any(about.values()) and written is None:
            notes.add(session, team[author], note, **about, event_id=event_id)


def _account_id(session: Session, name: str) -> int | None:
    """The account of the demo data by its domain, or without one by its name."""
    domain = DOMAINS[name]
    same = Account.domain == domain if domain else Account.name_key == company_key(name)
    return session.exec(select(Account.id).where(same)).first()


def _contact_id(session: Session, name: str) -> int | None:
    """The contact of the demo data, as long as it has its name."""
    return session.exec(select(Contact.id).where(Contact.name_key == name_key(name))).first()
