"""Putting people on hold, and letting them go."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from tests.fixtures.records import company
from tests.fixtures.sequences import FOLLOW_UP, current
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Contradictory, Invalid, NotFound
from yardflow.models import Contact, Enrollment, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.enrollments import (
    Enrolling,
    EnrollmentQuery,
    changes,
    enroll,
    holds,
    search,
)
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.lifecycle import drafts, publishing

pytestmark = pytest.mark.usefixtures("database")
LATER = timedelta(days=3)


@pytest.fixture
def enrolled(
    session: Session, alice: Principal, works_at: Callable[..., int], acme, techexpo
) -> dict[str, int]:
    """Ann and Ben of Acme and Cy of Globex, none due before three days; their enrollments."""
    row = drafts.create(session, alice, {"name": "Follow-up", "draft": reading.write(FOLLOW_UP)})
    publishing.publish(session, alice, row.id, pin=current)
    globex = company(session, techexpo, "Globex", domain="globex.com")
    people = [
        works_at(account, name, email=f"{name.lower()}@x.com", country="Germany")
        for account, name in ((acme, "Ann"), (acme, "Ben"), (globex, "Cy"))
    ]
    selection = Selection(RecordKind.CONTACT, tuple(people))
    enroll(session, alice, row.id, Enrolling(selection, (sender_of(session),)))
    session.execute(update(Enrollment).values(due_at=clock.now() + LATER))
    session.commit()
    listed = search(session, alice, EnrollmentQuery()).items
    return {each.contact_name: each.id for each in listed}


def awake(session: Session, enrolled: dict[str, int]) -> set[str]:
    """Who is looked at again, of whom it is not known afterwards."""
    session.expire_all()
    soon = clock.now() + timedelta(hours=1)
    woken = {
        name
        for name, number in enrolled.items()
        if session.get_one(Enrollment, number).due_at < soon
    }
    session.execute(update(Enrollment).values(due_at=clock.now() + LATER))
    session.commit()
    return woken


def test_a_hold_reaches_whom_it_speaks_of_and_no_one_else(session, alice, enrolled):
    ann = session.get_one(Enrollment, enrolled["Ann"]).contact_id
    acme = session.get_one(Contact, ann).account_id
    for whom, names in (
        (HoldOn(enrollment_id=enrolled["Ann"]), {"Ann"}),
        (HoldOn(contact_id=ann), {"Ann"}),
        (HoldOn(account_id=acme), {"Ann", "Ben"}),
    ):
        view = holds.hold(session, alice, whom, "On leave")
        assert (view.reason, view.held_by_name, awake(session, enrolled)) == (
            "On leave",
            "Alice",
            names,
        )
        for name, number in enrolled.items():
            listed = [each.id for each in holds.on_enrollment(session, alice, number)]
            assert listed == ([view.id] if name in names else []), (whom, name)
            said = " ".join(gate.words for gate in why(session, alice, number).gates)
            assert ("On leave" in said) == (name in names), (whom, name)
        holds.release(session, alice, view.id)
        assert awake(session, enrolled) == names
        assert "On leave" not in str(why(session, alice, enrolled["Ann"]))
    what = [change.what for change in changes(session, alice, enrolled["Ben"])]
    assert what == ["Released from hold: On leave", "Put on hold: On leave", "Enrolled"]


def test_what_a_list_says_changes_with_the_hold_and_not_when_the_engine_looks(
    session, alice, enrolled
):
    """Also of two holds of one contact, of which one is released."""
    wait = {"gate": "wait", "words": "The wait isn't over.", "opens_at": "2027-01-01T00:00:00Z"}
    session.execute(update(Enrollment).values(reasons=[wait]))
    session.commit()

    def said() -> tuple[str, ...]:
        session.expire_all()
        page = search(session, alice, EnrollmentQuery())
        return next(each.waits_for for each in page.items if each.contact_name == "Ann")

    ann = session.get_one(Enrollment, enrolled["Ann"]).contact_id
    views = [
        holds.hold(session, alice, HoldOn(contact_id=ann), reason) for reason in ("Leave", "Talks")
    ]
    talks, leave = "This contact is on hold: Talks.", "This contact is on hold: Leave."
    assert said() == (talks, leave, wait["words"])
    holds.release(session, alice, views[0].id)
    assert said() == (talks, wait["words"])
    holds.release(session, alice, views[1].id)
    assert said() == (wait["words"],)


def test_a_hold_that_has_ended_is_in_no_ones_way(session, alice, enrolled):
    until = clock.now() + timedelta(days=1)
    holds.hold(session, alice, HoldOn(enrollment_id=enrolled["Ann"]), "On leave", until)
    with clock.at(until + timedelta(minutes=1)):
        assert holds.on_enrollment(session, alice, enrolled["Ann"]) == []
        assert "On leave" not in str(why(session, alice, enrolled["Ann"]))


def test_what_can_not_be_put_on_hold_says_why(session, alice, enrolled):
    ann = HoldOn(enrollment_id=enrolled["Ann"])
    now = clock.now()
    for whom, reason, until, error in (
        (HoldOn(), "On leave", None, Contradictory),
        (HoldOn(enrollment_id=enrolled["Ann"], contact_id=1), "On leave", None, Contradictory),
        (ann, " \r\n", None, Invalid),
        (ann, "x" * 201, None, Invalid),
        (ann, "On leave", now, Contradictory),
        (HoldOn(contact_id=10**30), "On leave", None, NotFound),
        (HoldOn(account_id=0), "On leave", None, NotFound),
    ):
        with pytest.raises(error):
            holds.hold(session, alice, whom, reason, until)
    for unknown in (0, -1, 10**30):
        with pytest.raises(NotFound):
            holds.release(session, alice, unknown)
    assert holds.on_enrollment(session, alice, enrolled["Ann"]) == []


def test_an_account_shows_its_own_holds_and_everyone_s_enrollments(
    sign_in, session, alice, acme, enrolled
):
    browser = sign_in(alice)
    body = {"accountId": acme.id, "reason": "Hands off"}
    made = browser.post("/api/holds", json=body).json()
    holds.hold(session, alice, HoldOn(enrollment_id=enrolled["Ann"]), "On leave")
    ended = clock.now() + timedelta(minutes=1)
    holds.hold(session, alice, HoldOn(account_id=acme.id), "In talks", ended)
    session.commit()
    of_account = {"params": {"accountId": acme.id}}
    with clock.at(ended):
        assert [each["id"] for each in browser.get("/api/holds", **of_account).json()] == [
            made["id"]
        ]
    names = [
        each["contactName"]
        for each in browser.get("/api/enrollments", **of_account).json()["items"]
    ]
    assert names == ["Ben", "Ann"]
    assert browser.get("/api/holds", params={"accountId": 999_999}).json() == []
    assert browser.get("/api/holds").status_code == 422


def test_people_are_held_and_released_over_http(sign_in, alice, enrolled):
    browser = sign_in(alice)
    body = {"enrollmentId": enrolled["Ann"], "reason": "On leave"}
    later = (clock.now() + LATER).isoformat()
    for wrong in ({"until": "tomorrow"}, {"until": 4_000_000_000}, {"until": "2027-01-01T00:00"}):
        assert browser.post("/api/holds", json=body | wrong).status_code == 422, wrong
    made = browser.post("/api/holds", json=body | {"until": later})
    assert made.status_code == 201, made.text
    here = f"/api/holds/{made.json()['id']}"
    assert browser.delete(here).status_code == 204
    assert browser.delete(here).status_code == 404
