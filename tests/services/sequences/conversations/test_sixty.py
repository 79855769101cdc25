"""Sixty messages in eight languages, each read and placed: what it is, until when, and whose."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import cycle

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.services.sequences.conversations.conftest import FORM
from tests.services.sequences.engine.conftest import EMAIL
from tests.services.sequences.replies.messages import CASES, Case
from yardflow import clock
from yardflow.models import Message, PlacedBy, Reply, ReplyKind, Sender
from yardflow.sandbox.sendgrid.inbound import form_of
from yardflow.services.sequences.conversations import reading, storing, threads
from yardflow.services.sequences.definitions.steps import EntryRules

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
MONDAY = datetime(2027, 5, 3, 10, tzinfo=UTC)
ANNE, TWICE, STRANGER = "anne@acme.com", "twice@acme.com", "who@nowhere.example"
REPORTS = {"a bounce", "a full mailbox", "late only"}
# Those whose way is a case of its own; the others come as answers do, one way after the other.
WAYS = {
    "stop by": "from two conversations",
    "a long refusal": "from an alias",
    "don't stop": "forwarded",
    "not interested": "from a stranger",
    "remover": "forged",
    "退订": "forged",
    "stop": "from an alias, to the secret address",
    "who left": "forged",
    "left in German": "from an alias",
    "own copy": "our copy under another name",
    "ambiguous": "from two conversations",
    "a challenge": "forwarded",
    **dict.fromkeys(REPORTS, "by what it reports"),
}
USUAL = ("to the secret address", "by ids", "by sender")


@dataclass(frozen=True)
class World:
    """The email to Anne, and one in each of two conversations with someone else."""

    host: str
    first: Message
    mail_id: str

    @property
    def secret(self) -> str:
        return threads.address(self.first.reply_token, self.host)


@pytest.fixture
def world(publish, works_at, acme, start, sent, reply_host, session: Session) -> World:
    anne = works_at(acme, "Anne Petit", email=ANNE, country="Germany")
    twice = works_at(acme, "Tom Two", email=TWICE, country="Germany")
    beside = EntryRules(beside_others=True)
    with clock.at(MONDAY):
        start(publish(EMAIL, entry=beside), [anne, twice])
        start(publish(EMAIL, entry=beside), [twice])
        everything = sent()
    statement = select(Message).where(col(Message.contact_id) == anne)
    mail_id = next(each for each in everything if each["recipient"] == ANNE)["headers"]
    return World(reply_host, session.scalars(statement).one(), mail_id["Message-ID"])


def posted(case: Case, way: str, world: World, ours: str) -> list[tuple[str, bytes]]:
    """The fields that SendGrid posts of a message that comes this way."""
    mail = message_from_bytes(case.content(), policy=policy.default)
    raw = case.content()
    if case.name not in REPORTS:
        sender = {
            "from two conversations": TWICE,
            "from a stranger": STRANGER,
            "from an alias": "a.petit@acme.example",
            "from an alias, to the secret address": "a.petit@acme.example",
        }.get(way)
        if case.kind is ReplyKind.OWN:
            sender = "Kim <kim@elsewhere.example>"
            mail.replace_header("Message-ID", world.mail_id)
        if sender:
            mail.replace_header("From", f"Anne Petit <{sender}>" if "<" not in sender else sender)
        del mail["In-Reply-To"], mail["To"]
        mail["To"] = world.secret if "to the secret address" in way else ours
        if way in ("by ids", "from an alias"):
            mail["References"] = f"<before@acme.com> {world.mail_id} <between@acme.com>"
        if way == "forwarded":
            mail["X-Forwarded-To"] = world.secret
        raw = mail.as_bytes()
    raw = raw.replace(b"<dsn1@", f"<{case.name.replace(' ', '-')}@".encode())
    raw = raw.replace(b"<one@yardflow.example>", world.mail_id.encode())
    verdict = b"fail" if way == "forged" else b"pass"
    domain = str(mail["From"]).rpartition("@")[2].strip(">").encode()
    return [("email", raw), ("dkim", b"{@" + domain + b" : " + verdict + b"}")]


def expected(case: Case, way: str) -> PlacedBy | None:
    """How it becomes known whose it is; None where a person has to say it, or it is no answer."""
    if case.kind in (ReplyKind.OWN, ReplyKind.LIST):
        return None
    if way.startswith(("forged", "from two", "from a stranger")):
        return None
    if way in ("by ids", "from an alias", "by what it reports"):
        return PlacedBy.REFERENCES
    return PlacedBy.SENDER if way == "by sender" else PlacedBy.ADDRESS


def test_each_of_the_sixty_is_read_and_finds_its_conversation(world, session: Session):
    ours = session.scalars(select(Sender.address)).first() or ""
    ways = dict(zip((case.name for case in CASES), cycle(USUAL), strict=False)) | WAYS
    # A sender that is no mailbox of Anne's proves nothing by its name.
    ways |= {case.name: "by ids" for case in CASES if case.sender != Case.sender} | WAYS
    with clock.at(MONDAY):
        for case in CASES:
            fields = posted(case, ways[case.name], world, ours)
            storing.store(session, FORM, form_of(fields, FORM.partition("=")[2]))
        while reading.read(session):
            pass
    replies = session.scalars(select(Reply).order_by(col(Reply.id))).all()
    wrong = {}
    for case, reply in zip(CASES, replies, strict=True):
        place = expected(case, ways[case.name])
        found = (reply.kind, reply.until, reply.placed_by, reply.message_id)
        right = (case.kind, case.until, place, world.first.id if place else None)
        if found != right:
            wrong[case.name] = (ways[case.name], found, right)
    assert wrong == {}
    assert len(CASES) == 60
