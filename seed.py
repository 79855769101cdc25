"""Demo data: two people, accounts with their contacts, and two events that share some of them.

``python seed.py`` can be run any number of times: it adds what is missing and leaves alone what was
changed or removed since. In production it requires other passwords, because those below are public.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow import db
from yardflow.auth.passwords import accept_new, hash_password
from yardflow.config import settings
from yardflow.errors import Invalid
from yardflow.models import Account, Contact, Event, Note, Role, Stage, User
from yardflow.services.access import Principal
from yardflow.services.records import accounts, attendees, contacts, events, notes, targets
from yardflow.services.records.normalize import company_key, name_key

ONE_AT_A_TIME = 7_305_031  # the advisory lock that two seeds at once wait for


@dataclass(frozen=True)
class Person:
    """A person who can sign in to the demo; ``setting`` holds another password for production."""

    name: str
    email: str
    role: Role
    password: str
    setting: str


PEOPLE = (
    Person(
        "Morgan Reyes", "admin@yardflow.com", Role.ADMIN, "YardFlow2026!", "seed_admin_password"
    ),
    Person("Dana Whitfield", "demo@yardflow.com", Role.MEMBER, "Demo2026!", "seed_demo_password"),
)

EVENTS: tuple[Mapping[str, object], ...] = (
    {
        "name": "TechExpo 2026",
        "location": "Las Vegas, NV",
        "venue": "Las Vegas Convention Center",
        "timezone": "America/Los_Angeles",
        "booth": "N-2417",
        "starts_on": "2026-12-08",
        "ends_on": "2026-12-10",
        "status": "ACTIVE",
        "target_personas": ["ExecOps", "Ops", "Procurement"],
        "description": "Yard and dock teams of shippers with more than ten sites.",
        "cost": "48500",
    },
    {
        "name": "Yard & Dock Summit 2027",
        "location": "Atlanta, GA",
        "venue": "Georgia World Congress Center",
        "timezone": "America/New_York",
        "booth": "C-1120",
        "starts_on": "2027-04-12",
        "ends_on": "2027-04-15",
        "status": "PLANNING",
        "target_personas": ["ExecOps", "Ops"],
        "description": "Booth and two speaking slots are reserved.",
        "cost": "31000",
    },
)

# Name, domain, industry, size, headquarters, owner (place in PEOPLE, or None).
ACCOUNTS: tuple[tuple[str, str, str, str, str, int | None], ...] = (
    ("Northline Foods", "northlinefoods.example", "Food & beverage", "5,001-10,000",
     "Minneapolis, MN", 0),
    ("Harbor & Pine Retail", "harborpine.example", "Retail", "10,001+", "Columbus, OH", 1),
    ("Castellan Beverages", "castellan.example", "Food & beverage", "1,001-5,000",
     "St. Louis, MO", 0),
    ("Blue Mesa Logistics", "bluemesalogistics.example", "Logistics", "1,001-5,000",
     "Phoenix, AZ", 0),
    ("Tamarack Building Supply", "tamaracksupply.example", "Building materials", "501-1,000",
     "Duluth, MN", None),
    ("Orrin Automotive Parts", "orrinparts.example", "Automotive", "5,001-10,000",
     "Toledo, OH", 1),
    ("Verdant Home", "verdanthome.example", "Consumer goods", "201-500", "Austin, TX", 1),
    ("Kestrel Paper", "kestrelpaper.example", "Paper & packaging", "1,001-5,000",
     "Green Bay, WI", None),
    ("Sunder Chemicals", "", "", "", "", None),
    ("Palisade Produce", "palisadeproduce.example", "Food & beverage", "201-500",
     "Fresno, CA", None),
    ("Granite Ridge Grocers", "graniteridge.example", "Retail", "1,001-5,000", "Atlanta, GA", 1),
)  # fmt: skip

_DOMAINS = {name: domain for name, domain, *_ in ACCOUNTS}

# Company, name, title, address (before the @; empty for none), phone, country.
CONTACTS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("Northline Foods", "Helena Brandt", "Chief Supply Chain Officer", "helena.brandt",
     "+1 612 555 0142", "United States"),
    ("Northline Foods", "Marcus Oyelaran", "VP, Transportation", "marcus.oyelaran", "",
     "United States"),
    ("Northline Foods", "Priya Raman", "Director of Yard Operations", "priya.raman",
     "+1 612 555 0177", "United States"),
    ("Northline Foods", "Tom Sandoval", "Logistics Procurement Manager", "tom.sandoval", "",
     "United States"),
    ("Northline Foods", "Ingrid Solberg", "Plant Manager", "", "", "United States"),
    ("Harbor & Pine Retail", "Devon Clarke", "SVP Supply Chain", "dclarke", "+1 614 555 0110",
     "United States"),
    ("Harbor & Pine Retail", "Lucía Fernández", "Director, Distribution", "lfernandez", "",
     "United States"),
    ("Harbor & Pine Retail", "Grace Okafor", "Senior Manager, Inbound Logistics", "gokafor", "",
     "United States"),
    ("Harbor & Pine Retail", "Ben Whitaker", "Director of Procurement", "", "", "United States"),
    ("Castellan Beverages", "Jean-Marc Olivier", "COO", "jolivier", "+1 314 555 0163",
     "United States"),
    ("Castellan Beverages", "Sofia Marchetti", "VP Operations", "smarchetti", "",
     "United States"),
    ("Castellan Beverages", "Aaron Pike", "Transportation Manager", "apike", "", "United States"),
    ("Castellan Beverages", "Nadia Haddad", "IT Director", "", "", "United States"),
    ("Blue Mesa Logistics", "Rosa Delgado", "Chief Operating Officer", "rosa",
     "+1 602 555 0129", "United States"),
    ("Blue Mesa Logistics", "Owen Hughes", "VP Sales", "owen", "", "United States"),
    ("Blue Mesa Logistics", "Mei Tanaka", "Director of Technology", "mei", "", "United States"),
    ("Blue Mesa Logistics", "Carl Jensen", "Terminal Manager", "carl", "", "United States"),
    ("Tamarack Building Supply", "Erik Lindqvist", "President", "erik_lindqvist", "",
     "United States"),
    ("Tamarack Building Supply", "Paula Novak", "Warehouse Supervisor", "", "", "United States"),
    ("Orrin Automotive Parts", "Stephen Achebe", "Head of Logistics", "achebe.s", "", "Canada"),
    ("Orrin Automotive Parts", "Claire Dubois", "Sourcing Manager", "", "", "Canada"),
    ("Verdant Home", "Yusuf Demir", "Operations Manager", "yusuf.demir", "", "United States"),
    ("Verdant Home", "Amy Collins", "Marketing Manager", "amy.collins", "", "United States"),
    ("Kestrel Paper", "Walter Brandvold", "VP Supply Chain", "walter.b", "+1 920 555 0104",
     "United States"),
    ("Kestrel Paper", "Denise Roy", "Fleet Manager", "denise.r", "", "United States"),
    ("Kestrel Paper", "Raj Malhotra", "Business Systems Manager", "", "", "United States"),
    ("Palisade Produce", "Hector Salinas", "Owner", "hsalinas", "", "United States"),
    # Both are reached at a mailbox that they share.
    ("Palisade Produce", "Joy Mbeki", "Shipping Manager", "shipping", "", "United States"),
    ("Palisade Produce", "Luz Herrera", "Dispatcher", "shipping", "", "United States"),
    ("Sunder Chemicals", "Olga Petrova", "Director of Operations", "", "", "Germany"),
    ("Granite Ridge Grocers", "Monique Baptiste", "VP Logistics", "mbaptiste", "+1 404 555 0118",
     "United States"),
    ("Granite Ridge Grocers", "Tyler Boone", "DC Manager", "tboone", "", "United States"),
)  # fmt: skip
ATLANTA_ONLY = "Granite Ridge Grocers"


@dataclass(frozen=True)
class Lists:
    """What is on an event's lists, by name: stages, statuses, and notes about either (about whom,
    text, author's place in PEOPLE).
    """

    targets: Mapping[str, str]
    attendees: Mapping[str, str]
    notes: tuple[tuple[str, str, int], ...]


# In the order of EVENTS.
LISTS = (
    Lists(
        targets={
            "Northline Foods": "Booked",
            "Harbor & Pine Retail": "Qualified",
            "Castellan Beverages": "Checked In",
            "Blue Mesa Logistics": "Won",
            "Tamarack Building Supply": "Lead",
            "Orrin Automotive Parts": "No Show",
            "Verdant Home": "Lost",
            "Kestrel Paper": "Qualified",
            "Sunder Chemicals": "Lead",
            "Palisade Produce": "Lead",
        },
        attendees={
            **{name: "Listed" for company, name, *_ in CONTACTS if company != ATLANTA_ONLY},
            "Helena Brandt": "Registered",
            "Priya Raman": "Invited",
            "Devon Clarke": "Invited",
            "Jean-Marc Olivier": "Met",
            "Sofia Marchetti": "Met",
            "Rosa Delgado": "Met",
            "Stephen Achebe": "Missed",
        },
        notes=(
            (
                "Northline Foods",
                "Six plants, 400 trailers. Gate queues at Fridley are the pain.",
                0,
            ),
            ("Harbor & Pine Retail", "Drop trailers at four DCs; wants dwell time by carrier.", 1),
            ("Castellan Beverages", "Came by on day one, wants a site visit in January.", 0),
            ("Blue Mesa Logistics", "Signed for three yards.", 0),
            ("Verdant Home", "Chose to stay with spreadsheets until 2028.", 1),
            ("Helena Brandt", "Wants to see the dock scheduler with two carriers.", 0),
            ("Jean-Marc Olivier", "Bring the St. Louis yard map to the site visit.", 0),
        ),
    ),
    Lists(
        targets={
            "Northline Foods": "Qualified",
            "Harbor & Pine Retail": "Lead",
            "Kestrel Paper": "Lead",
            "Granite Ridge Grocers": "Lead",
        },
        attendees={
            "Helena Brandt": "Invited",
            "Marcus Oyelaran": "Listed",
            "Devon Clarke": "Listed",
            "Walter Brandvold": "Listed",
            "Monique Baptiste": "Invited",
            "Tyler Boone": "Listed",
        },
        notes=(
            ("Northline Foods", "Adds a seventh plant in Georgia by spring.", 1),
            ("Helena Brandt", "Speaks about yard automation on day two.", 1),
        ),
    ),
)


def main() -> int:
    try:
        with db.session() as session:
            print(fill(session))
    except Invalid as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


def fill(session: Session) -> str:
    """Adds what is missing, in this transaction; returns a summary to print.

    Raises:
        Invalid: in production, without passwords of your own.
    """
    passwords = [_password(person) for person in PEOPLE]
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    users = [_user(session, *pair) for pair in zip(PEOPLE, passwords, strict=True)]
    team = [
        Principal(user_id=user.id or 0, role=user.role, name=user.name, email=user.email)
        for user in users
    ]
    demo_events = [_event(session, team[0], values) for values in EVENTS]
    techexpo, is_new = demo_events[0]
    added = _add_records(session, team) if is_new else 0
    for (event_id, empty), lists in zip(demo_events, LISTS, strict=True):
        if empty:
            _add_lists(session, team, event_id, lists)
    for user in users:
        if user.active_event_id is None:
            user.active_event_id = techexpo
    change = f"Added {added} contacts." if added else "Nothing was missing."
    return f"The demo data is ready: {len(users)} logins, {len(demo_events)} events. {change}"


def _password(person: Person) -> str:
    own: SecretStr | None = getattr(settings(), person.setting)
    password = own.get_secret_value() if own else person.password
    if settings().production:
        if own is None or password in {demo.password for demo in PEOPLE}:
            raise Invalid(
                f"Set {person.setting.upper()}: in production {person.email} needs another "
                "password, because the demo's is public."
            )
        accept_new(password, own=(person.name, person.email))
    return password


def _user(session: Session, person: Person, password: str) -> User:
    user = session.exec(
        select(User).where(User.email == person.email, col(User.removed_at).is_(None))
    ).first()
    if user is None:
        user = User(
            email=person.email,
            name=person.name,
            role=person.role,
            password_hash=hash_password(password),
        )
        session.add(user)
        session.flush()
    return user


def _event(session: Session, admin: Principal, values: Mapping[str, object]) -> tuple[int, bool]:
    event_id = session.exec(
        select(Event.id).where(Event.name == values["name"]).order_by(col(Event.id))
    ).first()
    if event_id is not None:
        return event_id, False
    return events.create(session, admin, values).id, True


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
        "email": f"{address}@{_DOMAINS[company]}" if address else "",
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
    for name, contact_id in contact_ids.items():
        if contact_id is not None:
            attendees.add(session, team[0], event_id, [contact_id])
            status = lists.attendees[name]
            attendees.set_status(session, team[0], event_id, contact_id, None, status)
    for name, note, author in lists.notes:
        about = {"account_id": account_ids.get(name), "contact_id": contact_ids.get(name)}
        written = session.exec(select(Note.id).where(Note.text == note)).first()
        if any(about.values()) and written is None:
            notes.add(session, team[author], note, **about, event_id=event_id)


def _account_id(session: Session, name: str) -> int | None:
    """The account of the demo data by its domain, or without one by its name."""
    domain = _DOMAINS[name]
    same = Account.domain == domain if domain else Account.name_key == company_key(name)
    return session.exec(select(Account.id).where(same)).first()


def _contact_id(session: Session, name: str) -> int | None:
    """The contact of the demo data, as long as it has its name."""
    return session.exec(select(Contact.id).where(Contact.name_key == name_key(name))).first()


if __name__ == "__main__":
    sys.exit(main())
