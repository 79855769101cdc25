"""The token is renewed ahead of its end, by one at a time, and nothing newer is ever lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select

from tests.fixtures.hubspot_connection import stored
from yardflow import clock, encryption
from yardflow.integrations.errors import AccountError, TemporaryError
from yardflow.integrations.hubspot import account, oauth
from yardflow.integrations.hubspot.oauth import Tokens
from yardflow.integrations.hubspot.refusals import TokenRefused
from yardflow.models import Job
from yardflow.services.hubspot.connection import (
    connecting,
    refreshing,
    store,
    tokens,
    views,
)

HALF_AN_HOUR = timedelta(minutes=30)


def refreshes(sandbox) -> int:
    received = sandbox.received("hubspot")
    return sum((each["body"] or {}).get("grant_type") == "refresh_token" for each in received)


def works() -> bool:
    """Whether HubSpot takes the token that is stored now."""
    return tokens.calling(account.details).portal_id == 24_000_001


def in_half_an_hour(sandbox):
    sandbox.set_forward(HALF_AN_HOUR.total_seconds())
    return clock.at(clock.now() + HALF_AN_HOUR)


def test_a_token_that_lasts_is_used_as_it_is(connect, sandbox):
    connect()
    assert works() and works() and refreshes(sandbox) == 0


def test_a_token_is_renewed_before_it_ends(session, connect, sandbox):
    first = connect()
    with clock.at(clock.now() + timedelta(minutes=21)):
        assert works()
        second = stored(session)
        assert works() and refreshes(sandbox) == 1
    assert second.generation != first.generation and second.refreshing_until is None
    assert second.expires_at - first.expires_at > timedelta(minutes=20)


def test_many_who_find_it_ended_renew_it_once(session, connect, sandbox):
    first = connect()
    meet = threading.Barrier(8)

    def call(_: int) -> bool:
        meet.wait()
        return works()

    with in_half_an_hour(sandbox), ThreadPoolExecutor(8) as threads:
        assert all(threads.map(call, range(8)))
        assert refreshes(sandbox) == 1
        assert stored(session).generation != first.generation and works()


def test_who_renews_ahead_holds_nobody_up(session, connect, sandbox):
    connection = connect()
    assert store.claim(connection.generation, clock.now())
    with clock.at(clock.now() + timedelta(minutes=21)):
        assert not store.claim(connection.generation, clock.now() - timedelta(minutes=21))
        connection = stored(session)
    with clock.at(connection.refreshing_until - timedelta(seconds=1)):
        assert works() and refreshes(sandbox) == 0


def test_a_late_refresh_never_replaces_a_newer_one(session, connect, sandbox):
    """A slow process wakes up after its lease, when another one has renewed the token."""
    first = connect()
    assert store.claim(first.generation, clock.now())
    with in_half_an_hour(sandbox):
        assert works()  # the lease has ended, so another one renews
        newer = stored(session)
        late = Tokens(SecretStr("late"), SecretStr("late"), HALF_AN_HOUR)
        assert not store.renew(first.generation, late, clock.now())
        assert not store.lose(first.generation, "It was used already.", clock.now())
        store.release(first.generation)
        after = stored(session)
        assert (after.generation, after.access_token) == (newer.generation, newer.access_token)
        assert after.lost_at is None and works()


def test_a_slow_winner_is_stored_though_a_late_one_was_refused(session, connect, sandbox):
    """The refresh token was used by whoever is slow; who took over is refused with it."""
    first = connect()
    sandbox.set_forward(HALF_AN_HOUR.total_seconds())
    assert store.claim(first.generation, clock.now())
    refresh_token = SecretStr(encryption.unseal(first.refresh_token))
    slow = oauth.refresh(refresh_token)
    with clock.at(clock.now() + HALF_AN_HOUR), pytest.raises(TokenRefused):
        tokens.current()
    assert stored(session).lost_at is not None
    assert store.renew(first.generation, slow, clock.now())
    assert stored(session).lost_at is None and works()


def test_a_revoked_connection_is_said_at_once_and_asked_no_more(session, alice, connect, sandbox):
    connect()
    sandbox.choose_oauth(revoke=True)
    for _ in range(3):
        with pytest.raises(TokenRefused, match=r"ended there.*Settings › HubSpot"):
            works()
    view = views.get(session, alice)
    assert view.status == "lost" and view.problem and views.is_lost(session)
    assert refreshes(sandbox) == 1
    assert len([e for e in sandbox.received("hubspot") if e["path"].endswith("/details")]) == 2


def test_a_token_that_hubspot_ended_early_is_replaced_once(connect, sandbox):
    connect()
    sandbox.set_forward(1_800)  # its clock, not ours
    assert works() and refreshes(sandbox) == 1


def test_a_private_app_s_token_that_ends_is_lost(session, admin, sandbox):
    connecting.by_token(session, admin, "sandbox")
    session.commit()
    sandbox.fail("error", "hubspot", status=401, path="/details")
    with pytest.raises(TokenRefused, match="rotated or deleted"):
        works()
    assert views.is_lost(session)


def test_while_hubspot_is_away_the_token_that_lasts_is_used(session, connect, sandbox):
    connection = connect()
    sandbox.fail("down", "hubspot", path="/token")
    with clock.at(clock.now() + timedelta(minutes=21)):
        assert works()
    assert stored(session).generation == connection.generation
    assert store.claim(connection.generation, clock.now() + timedelta(minutes=21))
    store.release(connection.generation)
    sandbox.fail("down", "hubspot", path="/token")
    with in_half_an_hour(sandbox), pytest.raises(TemporaryError):
        works()
    assert not views.is_lost(session)


def test_what_was_renewed_while_it_was_ended_is_ended_too(session, admin, connect, sandbox):
    connection = connect()
    refresh_token = SecretStr(encryption.unseal(connection.refresh_token))
    renewed = oauth.refresh(refresh_token)
    connecting.disconnect(session, admin)
    session.commit()
    assert not store.renew(connection.generation, renewed, clock.now())
    tokens._discard(renewed)
    with pytest.raises(AccountError):
        oauth.refresh(renewed.refresh)


def test_without_a_connection_it_says_where_to_make_one(session, sandbox):
    with pytest.raises(AccountError, match="Settings › HubSpot"):
        works()


def test_the_scheduler_asks_for_a_new_token_when_it_is_due(session, connect, sandbox):
    connection = connect()
    session.execute(Job.__table__.delete())
    refreshing.request(session)
    assert session.exec(select(Job)).all() == []
    with clock.at(clock.now() + timedelta(minutes=21)):
        refreshing.request(session)
        refreshing.request(session)
        session.commit()
        assert [job.kind for job in session.exec(select(Job))] == [refreshing.KIND]
        refreshing.run(None)
    assert stored(session).generation != connection.generation
    sandbox.choose_oauth(revoke=True)
    with clock.at(clock.now() + 2 * HALF_AN_HOUR):
        refreshing.run(None)  # what it meets is on the page, and no failed job
        session.execute(Job.__table__.delete())
        refreshing.request(session)
    assert views.is_lost(session) and session.exec(select(Job)).all() == []


def test_a_renewed_token_keeps_the_limits_and_the_person(session, connect, sandbox):
    first = connect()
    with clock.at(clock.now() + timedelta(minutes=21)):
        works()
    second = stored(session)
    assert second.connected_by == first.connected_by and second.scopes == first.scopes
