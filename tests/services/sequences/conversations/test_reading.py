"""Whatever comes in is read or kept with a reason, and nothing that comes in stops the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.fixtures.examples import examples
from tests.services.sequences.conversations.conftest import FORM
from yardflow import db
from yardflow.models import InboundPost, Reply
from yardflow.sandbox.sendgrid.inbound import form_of
from yardflow.services.sequences.conversations import reading, storing

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
BOUNDARY = FORM.partition("=")[2]
# No message may be about this.
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'data_exception'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON reply FOR EACH ROW WHEN (NEW.subject = 'Poison')
EXECUTE FUNCTION refuse()
"""


def posted(session: Session, **fields: str) -> None:
    listed = [(name, value.encode()) for name, value in fields.items()]
    storing.store(session, FORM, form_of(listed, BOUNDARY))


def test_a_message_that_breaks_something_stops_no_other(session: Session):
    session.execute(text(REFUSE))
    try:
        for subject in ("One", "Poison", "Two"):
            posted(session, **{"from": "Ann <ann@acme.com>", "subject": subject, "text": subject})
        session.commit()
        assert reading.read(session) == 3
        session.commit()
    finally:
        session.rollback()
        session.execute(text("DROP TRIGGER refuse ON reply; DROP FUNCTION refuse"))
        session.commit()
    subjects = session.scalars(select(Reply.subject).order_by(col(Reply.id))).all()
    assert subjects == ["One", "Two"]
    errors = session.scalars(select(InboundPost.error).order_by(col(InboundPost.id))).all()
    assert errors == ["", reading.DEFECT, ""]
    kept = session.scalars(select(InboundPost).where(col(InboundPost.error) != "")).one()
    assert kept.content and b"Poison" in kept.content
    assert reading.read(session) == 0


NAMES = ("from", "to", "subject", "text", "html", "headers", "envelope", "charsets", "email")
VALUES = st.binary(max_size=80) | st.text(max_size=80).map(lambda part: part.encode())
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=8)


@settings(max_examples=examples(60))
@given(FIELDS, st.binary(max_size=40))
def test_any_form_is_read_or_says_why_it_cannot_be(urls, fields, junk):
    """Also one with characters that PostgreSQL takes into no text."""
    # It is from someone, so that it is read to its end.
    body = form_of([("from", b"ann@acme.com"), *fields], BOUNDARY)
    with db.session() as session:
        storing.store(session, FORM, body + junk)
    with db.session() as session:
        reading.read(session)
    with db.session() as session:
        assert session.scalars(select(InboundPost.error)).all().count(reading.DEFECT) == 0
        waiting = select(InboundPost).where(col(InboundPost.read_at).is_(None))
        assert session.scalars(waiting).first() is None
