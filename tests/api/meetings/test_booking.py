"""The pages behind a booking link: looking does nothing, forms act, and nothing is revealed."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select, text, update
from sqlmodel import Session, col

from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, db
from yardflow.errors import Conflict, Contradictory
from yardflow.models import BrakeNotice, Meeting, MeetingHours, MeetingOutcome, Message
from yardflow.services.meetings import service
from yardflow.services.sequences.booking import service as booking

pytestmark = pytest.mark.usefixtures("database")
# A Tuesday, 09:00 in New York.
NOW = datetime(2027, 3, 2, 14, tzinfo=UTC)
TEN = "2027-03-02T15:00Z"
HALF_PAST = "2027-03-02T15:30Z"
FORM = {"at": TEN, "zone": "Europe/Berlin", "name": "Ann L.", "address": "ann@private.example"}


@pytest.fixture(autouse=True)
def tuesday():
    with clock.at(NOW):
        yield


@pytest.fixture
def sender(session: Session, bob) -> int:
    number = sender_of(session, name="Sam <b>Rivera</b>", user_id=bob.user_id)
    hours = {
        "weekdays": [0, 1, 2, 3, 4],
        "opens": time(9),
        "closes": time(11),
        "location": "Room 2",
    }
    session.add(MeetingHours(sender_id=number, **hours))
    session.commit()
    return number


@pytest.fixture
def link_of(session: Session, message_to, sender):
    """``link_of("Ann")`` is the booking link in an email to Ann."""

    def link(name: str) -> str:
        message = message_to(name)
        session.execute(
            update(Message).where(col(Message.id) == message.id).values(sender_id=sender)
        )
        session.commit()
        return f"/api/book/{message.key}"

    return link


@pytest.fixture
def link(link_of) -> str:
    return link_of("Ann")


def meetings(session: Session) -> list[Meeting]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Meeting).order_by(col(Meeting.id))))


def test_looking_does_nothing_and_says_nothing_of_the_contact(client, session, link):
    for method in ("GET", "HEAD", "GET"):
        answer = client.request(method, link)
        assert answer.status_code == 200
    page = client.get(link).text
    assert "Sam &lt;b&gt;Rivera&lt;/b&gt;" in page and "30 minutes · Video call · Room 2" in page
    chosen = client.get(link, params={"at": TEN, "zone": "Europe/Berlin"}).text
    assert "Tuesday, March 2, 4:00 PM CET" in chosen
    for text_shown in (page, chosen):
        assert "ann@acme.com" not in text_shown and "Acme" not in text_shown
    assert meetings(session) == []


def test_a_time_is_booked_for_the_contact_whoever_books_it(client, session, link, sender, bob):
    answer = client.post(f"{link}?do=book", data=FORM)
    assert answer.status_code == 200 and "You&#x27;re booked" in answer.text, answer.text
    (meeting,) = meetings(session)
    message = session.scalars(select(Message)).one()
    assert (meeting.contact_id, meeting.message_id) == (message.contact_id, message.id)
    assert (meeting.sender_id, meeting.owner_id) == (sender, bob.user_id)
    assert (meeting.guest_name, meeting.guest_address) == ("Ann L.", "ann@private.example")
    assert meeting.starts_at == datetime(2027, 3, 2, 15, tzinfo=UTC)
    assert (meeting.timezone, meeting.location) == ("Europe/Berlin", "Room 2")
    notice = session.scalars(select(BrakeNotice)).one()
    assert notice.reason == "Booked for Tue, Mar 2, 2027, 4:00 PM CET"
    page = client.get(link).text
    assert "Your meeting is booked" in page and "private" not in page and "Ann" not in page


def test_where_no_one_is_there_to_meet_them_someone_else_learns_of_it(
    client, session, link, alice, bob
):
    session.execute(text("UPDATE sender SET user_id = NULL"))
    session.commit()
    client.post(f"{link}?do=book", data=FORM)
    assert session.scalars(select(BrakeNotice.user_id)).all() == [alice.user_id]
    session.execute(text("DELETE FROM brake_notice"))
    session.execute(text("UPDATE contact SET owner_id = :bob"), {"bob": bob.user_id})
    session.commit()
    client.post(f"{link}?do=cancel")
    assert session.scalars(select(BrakeNotice.user_id)).all() == [bob.user_id]


def test_its_file_is_of_the_sender_and_follows_what_happens(client, link):
    client.post(f"{link}?do=book", data=FORM)

    def file() -> tuple[str, str, int]:
        answer = client.get(f"{link}?file=1")
        assert answer.headers["content-type"].startswith("text/calendar")
        calendar = Calendar.from_ical(answer.content)
        event = calendar.walk("VEVENT")[0]
        return calendar["METHOD"], event["UID"], event["SEQUENCE"]

    method, uid, sequence = file()
    assert (method, sequence) == ("PUBLISH", 0)
    client.post(f"{link}?do=book", data=FORM | {"at": HALF_PAST})
    assert file() == ("PUBLISH", uid, 1)
    client.post(f"{link}?do=cancel")
    assert file() == ("CANCEL", uid, 2)


def test_it_is_moved_and_canceled_and_booked_again_until_it_begins(client, session, link):
    client.post(f"{link}?do=book", data=FORM)
    moved = client.post(f"{link}?do=book", data={"at": HALF_PAST, "zone": "UTC"})
    assert "3:30 PM UTC" in moved.text
    (meeting,) = meetings(session)
    assert meeting.guest_name == "Ann L.", "who moves it need not say it again"
    assert "is canceled" in client.post(f"{link}?do=cancel").text
    assert client.post(f"{link}?do=cancel").status_code == 404
    assert client.post(f"{link}?do=book", data=FORM).status_code == 200
    first, second = meetings(session)
    assert (first.outcome, second.outcome) == (
        MeetingOutcome.CANCELLED,
        MeetingOutcome.SCHEDULED,
    )
    with clock.at(NOW + timedelta(hours=1)):
        for action in ("cancel", "book"):
            answer = client.post(f"{link}?do={action}", data=FORM | {"at": HALF_PAST})
            assert answer.status_code == 409 and "has begun" in answer.text
        assert "can&#x27;t be changed here" in client.get(link).text


def test_of_two_who_take_the_same_time_the_second_is_told(session, link_of):
    keys = [link_of(name).rpartition("/")[2] for name in ("Ann", "Ben")]
    meet = Barrier(2, timeout=10)

    def book(key: str) -> str:
        meet.wait()
        try:
            with db.session() as current:
                at = datetime(2027, 3, 2, 15, tzinfo=UTC)
                booking.book(current, key, at, ZoneInfo("UTC"), {})
        except (Conflict, Contradictory) as problem:
            return problem.message
        return "booked"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(book, keys))
    assert said == ["This time was just taken. Choose another one.", "booked"]
    assert len(meetings(session)) == 1


def test_what_the_sender_has_is_not_offered(client, session, link, bob):
    contact = session.scalars(select(Message.contact_id)).one()
    at_ten = {"starts_at": datetime(2027, 3, 2, 15, tzinfo=UTC), "timezone": "UTC"}
    service.create(session, bob, contact, at_ten)
    session.commit()
    page = client.get(link).text
    assert TEN.replace(":", "%3A") not in page and HALF_PAST.replace(":", "%3A") in page
    answer = client.post(f"{link}?do=book", data=FORM)
    assert answer.status_code == 409 and "just taken" in answer.text
    assert client.get(link, params={"at": TEN}).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2027-03-02T15:01Z"},
        {"at": "2027-03-02T03:00Z"},
        {"at": "2027-03-06T15:00Z"},
        {"at": "2028-03-07T15:00Z"},
        {"at": "soon"},
        {"at": ""},
        {"zone": "Mars"},
        {"zone": "../../etc/passwd"},
        {"address": "no address"},
        {"name": "x" * 101},
        {"note": "x" * 1_001},
    ],
)
def test_what_is_not_offered_or_means_nothing_is_refused(client, session, link, change):
    answer = client.post(f"{link}?do=book", data=FORM | change)
    assert answer.status_code in (409, 422), answer.text
    assert "<form" in answer.text or "doesn" in answer.text or "href" in answer.text
    assert meetings(session) == []


def test_a_link_that_is_none_says_so_and_no_more(client, session, link):
    for key in ("x", "ä" * 10, "a" * 65, "%00", "..%2f", link[-22:-1]):
        assert client.get(f"/api/book/{key}").status_code == 404
        assert client.post(f"/api/book/{key}?do=book", data=FORM).status_code == 404
        assert client.post(f"/api/book/{key}?do=cancel").status_code == 404
    assert "test email" in client.get("/api/book/test").text
    assert "test email" in client.post("/api/book/test?do=book", data=FORM).text
    assert meetings(session) == []


def test_without_meeting_hours_there_is_nothing_to_book_but_what_is_booked_stays(
    client, session, link
):
    client.post(f"{link}?do=book", data=FORM)
    session.execute(text("DELETE FROM meeting_hours"))
    session.commit()
    assert "Your meeting is booked" in client.get(link).text
    assert client.post(f"{link}?do=cancel").status_code == 200
    assert "Answer the email" in client.get(link).text
    assert client.post(f"{link}?do=book", data=FORM).status_code == 409


def test_what_a_guest_writes_stays_text(client, session, link):
    hostile = "<script>alert(1)</script>\r\nBEGIN:VEVENT"
    client.post(f"{link}?do=book", data=FORM | {"name": hostile[:90], "note": hostile})
    assert "<script>" not in client.get(link).text
    (meeting,) = meetings(session)
    assert "\n" not in meeting.guest_name
    content = client.get(f"{link}?file=1").text
    assert len(re.findall("BEGIN:VEVENT", content)) == 1


def test_it_is_not_changed_for_ever(client, session, link):
    client.post(f"{link}?do=book", data=FORM)
    session.execute(text("UPDATE meeting SET version = 21"))
    session.commit()
    answer = client.post(f"{link}?do=book", data=FORM | {"at": HALF_PAST})
    assert answer.status_code == 409 and "too often" in answer.text
