"""A labelled list in an empty workplace: what is known put in, the rest enriched for real.

Each contact goes the way of Enrich Now: a job is asked for and done by the worker's own function.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from bench.labelled_list import Person
from yardflow import clock, db, jobs
from yardflow.models import (
    Account,
    Claim,
    ClaimStatus,
    Contact,
    EmailStatus,
    EnrichmentRun,
    Job,
    JobStatus,
    Origin,
    Role,
    Seniority,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment.runs import request as run_request
from yardflow.services.records.names import company_names
from yardflow.services.records.values import normalize

AT_ONCE = 6
PATIENCE = timedelta(minutes=5)
OF_ACCOUNT = ("industry", "size")
_OPEN = (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.WAITING)


@dataclass
class Loaded:
    """Who is to be guessed, by contact and by account; and how many rows were skipped, by why."""

    people: dict[int, Person] = field(default_factory=dict)
    companies: dict[int, list[Person]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the product said about a field: of a contact, or of an account."""

    owner_id: int
    field: str
    value: str
    confidence: Decimal
    source: str


def load(session: Session, people: Iterable[Person]) -> tuple[Principal, Loaded]:
    """Puts in what the product may see: everything of the known, of the others name and company.

    Industry and size are a company's, so they are seen only where nobody at it is to be guessed
    whose row tells them. What can't be held twice (an address, a name without one) is skipped.
    """
    user = User(name="Evaluation", email="eval@yardflow.test", role=Role.ADMIN, password_hash="!")
    session.add(user)
    session.flush()
    loaded = Loaded()
    addresses: set[str] = set()
    for rows in companies(people):
        account = _account(rows)
        session.add(account)
        session.flush()
        loaded.companies[int(account.id or 0)] = [person for person in rows if not person.known]
        for person, contact in _contacts(account, rows, addresses, loaded.skipped):
            session.add(contact)
            session.flush()
            if not person.known:
                loaded.people[int(contact.id or 0)] = person
    return Principal(int(user.id or 0), Role.ADMIN, user.name, user.email), loaded


def companies(people: Iterable[Person]) -> list[list[Person]]:
    """The rows of each company: of one domain, or of one name where no domain is told."""
    people = list(people)
    domains = {
        company_names.company_key(person.company): person.domain
        for person in people
        if person.domain
    }
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        key = company_names.company_key(person.company)
        groups[person.domain or domains.get(key) or f"name {key}"].append(person)
    return list(groups.values())


def told_of(rows: Iterable[Person], name: str) -> str:
    """What most of these rows say of their company; empty where none says anything."""
    counts = Counter(getattr(person, name) for person in rows if getattr(person, name))
    return counts.most_common(1)[0][0] if counts else ""


def _account(rows: list[Person]) -> Account:
    domain = next((person.domain for person in rows if person.domain), None)
    name = told_of(rows, "company") or str(domain)
    to_guess = [person for person in rows if not person.known]
    seen = {each: "" if told_of(to_guess, each) else told_of(rows, each) for each in OF_ACCOUNT}
    return Account(
        name=name,
        name_key=company_names.company_key(name),
        domain=domain,
        industry=seen["industry"],
        size=seen["size"],
    )


def _contacts(
    account: Account, rows: list[Person], addresses: set[str], skipped: Counter[str]
) -> Iterator[tuple[Person, Contact]]:
    without_address: set[str] = set()
    for person in sorted(rows, key=lambda row: not row.known):
        email = person.email if person.known and person.email not in addresses else ""
        key = normalize.name_key(f"{person.first_name} {person.last_name}")
        if not email and key in without_address:
            skipped["another row of this company has the same name"] += 1
            continue
        addresses.add(email) if email else without_address.add(key)
        yield (
            person,
            Contact(
                account_id=int(account.id or 0),
                first_name=person.first_name,
                last_name=person.last_name,
                name_key=key,
                email=email or None,
                email_status=EmailStatus.GIVEN if email else EmailStatus.NONE,
                title=person.title if person.known else "",
                seniority=_seniority(person) if person.known else None,
                seniority_origin=Origin.IMPORTED if person.known else Origin.INFERRED,
            ),
        )


def _seniority(person: Person) -> Seniority | None:
    return next((level for level in Seniority if level.lower() == person.seniority.lower()), None)


def enrich(
    principal: Principal, contact_ids: Iterable[int], say: Callable[[str], None]
) -> dict[str, int]:
    """Enriches these contacts; how many ended without an answer, by what was said about it.

    A job that waits longer than `PATIENCE` (the day's budget is spent, the provider is down) is
    left as it is.
    """
    # Only here, because the provider's package reads the settings.
    from yardflow.services.enrichment.runs import pipeline

    with db.session() as session:
        ids = [int(run_request.request(session, principal, each).id or 0) for each in contact_ids]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while due := _due(ids):
            say(f"{len(ids) - _count_open(ids)} of {len(ids)}")
            list(pool.map(lambda each: jobs.perform(each, pipeline.enrich), due))
    with db.session() as session:
        rows = session.exec(
            select(Job).where(col(Job.id).in_(ids), Job.status != JobStatus.SUCCEEDED)
        ).all()
        return dict(Counter(run.error or run.note or run.status for run in rows))


def _due(ids: list[int]) -> list[int]:
    """The jobs that can be done now, after the pause that the next one needs; none when all ended
    or have to wait for too long.
    """
    deadline = clock.now() + PATIENCE
    while True:
        with db.session() as session:
            jobs.sweep(session)
        with db.session() as session:
            rows = session.execute(
                select(Job.id, Job.due_at)
                .where(col(Job.id).in_(ids), col(Job.status).in_(_OPEN))
                .order_by(col(Job.due_at))
            ).all()
        now = clock.now()
        due = [int(job_id) for job_id, moment in rows if moment <= now]
        if due or not rows or rows[0][1] > deadline:
            return due
        time.sleep(min(1.0, max(0.05, (rows[0][1] - now).total_seconds())))


def _count_open(ids: list[int]) -> int:
    with db.session() as session:
        return len(
            session.exec(
                select(Job.id).where(col(Job.id).in_(ids), col(Job.status).in_(_OPEN))
            ).all()
        )


def guesses(session: Session) -> list[Guess]:
    """Every claim that filled its field or waits for review, the most confident first."""
    rows = session.exec(
        select(Claim)
        .where(col(Claim.status).in_((ClaimStatus.APPLIED, ClaimStatus.REVIEW)))
        .order_by(col(Claim.confidence).desc(), col(Claim.status), col(Claim.id))
    ).all()
    return [
        Guess(
            claim.contact_id or claim.account_id or 0,
            claim.field,
            claim.value,
            claim.confidence,
            claim.source,
        )
        for claim in rows
    ]


def spent(session: Session) -> Decimal:
    """What all of it cost in USD."""
    return sum(session.exec(select(EnrichmentRun.cost_usd)).all(), Decimal(0))
