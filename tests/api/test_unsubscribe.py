"""The page behind the unsubscribe link: opening it does nothing, its buttons act at once."""

import pytest
from sqlalchemy import select, text

from yardflow.models import (
    Contact,
    Enrollment,
    Hold,
    Suppression,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.sequences.suppressions.service import suppress

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def link(session, message_to) -> str:
    return f"/api/unsubscribe/{message_to('Ann').key}"


def suppressed(session) -> list[tuple[str, str]]:
    session.rollback()
    return [(row.value, row.reason) for row in session.scalars(select(Suppression))]


def test_opening_prefetching_and_asking_for_its_head_do_nothing(client, session, link):
    for method in ("GET", "HEAD", "GET"):
        answer = client.request(method, link)
        assert answer.status_code == 200
        assert "ann@acme.com" not in answer.text and "Ann" not in answer.text
    assert "Unsubscribe</button>" in client.get(link).text
    assert suppressed(session) == []


def test_a_mail_programs_post_unsubscribes_at_once_and_twice_is_once(client, session, link):
    for _ in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "unsubscribed" in answer.text
    assert suppressed(session) == [("ann@acme.com", SuppressionReason.UNSUBSCRIBED)]


def test_an_undo_takes_back_what_the_recipient_asked_for(client, session, link):
    client.post(link)
    assert "subscribed again" in client.post(f"{link}?do=undo").text
    assert suppressed(session) == []
    assert client.post(f"{link}?do=undo").status_code == 200


@pytest.mark.parametrize(
    ("reason", "before", "left"),
    [
        (SuppressionReason.COMPLAINED, True, SuppressionReason.COMPLAINED),
        (SuppressionReason.OBJECTED, True, SuppressionReason.MANUAL),
        (SuppressionReason.OBJECTED, False, SuppressionReason.MANUAL),
    ],
)
def test_an_undo_leaves_what_others_said(client, session, link, reason, before, left):
    """Before the recipient unsubscribed or after that; a weaker reason is no longer known."""
    for is_by_others in (before, not before):
        if is_by_others:
            suppress(session, "ann@acme.com", reason, SuppressionSource.PERSON)
            session.commit()
        else:
            client.post(link)
            client.post(link)
    told = client.post(f"{link}?do=undo").text
    assert "for another reason" in told and "subscribed again" not in told
    assert suppressed(session) == [("ann@acme.com", left)]


def test_an_undo_says_when_the_whole_domain_gets_no_emails(client, session, link):
    suppress(session, "acme.com", SuppressionReason.MANUAL, SuppressionSource.PERSON)
    session.commit()
    client.post(link)
    assert "for another reason" in client.post(f"{link}?do=undo").text
    assert suppressed(session) == [("acme.com", SuppressionReason.MANUAL)]


@pytest.mark.parametrize("days", [30, 90])
def test_a_pause_holds_the_person_for_its_days_and_can_be_undone(client, session, link, days):
    for _ in range(2):
        answer = client.post(f"{link}/preferences?do=pause-{days}")
        assert answer.status_code == 200 and f"{days} days" in answer.text
    session.rollback()
    (hold,) = session.scalars(select(Hold))
    assert (hold.until - hold.held_at).days in (days - 1, days)
    assert suppressed(session) == []
    client.post(f"{link}?do=undo")
    session.rollback()
    assert session.scalars(select(Hold)).all() == []


def test_another_pause_takes_the_place_of_the_first(client, session, link):
    client.post(f"{link}?do=pause-90")
    client.post(f"{link}?do=pause-30")
    session.rollback()
    (hold,) = session.scalars(select(Hold))
    assert "30 days" in hold.reason


def test_preferences_do_nothing_until_a_button_says_what(client, session, link, message_to):
    asking = client.get(link).text
    assert f"{link.rpartition('/')[2]}/preferences" in asking
    for method, query in (("GET", ""), ("HEAD", ""), ("POST", ""), ("POST", "?do=everything")):
        answer = client.request(method, f"{link}/preferences{query}")
        assert answer.status_code == 200
        assert "ann@acme.com" not in answer.text and "Ann" not in answer.text
    assert (
        client.get("/api/unsubscribe/nothing/preferences").text
        == client.get(f"{link}/preferences").text
    )
    assert client.post("/api/unsubscribe/nothing/preferences?do=series").status_code == 404
    assert suppressed(session) == [] and session.scalars(select(Hold)).all() == []


def test_a_series_that_is_stopped_ends_alone_and_an_undo_has_it_continue(
    client, session, link, message_to
):
    other = message_to("Ben")
    for _ in range(2):
        assert "has ended" in client.post(f"{link}/preferences?do=series").text
    session.rollback()
    assert suppressed(session) == [] and session.scalars(select(Hold)).all() == []
    left = {row.contact_id: row.status for row in session.scalars(select(Enrollment))}
    assert left.pop(other.contact_id) == "active" and [*left.values()] == ["exited"]
    assert "as before" in client.post(f"{link}/preferences?do=undo").text
    session.rollback()
    assert {row.status for row in session.scalars(select(Enrollment))} == {"active"}


def test_a_pause_and_its_undo_are_for_everyone_at_the_address(client, session, link, message_to):
    for other in ("Ben", "Cy"):
        message_to(other)
    shared = "UPDATE contact SET email = 'ann@acme.com', email_shared = true"
    session.execute(text(f"{shared} WHERE email <> 'cy@acme.com'"))
    session.commit()
    client.post(f"{link}?do=pause-30")
    client.post(f"{link}?do=pause-30")
    session.rollback()
    held = {session.get_one(Contact, row.contact_id).email for row in session.scalars(select(Hold))}
    assert held == {"ann@acme.com"} and len(session.scalars(select(Hold)).all()) == 2
    client.post(f"{link}?do=undo")
    session.rollback()
    assert session.scalars(select(Hold)).all() == []


@pytest.mark.parametrize("key", ["x", "x" * 10_000, "é", "%00", "a%2Fb", "'; DROP TABLE message"])
def test_a_link_that_was_altered_acts_on_nothing(client, session, link, key):
    answer = client.post(f"/api/unsubscribe/{key}")
    assert answer.status_code in (404, 422)
    assert suppressed(session) == []


def test_the_link_works_after_the_contact_is_gone(client, session, link):
    session.execute(text("DELETE FROM contact"))
    session.commit()
    assert client.post(link).status_code == 200
    assert suppressed(session) == [("ann@acme.com", SuppressionReason.UNSUBSCRIBED)]


def test_a_mail_program_that_shows_the_page_in_a_frame_of_its_own_unsubscribes_too(
    client, session, link
):
    for origin in ("null", "https://mail.example"):
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
        assert client.post(link, headers=headers).status_code == 200
    assert suppressed(session) == [("ann@acme.com", SuppressionReason.UNSUBSCRIBED)]
