"""Sign-in attempts: ten that fail in five minutes, by person and by address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from yardflow import clock, db
from yardflow.errors import TooMany
from yardflow.models import LoginAttempt
from yardflow.services.team import attempt_limits

pytestmark = pytest.mark.usefixtures("database")


def fail(email: str = "bob@yardflow.test", ip: str = "10.0.0.1") -> None:
    with db.session() as session:
        attempts = attempt_limits.begin(session, attempt_limits.of_stranger(email, ip))
        assert attempts is not None
        attempt_limits.finish(session, attempts, right=False)


def begin(email: str = "bob@yardflow.test", ip: str = "10.0.0.1") -> list[int] | None:
    with db.session() as session:
        return attempt_limits.begin(session, attempt_limits.of_stranger(email, ip))


def finish(attempts: list[int] | None, right: bool) -> None:
    assert attempts is not None
    with db.session() as session:
        attempt_limits.finish(session, attempts, right)


def test_the_eleventh_attempt_for_one_person_is_refused_from_wherever_it_comes():
    for number in range(10):
        fail(ip=f"10.0.0.{number}")
    with pytest.raises(TooMany) as refused:
        fail(ip="10.0.0.99")
    assert 0 < refused.value.retry_after <= 301


def test_the_eleventh_attempt_from_one_address_is_refused_for_whomever_it_is():
    for number in range(10):
        fail(email=f"guess{number}@yardflow.test")
    with pytest.raises(TooMany):
        fail(email="bob@yardflow.test")


def test_others_are_not_held_up():
    for _ in range(10):
        fail()
    fail(email="alice@yardflow.test", ip="10.0.0.2")


def test_the_spelling_of_an_address_gives_no_more_attempts():
    for _ in range(10):
        fail()
    with pytest.raises(TooMany):
        fail(email=" BOB@yardflow.test ", ip="10.0.0.2")


def test_nobody_is_locked_out_for_good():
    for _ in range(10):
        fail()
    with clock.at(clock.now() + attempt_limits.WINDOW + timedelta(seconds=1)):
        fail()


def test_being_refused_does_not_prolong_the_wait():
    began = clock.now()
    for _ in range(10):
        fail()
    with clock.at(began + timedelta(minutes=4)), pytest.raises(TooMany):
        fail()
    with clock.at(began + attempt_limits.WINDOW + timedelta(seconds=5)):
        fail()


def test_attempts_that_turned_out_right_do_not_count():
    for _ in range(15):
        finish(begin(), right=True)


def test_attempts_that_run_hold_their_places_and_others_wait_for_them():
    under_way = [begin(ip=f"10.0.0.{number}") for number in range(10)]
    assert all(under_way) and begin(ip="10.0.0.99") is None
    finish(under_way.pop(), right=True)
    assert begin(ip="10.0.0.99")


def test_no_more_are_under_way_than_may_still_fail():
    for number in range(8):
        fail(ip=f"10.0.0.{number}")
    last = [begin(), begin()]
    assert all(last) and begin() is None
    finish(last[0], right=False)
    assert begin() is None
    finish(last[1], right=False)
    with pytest.raises(TooMany):
        begin()


def test_an_attempt_whose_end_nobody_saw_counts_as_failed():
    for _ in range(10):
        assert begin()
    with clock.at(clock.now() + attempt_limits.LOST), pytest.raises(TooMany):
        begin()


def test_strangers_do_not_use_up_the_attempts_of_a_known_browser_or_of_a_session(session: Session):
    for _ in range(10):
        fail()
    for subjects in (
        attempt_limits.of_browser("one"),
        attempt_limits.of_browser("two"),
        attempt_limits.of_session(7),
    ):
        for _ in range(10):
            attempts = attempt_limits.begin(session, subjects)
            assert attempts is not None
            attempt_limits.finish(session, attempts, right=False)
        with pytest.raises(TooMany):
            attempt_limits.begin(session, subjects)


@pytest.mark.parametrize(
    ("addresses", "name"),
    [
        ([f"2001:db8:1:2::{n}" for n in range(10)], "2001:db8:1:2:ffff::1"),
        (["::ffff:10.0.0.5"] * 10, "10.0.0.5"),
        (["not an address"] * 10, ""),
    ],
)
def test_one_customer_counts_as_one_address(addresses: list[str], name: str):
    for number, ip in enumerate(addresses):
        fail(email=f"guess{number}@yardflow.test", ip=ip)
    with pytest.raises(TooMany):
        fail(email="bob@yardflow.test", ip=name)


def test_attempts_at_the_same_moment_are_counted_one_by_one():
    def attempt(number: int) -> bool:
        try:
            fail(ip=f"10.0.1.{number}")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, range(24))) == 10


def test_what_is_kept_of_an_attempt_names_nobody_and_is_forgotten(session: Session):
    fail()
    assert "bob" not in str(session.exec(select(LoginAttempt.subject)).all())
    session.rollback()
    with clock.at(clock.now() + attempt_limits.WINDOW * 2):
        fail(email="alice@yardflow.test", ip="10.0.0.2")
    assert len(session.exec(select(LoginAttempt)).all()) == 2
