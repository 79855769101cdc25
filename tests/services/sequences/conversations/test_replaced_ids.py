"""Threads and answers where the provider gives emails a Message-ID of its own: it is read from the
provider's reports, and emails are known by it from then on.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.fixtures.sandbox import call
from tests.fixtures.webhook import Webhook
from tests.services.sequences.engine.conftest import EMAIL
from yardflow import clock
from yardflow.integrations.sendgrid import webhook as reports
from yardflow.models import Message, PlacedBy, ReplyKind
from yardflow.services.sequences.definitions.steps import Duration, Email, Unit, Wait
from yardflow.services.sequences.events import apply, report_of, store

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
HELLO = Email("hello", 1, next="days")
DAYS = Wait("days", Duration(2, Unit.DAYS), next="again")
AGAIN = Email("again", 1, next="more")
MORE = Wait("more", Duration(2, Unit.DAYS), next="once_more")
ONCE_MORE = Email("once_more", 1)
Reported = Callable[..., None]


@pytest.fixture
def reported(sandbox, webhook: str, session: Session) -> Reported:
    """``reported(messages)``: SendGrid says that they were delivered, with more in its events."""

    def report(messages: list[dict[str, Any]], event: str = "delivered", **more: Any) -> None:
        Webhook.told.clear()
        happenings = [{"message": each["id"], "event": event, "more": more} for each in messages]
        body = {"url": webhook, "happenings": happenings}
        call("POST", f"{sandbox.url}/control/events", json=body)
        for told, *_ in Webhook.told:
            store(session, [report_of(each) for each in reports.events(told.encode())])
        while apply(session):
            pass
        session.commit()
        session.expire_all()

    return report


def named(message: dict[str, Any], header: str) -> list[str]:
    return message["headers"].get(header, "").split()


def own_id(message: dict[str, Any]) -> str:
    return message["headers"]["Message-ID"]


def kept_ids(session: Session) -> list[str]:
    return [*session.scalars(select(Message.mail_id).order_by(col(Message.id)))]


def test_follow_ups_name_the_ids_that_really_went_out(
    publish, people, start, sent, sandbox, reported, reply_host
):
    sandbox.replace_ids()
    start(publish(HELLO, DAYS, AGAIN, MORE, ONCE_MORE), people(2))
    everything = sent()
    assert all("sandbox.example" in own_id(each) for each in everything)
    for days in (2.1, 4.2):
        reported(everything)
        with clock.at(clock.now() + timedelta(days=days)):
            everything = sent()
    for contact in {each["recipient"] for each in everything}:
        first, second, third = (each for each in everything if each["recipient"] == contact)
        assert named(second, "In-Reply-To") == [own_id(first)]
        assert own_id(first) in named(second, "References")
        assert named(third, "In-Reply-To") == [own_id(second)]
        assert {own_id(first), own_id(second)} < {*named(third, "References")}
        page = call("GET", f"{sandbox.url}/inbox/{third['id']}").text
        assert "This thread" in page and "Others to" not in page


def test_an_answer_that_names_only_the_replaced_id_finds_its_conversation(
    publish, people, start, sent, sandbox, reported, answer, reply_host
):
    sandbox.replace_ids()
    contacts = people(2)
    start(publish(EMAIL), contacts)
    messages = sent()
    elsewhere = {"elsewhere": True, "sender": "alias@elsewhere.example"}
    assert answer(messages[0], text="Before it is reported", **elsewhere).placed_by is None
    reported(messages)
    for message in messages:
        reply = answer(message, **elsewhere)
        assert reply.placed_by == PlacedBy.REFERENCES
        assert reply.sender == "alias@elsewhere.example"
    bounced = answer(messages[0], kind="bounce", elsewhere=True)
    assert bounced.message_id is not None


def test_our_own_copy_is_known_by_the_replaced_id(
    publish, people, start, sent, sandbox, reported, answer, reply_host
):
    sandbox.replace_ids()
    start(publish(EMAIL), people(1))
    (message,) = sent()
    reported([message])
    copy = answer(message, kind="own", sender="relay@elsewhere.example")
    assert copy.kind == ReplyKind.OWN


def test_an_id_that_several_emails_were_given_is_no_one_s(
    publish, people, start, sent, sandbox, reported, answer, reply_host
):
    sandbox.replace_ids()
    start(publish(EMAIL), people(2))
    messages = sent()
    reported(messages, **{"smtp-id": own_id(messages[0])})
    reply = answer(messages[0], elsewhere=True, sender="alias@elsewhere.example")
    assert reply.placed_by is None


def test_ids_that_are_ours_or_no_ids_are_not_kept(
    publish, people, start, sent, sandbox, reported, session
):
    start(publish(EMAIL), people(1))
    messages = sent()
    for more in (
        {"smtp-id": ""},
        {"smtp-id": "no id"},
        {"smtp-id": "<a@b@c>"},
        {"smtp-id": "<a@b> <c@d>"},
        {"smtp-id": "<a@b>\r\nBcc: <x@y.example>"},
        {"smtp-id": f"<{'a' * 400}@b.example>"},
        {"smtp-id": 7},
    ):
        reported(messages, **more)
        assert kept_ids(session) == [""], more
    reported(messages, "open", **{"smtp-id": "<later@b.example>"})
    assert kept_ids(session) == [""], "only what went out is asked"
    reported(messages, "delivered", **{"smtp-id": own_id(messages[0])})
    assert kept_ids(session) == [""], "we know ours"


def test_the_first_id_that_is_reported_stays(publish, people, start, sent, reported, session):
    start(publish(EMAIL), people(1))
    messages = sent()
    reported(messages, "processed", **{"smtp-id": " 14c5d75ce93.dfd@ismtpd-555 "})
    assert kept_ids(session) == ["<14c5d75ce93.dfd@ismtpd-555>"]
    reported(messages, **{"smtp-id": "<another@ismtpd-555>"})
    assert kept_ids(session) == ["<14c5d75ce93.dfd@ismtpd-555>"]
