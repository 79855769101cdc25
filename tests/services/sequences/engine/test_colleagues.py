"""Colleagues get their first email a day apart, in the order of their personas, and with different
openings.
"""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_batches import taken
from tests.services.sequences.engine.test_forecast import gone_through
from tests.services.sequences.engine.test_sending_once import drained, taken_html
from yardflow import clock
from yardflow.models import Contact, Enrollment, Message, TemplateVersion
from yardflow.services.records import contacts
from yardflow.services.sequences import forecast
from yardflow.services.sequences.conversations import texts
from yardflow.services.sequences.definitions.steps import EntryRules
from yardflow.services.sequences.templates import preview

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
A_DAY = timedelta(days=1)
OPENINGS = ("Good to meet you", "You came to mind", "A short question")


@pytest.fixture
def openings(session: Session, template: int) -> None:
    """The template says the same in three ways."""
    ways = "{% or %}".join(OPENINGS)
    version = session.scalars(select(TemplateVersion)).one()
    session.execute(text("ALTER TABLE template_version DISABLE TRIGGER USER"))
    version.html = f"<p>{{% variant %}}{ways}{{% endvariant %}}</p>{version.html}"
    session.commit()
    session.execute(text("ALTER TABLE template_version ENABLE TRIGGER USER"))
    session.commit()


def mailed(session: Session) -> list[int]:
    session.expire_all()
    sent = select(Message).where(col(Message.sent_at).is_not(None))
    return [m.contact_id for m in session.scalars(sent.order_by(col(Message.sent_at)))]


def test_first_emails_at_an_account_are_a_day_apart_in_the_order_of_personas(
    session, bob, publish, works_at, acme, start
):
    personas = (["Sales"], [], ["NonOps", "ExecOps"], ["Ops"])
    sales, none, executive, ops = (
        works_at(acme, f"P{n} Lee", email=f"p{n}@acme.com", country="Germany", personas=each)
        for n, each in enumerate(personas)
    )
    number = publish(EMAIL)
    start(number, [sales, none, executive, ops])
    ids = dict(session.execute(select(col(Enrollment.contact_id), col(Enrollment.id))).all())
    said = {each: forecast.of_enrollment(session, bob, ids[each])[0].at for each in ids}
    gone_through(session, NOW + 7 * A_DAY)
    order = mailed(session)
    assert order == [executive, ops, sales, none] == sorted(said, key=said.__getitem__)
    days = session.scalars(select(Message.sent_at).order_by(col(Message.sent_at))).all()
    assert len({day.astimezone(ZoneInfo("Europe/Berlin")).date() for day in days}) == 4


def test_who_is_enrolled_later_or_gets_a_persona_later_is_in_that_order_too(
    session, bob, publish, people, works_at, acme, start
):
    first, second, third = people(3)
    number = publish(EMAIL)
    sender = start(number, [first, second, third])
    drained()
    later = works_at(acme, "Eve Lee", email="e@acme.com", country="Germany", personas=["Ops"])
    start(number, [later], sender)
    contacts.update(session, bob, third, None, {"personas": ["ExecOps"]})
    session.commit()
    gone_through(session, NOW + 7 * A_DAY)
    assert mailed(session) == [first, third, later, second]


@pytest.mark.usefixtures("first_touches_at_once", "openings")
def test_colleagues_read_different_openings_as_far_as_there_are(
    session, sandbox, book, publish, people, start
):
    start(publish(EMAIL), people(3))
    drained()
    html = " ".join(taken_html(sandbox, each) for each in book())
    assert [html.count(opening) for opening in OPENINGS] == [1, 1, 1]


@pytest.mark.usefixtures("openings")
def test_a_preview_shows_the_opening_that_they_get(
    session, sandbox, bob, book, publish, people, start, template
):
    contacts = people(4)
    start(publish(EMAIL), contacts)
    for day in range(4):
        with clock.at(NOW + day * A_DAY):
            shown = {
                each: opening_in(preview.preview(session, bob, template, each).email.html)
                for each in contacts
            }
            drained()
        address = book()[0]["recipient"]
        contact = session.scalars(select(col(Contact.id)).where(Contact.email == address)).one()
        assert shown[contact] == opening_in(taken(sandbox, address)["html"]), day
    got = {
        contact: opening_in(taken(sandbox, f"person{number}@acme.com")["html"])
        for number, contact in enumerate(contacts)
    }
    assert shown | {contact: got[contact]} == got, "what went out is shown as it was"


def opening_in(html: str) -> str:
    (opening,) = [each for each in OPENINGS if each in html]
    return opening


@pytest.mark.usefixtures("openings")
def test_an_opening_that_went_out_stays_and_the_next_colleague_gets_another(
    session, sandbox, book, publish, people, start
):
    start(publish(EMAIL, entry=EntryRules(beside_others=True)), people(4))
    gone_through(session, NOW + 7 * A_DAY)
    said = Counter(
        opening for each in book() for opening in OPENINGS if opening in taken_html(sandbox, each)
    )
    assert sorted(said.values()) == [1, 1, 2]
    # What the conversation shows is what they got.
    with clock.at(NOW + 7 * A_DAY):
        rows = session.scalars(select(Message)).all()
        shown = texts.of_messages(session, [row.id for row in rows])
    for row in rows:
        html = taken(sandbox, row.address)["html"]
        (opening,) = [each for each in OPENINGS if each in html]
        assert opening in shown[row.id]
