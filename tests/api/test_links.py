"""The links and the picture of an email, as readers, their programs and strangers fetch them."""

import pytest
from sqlmodel import Session, select

from yardflow import clock, db
from yardflow.models import Message, MessageEvent
from yardflow.services.sequences import events, tracking
from yardflow.services.sequences.events import visits

pytestmark = pytest.mark.usefixtures("database")
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"}
URL = "https://acme.example/map?hall=4&x=%20"


@pytest.fixture
def message(session: Session, message_to) -> Message:
    return message_to("Ann")


@pytest.fixture
def link(session: Session, message: Message) -> str:
    html = f'<body><a href="{URL.replace("&", "&amp;")}">map</a></body>'
    led = tracking.tracked(html, tracking.place_of("", message.key), "-")
    tracking.keep(session, led.links)
    session.commit()
    return f"/api/links/{message.key}/{next(iter(led.links))}"


def reported() -> list[tuple[str, str, bool]]:
    """Kind, address, and whether a program fetched it, of all that was noted."""
    with db.session() as session:
        rows = session.exec(select(MessageEvent).order_by(MessageEvent.id)).all()
        return [(row.kind, row.details["url"], row.details["machine"]) for row in rows]


def applied(session: Session) -> None:
    """As the engine does, once nothing is held back any more."""
    with clock.at(clock.now() + events.HELD_BACK):
        events.apply(session)


def test_a_click_leads_on_and_counts_as_a_person_s(client, session, message, link):
    answer = client.get(link, headers=FIREFOX, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, URL)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert reported() == [("click", URL, False)]
    applied(session)
    session.commit()
    session.refresh(message)
    assert message.clicked_at and message.opened_at


def test_a_picture_that_is_fetched_is_an_open(client, session, message):
    answer = client.get(f"/api/links/{message.key}/open.gif", headers=FIREFOX)
    assert answer.headers["content-type"] == "image/gif" and answer.content.startswith(b"GIF89a")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin", "web mail shows it"
    applied(session)
    session.commit()
    session.refresh(message)
    assert message.opened_at and not message.clicked_at


@pytest.mark.parametrize(
    "headers",
    [{"User-Agent": ""}, {**FIREFOX, "Sec-Purpose": "prefetch;prerender"}, {"User-Agent": "  "}],
)
def test_what_fetches_ahead_or_without_a_name_is_a_program(client, session, message, link, headers):
    client.get(link, headers=headers, follow_redirects=False)
    client.get(f"/api/links/{message.key}/open.gif", headers=headers)
    assert {machine for *_, machine in reported()} == {True}
    applied(session)
    session.commit()
    session.refresh(message)
    assert message.opened_at is None and message.clicked_at is None


def test_who_follows_the_hidden_link_is_a_program_and_so_is_its_click(
    client, session, message, link
):
    client.get(link, headers=FIREFOX, follow_redirects=False)
    assert client.get(f"/api/links/{message.key}/more", headers=FIREFOX).status_code == 204
    applied(session)
    session.commit()
    session.refresh(message)
    assert message.clicked_at is None


def test_asking_for_the_head_leads_on_and_notes_nothing(client, message, link):
    answer = client.head(link, headers=FIREFOX, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, URL)
    for more, status in (("open.gif", 200), ("more", 204)):
        path = f"/api/links/{message.key}/{more}"
        assert client.head(path, headers=FIREFOX).status_code == status
    assert reported() == []


def test_a_made_up_link_leads_nowhere_and_reveals_nothing(client, message, link):
    key, number = link.split("/")[-2:]
    made_up = [
        f"/api/links/{key}/{number[:-1]}",
        f"/api/links/{key}/{number}x",
        f"/api/links/{key}/https:%2F%2Fevil.example",
        f"/api/links/{key}/{number}?url=https://evil.example&next=//evil.example",
        f"/api/links/{'a' * 3_000}/{number}",
        f"/api/links/{key[:-1]}/{number}",
        f"/api/links/{key}/%00",
        f"/api/links/{key}/%ED%A0%80",
    ]
    answers = [client.get(path, headers=FIREFOX, follow_redirects=False) for path in made_up]
    assert {answer.headers.get("location", URL) for answer in answers} == {URL}
    assert {answer.status_code for answer in answers} <= {302, 404, 422}
    assert all("evil" not in answer.text for answer in answers)
    # One of them is the right link with words behind it.
    assert [kind for kind, *_ in reported()] == ["click"]
    strangers = client.get("/api/links/nobody/open.gif", headers=FIREFOX)
    own = client.get(f"/api/links/{message.key}/open.gif", headers=FIREFOX)
    assert strangers.content == own.content and strangers.headers == own.headers


def test_fetching_without_end_stores_no_more_than_a_bounded_number(session, message):
    for _ in range(visits.MOST_VISITS + 20):
        visits.opened(session, message.key, "Mozilla", machine=False)
    session.commit()
    assert len(reported()) == visits.MOST_VISITS
