"""A sync that someone asks for, and what it would do."""

from pkgutil import resolve_name

import pytest
from sqlmodel import Session, select, update

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from yardflow import db, jobs, registry
from yardflow.errors import Contradictory, Forbidden, Invalid, NotFound
from yardflow.models import (
    Account,
    Direction,
    Event,
    HubSpotDecision,
    HubSpotField,
    HubSpotLink,
    HubSpotWrite,
    Job,
    JobStatus,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.syncing import asked, dry_runs, switch
from yardflow.services.records import contacts


@pytest.fixture
def ann(acme: Account, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def ask(
    session: Session,
    who: Principal,
    direction: Direction = Direction.BOTH,
    *,
    dry_run: bool = False,
    everything: bool = False,
    **subjects: int | None,
) -> Job:
    """Asks, and has the job done."""
    made = asked.start(
        session,
        who,
        subjects={**subjects},
        direction=direction,
        dry_run=dry_run,
        everything=everything,
    )
    session.commit()
    jobs.perform(int(made.id or 0), resolve_name(registry.job_kinds()[made.kind].work))
    with db.session() as reading:
        return reading.get_one(Job, made.id)


def rows(session: Session) -> list[int]:
    tables = (HubSpotLink, HubSpotDecision, HubSpotWrite)
    return [len(session.exec(select(each)).all()) for each in tables]


def test_a_dry_run_says_what_a_sync_then_does(
    rounds, portal: Portal, session: Session, alice: Principal, techexpo: Event, acme, ann, works_at
):
    known = portal.create(email="bob@acme.com", firstname="Robert", jobtitle="CIO")
    bob = works_at(acme, "Bob Ray", email="bob@acme.com")
    calls = portal.control("GET")["records"]
    job = ask(session, alice, dry_run=True, event=techexpo.id)
    assert job.status == JobStatus.SUCCEEDED, job.error
    assert portal.control("GET")["records"] == calls and rows(session) == [0, 0, 0]
    made = dry_runs.get(session, alice, job.id)
    listed = dry_runs.records(session, alice, job.id)
    by_id = {(each.record, each.record_id): each for each in listed}
    assert by_id["contact", ann].what == "created" and by_id["contact", ann].name == "Ann Lee"
    assert by_id["contact", bob].what == "linked"
    assert by_id["contact", bob].hubspot_id == known
    expected = {each["property"]: each for each in by_id["contact", bob].fields}
    assert expected["jobtitle"]["action"] == "write_here"
    assert made.ended and made.counts["created"] >= 1 and made.calls > 0 and made.seconds > 0

    job = ask(session, alice, event=techexpo.id)
    assert job.status == JobStatus.SUCCEEDED, job.error
    assert contact(bob).title == "CIO"
    links = {each.contact_id: each.hubspot_id for each in session.exec(select(HubSpotLink))}
    assert links[bob] == known and links[ann]


def test_one_direction_alone_leaves_the_other_for_later(
    rounds, portal: Portal, session: Session, alice: Principal, ann
):
    rounds()
    there = session.exec(select(HubSpotLink).filter_by(contact_id=ann)).one().hubspot_id
    portal.update(there, country="France")
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    ask(session, alice, Direction.FROM_HUBSPOT, contact=ann)
    assert contact(ann).country == "France" and portal.values(there, "jobtitle") == ["CTO"]
    rounds()
    assert portal.values(there, "jobtitle") == ["CFO"]


def test_what_cannot_be_synced_is_refused_with_a_reason(
    session: Session, alice: Principal, bob: Principal, techexpo: Event, acme, ann
):
    def start(who: Principal, direction: Direction = Direction.BOTH, **subjects: int | None):
        return asked.start(session, who, subjects={**subjects}, direction=direction, dry_run=False)

    with pytest.raises(Contradictory, match="isn't connected"):
        start(alice, contact=ann)
    with pytest.raises(Invalid, match="Name what to sync"):
        start(alice, contact=ann, account=acme.id)
    with pytest.raises(Invalid, match="Name what to sync"):
        start(alice, contact=None)
    with pytest.raises(NotFound):
        start(alice, contact=ann + 1)
    with pytest.raises(Forbidden):
        start(bob, event=techexpo.id)


def test_nothing_is_synced_while_nothing_is_mapped(
    connect, session: Session, alice: Principal, ann
):
    connect()
    session.execute(update(HubSpotField).values(direction=Direction.OFF))
    switch.start(session, alice)
    with pytest.raises(Contradictory, match="mapping"):
        asked.start(
            session, alice, subjects={"contact": ann}, direction=Direction.BOTH, dry_run=True
        )


def test_a_dry_run_is_for_who_asked(
    rounds, portal, session: Session, alice: Principal, bob: Principal, ann, client
):
    job = ask(session, alice, dry_run=True, contact=ann)
    assert dry_runs.records(session, alice, job.id)
    for read in (dry_runs.get, dry_runs.records):
        with pytest.raises(NotFound):
            read(session, bob, job.id)
