"""A sequence that mails people through the sandbox's SendGrid, at any time of day."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.fixtures.sandbox import call
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.models import RecordKind, Template, TemplateVersion
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Email,
    EntryRules,
    Schedule,
    Step,
)
from yardflow.services.sequences.enrollments import Enrolling, enroll
from yardflow.services.sequences.lifecycle import drafts, publishing

ALWAYS = Schedule(frozenset(range(7)), time(0), time(23, 59), skip_holidays=False)
# A Tuesday, 16:00 in Berlin.
NOW = datetime(2027, 3, 9, 15, tzinfo=UTC)
EMAIL = Email("intro", 1)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    """It is the same moment in each test, in office hours and no holiday."""
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def postal_address(set_up) -> str:
    """What stands under every email, so that it may go out."""
    set_up(COMPANY_ADDRESS="1 Main Street, Springfield")
    return "1 Main Street, Springfield"


@pytest.fixture(autouse=True)
def empty_book(sandbox) -> None:
    """No messages from the tests before."""
    call("DELETE", f"{sandbox.url}/messages")


@pytest.fixture
def book(sandbox) -> Callable[[], list[dict]]:
    """What the provider took: the latest first."""
    return lambda: call("GET", f"{sandbox.url}/messages", params={"limit": 1000}).json()["items"]


@pytest.fixture
def template(session: Session) -> int:
    """A template that calls people by their first name; its id."""
    row = Template(name="Intro")
    session.add(row)
    session.flush()
    version = TemplateVersion(
        template_id=row.id,
        number=1,
        subject="Hello {{ contact.first_name }}",
        html='<p>Hello {{ contact.first_name }}. <a href="{{ unsubscribe_url }}">No more</a></p>'
        "<p>{{ workplace.postal_address }}</p>",
    )
    session.add(version)
    session.flush()
    row.version_id = version.id
    session.commit()
    return row.id


@pytest.fixture
def publish(session: Session, alice: Principal, template: int) -> Callable[..., int]:
    """``publish(EMAIL, schedule=…)``: a sequence that begins with the first step; its id."""
    names = iter(f"Sequence {number}" for number in range(1, 100))

    def published(*steps: Step, schedule: Schedule = ALWAYS, entry: Any = EntryRules()) -> int:
        listed = {step.key: step for step in steps}
        definition = Definition(steps[0].key, listed, schedule, entry)
        draft = reading.write(definition)
        row = drafts.create(session, alice, {"name": next(names), "draft": draft})
        version = session.get_one(Template, template).version_id
        publishing.publish(session, alice, row.id, pin=lambda ids: dict.fromkeys(ids, version or 0))
        session.commit()
        return row.id

    return published


@pytest.fixture
def people(works_at, acme) -> Callable[..., list[int]]:
    """``people(3)``: so many contacts of Acme, in Germany, each with an address."""

    def made(count: int, **more: Any) -> list[int]:
        more = {"country": "Germany", **more}
        return [
            works_at(acme, f"Person{n} Lee", **{"email": f"person{n}@acme.com", **more})
            for n in range(count)
        ]

    return made


@pytest.fixture
def start(session: Session, alice: Principal) -> Callable[..., int]:
    """``start(sequence_id, contacts)`` enrolls them with a sender; the sender's id."""

    def started(sequence_id: int, contacts: list[int], sender: int | None = None) -> int:
        sender = sender or sender_of(session, daily_cap=10_000)
        selection = Selection(RecordKind.CONTACT, tuple(contacts))
        counts = enroll(session, alice, sequence_id, Enrolling(selection, (sender,)))
        assert counts.ready == len(contacts), counts.skipped
        session.commit()
        return sender

    return started


@pytest.fixture
def first_touches_at_once(session: Session) -> None:
    """So many people of one account as there are get their first email on one day."""
    session.execute(
        text(
            "INSERT INTO setting (key, value, version, updated_at)"
            " VALUES ('email', '{\"first_touches_per_day\": null}', 1, now())"
        )
    )
    session.commit()
