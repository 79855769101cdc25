"""Many emails in one request: each is its person's own, and none goes out twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from tests.fixtures.sandbox import call
from tests.services.sequences.engine.conftest import EMAIL
from tests.services.sequences.engine.test_sending_once import drained, statuses
from yardflow import clock
from yardflow.config import settings
from yardflow.models import Message
from yardflow.services.sequences.engine.batches import Batch, Materials, compose
from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.engine.payload import payload
from yardflow.services.sequences.engine.provider import LONGEST_WAIT
from yardflow.services.sequences.events import Report, store
from yardflow.services.sequences.senders.identities import OWN_LINK, Identity
from yardflow.services.sequences.templates.rendering import Snippet, Source
from yardflow.services.sequences.templates.variables import POSTAL_ADDRESS

NAMES = (
    *("Ann", "Zoë", "D'Arcy", '"Bo"', "<b>Eve</b>", "A&B", "עברית", "株式会社", "👩‍🚀"),
    *("$1", "\\1", "%s", "{{7*7}}", "-name-", "-yf00000000h0-", "Ann Ann", "null", "x" * 200),
)
ADDRESS = "O'Neill & Söhne\n1 Main St"
FOOTER = '<p><a href="{{ unsubscribe_url }}">No more</a> {{ workplace.postal_address }}</p>'
PLAIN_FOOTER = "\n{{ unsubscribe_url }} {{ workplace.postal_address }}"
IDENTITY = Identity("Ann", "ann@yardflow.example", None, {})


@pytest.fixture(autouse=True)
def _many_at_once(first_touches_at_once) -> None:
    """All people of these tests are of one account."""


def requests(sandbox) -> int:
    return sum(each["path"].endswith("/mail/send") for each in sandbox.received("sendgrid"))


def named(session: Session, contacts: list[int], names: tuple[str, ...]) -> None:
    for contact, name in zip(contacts, names, strict=True):
        session.execute(
            text("UPDATE contact SET first_name = :name WHERE id = :id"),
            {"name": name, "id": contact},
        )
    session.commit()


def taken(sandbox, to: str) -> dict[str, Any]:
    (item,) = call("GET", f"{sandbox.url}/messages", params={"to": to}).json()["items"]
    return call("GET", f"{sandbox.url}/messages/{item['id']}").json()


def outgoing(number: int, address: str = "", **values: str) -> Outgoing:
    return Outgoing(
        *(number, f"key-{number}", number, number, 1, address or f"p{number}@acme.com"),
        EMAIL,
        {"contact.first_name": f"P{number}", POSTAL_ADDRESS: ADDRESS, **values},
        clock.now(),
        1,
    )


def materials(source: Source) -> Materials:
    return Materials(
        {0: source}, {}, {1: IDENTITY}, "https://yardflow.example", "https://go.example"
    )


def composed(messages: list[Outgoing], source: Source, most: int = 100) -> list[Batch]:
    return [*compose(messages, materials(source), most).batches]


@pytest.mark.usefixtures("database")
def test_each_of_many_in_one_request_gets_their_own_email(
    session, publish, people, start, book, sandbox, postal_address
):
    contacts = people(len(NAMES))
    named(session, contacts, NAMES)
    start(publish(EMAIL), contacts)
    drained()
    assert statuses(session) == {"accepted": len(NAMES)} and len(book()) == len(NAMES)
    assert requests(sandbox) == 1
    keys = {m.contact_id: m for m in session.scalars(select(Message))}
    for number, (contact, name) in enumerate(zip(contacts, NAMES, strict=True)):
        message, mail = keys[contact], taken(sandbox, f"person{number}@acme.com")
        link = f"{settings().url}/api/unsubscribe/{message.key}"
        assert mail["subject"] == message.subject == f"Hello {name}"
        assert mail["text"] == f"Hello {name}. No more ({link})\n\n{postal_address}"
        place = f"{settings().url}/api/links/{message.key}/"
        assert f'href="{link}"' in mail["html"] and f'href="{place}more"' in mail["html"]
        assert "<b>" not in mail["html"] and mail["html"].count(place) == 2
        assert mail["headers"]["List-Unsubscribe"] == f"<{link}>"
        assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["args"] == {"message_key": message.key}
        sequence = f"sequence-{message.sequence_id}"
        assert mail["categories"] == [sequence, f"{sequence}/{message.step}"]


@pytest.mark.usefixtures("database")
def test_who_is_at_fault_for_a_refusal_is_found_and_everyone_else_is_sent_once(
    session, publish, people, start, book, sandbox
):
    contacts = people(21)
    for number in (3, 4, 20):
        session.execute(
            text("UPDATE contact SET email = :to WHERE id = :id"),
            {"to": f"person{number}@nowhere", "id": contacts[number]},
        )
    start(publish(EMAIL), contacts)
    drained()
    assert statuses(session) == {"accepted": 18, "failed": 3}
    assert set(Counter(each["recipient"] for each in book()).values()) == {1}
    failed = session.scalars(select(Message).where(Message.status == "failed")).all()
    assert {each.address.partition("@")[2] for each in failed} == {"nowhere"}
    assert all("refused this because of its personalizations" in each.error for each in failed)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("fault", "arrived"), [("lost", 9), ("drop", 0)])
def test_a_batch_that_is_cut_off_is_in_doubt_as_a_whole_and_settled_by_events(
    session, publish, people, start, book, sandbox, fault, arrived
):
    start(publish(EMAIL), people(9))
    sandbox.fail(fault, "sendgrid")
    drained()
    with clock.at(clock.now() + timedelta(days=1)):
        drained()
    assert statuses(session) == {"unknown": 9} and len(book()) == arrived
    for taken in book():
        key = taken["args"]["message_key"]
        store(session, [Report(f"d{key}", key, "delivered", clock.now(), {})])
    session.commit()
    with clock.at(clock.now() + LONGEST_WAIT):
        drained()
    assert statuses(session)["delivered"] == arrived == len(book())


@pytest.mark.usefixtures("database")
def test_a_batch_that_is_put_off_goes_out_once_later_and_counts_once(
    session, publish, people, start, book, sandbox
):
    sender = start(publish(EMAIL), people(9))
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    drained()
    assert statuses(session) == {"queued": 9} and book() == []
    with clock.at(clock.now() + timedelta(seconds=60)):
        drained()
    assert statuses(session) == {"accepted": 9} and len(book()) == 9
    sent = text("SELECT sent FROM sender_day WHERE sender_id = :id")
    assert session.execute(sent, {"id": sender}).scalars().all() == [9]


def test_a_template_that_fails_for_one_person_fails_for_no_one_else():
    source = Source(html="<p>{{ custom.note }}</p>" * 60 + FOOTER)
    messages = [outgoing(n, **{"custom.note": "x" * (9_000 if n == 2 else 3)}) for n in range(4)]
    made = compose(messages, materials(source), 100)
    assert [m.id for batch in made.batches for m, _ in batch.letters] == [0, 1, 3]
    (failed,) = made.failed
    assert failed.outgoing.id == 2 and "too large" in failed.error


def test_a_sender_s_own_booking_page_is_a_link_as_others_and_ours_is_each_message_s_own():
    source = Source(
        html='<a href="{{ sender.booking_url }}">Book</a>' + FOOTER,
        text="{{ sender.booking_url }}" + PLAIN_FOOTER,
    )
    own = "https://cal.example.com/kim?ref=a&b=1"
    for values, links, shown in (
        ({"sender.booking_url": own}, {own}, own),
        ({"sender.booking_url": OWN_LINK}, set(), "https://yardflow.example/api/book/key-7"),
    ):
        made = compose([outgoing(7, **values)], materials(source), 100)
        (batch,) = made.batches
        html, plain = batch.letters[0][1].filled()
        assert plain.split("\n")[0] == shown
        assert {*made.links.values()} == links
        # Beside the hidden link and the picture.
        assert html.count("https://go.example/api/links/key-7/") == 2 + len(links)


def test_an_address_is_once_in_a_request_and_no_request_is_larger_than_may_be():
    source = Source(subject="x", html="<p>{{ custom.note }}</p>" + FOOTER)
    twice = [outgoing(0), outgoing(1, "P0@acme.com"), outgoing(2), outgoing(3, "p0@acme.com")]
    assert [len(each.letters) for each in composed(twice, source)] == [1, 2, 1]
    assert [len(each.letters) for each in composed([*map(outgoing, range(7))], source, 3)] == [
        3,
        3,
        1,
    ]
    long = [outgoing(n, **{"custom.note": "ü" * (5_000 if n % 2 else 9)}) for n in range(6)]
    sizes = [len(each.letters) for each in composed(long, source)]
    assert sorted(sizes) == [1, 1, 1, 3]


def test_emails_of_one_template_are_counted_by_their_own_sequences_and_steps():
    messages = [
        outgoing(n)._replace(sequence_id=n % 2, step=replace(EMAIL, key=("a", "b")[n // 2 % 2]))
        for n in range(8)
    ]
    batches = composed(messages, Source(html="Hello" + FOOTER))
    bodies = [payload(batch, materials(Source())) for batch in batches]
    assert {tuple(body["categories"]) for body in bodies} == {
        (f"sequence-{number}", f"sequence-{number}/{step}") for number in (0, 1) for step in "ab"
    }
    for batch in batches:
        assert {m.categories for m, _ in batch.letters} == {batch.letters[0][0].categories}


def test_a_single_message_bears_its_texts_and_several_have_them_put_in():
    source = Source(
        subject="Hi {{ contact.first_name }}", html="<p>{{ contact.first_name }}</p>" + FOOTER
    )
    (batch,) = composed([outgoing(1), outgoing(2)], source)
    first, second = (payload(half, materials(source)) for half in batch.halves())
    both = payload(batch, materials(source))
    assert "P1" in first["content"][1]["value"] and "P2" in second["content"][1]["value"]
    assert "substitutions" not in first["personalizations"][0]
    html = both["content"][1]["value"]
    assert "P1" not in html and "P2" not in html
    for person, alone in zip(both["personalizations"], (first, second), strict=True):
        filled = html
        for name, own in person["substitutions"].items():
            filled = filled.replace(name, own)
        assert filled == alone["content"][1]["value"]
    assert batch.only({2}).letters == batch.letters[1:]


@pytest.mark.parametrize(
    ("source", "going"),
    [
        (Source(html="<p>Hello</p>" + FOOTER), [0, 1, 2]),
        (Source(html="<style>p { color: red }</style><p>Hello</p>" + FOOTER), [0, 1, 2]),
        (Source(text="Hello" + PLAIN_FOOTER), [0, 1, 2]),
        (
            Source(
                html='Hello {% snippet "footer" %}',
                snippets=(Snippet("footer", "", PLAIN_FOOTER),),
            ),
            [0, 1, 2],
        ),
        (Source(html='{% snippet "footer" %}', snippets=(Snippet("footer", "Bye", ""),)), []),
        (
            Source(html='{% if contact.title == "CEO" %}x{% else %}' + FOOTER + "{% endif %}"),
            [0, 2],
        ),
        (Source(html=FOOTER, text="Hello"), []),
        (Source(html="Hello", text="Hello" + PLAIN_FOOTER), []),
        (Source(html='<a href="{{ unsubscribe_url }}">No more</a>'), []),
        (Source(html="{{ workplace.postal_address }}"), []),
    ],
)
def test_no_email_goes_out_without_a_link_to_unsubscribe_and_the_postal_address(source, going):
    titles = ("COO", "CEO", "")
    messages = [outgoing(n, **{"contact.title": title}) for n, title in enumerate(titles)]
    made = compose(messages, materials(source), 100)
    assert sorted(m.id for batch in made.batches for m, _ in batch.letters) == going
    assert len(made.failed) == 3 - len(going)
    assert all("unsubscribe link" in f.error or "postal address" in f.error for f in made.failed)


def test_each_wording_is_looked_at_as_it_is_sent():
    ways = "{% or %}".join([FOOTER] * 20 + ["Bye"])
    source = Source(html="{% variant %}" + ways + "{% endvariant %}")
    messages = [outgoing(n)._replace(wording=n) for n in range(21)]
    made = compose(messages, materials(source), 100)
    assert [failed.outgoing.id for failed in made.failed] == [20]


def test_nothing_goes_out_while_there_is_no_postal_address():
    message = outgoing(1, **{POSTAL_ADDRESS: ""})
    (failed,) = compose([message], materials(Source(html="Hello" + FOOTER)), 100).failed
    assert "postal address" in failed.error
